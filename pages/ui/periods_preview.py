"""What publishing would freeze, what is left out of it, and what stands in the way."""

import streamlit as st

from metrics.framework import parse_period
from metrics.words import graded
from pages import cached
from pages.edition import COUNTY, Edition
from pages.ui.upload_words import plain


def preview(key: Edition, board) -> None:
    """The total and the versions that would stay as they are."""
    framework, book = cached.framework_of(key), cached.book(key, COUNTY)
    total = book.scores[framework.root.id].iloc[0]
    with st.container(border=True):
        st.markdown(
            f"将定下来的是：全县总分 **{graded(framework, total)}**，以及企业、品牌、单位等各级得分。"
        )
        st.markdown(
            f"数据版本 `{book.data_version[:8]}`（{int(board['approved'].sum())}/{len(board)} 份报送通过）　"
            f"指标版本 {plain(framework.version)}（`{framework.hash[:8]}`）"
        )


def missing(board) -> None:
    """Units whose report of a quarter does not count; publishing goes on without them."""
    gone = board[~board["approved"]]
    if len(gone):
        st.warning(f"有 {len(gone)} 份没有计入：{_names(gone)}。发布后这些仍是“未报送”，不是 0 分。")


def blocked(board) -> bool:
    """Whether submissions still await a decision; they are named."""
    waiting = board[board["state"].eq("submitted")]
    if len(waiting):
        st.error(f"还有 {len(waiting)} 份等待审核：{_names(waiting)}。请先在“审核”页通过或退回，再发布。")
    return bool(len(waiting))


def _names(part) -> str:
    pairs = zip(part["name"], part["period"], strict=True)
    return "、".join(plain(f"{name}（{parse_period(quarter).label}）") for name, quarter in pairs)
