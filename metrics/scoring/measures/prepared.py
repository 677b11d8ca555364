"""Everything that measures share, made once from a framework and a period's rows."""

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from metrics.county import Data
from metrics.framework import Framework, Period
from metrics.scoring.measures.attribution import (
    BRANDS,
    ENTERPRISES,
    EntityDirectory,
    LedgerTable,
    attributed,
    directory,
)
from metrics.scoring.measures.bundles import Bundles, bundles_of
from metrics.scoring.measures.columns import Window, window
from metrics.scoring.measures.ledger_rows import ledger_rows

Made = TypeVar("Made")

ACTIVITIES, CARRIERS = "L05", "L03"
IN_USE = {"status": ("在用",)}
#: First words of the keys of what rests on entities and reports alone, whatever rows there are.
_OF_ENTITIES = (
    "level",
    "keepers",
    "reported",
    "unit-quarters",
    "tree",
    "columns",
    "duty",
    "unit numbers",
    "term",
)
#: First words of the keys of what is made of one ledger's rows, and where in the key its code stands.
_OF_A_LEDGER = {
    **dict.fromkeys(("mask", "rows", "matters", "key", "bundle key"), 2),
    **dict.fromkeys(("bundles", "totals", "amounts", "mobile", "done", "same", "month"), 1),
}


@dataclass(frozen=True, eq=False)
class Prepared:
    """A framework and the rows of a period, numbered and attributed; made by `prepare`, for all levels."""

    framework: Framework
    data: Data
    tables: Mapping[str, LedgerTable]
    directory: EntityDirectory
    _memo: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def period(self) -> Period:
        """What is asked for."""
        return self.data.period

    def once(self, key: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """What was made under a key, made at the first time of asking."""
        if key not in self._memo:
            self._memo[key] = make()
        return self._memo[key]

    def under(self, framework: Framework) -> "Prepared":
        """The same rows under another framework of the same ledgers and window."""
        return Prepared(framework, self.data, self.tables, self.directory)

    def with_rows(self, ledger: str, rows: pd.DataFrame) -> "Prepared":
        """The same county with other rows of one ledger, which name nobody who is not known already.

        What was made of the other ledgers' rows is kept. Raises ValueError for a ledger whose rows are the
        entities.
        """
        if ledger in (ENTERPRISES, BRANDS):
            raise ValueError(f"{ledger} holds the entities: prepare the county anew")
        view = ledger_rows(self.framework.ledgers[ledger], rows, self.period, self.scope)
        tables = {**self.tables, ledger: attributed(view, self.directory)}
        kept = {key: made for key, made in self._memo.items() if _stays(key, ledger)}
        return Prepared(self.framework, self.data, tables, self.directory, kept)

    @cached_property
    def scope(self) -> Period:
        """What the scores are about: the period, or January to its end."""
        return self.framework.scope(self.period)

    @cached_property
    def window(self) -> Window:
        """The days that count."""
        return window(self.scope.start, self.scope.end)

    @cached_property
    def year_to_date(self) -> Window:
        """From January to the period's end."""
        return window(self.period.year_to_date.start, self.period.end)

    def trailing(self, months: int) -> Window:
        """The months before the period's end, its own last one included."""
        return window(_months_before(self.period.end, months) + timedelta(days=1), self.period.end)

    def offline(self) -> np.ndarray:
        """Activity rows at an enterprise and not wholly online: 企业编号 given, 线上人次 < 参加人次."""
        named = self.tables[ACTIVITIES].enterprise > 0
        return self.once(("offline",), lambda: self.on_site() & named)

    def on_site(self) -> np.ndarray:
        """Activity rows that are not wholly online, wherever they were held."""
        return self.once(("on site",), self._on_site)

    def bundles(self, ledger: str) -> Bundles:
        """A ledger's rows by whose they are."""
        return self.once(("bundles", ledger), lambda: bundles_of(self.tables[ledger]))

    def totals(self, ledger: str) -> Mapping[str, np.ndarray]:
        """Per row, a register's summed columns: the sum over the period's quarters of the row's code."""
        return self.once(("totals", ledger), lambda: self._totals(ledger))

    def _on_site(self) -> np.ndarray:
        columns = self.tables[ACTIVITIES].columns
        return columns.amounts("online_attendances") < columns.amounts("attendances")

    def _totals(self, ledger: str) -> Mapping[str, np.ndarray]:
        rows = self.tables[ledger].rows
        codes, different = rows.columns.factor(rows.spec.key)
        part = rows.quarterly
        sums = {
            name: np.bincount(codes[part], rows.columns.amounts(name)[part], len(different) + 1)
            for name in rows.spec.summed
        }
        return {name: total[codes] for name, total in sums.items()}


def prepare(framework: Framework, data: Data, like: Prepared | None = None) -> Prepared:
    """Number and attribute a period's rows once for all levels and measures.

    Args:
        framework: what is measured.
        data: all approved rows up to the period's end (see `Data`).
        like: of the same framework and period; of ledgers whose very frame it was made of nothing is looked
            up twice.

    Raises:
        PeriodError: a row's `_period` is no period.

    Example, `county` being a small county's rows of 2023Q4 as a store's `dataset` gives them:
        >>> from metrics.framework import load_framework, read_package
        >>> from metrics.scoring import score_book
        >>> framework = load_framework(read_package("sample_data/sihong/county"))
        >>> once = prepare(framework, county)
        >>> books = [score_book(once, level) for level in ("enterprise", "brand", "unit")]
        >>> [len(book.scores) for book in books]
        [4, 4, 21]
    """
    scope = framework.scope(data.period)
    ledgers = {
        code: like.tables[code].rows
        if like is not None and like.data.ledgers[code] is data.ledgers[code]
        else ledger_rows(spec, data.ledgers[code], data.period, scope)
        for code, spec in framework.ledgers.items()
    }
    known = directory(framework, ledgers, scope if framework.to_date else None)
    tables = {code: attributed(rows, known) for code, rows in ledgers.items()}
    return Prepared(framework, data, tables, known)


def _stays(key: tuple[Any, ...], ledger: str) -> bool:
    """Whether what was made under a key is the same with other rows of a ledger."""
    place = _OF_A_LEDGER.get(key[0])
    return key[0] in _OF_ENTITIES if place is None else key[place] != ledger


def on_roster(prepared: Prepared, enterprise: np.ndarray) -> np.ndarray:
    """Enterprise numbers with those off the roster turned to 0."""
    return np.where(prepared.directory.on_roster[enterprise], enterprise, 0)


def roster_rows(prepared: Prepared) -> np.ndarray:
    """Positions in L15 of the latest rows of the enterprises on the roster."""
    return prepared.directory.enterprise_row[prepared.directory.roster]


def registered(prepared: Prepared) -> LedgerTable:
    """The enterprises' register."""
    return prepared.tables[ENTERPRISES]


def _months_before(day: date, months: int) -> date:
    """The end of the month that many months before a month's end."""
    count = day.year * 12 + day.month - 1 - months
    year, month = count // 12, count % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])
