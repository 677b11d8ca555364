"""Tables on pages: no text in one becomes a formula when somebody saves it as CSV."""

from functools import partial

import streamlit as st

from metrics.ingest.write import tamed
from metrics.reports.print import onscreen
from pages.ui import export


def grid(table, *, file: str = "", **options):
    """Draw a table as `st.dataframe` does, its texts tame; `table` is a frame or rows with their headers.

    A main table of a page has the name of its `file`: it can be saved as Excel and is printed with the page.
    """
    tame = tamed(table)
    drawn = st.dataframe(tame, **options)
    if file:
        hidden = [name for name, config in (options.get("column_config") or {}).items() if config is None]
        shown = tame.drop(columns=hidden, errors="ignore")
        export.note(partial(onscreen.table, file, shown))
        export.offer_table(shown, file, options.get("key") or file, "导出表格")
    return drawn
