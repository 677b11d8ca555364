"""A worked example of every measure, from the rows to the points it brings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.county import Gate
from metrics.framework import LEVEL_NAMES, LEVELS, MeasureSpec
from metrics.scoring.lookups import number_at, text_at
from metrics.scoring.measures import Prepared
from metrics.scoring.rounding import shown
from metrics.scoring.scorebook import ScoreBook, full_score, score_book
from metrics.scoring.why.evidence import rows_behind

#: Where an example is looked for: the first of these levels at which the measure has a formula.
_LEVELS = ("brand", "unit", "enterprise", "county")


@dataclass(frozen=True)
class Example:
    """One value and how it came about: entity, both sides, target, score, points, and a cell it rests on.

    `submission` is the one the cell stands in; None without a cell. `counted` is what is scored where that is
    not the value.
    """

    level: str
    code: str
    name: str
    numerator: float
    denominator: float | None
    value: float
    unit: str
    full: float
    score: float
    contribution: float | None
    rows: int
    place: str
    submission: int | None = None
    counted: float | None = None

    def __str__(self) -> str:
        """In one line of Markdown, with the cell."""
        return self.told()

    def told(self, *, with_place: bool = True) -> str:
        """In one line of Markdown; without the cell for whoever may not see its row."""
        both = [_number(side) for side in (self.numerator, self.denominator) if side is not None]
        sides = f"{' / '.join(both)}，即 " if len(both) == 2 else ""
        value, full = _amount(self.value, self.unit), _amount(self.full, self.unit)
        points = "" if self.contribution is None else f"，给总分贡献 {self.contribution:.2f} 分"
        such = f"，如 {self.place}" if with_place else ""
        cell = f"；计入 {self.rows} 行{such}" if self.place else ""
        who = f"{LEVEL_NAMES[self.level]}“{self.name}”（{self.code}）"
        counted = "" if self.counted is None else f"，计分值 {_amount(self.counted, self.unit)}"
        return f"{who}：{sides}{value}{counted}，满分值 {full}，得 {shown(self.score):.1f} 分{points}{cell}"


def examples(prepared: Prepared) -> dict[str, Example]:
    """An example of every measure that has a value somewhere: measure → example.

    The entity whose score is in the middle of those that are neither none nor full, the first by code of
    equals; without such a one, of all that have a value.

    Args:
        prepared: what is measured and the approved rows of a period.
    """
    books = {level: score_book(prepared, level) for level in _LEVELS}
    found = ((one.id, _example(prepared, one, books)) for one in prepared.framework.measures)
    return {name: example for name, example in found if example is not None}


def in_words(found: Mapping[str, Example], gate: Gate) -> dict[str, str]:
    """Measure → its example in a line of Markdown, with the cell where the gate lets its row through."""
    numbers = pd.Series({name: one.submission for name, one in found.items()}, dtype="Int64").dropna()
    seen = set(gate(numbers.to_frame("submission")).frame.index)
    return {name: one.told(with_place=name in seen) for name, one in found.items()}


def _example(prepared: Prepared, measure: MeasureSpec, books: dict[str, ScoreBook]) -> Example | None:
    for level in _levels_of(measure):
        book = books[level]
        code = _typical(book, measure.id)
        if code is not None:
            return _told(prepared, measure, book, code)
    return None


def _levels_of(measure: MeasureSpec) -> Iterator[str]:
    return (level for level in _LEVELS if LEVELS[level] in measure.ledger.levels)


def _typical(book: ScoreBook, measure: str) -> str | None:
    scores = book.normalised[measure].dropna().sort_index()
    between = scores[(scores > 0) & (scores < 100)]
    pool = between if len(between) else scores[scores > 0]
    if not len(pool):
        return None
    return str(pool.sort_values(kind="stable").index[(len(pool) - 1) // 2])


def _told(prepared: Prepared, measure: MeasureSpec, book: ScoreBook, code: str) -> Example:
    rows = rows_behind(prepared, book.level, code, measure.id)
    counted = rows[rows["role"].eq("numerator") & rows["amount"].ne(0)]
    first = counted.iloc[0] if len(counted) else None
    letter = LEVELS[book.level]
    denominator = number_at(book.denominator, code, measure.id)
    points = number_at(book.contributions, code, measure.id)
    value, scored = (float(number_at(one, code, measure.id)) for one in (book.values, book.counted))
    return Example(
        book.level,
        code,
        text_at(book.entities, code, "name"),
        float(number_at(book.numerator, code, measure.id)),
        None if np.isnan(denominator) else float(denominator),
        value,
        measure.ledger.units[letter],
        full_score(measure, letter, book.scope) or 0.0,
        float(number_at(book.normalised, code, measure.id)),
        None if np.isnan(points) else float(points),
        len(counted),
        "" if first is None else f"{first['sheet']}!{first['cell']}（{first['file']}）",
        None if first is None else int(first["submission"]),
        None if scored == value else scored,
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def _amount(value: float, unit: str) -> str:
    return f"{_number(float(shown(value)))}%" if unit == "%" else f"{_number(value)} {unit}"
