"""Ledgers of many submissions put together, and kept while they are made of the very same tables.

A county's rows of twenty years are some hundred tables a ledger, of which an approval changes one: those of a
year stand together already, and whoever asks again for the same submissions finds them as they were.
"""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import groupby
from threading import Lock
from typing import Generic, TypeVar

import pandas as pd
import pyarrow as pa

from metrics.county import SubmissionInfo
from metrics.framework import LedgerSpec
from metrics.store.database.parquet import one_table, to_frame

Made = TypeVar("Made")
#: Ledgers of a year and whole ledgers that are kept; those that were not asked for the longest go first.
_YEARS, _WHOLE = 500, 48


@dataclass(frozen=True, eq=False)
class _Made(Generic[Made]):
    """What was made, and of which tables."""

    tables: tuple[pa.Table, ...]
    made: Made


class _Shelf(Generic[Made]):
    """What was made by name, given only for the tables it was made of. Safe among threads."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._kept: OrderedDict[Hashable, _Made[Made]] = OrderedDict()

    def get(self, name: Hashable, tables: Sequence[pa.Table]) -> Made | None:
        """What is kept under a name of these very tables, or None."""
        with self._lock:
            found = self._kept.get(name)
            if found is None or len(found.tables) != len(tables):
                return None
            if any(one is not other for one, other in zip(found.tables, tables, strict=True)):
                # Read anew: an erasure has changed them, or they were long not asked for.
                return None
            self._kept.move_to_end(name)
            return found.made

    def put(self, name: Hashable, tables: Sequence[pa.Table], made: Made) -> Made:
        """Keep what was made, and give it back."""
        with self._lock:
            self._kept[name] = _Made(tuple(tables), made)
            self._kept.move_to_end(name)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()


class JoinedRows:
    """Whole ledgers of submissions; what is given may be changed by whoever asked, never what is kept."""

    def __init__(self) -> None:
        self._years: _Shelf[pa.Table] = _Shelf(_YEARS)
        self._whole: _Shelf[pd.DataFrame] = _Shelf(_WHOLE)

    def frame(
        self, spec: LedgerSpec, parts: Sequence[SubmissionInfo], tables: Sequence[pa.Table]
    ) -> pd.DataFrame:
        """The rows of a ledger of several submissions, in the order of these.

        Args:
            spec: the ledger.
            parts: the submissions that hold it.
            tables: their rows.

        Returns:
            Columns as of `to_frame`, and `_submission` (int), `_unit`, `_period`.
        """
        columns = tuple((column.id, column.type) for column in spec.columns)
        name = (spec.code, columns, tuple((info.id, info.unit, info.period) for info in parts))
        found = self._whole.get(name, tables)
        if found is None:
            found = self._whole.put(name, tables, self._made(spec, parts, tables))
        return found.copy(deep=False)

    def forget(self) -> None:
        """Keep nothing: an erasure has changed rows."""
        self._years.clear()
        self._whole.clear()

    def _made(
        self, spec: LedgerSpec, parts: Sequence[SubmissionInfo], tables: Sequence[pa.Table]
    ) -> pd.DataFrame:
        years = groupby(zip(parts, tables, strict=True), key=lambda both: both[0].period[:4])
        whole = [self._year(spec, [table for _, table in of_year]) for _, of_year in years]
        return to_frame(whole, spec).assign(**origin(parts, tables))

    def _year(self, spec: LedgerSpec, tables: Sequence[pa.Table]) -> pa.Table:
        """The tables of submissions that follow one another in a year, as one."""
        if len(tables) == 1:
            return tables[0]
        name = (spec.code, id(tables[0]))
        found = self._years.get(name, tables)
        return self._years.put(name, tables, one_table(tables, spec)) if found is None else found


def origin(parts: Sequence[SubmissionInfo], tables: Sequence[pa.Table]) -> dict[str, pd.Index]:
    """Which submission each row stands in, its unit and its quarter."""
    lengths = [table.num_rows for table in tables]
    told = {
        "_submission": pd.Index([info.id for info in parts], dtype="int64"),
        "_unit": pd.Index([info.unit for info in parts], dtype="str"),
        "_period": pd.Index([info.period for info in parts], dtype="str"),
    }
    return {name: values.repeat(lengths) for name, values in told.items()}
