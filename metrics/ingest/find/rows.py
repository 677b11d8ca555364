"""Which rows below a header are data, and which are totals, notes, repeated headers or blank."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from metrics.framework import LedgerSpec, name_key
from metrics.ingest.find.asides import ASIDE_SIGN, is_aside, is_aside_row, needed_words
from metrics.ingest.find.header import Header
from metrics.ingest.read import Array, Raw, RawColumn, RawSheet, spread
from metrics.ingest.values import is_nothing, parse_number, shown, simplified

_TOTAL_WORD = "合计|小计|总计|共计"
_TOTAL = re.compile(
    r"(?:[一二三四五六七八九十]、)?(?:\d{4}年?)?"
    r"(?:(?:本[页表期季年]|[季年])度?|全[年县部]|上[期季年月]|以上|上述|各项|截至.{0,8}"
    r"|第?[一二三四1-4]季度?|[上下]半年|\d{1,2}(?:月?[-~至]\d{1,2})?月份?)?"
    rf"(?:{_TOTAL_WORD}|累计|汇总|总数|总量|总和|总额)"
    r"(?:[:：].*|数|人[次数]|场[次数]|金额|[(（].{0,20}[)）]|\d.*)?"
    r"|总|计|共(?:\d.*)?|(?:grand)?(?:sub)?total:?|sum:?|[∑Σ]",
    re.IGNORECASE,
)
#: The total of something named: 启信装备小计.
_TOTAL_OF = re.compile(rf".{{1,20}}(?:{_TOTAL_WORD})[:：]?")
#: Signs without which a text is no total.
_TOTAL_SIGN = re.compile("[计計总總汇共∑Σ]|total|sum", re.IGNORECASE)
_WRAPPED = re.compile(r"[*\-—(\[【=]*([^()\[\]【】*=—-]+)[*\-—)\]】=]*")
_SIGNED = r"填表人|填报人|制表人|审核人|单位负责人|主管领导|分管领导"
_NOTE = re.compile(
    r"(?:备注|说明|填表说明|填报说明|注意事项|填表人|填报人|制表人?|审核人?|负责人|单位负责人|主管领导|分管领导|签字|签名|盖章|联系人|联系电话|电话|填报单位|填报日期|填表日期|日期)[:：].*"
    r"|注\d?[:：.、].*|(?:备注|说明|填表说明|填报说明)"
    rf"|{_SIGNED}|[-—]*以下(?:无正文|无内容|空白|无)?[-—]*|.*一式[一二两三四五]份.*"
    r"|[(（]?(?:续表|接上[页表]|转下页|过次页|承前页|[此本](?:[页表栏]|页以下)空白|此页无正文)[)）]?"
)
#: The heading of a group of rows, alone in its row.
_SECTION = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?、.+|[(（][一二三四五六七八九十]{1,3}[)）].+")
#: A further line of a note, alone in its row.
_CONTINUED = re.compile(r"[(（]?\d{1,2}[.、)）].+")
#: A row with one note in it may hold at most so many filled cells, unless half of them are notes.
_NOTE_CELLS = 3
_NUMBER_OR_DAY = re.compile(r"(?=[.,:/年月日%-]*\d)[\d.,:/年月日%-]+")
_LONGEST_TOTAL = 20
_SAME_SUM = 0.005
#: Signs of a text that says that there is nothing to say: 没有, ——.
_LONGEST_SIGN = 5
#: One row above is no sum.
_LEAST_SUMMED = 2
#: How the first columns of an official form are numbered.
_STEMS = frozenset("甲乙丙丁戊")
_LEAST_NUMBERED = 4
#: Signs without which a text is no note; they spare most texts the closer look.
_NOTE_SIGN = re.compile(f"[:：注页]|说明|以下|一式|空白|续表|接上表|备注|{_SIGNED}")
#: A text merged over so many columns is no cell of a table.
_WIDE = 3


@dataclass(frozen=True)
class Rows:
    """Excel rows (1-based) by what they are; `data` is an array, `asides` are averages and the like."""

    data: Array
    totals: tuple[int, ...]
    notes: tuple[int, ...]
    headers: tuple[int, ...] = ()
    asides: tuple[int, ...] = ()


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
    marked = _count(sheet.columns, number, _may_be_total, _TOTAL_SIGN) > 0
    marked |= _wordless(sheet, header, ledger)
    total = _totals(sheet, header, ledger, marked & below) if (marked & below).any() else marked
    noted = _count(sheet.columns, number, _is_note, _NOTE_SIGN)
    note = (noted > 0) & ((every <= _NOTE_CELLS) | (noted * 2 >= every))
    alone = (every == 1) & below & ~total & ~note
    note = _with_lone_lines(sheet, note, alone, number)
    again = sum(_repeats(column, header) for column in fields)
    again = (again >= 2) & (again * 2 >= filled)
    again = (again | (number == _numbering(sheet, header))) & below & ~total & ~note
    aside = _asides(sheet, header, ledger, number, below & ~total & ~again, note)
    note &= ~aside
    return Rows(
        number[below & (filled > 0) & ~total & ~note & ~again & ~aside],
        tuple(number[below & total].tolist()),
        tuple(number[below & note & ~total].tolist()),
        tuple(number[again].tolist()),
        tuple(number[aside].tolist()),
    )


def _asides(
    sheet: RawSheet, header: Header, ledger: LedgerSpec, number: Array, among: Array, note: Array
) -> Array:
    """Averages, last year's figures and the like, and notes beside which stand amounts."""
    columns = {name: sheet.columns[column - 1] for name, column in header.fields.items()}
    amounts = [column for name, column in columns.items() if ledger.by_id[name].type in ("int", "decimal")]
    aside = among & False
    for row in (among & note).nonzero()[0].tolist():
        aside[row] = any(_amount(column.at(row + 1)) is not None for column in amounts)
    few = among & ~note & _hardly_filled(columns, ledger, number)
    if not few.any():
        return aside
    likely = _count(sheet.columns, number, is_aside, ASIDE_SIGN) > 0
    for row in (likely & few).nonzero()[0].tolist():
        cells = sheet.row(row + 1)
        by_field = {name: cells[column - 1] for name, column in header.fields.items()}
        aside[row] = is_aside_row(cells, by_field, ledger)
    return aside


