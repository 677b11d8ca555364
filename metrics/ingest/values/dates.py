"""Dates as people write them; a date that can be read in two ways is asked about, never guessed."""

import calendar
import math
import re
from datetime import date, timedelta

from metrics.framework import Period
from metrics.ingest.read import Raw
from metrics.ingest.values.chinese import quarter_number
from metrics.ingest.values.day_ends import edge_day
from metrics.ingest.values.day_texts import in_digits, likely_days
from metrics.ingest.values.reading import BLANK, Reading, is_nothing, nfkc
from metrics.ingest.values.traditional import simplified_numerals

#: Excel's day numbers of 2000-01-01 and 2079-12-31, between which a bare number is taken for a date.
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 65_744
_EPOCH = date(1899, 12, 30)
_YEARS = range(1950, 2100)
#: A day number as text, as it comes out of a CSV file.
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")

#: Signs that part year, month and day as well as others when both are the same: 2023、11、2.
_ODD_SIGNS = re.compile(r"(\d{4})(?:(\s{0,9}[、,·‧。_\\—–−]\s{0,9}|\s{1,9}))(\d{1,2})\2(\d{1,2})(?!\d)")
#: What a text cell or the end of a sentence leaves about a day.
_EDGES = "'’‘“”\"。.,、;"
_TIME = r"\d{1,2}(?:(?::\d{2}){1,2}(?:\.\d{1,9})?|[点时](?:\d{1,2}分?|半|整)?)"
_HALF = r"(?:上午|下午|中午|早上|早晨|晚上|晚|凌晨|全天)"
_UNTIL = rf"\s{{0,3}}[-~至到—]\s{{0,3}}{_HALF}?\s{{0,3}}{_TIME}"
_HOURS = rf"{_HALF}?\s{{0,3}}{_TIME}(?:\s{{0,3}}[AaPp][Mm])?(?:{_UNTIL})?(?:Z|[+-]\d{{2}}:?\d{{2}})?"
_WEEKDAY = r"\(?(?:周|星期)[一二三四五六日天]\)?"
_CLOCK = rf"(?:[T\s]{{0,9}}{_WEEKDAY})?(?:[T\s]{{0,9}}(?:{_HOURS}|{_HALF}))?"
_SEP = r"\s{0,9}(?:-|~|至|到|—|–|－){1,3}\s{0,9}"
_DAY = (
    r"(?P<y>\d{4})\s{0,9}(?P<first>[年./\-])\s{0,9}(?P<m>\d{1,2})\s{0,9}(?P<second>[月./\-])\s{0,9}"
    r"(?P<d>\d{1,2})\s{0,9}[日号]?"
)
_FULL = re.compile(_DAY + _CLOCK)
_RANGE = re.compile(
    _DAY
    + _SEP
    + r"(?:(?:(?P<y2>\d{4})\s{0,9}[年./\-]\s{0,9})?(?P<m2>\d{1,2})\s{0,9}[月./\-]\s{0,9})?"
    + r"(?P<d2>\d{1,2})\s{0,9}[日号]?"
)
_DIGITS = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})?")
_MONTH = re.compile(
    r"(?:(?:(?P<y>\d{4})\s{0,9}年\s{0,9})?(?P<m>\d{1,2})\s{0,9}月(?:份)?|(?P<y2>\d{4})\s{0,9}[/\-]\s{0,9}(?P<n>\d{1,2}))"
    r"(?P<third>[上中下]旬|[初中底末]|[上中]中旬|中下旬)?"
)
#: The day from which a part of a month counts.
_THIRDS = {"上": 1, "初": 1, "中": 11, "下": 21, "底": 21, "末": 21}
#: Months from one to another: 2023年10-12月, 2023.10-2023.12.
_MONTHS = re.compile(
    rf"(?:(?P<y>\d{{4}})\s{{0,9}}[年./\-]\s{{0,9}})?(?P<m>\d{{1,2}})\s{{0,9}}月?份?{_SEP}"
    r"(?:(?P<y2>\d{4})\s{0,9}[年./\-]\s{0,9})?(?P<n>\d{1,2})\s{0,9}(?P<word>月份?)?"
)
_PART = re.compile(
    r"(?:(?P<y>\d{4})年?)?\s{0,9}(?:(?P<half>[上下])半年|(?:第?(?P<quarter>[一二三四1-4])季度|[Qq](?P<q>[1-4])))"
)
_SHORT_YEAR = re.compile(
    r"(?P<y>\d{2})\s{0,9}(?P<first>[年./\-])\s{0,9}(?P<m>\d{1,2})\s{0,9}(?P<second>[月./\-])\s{0,9}"
    r"(?P<d>\d{1,2})\s{0,9}[日号]?"
)
_SIX_DIGITS = re.compile(r"(?P<y>\d{2})(?P<m>\d{2})(?P<d>\d{2})")
_NO_YEAR = re.compile(r"(?P<m>\d{1,2})\s{0,9}[月./\-]\s{0,9}(?P<d>\d{1,2})\s{0,9}[日号]?")
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})\s{0,9}[./\-]\s{0,9}(?P<b>\d{1,2})\s{0,9}[./\-]\s{0,9}(?P<y>\d{4})")
_YEAR_DOT_MONTH = re.compile(r"(?P<y>\d{4})\.(?P<m>\d{1,2})")
_SHORT_MONTH = re.compile(
    r"(?P<y>\d{2})(?:\s{0,9}年\s{0,9}(?P<m>\d{1,2})\s{0,9}月份?|[.\-/](?P<n>0[1-9]|1[0-2]))"
)
#: 10、11月, 2023年10月、11月: months of which the first stands in; 10月至今, 10月第一周.
_SOME_MONTHS = re.compile(
    r"(?:(?P<y>\d{4})\s{0,9}年\s{0,9})?(?P<m>\d{1,2})(?:\s{0,9}月份?)?"
    r"(?:\s{0,9}[、,和及]\s{0,9}\d{1,2}(?:\s{0,9}月份?)?){1,11}"
)
_SINCE_MONTH = re.compile(
    r"[自从]?(?:(?P<y>\d{4})\s{0,9}年\s{0,9})?(?P<m>\d{1,2})\s{0,9}月份?(?:起|开始|以来|至今|第[一二三四五1-5][周星期]{1,2})"
)
#: A day without its year with its hour or weekday, and one among words: 约10月8日.
_NO_YEAR_CLOCK = re.compile(rf"(?P<m>\d{{1,2}})\s{{0,9}}月\s{{0,9}}(?P<d>\d{{1,2}})\s{{0,9}}[日号]{_CLOCK}")
_WORDY_DAY = re.compile(r"(?<!\d)(?P<m>\d{1,2})\s{0,9}月\s{0,9}(?P<d>\d{1,2})\s{0,9}[日号]")
_MOON = re.compile("农历|阴历|旧历|正月|腊月|每[年月]|民国|令和")
_ONLY_YEAR = re.compile(r"(?P<y>\d{4})\s{0,9}年?[度底初末]?")
#: A day among other words or days, with its year or, at the beginning, without.
_SOME_DAY = re.compile(rf"(?<!\d){_DAY}")
_FIRST_OF_SOME = re.compile(
    r"(?P<m>\d{1,2})\s{0,9}[月./\-]\s{0,9}(?P<d>\d{1,2})\s{0,9}[日号]?\s{0,9}(?=[-~至到—、,和及与;])"
)


