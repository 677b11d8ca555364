"""Which rows below a header are data, and which are totals, notes, repeated headers or blank."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from metrics.framework import LedgerSpec, name_key
from metrics.ingest.find.header import Header
from metrics.ingest.read import Array, Raw, RawColumn, RawSheet, spread
from metrics.ingest.values import shown

_TOTAL = re.compile(
    r"(?:(?:本[页表期季年]|季|年)度?|全[年县部]|以上|上述|各项)?"
    r"(?:合计|小计|总计|共计|累计|汇总|总数|总量|总和|总额)(?:[:：].*|数|人[次数]|场[次数]|金额|[(（].*[)）]|\d.*)?"
    r"|总|计|(?:grand)?(?:sub)?total:?|sum:?|[∑Σ]",
    re.IGNORECASE,
)
#: Signs without which a text is no total.
_TOTAL_SIGN = re.compile("[计总汇∑Σ]|total|sum", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:备注|说明|填表说明|填报说明|注意事项|填表人|填报人|制表人?|审核人?|负责人|单位负责人|主管领导|分管领导|签字|签名|盖章|联系人|联系电话|电话|填报单位|填报日期|填表日期|日期)[:：].*"
    r"|注\d?[:：.、].*|(?:备注|说明|填表说明|填报说明)"
)
#: The heading of a group of rows, alone in its row.
_SECTION = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?、.+|[(（][一二三四五六七八九十]{1,3}[)）].+")
#: A further line of a note, alone in its row.
_CONTINUED = re.compile(r"[(（]?\d{1,2}[.、)）].+")
#: A row with one note in it may hold at most so many filled cells, unless half of them are notes.
_NOTE_CELLS = 3
_LONGEST_TOTAL = 20
_SAME_SUM = 0.005
#: How the first columns of an official form are numbered.
_STEMS = frozenset("甲乙丙丁戊")
_LEAST_NUMBERED = 4
#: Signs without which a text is no note; they spare most texts the closer look.
_NOTE_SIGN = re.compile("[:：注]|说明")
#: A text merged over so many columns is no cell of a table.
_WIDE = 3


@dataclass(frozen=True)
class Rows:
    """Excel rows (1-based) by what they are; `data` is an array."""

    data: Array
    totals: tuple[int, ...]
    notes: tuple[int, ...]
    headers: tuple[int, ...] = ()


def classify(sheet: RawSheet, header: Header, ledger: LedgerSpec) -> Rows:
    """Sort the rows below the header.

    A row is a total on the evidence of all of it: one word in one column never outweighs a filled row.

    Args:
        sheet: as read, merged words spread over their rows.
        header: where it stands and which columns are fields.
        ledger: what its columns hold.
    """
    fields = [sheet.columns[column - 1] for column in header.fields.values()]
    number = pd.RangeIndex(1, sheet.height + 1).to_numpy()
    below = number > header.bottom
    filled = sum(~column.blank for column in fields)
    every = sum(~column.blank for column in sheet.columns)
    marked = _count(sheet.columns, number, _is_total, _TOTAL_SIGN) > 0
    total = _totals(sheet, header, ledger, marked & below) if (marked & below).any() else marked
    noted = _count(sheet.columns, number, _is_note, _NOTE_SIGN)
    note = (noted > 0) & ((every <= _NOTE_CELLS) | (noted * 2 >= every))
    alone = (every == 1) & below & ~total & ~note
    note = _with_lone_lines(sheet, note, alone, number)
    again = sum(_repeats(column, header) for column in fields)
    again = (again >= 2) & (again * 2 >= filled)
    again = (again | (number == _numbering(sheet, header))) & below & ~total & ~note
    return Rows(
        number[below & (filled > 0) & ~total & ~note & ~again],
        tuple(number[below & total].tolist()),
        tuple(number[below & note & ~total].tolist()),
        tuple(number[again].tolist()),
    )


def _totals(sheet: RawSheet, header: Header, ledger: LedgerSpec, marked: Array) -> Array:
    """Of the rows with a word for a total, those that are one.

    They say little besides: no code, hardly a word or day that every row must have; and their word is the
    first thing in the row, or their numbers are the sums of those above.
    """
    total = marked & False
    for row in (marked.nonzero()[0] + 1).tolist():
        cells = sheet.row(row)
        by_field = {name: cells[column - 1] for name, column in header.fields.items()}
        if _says_its_own(by_field, ledger):
            continue
        first = next((str(shown(cell)) for cell in cells if not _is_blank(cell) and not _is_number(cell)), "")
        total[row - 1] = _is_total(first) or _adds_up(sheet, header, ledger, row, total)
    return total


def _says_its_own(by_field: dict[str, Raw], ledger: LedgerSpec) -> bool:
    """Whether a row has a code, or half of the words and days that a row must have."""
    code = shown(by_field.get(ledger.key, "")).strip()
    if code and not _is_total(code):
        return True
    needed = [
        spec.id for spec in ledger.columns if spec.required and spec.type not in ("int", "decimal", "code")
    ]
    present = [name for name in needed if name in by_field]
    filled = [
        name for name in present if not _is_blank(by_field[name]) and not _is_total(shown(by_field[name]))
    ]
    return bool(filled) and len(filled) * 2 >= len(present)


def _adds_up(sheet: RawSheet, header: Header, ledger: LedgerSpec, row: int, totals: Array) -> bool:
    """Whether every number of a row is the sum of those above it, since the last total."""
    first = max([header.bottom, *(totals[: row - 1].nonzero()[0] + 1).tolist()]) + 1
    sums = []
    for name, column in header.fields.items():
        stated = sheet.columns[column - 1].at(row)
        if ledger.by_id[name].type in ("int", "decimal") and isinstance(stated, int | float):
            above = [sheet.columns[column - 1].at(number) for number in range(first, row)]
            sums.append(abs(sum(v for v in above if isinstance(v, int | float)) - stated) < _SAME_SUM)
    return bool(sums) and all(sums) and row - first > 1


def _is_number(cell: Raw) -> bool:
    return isinstance(cell, int | float) or (isinstance(cell, str) and cell.strip().isdigit())


def _count(
    columns: Iterable[RawColumn], number: Array, test: Callable[[str], bool], sign: re.Pattern[str]
) -> Array:
    """Per row, in how many columns a test of texts holds; `sign` is in every text that could pass."""
    count = number * 0
    for column in columns:
        if not sign.search(column.all_text):
            continue
        flags = [isinstance(value, str) and test(value) for value in column.values]
        if any(flags):
            count = count + spread(flags, column.codes)
    return count


def _is_total(text: str) -> bool:
    if len(text) >= _LONGEST_TOTAL or not _TOTAL_SIGN.search(text):
        return False
    return bool(_TOTAL.fullmatch(name_key(text)))


def _is_note(text: str) -> bool:
    return bool(_NOTE_SIGN.search(text)) and bool(_NOTE.fullmatch(name_key(text)))


def _with_lone_lines(sheet: RawSheet, note: Array, alone: Array, number: Array) -> Array:
    """Notes and the lines that stand alone in their rows: headings of groups, wide texts, notes going on."""
    rows = number[alone].tolist()
    if not rows:
        return note
    wide = {top for top, left, _, right in sheet.merges if right - left + 1 >= _WIDE}
    note = note.copy()
    for row in rows:
        text = name_key(next(str(value) for value in sheet.row(row) if not _is_blank(value)))
        goes_on = note[row - 2] and _CONTINUED.fullmatch(text)
        note[row - 1] = bool(row in wide or goes_on or _SECTION.fullmatch(text))
    return note


def _numbering(sheet: RawSheet, header: Header) -> int:
    """The row below the header if it only numbers the columns (1, 2, 3, … or 甲, 乙, 1, 2, …); else 0."""
    row = header.bottom + 1
    said = [name_key(shown(value)) for value in sheet.row(row)] if row <= sheet.height else []
    numbers = [text for text in said if text and text not in _STEMS]
    counted = [str(number) for number in range(1, len(numbers) + 1)]
    return row if len(numbers) >= _LEAST_NUMBERED and numbers == counted else 0


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def _repeats(column: RawColumn, header: Header) -> Array:
    """Per row, whether a column says what it says in the header."""
    said = [code for code in column.codes[header.top - 1 : header.bottom] if column.values[code] != ""]
    return sum((column.codes == code for code in said), column.codes < 0)