def _hardly_filled(columns: dict[str, RawColumn], ledger: LedgerSpec, number: Array) -> Array:
    """The rows that lack half of their words and days, or do when one of these is no word of theirs."""
    needed = [columns[name] for name in needed_words(ledger) if name in columns]
    filled = sum((~column.blank for column in needed), number * 0)
    for column in needed:
        signs = [
            isinstance(value, str) and len(value) < _LONGEST_SIGN and is_nothing(value)
            for value in column.values
        ]
        filled = filled - (spread(signs, column.codes) if any(signs) else 0)
    return (filled - 1) * 2 < len(needed)


def _totals(sheet: RawSheet, header: Header, ledger: LedgerSpec, marked: Array) -> Array:
    """Of the rows with a word for a total, those that are one.

    They say little besides: no code, hardly a word or day that every row must have; and their word is the
    first thing in the row, or their numbers are the sums of those above.
    """
    total = marked & False
    amounts, last = _amounts(sheet, header, ledger), header.bottom
    for row in (marked.nonzero()[0] + 1).tolist():
        cells = sheet.row(row)
        by_field = {name: cells[column - 1] for name, column in header.fields.items()}
        adds_up = _adds_up(amounts, last, row)
        if _says_its_own(by_field, ledger):
            # A whole row called 合计 that holds the sums is the total, whatever else was filled in.
            is_total = adds_up > 1 and _called_total(by_field, ledger)
        else:
            words = (cell for cell in cells if not _is_blank(cell) and not _is_number(cell))
            is_total = _may_be_total(str(shown(next(words, "")))) or adds_up > 0
        total[row - 1] = is_total
        last = row if is_total else last
    return total


