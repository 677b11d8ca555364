"""One submission under review: what it says, what it changes, and the decision beside it."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from metrics.county import SubmissionInfo
from metrics.framework import parse_period
from metrics.ingest import CellRef, CheckedWorkbook
from metrics.ingest.values import BOUND_SIGNS
from metrics.ingest.write import readable_ledger
from pages import cached
from pages.account import current_account
from pages.ui.history import (
    RevisionPair,
    draw_comments,
    draw_difference,
    list_findings,
    offer_erasure,
    offer_files,
    stored_book,
)
from pages.ui.photos import draw_photos
from pages.ui.review.consequences import draw_doubts, draw_effects, open_doubts
from pages.ui.review.decision import decision_panel
from pages.ui.review.queue import WaitingSubmission, late_badge, severity_badges
from pages.ui.shared import account_names, due_words, grid, moment, plain, rows_of

_COUNTED = ("approved", "published")


def draw_rows(book: CheckedWorkbook, number: int, *, unfolded: bool) -> None:
    """Behind a fold; empty ledgers are named below."""
    filled = {code: part for code, part in book.ledgers.items() if len(part.frame)}
    panel = st.expander(
        f"报送内容　{len(filled)} 张台账，{sum(book.rows.values())} 行",
        unfolded,
        key=f"review-rows-{number}",
        icon=":material/table_view:",
        on_change="rerun",
    )
    if not panel.open:
        return
    with panel:
        if filled:
            tabs = st.tabs([f"{plain(part.sheet)} {len(part.frame)}" for part in filled.values()])
            for tab, (code, part) in zip(tabs, filled.items(), strict=True):
                rows = readable_ledger(cached.framework().ledgers[code], part.frame)
                with tab:
                    grid(rows_of(book.unit, rows), alt=f"{part.sheet}：{len(part.frame)} 行")
        blank = [plain(part.sheet) for part in book.ledgers.values() if not len(part.frame)]
        if blank:
            st.caption(f"没有填数据的表：{'、'.join(blank)}。")


def draw_trail(info: SubmissionInfo, names: Mapping[str, str]) -> None:
    """What was changed on the page before the file was handed in; nothing when it came as it is."""
    trail = cached.store().reporting.trail(info.id, current_account().code)
    if trail is None or not trail.edits:
        return
    st.markdown(f"**报送前在页面上改过**　{len(trail.edits)} 处　:small[原文件“{plain(trail.file)}”另存]")
    table = pd.DataFrame(
        {
            "单元格": [
                f"{edit.sheet}!{CellRef('', '', edit.row, edit.column).address}" for edit in trail.edits
            ],
            "原来": [edit.before for edit in trail.edits],
            "改为": [(BOUND_SIGNS[edit.bound] if edit.bound else "") + edit.after for edit in trail.edits],
            "怎么改的": [edit.how for edit in trail.edits],
            "谁": [names.get(edit.account, edit.account) for edit in trail.edits],
            "何时": [moment(edit.at) for edit in trail.edits],
        }
    )
    grid(rows_of(info.unit, table), alt=f"报送前在页面上改过的单元格：{len(trail.edits)} 处")


def draw_case(waiting: WaitingSubmission, following: str) -> None:
    """On the left what to look at, on the right what to do; `following` is the label of the next one."""
    info, book = waiting.info, stored_book(waiting.info)
    doubts, names = open_doubts(info), account_names()
    left, right = st.columns([5, 3], gap="medium")
    with left:
        _case_head(waiting, sum(book.rows.values()), names, len(doubts))
        draw_trail(info, names)
        list_findings(book, f"review-found-{info.id}", unfolded=True)
        draw_doubts(doubts, info.id)
        before = _revision_compared(info)
        draw_difference(
            RevisionPair(before, stored_book(before) if before else None, book),
            f"review-diff-{info.id}",
            unfolded=True,
        )
        draw_effects(info)
        draw_rows(book, info.id, unfolded=before is None)
        draw_photos(info, book, f"review-photos-{info.id}")
    with right:
        with st.container(border=True):
            decision_panel(waiting, doubts, following)
        with st.container(border=True):
            st.markdown("**文件**")
            offer_files(info)
            offer_erasure(info)
            st.markdown("**留言**")
            draw_comments(info, names)


def _revision_compared(info: SubmissionInfo) -> SubmissionInfo | None:
    """The last approved revision before; without one the revision just before."""
    before = [
        other
        for other in cached.submissions()
        if (other.unit, other.period) == (info.unit, info.period)
        and other.revision < info.revision
        and other.state != "withdrawn"
    ]
    return max(before, key=lambda other: (other.state in _COUNTED, other.revision), default=None)


def zero_words(info: SubmissionInfo, names: Mapping[str, str]) -> str:
    """Which ledgers were declared to have nothing, by whom and when; empty without any."""
    declared = cached.zero_declarations(parse_period(info.period), info.unit)
    if not declared:
        return ""
    sheets = "、".join(plain(cached.framework().ledgers[one.ledger].sheet) for one in declared)
    last = declared[-1]
    who = plain(names.get(last.account, last.account))
    return f":blue-badge[零报送]　{sheets}　:small[{who} {moment(last.at)} 确认没有发生，通过后按 0 计]"


def _case_head(waiting: WaitingSubmission, rows: int, names: Mapping[str, str], doubts: int) -> None:
    info = waiting.info
    who = plain(names.get(info.submitted_by, info.submitted_by))
    due = due_words(waiting.due_on, info.submitted_at.date(), done=True)
    name = f"**{plain(waiting.unit)}**　{parse_period(info.period).label}　第 {info.revision} 版"
    lines = [
        f"{name}　{severity_badges(waiting, doubts)}{late_badge(waiting)}",
        f":small[{who} 报送于 {moment(info.submitted_at)}，{due}；共 {rows} 行；{plain(info.file)}]",
    ]
    returned = [
        other
        for other in cached.submissions()
        if (other.unit, other.period, other.state) == (info.unit, info.period, "returned")
    ]
    if zeros := zero_words(info, names):
        lines.append(zeros)
    if returned:
        lines.append(f"上次退回（第 {returned[-1].revision} 版）的原因：{plain(returned[-1].note)}")
    st.markdown("  \n".join(lines))
