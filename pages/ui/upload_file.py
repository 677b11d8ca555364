"""One uploaded file on the page."""

from functools import partial

import streamlit as st

from metrics.ingest.write import readable_rows
from pages.ui.upload_corrected import draw_copies, draw_corrected
from pages.ui.upload_desk import Desk, remembered
from pages.ui.upload_diff import draw_diff
from pages.ui.upload_effect import draw_effect
from pages.ui.upload_findings import counts, draw_findings
from pages.ui.upload_preview import draw_preview
from pages.ui.upload_steps import Item, take
from pages.ui.upload_submit import draw_submit, say_stored
from pages.ui.upload_words import plain


def draw_file(desk: Desk, item: Item) -> None:
    """What was found, corrected and understood, what it changes, and the button that hands it in."""
    upload, key = item.upload, item.key
    book = upload.checked
    with st.container(border=True, key=f"file-{key}"):
        unit = plain(desk.framework.unit[book.unit].name) if book.unit else "单位未认出"
        period = book.period.label if book.period else "报告期未认出"
        st.markdown(
            f"**{plain(book.file)}**　{counts(book)}  \n{unit}　{period}　共 {sum(book.rows.values())} 行"
        )
        if say_stored(desk, book):
            return
        draw_corrected(item)
        draw_findings(book, key, partial(take, desk.framework, item))
        draw_copies(desk, item)
        tables = remembered(
            ("readable", book.sha256, desk.asked, desk.version),
            lambda: readable_rows(desk.framework, upload.context, book),
        )
        draw_preview(book, tables, key)
        draw_diff(desk, upload, key)
        draw_effect(desk, book, key)
        draw_submit(desk, upload, key)