def read_date(raw: Raw, period: Period | None = None) -> Reading:
    """What a cell of a date column says.

    Args:
        raw: the cell; a date as Excel keeps it, a number or a text.
        period: the reporting period; it gives the year of 第一季度 and of proposals for dates without one.

    Returns:
        A value without problem for an exact day; W404 for several days (the first is taken), W405 for a
        month, quarter or half-year (its first day), W409 for a day number; E406 where only a person can say,
        E405 for no date.
    """
    if isinstance(raw, tuple):
        return _stored(raw)
    if isinstance(raw, int | float):
        return _number(float(raw), period)
    if not raw.strip():
        return BLANK
    if is_nothing(raw):
        return Reading(problem="W410", blank=True)
    text = in_digits(simplified_numerals(nfkc(raw)).strip(_EDGES))
    text = _ODD_SIGNS.sub(r"\1-\3-\4", text, count=1)
    return _read(text, period) or _likely(text, period) or Reading(problem="E405")


def _read(text: str, period: Period | None) -> Reading | None:
    """What a text says, by the first of the forms that it has."""
    for reader in (_serial, _full, _range, _digits, _span, _months, _edges, _asked, _among_others):
        reading = reader(text, period)
        if reading is not None:
            return reading
    return None


def _likely(text: str, period: Period | None) -> Reading | None:
    """The question about what is no day, with the day that most likely is meant."""
    for likely in likely_days(text):
        reading = _read(likely, period)
        if reading is not None and isinstance(reading.value, date):
            return _question(reading.value.year, str(reading.value.month), str(reading.value.day))
        if reading is not None and reading.proposal:
            return reading
    return None


