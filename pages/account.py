"""Who is at the other end, and what their role may do and see."""

from functools import partial

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from metrics.framework import rights
from metrics.ingest.read import Asker, asked_by
from metrics.store.database import audit
from metrics.store.people import Account
from pages import cached

#: The guard let an account through that is not known any more.
NOBODY = Account("", "未登记的账号", "")
DEMO = "样例数据 · 演示账号"
#: Plain links: the pages behind them are drawn without Streamlit.
_OWN = '<a href="/password">修改密码</a>　<a href="/sessions">登录情况</a>　'
_LOGOUT = '<a href="/logout">退出登录</a>'


def session_value(key: str) -> str:
    """What the guard says of this session: `account` (its code), `address` or `session`."""
    return str(st.user.to_dict().get(key) or "")


# Callbacks of widgets run before the page does, so the address is asked for when something is written.
audit.addresses_from(lambda: session_value("address"))


def _asker() -> Asker:
    """Who wants a file read; nobody any more when the tab is closed."""
    running = get_script_run_ctx(suppress_warning=True)
    if running is None or not runtime.exists():
        return Asker()
    return Asker(
        session_value("account"), partial(runtime.get_instance().is_active_session, running.session_id)
    )


asked_by(_asker)


def current_account() -> Account:
    """The signed-in account, as the store has it now: its role and unit may have changed since sign-in."""
    account = cached.account(session_value("account"))
    return account if account and account.active else NOBODY


def switch(account: Account) -> None:
    """Who one is, in the side bar, with the ways to another password and out."""
    with st.sidebar:
        if account.demo:
            st.badge(DEMO, color="orange")
        st.caption(" · ".join(dict.fromkeys(filter(None, (account.name, account.role, account.unit)))))
        st.html(f'<nav aria-label="账号">{"" if account.demo else _OWN}{_LOGOUT}</nav>')


def has_act(account: Account, act: str) -> bool:
    """Whether an account's role has an act (an id of rights.toml), if only for the account's own unit.

    Not whether it may do it now: an account that still lacks its unit has its pages, and they say so.
    """
    return bool(rights.load_rights().reach(account.role, act))


def is_of_unit(account: Account) -> bool:
    """Whether the account's role acts for one member unit alone."""
    role = rights.load_rights().role(account.role)
    return role is not None and role.of_unit


def unit_roles() -> tuple[str, ...]:
    """The names of the roles that act for one member unit alone."""
    return tuple(role.name for role in rights.load_rights().roles if role.of_unit)
