"""Tables on pages: no text in one becomes a formula when somebody saves it as CSV."""

import streamlit as st

from metrics.ingest.cells import tamed


def grid(table, **options):
    """Draw a table as `st.dataframe` does, its texts tame; `table` is a frame or rows with their headers."""
    return st.dataframe(tamed(table), **options)
