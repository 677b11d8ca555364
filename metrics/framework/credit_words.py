"""Measures made of enterprise credits, in words: how each level comes about, and what each of its sums is."""

from collections.abc import Iterator, Mapping
from typing import Any

from metrics.framework.model import FORMULA_LEVELS, Framework, LedgerMeasure, MeasureSpec, MeasureTerm

#: What an enterprise's sum is counted per → in words, and by how much it is multiplied.
_EACH = {
    "": "",
    "hundred_employees": " ÷ 职工人数 × 100",
    "employees": " ÷ 职工人数",
    "months": " ÷ 已过月数 × 100",
}
_DUTY = {"duty": "责任面", "half_duty": "责任面的一半"}

#: How scores of credits come about, for all measures alike; {open} is what open credit may make up.
RULES = """\
- **从年初算起。** 报告期的得分是从1月1日到期末的累计：第一季度是1—3月，第二季度和上半年是1—6月，第三季
  度是1—9月，第四季度、下半年和全年是同一个数。标明“按序时进度”的目标，按已过月数 ÷ 12 折算。
- **看哪些行。** 看到期末为止各季度的报送，一个单位一个季度以最后审核通过的一份为准。一行算不算在期内，看它
  自己的日期（写在各项指标的“来源”里），不看是哪个季度报来的。名册、品牌、项目、载体、创新成果逐期重报，取
  按编号最近的一行；载体的开放次数、服务人次逐期相加，服务人次归那一期所写的企业。
- **企业得分率**是一切的底：一家企业的数值 ÷ 它的目标，最高 1。全县、乡镇、行业是名册内企业得分率的平均
  （标明“按职工数加权”的，以职工人数为权）；单位和品牌是它在每家企业做到的得分率之和 ÷ 责任面，最高 100%。
  一家企业的得分率在单位、品牌那里按较小的目标（每家目标）算。企业属于哪个乡镇、行业，看它最近一次名册。
- **职工规模**：按每百名职工计的指标是职工人数 ÷ 100，按每名职工计的是职工人数，其余是 1；平均职工规模是名册
  内企业职工规模的平均。
- **责任面**是单位、品牌一年里该走到多少家企业：{duty}。它与报了什么无关，期中按已过月数 ÷ 12 折算（折算、
  折半以后可以不足 1 家），每家目标不折算。
- **名册**是当年的：从1月1日起任何时候状态不是“退出”的企业；退出从下一年起算。1月1日的状态看上一年最后一
  次名册，当年的看当年各次名册。职工人数、工会会员数取到期末为止最近一次名册，职工人数不足 1 的按 1 算。
- **公共得分**：没有写企业（或写的企业不在名册）的行，和一家企业超过目标的部分，只在“按职工数加权”的指标
  里算，合计最多占目标总量的 {open:.0%}：全县的目标总量是 Σ（目标 × 职工规模），单位和品牌的是责任面 × 每
  家目标 × 平均职工规模。公共得分 = 这个合计 ÷ 目标总量（单位和品牌的公式里就是这个合计）。它单独列出，不算
  在企业的平均里。乡镇、行业只有超过目标的部分。其他指标里，写的企业不在名册的行当作没有写企业。
- **到场才算数。** “现场”“覆盖”按场次计的，一家企业的场次不超过它的线下到场人次之和 ÷ 10（职工不足 10 人
  的企业 ÷ 职工人数）；“门类”每类最多计 1，到场不足 10 人（小企业为职工人数）的按比例。线下到场 = 参加人
  次 − 线上人次；线下活动是线上人次少于参加人次、写明企业的活动。单位、品牌的每一步（场次、门类、荣誉的级别
  和同一事项、不同的事项）都只看归到它名下、在同一家企业的行。
- **没报不等于零。** 每个数值有四种状态：有数据；已报、为零；未报送；不适用。一项指标适用不适用，看层级，
  单位还看它报不报这张台账（这一层要用几张台账的，报其中一张就适用），不看有没有行；适用而没有行就是零。不适
  用的指标退出权重，其余的按权重重新分。覆盖率是期内各季度应报的份数里已通过的占多少：单位看自己的，品牌看牵
  头单位的，其他看报送这项指标所用台账的各单位合在一起；项目、组和总分的覆盖率是适用的各部分按权重的平均。未
  报送的（覆盖率为零）不按零分算，也不抬高得分：它降低覆盖率。项目、组或总分的
  覆盖率低于 {least:.0%} 就没有得分。同时给出区间：未报的部分按 0 分计是下限，按 100 分计是上限。
- **归谁。** 一行归它所写的企业（没有写企业的荣誉，看获得者代号开头的企业编号）；归它所写品牌的牵头单位，没有
  写品牌的归报送单位。牵头单位看到期末为止最近一次品牌台账。逐期重报的台账看最近一行写的品牌。认定了“不是我们的”
  的行只归企业，不归品牌和单位。
- **会议、批示、发文、佐证材料不计分**，写进权重的框架会被拒绝。
- **比率就是比率。** 案件、项目的比率原样显示；计分用的数（计分值）另列，案件很少时不至于大起大落。
- **得分** = 数值（有计分值的用计分值）÷ 满分值 × 100，封顶 100 分。**排名**：得分四舍五入到 9 位小数后排，
  相同的并列，取较小的名次。显示的得分都四舍五入到一位小数，等次按显示的得分。
"""


