"""What the framework's own keys mean in words: means, kinds, bases, options. Each is written here once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from metrics.framework.model import FORMULA_LEVELS, Framework
from metrics.framework.rule_words import column_header, rule_words

#: Means that a node may take of what stands below it.
MEANS = {"arithmetic": "加权算术平均", "geometric": "加权几何平均", "harmonic": "加权调和平均"}
#: What a part without a value does to what stands above it.
MISSING = {"reweight": "退出，其余的重新分权重", "propagate": "上一级也没有得分", "zero": "按 0 分计"}
#: Which way is better.
DIRECTIONS = {1: "越高越好", -1: "越低越好"}
#: How a measure comes from rows.
KINDS = {
    "credit": "企业得分率",
    "count": "行数",
    "sum": "加总一列",
    "tally": "行数加一列之和",
    "points": "积分之和",
    "enterprises": "不同企业数",
    "share": "符合条件的行占多少",
    "months": "有活动的月数",
    "ratio": "两列之和相除",
    "carrier_coverage": "有载体的企业数",
    "completion": "实际值 ÷ 目标值",
}
#: What a measure that is not made of credits is divided by: what, and by how much it is multiplied.
PER = {
    "hundred_employees": ("职工人数", 100),
    "employees": ("职工人数", 1),
    "roster": ("在册试点企业数", 1),
    "hundred_roster": ("在册试点企业数", 100),
    "reached": ("走进的企业数", 1),
    "concerned": ("涉及的企业数", 1),
    "carriers": ("在用载体数", 1),
    "months": ("本期月数", 1),
    "one": ("", 1),
}
#: What an enterprise's sum of credits is counted per.
EACH = {"": "不折算", "hundred_employees": "每百名职工", "employees": "每名职工", "months": "已过月数"}
#: What a level does with the credits of its enterprises.
BASES = {
    "roster": "名册内企业的平均",
    "duty": "合计 ÷ 责任面",
    "half_duty": "合计 ÷ 责任面的一半",
    "capped": "合计（每家最多一个目标）",
    "sum": "合计（不写企业的也算）",
    "months": "有行的月数",
}


def per_words(per: str, *, of_credits: bool) -> str:
    """What a level makes of a measure: of the credits of its enterprises, or what it divides by."""
    if of_credits or per not in PER:
        return BASES.get(per, per)
    words, times = PER[per]
    return f"÷ {words}" + (f" × {times}" if times != 1 else "") if words else "不除"


def sheets_words(framework: Framework, codes: Iterable[str]) -> str:
    """Ledgers by name and code, e.g. 活动台账（L05）."""
    known = framework.ledgers
    return "、".join(f"{known[code].sheet}（{code}）" if code in known else code for code in codes)


def headers_words(framework: Framework, sources: Sequence[str], fields: Iterable[str]) -> str:
    """Columns by their headers."""
    return "、".join(column_header(framework, sources, field) for field in fields)


def levels_words(letters: Iterable[str]) -> str:
    """Levels of formulas (E, B, U, C) by name."""
    return "、".join(FORMULA_LEVELS.get(one, one) for one in letters)


def points_words(points: Mapping[str, float]) -> str:
    """A table of points, e.g. 全国 30、省 20."""
    return "、".join(f"{word} {worth:g}" for word, worth in points.items())


def option_words(framework: Framework, sources: Sequence[str], option: str, value: Any) -> str:  # noqa: ANN401
    """An option of a measure, or of one of its sums, with its value.

    Args:
        framework: whose columns it may name.
        sources: codes of the ledgers that the measure or sum counts.
        option: its key; one that the program does not have is told as it stands.
        value: as `LedgerMeasure.options` holds it.
    """
    if option in _YES_NO and isinstance(value, bool):
        return _YES_NO[option][not value]
    if option in _LEVELLED:
        return f"{_LEVELLED[option]}（{levels_words(value)}）"
    if option in _OPTIONS:
        return _OPTIONS[option](framework, sources, value)
    return f"{option} {value}"


def actual_words(framework: Framework, rule: Mapping[str, Any]) -> str:
    """What a yearly target is compared with: e.g. 活动台账的 Σ 场次.

    Args:
        framework: whose ledgers it names.
        rule: kind, source, column, filter and further conditions.
    """
    sources = tuple(rule["source"])
    sheet = "、".join(framework.ledgers[code].sheet for code in sources)
    what = {
        "sum": f"的 Σ {column_header(framework, sources, rule.get('column', ''))}",
        "enterprises": "的不同企业数",
        "count": "的行数",
    }[rule["kind"]]
    only = [rule_words(framework, sources, rule["filter"])] if "filter" in rule else []
    only += ["线下活动"] if rule.get("offline") else []
    only += ["完成日期在期内"] if rule.get("dated") else []
    return f"{sheet}{what}" + (f"，只计{'，并且'.join(only)}" if only else "")


def _actuals(framework: Framework, _: Sequence[str], actual: Mapping[str, Any]) -> str:
    told = (f"“{unit}”是{actual_words(framework, rule)}" for unit, rule in actual.items())
    return f"实际值按目标单位：{'；'.join(told)}"


def _shrunk(_: Framework, __: Sequence[str], rule: Mapping[str, float]) -> str:
    return f"案件少时向 {rule['prior']:.1%} 收缩，收缩力度 {rule['strength']:g}"


def _bettered(framework: Framework, sources: Sequence[str], rule: Mapping[str, Any]) -> str:
    before, after, by = (column_header(framework, sources, rule[key]) for key in ("before", "after", "by"))
    return (
        f"{before}、{after}都写了并且变好了的才计（看{by}：{'、'.join(rule['lower'])}越小越好，其余越大越好）"
    )


#: Options that are on or off: the words of both.
_YES_NO = {
    "percent": ("按百分数", "不按百分数"),
    "steady": ("只有计分值收缩", "显示的值也收缩"),
    "open": ("公共得分也算", "公共得分不算"),
    "mobile": ("只计流动的", "只计固定的"),
    "dated": ("完成日期在期内的才计", "不看完成日期"),
    "offline": ("只计线下", "线上的也计"),
    "via_brand": ("来过的品牌的载体也计", "来过的品牌的载体不计"),
}
#: Those that may be on at some levels only.
_LEVELLED = {"offline": "只计线下", "via_brand": "来过的品牌的载体也计"}
_OPTIONS: Mapping[str, Callable[[Framework, Sequence[str], Any], str]] = {
    "points": lambda _, __, points: f"积分：{points_words(points)}",
    "most_per_level": lambda _, __, most: f"每级最多计 {most:g} 项",
    "most": lambda _, __, most: f"一家企业最多计 {most:g} 个",
    "blank": lambda _, __, worth: f"空着的计 {worth:g}",
    "cap": lambda _, __, cap: f"最高 {cap:.1%}",
    "trailing_months": lambda _, __, months: f"看期末前 {months:g} 个月",
    "empty": lambda _, __, status: "没有行的不适用" if status == "not_applicable" else "没有行的按零",
    "minus": lambda framework, sources, field: f"减去{column_header(framework, sources, field)}",
    "due": lambda framework, sources, field: f"到期看{column_header(framework, sources, field)}",
    "of": lambda framework, sources, rule: f"全部行数指{rule_words(framework, sources, rule)}的行",
    "done": lambda framework, sources, rule: (
        f"按完成日期在期内（{rule_words(framework, sources, rule)}），没有写日期的按第一次报完成的季度"
    ),
    "shrink": _shrunk,
    "bettered": _bettered,
    "actual": _actuals,
}
