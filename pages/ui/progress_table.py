"""The board as a table: where every unit's report of the period stands."""

from collections.abc import Sequence

import streamlit as st

from metrics.charts.words import STATES
from metrics.framework import Period, parse_period
from metrics.ingest import SubmissionInfo
from metrics.words.reminder import OWED, reported_late
from pages import cached
from pages.ui.upload_words import plain, state_badge, unbroken

#: States in the order in which the office looks after them.
_ORDER = ("late", "returned", "submitted", "missing", "approved", "published")
_CARD = 108


def late_ones(infos: Sequence[SubmissionInfo]) -> frozenset[tuple[str, str]]:
    """Unit and quarter of what came in after its due date."""
    return reported_late(infos, {info.code: info.due_on for info in cached.periods()})


def cards(board, infos: Sequence[SubmissionInfo]) -> None:
    """How many reports are in which state, and how much of the whole is through."""
    approved, due = int(board["approved"].sum()), len(board)
    late = len(late_ones(infos))
    with st.container(horizontal=True, gap="xsmall"):
        st.metric("已通过", f"{approved}/{due}", border=True, width=_CARD)
        for state in ("submitted", "returned", "late", "missing"):
            st.metric(STATES[state], int(board["state"].eq(state).sum()), border=True, width=_CARD)
        st.metric(
            "迟报", late, border=True, width=_CARD, help="已经报送，但晚于截止日期；和“逾期未报”不是一回事。"
        )
    st.progress(approved / due if due else 0.0)


def table(board, infos: Sequence[SubmissionInfo]) -> None:
    """A line a unit and quarter, those that need care first."""
    latest = {(info.unit, info.period): info for info in infos if info.state != "withdrawn"}
    ranks = board["state"].map({state: rank for rank, state in enumerate(_ORDER)})
    due = board["due_on"].dt.strftime("%Y-%m-%d").fillna("")
    late = late_ones(infos)
    ordered = board.assign(rank=ranks, due_text=due).sort_values(["rank", "period", "unit"])
    many = board["period"].nunique() > 1
    columns: dict[str, list[str]] = {"单位": [], "状态": [], "报送": [], "问题": [], "行数": []}
    for row in ordered.itertuples():
        mark = " :red-badge[迟报]" if (row.unit, row.period) in late else ""
        quarter = f"　{parse_period(row.period).label}" if many else ""
        columns["单位"].append(f"{plain(row.name)}{quarter}")
        columns["状态"].append(state_badge(row.state) + mark)
        columns["报送"].append(_sent(row, latest.get((row.unit, row.period))))
        columns["问题"].append(str(row.findings).replace("<NA>", ""))
        columns["行数"].append(str(row.rows).replace("<NA>", ""))
    panel = st.expander(
        f"逐单位查看　{len(board)} 份", expanded=not many, key="progress-units", on_change="rerun"
    )
    if panel.open:
        panel.table({unbroken(name): texts for name, texts in columns.items()}, border="horizontal")


def _sent(row, info: SubmissionInfo | None) -> str:
    if info is None:
        return f":small[截止 {row.due_text}]" if row.due_text else ""
    why = f"　:small[{plain(info.note)}]" if info.state == "returned" and info.note else ""
    # In a narrow table a line may end only between revision and time.
    return f"第\u00a0{info.revision}\u00a0版 {info.submitted_at:%m\u2011%d\u00a0%H:%M}{why}"


def elsewhere(period: Period) -> None:
    """Other quarters in which reports are still owed."""
    owing = []
    for info in cached.periods():
        if info.state == "open" and parse_period(info.code) not in period:
            count = int(cached.board(info.code)["state"].isin(OWED).sum())
            owing += [f"{info.label} {count} 份"] if count else []
    if owing:
        st.caption(f"其他报告期还没有报齐：{'、'.join(owing)}。在上面换一期查看。")
