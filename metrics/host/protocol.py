"""What the guard has to know of Streamlit's messages; `dashboard.py` reads them, because nobody here may.

A message is looked at by the names of its fields, which stand here as dotted paths.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from operator import attrgetter
from pathlib import PurePosixPath
from typing import NamedTuple, Protocol

#: The choice that says of what kind a message is, in both directions.
KIND = "type"
#: What a browser may ask: not to empty everybody's caches, write settings or install files.
KINDS = frozenset(
    {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"}
)
#: Kinds that are dropped; one that is in neither set is new.
DROPPED_KINDS = frozenset(
    {
        *("clear_cache", "set_run_on_save", "load_git_info"),
        *("debug_disconnect_websocket", "debug_shutdown_runtime"),
    }
)
OPERATION = "backend_operation_request"
OPERATION_KIND = "payload"
OPERATIONS = frozenset({"deferred_file", "dataframe_chunk"})
DROPPED_OPERATIONS = frozenset({"install_skills", "dismiss_skills_nudge"})
#: The download a browser asks to be made.
WANTED_FILE = f"{OPERATION}.deferred_file.file_id"
#: The end of a run, when all the files it shows are known.
FINISHED = "script_finished"
#: The Streamlit session the server tells a new tab.
NEW_SESSION = "new_session.initialize.session_id"
#: The address of a download that was made.
MADE_FILE = "backend_operation_response.deferred_file.url"
#: Bytes. The end of a run and the address of a download are no longer; nor need longer messages be read.
SHORT = 4096
#: The name of the websocket's protocol; then an anti-forgery token; then the session to go on with.
SUBPROTOCOL = "streamlit"
#: The code our own script (assets/app.js) takes for the end of the session.
SESSION_ENDED = 4401

_FILES = attrgetter("media_file_mgr._files_by_session_and_coord")


class HostMessage(Protocol):
    """A message of Streamlit's, either way."""

    def WhichOneof(self, oneof_group: str, /) -> str | None:  # noqa: N802 — protobuf's name
        """The field that is set of a choice."""


class Opened(NamedTuple):
    """What a message to the browser gives it: a Streamlit session, and media files by their numbers."""

    session: str = ""
    files: Collection[str] = ()


@dataclass(frozen=True)
class Host:
    """Answers of the server that stands behind the guard.

    Attributes:
        upload_bytes: the largest body of an upload.
        opened: what a message to the browser of a Streamlit session, once known, gives it.
        accepts: whether a message of the browser to this Streamlit session is one that pages need.
        files_of: the numbers of the media files these Streamlit sessions show just now.
    """

    upload_bytes: int
    opened: Callable[[str, bytes], Opened]
    accepts: Callable[[str, bytes], bool]
    files_of: Callable[[Collection[str]], Collection[str]]


def opened(message: HostMessage, shown: Callable[[], Collection[str]]) -> Opened:
    """The Streamlit session a message to the browser opens, and the files it may fetch from then on.

    They are noted at the end of every run: while the next one is under way, Streamlit knows of none.

    Args:
        message: a ForwardMsg.
        shown: the numbers of the files its session shows just now; asked only at the end of a run.
    """
    if message.WhichOneof(KIND) == FINISHED:
        return Opened(files=shown())
    made = PurePosixPath(_text(message, MADE_FILE)).stem
    return Opened(_text(message, NEW_SESSION), [made] if made else [])


def accepts(message: HostMessage, shown: Callable[[], Collection[str]]) -> bool:
    """Whether pages send such a message; a file is made only for the session that has its button.

    Args:
        message: a BackMsg.
        shown: the numbers of the files its session shows just now; asked only when a file is wanted.
    """
    if message.WhichOneof(KIND) not in KINDS:
        return False
    operation: HostMessage = attrgetter(OPERATION)(message)
    kind, file = operation.WhichOneof(OPERATION_KIND), _text(message, WANTED_FILE)
    return (kind is None or kind in OPERATIONS) and (not file or file in shown())


def files_shown(runtime: object, sessions: Collection[str]) -> set[str]:
    """The media files and the downloads not made yet that Streamlit sessions show.

    Args:
        runtime: Streamlit's runtime, which keeps them for each session by their places on the page.
        sessions: Streamlit sessions.
    """
    held: dict[str, dict[str, str]] = _FILES(runtime)
    return {file for session in sessions for file in dict(held.get(session, {})).values()}


def without_foreign_session(entries: list[str], own: Collection[str]) -> list[str]:
    """The entries of a handshake's protocol header, less a session to go on with that is not among `own`."""
    return entries[:2] if len(entries) > 2 and entries[2] not in own else entries


def _text(message: HostMessage, path: str) -> str:
    return str(attrgetter(path)(message))