def _stored(raw: tuple) -> Reading:
    if raw[0] not in ("d", "dt"):
        return Reading(problem="E405", detail="这是时间，不是日期")
    return _day(*raw[1:4])


def _number(value: float, period: Period | None) -> Reading:
    if not math.isfinite(value):
        return Reading(problem="E405")
    if not value.is_integer():
        known = _FIRST_SERIAL <= value <= _LAST_SERIAL
        return Reading(_EPOCH + timedelta(int(value))) if known else _month_and_day(value, period)
    if _FIRST_SERIAL <= value <= _LAST_SERIAL:
        day = _EPOCH + timedelta(int(value))
        return Reading(day, problem="W409", proposal=day.isoformat())
    text = str(int(value))
    return _digits(text, None) or (_SIX_DIGITS.fullmatch(text) and _asked(text, None)) or _asked_number(value)


def _serial(text: str, _: Period | None) -> Reading | None:
    return _number(float(text), None) if _SERIAL.fullmatch(text) else None


def _month_and_day(value: float, period: Period | None) -> Reading:
    """10.8 that became a number is 8 October when that day is in the period.

    10.1 may have been 10.10, whose last sign a spreadsheet drops: asked, as all that is no day of the period.
    """
    month, _, day = f"{value:.10g}".partition(".")
    if period is None or not (day.isdecimal() and int(month) <= 12):
        return _asked_number(value)
    reading = _day(period.start.year, int(month), int(day))
    if not isinstance(reading.value, date):
        return _asked_number(value)
    if len(day) == 1 and day in "123":
        tens = _day(period.start.year, int(month), int(day) * 10).value
        both = " 或 ".join(str(one) for one in (reading.value, tens) if one)
        return Reading(problem="E406", detail=f"可能是 {both}")
    if not period.start <= reading.value <= period.end:
        return Reading(problem="E406", proposal=reading.value.isoformat(), detail=f"是 {reading.value} 吗？")
    return Reading(reading.value, problem="W409", proposal=reading.value.isoformat())


def _asked_number(value: float) -> Reading:
    return Reading(problem="E406", detail="要写到日") if int(value) in _YEARS else Reading(problem="E405")


def _day(year: int, month: int, day: int) -> Reading:
    if year not in _YEARS or not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return Reading(problem="E405", detail=f"没有 {year}年{month}月{day}日 这一天")
    return Reading(date(year, month, day))


def _full(text: str, _: Period | None) -> Reading | None:
    match = _FULL.fullmatch(text)
    if not match:
        return None
    reading = _day(int(match["y"]), int(match["m"]), int(match["d"]))
    return reading if _of_one_kind(match) else _mixed(reading, match)


def _of_one_kind(match: re.Match[str]) -> bool:
    """Whether year, month and day are parted alike: 2023-10-12, 2023年10月12日; not 2023.10-12."""
    return match["first"] == match["second"] or (match["first"], match["second"]) == ("年", "月")


def _mixed(day: Reading, match: re.Match[str]) -> Reading:
    """Signs of two kinds may mean a day or several months: asked."""
    proposal = day.value.isoformat() if isinstance(day.value, date) else ""
    later = int(match["m"]) < int(match["d"]) <= 12
    other = f"{int(match['m'])} 月到 {int(match['d'])} 月" if later else ""
    return Reading(problem="E406", proposal=proposal, detail=" 还是 ".join(filter(None, (proposal, other))))


