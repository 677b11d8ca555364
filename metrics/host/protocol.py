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
#: Set by a timer of the page, not by a person.
BY_ITSELF = "rerun_script.is_auto_rerun"
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

#: The code our own script takes for one tab too many.
TOO_MANY_TABS = 4429
#: What the state of an uploader is called among the widgets of a session.
UPLOADER = "file_uploader_state_value"

_FILES = attrgetter("media_file_mgr._files_by_session_and_coord")
_SESSIONS = attrgetter("_session_mgr")
_UPLOADED = attrgetter("uploaded_file_mgr.file_storage")
_WIDGETS = attrgetter("session.session_state._new_widget_state.widget_metadata")


class HostMessage(Protocol):
    """A message of Streamlit's, either way."""

    def WhichOneof(self, oneof_group: str, /) -> str | None:  # noqa: N802 — protobuf's name
        """The field that is set of a choice."""


class Sessions(Protocol):
    """Where Streamlit keeps its sessions."""

    def get_session_info(self, session_id: str) -> object | None:
        """A session that has a tab, or lost it a short while ago."""


class Uploaded(Protocol):
    """A file that was uploaded."""

    data: bytes


class Widget(Protocol):
    """What Streamlit knows of a widget."""

    value_type: str


class Runtime(Protocol):
    """What is asked of Streamlit's runtime."""

    def is_active_session(self, session_id: str) -> bool:
        """Whether a tab shows it now."""

    def close_session(self, session_id: str) -> None:
        """End it, with what it holds; nothing happens when there is none."""


class Held(NamedTuple):
    """How much lies in memory."""

    files: int
    bytes: int


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
        accepts: whether a message of the browser to this Streamlit session is one that pages need; told how
            to ask whether a file was shown to the same visit before.
        by_itself: whether a message of the browser is sent by a timer, and is no deed of a person.
        files_of: the numbers of the media files these Streamlit sessions show just now.
        uploads_of: how much these Streamlit sessions hold of uploaded files.
        has_uploader: whether the page of a Streamlit session has a box for files.
        leave: end a Streamlit session, with what it holds, unless a tab shows it; whether it has ended.
    """

    upload_bytes: int
    opened: Callable[[str, bytes], Opened]
    accepts: Callable[[str, bytes, Callable[[str], bool]], bool]
    by_itself: Callable[[bytes], bool]
    files_of: Callable[[Collection[str]], Collection[str]]
    uploads_of: Callable[[Collection[str]], Held]
    has_uploader: Callable[[str], bool]
    leave: Callable[[str], bool]


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


def accepts(message: HostMessage, shown: Callable[[], Collection[str]], had: Callable[[str], bool]) -> bool:
    """Whether pages send such a message; a file is made only for whom its button was drawn.

    Args:
        message: a BackMsg.
        shown: the numbers of the files its session shows just now; asked only when a file is wanted.
        had: whether a file was shown before: while a run is under way Streamlit knows of none, and the
            button that still stands there would wait for ever.
    """
    if message.WhichOneof(KIND) not in KINDS:
        return False
    operation: HostMessage = attrgetter(OPERATION)(message)
    kind, file = operation.WhichOneof(OPERATION_KIND), _text(message, WANTED_FILE)
    return (kind is None or kind in OPERATIONS) and (not file or file in shown() or had(file))


def by_itself(message: HostMessage) -> bool:
    """Whether the page asks by itself, as a part does that looks for news every half minute.

    Args:
        message: a BackMsg.
    """
    return message.WhichOneof(KIND) == "rerun_script" and bool(attrgetter(BY_ITSELF)(message))


def files_shown(runtime: object, sessions: Collection[str]) -> set[str]:
    """The media files and the downloads not made yet that Streamlit sessions show.

    Args:
        runtime: Streamlit's runtime, which keeps them for each session by their places on the page.
        sessions: Streamlit sessions.
    """
    held: dict[str, dict[str, str]] = _FILES(runtime)
    return {file for session in sessions for file in dict(held.get(session, {})).values()}


def uploads_held(runtime: object, sessions: Collection[str]) -> Held:
    """How much Streamlit sessions hold of uploaded files."""
    kept: dict[str, dict[str, Uploaded]] = _UPLOADED(runtime)
    files = [file for session in sessions for file in dict(kept.get(session, {})).values()]
    return Held(len(files), sum(len(file.data) for file in files))


def shows_uploader(runtime: object, session: str) -> bool:
    """Whether the page a Streamlit session shows, or is just drawing, has an uploader."""
    sessions: Sessions = _SESSIONS(runtime)
    info = sessions.get_session_info(session)
    widgets: dict[str, Widget] = dict(_WIDGETS(info)) if info else {}
    return any(widget.value_type == UPLOADER for widget in widgets.values())


def left(runtime: Runtime, session: str) -> bool:
    """End a Streamlit session no tab shows any more; whether none does.

    Streamlit itself keeps it, uploaded files and all, until two minutes later another tab is closed.
    """
    if runtime.is_active_session(session):
        return False
    runtime.close_session(session)
    return True


def without_foreign_session(entries: list[str], own: Collection[str]) -> list[str]:
    """The entries of a handshake's protocol header, less a session to go on with that is not among `own`."""
    return entries[:2] if len(entries) > 2 and entries[2] not in own else entries


def _text(message: HostMessage, path: str) -> str:
    return str(attrgetter(path)(message))
