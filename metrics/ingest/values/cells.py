"""A cell as a whole: its picture, number format and invisible signs, before its column's reader has it."""

import math
from collections.abc import Callable

from metrics.framework import ColumnSpec, visible
from metrics.ingest.read import PICTURE, Raw, format_sections
from metrics.ingest.values.displays import Meaning, displayed, meaning
from metrics.ingest.values.numbers import scale_factor
from metrics.ingest.values.reading import BLANK, Reading, shown
from metrics.ingest.values.words import read_text

_NUMBERS = ("int", "decimal")
#: Invisible signs alone in a cell are few.
_FEW = 8


def read_cell(raw: Raw, reader: Callable[[Raw], Reading], column: ColumnSpec, *, is_scaled: bool) -> Reading:
    """What a cell says, taken as a person sees it.

    Args:
        raw: the cell.
        reader: the reader of its column.
        column: which column.
        is_scaled: whether the heading names a multiple of the column's unit, by which the reader multiplies.

    Returns:
        What the reader says of what is shown; W416 where a number and what it shows cannot be reconciled,
        W417 for a picture.
    """
    if not isinstance(raw, tuple):
        suspect = isinstance(raw, str) and len(raw) <= _FEW
        return BLANK if suspect and not visible(str(raw)).strip() else reader(raw)
    if raw[0] != "f":
        return Reading(problem="W417", blank=True) if raw == PICTURE else reader(raw)
    return _formatted(raw[1], raw[2], reader, column, is_scaled=is_scaled)


def read_free_text(column: ColumnSpec, raw: Raw) -> Reading:
    """As `read_cell` for a free text: most of these are all different, and nothing is hidden in them."""
    if isinstance(raw, str) and (len(raw) > _FEW or visible(raw).strip()):
        text = raw.strip()
        return Reading(text) if text else BLANK
    return read_cell(raw, read_text, column, is_scaled=False)


def _formatted(
    stored: Raw, code: str, reader: Callable[[Raw], Reading], column: ColumnSpec, *, is_scaled: bool
) -> Reading:
    if column.type == "date":
        return _day(stored, code, reader)
    if column.type in _NUMBERS and isinstance(stored, int | float):
        return _number(float(stored), code, reader, column, is_scaled=is_scaled)
    if column.type in _NUMBERS and isinstance(stored, tuple):
        return reader(stored)
    reading = reader(displayed(stored, code))
    return reader(stored) if reading.problem.startswith("E") and column.type == "bool" else reading


def _day(stored: Raw, code: str, reader: Callable[[Raw], Reading]) -> Reading:
    """A date; one that is shown without its day is asked about like a text without it."""
    seen = reader(displayed(stored, code))
    if not isinstance(stored, tuple):
        return seen
    exact = reader(stored)
    if exact.value is None or seen.value == exact.value:
        return seen if seen.value is not None else exact
    if seen.problem == "W405" or _shows_month(code):
        return Reading(exact.value, "about", "W405", str(exact.value))
    return Reading(exact.value, "", "W416", str(exact.value), str(exact.value))


def _shows_month(code: str) -> bool:
    """Whether a format shows the month of a day, or its year, but not the day and no time of day."""
    shown_parts = {piece.lower() for part in format_sections(code)[:1] for piece in part}
    return bool(shown_parts & {"y", "m"}) and not shown_parts & {"d", "h", "s"}


def _number(
    stored: float, code: str, reader: Callable[[Raw], Reading], column: ColumnSpec, *, is_scaled: bool
) -> Reading:
    bare, meant = reader(stored), meaning(stored, code)
    if meant.wordless and not meant.scaled and meant.text:
        return bare
    seen = reader(meant.text)
    if seen.value is None and seen.problem in ("", "E402", "W410"):
        return _irreconcilable(bare, stored)
    if meant.wordless and not is_scaled and seen.value != bare.value:
        return _irreconcilable(bare, stored)
    value = _other_number(stored, seen, meant, column, is_scaled=is_scaled)
    if value is not None:
        return Reading(value, "", "W416", shown(value), shown(stored))
    if not seen.problem and not meant.wordless and seen.value != bare.value:
        # A digit that only the format writes: 12 under 0"0" shows 120.
        return _irreconcilable(bare, stored)
    says_same = seen.value == bare.value or ("%" in meant.text and "%" in column.unit)
    return Reading(seen.value) if says_same and seen.problem in ("W403", "W412") else seen


def _other_number(
    stored: float, seen: Reading, meant: Meaning, column: ColumnSpec, *, is_scaled: bool
) -> float | None:
    """The number that counts where another one is read than is stored, and both are numbers; else None."""
    if not isinstance(seen.value, int | float):
        return None
    if stored < 0 < seen.value:
        # A negative number shown as a positive one of percent: -0.05 under 0%;0%.
        return -float(seen.value)
    # A format that divides by a thousand and says 万: 12345 shows 12.35万.
    differs = meant.scaled and not is_scaled and "%" not in meant.text and _disagrees(seen, stored, column)
    return float(seen.value) if differs else None


def _disagrees(seen: Reading, stored: float, column: ColumnSpec) -> bool:
    """Whether the number that is read is another amount than the stored one: not 1.2万元 of 12345."""
    own = scale_factor(column.unit, "元") or 1.0
    is_plain = seen.problem in ("", "W403") and isinstance(seen.value, int | float)
    return is_plain and not math.isclose(float(seen.value or 0) * own, stored, rel_tol=1e-9)  # type: ignore[arg-type]


def _irreconcilable(bare: Reading, stored: float) -> Reading:
    """The value, with the question which of the two is meant."""
    if bare.value is None:
        return bare
    proposal = shown(bare.value) if isinstance(bare.value, int | float) else str(bare.value)
    return Reading(bare.value, "", "W416", proposal, shown(stored))
