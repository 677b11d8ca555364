"""The head of the upload page: whose data, which quarter, how far it is."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from metrics.framework import Framework, Period, UnitSpec, parse_period
from metrics.ingest import SubmissionInfo
from metrics.store import Account, PeriodInfo, Store
from metrics.store.intake import period_to_report
from metrics.store.schema import SHANGHAI
from pages import cached
from pages.account import STAFF
from pages.ui.shared import due_words, plain, state_badge, state_words

_AS_WRITTEN = "按文件里写的单位和报告期"
_UNIT, _QUARTER = "upload-unit", "quarter"


@dataclass(frozen=True)
class UploadDesk:
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


def choose_unit_and_quarter(account: Account, periods: list[PeriodInfo]) -> UploadDesk:
    """Ask for unit and quarter and say how far it is; a 填报员 is not asked for the unit.

    Args:
        account: who; a 填报员's unit must be a member unit.
        periods: the opened quarters, at least one.
    """
    store, framework = cached.store(), cached.framework()
    today = datetime.now(SHANGHAI).date()
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            unit = framework.unit[account.unit] if account.role == STAFF else _ask_unit()
            info = _ask_period(periods, today)
        desk = UploadDesk(store, framework, account, info, parse_period(info.code), unit, store.submissions())
        _say_reporting_state(desk, today)
    return desk


def _ask_unit() -> UnitSpec | None:
    units = {_unit_label(unit): unit for unit in cached.framework().units}
    labels = [_AS_WRITTEN, *units]
    return units.get(st.selectbox("单位", labels, key=_UNIT, bind="query-params", width=320))


def _unit_label(unit: UnitSpec) -> str:
    return f"{unit.code} {unit.name}"


def go_to(desk: UploadDesk, unit: str, period: str) -> None:
    """Choose a unit and a quarter, for callbacks; an empty code leaves the choice to the file.

    A 填报员 has no choice of the unit, and a quarter that is not there changes nothing.
    """
    if desk.account.role != STAFF:
        known = desk.framework.unit.get(unit)
        st.session_state[_UNIT] = _unit_label(known) if known else _AS_WRITTEN
    label = next((info.label for info in desk.store.periods() if info.code == period), "")
    if label:
        st.session_state[_QUARTER] = label


def _ask_period(periods: list[PeriodInfo], today: date) -> PeriodInfo:
    newest_first = {info.label: info for info in reversed(periods)}
    labels = list(newest_first)
    first = labels.index(period_to_report(periods, today).label)
    chosen = st.selectbox("报告期", labels, first, key=_QUARTER, bind="query-params", width=200)
    return newest_first[chosen]


def _say_reporting_state(desk: UploadDesk, today: date) -> None:
    if desk.unit is None:
        st.caption("不选单位时，每份文件按它自己写的单位和报告期检查，可以一次放进多家单位的文件。")
        return
    latest = desk.latest(desk.unit.code, desk.period)
    overdue = desk.info.due_on is not None and desk.info.due_on < today
    state = latest.state if latest else "late" if overdue else "missing"
    due = due_words(desk.info.due_on, today, done=latest is not None and latest.state != "returned")
    st.markdown(f"**{plain(desk.unit.name)}**　{desk.period.label}　{state_badge(state)}　{due}")
    (st.warning if state == "returned" else st.markdown)(state_words(latest))
