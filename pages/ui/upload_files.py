"""The second step: files come in and are checked."""

import hashlib
from collections import Counter
from collections.abc import Mapping

import streamlit as st

from metrics.ingest import CheckedWorkbook
from metrics.store.intake import Upload, inspect_upload
from pages.ui.upload_desk import Desk, remembered
from pages.ui.upload_file import draw_file
from pages.ui.upload_words import plain

TYPES = ("xlsx", "xls", "et", "csv")
#: Let in so that they are refused by us, saying how to save, and not by the browser in English.
REFUSED = ("xlsm", "xlsb", "ods", "doc", "docx", "wps", "pdf", "txt", "zip", "rar")
# The uploader's own words are English and cannot be set.
_CHINESE = """<style>
.st-key-upload-files [data-testid="stFileUploaderDropzoneInstructions"] {display: none}
.st-key-upload-files [data-testid="stFileUploaderDropzone"] button p {font-size: 0}
.st-key-upload-files [data-testid="stFileUploaderDropzone"] button p::after {
    content: "选择文件"; font-size: 0.875rem}
</style>"""


def upload_step(desk: Desk) -> None:
    """Step two: drop files, see what was found, hand in what is in order."""
    st.subheader("第二步　上传填好的文件", anchor=False)
    st.html(_CHINESE)
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
    uploads = _checked(desk, given) if given else []
    _warn_of_rivals(desk, [upload.checked for upload in uploads])
    for upload in uploads:
        draw_file(desk, upload)


def _checked(desk: Desk, given: Mapping[str, tuple[str, bytes]]) -> list[Upload]:
    """Every file checked, once for as long as nothing changes in the database."""

    def look(file: str, content: bytes) -> Upload:
        return inspect_upload(desk.store, desk.framework, content, file, *desk.asked)

    with st.spinner(f"正在检查 {len(given)} 份文件…"):
        return [
            remembered(
                ("checked", sha256, file, desk.asked, desk.version),
                lambda file=file, content=content: look(file, content),
            )
            for sha256, (file, content) in given.items()
        ]


def _warn_of_rivals(desk: Desk, books: list[CheckedWorkbook]) -> None:
    """Two files for one unit and quarter: the later one would replace the earlier."""
    for (unit, period), many in Counter((book.unit, book.period) for book in books).items():
        if many > 1 and unit and period:
            name = plain(desk.framework.unit[unit].name)
            st.warning(
                f"有 {many} 份文件都是{name} {period.label}的。一个单位一期只算最后报送的一份，"
                "请把它们合并成一份再报。"
            )
