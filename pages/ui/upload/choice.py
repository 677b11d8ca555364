"""The head of the upload page: whose data, which quarter, how far it is."""

from collections.abc import Hashable
from datetime import date, datetime

import streamlit as st

from metrics.county import SubmissionInfo
from metrics.framework import SHANGHAI, Period, UnitSpec, parse_period
from metrics.store.people import Account
from metrics.store.reporting import PeriodInfo, period_to_report
from pages import cached
from pages.account import current_account, is_of_unit
from pages.ui.corrections import correction_panel
from pages.ui.shared import due_words, plain, state_badge

_AS_WRITTEN = "按文件里写的单位和报告期"
_UNIT, _QUARTER = "upload-unit", "quarter"


def choose_unit_and_quarter(account: Account, periods: list[PeriodInfo]) -> tuple[UnitSpec | None, Period]:
    """Ask for unit and quarter and say how far it is; who acts for one is not asked for the unit.

    Args:
        account: who; one that acts for a unit must have a member unit.
        periods: the opened quarters, at least one.

    Returns:
        The unit as it was called then, None when each file is to say whose it is and for when (office only);
        the quarter.
    """
    today = datetime.now(SHANGHAI).date()
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            unit = cached.framework().unit[account.unit] if is_of_unit(account) else _ask_unit()
            quarter = _ask_quarter(cached.periods(unit.code) if unit else periods, today)
        if unit is None:
            st.caption("不选单位时，每份文件按它自己写的单位和报告期检查，可以一次放进多家单位的文件。")
        else:
            unit = cached.unit_then(unit.code, quarter.code)
            _say_reporting_state(unit, quarter, today)
    return unit, parse_period(quarter.code)


def _ask_unit() -> UnitSpec | None:
    units = {_unit_label(unit): unit for unit in cached.framework().units}
    labels = [_AS_WRITTEN, *units]
    return units.get(st.selectbox("单位", labels, key=_UNIT, bind="query-params", width=320))


def _unit_label(unit: UnitSpec) -> str:
    return f"{unit.code} {unit.name}"


def _ask_quarter(periods: list[PeriodInfo], today: date) -> PeriodInfo:
    newest_first = {info.label: info for info in reversed(periods)}
    due = period_to_report(periods, today)
    first = list(newest_first).index(due.label) if due else 0
    chosen = st.selectbox("报告期", list(newest_first), first, key=_QUARTER, bind="query-params", width=200)
    return newest_first[chosen]


def _say_reporting_state(unit: UnitSpec, quarter: PeriodInfo, today: date) -> None:
    said = cached.may_report(unit.code, quarter.code, current_account().code)
    badges = state_badge(said.state) + (" :orange-badge[更正中]" if said.correcting else "")
    # That it is late, and for how long, stands in the sentence below.
    done = not said.owes or said.state == "late"
    due = due_words(said.until, today, done=done) if said.takes else ""
    st.markdown(f"**{plain(unit.name)}**　{said.period.label}　{badges}　{due}")
    (st.warning if said.state == "returned" or not said.may else st.markdown)(plain(said.sentence))
    correction_panel(said)


def go_to(unit: str, period: str) -> None:
    """Choose a unit and a quarter by their codes (a callback); an empty code leaves the choice to the file.

    Who acts for one unit has no choice of it, and a quarter that is not there changes nothing.
    """
    if not is_of_unit(current_account()):
        known = cached.framework().unit.get(unit)
        st.session_state[_UNIT] = _unit_label(known) if known else _AS_WRITTEN
    label = next((info.label for info in cached.periods() if info.code == period), "")
    if label:
        st.session_state[_QUARTER] = label


def newest_submission(unit: str, period: Period | None) -> SubmissionInfo | None:
    """The newest submission of a unit (its code) for a quarter that was not withdrawn."""
    code = period.code if period else ""
    standing = [
        info
        for info in cached.submissions()
        if (info.unit, info.period) == (unit, code) and info.state != "withdrawn"
    ]
    return standing[-1] if standing else None


def read_by(unit: UnitSpec | None) -> Hashable:
    """Changes whenever somebody says what headings and sheets of a unit (of any, without one) mean."""
    reporting = cached.store().reporting
    units = [unit] if unit else cached.framework().units
    return hash(str((reporting.confirmed_headers(), [reporting.own_tables(one.code) for one in units])))


def submissions_version() -> Hashable:
    """Changes whenever anything was handed in or decided anywhere."""
    return hash(tuple((info.id, info.state) for info in cached.submissions()))
