"""Who is at the other end, and what their role may see."""

import streamlit as st

from metrics.store import Account
from pages import cached

STAFF, REVIEWER, LEADER, ADMIN = "填报员", "审核员", "领导", "管理员"
ROLES = (LEADER, REVIEWER, STAFF, ADMIN)
#: Nobody signed in and no guard stands in front: whoever sits at this machine.
LOCAL = Account("local", "本机使用者", ADMIN)
#: A guard stands in front, but the account it names is not known or not active.
NOBODY = Account("", "未登记的账号", "")


def guarded() -> bool:
    """Whether something in front of the pages signs people in."""
    return bool(st.get_option("server.trustedUserHeaders"))


def current_account() -> Account:
    """The signed-in account; without a guard the chosen demo account of the sample county, else LOCAL."""
    known = {account.code: account for account in cached.store().accounts() if account.active}
    if guarded():
        return known.get(str(st.user.to_dict().get("account", "")), NOBODY)
    demo = demo_accounts() if cached.is_sample() else []
    chosen = st.session_state.get("as")
    return next((one for one in demo if label(one) == chosen), demo[0] if demo else LOCAL)


def demo_accounts() -> list[Account]:
    """The accounts one may try out: by role, leaders first."""
    active = [one for one in cached.store().accounts() if one.active and one.role in ROLES]
    return sorted(active, key=lambda one: (ROLES.index(one.role), one.code))


def label(account: Account) -> str:
    """How an account is called in the switch."""
    return f"{account.role} · {account.name}"


def switch() -> None:
    """Who one is, in the side bar; in the sample county with a choice of demo accounts."""
    with st.sidebar:
        if not guarded() and cached.is_sample():
            names = [label(one) for one in demo_accounts()]
            st.selectbox("演示账号", names, key="as", bind="query-params", help="换一个角色看看")
            st.caption("演示账号：数据为虚构的样例县，不需要密码。")
        else:
            account = current_account()
            st.caption(" · ".join(filter(None, (account.name, account.role, account.unit))))


def own_unit() -> str:
    """The unit whose rows alone may be seen, or an empty text when all may."""
    account = current_account()
    return account.unit if account.role == STAFF else ""
