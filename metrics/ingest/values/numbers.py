"""Numbers as people write them: 1.8万, １２, 2,300, 三十二, 220余人; the value, and whether it is exact."""

import math
import re
from dataclasses import dataclass, replace
from decimal import Decimal

from metrics.framework import ColumnSpec
from metrics.ingest.read import Raw
from metrics.ingest.values.chinese import SMALL_NUMERALS, chinese_number
from metrics.ingest.values.likely import likely_texts, range_in, said_twice
from metrics.ingest.values.plainer import (
    LETTER_SCALES,
    as_spoken,
    may_be_footnote,
    of_growth,
    plainer,
    running_total,
)
from metrics.ingest.values.reading import BLANK, Reading, Value, is_nothing, nfkc, shown
from metrics.ingest.values.traditional import simplified_numerals

_LOWER = (
    "余",
    "多",
    "几",
    "来",
    "+",
    "以上",
    "超过",
    "超",
    "逾",
    "至少",
    "不少于",
    "不低于",
    "多于",
    "大于",
    "不下于",
    "不下",
    "满",
    "过",
    "突破",
    "破",
    "愈",
    "有余",
    "出头",
    "开外",
    "≥",
    ">=",
    ">",
)
_UPPER = (
    "近",
    "将近",
    "接近",
    "未满",
    "不满",
    "不足",
    "不到",
    "少于",
    "至多",
    "最多",
    "不超过",
    "小于",
    "低于",
    "≤",
    "<=",
    "<",
    "以下",
    "以内",
)
_ABOUT = (
    *("约", "大约", "大概", "大致", "估计", "预计", "预估", "估算", "暂估", "约数"),
    *("左右", "上下", "前后", "许", "~"),
)
_BOUNDS = {
    **dict.fromkeys(_LOWER, "lower"),
    **dict.fromkeys(_UPPER, "upper"),
    **dict.fromkeys(_ABOUT, "about"),
}
_SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_PEOPLE = ("人次", "人", "名", "位", "个人")
_COUNTS = (
    "场次",
    "场",
    "次",
    "家",
    "个",
    "户",
    "起",
    "件",
    "例",
    "项",
    "期",
    "份",
    "支",
    "台",
    "篇",
    "天",
    "小时",
    "吨标煤",
    "吨",
)
#: A bare 百 is no number, 百余 is.
_BARE = ("百", "佰", "千", "仟")
_TIMES = re.compile(r"[×x*](10+)")
_MONEY = {"元": 1, "块": 1, "块钱": 1, "圆": 1, "万元": 10_000, "亿元": 100_000_000}
#: Said of percent, and of the difference of two: asked.
_POINTS = ("个百分点", "百分点", "个点")
_UNITS = (*_PEOPLE, *_COUNTS, "块钱", "元", "块", "圆", "%", "‰", *_POINTS)
#: Above it a number read from a workbook is no longer exact.
_LARGEST = 1e15
#: Signs that multiply what stands before them, in a column of 万元 above all.
_SCALE_SIGN = re.compile("[万亿]|[wWkK千百](?!分)")
#: Closer than so much to a whole number is that number.
_NOISE = 1e-9
#: Words of counting that mean the same in a ledger; 人 and 人次 never do.
_ALIKE = (
    {"人", "名", "位", "个人"},
    {"场", "场次", "次"},
    {"家", "个", "户"},
    {"起", "件", "例", "个"},
    {"件", "项", "个"},
)

