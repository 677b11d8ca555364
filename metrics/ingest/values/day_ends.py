"""Days that are named by the end or beginning of a span: 年底, 四季度末, 12月底前.

Which day is meant is likely, and asked about.
"""

import calendar
import re
from datetime import date

from metrics.framework import Period
from metrics.ingest.values.chinese import quarter_number

_EDGE = re.compile(
    r"(?:截至|截止到?|至|到|约)?\s?(?:(?P<y>\d{4}|\d{2}(?=\s?年))\s?年?[./\-]?\s?)?"
    r"(?:(?P<year>[今本当]?[年岁])|第?(?P<quarter>[一二三四1-4])季度?|[Qq](?P<q>[1-4])|(?P<own>[本当]?(?:季度?|期))"
    r"|(?P<m>\d{1,2})\s?月?份?|(?P<month>[本当]?月))\s?(?P<edge>[底末初])(?:之?前|以前|止|左右|前后)?"
)
_THIS = frozenset({"本季度", "本季", "当季", "本期"})
#: The day from which the end of a month counts, as 下旬 does.
_LATE = 21


def edge_day(text: str, period: Period | None) -> tuple[date | None, bool] | None:
    """The day that a text names by the edge of a span.

    Args:
        text: what a person typed, in digits.
        period: the reporting period, which gives the year, the quarter and the month that are not written.

    Returns:
        The day (None when the year or the span is not known) and whether its span is; None for another text.

    Example:
        >>> from metrics.framework import parse_period
        >>> quarter = parse_period("2023Q4")
        >>> [str(edge_day(text, quarter)[0]) for text in ("年底", "三季度末", "12月底前")]
        ['2023-12-31', '2023-09-30', '2023-12-21']
    """
    if text in _THIS:
        return (period.start if period else None), True
    found = _EDGE.fullmatch(text)
    if not found:
        return None
    if found["own"] or found["month"]:
        whole = period.start if period and found["edge"] == "初" else period.end if period else None
        return whole, bool(found["own"])
    year = int(found["y"]) if found["y"] else period.start.year if period else 0
    return (_edge(found, year + 2000 if 0 < year < 100 else year) if year else None), True


def _edge(found: re.Match[str], year: int) -> date | None:
    """First or last day of the year or quarter, or from when the end of a month counts."""
    early = found["edge"] == "初"
    if found["year"]:
        return date(year, 1, 1) if early else date(year, 12, 31)
    if found["m"]:
        month = int(found["m"])
        return date(year, month, 1 if early else _LATE) if 1 <= month <= 12 else None
    last = quarter_number(found["quarter"] or found["q"]) * 3
    return date(year, last - 2, 1) if early else date(year, last, calendar.monthrange(year, last)[1])
