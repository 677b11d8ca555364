"""Which submissions of the history are shown."""

from collections.abc import Sequence

import streamlit as st

from metrics.framework import parse_period
from metrics.ingest import SubmissionInfo
from metrics.store.reporting import SUBMISSION_STATE_NAMES
from pages import cached
from pages.ui.upload_words import plain

_ALL = "全部"


def choose(every: Sequence[SubmissionInfo], own: str) -> list[SubmissionInfo]:
    """Ask for unit, quarter and state; newest first. `own` is the one unit that may be seen, if only one."""
    units = {unit.name: unit.code for unit in cached.framework().units}
    quarters = {
        parse_period(code).label: code for code in sorted({one.period for one in every}, reverse=True)
    }
    states = {SUBMISSION_STATE_NAMES[state]: state for state in dict.fromkeys(one.state for one in every)}
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if own:
            st.markdown(f"**{plain(cached.framework().unit[own].name)}**", width="content")
        unit = own or units.get(_ask("单位", units, "history-unit", 240))
        quarter = quarters.get(_ask("报告期", quarters, "history-quarter", 180))
        state = states.get(_ask("状态", states, "history-state", 140))
    found = [
        one
        for one in every
        if unit in (None, one.unit) and quarter in (None, one.period) and state in (None, one.state)
    ]
    return sorted(found, key=lambda one: (one.submitted_at, one.id), reverse=True)


def _ask(words: str, options: dict[str, str], key: str, width: int) -> str:
    return st.selectbox(words, [_ALL, *options], key=key, bind="query-params", width=width)
