"""The findings of a stored submission, grouped, to read."""

import streamlit as st

from metrics.ingest import SEVERITIES, CheckedWorkbook
from metrics.ingest.write import FindingGroup, findings_frame, grouped
from pages.ui.grid import grid
from pages.ui.upload_words import plain, unbroken

_COLOURS = {"error": "red", "confirm": "orange", "hint": "blue"}
#: More findings of a kind than these scroll in a table of their own.
_WRITTEN = 8


def findings(book: CheckedWorkbook, key: str, *, unfolded: bool = False) -> None:
    """A fold for all of them; nothing without any."""
    groups = grouped(book.findings)
    if not groups:
        return
    panel = st.expander(
        f"检查结果　{len(book.findings)} 处",
        unfolded,
        key=key,
        icon=":material/checklist:",
        on_change="rerun",
    )
    if panel.open:
        with panel:
            for group in groups:
                _draw(group)


def _draw(group: FindingGroup) -> None:
    many = f"　同类 {len(group.findings)} 处" if len(group.findings) > 1 else ""
    st.markdown(
        f":{_COLOURS[group.severity]}-badge[{SEVERITIES[group.severity]}] "
        f"{plain(group.sheet)}　**{plain(group.title)}**{many}"
    )
    if len(group.findings) > _WRITTEN:
        frame = findings_frame(group.findings)[["单元格", "问题", "填的是", "应为"]]
        grid(frame, hide_index=True, height=280, alt=f"{group.title}：{len(group.findings)} 处")
        return
    table = {
        "单元格": [f"**{plain(item.where.address) or '—'}**" for item in group.findings],
        "问题": [plain(item.message) for item in group.findings],
        "应为": [plain(item.expected) for item in group.findings],
    }
    st.table({unbroken(head): texts for head, texts in table.items()}, border="horizontal")
