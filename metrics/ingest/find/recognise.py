"""Whose workbook it is and for which period: from the Meta sheet, the cover, or the file's name."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Generic, TypeVar

from metrics.framework import Framework, Period, PeriodError, UnitSpec, name_key, parse_period
from metrics.ingest.catalogue import finding
from metrics.ingest.model import CellRef, Finding, leading_code
from metrics.ingest.read import RawBook, RawSheet
from metrics.ingest.values import quarter_number, shown
from metrics.ingest.write import COVER, META

_QUARTER = re.compile(r"(20\d\d)年?第?([一二三四1-4])季度")
_HALF = re.compile(r"(20\d\d)年?([上下])半年")
_MONTH = re.compile(r"(20\d\d)年(\d{1,2})月")
_CODE = re.compile(r"(20\d\d(?:[QH][1-4]|-(?:0[1-9]|1[0-2]))?)(?![0-9])", re.IGNORECASE)
_UNIT_LABELS = frozenset({"填报单位", "单位", "单位名称", "成员单位"})
_PERIOD_LABELS = frozenset({"报告期", "报告期代码", "填报期", "填报期间", "期间"})
_COVER_ROWS, _COVER_COLUMNS = 15, 6


Named = TypeVar("Named", str, Period)


@dataclass(frozen=True)
class _Said(Generic[Named]):
    """A unit or period that a file names, and the cell on the cover where it does."""

    value: Named | None
    where: CellRef


@dataclass(frozen=True)
class Recognised:
    """What a file says about itself; empty and None where it says nothing."""

    unit: str
    period: Period | None
    template_version: str
    findings: tuple[Finding, ...]


def recognise(
    book: RawBook, file: str, framework: Framework, sha256: str, unit: str | None, period: Period | None
) -> Recognised:
    """Find unit and period of a file.

    Args:
        book: as read.
        file: its name, asked last.
        framework: the member units.
        sha256: of the file.
        unit: the unit it was handed in for, if chosen; it wins, and a contradiction becomes a finding.
        period: likewise.
    """
    whole = CellRef(sha256, COVER if book.sheet(COVER) else "")
    meta = _meta(book)
    units = _said(book, _UNIT_LABELS, lambda text: _unit(text, framework), whole)
    periods = _said(book, _PERIOD_LABELS, period_in, whole)
    made_for = _Said(_unit(meta.get("unit", ""), framework), whole)
    made_in = _Said(period_in(meta.get("period", "")), whole)
    stem = name_key(PurePath(file).stem)
    found_unit = unit or made_for.value or units.value or _unit_within(stem, framework)
    found_period = period or periods.value or made_in.value or period_in(stem)
    findings = [
        *_unit_findings(framework, (made_for, units), unit, found_unit),
        *_period_findings((periods, made_in), found_period),
        *_version_findings(framework, whole, meta.get("version", "")),
    ]
    return Recognised(found_unit, found_period, meta.get("version", ""), tuple(findings))


def _unit_findings(
    framework: Framework, said: tuple[_Said[str], _Said[str]], given: str | None, found: str
) -> Iterator[Finding]:
    """The unit chosen must be the one the file names; without a choice, cover and template must agree."""
    if not found:
        yield finding("E110", said[1].where)
        return
    other = next((one.value for one in reversed(said) if one.value and one.value != found), None)
    if other is not None:
        # Meta is no sheet people see: what it says is reported at the cover's line.
        code, where = ("E112" if given else "E118"), said[1].where
        yield finding(code, where, framework.unit[other].name, expected=framework.unit[found].name)


def _period_findings(said: tuple[_Said[Period], _Said[Period]], found: Period | None) -> Iterator[Finding]:
    """The period chosen, the one on the cover and the one of the template must be the same."""
    where = said[0].where
    if found is None:
        yield finding("E111", where)
        return
    if found.kind != "Q":
        yield finding("E117", where, found.label)
    other = next((one.value for one in said if one.value is not None and one.value != found), None)
    if other is not None:
        yield finding("W113", where, other.label, expected=found.label, proposal=found.label)


def _version_findings(framework: Framework, where: CellRef, version: str) -> Iterator[Finding]:
    if version and version not in framework.templates:
        yield finding("W114", where, version, expected=framework.template_version)


def _meta(book: RawBook) -> dict[str, str]:
    sheet = book.sheet(META)
    if sheet is None or sheet.width < 2:
        return {}
    rows = (sheet.row(number) for number in range(1, min(sheet.height, 20) + 1))
    return {shown(row[0]).strip(): shown(row[1]).strip() for row in rows}


def _said(
    book: RawBook, labels: frozenset[str], understand: Callable[[str], Named | None], whole: CellRef
) -> _Said[Named]:
    """What stands beside the labels on the cover: the first text that is understood, and its cell."""
    sheet = book.sheet(COVER)
    lines = [line for line in _labelled(sheet) if line[0] in labels] if sheet else []
    for _, text, row, column in lines:
        value = understand(text)
        if value:
            return _Said(value, replace(whole, row=row, column=column))
    row, column = lines[0][2:] if lines else (0, 0)
    return _Said(None, replace(whole, row=row, column=column))


def _labelled(sheet: RawSheet) -> Iterator[tuple[str, str, int, int]]:
    """Label, text beside it, row and column of the text; also `填报单位：县司法局` in one cell."""
    for number in range(1, min(sheet.height, _COVER_ROWS) + 1):
        cells = [shown(cell).strip() for cell in sheet.row(number)[:_COVER_COLUMNS]]
        for column, (cell, after) in enumerate(zip(cells, [*cells[1:], ""], strict=True), 1):
            label, colon, rest = cell.replace("：", ":").partition(":")
            if colon and rest.strip():
                yield name_key(label), rest.strip(), number, column
            else:
                yield name_key(label), after, number, column + 1


def _unit(text: str, framework: Framework) -> str:
    """The unit a text names: by code or any of its spellings."""
    code = leading_code(text.upper())
    if code in framework.unit:
        return code
    return _spellings(framework).get(name_key(text), "") if text else ""


def _spellings(framework: Framework) -> dict[str, str]:
    return {name_key(word): unit.code for unit in framework.units for word in _words(unit)}


def _words(unit: UnitSpec) -> tuple[str, ...]:
    return tuple(word for word in (unit.name, unit.short_name, *unit.aliases) if word)


def _unit_within(stem: str, framework: Framework) -> str:
    """The unit a file name speaks of: its code as a word of its own, or the longest spelling in it."""
    for unit in framework.units:
        if re.search(rf"(?<![a-z0-9]){unit.code.casefold()}(?![0-9])", stem):
            return unit.code
    held = [(len(word), code) for word, code in _spellings(framework).items() if word in stem]
    longest = {code for length, code in held if length == max(held)[0]}
    return longest.pop() if len(longest) == 1 else ""


def period_in(text: str) -> Period | None:
    """The first period a text speaks of: 2023Q4, 2023年第四季度, 2023年上半年, 2023年11月, 2023-11, 2023."""
    text = name_key(text)
    match = _QUARTER.search(text)
    if match:
        return parse_period(f"{match[1]}Q{quarter_number(match[2])}")
    match = _HALF.search(text)
    if match:
        return parse_period(f"{match[1]}H{'上下'.index(match[2]) + 1}")
    match = _MONTH.search(text)
    code = f"{match[1]}-{int(match[2]):02d}" if match else next(iter(_CODE.findall(text)), "")
    try:
        return parse_period(code) if code else None
    except PeriodError:
        return None
