"""简报: choose, edit with every figure locked, preview, hand out; and what was handed out before."""

import streamlit as st

from pages import cached
from pages.account import ADMIN, REVIEWER
from pages.ui import empty, page
from pages.ui.briefing_choose import ask_kind
from pages.ui.briefing_edit import edit_paragraphs
from pages.ui.briefing_head import ask_head, head_of
from pages.ui.briefing_history import history
from pages.ui.briefing_make import make_and_preview
from pages.ui.briefing_parts import ask_parts
from pages.ui.office_only import only_for

WRITE, SENT = "写一份", "发出过的"

account = only_for(__file__)
key = page.header("简报")
if key is None:
    empty.no_period()
    st.stop()
place = {"key": "briefing-view", "bind": "query-params", "required": True, "label_visibility": "collapsed"}
view = st.segmented_control("做什么", [WRITE, SENT], default=WRITE, **place)
if view == SENT:
    history(cached.store().office.exports())
    st.stop()
if empty.nothing_approved(key):
    st.stop()
writes = account.role in (REVIEWER, ADMIN)
left, right = st.columns([5, 6], gap="medium")
with left:
    chosen = ask_kind(key)
    chosen |= ask_parts(chosen["kind"])
    chosen |= ask_head(chosen["kind"]) if writes else head_of(chosen["kind"])
    edited, refused = edit_paragraphs(key, chosen) if writes else ({}, 0)
with right:
    make_and_preview(key, chosen | {"edited": edited}, refused)
page.versions(key)
