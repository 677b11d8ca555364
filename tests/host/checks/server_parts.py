"""What the installed Streamlit is made of: messages, options, arguments, the places where things are kept."""

import asyncio
import inspect
import tomllib
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest
import streamlit as st
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.session_manager import ActiveSessionInfo
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.testing.v1 import AppTest
from streamlit.web.server.starlette import starlette_app
from uvicorn import Config, Server
from uvicorn.protocols.http.auto import AutoHTTPProtocol
from uvicorn.server import ServerState

from metrics.host import connections, identity, paths, protocol
from tests.host.registry import checks
from tests.kit.loops import looped
from tests.kit.project import REPO

SETTINGS = tomllib.loads((REPO / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@checks("reserved")
def no_other_address_is_reserved():
    assert set(starlette_app._RESERVED_ROUTE_PREFIXES) == paths.RESERVED


@checks("routes")
def no_route_is_new():
    assert {route.path for route in starlette_app.create_streamlit_routes(MagicMock())} == paths.ROUTES


@checks("kinds")
def kinds_of_messages_are_known():
    assert _choices(BackMsg.DESCRIPTOR, protocol.KIND) == protocol.KINDS | protocol.DROPPED_KINDS


@checks("operations")
def operations_are_known():
    known = protocol.OPERATIONS | protocol.DROPPED_OPERATIONS
    assert _choices(_field(BackMsg, protocol.OPERATION).message_type, protocol.OPERATION_KIND) == known


@checks("fields")
def fields_are_texts():
    for message, path in (
        (BackMsg, protocol.WANTED_FILE),
        (ForwardMsg, protocol.NEW_SESSION),
        (ForwardMsg, protocol.MADE_FILE),
    ):
        assert _field(message, path).type == _field(message, path).TYPE_STRING, path
    assert protocol.FINISHED in _choices(ForwardMsg.DESCRIPTOR, protocol.KIND)


def _choices(descriptor, name):
    return {field.name for field in descriptor.oneofs_by_name[name].fields}


def _field(message, path):
    descriptor = message.DESCRIPTOR
    for name in path.split("."):
        field = descriptor.fields_by_name[name]
        descriptor = field.message_type
    return field


@checks("files-held")
def files_are_kept_for_each_session():
    files = MediaFileManager(MemoryMediaFileStorage(paths.MEDIAS.rstrip("/")))
    address = files.add(b"x", "text/plain", "a place")
    (session,) = files._files_by_session_and_coord
    server = SimpleNamespace(media_file_mgr=files)
    assert protocol.files_shown(server, [session]) == {paths.file_of(address)}
    assert protocol.files_shown(server, ["another"]) == set()
    assert isinstance(Runtime.media_file_mgr, property)


@checks("uploads-held")
def uploads_are_kept_for_each_session():
    files = MemoryUploadedFileManager("/upload")
    files.add_file("one", UploadedFileRec("1", "a.xlsx", "", b"12345"))
    server = SimpleNamespace(uploaded_file_mgr=files)
    assert protocol.uploads_held(server, ["one", "another"]) == (1, 5)
    assert protocol.uploads_held(server, ["another"]) == (0, 0)
    assert isinstance(Runtime.uploaded_file_mgr, property)


@checks("sessions-left")
def the_session_of_a_closed_tab_is_kept_and_can_be_ended():
    left, shown = MagicMock(id="left"), MagicMock(id="shown")
    sessions = WebsocketSessionManager(MemorySessionStorage(), MagicMock(), MagicMock(), None)
    for one in (left, shown):
        sessions._active_session_info_by_id[one.id] = ActiveSessionInfo(MagicMock(), one)
    sessions.disconnect_session("left")
    server = SimpleNamespace(
        is_active_session=sessions.is_active_session, close_session=sessions.close_session
    )
    assert (protocol.left(server, "left"), protocol.left(server, "shown")) == (True, False)
    left.shutdown.assert_called_once()
    shown.shutdown.assert_not_called()
    assert sessions.get_session_info("left") is None
    assert {"is_active_session", "close_session", "_session_mgr"} <= {
        *dir(Runtime),
        *Runtime.__init__.__code__.co_names,
    }


@checks("connections")
def a_connection_owes_its_request_until_it_is_whole():
    async def answer(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def steps():
        config = Config(answer, log_config=None)
        line = AutoHTTPProtocol(config, ServerState(), {})
        transport = MagicMock(**{"is_closing.return_value": False, "get_protocol.return_value": line})
        line.connection_made(transport)
        for part in (b"", b"GET / HTTP/1.1\r\nHost: x", b"\r\n\r\n"):
            if part:
                line.data_received(part)
            yield connections.owes_request(line)
        while not line.cycle.response_complete:
            await asyncio.sleep(0)
        line.data_received(b"GET / HT")
        yield connections.owes_request(line)
        line.connection_lost(None)

    async def told():
        loop = asyncio.get_running_loop()
        connections.accept_few(loop, 7)
        server = await loop.create_server(asyncio.Protocol, "127.0.0.1", 0, backlog=2048)
        server.close()
        assert server._backlog == 7
        return [one async for one in steps()]

    assert looped(told()) == [True, True, False, True]
    assert "loop.create_server(create_protocol, sock=sock" in inspect.getsource(Server)


@checks("user-function")
def the_user_is_asked_for_by_one_function():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module(identity.USER_MODULE), identity.USER_FUNCTION, lambda: {"account": "x"})
        assert st.user.to_dict()["account"] == "x"


@checks("app")
def the_application_takes_our_parts():
    names = ("lifespan", "routes", "middleware", "exception_handlers", "on_script_error")
    inspect.signature(st.App).bind("pages/main.py", **dict.fromkeys(names))


@checks("entry")
def only_a_folder_beside_the_entry_is_offered():
    assert not _offers_pages(REPO / "pages" / "main.py")
    assert _offers_pages(REPO / "dashboard.py")


def _offers_pages(script: Path):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PagesManager, "uses_pages_directory", None)
        PagesManager(str(script))
        return PagesManager.uses_pages_directory


@checks("options")
def every_option_is_known():
    known = config.get_config_options()
    unknown = [name for name in _options("", SETTINGS, known) if name not in known]
    assert unknown == [], f"unknown: {unknown}"
    told = SETTINGS["server"]["trustedUserHeaders"]
    assert {name.lower(): shown for name, shown in told.items()} == identity.SHOWN_AS


def _options(prefix, table, known):
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and name not in known:
            yield from _options(f"{name}.", value, known)
        else:
            yield name


@checks("bound")
def widgets_follow_the_address():
    def script():
        import streamlit as st

        st.selectbox("a", ["one", "two"], key="a", bind="query-params")
        st.segmented_control("b", ["one", "two"], key="b", bind="query-params")
        st.text_input("c", key="c", bind="query-params")
        st.multiselect("d", ["one", "two"], key="d", bind="query-params")
        st.toggle("e", key="e", bind="query-params")

    app = AppTest.from_function(script, default_timeout=60)
    app.query_params.update({"a": "two", "b": "two", "c": "typed", "e": "true"})
    app.run()
    assert not app.exception
    assert (app.selectbox(key="a").value, app.text_input(key="c").value) == ("two", "typed")
    assert app.session_state["b"] == "two"
    assert app.toggle(key="e").value


@checks("lost-line")
def an_error_of_the_line_is_its_end():
    async def broken(_message):
        raise OSError

    line = WebSocket({"type": "websocket"}, broken, broken)
    line.application_state = line.application_state.CONNECTED
    with pytest.raises(WebSocketDisconnect):
        line.send_bytes(b"x").send(None)
