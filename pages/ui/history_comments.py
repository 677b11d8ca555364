"""What was said about a submission; both sides see it and may answer."""

from collections.abc import Mapping

import streamlit as st

from metrics.ingest import SubmissionInfo
from metrics.store import StoreError
from metrics.store.people import Account
from pages import cached
from pages.ui.upload_words import moment, plain

_REFUSED = "comment-refused"


def comments(account: Account, info: SubmissionInfo, names: Mapping[str, str]) -> None:
    """The comments, oldest first, and a line to write one."""
    store = cached.store()
    for one in store.reporting.comments(info.id):
        who = plain(names.get(one.account, one.account))
        st.markdown(f":small[:gray[{who}　{moment(one.at)}]]  \n{plain(one.text)}")
    with (
        st.form(f"comment-form-{info.id}", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        st.text_input(
            "留言（填报单位和审核员都看得到）", key=f"comment-{info.id}", max_chars=500, width="stretch"
        )
        st.form_submit_button(
            "留言", key=f"comment-send-{info.id}", on_click=_send, args=(info.id, account.code)
        )
    if refused := st.session_state.pop(f"{_REFUSED}-{info.id}", ""):
        st.error(refused)


def _send(number: int, account: str) -> None:
    text = st.session_state.get(f"comment-{number}", "")
    if not text.strip():
        return
    try:
        cached.store().reporting.comment(number, account, text)
    except StoreError as error:
        st.session_state[f"{_REFUSED}-{number}"] = str(error)
