"""What every part of the upload page works on: whose data, which quarter, what was handed in so far."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from metrics.framework import Framework, Period, UnitSpec
from metrics.ingest import SubmissionInfo
from metrics.store import Store
from metrics.store.people import Account
from metrics.store.reporting import PeriodInfo
from pages.account import STAFF

Made = TypeVar("Made")

_KEPT = "upload-kept"
_MOST_KEPT = 64


@dataclass(frozen=True)
class Desk:
    """The choice at the head of the page. Without a unit (office only) each file says whose and of when."""

    store: Store
    framework: Framework
    account: Account
    info: PeriodInfo
    period: Period
    unit: UnitSpec | None
    every: Sequence[SubmissionInfo]

    @property
    def history(self) -> list[SubmissionInfo]:
        """The unit's submissions; without a unit those of everyone for the quarter."""
        if self.unit is None:
            return [info for info in self.every if info.period == self.period.code]
        return [info for info in self.every if info.unit == self.unit.code]

    @property
    def of_unit(self) -> list[SubmissionInfo]:
        """The unit's submissions for every quarter; without a unit those of everyone."""
        return [info for info in self.every if self.unit is None or info.unit == self.unit.code]

    @property
    def units(self) -> list[str]:
        """Codes of the units that whoever is here may report for."""
        return [self.account.unit] if self.account.role == STAFF else [u.code for u in self.framework.units]

    @property
    def asked(self) -> tuple[str | None, Period | None]:
        """Unit code and quarter that uploaded files are meant for."""
        return (self.unit.code, self.period) if self.unit else (None, None)

    @property
    def version(self) -> Hashable:
        """Changes whenever anything was handed in or decided anywhere."""
        return hash(tuple((info.id, info.state) for info in self.every))

    def latest(self, unit: str, period: Period | None) -> SubmissionInfo | None:
        """The newest submission of a unit for a quarter that was not withdrawn."""
        code = period.code if period else ""
        found = [i for i in self.every if (i.unit, i.period) == (unit, code) and i.state != "withdrawn"]
        return found[-1] if found else None


def remembered(key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gave for the key before in this browser session, else what it gives now; a few are kept."""
    kept: OrderedDict[Hashable, Made] = st.session_state.setdefault(_KEPT, OrderedDict())
    if key not in kept:
        kept[key] = make()
    kept.move_to_end(key)
    while len(kept) > _MOST_KEPT:
        kept.popitem(last=False)
    return kept[key]
