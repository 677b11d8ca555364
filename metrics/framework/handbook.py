"""口径手册: what is measured and how, in words, written from the framework itself as Markdown."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from metrics.framework.bands import band_section
from metrics.framework.columns import ADDED_TYPES, added_columns
from metrics.framework.credit_words import RULES as CREDIT_RULES
from metrics.framework.credit_words import credit_formula, credit_target, duty_words, term_lines
from metrics.framework.key_words import MEANS, PER, actual_words
from metrics.framework.model import FORMULA_LEVELS, Framework, LedgerMeasure, MeasureSpec, NodeSpec
from metrics.framework.rule_words import column_header, rule_words

#: Measure → a worked example in words (Markdown, one line).
Examples = Mapping[str, str]
#: Header → cell.
Row = dict[str, str]

COLUMNS_NOTE = "都是选填；以前的模板没有这些列，不算缺。"
WEIGHTS_NOTE = "有效权重是各指标都适用时占总分的比重；“—”表示这一层没有。乡镇、行业用全县的口径。"
_RIGHT = {"权重", "满分值", "有效权重", *FORMULA_LEVELS.values()}

_WHOSE = {"E": "本企业", "B": "涉及企业的", "U": "涉及企业的", "C": "在册企业的"}
#: The ledger of the enterprises.
ROSTER_LEDGER = "L15"

_RULES = """\
- **没报不等于零。** 每个数值有四种状态：有数据；已报、为零；未报送；不适用。未报送的不按零分算，
  也不抬高得分：它降低覆盖率，覆盖率低于{least}就没有得分。同时给出区间：未报的部分按 0 分计是下限，
  按 100 分计是上限。
- **不适用**的指标退出权重：这一层没有这项指标、分母为 0，或者本单位不报这张台账、也没有归到它名下的行。
- **空着不占便宜。** 没有写企业的行，在分母里按它还没有写到的企业计，从大的算起；没有写精神类别的活动，
  四种精神的分母里都计；没有写完成时限又没有完成的项目，按已到期计；目标值在当年里写过一次就一直有效。
- **归谁。** 一行归它所写的企业；归它所写品牌的牵头单位，没有写品牌的归报送单位。
- **走进的企业**：线下活动行（写了企业、线上人次小于参加人次）里的不同企业。
- **涉及的企业**：本指标自己的行里的不同企业。**在册试点企业**：期末名册里状态不是“退出”的企业。
- **满分值是全年的**，标明“按月折算”的，报告期短于一年时按月数折算。
  数值 ÷ 满分值 × 100 就是得分，封顶 100 分。
- **排名**：得分四舍五入到 9 位小数后排，相同的并列，取较小的名次。
- **会议、批示、发文、佐证材料不计分**，写进权重的框架会被拒绝。
"""


def handbook(framework: Framework, examples: Examples | None = None, data: str = "") -> str:
    """The whole handbook.

    Args:
        framework: what is measured.
        examples: worked examples by measure, shown where there is one.
        data: what the examples were computed on, in words.
    """
    parts = [
        f"# 口径手册：{framework.name}",
        f"指标版本 {framework.version}（{framework.hash[:8]}）。本手册由程序从指标框架生成，不要手改。"
        + (f" 例子按{data}计算。" if data else "")
        + (f" 由{framework.issued.by}下发，下发部分的权重本县不改。" if framework.issued else ""),
        "## 怎样算分",
        rules_words(framework),
        "## 权重",
        weights(framework),
        *(item_section(framework, item, examples or {}) for item in framework.items),
    ]
    if own := column_rows(framework):
        parts += ["## 本县加的列", COLUMNS_NOTE, _table(own)]
    if bands := band_section(framework):
        parts += ["## 名次区间有多准", bands]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def column_rows(framework: Framework) -> list[Row]:
    """The columns that the version's own text adds to ledgers, by header; none without any."""
    return [
        {
            "台账": f"{framework.ledgers[code].sheet}（{code}）",
            "列": column.heading,
            "填什么": "、".join(column.choices) or ADDED_TYPES[column.type],
            "说明": column.note or "选填",
            "自哪版模板": column.since,
        }
        for code, column in added_columns(framework)
    ]


