"""Taking a decision about a doubt back."""

import streamlit as st

from metrics.store import Store, StoreError
from metrics.store.people import Account
from metrics.store.reporting import UNDONE
from pages.ui.quality_desk import short
from pages.ui.quality_said import done, refuse, say_refused


def undo_button(store: Store, account: Account, key: str) -> None:
    """Take a decision back; the record keeps both."""
    place = short(key)
    st.button(
        "撤销这条认定",
        key=f"undo-{place}",
        icon=":material/undo:",
        on_click=_undo,
        args=(store, account, key),
    )
    say_refused(place)


def _undo(store: Store, account: Account, key: str) -> None:
    try:
        store.reporting.undo_ruling(key, account.code)
    except StoreError as error:
        refuse(short(key), error)
    else:
        done(UNDONE)
