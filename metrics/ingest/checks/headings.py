"""What a heading says besides its name: another year, a quarter, a part, traditional characters."""

import calendar
import re
from collections.abc import Iterator
from datetime import date

from metrics.framework import Period, name_key
from metrics.ingest.catalogue import finding
from metrics.ingest.checks.registry import table_check
from metrics.ingest.find import Scope, Table, header_key
from metrics.ingest.model import CellRef, Finding
from metrics.ingest.values import quarter_number, shown, simplified

_SPAN = re.compile(
    r"(?:截至|截止|至|到)?(?=[第\dq全本当上下一二三四])(?:(?P<y>20\d\d|\d\d(?=年))年?)?"
    r"(?:第?(?P<quarter>[一二三四1-4])季度?|q(?P<q>[1-4])|(?P<half>[上下])半年"
    r"|(?P<first>\d{1,2})(?:月?[-~—至到](?P<last>\d{1,2}))?月份?|(?P<whole>全?年)?)度?"
    r"(?:[底末止初]|累计|合计|完成|数|情况|的)?"
)
#: A year in a heading: 2022年参加人次, 参加人次2022.
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_NUMBERS = ("int", "decimal")


def span_of(text: str, period: Period) -> tuple[date, date] | None:
    """First and last day of the span that a text names and nothing else; None for another text.

    Args:
        text: as a heading has it: 2022年, 第三季度, 10-12月.
        period: whose year is meant where none is written.

    Example:
        >>> from metrics.framework import parse_period
        >>> [str(day) for day in span_of("2022年第三季度", parse_period("2023Q4"))]
        ['2022-07-01', '2022-09-30']
    """
    found = _SPAN.fullmatch(name_key(text))
    if not found or not any(found.groupdict().values()):
        return None
    year = int(found["y"]) if found["y"] else period.start.year
    first, last = _months(found)
    if not 1 <= first <= last <= 12:
        return None
    year += 2000 if year < 100 else 0
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _months(found: re.Match[str]) -> tuple[int, int]:
    quarter = found["quarter"] or found["q"]
    if quarter:
        last = quarter_number(quarter) * 3
        return last - 2, last
    if found["half"]:
        return (1, 6) if found["half"] == "上" else (7, 12)
    if found["first"]:
        return int(found["first"]), int(found["last"] or found["first"])
    return 1, 12


def of_another_year(text: str, period: Period | None) -> bool:
    """Whether a heading names a year that is not the period's: 2022年参加人次."""
    years = {int(year) for year in _YEAR.findall(name_key(text))}
    return bool(years) and period is not None and period.start.year not in years


@table_check("E215", "W215")
def spans_of_headings(table: Table, scope: Scope) -> Iterator[Finding]:
    """Numbers whose heading names a span that is not the period: 参加人次（2022年）."""
    period = scope.period
    for field, column in table.area.header.fields.items():
        spec = table.ledger.by_id[field]
        if spec.type not in _NUMBERS or period is None:
            continue
        for text in (table.area.header.units.get(field, ""), *_above(table, column)):
            span = span_of(text, period) if text else None
            if span is None or span == (period.start, period.end):
                continue
            longer = span[0] <= period.start and period.end <= span[1]
            where = CellRef(table.sha256, table.area.sheet.name, table.area.header.bottom, column)
            words = {"header": spec.header, "field": field, "expected": period.label}
            yield finding("W215" if longer else "E215", where, text, **words)
            break


def _above(table: Table, column: int) -> Iterator[str]:
    """What stands above a heading in the rows of the header, also merged over it."""
    header, sheet = table.area.header, table.area.sheet
    for row in range(header.top, header.bottom):
        yield shown(sheet.columns[column - 1].at(row)).strip()
        for top, left, bottom, right in sheet.merges:
            if top <= row <= bottom and left < column <= right:
                yield shown(sheet.columns[left - 1].at(top)).strip()


@table_check("W216")
def traditional_headings(table: Table, _: Scope) -> Iterator[Finding]:
    """Headings in traditional characters, which are read as the simplified ones."""
    header = table.area.header
    for field, column in header.fields.items():
        for row in range(header.top, header.bottom + 1):
            text = shown(table.area.sheet.columns[column - 1].at(row)).strip()
            if simplified(header_key(text)) != header_key(text):
                where = CellRef(table.sha256, table.area.sheet.name, row, column)
                name = table.ledger.by_id[field].header
                yield finding("W216", where, text, header=name, field=field, expected=name)
