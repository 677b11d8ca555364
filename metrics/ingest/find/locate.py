"""Which sheet of a file holds which ledger: by the sheet's name, else by its header."""

import re
from dataclasses import dataclass, replace

from metrics.framework import LedgerSpec, name_key
from metrics.ingest.catalogue import finding
from metrics.ingest.find.header import (
    DEEPEST,
    MOST_COLUMNS,
    SEARCHED_ROWS,
    Header,
    find_header,
    header_key,
    header_texts,
    with_sheet_unit,
    with_units,
)
from metrics.ingest.find.rows import classify
from metrics.ingest.find.tables import Area, Scope
from metrics.ingest.find.unmerge import unmerge
from metrics.ingest.model import CellRef, Finding
from metrics.ingest.read import RawBook, RawColumn, RawSheet, spread
from metrics.ingest.values import shown, simplified
from metrics.ingest.write import NOTES_COLUMN, OWN_SHEETS

#: Fields of a list of one's own that leave no doubt which ledger it is.
_ENOUGH = 5
#: Notes in which a unit is looked for.
_MOST_NOTES = 50
#: How programs number a sheet of a name that is taken.
_COPY = re.compile(r"\s{0,9}[(（]\d{1,9}[)）]$")


@dataclass(frozen=True)
class Located:
    """The ledgers found in a file, what had to be said on the way, and those whose sheet has no header."""

    areas: list[Area]
    findings: list[Finding]
    unread: frozenset[str]


def locate(book: RawBook, scope: Scope) -> Located:
    """Find the ledgers of a file.

    Args:
        book: as read.
        scope: framework, and the unit whose ledgers are meant.
    """
    areas: dict[str, Area] = {}
    findings: list[Finding] = []
    unread: set[str] = set()
    ledgers = list(scope.framework.ledgers.values())
    for whole in book.sheets:
        if _is_ours(whole.name):
            continue
        if not whole.visible and not _by_name(whole, ledgers):
            findings += _hidden(whole, ledgers, scope)
            continue
        sheet, cut = _narrowed(_without_notes(whole), scope)
        findings += cut
        ledger, header, said = _identify(sheet, ledgers, scope, book.kind)
        findings += said
        if ledger is None or header is None:
            unread |= {ledger.code} if ledger else set()
            continue
        spread, notes = unmerge(sheet, header, ledger, scope.sha256)
        rows = classify(spread, header, ledger)
        said_below = [shown(cell) for row in rows.notes[:_MOST_NOTES] for cell in spread.row(row)]
        area, other = (
            Area(ledger, spread, with_units(header, said_below, ledger), rows),
            areas.get(ledger.code),
        )
        if other is None or not len(other.rows.data):
            areas[ledger.code] = area
        elif len(area.rows.data):
            other_name = other.sheet.name
            findings.append(finding("E211", _at(scope, sheet), sheet.name, expected=other_name))
            continue
        findings += notes
    return Located(_ordered(areas, ledgers), findings, frozenset(unread - set(areas)))


def _hidden(sheet: RawSheet, ledgers: list[LedgerSpec], scope: Scope) -> list[Finding]:
    """What is said of a hidden sheet of another name, which is not read: something only if it is a ledger."""
    like = _by_header(header_texts(replace(sheet, columns=sheet.columns[:MOST_COLUMNS])), ledgers, scope)
    return [finding("W209", _at(scope, sheet), f"{sheet.name}（隐藏的）")] if like else []


def _is_ours(name: str) -> bool:
    """Whether a sheet is one of ours that holds no rows, or a copy of one: 问题清单（2）, 封面 (3)."""
    return _COPY.sub("", name) in OWN_SHEETS


def _without_notes(sheet: RawSheet) -> RawSheet:
    """The sheet without what an earlier marking wrote beside it, which is no part of its rows."""
    return replace(sheet, columns=tuple(map(_without_note, sheet.columns)))


