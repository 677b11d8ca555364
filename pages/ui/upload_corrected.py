"""What was corrected on the page so far: said, taken back, taken away."""

import streamlit as st

from metrics.ingest import CellRef
from metrics.ingest.patch import mark, marked_name
from metrics.ingest.write import write_findings
from pages.ui.upload_desk import Desk
from pages.ui.upload_steps import Item, undo
from pages.ui.upload_words import file_name, plain

_NAMED = 6


def draw_corrected(item: Item) -> None:
    """How many cells were changed, which, and the way back."""
    if item.failed:
        st.error(item.failed)
    if not item.steps:
        return
    cells = item.cells
    st.markdown(f":green-badge[已在表内改了 {len(cells)} 处]　{_named(cells)}")
    with st.container(horizontal=True, key=f"corrected-{item.key}"):
        st.button("撤销上一步", key=f"undo-{item.key}", on_click=undo, args=(item,), icon=":material/undo:")
        if len(item.steps) > 1:
            st.button(
                "全部撤销", key=f"undo-all-{item.key}", on_click=undo, args=(item,), kwargs={"every": True}
            )


def _named(cells: dict[tuple[str, int, int], str]) -> str:
    first = [
        f"{plain(str(CellRef('', *cell)))} → {plain(text) or '（清空）'}"
        for cell, text in list(cells.items())[:_NAMED]
    ]
    return "；".join(first) + (" 等" if len(cells) > _NAMED else "")


def draw_copies(desk: Desk, item: Item) -> None:
    """Files to take away, each made when it is asked for."""
    upload, framework, key = item.upload, desk.framework, item.key
    book, stem = upload.checked, upload.checked.file.rsplit(".", 1)[0]
    copies = []
    if item.steps and not item.failed:
        copies.append(("下载更正后的文件", lambda: upload.content, book.file))
    if book.findings or upload.issued:
        copies.append(
            (
                "下载标注过的原表",
                lambda: mark(upload.content, book.file, book, framework).content,
                marked_name(book.file),
            )
        )
    if book.findings:
        copies.append(
            (
                "下载问题清单（Excel）",
                lambda: write_findings(book.findings, f"{book.file} 的检查结果"),
                file_name("问题清单", stem),
            )
        )
    if upload.issued:
        st.caption(f"有 {upload.issued} 行没有编号，系统已编好，写在标注过的原表里；下次接着它填，编号不变。")
    with st.container(horizontal=True, key=f"copies-{key}"):
        for label, make, name in copies:
            st.download_button(
                label, make, name, key=f"{key}-{label}", on_click="ignore", icon=":material/download:"
            )
