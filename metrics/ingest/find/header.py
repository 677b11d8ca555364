"""Finds the header of a ledger sheet under whatever stands above it, and which column holds which field."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from metrics.framework import ColumnSpec, LedgerSpec, name_key
from metrics.ingest.read import RawSheet
from metrics.ingest.values import money_factor, shown

#: Where the header is looked for: up to three title rows and some air, then one to three header rows.
SEARCHED_ROWS = 12
DEEPEST = 3
#: Columns further right are not looked at.
MOST_COLUMNS = 300
_LEAST = 2
_LONGEST = 120

_MARKS = re.compile(r"[*＊:：]|[(（](?:必填|选填|可空)[)）]")
_BRACKET = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]$")
_SHEET_UNIT = re.compile(r"单位:?[(]?(亿元|万元|元)(?![\u4e00-\u9fff])")
_DATUM = re.compile(r"(?=\D*\d)[\d.,:/年月日%-]+")
_UNIT_TAIL = re.compile(r"[,，]?单位[:：]?")


@dataclass(frozen=True)
class Header:
    """Where a sheet's header stands and what it names. Columns are 1-based.

    Args:
        top: first header row.
        bottom: last header row; data begin below.
        fields: field id → column.
        units: field id → unit in brackets, as written.
        unknown: column → text of a header that names no field.
        repeated: (column, field, column used instead, whether it is the very same header).
        exact: how many fields bear the template's own header.
    """

    top: int
    bottom: int
    fields: Mapping[str, int]
    units: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[int, str] = field(default_factory=dict)
    repeated: tuple[tuple[int, str, int, bool], ...] = ()
    exact: int = 0


@dataclass(frozen=True)
class _Match:
    field: str
    rank: int
    unit: str


def header_key(text: str) -> str:
    """A header reduced for comparing: no spaces, line breaks, marks."""
    return _MARKS.sub("", name_key(text))


def split_unit(text: str) -> tuple[str, str]:
    """A header without its last bracket, and what stood in it: `金额（万元）` → 金额, 万元."""
    match = _BRACKET.search(text)
    return (text[: match.start()], _UNIT_TAIL.sub("", match[1])) if match else (text, "")


@lru_cache(maxsize=64)
def _names(ledger: str, columns: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, tuple[str, int]]:
    """`header_key` → (field, rank); rank 0 is the header itself, higher ones its synonyms."""
    del ledger
    names: dict[str, tuple[str, int]] = {}
    for rank in range(max(len(spellings) for _, spellings in columns)):
        for field_id, spellings in columns:
            if rank < len(spellings):
                names.setdefault(header_key(spellings[rank]), (field_id, rank))
    return names


def known_headers(ledger: LedgerSpec) -> Mapping[str, tuple[str, int]]:
    """Everything a header of the ledger may be called → (field, rank)."""
    return _names(ledger.code, tuple((column.id, _spellings(column)) for column in ledger.columns))


def _spellings(column: ColumnSpec) -> tuple[str, ...]:
    return tuple(dict.fromkeys((column.header, column.heading, *column.synonyms, column.id)))


def _match(text: str, names: Mapping[str, tuple[str, int]]) -> _Match | None:
    key = header_key(text)
    base, unit = split_unit(key)
    if base in names:
        return _Match(*names[base], unit)
    return _Match(*names[key], "") if key in names else None


def header_texts(sheet: RawSheet) -> list[list[str]]:
    """The texts of the rows in which a header may stand, as far as a header could go."""
    rows = min(sheet.height, SEARCHED_ROWS + DEEPEST)
    return [[shown(cell).strip()[:_LONGEST] for cell in sheet.row(number)] for number in range(1, rows + 1)]


def find_header(texts: list[list[str]], ledger: LedgerSpec) -> Header | None:
    """Look for the ledger's header.

    Args:
        texts: of the sheet's first rows (see `header_texts`).
        ledger: whose header.

    Returns:
        The place that names most fields (of equals the flattest, then the highest); None when none does.
    """
    names = known_headers(ledger)
    best, best_score = None, (0, 0, 0)
    for top in range(min(len(texts), SEARCHED_ROWS)):
        for depth in range(1, min(DEEPEST, len(texts) - top) + 1):
            if depth > 1 and _is_data(texts[top + depth - 1]):
                break
            header = _read(texts[top : top + depth], top + 1, names)
            score = (len(header.fields), -depth, -top)
            if len(header.fields) >= needed(ledger) and score > best_score:
                best, best_score = header, score
            if depth == 1 and header.exact == len(ledger.columns):
                return header
    return best


def with_sheet_unit(header: Header, texts: list[list[str]], ledger: LedgerSpec) -> Header:
    """The header with a unit of money that stands above it (`单位：元`) in the columns that name none."""
    above = " ".join(name_key(text) for row in texts[: header.top - 1] for text in row)
    match = _SHEET_UNIT.search(above)
    if not match:
        return header
    money = [name for name in header.fields if money_factor(match[1], ledger.by_id[name].unit) is not None]
    return replace(header, units={**dict.fromkeys(money, match[1]), **header.units})


def _is_data(cells: list[str]) -> bool:
    """Whether a row holds a number or a date, which no header does."""
    return any(_DATUM.fullmatch(cell) for cell in cells)


def needed(ledger: LedgerSpec) -> int:
    """How many fields a row must name to be taken for the header."""
    return max(_LEAST, sum(column.required for column in ledger.columns) // 3)


def _read(rows: list[list[str]], top: int, names: Mapping[str, tuple[str, int]]) -> Header:
    """The header that these rows would be."""
    found: dict[str, tuple[int, _Match]] = {}
    unknown: dict[int, str] = {}
    repeated: list[tuple[int, str, int, bool]] = []
    for column, cells in enumerate(zip(*rows, strict=True), 1):
        match = next((m for m in (_match(text, names) for text in _readings(cells)) if m), None)
        if match is None:
            if any(cells):
                unknown[column] = _plain(cells)
            continue
        other = found.get(match.field)
        if other is None or match.rank < other[1].rank:
            found[match.field] = (column, match)
        if other is not None:
            used, left = (column, other[0]) if match.rank < other[1].rank else (other[0], column)
            repeated.append((left, match.field, used, match.rank == other[1].rank))
    return Header(
        top,
        top + len(rows) - 1,
        {field_id: column for field_id, (column, _) in found.items()},
        {field_id: match.unit for field_id, (_, match) in found.items() if match.unit},
        unknown,
        tuple(repeated),
        sum(match.rank == 0 for _, match in found.values()),
    )


def _readings(cells: Iterable[str]) -> list[str]:
    """What the cells of one column, one above the other, may say together or alone; the lowest first."""
    filled = [cell for cell in cells if cell]
    return [*(["".join(filled)] if len(filled) > 1 else []), *reversed(filled)]


def _plain(cells: Iterable[str]) -> str:
    return " ".join("".join(cell.split()) for cell in cells if cell)
