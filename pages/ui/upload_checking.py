"""Checking what was dropped, file by file, with a bar that moves."""

from collections import Counter
from collections.abc import Mapping

import streamlit as st

from metrics.ingest import CheckedWorkbook
from metrics.store.reporting import Upload, inspect_upload
from pages.ui.upload_desk import Desk, remembered
from pages.ui.upload_steps import Item, with_steps
from pages.ui.upload_words import plain


def checked_items(desk: Desk, given: Mapping[str, tuple[str, bytes]]) -> list[Item]:
    """Every file checked, once for as long as nothing changes in the database."""

    def look(file: str, content: bytes) -> Upload:
        return inspect_upload(desk.store.reporting, desk.framework, content, file, *desk.asked)

    bar, items = st.progress(0.0, "正在检查…"), []
    for number, (sha256, (file, content)) in enumerate(given.items()):
        bar.progress(number / len(given), f"正在检查第 {number + 1} 份，共 {len(given)} 份：{plain(file)}")
        key = ("checked", sha256, file, desk.asked, desk.version)
        original = remembered(key, lambda file=file, content=content: look(file, content))
        items.append(with_steps(desk, original))
    bar.empty()
    return items


def warn_of_rivals(desk: Desk, books: list[CheckedWorkbook]) -> None:
    """Two files for one unit and quarter: the later one would replace the earlier."""
    for (unit, period), many in Counter((book.unit, book.period) for book in books).items():
        if many > 1 and unit and period:
            name = plain(desk.framework.unit[unit].name)
            st.warning(
                f"有 {many} 份文件都是{name} {period.label}的。一个单位一期只算最后报送的一份，"
                "请把它们合并成一份再报。"
            )
