"""简报: choose, edit with every figure locked, 核对单, preview, 定稿; and what went out before."""

import streamlit as st

from pages import cached
from pages.account import has_act
from pages.ui.briefing import (
    ask_head,
    ask_kind,
    ask_parts,
    ask_schedule,
    check_edited,
    edit_paragraphs,
    head_of,
    make_and_preview,
    sent_files,
)
from pages.ui.shared import nothing_approved, only_for, period_header, say_no_period, version_line

WRITE, SENT, EDITED = "写一份", "发出过的", "核对改过的 Word"

account = only_for(__file__)
key = period_header("简报")
if key is None:
    say_no_period()
    st.stop()
view = st.segmented_control(
    "做什么",
    [WRITE, EDITED, SENT],
    default=WRITE,
    required=True,
    key="briefing-view",
    bind="query-params",
    label_visibility="collapsed",
)
writes = has_act(account, "edit-briefing")
if view == SENT:
    if writes:
        ask_schedule()
    sent_files(cached.store().office.exports())
    st.stop()
if nothing_approved(key):
    st.stop()
if view == EDITED:
    check_edited(key)
    st.stop()
left, right = st.columns([5, 6], gap="medium")
with left:
    chosen = ask_kind(key)
    kind = chosen["kind"]
    chosen = {**chosen, **ask_parts(kind), **(ask_head(kind) if writes else head_of(kind))}
    edited, refused = edit_paragraphs(key, chosen) if writes else ({}, 0)
with right:
    make_and_preview(key, {**chosen, "edited": edited}, refused, writes=writes)
version_line(key)
