"""From what stands in a cell to what it says; one reader a column type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import count

from metrics.framework import ColumnSpec, Framework, Period
from metrics.ingest.read import Raw
from metrics.ingest.values.cells import read_cell, read_free_text
from metrics.ingest.values.chinese import quarter_number
from metrics.ingest.values.dates import read_date
from metrics.ingest.values.forms import credit_check, read_credit_code, read_post
from metrics.ingest.values.name_parts import parts_of
from metrics.ingest.values.numbers import BOUND_SIGNS, parse_number, read_number, scale_factor
from metrics.ingest.values.reading import BLANK, Reading, is_nothing, nfkc, shown
from metrics.ingest.values.references import Directory, directory, read_reference
from metrics.ingest.values.traditional import simplified
from metrics.ingest.values.wordlists import WordList, allowed_words, display, entities, word_list
from metrics.ingest.values.words import nearest, read_code, read_text, read_truth, read_word, spellings

#: A closed list has a few dozen words: in a column with more different ones only the first get proposals.
_MOST_WORDS = 300
#: What a text in a column of numbers may have meant is thought about for so many different ones.
_MOST_UNREAD = 2_000

Reader = Callable[[Raw], Reading]


@dataclass(frozen=True)
class _Needs:
    framework: Framework
    column: ColumnSpec
    period: Period | None
    directories: Mapping[str, Directory]


def _word(needs: _Needs) -> Reader:
    known = spellings(needs.framework, needs.column, needs.period)
    turn = count()
    return lambda raw: read_word(raw, known, propose=next(turn) < _MOST_WORDS)


def _number(needs: _Needs) -> Reader:
    unread = 0

    def read(raw: Raw) -> Reading:
        nonlocal unread
        reading = read_number(raw, needs.column, propose=unread < _MOST_UNREAD)
        unread += reading.problem == "E402"
        return reading

    return read


def _reference(needs: _Needs) -> Reader:
    among = needs.directories[needs.column.refers]
    return lambda raw: read_reference(raw, among)


#: Form of a text → its reader.
_FORMS: Mapping[str, Reader] = {"": read_text, "credit_code": read_credit_code, "post": read_post}
_READERS: Mapping[str, Callable[[_Needs], Reader]] = {
    "code": lambda _: read_code,
    "text": lambda needs: _FORMS[needs.column.form],
    "bool": lambda _: read_truth,
    "enum": _word,
    "int": _number,
    "decimal": _number,
    "date": lambda needs: lambda raw: read_date(raw, needs.period),
    "reference": _reference,
}


def reader_for(
    framework: Framework,
    column: ColumnSpec,
    period: Period | None,
    directories: Mapping[str, Directory],
    unit: str = "",
) -> Reader:
    """The function that reads one cell of a column.

    Args:
        framework: for vocabularies.
        column: which column.
        period: the reporting period, for words that hold only for some time and dates without a year.
        directories: reference target → what it may name.
        unit: unit in the sheet's own heading; money is converted from it to the column's.
    """
    factor = scale_factor(unit, column.unit) if unit != column.unit else None
    if column.type == "text" and not column.form:
        return partial(read_free_text, column)
    if factor is None:
        bare = _READERS[column.type](_Needs(framework, column, period, directories))
        return lambda raw: read_cell(raw, bare, column, is_scaled=False)
    in_unit = replace(column, unit=unit, type="decimal")

    def scaled(raw: Raw) -> Reading:
        return _converted(read_number(raw, in_unit), factor, column)

    return lambda raw: read_cell(raw, scaled, column, is_scaled=True)


def _converted(reading: Reading, factor: float, column: ColumnSpec) -> Reading:
    """A number in the sheet's unit as one in the column's; whatever is proposed is the converted number."""
    if not isinstance(reading.value, int | float):
        return reading
    value = float(Decimal(str(reading.value)) * Decimal(str(factor)))
    if column.type == "int" and not value.is_integer():
        return Reading(problem="E403", detail=shown(value))
    typed = int(value) if column.type == "int" else value
    proposal = shown(value) if reading.proposal else ""
    detail = reading.detail
    if reading.bound:
        detail = BOUND_SIGNS[reading.bound] + shown(value)
    elif reading.problem == "W403":
        detail = shown(value)
    return reading._replace(value=typed, proposal=proposal, detail=detail)


__all__ = [
    "BLANK",
    "BOUND_SIGNS",
    "Directory",
    "Raw",
    "Reader",
    "Reading",
    "WordList",
    "allowed_words",
    "credit_check",
    "directory",
    "display",
    "entities",
    "is_nothing",
    "nearest",
    "nfkc",
    "parse_number",
    "parts_of",
    "quarter_number",
    "read_credit_code",
    "reader_for",
    "scale_factor",
    "shown",
    "simplified",
    "word_list",
]
