"""Files from pages: a chart, a table, a whole page; each is made when somebody presses its button."""

from collections.abc import Callable
from contextvars import ContextVar

import streamlit as st

from metrics.reports import Block, export
from metrics.reports.print import NoBrowserError, figure_png, find_browser, onscreen, svg
from pages import cached
from pages.ui.shown import Page

_ICON = ":material/download:"

_page: ContextVar[Page | None] = ContextVar("page", default=None)


def begin(title: str, key: cached.Edition, slot: object) -> None:
    """Note from now on what is drawn; `slot` is where the button for the whole page goes."""
    _page.set(Page(title, key, slot))


def note(block: Callable[[], Block]) -> None:
    """A chart or table was drawn; `block` makes it for a report."""
    page = _page.get()
    if page is not None:
        page.blocks.append(block)
        page.chosen = onscreen.filters(page.period, st.query_params.to_dict())


def offer_page() -> None:
    """The button for the whole page, where anything was drawn."""
    page = _page.get()
    if page is None or not page.blocks:
        return
    # Not `page` in the function: what is drawn later in this run belongs to it as well.
    blocks, period = page.blocks, page.period

    def make() -> bytes:
        drawn = (block() for block in list(blocks))
        return export(onscreen.page(page.title, period, drawn, page.stamp()), "pdf")

    name = page.file(page.title, ".pdf")
    with page.slot:
        _button("本页导出 PDF", make, name, "page-pdf", help_="印出本页的图和表，连同现在的筛选条件。")


def offer_chart(figure: object, title: str, place: str) -> None:
    """Buttons for a chart's picture and its drawing; a sentence where no browser can make them."""
    page = _page.get()
    if page is None:
        return
    try:
        find_browser()
    except NoBrowserError as error:
        st.caption(str(error))
        return
    stamp = page.stamp
    _button(
        "图片 PNG",
        lambda: figure_png(figure, stamp=stamp()),
        page.file(title, ".png"),
        f"{place}-png",
    )
    _button("矢量图 SVG", lambda: svg(figure), page.file(title, ".svg"), f"{place}-svg")


def offer_table(frame: object, title: str, place: str, label: str = "表格 XLSX") -> None:
    """A button for a table as Excel file."""
    page = _page.get()
    if page is None:
        return
    _button(
        label,
        lambda: onscreen.table_file(title, page.period, frame, page.stamp()),
        page.file(title, ".xlsx"),
        f"{place}-xlsx",
    )


def _button(label: str, make: Callable[[], bytes], name: str, key: str, help_: str | None = None) -> None:
    st.download_button(label, make, name, on_click="ignore", type="tertiary", icon=_ICON, key=key, help=help_)