def duty_words(framework: Framework) -> str:
    """The duties in one line: shares of the roster, and the units and brands that have their own."""
    duty = framework.duty
    own = "、".join(
        f"{framework.unit[code].short_name if code in framework.unit else code} {number:g} 家"
        for code, number in duty.own.items()
    )
    words = f"单位为名册企业数的 {duty.unit:.0%}，品牌为 {duty.brand:.0%}，不足 1 家按 1 家"
    return f"{words}；{own}" if own else words


def credit_formula(measure: MeasureSpec, letter: str) -> str:
    """How a level (E, B, U, C) of a measure of credits comes about."""
    ledger, per = measure.ledger, measure.ledger.per.get(letter, "")
    if letter == "E":
        return f"本企业的合计{_EACH[ledger.each]}"
    if per == "roster":
        kind = "按职工数加权的平均" if ledger.weighted else "平均"
        return f"名册内企业得分率的{kind} × 100" + (
            "，加公共得分，最高 100" if ledger.has_open_credit else ""
        )
    if per in _DUTY:
        whole = f"{_DUTY[per]} × 每家目标"
        if ledger.weighted:
            above = "Σ min(每家目标 × 职工规模, 在每家企业的合计) + 公共得分"
            return f"（{above}）÷（{whole} × 平均职工规模）× 100，最高 100"
        return f"Σ min(每家目标, 在每家企业的合计) ÷（{whole}）× 100，最高 100"
    return {
        "capped": "Σ min(企业目标, 在每家企业的合计)",
        "months": "有这样的行的月数 ÷ 已过月数 × 100",
        "sum": "合计（不写企业的也算）",
    }[per]


def credit_target(measure: MeasureSpec, letter: str) -> str:
    """What earns the full score at a level, in words."""
    ledger = measure.ledger
    paced = "（按序时进度）" if ledger.prorate else ""
    if ledger.mean_at(letter):
        return "100（目标同企业）"
    if ledger.per.get(letter) in _DUTY:
        unit = "%" if ledger.units["E"] == "%" else ledger.units["E"]
        return f"100（每家目标 {ledger.full_score[letter]:g} {unit}" + (
            "，责任面按序时进度）" if paced else "）"
        )
    return f"{ledger.full_score[letter]:g}{paced}"


def term_lines(framework: Framework, measure: MeasureSpec, filter_words: Any) -> Iterator[str]:  # noqa: ANN401
    """Each sum of a measure: which rows of which sheet, and what a row is worth.

    `filter_words(framework, ledger, rule)` puts a filter into words.
    """
    ledger = measure.ledger
    for term in ledger.term:
        sheet = framework.ledgers[term.source].sheet
        levels = "" if set(ledger.levels) <= set(term.levels) else _levels(ledger, term)
        rule = f"，{filter_words(framework, ledger, term.filter)}" if term.filter else ""
        times = f"，乘 {term.times:g}" if term.times != 1 else ""
        yield f"合计{levels}：{sheet}（{term.source}）{rule}；{_worth(framework, term)}{times}"