def rules_words(framework: Framework) -> str:
    """How a score comes about, for all measures alike."""
    least = framework.root.min_coverage
    grades = "；".join(f"{grade.at_least:g} 分以上为“{grade.word}”" for grade in framework.grades[:-1])
    lowest = framework.grades[-1].word
    means = dict.fromkeys(MEANS.get(node.aggregate, node.aggregate) for node in framework.nodes)
    told = (
        CREDIT_RULES.format(least=least, duty=duty_words(framework), open=framework.open_share)
        if framework.to_date
        else _RULES.format(least=f" {least:.0%} ")
    )
    return (
        _unwrapped(told)
        + f"- **合成**：指标合成项目，项目合成三组，三组合成总分，用{'、'.join(means)}。\n"
        + f"- **等次**：{grades}；以下为“{lowest}”。\n"
    )


def _unwrapped(text: str) -> str:
    """Paragraphs each in one line: Markdown makes a space of a line's end, and Chinese has none there."""
    return re.sub(
        r"(.)\n {2,}(.)",
        lambda ends: ends[1] + (" " if ends[1].isascii() and ends[2].isascii() else "") + ends[2],
        text,
    )


def weights(framework: Framework) -> str:
    """A table of the effective weights of groups, items and measures by level, where all of them apply."""
    return f"{WEIGHTS_NOTE}\n\n{_table(weight_rows(framework))}"


def weight_rows(framework: Framework) -> list[Row]:
    """The table of weights by header: groups, items and measures in the order of the tree."""
    shares = {letter: effective_weights(framework, letter) for letter in FORMULA_LEVELS}
    rows = []
    for part in _in_order(framework):
        cells = {
            word: f"{shares[letter][part.id]:.2%}" if part.id in shares[letter] else "—"
            for letter, word in FORMULA_LEVELS.items()
        }
        rows.append({"编号": part.id, "名称": part.name, "权重": f"{part.weight:g}", **cells})
    return rows


def _table(rows: list[Row]) -> str:
    """Rows as a Markdown table; figures stand to the right."""
    headers = list(rows[0])
    marks = ("---:" if header in _RIGHT else "---" for header in headers)
    lines = (" | ".join(row.values()) for row in rows)
    return "\n".join(
        ["| " + " | ".join(headers) + " |", "|" + "|".join(marks) + "|", *(f"| {one} |" for one in lines)]
    )


def effective_weights(framework: Framework, letter: str) -> dict[str, float]:
    """Share of the total that each node and measure has at a formula level when everything applies.

    Args:
        framework: what is measured.
        letter: E, B, U or C.
    """
    measures = [one for one in framework.measures if letter in one.ledger.levels]
    used = {one.parent for one in measures}
    while above := {n.parent for n in framework.nodes if n.id in used and n.parent} - used:
        used |= above
    kept = used | {one.id for one in measures}
    parts = [part for part in framework.parts if part.id in kept]
    shares = {framework.root.id: 1.0}
    for node in _top_down(framework.root, framework, used):
        below = [part for part in parts if part.parent == node.id]
        total = sum(part.weight for part in below)
        shares |= {part.id: shares[node.id] * part.weight / total if total else 0.0 for part in below}
    return shares


def item_section(framework: Framework, item: NodeSpec, examples: Examples) -> str:
    """An item with all its measures."""
    head = f"## {item.id} {item.name}" + (f"\n\n{item.asks}？" if item.asks else "")
    measures = (
        measure_section(framework, one, examples.get(one.id, "")) for one in framework.measures_of(item.id)
    )
    return "\n\n".join([head, *measures])


def measure_section(framework: Framework, measure: MeasureSpec, example: str = "") -> str:
    """A measure: its words, the formula and target of each level, its sources, and an example."""
    head = f"### {measure.id} {measure.name}\n\n{measure.words}。"
    return (
        f"{head}\n\n{_table(level_rows(framework, measure))}\n\n{measure_notes(framework, measure, example)}"
    )


