"""The application: everything heavy imported once, what stands in front, then Streamlit's entry script.

The entry script is pages/main.py, not this file: with a folder pages/ beside the entry script, Streamlit
offers every file in it to anyone who asks for it by name, before a line of ours has run.
"""

import gc
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st
from google.protobuf.message import DecodeError
from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from metrics import host, web

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
    "metrics.reports.export",
)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Warm the process before the first request.

    Streamlit collects garbage after every script run; freezing what was imported keeps that cheap.
    """
    for name in HEAVY:
        import_module(name)
    web.prepare()
    web.bound_connections(AutoHTTPProtocol)
    gc.collect()
    gc.freeze()
    web.AHEAD.serve()
    yield
    web.AHEAD.stop()


def opened(session: str, payload: bytes) -> host.Opened:
    """What a message to the browser of a Streamlit session gives it."""
    return host.protocol.opened(ForwardMsg.FromString(payload), lambda: files_of([session]))


def accepts(session: str, payload: bytes, had: Callable[[str], bool]) -> bool:
    """Whether a message of the browser to a Streamlit session is one that pages send."""
    try:
        message = BackMsg.FromString(payload)
    except DecodeError:
        return False
    return host.protocol.accepts(message, lambda: files_of([session]), had)


def by_itself(payload: bytes) -> bool:
    """Whether a message of the browser is sent by a timer of the page."""
    try:
        return host.protocol.by_itself(BackMsg.FromString(payload))
    except DecodeError:
        return False


def files_of(sessions: Collection[str]) -> set[str]:
    """The media files and the downloads not made yet that the Streamlit sessions show."""
    return host.protocol.files_shown(runtime.get_instance(), sessions)


def uploads_of(sessions: Collection[str]) -> host.Held:
    """How much the Streamlit sessions hold of uploaded files."""
    return host.protocol.uploads_held(runtime.get_instance(), sessions)


def has_uploader(session: str) -> bool:
    """Whether the page of a Streamlit session has a box for files."""
    return host.protocol.shows_uploader(runtime.get_instance(), session)


def leave(session: str) -> bool:
    """End a Streamlit session unless a tab shows it; whether it has ended."""
    return host.protocol.left(runtime.get_instance(), session)


def say_fault(error: Exception) -> bool:
    """Show a sentence with a number where a page or one of its callbacks failed; the log has the rest."""
    st.error(web.report(error))
    return True


UPLOAD_BYTES = int(st.get_option("server.maxUploadSize")) * 1024 * 1024

app = st.App(
    Path(__file__).parent / "pages" / "main.py",
    lifespan=lifespan,
    routes=web.routes(),
    middleware=web.middleware(
        host.Host(UPLOAD_BYTES, opened, accepts, by_itself, files_of, uploads_of, has_uploader, leave)
    ),
    exception_handlers=web.exception_handlers(),
    on_script_error=say_fault,
)

if __name__ == "__main__":
    app.run()
