"""The first line of every page, and what its callbacks begin and end with."""

import streamlit as st

from metrics.store.people import Account
from pages.account import current_account
from pages.roles import page_of
from pages.ui import empty

#: Said when what a button was drawn for is not so any more.
CHANGED = "你的账号刚刚被修改过，这一步没有做。请刷新页面再试。"


def only_for(script: str) -> Account:
    """The account, when it has one of the roles of the page; else say so and draw no more.

    Args:
        script: `__file__` of the page.
    """
    page, account = page_of(script), current_account()
    if account.role not in page.roles:
        empty.not_for(page.title, account.role or "这个账号")
        st.stop()
    return account


def still(code: str, place: str, *roles: str) -> bool:
    """Whether whoever clicks is still the account and has one of the roles; for the head of a callback.

    A callback runs before the page is drawn again, with what was known when the button was drawn.
    """
    now = current_account()
    if now.code == code and now.role in roles:
        return True
    keep(place, refused=CHANGED)
    return False


def head(title: str, note: str = "") -> None:
    """Title line of a page without a period."""
    st.title(title, anchor=False)
    if note:
        st.caption(note)


def say(place: str) -> None:
    """What the last click did, or why it could not, kept by `keep` until the page is drawn again."""
    if said := st.session_state.pop(f"{place}-said", ""):
        st.success(said, icon=":material/check_circle:")
    if refused := st.session_state.pop(f"{place}-refused", ""):
        st.error(refused, icon=":material/error:")


def keep(place: str, *, said: str = "", refused: str = "") -> None:
    """Remember a sentence for `say`; for callbacks, which run before the page is drawn again."""
    st.session_state[f"{place}-said"], st.session_state[f"{place}-refused"] = said, refused
