"""One uploaded file on the page."""

import streamlit as st

from metrics.ingest.listing import readable_rows
from metrics.store.intake import Upload
from pages.ui.upload_desk import Desk, remembered
from pages.ui.upload_findings import counts, draw_findings
from pages.ui.upload_preview import draw_preview
from pages.ui.upload_submit import draw_submit, say_stored
from pages.ui.upload_words import plain


def draw_file(desk: Desk, upload: Upload) -> None:
    """What was found, what was understood, and the button that hands it in."""
    book = upload.checked
    key = f"{book.sha256[:16]}-{book.unit}-{book.period}"
    with st.container(border=True, key=f"file-{key}"):
        unit = plain(desk.framework.unit[book.unit].name) if book.unit else "单位未认出"
        period = book.period.label if book.period else "报告期未认出"
        st.markdown(
            f"**{plain(book.file)}**　{counts(book)}  \n{unit}　{period}　共 {sum(book.rows.values())} 行"
        )
        if say_stored(desk, book):
            return
        draw_findings(book, key)
        tables = remembered(
            ("readable", book.sha256, desk.asked, desk.version),
            lambda: readable_rows(desk.framework, upload.context, book),
        )
        draw_preview(book, tables, key)
        draw_submit(desk, upload, key)
