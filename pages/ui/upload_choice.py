"""The head of the upload page: whose data, which quarter, how far it is."""

from datetime import date, datetime

import streamlit as st

from metrics.framework import UnitSpec, parse_period
from metrics.store.database import SHANGHAI
from metrics.store.people import Account
from metrics.store.reporting import PeriodInfo, period_to_report
from pages import cached
from pages.account import STAFF
from pages.ui.upload_desk import Desk
from pages.ui.upload_words import due_words, plain, state_badge, state_words

_AS_WRITTEN = "按文件里写的单位和报告期"
_UNIT, _QUARTER = "upload-unit", "quarter"


def choose(account: Account, periods: list[PeriodInfo]) -> Desk:
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
        desk = Desk(
            store, framework, account, info, parse_period(info.code), unit, store.reporting.submissions()
        )
        _say_state(desk, today)
    return desk


def _ask_unit() -> UnitSpec | None:
    units = {_unit_label(unit): unit for unit in cached.framework().units}
    labels = [_AS_WRITTEN, *units]
    return units.get(st.selectbox("单位", labels, key=_UNIT, bind="query-params", width=320))


def _unit_label(unit: UnitSpec) -> str:
    return f"{unit.code} {unit.name}"


def go_to(desk: Desk, unit: str, period: str) -> None:
    """Choose a unit and a quarter, for callbacks; an empty code leaves the choice to the file.

    A 填报员 has no choice of the unit, and a quarter that is not there changes nothing.
    """
    if desk.account.role != STAFF:
        known = desk.framework.unit.get(unit)
        st.session_state[_UNIT] = _unit_label(known) if known else _AS_WRITTEN
    label = next((info.label for info in desk.store.reporting.periods() if info.code == period), "")
    if label:
        st.session_state[_QUARTER] = label


def _ask_period(periods: list[PeriodInfo], today: date) -> PeriodInfo:
    newest_first = {info.label: info for info in reversed(periods)}
    labels = list(newest_first)
    first = labels.index(period_to_report(periods, today).label)
    chosen = st.selectbox("报告期", labels, first, key=_QUARTER, bind="query-params", width=200)
    return newest_first[chosen]


def _say_state(desk: Desk, today: date) -> None:
    if desk.unit is None:
        st.caption("不选单位时，每份文件按它自己写的单位和报告期检查，可以一次放进多家单位的文件。")
        return
    latest = desk.latest(desk.unit.code, desk.period)
    overdue = desk.info.due_on is not None and desk.info.due_on < today
    state = latest.state if latest else "late" if overdue else "missing"
    due = due_words(desk.info.due_on, today, done=latest is not None and latest.state != "returned")
    st.markdown(f"**{plain(desk.unit.name)}**　{desk.period.label}　{state_badge(state)}　{due}")
    (st.warning if state == "returned" else st.markdown)(state_words(latest))
