"""A ledger's rows of a period as the check-up changes them: rows like them are added, some are taken away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from metrics.framework import CheckupPlan, LedgerSpec, LedgerTrial
from metrics.scoring.measures import ENTERPRISES, LedgerTable, Prepared, filters

_BRANDS = "L01"
_ORIGIN = ("_row", "_submission", "_unit", "_period")


@dataclass(frozen=True)
class RowOwner:
    """Whom an added row is about: enterprise and brand (codes, empty for none), and who submits it."""

    enterprise: str
    brand: str
    unit: str


@dataclass(frozen=True, eq=False)
class TrialSheet:
    """A ledger's rows, with what is needed to change them."""

    prepared: Prepared
    plan: CheckupPlan
    trial: LedgerTrial

    @property
    def code(self) -> str:
        """The ledger's code."""
        return self.trial.code

    @property
    def spec(self) -> LedgerSpec:
        """The ledger."""
        return self.prepared.framework.ledgers[self.code]

    @property
    def table(self) -> LedgerTable:
        """Its rows with whose they are."""
        return self.prepared.tables[self.code]

    @property
    def name(self) -> str:
        """What people call the ledger."""
        return f"{self.spec.sheet}（{self.code}）"

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The rows, without what was typed and is not scored."""
        frame = self.table.columns.frame
        return frame[[name for name in (*self.spec.by_id, *_ORIGIN) if name in frame]]

    @cached_property
    def counted(self) -> np.ndarray:
        """Positions of rows that a score may count: known by the period's end and dated in its scope."""
        rows = self.table.rows
        held = np.zeros(len(self.frame), dtype=bool)
        held[rows.history] = True
        if self.spec.date and self.spec.kind == "flow":
            held &= rows.columns.within(self.spec.date, self.prepared.window)
        if self.spec.year:
            held &= rows.columns.numbers(self.spec.year) == self.prepared.period.end.year
        return np.flatnonzero(held)

    @cached_property
    def good(self) -> np.ndarray:
        """Positions of counted rows that report something good, the smallest first."""
        held = filters.mask(self.table.columns, self.trial.good)[self.counted] & ~self.excused[self.counted]
        rows = self.counted[held & (self.table.rows.counts[self.counted])]
        return rows[np.argsort(self._sizes()[rows], kind="stable")]

    @property
    def typical(self) -> int:
        """Position of the row in the middle of the good ones."""
        return int(self.good[len(self.good) // 2])

    def _sizes(self) -> np.ndarray:
        """What orders the rows; the first choice of a column of words is the greatest."""
        if not self.trial.size:
            return np.zeros(len(self.frame))
        column = self.spec.by_id[self.trial.size]
        if column.type != "enum":
            return self.table.columns.amounts(self.trial.size)
        values, words = self.table.columns.factor(self.trial.size)
        order = list(self.prepared.framework.choices(column))
        places = [-order.index(word) if word in order else -len(order) for word in words]
        return np.array([*places, -len(order)])[values]

    @cached_property
    def excused(self) -> np.ndarray:
        """Rows that are listed as exceptions, by row."""
        out = np.zeros(len(self.frame), dtype=bool)
        for one in self.plan.excused(self.code):
            if one.whole:
                out[:] = True
            if one.when:
                out |= filters.mask(self.table.columns, one.when)
            for field, states in one.later.items():
                out |= self._later_and_lower(field, states)
        return out

    def _later_and_lower(self, field: str, states: Sequence[Any]) -> np.ndarray:
        """Rows of a register of whose code an earlier row reports a higher state."""
        out = np.zeros(len(self.frame), dtype=bool)
        values, words = self.table.columns.factor(field)
        rank = np.array([*(states.index(word) if word in states else -1 for word in words), -1])[values]
        items = self.table.columns.factor(self.spec.key)[0]
        highest = np.full(items.max(initial=-1) + 2, -1)
        for row in self.table.rows.history:
            out[row] = rank[row] < highest[items[row]]
            highest[items[row]] = max(highest[items[row]], rank[row])
        return out

    def with_added(
        self,
        rows: Sequence[int] | np.ndarray,
        places: Sequence[RowOwner],
        cells: Mapping[str, Any] | None = None,
        turn: Mapping[str, Sequence[Any]] | None = None,
    ) -> pd.DataFrame:
        """The ledger with more rows, each like one of its own but about somebody else.

        Args:
            rows: positions of the rows they are like, one a place.
            places: whom they are about.
            cells: field → what stands there instead, an empty text for a blank.
            turn: field → what stands there instead, in turn.
        """
        new = self.frame.iloc[list(rows)].reset_index(drop=True)
        count = len(places)
        own: dict[str, Sequence[Any]] = dict.fromkeys(self.trial.clear, [None] * count)
        own |= {name: [f"体检{place}" for place in range(count)] for name in self._texts_of_its_own()}
        own["_unit"] = [place.unit for place in places]
        own |= self._named(places)
        own |= {name: [None if value == "" else value] * count for name, value in (cells or {}).items()}
        own |= {
            name: [values[place % len(values)] for place in range(count)]
            for name, values in (turn or {}).items()
        }
        for name, values in own.items():
            if name in new:
                new[name] = as_column(values, self.frame[name], new.index)
        return pd.concat([self.frame, new], ignore_index=True)

    def with_repeated(self, rows: np.ndarray) -> pd.DataFrame:
        """The ledger in which a submission of the last quarter reports some rows once more."""
        new = self.frame.iloc[rows].reset_index(drop=True)
        last, submission = self.frame["_period"].max(), self.frame["_submission"].max() + 1
        for name, value in (("_period", last), ("_submission", submission)):
            new[name] = as_column([value] * len(new), self.frame[name], new.index)
        return pd.concat([self.frame, new], ignore_index=True)

    def _texts_of_its_own(self) -> tuple[str, ...]:
        named = self.spec.name_field
        by_name = (named,) if named and self.spec.by_id[named].type == "text" else ()
        return (self.spec.key, *by_name, *self.trial.fresh)

    def _named(self, places: Sequence[RowOwner]) -> dict[str, Sequence[Any]]:
        pairs = (
            (self.spec.refers_to(ENTERPRISES), [place.enterprise or None for place in places]),
            (self.spec.refers_to(_BRANDS), [place.brand or None for place in places]),
        )
        return {name: values for name, values in pairs if name}

    def without(self, rows: np.ndarray) -> pd.DataFrame:
        """The ledger without some rows."""
        kept = np.ones(len(self.frame), dtype=bool)
        kept[rows] = False
        return self.frame[kept].reset_index(drop=True)


def as_column(values: Sequence[Any] | np.ndarray, like: pd.Series, index: pd.Index) -> pd.Series:
    """Values as a column of the type of another one."""
    return pd.Series(list(values), index=index, dtype=object).astype(like.dtype)


def sheets(prepared: Prepared, plan: CheckupPlan) -> tuple[TrialSheet, ...]:
    """Every ledger of the plan that has a good row in the period."""
    found = (TrialSheet(prepared, plan, trial) for trial in plan.ledgers)
    return tuple(sheet for sheet in found if len(sheet.frame) and len(sheet.good))