def _range(text: str, _: Period | None) -> Reading | None:
    """Several days: the first one counts, if the last one exists and is not before it."""
    match = _RANGE.fullmatch(text)
    if not match:
        return None
    year, month, first = int(match["y"]), int(match["m"]), int(match["d"])
    start = _day(year, month, first)
    if not _of_one_kind(match):
        return Reading(problem="E406", detail="年月日之间的符号不一样")
    end = _day(int(match["y2"] or year), int(match["m2"] or month), int(match["d2"]))
    if not isinstance(start.value, date) or not isinstance(end.value, date):
        return start if start.problem else end
    if end.value < start.value:
        return Reading(problem="E405", detail="结束日期早于开始日期")
    return Reading(start.value, "", "W404", start.value.isoformat(), f"至 {end.value}")


def _digits(text: str, _: Period | None) -> Reading | None:
    match = _DIGITS.fullmatch(text)
    if not match:
        return None
    year, month = int(match["y"]), int(match["m"])
    if match["d"]:
        return _day(year, month, int(match["d"]))
    return _vague(_day(year, month, 1))


def _vague(first: Reading) -> Reading:
    """Only the month or more is known: the first day stands in until a person says the day."""
    if not isinstance(first.value, date):
        return first
    return Reading(first.value, "about", "W405", first.value.isoformat())


def _span(text: str, period: Period | None) -> Reading | None:
    match = _MONTH.fullmatch(text)
    if match:
        third = _THIRDS[match["third"][0]] if match["third"] else 1
        return _in_year(match["y"] or match["y2"], period, int(match["m"] or match["n"]), third)
    match = _PART.fullmatch(text)
    if not match:
        return None
    if match["half"]:
        return _in_year(match["y"], period, 1 if match["half"] == "上" else 7, 1)
    quarter = quarter_number(match["quarter"] or match["q"])
    return _in_year(match["y"], period, quarter * 3 - 2, 1)


def _in_year(year: str | None, period: Period | None, month: int, day: int) -> Reading:
    """The first day of a span; without a year it is of the period's."""
    if not year and period is None:
        return Reading(problem="E406", detail="没有写年份")
    known = int(year) if year else period.start.year if period else 0
    return _vague(_day(known, month, day))


def _months(text: str, period: Period | None) -> Reading | None:
    """Months from one to another or some of them, of which the first day stands in."""
    some = _SOME_MONTHS.fullmatch(text) if text.endswith(("月", "月份")) else None
    some = some or _SINCE_MONTH.fullmatch(text)
    if some:
        return _in_year(some["y"], period, int(some["m"]), 1)
    match = _MONTHS.fullmatch(text)
    if not match or not (match["word"] or (match["y"] and match["y2"])):
        return None
    first, last = int(match["m"]), int(match["n"])
    if not 1 <= first <= 12 or not 1 <= last <= 12 or (match["y2"] or "9999") < (match["y"] or "0"):
        return Reading(problem="E405")
    if last < first and (match["y2"] in (None, match["y"])):
        return Reading(problem="E405", detail="结束月份早于开始月份")
    return _in_year(match["y"], period, first, 1)


def _edges(text: str, period: Period | None) -> Reading | None:
    """年底, 季末, 月底: the day that is likely meant, with the question."""
    found = edge_day(text, period)
    if found is None:
        return None
    day, is_sure = found
    if day is None or day.year not in _YEARS:
        return Reading(problem="E406", detail="没有写年份" if period is None else "要写到日")
    return _vague(Reading(day)) if is_sure else _question(day.year, str(day.month), str(day.day))


def _among_others(text: str, period: Period | None) -> Reading | None:
    """One of several days, or a day with words about it: asked, with the first day as proposal."""
    match = _SOME_DAY.search(text)
    if match and not _of_one_kind(match):
        return _mixed(_day(int(match["y"]), int(match["m"]), int(match["d"])), match)
    if match:
        return _question(int(match["y"]), match["m"], match["d"])
    match = _FIRST_OF_SOME.match(text) or (None if _MOON.search(text) else _WORDY_DAY.search(text))
    return _question(period.start.year if period else 0, match["m"], match["d"]) if match else None


