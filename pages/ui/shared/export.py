"""Files from pages: a chart, a table, a whole page; each is made when somebody presses its button."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics.reports import Block, Drawing, Stamp, export, file_stem
from metrics.reports.print import NoBrowserError, figure_png, find_browser, onscreen, svg
from pages import cached

_ICON = ":material/download:"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class PrintedPage:
    """What one run of a page drew so far."""

    title: str
    key: cached.Edition
    slot: DeltaGenerator
    blocks: list[Callable[[], Block]] = field(default_factory=list)
    chosen: str = ""

    @property
    def period(self) -> str:
        """The period's Chinese name."""
        return self.key.period.label

    def stamp(self) -> Stamp:
        """What a file made now says about itself."""
        framework = cached.framework_of(self.key)
        return onscreen.stamp(self.chosen, self.key.version, f"{framework.version}（{framework.hash[:8]}）")

    def file(self, title: str, suffix: str) -> str:
        """File name with period and data version."""
        return file_stem(title, self.period, self.key.version) + suffix


_printed: ContextVar[PrintedPage | None] = ContextVar("page", default=None)


def begin_page(title: str, key: cached.Edition, slot: DeltaGenerator) -> None:
    """Note from now on what is drawn; `slot` is where the button for the whole page goes."""
    _printed.set(PrintedPage(title, key, slot))


def note_block(block: Callable[[], Block]) -> None:
    """A chart or table was drawn; `block` makes it for a report."""
    page = _printed.get()
    if page is not None:
        page.blocks.append(block)
        page.chosen = onscreen.filters(page.period, st.query_params.to_dict())


def offer_page() -> None:
    """The button for the whole page, where anything was drawn."""
    page = _printed.get()
    if page is None or not page.blocks:
        return
    # Not `page` in the function: what is drawn later in this run belongs to it as well.
    blocks, period = page.blocks, page.period

    def make() -> bytes:
        drawn = (block() for block in list(blocks))
        return export(onscreen.page(page.title, period, drawn, page.stamp()), "pdf")

    name = page.file(page.title, ".pdf")
    with page.slot:
        _file_button("本页导出 PDF", make, name, "page-pdf", help_="印出本页的图和表，连同现在的筛选条件。")


def offer_chart(figure: Drawing, title: str, place: str) -> None:
    """Buttons for a chart's picture and its drawing; a sentence where no browser can make them."""
    page = _printed.get()
    if page is None:
        return
    try:
        find_browser()
    except NoBrowserError as error:
        st.caption(str(error))
        return
    stamp = page.stamp
    _file_button(
        "图片 PNG",
        lambda: figure_png(figure, stamp=stamp()),
        page.file(title, ".png"),
        f"{place}-png",
    )
    _file_button("矢量图 SVG", lambda: svg(figure), page.file(title, ".svg"), f"{place}-svg")


def offer_table(frame: pd.DataFrame, title: str, place: str, label: str = "表格 XLSX") -> None:
    """A button for a table as Excel file."""
    page = _printed.get()
    if page is None:
        return
    _file_button(
        label,
        lambda: onscreen.table_file(title, page.period, frame, page.stamp()),
        page.file(title, ".xlsx"),
        f"{place}-xlsx",
    )


def _file_button(
    label: str, make: Callable[[], bytes], name: str, key: str, help_: str | None = None
) -> None:
    st.download_button(label, make, name, on_click="ignore", type="tertiary", icon=_ICON, key=key, help=help_)
