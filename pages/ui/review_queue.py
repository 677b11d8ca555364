"""The queue: how much is left, which one is looked at, the list of all."""

import streamlit as st

from metrics.ingest import SEVERITIES
from pages.ui.review_desk import Desk
from pages.ui.review_waiting import Waiting, days_waiting
from pages.ui.shared import keep_result, plain, unbroken

#: Where the choice is kept.
PLACE = "review"
_COLOURS = {"error": "red", "confirm": "orange", "hint": "blue"}


def choose(desk: Desk) -> Waiting:
    """How many are left, and a choice of one with steps to its neighbours."""
    oldest = days_waiting(desk.queue[0].info.submitted_at)
    waited = f"，最早的一份已等 {oldest} 天" if oldest > 0 else ""
    st.markdown(f"还有 **{len(desk.queue)}** 份待审{waited}。")
    by_label = {one.label: one for one in desk.queue}
    labels = list(by_label)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        label = st.selectbox("正在审核（先报的在前）", labels, key=PLACE, bind="query-params", width=460)
        at = labels.index(label)
        for words, step in (("上一份", -1), ("下一份", 1)):
            st.button(
                words,
                key=f"review-step-{step}",
                disabled=len(labels) == 1,
                on_click=_go,
                args=(labels[(at + step) % len(labels)],),
            )
    return by_label[label]


def _go(label: str) -> None:
    st.session_state[PLACE] = label


def go_on(desk: Desk, waiting: Waiting, said: str) -> None:
    """To the next one (of a callback), with what was done in words."""
    following = desk.after(waiting)
    if following:
        st.session_state[PLACE] = following
    keep_result("review", said=said)


def queue_table(desk: Desk) -> None:
    """All that wait, behind a fold."""
    panel = st.expander(f"待审列表　{len(desk.queue)} 份", key="review-list", on_change="rerun")
    if not panel.open:
        return
    table = {
        "单位": [plain(one.unit) for one in desk.queue],
        "报告期": [f"{one.info.period}　第 {one.info.revision} 版" for one in desk.queue],
        "报送": [f"{one.info.submitted_at:%m-%d %H:%M}{late_badge(one)}" for one in desk.queue],
        "检查结果": [badges(one) for one in desk.queue],
    }
    panel.table({unbroken(head): texts for head, texts in table.items()}, border="horizontal")


def badges(waiting: Waiting) -> str:
    """How many findings of each severity."""
    parts = [
        f":{_COLOURS[level]}-badge[{word} {waiting.found[level]}]"
        for level, word in SEVERITIES.items()
        if waiting.found.get(level)
    ]
    return " ".join(parts) or ":green-badge[检查无问题]"


def late_badge(waiting: Waiting) -> str:
    """A mark on what came after the due date."""
    return "　:red-badge[迟报]" if waiting.late else ""