def _levels(ledger: LedgerMeasure, term: MeasureTerm) -> str:
    return "（" + "、".join(FORMULA_LEVELS[one] for one in ledger.levels if one in term.levels) + "）"


def _worth(framework: Framework, term: MeasureTerm) -> str:
    spec, options = framework.ledgers[term.source], term.options
    heads = [spec.by_id[name].header for name in term.columns if name in spec.by_id]
    less = f" − {spec.by_id[options['minus']].header}" if "minus" in options else ""
    return {
        "items": lambda: (f"Σ {heads[0]}" if heads else "每行计1") + _item_words(framework, term),
        "visiting": lambda: (
            f"流动载体（{_mobile(framework, term)}）的品牌在这家企业办过线下活动的，每个计1，"
            f"一家企业合计最多 {options['most']:g}"
        ),
        "quarterly": lambda: f"Σ {heads[0]}（各期相加）",
        "amounts": lambda: f"Σ（{heads[0]}{less}）" + _trailing(options),
        "sessions": lambda: f"Σ {heads[0]}，不超过 Σ（{heads[1]}{less}）÷ min(10, 职工人数)；只计线下",
        "presence": lambda: _presence(heads, less),
        "points": lambda: _points(options),
        "graded": lambda: (
            f"按{heads[0]}计分：{_pairs(options['points'])}，空着的 {options.get('blank', 0):g}"
        ),
        "distinct": lambda: f"同一企业{'、'.join(heads)}都相同的计1" + _bettered(framework, term),
        "months": lambda: "有行的月份，一个月计1；只计写明企业的（线上的也算）",
    }[term.value]()


def _item_words(framework: Framework, term: MeasureTerm) -> str:
    words, options = "", term.options
    if "mobile" in options:
        kind = "流动的" if options["mobile"] else "固定的"
        words += f"，只计{kind}（流动的是{_mobile(framework, term)}）"
    if "done" in options:
        words += "；按完成日期在期内，没有写日期的按第一次报完成的季度"
    return words


def _mobile(framework: Framework, term: MeasureTerm) -> str:
    """Which carriers are mobile: those that say so where the sheet asks, else those of some types."""
    spec = framework.ledgers[term.source].by_id
    types = framework.vocabularies[spec["carrier_type"].vocabulary].terms
    by_type = "、".join(one.name for one in types if one.mobile)
    if "is_mobile" not in spec:
        return by_type
    return f"“{spec['is_mobile'].header}”为是，没有写的看类型：{by_type}"


def _trailing(options: Mapping[str, Any]) -> str:
    return f"，看期末前 {options['trailing_months']} 个月" if "trailing_months" in options else ""


def _presence(heads: list[str], less: str) -> str:
    kinds = f"每种{heads[1]}" if len(heads) > 1 else "办过的"
    return f"{kinds}计 min(1, Σ（{heads[0]}{less}）÷ min(10, 职工人数))；只计线下"


def _points(options: Mapping[str, Any]) -> str:
    return (
        f"{_pairs(options['points'])}；同一事项只计最高级（没有编号的，并入同一获得者代号、荣誉类别里有编号的"
        f"一项，都没有编号的算一项；没有写获得者代号的各算各的）；一家企业从高到低每级计 "
        f"{options['most_per_level']} 项，再多的按下一级计，最低一级再多的不计"
    )


def _pairs(points: Mapping[str, float]) -> str:
    return "、".join(f"{word} {worth:g}" for word, worth in points.items())


def _bettered(framework: Framework, term: MeasureTerm) -> str:
    rule = term.options.get("bettered")
    if rule is None:
        return ""
    spec = framework.ledgers[term.source].by_id
    before, after = spec[rule["before"]].header, spec[rule["after"]].header
    return f"；{before}、{after}都写了并且变好了的才计（{'、'.join(rule['lower'])}越小越好，其余越大越好）"