def measure_notes(framework: Framework, measure: MeasureSpec, example: str = "") -> str:
    """Where a measure comes from, what of it counts, and an example, as a Markdown list."""
    lines = [*_sources(framework, measure), *([f"例：{example}"] if example else [])]
    return "\n".join(f"- {line}" for line in lines)


def level_rows(framework: Framework, measure: MeasureSpec) -> list[Row]:
    """Formula, unit, target and effective weight of a measure at each of its levels, by header."""
    ledger = measure.ledger
    return [
        {
            "层级": FORMULA_LEVELS[letter],
            "公式": formula(framework, measure, letter),
            "单位": ledger.units[letter],
            "满分值": _target(measure, letter),
            "有效权重": f"{effective_weights(framework, letter)[measure.id]:.2%}",
        }
        for letter in ledger.levels
    ]


def _target(measure: MeasureSpec, letter: str) -> str:
    if measure.ledger.of_credits:
        return credit_target(measure, letter)
    return f"{measure.ledger.full_score[letter]:g}" + ("（按月折算）" if measure.ledger.prorate else "")


def formula(framework: Framework, measure: MeasureSpec, letter: str) -> str:
    """The formula of a level (E, B, U, C) in words."""
    if measure.ledger.of_credits:
        return credit_formula(measure, letter)
    ledger, per = measure.ledger, measure.ledger.per.get(letter, "")
    words, times = PER.get(per, ("", 1))
    if "employees" in per:
        words = _WHOSE[letter] + words
    if ledger.options.get("percent"):
        times = 100
    over = f" ÷ {words}" if words else ""
    scaled = f" × {times}" if times != 1 and ledger.kind not in ("share", "completion") and words else ""
    return _above(framework, ledger, letter) + over + scaled


def _above(framework: Framework, ledger: LedgerMeasure, letter: str) -> str:
    headers = [_header(framework, ledger, field) for field in ledger.columns]
    sheet = "、".join(framework.ledgers[code].sheet for code in ledger.source)
    minus = ledger.options.get("minus")
    summed = f"（{headers[0]} − {_header(framework, ledger, minus)}）" if minus else (headers or [""])[0]
    words = {
        "count": f"{sheet}的行数"
        + ("（另计来过的品牌的载体）" if _holds(ledger, "via_brand", letter) else ""),
        "sum": f"Σ {summed}",
        "tally": f"{sheet}的行数 + Σ {summed}",
        "points": "Σ 级别分（"
        + "、".join(f"{k} {v:g}" for k, v in ledger.options.get("points", {}).items())
        + "）",
        "enterprises": "有或没有" if ledger.per.get(letter) == "one" else "不同企业数",
        "share": "符合条件的行数 ÷ " + ("到期的行数" if "due" in ledger.options else "全部行数") + " × 100",
        "months": "有活动的月数",
        "ratio": " ÷ ".join(f"Σ {header}" for header in headers) + " × 100",
        "carrier_coverage": "有在用载体、或有载体的品牌走进过的企业数",
        "completion": "年初至期末的实际值 ÷ 目标值 × 100" + ("，牵头的各品牌平均" if letter == "U" else ""),
    }
    return words[ledger.kind] + ("（线下）" if _holds(ledger, "offline", letter) else "")


def _holds(ledger: LedgerMeasure, option: str, letter: str) -> bool:
    wanted = ledger.options.get(option, False)
    return wanted if isinstance(wanted, bool) else letter in wanted


