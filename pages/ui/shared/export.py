"""Files from pages, each made when somebody presses its button: the one place with download buttons.

A button is drawn for what somebody may do now, and pressed later. So the right is asked again by the account
as it is then, in the transaction in which the audit notes who took what; refused, there are no bytes.
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypedDict, Unpack

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics.county import Table, asks_of, frame_for
from metrics.framework import Framework, Period, as_file_name
from metrics.reports import Block, Drawing, Stamp, file_stem
from metrics.reports.print import NoBrowserError, figure_png, find_browser, onscreen, svg
from metrics.store.database import audit
from metrics.store.people import Handout
from pages import cached
from pages.account import current_account, session_value

_ICON = ":material/download:"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: An act of rights.toml and the unit it is asked for; an empty unit is nobody's in particular.
Ask = tuple[str, str]


class ButtonLooks(TypedDict, total=False):
    """How a button looks, as of `st.download_button`."""

    key: str
    type: Literal["primary", "secondary", "tertiary"]
    help: str | None
    mime: str
    icon: str | None


class PrintedOf(Protocol):
    """What a page is about: a county's edition, or what a province has collected."""

    @property
    def period(self) -> Period:
        """The period."""

    @property
    def version(self) -> str:
        """Of the data, a hash."""


@dataclass
class PrintedPage:
    """What one run of a page drew so far; `framework` is what its files say of the version of measures.

    `whose` is the county or the province, whose name stands in front of every title and file name.
    """

    title: str
    key: PrintedOf
    slot: DeltaGenerator
    framework: str
    whose: str = ""
    blocks: list[Callable[[], Block]] = field(default_factory=list)
    asks: set[Ask] = field(default_factory=set)
    chosen: str = ""

    @property
    def period(self) -> str:
        """The period's Chinese name."""
        return self.key.period.label

    def stamp(self) -> Stamp:
        """What a file made now says about itself."""
        return onscreen.stamp(self.chosen, self.key.version, self.framework)

    def titled(self, title: str) -> str:
        """A title that says of which county."""
        return title if title.startswith(self.whose) else f"{self.whose}{title}"

    def file(self, title: str, suffix: str) -> str:
        """File name with county, period and data version."""
        return file_stem(self.titled(title), self.period, self.key.version) + suffix


_printed: ContextVar[PrintedPage | None] = ContextVar("page", default=None)
_act: ContextVar[str] = ContextVar("act", default="see-scores")


def opened_by(act: str) -> None:
    """Note which act the page now drawn was opened by: its charts and tables are handed out by it."""
    _act.set(act)


def begin_page(title: str, key: PrintedOf, slot: DeltaGenerator, framework: Framework, whose: str) -> None:
    """Note from now on what is drawn of a county, `whose`; the button for the whole page goes to `slot`."""
    _printed.set(PrintedPage(title, key, slot, f"{framework.version}（{framework.hash[:8]}）", whose))


def note_block(block: Callable[[], Block], asks: Iterable[Ask] = ()) -> None:
    """A chart or table was drawn; `block` makes it for a report, `asks` is what its rows need."""
    page = _printed.get()
    if page is not None:
        page.blocks.append(block)
        page.asks.update(asks)
        page.chosen = onscreen.filters(page.period, st.query_params.to_dict())


def note_words(text: str, *, heading: bool = False) -> None:
    """A sentence or a heading was drawn: it is printed with the page, where it stands."""
    make = onscreen.heading if heading else onscreen.words
    note_block(lambda: make(text))


def note_table(title: str, frame: pd.DataFrame) -> None:
    """Figures without ledger rows were drawn as tiles or a list: they are printed as a table."""
    note_block(lambda: onscreen.table(title, frame))


def offer_page() -> None:
    """The button for the whole page, where anything was drawn."""
    page = _printed.get()
    if page is None or not page.blocks:
        return
    # Not `page` in the function: what is drawn later in this run belongs to it as well.
    blocks, period, asks = page.blocks, page.period, page.asks

    # A press runs outside of the page, where neither the account nor the queue is known.
    queue, account = cached.paper_queue(cached.SHORT), current_account().code

    def make() -> bytes:
        drawn = (block() for block in list(blocks))
        return queue.printed(
            onscreen.page(page.titled(page.title), period, drawn, page.stamp()), "pdf", account
        )

    name = page.file(page.title, ".pdf")
    with page.slot:
        _page_button(
            "本页导出 PDF", make, name, "整页", "page-pdf", asks, "印出本页的图和表，连同现在的筛选条件。"
        )


def offer_chart(figure: Drawing, title: str, place: str, asks: Iterable[Ask] = ()) -> None:
    """Buttons for a chart's picture and its drawing; a sentence where no browser can make them.

    `asks` is what the rows it is drawn from need.
    """
    page = _printed.get()
    if page is None:
        return
    try:
        find_browser()
    except NoBrowserError as error:
        st.caption(str(error))
        return
    stamp = page.stamp
    _page_button(
        "图片 PNG",
        lambda: figure_png(figure, stamp=stamp(), paper=page.whose),
        page.file(title, ".png"),
        "图",
        f"{place}-png",
        asks,
    )
    _page_button("矢量图 SVG", lambda: svg(figure), page.file(title, ".svg"), "图", f"{place}-svg", asks)


def offer_table(table: Table, title: str, place: str, label: str = "表格 XLSX") -> None:
    """A button for a table as Excel file; ledger rows must have passed the gate."""
    page, frame = _printed.get(), frame_for(table, current_account().code)
    if page is None:
        return
    _page_button(
        label,
        lambda: onscreen.table_file(title, page.period, frame, page.stamp(), page.titled(title)),
        page.file(title, ".xlsx"),
        "表格",
        f"{place}-xlsx",
        asks_of(table),
    )


def _page_button(
    label: str,
    make: Callable[[], bytes],
    name: str,
    kind: str,
    key: str,
    asks: Iterable[Ask],
    help_: str | None = None,
) -> None:
    """A button for what stands on the page: by the page's act, and by what its rows need."""
    page_ask = (_act.get(), "")
    offer_made(label, make, name, kind, lambda: {page_ask, *asks}, type="tertiary", key=key, help=help_)


def offer_made(
    label: str,
    make: Callable[[], bytes | str],
    name: str,
    kind: str,
    asks: Callable[[], Iterable[Ask]],
    **looks: Unpack[ButtonLooks],
) -> None:
    """A button for a file that is made when it is pressed, after the rights to it were asked once more.

    Args:
        label: on the button.
        make: makes it.
        name: of the file.
        kind: what it is, in words for the audit.
        asks: what whoever presses has to be entitled to.
        looks: key, type, help, mime as of `st.download_button`.
    """
    store = cached.store()

    def fetch(account: str) -> tuple[str, bytes | str]:
        store.people.hand_out(Handout(kind, name, asks()), account)
        return name, make()

    offer_stored(label, fetch, name, **looks)


def offer_stored(
    label: str, fetch: Callable[[str], tuple[str, bytes | str]], name: str, **looks: Unpack[ButtonLooks]
) -> None:
    """A button for what the store keeps; `fetch` is its method, which asks and notes, given the account.

    Args:
        label: on the button.
        fetch: the account's code → name and bytes; StoreError when it may not.
        name: of the file.
        looks: as of `offer_made`.
    """
    account, address = current_account().code, session_value("address")

    def handed_out() -> bytes | str:
        # A press runs outside of the page, where nobody knows any more from where.
        with audit.from_address(address):
            return fetch(account)[1]

    looks.setdefault("icon", _ICON)
    st.download_button(label, handed_out, as_file_name(name), on_click="ignore", **looks)