def _without_note(column: RawColumn) -> RawColumn:
    """A column cleared from the heading of our notes on, where it has that heading."""
    if NOTES_COLUMN not in column.all_text:
        return column
    ours = [isinstance(value, str) and header_key(value) == NOTES_COLUMN for value in column.values]
    rows = spread(ours, column.codes[: SEARCHED_ROWS + DEEPEST]).nonzero()[0]
    if not len(rows):
        return column
    codes = column.codes.copy()
    codes[rows[0] :] = len(column.values)
    return RawColumn([*column.values, ""], codes)


def _ordered(areas: dict[str, Area], ledgers: list[LedgerSpec]) -> list[Area]:
    return [areas[ledger.code] for ledger in ledgers if ledger.code in areas]


def _narrowed(sheet: RawSheet, scope: Scope) -> tuple[RawSheet, list[Finding]]:
    """The sheet without what stands absurdly far right."""
    if sheet.width <= MOST_COLUMNS:
        return sheet, []
    where = CellRef(scope.sha256, sheet.name, 0, MOST_COLUMNS + 1)
    return replace(sheet, columns=sheet.columns[:MOST_COLUMNS]), [finding("W212", where, str(MOST_COLUMNS))]


def _at(scope: Scope, sheet: RawSheet) -> CellRef:
    return CellRef(scope.sha256, sheet.name)


def _by_name(sheet: RawSheet, ledgers: list[LedgerSpec]) -> LedgerSpec | None:
    """The ledger a sheet is named after; its name may carry more, such as a number or the quarter."""
    key = simplified(name_key(sheet.name))
    for ledger in ledgers:
        if key in {name_key(word) for word in (ledger.sheet, ledger.code, *ledger.synonyms)}:
            return ledger
    held = [ledger for ledger in ledgers if name_key(ledger.sheet) in key]
    return held[0] if len(held) == 1 else None


def _identify(
    sheet: RawSheet, ledgers: list[LedgerSpec], scope: Scope, kind: str
) -> tuple[LedgerSpec | None, Header | None, list[Finding]]:
    """The ledger and header of a sheet, with what must be said about it."""
    if not sheet.height:
        return None, None, []
    texts = header_texts(sheet)
    named = _by_name(sheet, ledgers)
    header = _header(texts, named) if named else None
    found = None if named and header and _fits(named, header) else _by_header(texts, ledgers, scope)
    if named is not None and (found is None or found[0] is named):
        like = "、".join(column.header for column in named.columns[1:4])
        missing = [] if header else [finding("E202", _at(scope, sheet), sheet.name, expected=like)]
        return named, header, missing
    if found is None:
        return None, None, [finding("W209", _at(scope, sheet), sheet.name)]
    renamed = (
        [] if kind == "csv" else [finding("W210", _at(scope, sheet), sheet.name, expected=found[0].sheet)]
    )
    return *found, renamed


def _header(texts: list[list[str]], ledger: LedgerSpec) -> Header | None:
    header = find_header(texts, ledger)
    return with_sheet_unit(header, texts, ledger) if header else None


def _by_header(
    texts: list[list[str]], ledgers: list[LedgerSpec], scope: Scope
) -> tuple[LedgerSpec, Header] | None:
    """The ledger whose header fits best, of equals the unit's own; none when two fit alike or none well."""
    own = scope.framework.unit[scope.unit].ledgers if scope.unit else ()
    scored = []
    for ledger in ledgers:
        header = _header(texts, ledger)
        if header is not None and _fits(ledger, header):
            score = (header.exact, ledger.code in own, len(header.fields) / len(ledger.columns))
            scored.append((score, ledger, header))
    scored.sort(key=lambda item: item[0], reverse=True)
    if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return scored[0][1], scored[0][2]


def _fits(ledger: LedgerSpec, header: Header) -> bool:
    """Whether a header names half the columns, every required one, or all but one and little else."""
    missing = {column.id for column in ledger.columns if column.required} - set(header.fields)
    named = len(header.fields)
    mostly = named >= _ENOUGH and len(missing) <= 1 and named >= 2 * len(header.unknown)
    return named * 2 >= len(ledger.columns) or not missing or mostly
