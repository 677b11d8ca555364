"""Correcting a long group of cells in a table whose last column can be typed in."""

import streamlit as st

from metrics.ingest.write import FindingGroup, findings_frame, tamed, untamed
from pages.ui.upload_edit import Take, changes_of, first_text

_NEW, _OLD = "改为", "现在的内容"


def edit_table(group: FindingGroup, take: Take, key: str) -> None:
    """A long group as a table whose last column can be typed in."""
    frame = findings_frame(group.findings)[["单元格", "填的是", "问题", "应为", "怎么改"]]
    frame = frame.rename(columns={"填的是": _OLD})
    frame.insert(2, _NEW, [first_text(item) for item in group.findings])
    shown = [name for name in frame if name in ("单元格", _NEW) or frame[name].ne("").any()]
    edited = st.data_editor(
        tamed(frame[shown]),
        hide_index=True,
        height=320,
        num_rows="fixed",
        disabled=[name for name in shown if name != _NEW],
        column_config={
            "单元格": st.column_config.TextColumn(pinned=True, width="small"),
            _NEW: st.column_config.TextColumn(f"{_NEW} ✎", width="medium"),
        },
        key=f"{key}-table",
    )
    st.caption(f"“{_NEW}”里删成空白，就是把那一格清空；和现在的内容一样的不动。")
    if st.button(f"采用“{_NEW}”一列", key=f"{key}-take"):
        take(changes_of(list(group.findings), [untamed(text) for text in edited[_NEW].fillna("")]))
        st.rerun()