_AFTER = "|".join(map(re.escape, sorted(_BOUNDS, key=len, reverse=True)))
_BEFORE = "|".join(map(re.escape, sorted(set(_BOUNDS) - set("余多几来+"), key=len, reverse=True)))
_ANY = "|".join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))
# Spaces once taken are not given back: tried in every share among the parts, fifty of them took a second.
_WRITTEN_NUMBER = re.compile(
    rf"(?P<before>{_BEFORE})?\s*+(?P<sign>[-−负])?"
    rf"(?:(?P<arabic>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)|(?P<chinese>[{SMALL_NUMERALS}]+))"
    rf"\s*+(?P<middle>[余多几来+])?\s*+(?P<scale>[百千万亿]{{0,2}})\s*+(?P<late>[余多几来+])?"
    rf"\s*+(?P<unit>{_ANY})?\s*+(?P<after>{_AFTER})?\s*+(?P<behind>{_ANY})?"
)


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A number read from a text. `unit` is what stands behind it; `scaled` whether 万 and the like did."""

    value: Decimal
    bound: str = ""
    unit: str = ""
    scaled: bool = False
    plain: bool = False


def parse_number(text: str) -> ParsedNumber | None:
    """Read a number from a text.

    Args:
        text: what a person typed.

    Returns:
        The number, or None when the text is no number or could be several (100-200, 一百二, 几十).
    """
    if may_be_footnote(text):
        return None
    written = nfkc(text)
    text = plainer(written)
    match = _WRITTEN_NUMBER.fullmatch(text)
    if not match:
        return _chinese_groups(text)
    bounds = {_BOUNDS[match[name]] for name in ("before", "middle", "late", "after") if match[name]}
    value = _value(match["arabic"], match["chinese"])
    if match["before"] in _ABOUT and not match["after"] and (match["middle"] or match["late"]):
        # 约120余: about as much.
        bounds = {"about"}
    twice = match["behind"] and (match["unit"] or not match["after"])
    if value is None or twice or len(bounds) > 1 or (match["chinese"] in _BARE and not bounds):
        return None
    for sign in match["scale"] or "":
        value *= _SCALES[sign]
    bound, unit = next(iter(bounds), ""), match["unit"] or match["behind"] or ""
    scaled = bool(match["scale"]) or (text != written and bool(_SCALE_SIGN.search(written)))
    plain = not (bound or unit or scaled or match["chinese"]) and text == written
    return ParsedNumber(-value if match["sign"] else value, bound, unit, scaled, plain)


def _chinese_groups(text: str) -> ParsedNumber | None:
    """Numerals with 万 or 亿 inside, such as 一万二千人, which the pattern leaves to the numeral reader."""
    unit = next((unit for unit in sorted(_UNITS, key=len, reverse=True) if text.endswith(unit)), "")
    value = chinese_number(text.removesuffix(unit))
    return (
        None
        if value is None
        else ParsedNumber(Decimal(value), "", unit, scaled=bool(_SCALE_SIGN.search(text)))
    )


def _value(arabic: str | None, chinese: str | None) -> Decimal | None:
    if arabic is not None:
        return Decimal(arabic.replace(",", ""))
    number = chinese_number(chinese or "")
    return None if number is None else Decimal(number)


def read_number(raw: Raw, column: ColumnSpec, *, propose: bool = True) -> Reading:
    """What a cell of a number column says.

    Args:
        raw: the cell.
        column: of type int or decimal; its unit decides what 万, 元, 人 and % mean here.
        propose: whether to think about what a text that is no number may have meant.
    """
    if isinstance(raw, int | float):
        return _checked(float(raw), column)
    if isinstance(raw, tuple):
        return Reading(problem="E402", detail="这是“是”或“否”" if raw[0] == "b" else "这是日期或时间")
    if not raw.strip():
        return BLANK
    if is_nothing(raw):
        return Reading(problem="W410", blank=True)
    text = of_growth(nfkc(raw), column.header)
    running = running_total(text)
    number = None if may_be_footnote(raw) else parse_number(running or text)
    if number is None:
        return _likely(text, column) if propose else Reading(problem="E402")
    reading = _in_unit(number, column)
    return _running(reading) if running else reading


def _likely(text: str, column: ColumnSpec) -> Reading:
    """The question about what is no certain number; 三千六 is spoken so and means 3600."""
    spoken = as_spoken(text)
    reading = _number_in(spoken, column) if spoken else None
    if reading is not None:
        value = shown(float(reading.value))  # type: ignore[arg-type] # a number, as `_number_in` says
        told = BOUND_SIGNS.get(reading.bound, "") + value
        return Reading(reading.value, reading.bound, "W401", value, f"{told}（口语的写法）")
    between = range_in(text)
    if between:
        return Reading(problem="E402", detail=f"写的是 {between[0]} 到 {between[1]}，请填其中准确的那个数。")
    for likely in (_same_twice(text), *likely_texts(text)):
        reading = _number_in(likely, column)
        if reading is not None and not reading.bound:
            value = shown(float(reading.value))  # type: ignore[arg-type]
            return Reading(problem="E402", proposal=value, detail=f"是 {value} 吗？")
    return Reading(problem="E402")


def _same_twice(text: str) -> str:
    """50万元 of 50万元(伍拾万元整): what is said once more in brackets; empty for another text."""
    pair = said_twice(text)
    first, second = map(parse_number, pair) if pair else (None, None)
    return pair[0] if pair and first and second and first.value == second.value else ""


def _number_in(text: str, column: ColumnSpec) -> Reading | None:
    """The reading of a text that is a number of the column; None for any other."""
    number = parse_number(text)
    reading = _in_unit(number, column) if number else None
    return reading if reading is not None and isinstance(reading.value, int | float) else None


def _running(reading: Reading) -> Reading:
    """A figure that is said to be cumulated: whether of this row alone, a person says."""
    if not isinstance(reading.value, int | float) or reading.problem in ("W401", "W406"):
        return reading
    value = shown(float(reading.value))
    return Reading(reading.value, "", "W401", value, f"{value}（写的是累计数）")


def _in_unit(number: ParsedNumber, column: ColumnSpec) -> Reading:
    """The number in the column's own unit, or the question it raises."""
    base, factor = _base(column.unit)
    if base == "元":
        return _money(number, column, column.unit)
    if factor != 1 and (number.unit or number.scaled):
        return _in_whole_units(number, column, base, factor)
    return _counted(number, column)


