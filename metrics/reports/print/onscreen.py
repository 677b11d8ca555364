"""What stands on a screen as a report: its charts and tables under the filters of the address."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import pandas as pd

from metrics.reports.model import (
    CHINA,
    Block,
    Drawing,
    FigureBlock,
    Heading,
    Note,
    Paragraph,
    Report,
    Run,
    Stamp,
    TableBlock,
)
from metrics.reports.print.xlsx import to_xlsx
from metrics.words import SOURCE

#: Width of the type area of a general report, mm.
_WIDTH = 170.0
#: Rows of one table that are printed; its own Excel file has them all.
MOST_ROWS = 200
_NOT_FILTERS = ("as", "period")


def filters(period: str, chosen: Mapping[str, str]) -> str:
    """The filters of an address in words: the period, then what was chosen."""
    return "，".join(
        [period, *(value for name, value in chosen.items() if value and name not in _NOT_FILTERS)]
    )


def stamp(chosen: str, data_version: str, framework_version: str) -> Stamp:
    """What a file made now says about itself; `chosen` is of `filters`."""
    return Stamp(chosen, data_version, framework_version, datetime.now(CHINA).replace(microsecond=0))


def title_of(figure: Drawing, otherwise: str) -> str:
    """The title in a Plotly figure's layout, else `otherwise`."""
    layout = getattr(figure, "layout", None)
    text = getattr(getattr(layout, "title", None), "text", None)
    return str(text) if text else otherwise


def chart(figure: Drawing, title: str, alt: str, table: Callable[[], pd.DataFrame] | None) -> FigureBlock:
    """A chart of a screen; `table` makes its numbers, for where no browser can draw it."""
    return FigureBlock(figure, title, SOURCE, alt, table() if table else None, _WIDTH)


def table(title: str, frame: pd.DataFrame) -> TableBlock:
    """A table of a screen, cut to what can be printed; the cut is told."""
    cut = f"共{len(frame)}行，印出前{MOST_ROWS}行；全部见本表的 Excel。" if len(frame) > MOST_ROWS else ""
    return TableBlock(title, frame.head(MOST_ROWS).reset_index(drop=True), source=SOURCE, note=cut)


def words(text: str) -> Paragraph:
    """A sentence of a screen."""
    return Paragraph((Run(text),))


def heading(text: str) -> Heading:
    """A heading of a screen."""
    return Heading(2, text)


def page(title: str, period: str, blocks: Iterable[Block], marks: Stamp) -> Report:
    """A screen as a report; one without charts and tables says so."""
    found = tuple(blocks)
    return Report("page", title, period, found or (Note("本页没有图和表。"),), marks)


def table_file(title: str, period: str, frame: pd.DataFrame, marks: Stamp, named: str = "") -> bytes:
    """One whole table as an Excel file, with the sheets that say what it is of.

    Args:
        title: of its sheet.
        period: in words.
        frame: the table.
        marks: what was asked of which data.
        named: title of the whole file, such as one that says of which county; `title` without it.
    """
    block = TableBlock(title, frame.reset_index(drop=True), source=SOURCE)
    return to_xlsx(Report("page", named or title, period, (block,), marks))
