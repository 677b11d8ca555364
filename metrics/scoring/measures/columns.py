"""A frame's columns as plain arrays, each converted once however many measures ask for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

#: A span of days, half open: from the first instant of its first day to before the day after its last.
Window = tuple[np.datetime64, np.datetime64]


def window(first: date, last: date) -> Window:
    """The span from one day to another, both included."""
    return np.datetime64(first, "us"), np.datetime64(last + timedelta(days=1), "us")


@dataclass(frozen=True, eq=False)
class Columns:
    """Typed access to a ledger frame; a column the frame lacks is all missing."""

    frame: pd.DataFrame
    _memo: dict[Any, Any] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.frame)

    def factor(self, name: str) -> tuple[np.ndarray, pd.Index]:
        """Number of each row's value among the different ones (−1 for missing), and these as they appear."""
        return self._once(("factor", name), lambda: self._factor(name))

    def numbers(self, name: str) -> np.ndarray:
        """A numeric or yes/no column as float64, NaN for missing."""
        return self._once(("numbers", name), lambda: self._numbers(name))

    def amounts(self, name: str) -> np.ndarray:
        """As `numbers`, a missing amount adding nothing."""
        return self._once(("amounts", name), lambda: np.nan_to_num(self.numbers(name)))

    def days(self, name: str) -> np.ndarray:
        """A date column as datetime64, NaT for missing."""
        return self._once(("days", name), lambda: self._days(name))

    def within(self, name: str, span: Window) -> np.ndarray:
        """Whether each row's date lies in a span; a missing date lies in none."""
        days = self.days(name)
        return self._once(("within", name, span), lambda: (days >= span[0]) & (days < span[1]))

    def equal_one_of(self, name: str, values: tuple[Any, ...]) -> np.ndarray:
        """Whether each row's value is one of some; a missing value is none."""
        return self._once(("equal", name, tuple(values)), lambda: self._equal_one_of(name, values))

    def _equal_one_of(self, name: str, values: tuple[Any, ...]) -> np.ndarray:
        codes, uniques = self.factor(name)
        wanted = np.array([value in values for value in uniques] + [False], dtype=bool)
        return wanted[codes]

    def _factor(self, name: str) -> tuple[np.ndarray, pd.Index]:
        if name not in self.frame:
            return np.full(len(self.frame), -1), pd.Index([], dtype=object)
        codes, uniques = pd.factorize(self.frame[name])
        return codes, pd.Index(uniques)

    def _numbers(self, name: str) -> np.ndarray:
        if name not in self.frame:
            return np.full(len(self.frame), np.nan)
        return self.frame[name].to_numpy(dtype=float, na_value=np.nan)

    def _days(self, name: str) -> np.ndarray:
        if name not in self.frame:
            return np.full(len(self.frame), np.datetime64("NaT", "us"))
        return self.frame[name].to_numpy(dtype="datetime64[us]")

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever `make` makes
        if key not in self._memo:
            self._memo[key] = make()
        return self._memo[key]
