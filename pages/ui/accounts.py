"""Accounts: the list, a new one, changing one, a made-up password shown once."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from metrics.framework import rights
from metrics.store import StoreError
from metrics.store.people import Account
from pages import cached
from pages.account import unit_roles
from pages.ui.shared import keep_result, lines, plain, still_may, unbroken

_ALL = "全部"
_SHOWN_ONCE = "accounts-secret"
_NO_UNIT = "不属于成员单位"
_NEW = "新账号"
_ROLES = tuple(role.name for role in rights.load_rights().roles)


def accounts_table(every: Sequence[Account]) -> None:
    """Those of a role, or whose code, name or unit holds a text."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        role = st.selectbox("角色", [_ALL, *_ROLES], key="accounts-role", bind="query-params", width=140)
        text = st.text_input("查找", key="accounts-find", placeholder="账号、姓名或单位", width=240).strip()
    matching = [account for account in every if role in (_ALL, account.role) if _matches(account, text)]
    st.caption(f"{len(matching)} 个账号，其中可登录 {sum(account.active for account in matching)} 个。")
    if not matching:
        return
    table = {
        "账号": [plain(account.code) for account in matching],
        "姓名": [plain(account.name) for account in matching],
        "角色": [unbroken(account.role) for account in matching],
        "单位": [plain(unit_words(account.unit)) for account in matching],
        "状态": [state_words(account) for account in matching],
    }
    with st.container(height=380 if len(matching) > 9 else "content", border=False):
        lines({unbroken(head): texts for head, texts in table.items()})


def _matches(account: Account, text: str) -> bool:
    return not text or any(
        text.casefold() in part.casefold() for part in (account.code, account.name, unit_words(account.unit))
    )


def unit_words(code: str) -> str:
    """A unit with its code; empty without one."""
    unit = cached.framework().unit.get(code)
    return f"{code} {unit.short_name or unit.name}" if unit else code


def state_words(account: Account) -> str:
    """Whether one may sign in, and with what."""
    if not account.active:
        return ":gray-badge[已停用]"
    if account.demo:
        return ":orange-badge[演示]"
    return ":blue-badge[待改初始密码]" if account.must_change else ":green-badge[可登录]"


def remember_password(code: str, password: str) -> None:
    """Keep it until the administrator has noted it; it is stored nowhere else."""
    st.session_state[_SHOWN_ONCE] = (code, password)


def show_password() -> None:
    """The password with a copy button, and a button that forgets it."""
    if _SHOWN_ONCE not in st.session_state:
        return
    code, password = st.session_state[_SHOWN_ONCE]
    with st.container(border=True):
        st.markdown(f"账号 **{plain(code)}** 的密码，只显示这一次：")
        st.code(password, language=None)
        st.caption("请当面或用可靠的办法交给本人。首次登录必须改成自己的密码；忘了就再重置一次。")
        st.button("我已记下", key="secret-noted", on_click=_forget_password, icon=":material/check:")


def _forget_password() -> None:
    st.session_state.pop(_SHOWN_ONCE, None)


def unit_choice(first: str, key: str) -> str:
    """Ask for a unit; empty for none."""
    codes = ["", *(unit.code for unit in cached.framework().units)]
    return st.selectbox(
        f"单位（{'、'.join(unit_roles())}必选）",
        codes,
        codes.index(first) if first in codes else 0,
        key=key,
        format_func=lambda code: unit_words(code) or _NO_UNIT,
    )


def create_form(by: Account) -> None:
    """Code, name, role and unit of the new account."""
    with st.form("accounts-create", enter_to_submit=False):
        st.markdown("**新建账号**")
        st.text_input(
            "账号", key="new-code", max_chars=64, placeholder="英文字母、数字和 . _ -，例如 u08 或 zhang.san"
        )
        first = unit_roles()[0]
        st.text_input("姓名或岗位", key="new-name", max_chars=40, placeholder=f"例如 人社局{first}")
        st.selectbox("角色", _ROLES, _ROLES.index(first), key="new-role")
        unit_choice("", "new-unit")
        st.form_submit_button(
            "新建", type="primary", key="new-save", on_click=_create_account, args=(by.code,)
        )


def _create_account(by: str) -> None:
    if not still_may(by, "accounts", "account"):
        return
    fields = {name: st.session_state[f"new-{name}"] for name in ("code", "name", "role", "unit")}
    account = Account(fields["code"].strip(), fields["name"].strip(), fields["role"], fields["unit"])
    try:
        password = cached.store().people.add_account(account, by)
    except StoreError as error:
        keep_result("accounts", refused=str(error))
        return
    remember_password(account.code, password)
    keep_result("accounts", said=f"已新建账号 {account.code}。")
    for name in ("code", "name"):
        st.session_state[f"new-{name}"] = ""


