"""Sheets of a unit's own kind: where their heading may stand, what they and their columns may mean."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from metrics.framework import LedgerSpec
from metrics.ingest.find.header import (
    SEARCHED_ROWS,
    header_key,
    header_texts,
    known_headers,
    parted,
    split_unit,
)
from metrics.ingest.read import RawBook, RawSheet
from metrics.ingest.values import nearest, shown
from metrics.ingest.write import OWN_SHEETS

#: A heading names so many columns at least.
_LEAST = 3
_MOST_COLUMNS = 60
_LONGEST_SAMPLE = 30
#: Signs at the beginning of a heading that make it like another.
_BEGINNING = 2


@dataclass(frozen=True)
class StrangeSheet:
    """A sheet that is no ledger as it stands.

    Args:
        name: the sheet's.
        header: Excel row of what looks like its heading, the lower one of two.
        columns: position → heading; of a heading over parts each part.
        samples: position → what stands below.
    """

    name: str
    header: int
    columns: dict[int, str]
    samples: dict[int, str]


def strange_sheets(book: RawBook, known: Collection[str]) -> tuple[StrangeSheet, ...]:
    """The sheets in sight that hold something with a heading and were not read.

    Args:
        book: the file.
        known: the names of those that were read.
    """
    found = (
        _strange(sheet)
        for sheet in book.sheets
        if sheet.visible and sheet.height and sheet.name not in known and sheet.name not in OWN_SHEETS
    )
    return tuple(sheet for sheet in found if sheet)


def _strange(sheet: RawSheet) -> StrangeSheet | None:
    texts = header_texts(sheet)[:SEARCHED_ROWS]
    counts = [len({text for text in row if text and not _is_number(text)}) for row in texts]
    most = max(counts, default=0)
    if most < _LEAST:
        return None
    row = counts.index(most) + 1
    headings = texts[row - 1]
    if row < len(texts) and (spans := parted(headings, texts[row])):
        row += 1
        parts = {column: texts[row - 1][column] for span in spans for column in span}
        headings = [parts.get(column, text) for column, text in enumerate(headings)]
    columns = {at: text for at, text in enumerate(headings, 1) if text}
    columns = dict(list(columns.items())[:_MOST_COLUMNS])
    samples = {at: shown(sheet.columns[at - 1].at(row + 1)).strip()[:_LONGEST_SAMPLE] for at in columns}
    return StrangeSheet(sheet.name, row, columns, samples)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdigit()


def proposed_fields(sheet: StrangeSheet, ledger: LedgerSpec) -> dict[int, str]:
    """What the columns of a sheet would mean in a ledger, as far as their headings are known or near one."""
    names = known_headers(ledger)
    near = {header_key(column.header): column.id for column in ledger.columns if column.type != "code"}
    found: dict[int, str] = {}
    for at, text in sheet.columns.items():
        key = header_key(text)
        known = names.get(key) or names.get(split_unit(key)[0])
        field = known[0] if known else nearest(key, near)
        if field and field in ledger.by_id and field not in found.values():
            found[at] = field
    return found | _by_beginning(sheet, ledger, found)


def _by_beginning(sheet: StrangeSheet, ledger: LedgerSpec, found: dict[int, str]) -> dict[int, str]:
    """Required columns nothing was found for, where one heading alone begins like theirs (活动内容)."""
    free = {at: header_key(text) for at, text in sheet.columns.items() if at not in found}
    more: dict[int, str] = {}
    for column in ledger.columns:
        if not column.required or column.type == "code" or column.id in found.values():
            continue
        alike = [at for at, key in free.items() if key[:_BEGINNING] == header_key(column.header)[:_BEGINNING]]
        if len(alike) == 1 and alike[0] not in more:
            more[alike[0]] = column.id
    return more


def likely_ledger(sheet: StrangeSheet, ledgers: Iterable[LedgerSpec]) -> LedgerSpec | None:
    """The ledger in which most headings of a sheet mean something, None when hardly any do."""
    scored = [(len(proposed_fields(sheet, ledger)), ledger) for ledger in ledgers]
    best = max((score for score, _ in scored), default=0)
    return next((ledger for score, ledger in scored if score == best), None) if best > 1 else None
