"""The application: everything heavy imported once, what stands in front, then Streamlit's entry script.

The entry script is pages/main.py, not this file: with a folder pages/ beside the entry script, Streamlit
offers every file in it to anyone who asks for it by name, before a line of ours has run.
"""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st

from metrics import web

# A first import inside a request races with the first upload, so all of it happens before serving.
HEAVY = (
    "pandas",
    "pyarrow.parquet",
    "plotly.graph_objects",
    "plotly.io",
    "openpyxl",
    "xlsxwriter",
    "python_calamine",
    "sqlalchemy.orm",
)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Warm the process before the first request.

    Streamlit collects garbage after every script run; freezing what was imported keeps that cheap.
    """
    for name in HEAVY:
        import_module(name)
    gc.collect()
    gc.freeze()
    yield


app = st.App(
    Path(__file__).parent / "pages" / "main.py",
    lifespan=lifespan,
    routes=web.routes(),
    middleware=web.middleware(),
)

if __name__ == "__main__":
    app.run()
