"""Entry script of every session: who is there, which pages they have, then the page asked for."""

from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from metrics.framework import rights
from metrics.province import ProvinceError
from metrics.store import StoreError
from metrics.store.people import Account
from pages import cached
from pages.account import current_account, has_act, switch
from pages.roles import PAGES, PROVINCE_PAGES
from pages.ui.notices import menu_counts, watch
from pages.ui.present import is_presenting, stage
from pages.ui.shared import say_not_for

HOME = Path(__file__).parent
#: Nothing of a county's own work is done where packages of counties are collected.
OFFERED = PROVINCE_PAGES if cached.is_province() else PAGES
#: Between a page's name and what waits there.
_APART = "　"


def pages_of(account: Account) -> dict[str, list[StreamlitPage]]:
    """Section → pages; those the account does not have are hidden, but their addresses explain themselves."""
    sections: dict[str, list[StreamlitPage]] = {}
    waiting = {} if cached.is_province() else menu_counts(account)
    for file, title, section, act in OFFERED:
        sections.setdefault(section, []).append(
            st.Page(file, title=_titled(title, waiting.get(file, "")))
            if has_act(account, act)
            else _closed(file, title, account.role)
        )
    return sections


def _titled(title: str, waiting: str) -> str:
    """A page's name in the menu, with what waits there."""
    return f"{title}{_APART}{waiting}" if waiting else title


def _closed(file: str, title: str, role: str) -> StreamlitPage:
    closed = partial(say_not_for, title, role)
    return st.Page(closed, title=title, url_path=Path(file).stem, visibility="hidden")


def draw() -> None:
    """The page that is asked for, or a sentence where the account has none."""
    account = current_account()
    switch(account)
    if not any(has_act(account, page.act) for page in OFFERED):
        st.set_page_config(page_title="看得见", layout="wide")
        st.error(f"这个账号还没有权限。请联系本县产改办的系统{rights.manager().name}开通。")
        st.stop()
    page = st.navigation(pages_of(account), expanded=True)
    st.set_page_config(page_title=f"{page.title.partition(_APART)[0]} · 看得见", layout="wide")
    # The logo stays in sight where the side bar is folded away, so it is what marks every page of the demo.
    st.logo(HOME / "ui" / "shared" / ("logo_demo.svg" if account.demo else "logo.svg"), size="large")
    if is_presenting():
        stage(page.url_path)
    if not cached.is_province():
        watch(account)
    try:
        page.run()
    except (StoreError, ProvinceError) as error:
        st.error(str(error))


# One drawing of a page is one look: it asks once whether anybody has written, not for each of its numbers.
with cached.store().database.one_look():
    draw()
