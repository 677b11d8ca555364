"""What the last click on a doubt did, or why it could not, kept until the page is drawn again."""

import streamlit as st

from metrics.store import StoreError
from metrics.store.reporting import DIFFERENT, SAME, UNDONE, VERIFIED

_SAID, _REFUSED = "quality-said", "quality-refused"


def done(verdict: str) -> None:
    """Remember what was decided (of a callback)."""
    st.session_state[_SAID] = verdict


def refuse(place: str, error: StoreError) -> None:
    """Remember why a decision at a place was not taken (of a callback)."""
    st.session_state[f"{_REFUSED}-{place}"] = str(error)


def say_refused(place: str) -> None:
    """Why the last decision at a place was not taken."""
    if refused := st.session_state.pop(f"{_REFUSED}-{place}", ""):
        st.error(refused)


def say_last() -> None:
    """What the last click did."""
    words = {
        SAME: "已认定：协办（重复）的一行留底，不再计入得分和各项数字。",
        DIFFERENT: "已认定不是同一件，两行都计入，以后不再问。",
        VERIFIED: "已记为核实无误，不再列入未处理。",
        UNDONE: "已撤销认定，这一条重新列入未处理。",
    }
    if said := st.session_state.pop(_SAID, ""):
        st.success(f"{words[said]}可在“认定记录”里查看和撤销。", icon=":material/check_circle:")
