"""The accounts, one a line, with a filter."""

from collections.abc import Sequence

import streamlit as st

from metrics.store.people import Account
from pages import cached
from pages.account import ROLES
from pages.ui.upload_words import plain, unbroken

_ALL = "全部"


def accounts_table(every: Sequence[Account]) -> None:
    """Those of a role, or whose code, name or unit holds a text."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        role = st.selectbox("角色", [_ALL, *ROLES], key="accounts-role", bind="query-params", width=140)
        text = st.text_input("查找", key="accounts-find", placeholder="账号、姓名或单位", width=240).strip()
    shown = [one for one in every if role in (_ALL, one.role) if _matches(one, text)]
    st.caption(f"{len(shown)} 个账号，其中可登录 {sum(one.active for one in shown)} 个。")
    if not shown:
        return
    table = {
        "账号": [plain(one.code) for one in shown],
        "姓名": [plain(one.name) for one in shown],
        "角色": [unbroken(one.role) for one in shown],
        "单位": [plain(unit_name(one.unit)) for one in shown],
        "状态": [state(one) for one in shown],
    }
    with st.container(height=380 if len(shown) > 9 else "content", border=False):
        st.table({unbroken(head): texts for head, texts in table.items()}, border="horizontal")


def _matches(one: Account, text: str) -> bool:
    return not text or any(
        text.casefold() in part.casefold() for part in (one.code, one.name, unit_name(one.unit))
    )


def unit_name(code: str) -> str:
    """A unit with its code; empty without one."""
    unit = cached.framework().unit.get(code)
    return f"{code} {unit.short_name or unit.name}" if unit else code


def state(one: Account) -> str:
    """Whether one may sign in, and with what."""
    if not one.active:
        return ":gray-badge[已停用]"
    if one.demo:
        return ":orange-badge[演示]"
    return ":blue-badge[待改初始密码]" if one.must_change else ":green-badge[可登录]"
