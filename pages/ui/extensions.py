"""延期: units that have until a later day for a quarter, and the form that grants it."""

from datetime import date, timedelta

import streamlit as st

from metrics.framework import parse_period
from metrics.store import StoreError
from metrics.store.people import Account
from metrics.store.reporting import Extension
from pages import cached
from pages.account import has_act
from pages.ui.shared import account_names, day, keep_result, lines, plain, still_may, unbroken

#: What the form offers first: this many days behind the quarter's own last day.
_FIRST = timedelta(days=7)


def extensions_view(account: Account) -> None:
    """The table, and for who may the form."""
    held = cached.store().reporting.extensions()
    may = has_act(account, "extend")
    if not held and not may:
        return
    st.subheader("单位延期", anchor=False)
    if held:
        _table(held)
    else:
        st.caption("没有延期的单位，各单位都按季度的截止日期报送。")
    if may:
        _form(account)


def _table(held: list[Extension]) -> None:
    names = account_names()
    columns = {
        "单位": [plain(_unit_name(one.unit)) for one in held],
        "季度": [unbroken(parse_period(one.period).label) for one in held],
        "延到": [unbroken(day(one.due_on)) for one in held],
        "原因": [plain(one.why) for one in held],
        "谁办的": [plain(names.get(one.account, one.account)) for one in held],
    }
    lines({unbroken(name): texts for name, texts in columns.items()})


def _unit_name(code: str) -> str:
    unit = cached.framework().unit.get(code)
    return f"{code} {unit.name}" if unit else code


def _form(account: Account) -> None:
    """A unit, a quarter that takes reports, the day, the reason; one that is held can be taken back."""
    quarters = {
        info.label: info for info in reversed(cached.periods()) if info.state == "open" and info.due_on
    }
    if not quarters:
        st.caption("没有开放并设了截止日期的季度，不能延期。")
        return
    units = {_unit_name(unit.code): unit.code for unit in cached.framework().units}
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            unit = units[st.selectbox("单位", list(units), key="extend-unit", width=300)]
            quarter = quarters[st.selectbox("季度", list(quarters), key="extend-quarter", width=200)]
            own = cached.extended().get((unit, quarter.code))
            general = quarter.due_on or date.min  # only those with one are offered
            until = st.date_input(
                "延到哪一天",
                own or general + _FIRST,
                general + timedelta(days=1),
                key=f"extend-until-{unit}-{quarter.code}",
                width=200,
            )
        st.caption(f"本季度截止 {day(general)}。{f'这个单位已延到 {day(own)}。' if own else ''}")
        st.text_input("原因", key="extend-why", max_chars=300, placeholder="例如：机构改革，人员调整")
        with st.container(horizontal=True, gap="small"):
            st.button(
                "延期",
                key="extend-save",
                type="primary",
                on_click=_grant,
                args=(unit, quarter.code, until, account.code),
            )
            if own:
                st.button(
                    "取消延期",
                    key="extend-back",
                    on_click=_take_back,
                    args=(unit, quarter.code, account.code),
                )


def _grant(unit: str, period: str, until: date | None, account: str) -> None:
    if not still_may(account, "periods", "extend"):
        return
    if until is None:
        keep_result("periods", refused="请选延到哪一天。")
        return
    why = st.session_state.get("extend-why", "")
    try:
        cached.store().reporting.extend(unit, parse_period(period), until, why, account)
    except StoreError as error:
        keep_result("periods", refused=str(error))
    else:
        st.session_state["extend-why"] = ""
        said = f"{_unit_name(unit)}的{parse_period(period).label}延到{day(until)}；报送进度和催报按这一天算。"
        keep_result("periods", said=said)


def _take_back(unit: str, period: str, account: str) -> None:
    if not still_may(account, "periods", "extend"):
        return
    try:
        cached.store().reporting.take_back_extension(unit, parse_period(period), account)
    except StoreError as error:
        keep_result("periods", refused=str(error))
    else:
        keep_result("periods", said=f"{_unit_name(unit)}的{parse_period(period).label}不再延期。")