def _counted(number: ParsedNumber, column: ColumnSpec) -> Reading:
    """A number of persons, cases, percent against what the column counts."""
    own = () if "见" in column.unit else tuple(column.unit.split("/")) if column.unit else ()
    if number.unit == "‰" and "%" in own:
        return _per_mille(number, column)
    percent = number.unit in ("%", "‰", *_POINTS)
    if number.unit in _MONEY or (number.unit and own and percent != ("%" in own)):
        return Reading(problem="E422", detail=f"本列单位是“{column.unit or '见计量单位'}”")
    reading = _checked(float(number.value), column, number)
    if not number.unit or not own or reading.problem.startswith("E") or _alike(number.unit, own):
        return reading
    if number.unit in _POINTS and "%" in own:
        return reading if reading.bound else _asked(reading.value, number)
    if number.unit not in _PEOPLE or not set(own) & set(_PEOPLE):
        return Reading(problem="E422", detail=f"本列单位是“{column.unit}”")
    return reading if reading.bound else _asked(reading.value, number)


def _per_mille(number: ParsedNumber, column: ColumnSpec) -> Reading:
    """5‰ in a column of percent: 0.5 once a person agrees."""
    tenth = float(number.value / 10)
    detail = f"写的是“‰”，{column.unit} 的十分之一"
    return _checked(tenth, column, number)._replace(problem="W406", proposal=shown(tenth), detail=detail)


def _asked(value: Value, number: ParsedNumber) -> Reading:
    return Reading(value, "", "W406", shown(float(number.value)), f"写的是“{number.unit}”")


def _in_whole_units(number: ParsedNumber, column: ColumnSpec, base: str, factor: float) -> Reading:
    """A number that says its own scale or unit under a heading that has one too: 1.8万 under 百人次."""
    reading = _in_unit(number, replace(column, unit=base))
    if not isinstance(reading.value, int | float):
        return reading
    value = float(Decimal(str(reading.value)) / Decimal(str(factor)))
    if number.unit:
        return reading._replace(value=value, proposal=shown(value) if reading.proposal else "")
    return Reading(value, number.bound, "W406", shown(value), f"里已有“{column.unit[:1]}”这样的倍数")


