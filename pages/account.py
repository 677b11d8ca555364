"""Who is at the other end, and what their role may see."""

import streamlit as st

from metrics.store.database import audit
from metrics.store.people import Account
from pages import cached

STAFF, REVIEWER, LEADER, ADMIN = "填报员", "审核员", "领导", "管理员"
ROLES = (LEADER, REVIEWER, STAFF, ADMIN)
#: The guard let an account through that is not known any more.
NOBODY = Account("", "未登记的账号", "")
DEMO = "样例数据 · 演示账号"
#: Plain links: the pages behind them are drawn without Streamlit.
_OWN = '<a href="/password">修改密码</a>　<a href="/sessions">登录情况</a>　'
_LOGOUT = '<a href="/logout">退出登录</a>'


def told(key: str) -> str:
    """What the guard says of this session: `account` (its code), `address` or `session`."""
    return str(st.user.to_dict().get(key) or "")


# Callbacks of widgets run before the page does, so the address is asked for when something is written.
audit.addresses_from(lambda: told("address"))


def current_account() -> Account:
    """The signed-in account, as the store has it now: its role and unit may have changed since sign-in."""
    found = cached.account(told("account"))
    return found if found and found.active else NOBODY


def switch(account: Account) -> None:
    """Who one is, in the side bar, with the ways to another password and out."""
    with st.sidebar:
        if account.demo:
            st.badge(DEMO, color="orange")
        st.caption(" · ".join(dict.fromkeys(filter(None, (account.name, account.role, account.unit)))))
        st.html(f'<nav aria-label="账号">{"" if account.demo else _OWN}{_LOGOUT}</nav>')


def own_unit() -> str:
    """The unit whose rows alone may be seen, or an empty text when all may."""
    account = current_account()
    return account.unit if account.role == STAFF else ""
