"""One measure asked of one level: which rows, whose, and when."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from metrics.framework import LedgerMeasure, LedgerSpec, MeasureSpec
from metrics.scoring.measures import filters
from metrics.scoring.measures.attribution import ENTERPRISES, LedgerTable
from metrics.scoring.measures.bundles import bundled, different
from metrics.scoring.measures.columns import Window
from metrics.scoring.measures.levels import Level, key_of, level_of
from metrics.scoring.measures.parts import Part
from metrics.scoring.measures.prepared import ACTIVITIES, Prepared, on_roster

#: The level at which each enterprise stands for itself.
HOME = "enterprise"
_COVERAGES = ("roster", "hundred_roster")


@dataclass(frozen=True, eq=False)
class Request:
    """What a kind of measure is given.

    `span`: the days that count, by default the period's. `by_row`: whether parts are to hold single rows (for
    evidence) or bundles of them (for values).
    """

    prepared: Prepared
    measure: MeasureSpec
    level: Level
    span: Window
    by_row: bool = True

    @property
    def ledger(self) -> LedgerMeasure:
        """The measure's formula."""
        return self.measure.ledger

    @property
    def per(self) -> str:
        """Name of the denominator at this level, or empty."""
        return self.ledger.per.get(self.level.formula, "")

    def option(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - options belong to the kind
        """An option of the measure."""
        return self.ledger.options.get(name, default)

    def holds(self, name: str) -> bool:
        """Whether an option is set for this level: true, or a list of levels that names it."""
        return named_by(self.option(name, False), self.level.formula)

    def table(self, code: str) -> LedgerTable:
        """A ledger's rows with what they belong to."""
        return self.prepared.tables[code]

    def spec(self, code: str) -> LedgerSpec:
        """A ledger's specification."""
        return self.prepared.framework.ledgers[code]

    def named(self, code: str) -> str:
        """The field people call a row of a ledger by."""
        return self.spec(code).name_field or self.spec(code).key

    def base(self, code: str) -> np.ndarray:
        """Rows of a ledger that a period's score may count, before the measure's filter."""
        rows, spec = self.table(code).rows, self.spec(code)
        held = rows.counts.copy()
        if spec.date and (spec.kind == "flow" or self.option("dated")):
            held &= rows.columns.within(spec.date, self._span())
        if spec.year:
            held &= rows.columns.numbers(spec.year) == self.prepared.period.end.year
        return held

    def mask(self, code: str) -> np.ndarray:
        """Rows of a ledger that the measure counts, made once for all levels."""
        return self.prepared.once(("mask", *self.same_rows(code)), lambda: self._mask(code))

    def rows(self, code: str) -> np.ndarray:
        """Positions of the rows of `mask`."""
        return self.prepared.once(("rows", *self.same_rows(code)), lambda: np.flatnonzero(self.mask(code)))

    def unsaid(self, code: str) -> np.ndarray:
        """Positions of rows of a ledger that the measure would count if a blank cell said the right thing."""
        return self.prepared.once(("unsaid", *self.same_rows(code)), lambda: self._unsaid(code))

    def part(self, code: str, field: str, rows: np.ndarray, values: np.ndarray | None = None) -> Part:
        """Rows of a ledger under this level's entities; `values` is what each row of the ledger adds."""
        if self.by_row:
            return self.single(code, field, rows, None if values is None else values[rows])
        bundle, times, amount = self._bundled(code, rows, values)
        return Part(code, field, bundle, self.bundle_key(code)[bundle], amount, times=times)

    def single(self, code: str, field: str, rows: np.ndarray, amount: np.ndarray | None = None) -> Part:
        """Rows of a ledger one by one; `amount` is per row of the part."""
        return Part(code, field, rows, self.key(code)[rows], amount)

    def distinct(self, code: str, field: str, rows: np.ndarray, number: np.ndarray, universe: int) -> Part:
        """Rows of which those of one number (one a row of the ledger) count as one within an entity."""
        if self.by_row:
            return replace(self.single(code, field, rows), once=number[rows], universe=universe)
        bundles = self.prepared.bundles(code)
        bundle, once = self._kept(
            "distinct", rows, number, lambda: different(bundles, rows, number, universe)
        )
        key = self.bundle_key(code)[bundle]
        return Part(code, field, bundle, key, once=once, universe=universe, times=np.ones(len(bundle)))

    def key(self, code: str) -> np.ndarray:
        """Entity's number for each row of a ledger."""
        return key_of(self.prepared, self.level, code)

    def bundle_key(self, code: str) -> np.ndarray:
        """Entity's number for each bundle of a ledger."""
        key = ("bundle key", self.level.name, code)
        return self.prepared.once(key, lambda: self.level.key(self.prepared.bundles(code)))

    @cached_property
    def at_home(self) -> "Request":
        """The same where each row's enterprise stands for itself: what is done there is worth the same.

        For enterprises, towns, industries and the county, which are made of enterprises; brands and units are
        their own home.
        """
        if self.level.by not in ("", "enterprise") or self.level.name == HOME:
            return self
        letter = self.level.formula
        level = self.prepared.once(
            ("level", HOME, letter), lambda: replace(level_of(self.prepared, HOME), formula=letter)
        )
        return Request(self.prepared, self.measure, level, self.span, self.by_row)

    @cached_property
    def same_terms(self) -> tuple[Any, ...]:
        """What tells the worth of a measure's rows from another's: requests of one home share it where this
        agrees.

        Rows are worth the same at the county as at the enterprise they name: of the level only its letter is
        left, which picks the terms, the rows of an option that names levels, and what counts once.
        """
        letter, ledger = self.level.formula, self.ledger
        picked = tuple(
            (letter in term.levels, named_by(term.options.get("offline", False), letter))
            for term in ledger.term
        )
        return self.measure.id, self.level.name, picked, self.per == "months", self.span, self.by_row

    def entity_at(self, enterprise: np.ndarray) -> np.ndarray:
        """Entity's number at this level of some enterprises on the roster."""
        return self.level.of[enterprise]

    def key_of_part(self, part: Part) -> np.ndarray:
        """Entity's number at this level for each row or bundle of a part made for another one."""
        if part.at is not None and self.level.by == "enterprise":
            return self.level.of[part.at]
        return (self.key(part.ledger) if part.times is None else self.bundle_key(part.ledger))[part.rows]

    def enterprise_of(self, part: Part) -> np.ndarray:
        """The enterprise's number for each row or bundle of a part."""
        if part.at is not None:
            return part.at
        whose = self.table(part.ledger) if part.times is None else self.prepared.bundles(part.ledger)
        return whose.enterprise[part.rows]

    def enterprises(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """The same rows, each enterprise counting once; with a roster below the line, only those on it."""
        return tuple(self._once_each(part) for part in parts)

    def month(self, code: str) -> np.ndarray:
        """Each row's month, 1 for the first of the span, by row of a ledger."""
        return self.prepared.once(("month", code, self.span), lambda: self._month(code))

    def amounts(self, code: str, column: str, minus: str | None = None) -> np.ndarray:
        """What each row of a ledger adds: a column, less another, made once for all levels and measures."""
        columns = self.table(code).columns
        if minus is None:
            return columns.amounts(column)
        return self.prepared.once(
            ("amounts", code, column, minus), lambda: columns.amounts(column) - columns.amounts(minus)
        )

    def at(self, level: str, measure: MeasureSpec, span: Window) -> "Request":
        """Another measure, asked of another level over another span."""
        return replace(self, level=level_of(self.prepared, level), measure=measure, span=span)

    def _bundled(self, code: str, rows: np.ndarray, values: np.ndarray | None) -> tuple[np.ndarray, ...]:
        bundles = self.prepared.bundles(code)
        return self._kept("bundled", rows, values, lambda: bundled(bundles, rows, values))

    def _kept(
        self,
        what: str,
        rows: np.ndarray,
        values: np.ndarray | None,
        make: Callable[[], tuple[np.ndarray, ...]],
    ) -> tuple[np.ndarray, ...]:
        """What is made of the very same arrays, made once for all levels.

        The arrays are kept beside it: another one could else come to have the same identity.
        """
        key = (what, id(rows), id(values))
        return self.prepared.once(key, lambda: (rows, values, make()))[2]

    def _month(self, code: str) -> np.ndarray:
        days = self.table(code).columns.days(self.spec(code).date).astype("datetime64[M]")
        months = (days - self.span[0].astype("datetime64[M]")).astype(np.intp) + 1
        return np.clip(months, 0, self.prepared.scope.months)

    def _span(self) -> Window:
        months = self.option("trailing_months")
        return self.prepared.trailing(months) if months else self.span

    def _offline(self, code: str) -> bool:
        return code == ACTIVITIES and self.holds("offline")

    def same_rows(self, code: str) -> tuple[Any, ...]:
        """What tells the measure's rows of a ledger from others': a key for what is made of them once."""
        return self.measure.id, code, self._offline(code), self.span

    def _mask(self, code: str) -> np.ndarray:
        rule = filters.restricted(self.ledger.filter, self.spec(code).by_id)
        held = self.base(code) & filters.mask(self.table(code).columns, rule, self.prepared.totals(code))
        return held & self.prepared.offline() if self._offline(code) else held

    def _unsaid(self, code: str) -> np.ndarray:
        rule = filters.restricted(self.ledger.filter, self.spec(code).by_id)
        return np.flatnonzero(self.base(code) & filters.unsaid(self.table(code).columns, rule))

    def _once_each(self, part: Part) -> Part:
        number = self.enterprise_of(part)
        if self.per in _COVERAGES:
            number = on_roster(self.prepared, number)
        field = self.spec(part.ledger).refers_to(ENTERPRISES) or part.field
        return replace(
            part, field=field, amount=None, once=number, universe=len(self.prepared.directory.enterprises)
        )


def named_by(wanted: bool | Collection[str], letter: str) -> bool:
    """Whether an option is set for a level's letter: true, or a list of letters that names it."""
    return wanted if isinstance(wanted, bool) else letter in wanted
