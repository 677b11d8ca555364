"""The application: everything heavy imported once, what stands in front, then Streamlit's entry script.

The entry script is pages/main.py, not this file: with a folder pages/ beside the entry script, Streamlit
offers every file in it to anyone who asks for it by name, before a line of ours has run.
"""

import gc
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st
from google.protobuf.message import DecodeError
from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

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
    gc.collect()
    gc.freeze()
    yield


#: What a browser may ask besides: not to empty everybody's caches, write settings or install files.
MESSAGES = {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"}
OPERATIONS = {"deferred_file", "dataframe_chunk"}


def opened(session: str, payload: bytes) -> web.Opened:
    """The Streamlit session a message to the browser opens, and the files it may fetch from then on.

    They are noted at the end of every run: while the next one is under way, Streamlit knows of none.
    """
    message = ForwardMsg.FromString(payload)
    if message.WhichOneof("type") == "script_finished":
        return web.Opened(files=files_of([session]))
    made = Path(message.backend_operation_response.deferred_file.url).stem
    return web.Opened(message.new_session.initialize.session_id, [made] if made else [])


def accepts(session: str, payload: bytes) -> bool:
    """Whether pages send such a message; a file is made only for the session that has its button."""
    try:
        message = BackMsg.FromString(payload)
    except DecodeError:
        return False
    if message.WhichOneof("type") not in MESSAGES:
        return False
    operation = message.backend_operation_request
    kind, file = operation.WhichOneof("payload"), operation.deferred_file.file_id
    return (kind is None or kind in OPERATIONS) and (not file or file in files_of([session]))


def files_of(sessions: Collection[str]) -> set[str]:
    """The media files and the downloads not made yet that the Streamlit sessions show."""
    held = runtime.get_instance().media_file_mgr._files_by_session_and_coord
    return {file for session in sessions for file in dict(held.get(session, {})).values()}


def say_fault(error: Exception) -> bool:
    """Show a sentence with a number where a page or one of its callbacks failed; the log has the rest."""
    st.error(web.report(error))
    return True


UPLOAD_BYTES = int(st.get_option("server.maxUploadSize")) * 1024 * 1024

app = st.App(
    Path(__file__).parent / "pages" / "main.py",
    lifespan=lifespan,
    routes=web.routes(),
    middleware=web.middleware(web.Host(UPLOAD_BYTES, opened, accepts, files_of)),
    exception_handlers=web.exception_handlers(),
    on_script_error=say_fault,
)

if __name__ == "__main__":
    app.run()
