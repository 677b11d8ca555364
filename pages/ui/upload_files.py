"""The second step: files come in and are checked."""

import hashlib

import streamlit as st

from pages.ui.shared import chinese_file_chooser, finding_badges, plain
from pages.ui.upload_checking import checked_items, warn_of_rivals
from pages.ui.upload_desk import Desk
from pages.ui.upload_drafts import keep_arrived, keep_corrected
from pages.ui.upload_file import draw_file
from pages.ui.upload_kept import draw_kept
from pages.ui.upload_opened import opened
from pages.ui.upload_steps import Item
from pages.ui.upload_summary import draw_summary

TYPES = ("xlsx", "xls", "et", "csv")
#: Let in so that they are refused by us, saying how to save, and not by the browser in English.
REFUSED = ("xlsm", "xlsb", "ods", "doc", "docx", "wps", "pdf", "txt", "zip", "rar")
#: More files than these are folded, each under its name.
_UNFOLDED = 2


def upload_step(desk: Desk) -> None:
    """Step two: drop files, see what was found, hand in what is in order."""
    st.subheader("第二步　上传填好的文件", anchor=False)
    chinese_file_chooser("upload-files")
    files = st.file_uploader(
        "把填好的工作簿拖到这里，可以一次放多份",
        (*TYPES, *REFUSED),
        accept_multiple_files=True,
        key="upload-files",
    )
    st.caption("支持 .xlsx .xls .et .csv，每份不超过 20 MB。上传后只做检查，点“报送”才会提交。")
    given: dict[str, tuple[str, bytes]] = {}
    for file in files:
        content = file.getvalue()
        given.setdefault(hashlib.sha256(content).hexdigest(), (file.name, content))
    if len(given) < len(files):
        st.caption("有内容完全相同的文件，只检查一次。")
    kept, uploaded = st.container(), set(given)
    keep_arrived(desk, given)
    given |= opened()
    items = checked_items(desk, given) if given else []
    keep_corrected(desk, items)
    with kept:
        draw_kept(desk, uploaded)
    warn_of_rivals(desk, [item.upload.checked for item in items])
    if len(items) > 1:
        draw_summary(desk, items)
    for item in items:
        _draw(desk, item, folded=len(items) > _UNFOLDED)


def _draw(desk: Desk, item: Item, *, folded: bool) -> None:
    if not folded:
        draw_file(desk, item)
        return
    book = item.upload.checked
    panel = st.expander(
        f"{plain(book.file)}　{finding_badges(book)}",
        key=f"fold-{item.original.checked.sha256}",
        on_change="rerun",
    )
    if panel.open:
        with panel:
            draw_file(desk, item)
