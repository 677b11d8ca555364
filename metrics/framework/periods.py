"""Reporting periods: a year, its first three quarters, a half-year, a quarter or a month."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

#: The time zone people live in, wherever the server's clock is set.
SHANGHAI = ZoneInfo("Asia/Shanghai")
_PATTERN = re.compile(
    r"(?P<year>20\d\d)(?:(?P<three>Q1-3)|(?P<kind>[HQ])(?P<index>[1-4])|-(?P<month>0[1-9]|1[0-2]))?"
)
_MONTHS_OF = {"Y": 12, "T": 9, "H": 6, "Q": 3, "M": 1}
_ORDINALS = "一二三四"


class PeriodError(ValueError):
    """A text that is no period, or a period that does not fit what was asked of it."""


@dataclass(frozen=True)
class Period:
    """A span of whole months.

    Args:
        code: `2023`, `2023Q1-3`, `2023H1`, `2023Q4` or `2023-11`.
        start: first day.
        end: last day.
    """

    code: str
    start: date
    end: date

    def __str__(self) -> str:
        return self.code

    def __contains__(self, other: "Period") -> bool:
        return self.start <= other.start and other.end <= self.end

    @cached_property
    def months(self) -> int:
        """Number of months in the period."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @cached_property
    def kind(self) -> str:
        """`Y`, `T` (three quarters), `H`, `Q` or `M`."""
        return next(kind for kind, months in _MONTHS_OF.items() if months == self.months)

    @cached_property
    def label(self) -> str:
        """The period in words, e.g. `2023年第四季度`."""
        year, index = self.start.year, (self.start.month - 1) // self.months
        return {
            "Y": f"{year}年",
            "T": f"{year}年前三季度",
            "H": f"{year}年{'上下'[index % 2]}半年",
            "Q": f"{year}年第{_ORDINALS[index % 4]}季度",
            "M": f"{year}年{self.start.month}月",
        }[self.kind]

    @property
    def quarters(self) -> "tuple[Period, ...]":
        """The quarters inside the period; empty for a month."""
        return tuple(
            _span(self.start.year, month, 3)
            for month in range(self.start.month, self.end.month, 3)
            if self.months >= 3
        )

    @property
    def year_to_date(self) -> "Period":
        """January of the period's year up to the period's end: 一季度, 上半年, 前三季度 or the year.

        One that ends within a quarter has no code that can be read again, only a name of its end.
        """
        if self.end.month % 3 == 0:
            return _span(self.end.year, 1, self.end.month)
        return Period(f"{self.start.year}年至{self.end.month}月", date(self.end.year, 1, 1), self.end)

    @property
    def months_label(self) -> str:
        """The period by its months, e.g. `2023年1—9月`; a whole year as `2023年`."""
        if self.months == 12:
            return self.label
        return f"{self.start.year}年{self.start.month}—{self.end.month}月"

    @property
    def year_before(self) -> "Period":
        """The same months of the year before."""
        return _span(self.start.year - 1, self.start.month, self.months)

    def previous(self) -> "Period":
        """The period just before this one: of the same length; of three quarters the half-year."""
        if self.months == 9:
            return _span(self.start.year, 1, 6)
        months = self.start.year * 12 + self.start.month - 1 - self.months
        return _span(months // 12, months % 12 + 1, self.months)

    def before_to_date(self) -> "Period":
        """Of a period since January the one that ended a quarter earlier; of a first quarter last year."""
        if self.end.month == 3:
            return _span(self.end.year - 1, 1, 12)
        return _span(self.end.year, 1, self.end.month - 3)


def _span(year: int, month: int, months: int) -> Period:
    last = month + months - 1
    index = (month - 1) // months + 1
    suffix = {12: "", 9: "Q1-3", 6: f"H{index}", 3: f"Q{index}", 1: f"-{month:02d}"}[months]
    return Period(
        f"{year}{suffix}", date(year, month, 1), date(year, last, calendar.monthrange(year, last)[1])
    )


def parse_period(text: str) -> Period:
    """Read a period code.

    Args:
        text: `2023`, `2023Q1-3`, `2023H1`, `2023Q4` or `2023-11`; case and outer spaces do not matter.

    Raises:
        PeriodError: the text is none of these; the message says which forms are understood.

    Example:
        >>> half = parse_period(" 2023h2 ")
        >>> half.label, [quarter.code for quarter in half.quarters]
        ('2023年下半年', ['2023Q3', '2023Q4'])
        >>> parse_period("2023Q3").year_to_date
        Period(code='2023Q1-3', start=datetime.date(2023, 1, 1), end=datetime.date(2023, 9, 30))
        >>> parse_period("去年")
        Traceback (most recent call last):
        metrics.framework.periods.PeriodError: 看不懂的报告期“去年”。请写成 2023、2023H1、2023Q4、2023-11 等。
    """
    match = _PATTERN.fullmatch(text.strip().upper())
    if not match or (match["kind"] == "H" and int(match["index"]) > 2):
        raise PeriodError(f"看不懂的报告期“{text}”。请写成 2023、2023H1、2023Q4、2023-11 等。")
    if match["month"]:
        return _span(int(match["year"]), int(match["month"]), 1)
    if match["three"]:
        return _span(int(match["year"]), 1, 9)
    months = _MONTHS_OF[match["kind"] or "Y"]
    return _span(int(match["year"]), (int(match["index"] or 1) - 1) * months + 1, months)