def _asked(text: str, period: Period | None) -> Reading | None:
    """Forms that can be read in more than one way, with the likely reading as a proposal."""
    match = _NO_YEAR.fullmatch(text) or _NO_YEAR_CLOCK.fullmatch(text)
    short = _short_year(text, period)
    if short is not None or match is None:
        return short or _year_last(text) or _no_day(text)
    return _without_year(match, period, is_turned="月" not in match[0])


def _short_year(text: str, period: Period | None) -> Reading | None:
    """23-10-8, 231008; of 23年10月 the day is asked."""
    match = _SHORT_YEAR.fullmatch(text)
    if match and _of_one_kind(match):
        return _question(2000 + int(match["y"]), match["m"], match["d"])
    match = _SIX_DIGITS.fullmatch(text)
    if match and 1 <= int(match["m"]) <= 12:
        return _question(2000 + int(match["y"]), match["m"], match["d"])
    match = _SHORT_MONTH.fullmatch(text)
    return _short_month(match, period) if match else None


def _short_month(match: re.Match[str], period: Period | None) -> Reading | None:
    """23年10月, and 23.10, which may be 23 October as well."""
    year, month = 2000 + int(match["y"]), int(match["n"] or match["m"])
    if not 1 <= month <= 12 or (period is not None and abs(year - period.start.year) > 1):
        return None
    other = _day(period.start.year, month, int(match["y"])).value if match["n"] and period else None
    either = f" 或 {other}" if isinstance(other, date) else ""
    return Reading(problem="E406", detail=f"可能是 {year}年{month}月{either}，要写到日")


def _year_last(text: str) -> Reading | None:
    """10/8/2023, of which either may be the month."""
    match = _YEAR_LAST.fullmatch(text)
    if not match:
        return None
    pairs = ((match["a"], match["b"]), (match["b"], match["a"]))
    readings = [_day(int(match["y"]), int(m), int(d)) for m, d in pairs]
    days = dict.fromkeys(one.value.isoformat() for one in readings if isinstance(one.value, date))
    proposal = next(iter(days)) if len(days) == 1 else ""
    return Reading(problem="E406", proposal=proposal, detail=" 或 ".join(days))


def _no_day(text: str) -> Reading | None:
    """2023.10 is a month; 2023.1 may have been 2023.10, whose last sign a spreadsheet drops."""
    match = _YEAR_DOT_MONTH.fullmatch(text)
    if match and int(match["y"]) in _YEARS and len(match["m"]) == 2:
        return _vague(_day(int(match["y"]), int(match["m"]), 1))
    match = match or _ONLY_YEAR.fullmatch(text)
    if match and int(match["y"]) in _YEARS:
        return Reading(problem="E406", detail="要写到日")
    return None


def _without_year(match: re.Match[str], period: Period | None, *, is_turned: bool) -> Reading:
    """A day of the period's year; 8/10 that only the other way round is in the period may be either."""
    year = period.start.year if period else 0
    asked = _question(year, match["m"], match["d"])
    turned = _day(year, int(match["d"]), int(match["m"])).value if year and is_turned else None
    if period is None or not isinstance(turned, date) or not period.start <= turned <= period.end:
        return asked
    if asked.proposal and period.start <= date.fromisoformat(asked.proposal) <= period.end:
        return asked
    either = " 或 ".join(filter(None, (asked.proposal, turned.isoformat())))
    proposal = "" if asked.proposal else turned.isoformat()
    return Reading(problem="E406", proposal=proposal, detail=f"可能是 {either}")


def _question(year: int, month: str, day: str) -> Reading:
    reading = _day(year, int(month), int(day))
    if not isinstance(reading.value, date):
        return (
            Reading(problem="E405", detail=reading.detail)
            if year
            else Reading(problem="E406", detail="没有写年份")
        )
    return Reading(problem="E406", proposal=reading.value.isoformat(), detail=f"是 {reading.value} 吗？")
