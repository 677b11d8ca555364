"""Many files at once: one table of them, and one button for those that are in order."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from metrics.ingest import SEVERITIES, CheckedWorkbook
from metrics.store.reporting import Upload, stored_already
from pages.ui.upload_desk import Desk
from pages.ui.upload_steps import Item
from pages.ui.upload_submit import submit
from pages.ui.upload_words import plain, unbroken


def draw_summary(desk: Desk, items: Sequence[Item]) -> None:
    """The files with what was found in each; above them whatever two of them have in common."""
    books = [item.upload.checked for item in items]
    rivals = {
        key for key, many in Counter((b.unit, b.period) for b in books).items() if many > 1 and all(key)
    }
    states = [_state(desk, book, rivals) for book in books]
    table = {
        "文件": [plain(book.file) for book in books],
        "单位": [plain(desk.framework.unit[b.unit].short_name) if b.unit else "未认出" for b in books],
        "报告期": [book.period.code if book.period else "未认出" for book in books],
        **{word: [str(len(b.of_severity(s)) or "") for b in books] for s, word in SEVERITIES.items()},
        "状态": states,
    }
    st.table({unbroken(name): texts for name, texts in table.items()}, border="horizontal")
    ready = [i.upload for i, state in zip(items, states, strict=True) if state in ("可报送", "待确认")]
    _draw_button(desk, ready)


def _state(desk: Desk, book: CheckedWorkbook, rivals: set[tuple[object, object]]) -> str:
    if not (book.unit and book.period):
        return "认不出"
    if not book.accepted:
        return "有错误"
    if stored_already(desk.store.reporting, book):
        return "已报送"
    if (book.unit, book.period) in rivals:
        return "重复"
    return "待确认" if book.of_severity("confirm") else "可报送"


def _draw_button(desk: Desk, ready: Sequence[Upload]) -> None:
    """Files with something to confirm go along once the person says so."""
    doubtful = [upload for upload in ready if upload.checked.of_severity("confirm")]
    names = "-".join(upload.checked.sha256[:8] for upload in doubtful)
    sure = not doubtful or st.checkbox(
        f"我已核对这 {len(doubtful)} 份文件的待确认项，按建议值一并报送", key=f"confirm-all-{names}"
    )
    chosen = [upload for upload in ready if sure or upload not in doubtful]
    if not ready:
        return
    st.button(
        f"一次报送 {len(chosen)} 份",
        key="submit-all",
        type="primary",
        icon=":material/send:",
        disabled=not chosen,
        on_click=_submit_all,
        args=(desk, chosen),
    )


def _submit_all(desk: Desk, uploads: Sequence[Upload]) -> None:
    for upload in uploads:
        submit(desk, upload)
