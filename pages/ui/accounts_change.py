"""One account: name, role and unit; another password; disable and enable."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from metrics.store import StoreError
from metrics.store.people import Account
from pages import cached
from pages.account import ADMIN, ROLES
from pages.ui.accounts_create import unit_choice
from pages.ui.accounts_list import state
from pages.ui.accounts_secret import remember
from pages.ui.office_only import keep, still


def change_one(by: Account, every: Sequence[Account]) -> None:
    """A choice of one, and what may be done with it."""
    with st.container(border=True):
        st.markdown("**修改账号**")
        known = {f"{one.code} {one.name}": one for one in every}
        if not known:
            st.caption("还没有账号。")
            return
        one = known[st.selectbox("账号", list(known), key="accounts-one")]
        st.markdown(state(one))
        st.text_input("姓名或岗位", one.name, key=f"name-{one.code}", max_chars=40)
        st.selectbox("角色", ROLES, ROLES.index(one.role), key=f"role-{one.code}")
        unit_choice(one.unit, f"unit-{one.code}")
        with st.container(horizontal=True, gap="small"):
            st.button("保存修改", key="accounts-save", type="primary", on_click=_save, args=(by.code, one))
            if not one.demo:
                st.button("重置密码", key="accounts-reset", on_click=_reset, args=(by.code, one))
            _switch(by, one)
        if one.code == by.code:
            st.caption("这是你自己的账号。")


def _switch(by: Account, one: Account) -> None:
    """Disable or enable; not one's own account."""
    if one.active:
        own = one.code == by.code
        st.button("停用", key="accounts-off", disabled=own, on_click=_active, args=(by.code, one, False))
    else:
        st.button("启用", key="accounts-on", on_click=_active, args=(by.code, one, True))


def _do(by: str, what: Callable[[], None], said: str) -> None:
    if not still(by, "accounts", ADMIN):
        return
    try:
        what()
    except StoreError as error:
        keep("accounts", refused=str(error))
    else:
        keep("accounts", said=said)


def _save(by: str, one: Account) -> None:
    name, role, unit = (st.session_state[f"{part}-{one.code}"] for part in ("name", "role", "unit"))
    wanted = replace(one, name=name.strip(), role=role, unit=unit)
    if wanted == one:
        keep("accounts", said="没有改动。")
        return
    _do(by, lambda: cached.store().people.ensure_account(wanted, by), f"账号 {one.code} 已修改。")


def _reset(by: str, one: Account) -> None:
    _do(
        by,
        lambda: remember(one.code, cached.store().people.reset_password(one.code, by)),
        f"账号 {one.code} 的密码已重置，原来的登录都已退出。",
    )


def _active(by: str, one: Account, active: bool) -> None:
    store = cached.store()
    change = store.people.enable_account if active else store.people.disable_account
    _do(by, lambda: change(one.code, by), f"账号 {one.code} 已{'启用' if active else '停用'}。")
