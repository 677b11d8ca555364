"""Creating an account; its first password is made up and shown once."""

import streamlit as st

from metrics.store import StoreError
from metrics.store.people import Account
from pages import cached
from pages.account import ADMIN, ROLES, STAFF
from pages.ui.accounts_list import unit_name
from pages.ui.accounts_secret import remember
from pages.ui.office_only import keep, still

_NONE = "不属于成员单位"


def unit_choice(first: str, key: str) -> str:
    """Ask for a unit; empty for none."""
    codes = ["", *(unit.code for unit in cached.framework().units)]
    return st.selectbox(
        "单位（填报员必选）",
        codes,
        codes.index(first) if first in codes else 0,
        key=key,
        format_func=lambda code: unit_name(code) or _NONE,
    )


def create_form(by: Account) -> None:
    """Code, name, role and unit of the new account."""
    with st.form("accounts-create", enter_to_submit=False):
        st.markdown("**新建账号**")
        st.text_input(
            "账号", key="new-code", max_chars=64, placeholder="英文字母、数字和 . _ -，例如 u08 或 zhang.san"
        )
        st.text_input("姓名或岗位", key="new-name", max_chars=40, placeholder="例如 人社局填报员")
        st.selectbox("角色", ROLES, ROLES.index(STAFF), key="new-role")
        unit_choice("", "new-unit")
        st.form_submit_button("新建", type="primary", key="new-save", on_click=_create, args=(by.code,))


def _create(by: str) -> None:
    if not still(by, "accounts", ADMIN):
        return
    given = {name: st.session_state[f"new-{name}"] for name in ("code", "name", "role", "unit")}
    account = Account(given["code"].strip(), given["name"].strip(), given["role"], given["unit"])
    try:
        password = cached.store().people.add_account(account, by)
    except StoreError as error:
        keep("accounts", refused=str(error))
        return
    remember(account.code, password)
    keep("accounts", said=f"已新建账号 {account.code}。")
    for name in ("code", "name"):
        st.session_state[f"new-{name}"] = ""