def _wordless(sheet: RawSheet, header: Header, ledger: LedgerSpec) -> Array:
    """The rows that hold nothing but numbers of amounts, which are asked whether they add up."""
    amounts = {
        column for name, column in header.fields.items() if ledger.by_id[name].type in ("int", "decimal")
    }
    filled = [(number, ~column.blank) for number, column in enumerate(sheet.columns, 1)]
    count = sum(mask for number, mask in filled if number in amounts)
    others = sum(mask for number, mask in filled if number not in amounts)
    return (count > 0) & (others == 0)


def _called_total(by_field: dict[str, Raw], ledger: LedgerSpec) -> bool:
    """Whether a required text of a row is a total's word, and the row has no code."""
    texts = [spec.id for spec in ledger.columns if spec.required and spec.type == "text"]
    named = any(_is_total(str(shown(by_field[name]))) for name in texts if name in by_field)
    return named and _is_blank(by_field.get(ledger.key, ""))


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
        name
        for name in present
        if not _says_nothing(by_field[name]) and not _may_be_total(shown(by_field[name]))
    ]
    return bool(filled) and len(filled) * 2 >= len(present)


def _amounts(sheet: RawSheet, header: Header, ledger: LedgerSpec) -> list[tuple[Array, Array]]:
    """Per column of amounts its numbers (missing where there is none), and their sums down to each row."""
    found = []
    for name, number in header.fields.items():
        if ledger.by_id[name].type in ("int", "decimal"):
            column = sheet.columns[number - 1]
            values = pd.Series([_amount(value) for value in column.values], dtype="float64")
            values = values.take(column.codes).reset_index(drop=True)
            found.append((values.to_numpy(), values.fillna(0).cumsum().to_numpy()))
    return found


def _adds_up(amounts: list[tuple[Array, Array]], last: int, row: int) -> int:
    """How many numbers a row has if each is the sum of those between the last total and it; else 0."""
    if row - last <= _LEAST_SUMMED:
        return 0
    stated = [(values[row - 1], sums[row - 2] - sums[last - 1]) for values, sums in amounts]
    same = [abs(value - total) < _SAME_SUM for value, total in stated if not pd.isna(value)]
    return len(same) if all(same) else 0


def _amount(cell: Raw) -> float | None:
    """The number in a cell, also one written as text."""
    if isinstance(cell, tuple) and cell[0] == "f":
        cell = cell[1]
    if isinstance(cell, int | float):
        return float(cell)
    number = parse_number(cell) if isinstance(cell, str) and cell.strip() else None
    return None if number is None else float(number.value)


def _is_number(cell: Raw) -> bool:
    """Whether a cell holds a number or a day, which say nothing of a total."""
    if isinstance(cell, tuple):
        return cell[0] in ("d", "dt")
    return isinstance(cell, int | float) or bool(_NUMBER_OR_DAY.fullmatch(cell.strip()))


def _says_nothing(cell: Raw) -> bool:
    return _is_blank(cell) or (isinstance(cell, str) and is_nothing(cell))


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
    return _total_like(text, _TOTAL)


def _may_be_total(text: str) -> bool:
    """Whether a text is a word for a total or ends with one."""
    return _total_like(text, _TOTAL) or _total_like(text, _TOTAL_OF)


def _total_like(text: str, pattern: re.Pattern[str]) -> bool:
    if len(text) >= _LONGEST_TOTAL or not _TOTAL_SIGN.search(text):
        return False
    key = simplified(name_key(text))
    bare = _WRAPPED.fullmatch(key)
    return bool(pattern.fullmatch(key) or (bare and pattern.fullmatch(bare[1])))


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