def change_form(by: Account, every: Sequence[Account]) -> None:
    """A choice of one, and what may be done with it."""
    with st.container(border=True):
        st.markdown("**修改账号**")
        known = {f"{account.code} {account.name}": account for account in every}
        if not known:
            st.caption("还没有账号。")
            return
        account = known[st.selectbox("账号", list(known), key="accounts-one")]
        st.markdown(state_words(account))
        st.text_input("姓名或岗位", account.name, key=f"name-{account.code}", max_chars=40)
        st.selectbox("角色", _ROLES, _ROLES.index(account.role), key=f"role-{account.code}")
        unit_choice(account.unit, f"unit-{account.code}")
        with st.container(horizontal=True, gap="small"):
            st.button(
                "保存修改",
                key="accounts-save",
                type="primary",
                on_click=_save_account,
                args=(by.code, account),
            )
            if not account.demo:
                st.button("重置密码", key="accounts-reset", on_click=_reset_password, args=(by.code, account))
            _second_factor_button(by, account)
            _active_button(by, account)
        if account.code == by.code:
            st.caption("这是你自己的账号。")


def hand_over_form(by: Account, every: Sequence[Account]) -> None:
    """Whose work, who takes it over: an account of the same unit, or a new one."""
    leaving = {f"{one.code} {one.name}": one for one in every if rights.of_unit(one.role) and one.unit}
    if not leaving:
        return
    with st.container(border=True):
        st.markdown("**交接**")
        st.caption("换人时用：没交的草稿归接手的人，以前的报送他都看得到；原来的账号停用。")
        one = leaving[st.selectbox("谁的工作", list(leaving), key="hand-over-from")]
        peers = [other for other in every if other.unit == one.unit and other.role == one.role]
        known = {f"{other.code} {other.name}": other for other in peers if other.active and other != one}
        whom = st.selectbox("谁来接手", [_NEW, *known], key=f"hand-over-to-{one.code}")
        if whom == _NEW:
            with st.container(horizontal=True, gap="small"):
                st.text_input("新账号", key="hand-over-code", max_chars=64)
                st.text_input("姓名或岗位", key="hand-over-name", max_chars=40)
        st.button(
            "交接并停用原账号",
            key="hand-over-go",
            on_click=_hand_over,
            args=(by.code, one, known.get(whom)),
        )


def _hand_over(by: str, one: Account, known: Account | None) -> None:
    if not still_may(by, "accounts", "hand-over"):
        return
    code, name = (st.session_state.get(f"hand-over-{part}", "").strip() for part in ("code", "name"))
    try:
        done = cached.store().people.hand_over(one.code, known or Account(code, name, one.role), by)
    except StoreError as error:
        keep_result("accounts", refused=str(error))
        return
    if done.password:
        remember_password(done.after.code, done.password)
    keep_result(
        "accounts",
        said=f"{done.before.code} 的 {done.drafts} 份草稿已归 {done.after.code}，{done.before.code} 已停用。",
    )


def _second_factor_button(by: Account, account: Account) -> None:
    """Take the app away that the account is bound to; not one's own."""
    if account.demo or not rights.asks_second_factor(account.role):
        return
    st.button(
        "重设动态口令",
        key="accounts-second",
        disabled=account.code == by.code,
        help="手机丢了或换了时用：下次登录重新绑定，恢复码一起作废。",
        on_click=_reset_second_factor,
        args=(by.code, account),
    )


def _active_button(by: Account, account: Account) -> None:
    """Disable or enable; not one's own account."""
    if account.active:
        own = account.code == by.code
        st.button(
            "停用", key="accounts-off", disabled=own, on_click=_set_active, args=(by.code, account, False)
        )
    else:
        st.button("启用", key="accounts-on", on_click=_set_active, args=(by.code, account, True))


def _do_and_say(by: str, act: str, what: Callable[[], None], said: str) -> None:
    if not still_may(by, "accounts", act):
        return
    try:
        what()
    except StoreError as error:
        keep_result("accounts", refused=str(error))
    else:
        keep_result("accounts", said=said)


def _save_account(by: str, account: Account) -> None:
    name, role, unit = (st.session_state[f"{part}-{account.code}"] for part in ("name", "role", "unit"))
    wanted = replace(account, name=name.strip(), role=role, unit=unit)
    if wanted == account:
        keep_result("accounts", said="没有改动。")
        return
    _do_and_say(
        by,
        "account",
        lambda: cached.store().people.ensure_account(wanted, by),
        f"账号 {account.code} 已修改。{_ended(account, wanted)}",
    )


def _ended(before: Account, after: Account) -> str:
    """What else a change does, in words."""
    changed = (before.role, before.unit) != (after.role, after.unit)
    return "角色或单位变了，原来的登录都已退出。" if changed else ""


def _reset_password(by: str, account: Account) -> None:
    _do_and_say(
        by,
        "reset-password",
        lambda: remember_password(account.code, cached.store().people.reset_password(account.code, by)),
        f"账号 {account.code} 的密码已重置，原来的登录都已退出。",
    )


def _reset_second_factor(by: str, account: Account) -> None:
    _do_and_say(
        by,
        "reset-second-factor",
        lambda: cached.store().people.reset_second_factor(account.code, by),
        f"账号 {account.code} 的动态口令已重设，下次登录重新绑定；原来的登录都已退出。",
    )


def _set_active(by: str, account: Account, active: bool) -> None:
    store = cached.store()
    change = store.people.enable_account if active else store.people.disable_account
    _do_and_say(
        by,
        "disable-account",
        lambda: change(account.code, by),
        f"账号 {account.code} 已{'启用' if active else '停用'}。",
    )