def _money(number: ParsedNumber, column: ColumnSpec, unit: str) -> Reading:
    """Money: 12.5万元 in a column of 元 is 125000; 1.8万 in a column of 万元 leaves open which is meant."""
    if number.unit and number.unit not in _MONEY:
        return Reading(problem="E422", detail=f"本列单位是“{unit}”")
    if not number.unit and number.scaled and unit != "元":
        value = number.value / Decimal(str(_base(unit)[1]))
        return Reading(float(value), number.bound, "W406", shown(float(value)), "“万”之后没有“元”")
    if not number.unit:
        return _checked(float(number.value), column, number)
    scale = Decimal(str(_base(unit)[1]))
    return _checked(float(number.value * _MONEY[number.unit] / scale), column, number)


def _alike(unit: str, own: tuple[str, ...]) -> bool:
    return unit in own or any(unit in group and word in group for group in _ALIKE for word in own)


def _checked(value: float, column: ColumnSpec, number: ParsedNumber | None = None) -> Reading:
    """The value with what must be said about it: not whole, a bound, in words, maybe a percentage."""
    if not math.isfinite(value) or abs(value) > _LARGEST:
        return Reading(problem="E402")
    value = _without_noise(value)
    whole = value.is_integer()
    if column.type == "int" and not whole:
        return Reading(problem="E403")
    typed = int(value) if column.type == "int" else value
    if number is not None and number.bound:
        return Reading(typed, number.bound, "W401", shown(value), BOUND_SIGNS[number.bound] + shown(value))
    if number is not None and not number.plain:
        return Reading(typed, "", "W403", detail=shown(value))
    if column.unit == "%" and 0 < abs(value) < 0.3:
        return Reading(typed, "", "W412", shown(round(value * 100, 6)))
    return Reading(typed)


def _without_noise(value: float) -> float:
    """What a formula left behind the last place put right: 1.1 times 100 is 110, not 110.00000000000001."""
    return float(round(value)) if value != round(value) and abs(value - round(value)) < _NOISE else value


#: What a unit in a heading may begin with: 千元, 百人次, 万人.
_PREFIXES = {"百万": 1_000_000, "千万": 10_000_000, **_SCALES}


def scale_factor(written: str, own: str) -> float | None:
    """What turns a number in the unit of a heading into the column's own; None when they do not fit.

    Args:
        written: as the heading has it: 万元, 千元, 百人次.
        own: the column's unit; several that mean the same are parted by a slash.

    Example:
        >>> scale_factor("千元", "元"), scale_factor("元", "万元"), scale_factor("万", "人次")
        (1000.0, 0.0001, 10000.0)
    """
    text = simplified_numerals(nfkc(written).strip().lower())
    times = _TIMES.fullmatch(text)
    bare = _PREFIXES.get(LETTER_SCALES.get(text, text)) or (float(times[1]) if times else None)
    if bare:
        # 金额（万）, 参加人次（×100）: so many of what the column counts.
        return bare / _base(own.split("/", maxsplit=1)[0])[1]
    base, factor = _base(text)
    factors = [factor / scale for unit, scale in map(_base, own.split("/")) if _counts(base, unit, factor)]
    return factors[0] if factors else None


def _counts(base: str, own: str, factor: float) -> bool:
    """Whether a unit is the column's own, or a multiple of people (千人 over 人次), which is converted."""
    return bool(base) and (base == own or (factor != 1 and base in _PEOPLE and own in _PEOPLE))


def _base(unit: str) -> tuple[str, float]:
    """A unit without what multiplies it: 千元 → 元, 1000."""
    for prefix, scale in sorted(_PREFIXES.items(), key=lambda item: -len(item[0])):
        if unit.startswith(prefix) and len(unit) > len(prefix):
            base, more = _base(unit[len(prefix) :])
            return base, scale * more
    return {"块": "元", "块钱": "元", "圆": "元"}.get(unit, unit), 1.0


BOUND_SIGNS = {"lower": "≥", "upper": "≤", "about": "≈"}
