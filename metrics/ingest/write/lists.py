"""A list to take away as a workbook or as CSV, in which no text becomes a live formula."""

from collections.abc import Mapping
from io import BytesIO

import pandas as pd
from xlsxwriter.workbook import Workbook

from metrics.ingest.write.cells import SAFE, tamed, write_frame
from metrics.ingest.write.style import make_styles, print_set_up

_WIDTH = 16


def write_list(
    frame: pd.DataFrame, title: str, sheet: str, widths: Mapping[str, float], held: int = 0
) -> bytes:
    """A frame as a workbook with one sheet, ready to print.

    Args:
        frame: columns under their headings; texts stay texts.
        title: stands above the list.
        sheet: the sheet's name.
        widths: heading → characters; others are 16 wide.
        held: how many columns stay in sight when one moves to the right.
    """
    buffer = BytesIO()
    book = Workbook(buffer, SAFE)
    styles = make_styles(book)
    page = book.add_worksheet(sheet)
    page.write_string(0, 0, title, styles.named["title"])
    headings = list(frame.columns)
    for position, heading in enumerate(headings):
        page.set_column(position, position, widths.get(heading, _WIDTH))
        page.write_string(1, position, heading, styles.named["optional"])
    write_frame(page, 2, frame, dict.fromkeys(headings, styles.named["wrapped"]), headings)
    page.freeze_panes(2, held)
    page.autofilter(1, 0, 1 + max(len(frame), 1), max(len(headings) - 1, 0))
    print_set_up(page, sheet, 2)
    book.close()
    return buffer.getvalue()


def safe_csv(frame: pd.DataFrame) -> bytes:
    """A frame of texts as CSV for Excel (UTF-8 with its mark); a live beginning gets a `'` before it."""
    return tamed(frame).to_csv(index=False).encode("utf-8-sig")