def _sources(framework: Framework, measure: MeasureSpec) -> Iterator[str]:
    ledger = measure.ledger
    for code in ledger.source:
        spec = framework.ledgers[code]
        fields = [*ledger.columns, *_filter_fields(ledger.filter), *_of_options(ledger), *_of_terms(ledger)]
        columns = [spec.by_id[field].heading for field in dict.fromkeys(fields) if field in spec.by_id]
        owners = framework.owners(code)
        who = "各成员单位" if len(owners) == len(framework.units) else "、".join(u.short_name for u in owners)
        day = f"；看{spec.by_id[spec.date].header}" if spec.date and framework.to_date else ""
        yield f"来源：{spec.sheet}（{code}）；用到的列：{'、'.join(columns) or '整行'}{day}；由{who}报送"
    yield from term_lines(framework, measure, _filter_words)
    if ledger.filter:
        yield f"只计：{_filter_words(framework, ledger, ledger.filter)}"
    yield from (f"说明：{words}" for words in _option_words(framework, ledger))
    if framework.to_date and "C" in ledger.levels and not _of_enterprises(framework, ledger):
        yield "说明：乡镇、行业没有这一项（台账里没有企业）"
    yield "方向：越高越好" if measure.direction > 0 else "方向：越低越好"


def _of_enterprises(framework: Framework, ledger: LedgerMeasure) -> bool:
    """Whether the rows could belong to an enterprise at all."""
    named = (
        code == ROSTER_LEDGER or framework.ledgers[code].refers_to(ROSTER_LEDGER) for code in ledger.source
    )
    return any(named)


def _of_terms(ledger: LedgerMeasure) -> list[str]:
    return [
        field
        for term in ledger.term
        for field in (*term.columns, *_filter_fields(term.filter), term.options.get("minus", ""))
        if field
    ]


def _of_options(ledger: LedgerMeasure) -> list[str]:
    named = [ledger.options[name] for name in ("minus", "due") if name in ledger.options]
    return [*named, *_filter_fields(ledger.options.get("of", {}))]


def _filter_fields(rule: Mapping[str, Any]) -> list[str]:
    found = [name for name in rule if name != "any"]
    return [*found, *(field for part in rule.get("any", ()) for field in part)]


def _filter_words(framework: Framework, ledger: LedgerMeasure, rule: Mapping[str, Any]) -> str:
    return rule_words(framework, ledger.source, rule)


def _option_words(framework: Framework, ledger: LedgerMeasure) -> Iterator[str]:
    options = ledger.options
    if "of" in options:
        yield f"全部行数指{_filter_words(framework, ledger, options['of'])}的行"
    if "shrink" in options:
        prior, strength = options["shrink"]["prior"], options["shrink"]["strength"]
        what = "计分值" if options.get("steady") else f"案件少时向 {prior:.0%} 收缩"
        yield f"{what}：（分子 + {strength:g} × {prior:.0%}）÷（分母 + {strength:g}）"
    if "due" in options and options.get("steady"):
        due = _header(framework, ledger, options["due"])
        yield f"到期的行：{due}在期末或期末以前的、从来没有写{due}的，和符合条件的；{due}看最近一次写了的"
    if "trailing_months" in options:
        yield f"看期末前 {options['trailing_months']} 个月"
    if "most_per_level" in options:
        yield f"同一事项只计最高级；每级最多计 {options['most_per_level']} 项"
    if "cap" in options:
        yield f"显示最高 {options['cap']:.0%}"
    if options.get("dated"):
        yield "完成日期在本期内的才计"
    if options.get("actual"):
        target = "、".join(_header(framework, ledger, field) for field in ledger.columns)
        yield f"{target}在当年里写过一次就一直有效，看最近一次都写了的；没有写过的品牌不适用"
    for word, rule in options.get("actual", {}).items():
        yield f"目标单位为“{word}”的，实际值是{actual_words(framework, rule)}"


def _header(framework: Framework, ledger: LedgerMeasure, field: str) -> str:
    return column_header(framework, ledger.source, field)


def _top_down(node: NodeSpec, framework: Framework, used: set[str]) -> Iterator[NodeSpec]:
    yield node
    for child in framework.nodes:
        if child.parent == node.id and child.id in used:
            yield from _top_down(child, framework, used)


def _in_order(framework: Framework) -> Iterator[NodeSpec | MeasureSpec]:
    for node in _top_down(framework.root, framework, {one.id for one in framework.nodes}):
        yield node
        yield from framework.measures_of(node.id)
