"""Giving a submission back: the reason, composed of what checking found."""

from collections.abc import Sequence

import streamlit as st

from metrics.ingest.listing import grouped
from metrics.ingest.quality import Doubt
from metrics.store import StoreError
from metrics.words.reminder import problem_line, return_reason
from pages.account import ADMIN, REVIEWER
from pages.ui.office_only import keep, still
from pages.ui.review_desk import Desk
from pages.ui.review_queue import go_on
from pages.ui.review_waiting import Waiting

_SHORT = 48


def return_form(desk: Desk, waiting: Waiting, doubts: Sequence[Doubt]) -> None:
    """The reason starts with what was chosen of the findings and can be edited."""
    number = waiting.info.id
    lines = _suggestions(desk, waiting, doubts)
    if lines:
        st.multiselect(
            "从检查结果里选退回原因",
            list(lines),
            format_func=lambda line: line if len(line) <= _SHORT else f"{line[:_SHORT]}…",
            key=f"problems-{number}",
            placeholder="选一条或几条，自动写到下面",
            on_change=_compose,
            args=(number,),
        )
    st.text_area(
        "退回原因",
        key=f"why-{number}",
        height=130,
        max_chars=1000,
        placeholder="写明改哪里、怎么改，填报单位会看到",
    )
    st.button(
        "退回",
        key=f"return-{number}",
        icon=":material/undo:",
        width="stretch",
        on_click=_give_back,
        args=(desk, waiting),
    )


def _suggestions(desk: Desk, waiting: Waiting, doubts: Sequence[Doubt]) -> list[str]:
    """A line a kind of finding, then one a doubt; the grave ones first."""
    found = [problem_line(group) for group in grouped(desk.book(waiting.info).findings)]
    asked = [f"{doubt.where[0].cell}：{doubt.message}" for doubt in doubts]
    return list(dict.fromkeys([*found, *asked]))


def _compose(number: int) -> None:
    st.session_state[f"why-{number}"] = return_reason(st.session_state[f"problems-{number}"])


def _give_back(desk: Desk, waiting: Waiting) -> None:
    """Runs before the page is drawn again, as approving does."""
    why = st.session_state.get(f"why-{waiting.info.id}", "")
    if not still(desk.account.code, "review", REVIEWER, ADMIN):
        return
    try:
        desk.store.reporting.give_back(waiting.info.id, desk.account.code, why)
    except StoreError as error:
        keep("review", refused=str(error))
    else:
        go_on(desk, waiting, f"已退回：{waiting.label}。填报单位会看到原因。")
