"""What an anonymous client gets from the real server, beside the pages it is offered."""

import shutil
from urllib.request import urlopen

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.sync.client import connect

from metrics.web.headers import HEADERS
from tests.conftest import REPO
from tests.serving import serve

NAVIGATION = "import streamlit as st\nst.navigation([st.Page('{folder}open.py')]).run()\n"
HEADING = "import streamlit as st\nst.title('{0} page ran')\n"


def ask(url, **wanted):
    """Everything the server sends, as bytes, to a websocket without account that asks for a page."""
    received = []
    with connect(url.replace("http", "ws", 1) + "/_stcore/stream", subprotocols=["streamlit"]) as socket:
        socket.send(BackMsg(rerun_script=wanted).SerializeToString())
        message = ForwardMsg()
        while message.WhichOneof("type") != "script_finished":
            received.append(socket.recv(timeout=20))
            message.ParseFromString(received[-1])
    return b"".join(received)


def lay_out(folder, main):
    """A tree like ours around the real dashboard.py: one page in the navigation, one that nobody may see."""
    pages = folder / "pages"
    pages.mkdir()
    (folder / main).write_text(NAVIGATION.format(folder="" if main.startswith("pages/") else "pages/"))
    (pages / "open.py").write_text(HEADING.format("open"))
    (pages / "secret.py").write_text(HEADING.format("secret"))
    (folder / "metrics").symlink_to(REPO / "metrics")
    shutil.copy(REPO / "dashboard.py", folder)


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    folder = tmp_path_factory.mktemp("front")
    lay_out(folder, "pages/main.py")
    with serve("sqlite:///front.db", folder / "server.log", folder / "dashboard.py") as server:
        yield server


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"page_name": "secret"},
        {"page_name": "pages/secret"},
        {"page_name": "secret.py"},
        {"page_script_hash": calc_hash("secret")},
        {"page_script_hash": calc_hash("pages/secret.py")},
        {"query_string": "page=secret"},
    ],
    ids=str,
)
def test_a_page_outside_the_navigation_never_runs(front, wanted):
    answer = ask(front.url, **wanted)
    assert b"open page ran" in answer
    assert b"secret page ran" not in answer


def test_a_page_hash_of_the_file_itself_never_runs_it(front):
    hidden = front.log.parent / "pages" / "secret.py"
    assert b"secret page ran" not in ask(front.url, page_script_hash=calc_hash(str(hidden)))


def test_the_same_question_succeeds_with_the_entry_script_beside_pages(tmp_path):
    """Shows that the tests above can fail: this is Streamlit's ordinary layout."""
    lay_out(tmp_path, "main.py")
    (tmp_path / "main.py").write_text("import streamlit as st\nst.stop()\n")
    with serve("sqlite:///front.db", tmp_path / "server.log", tmp_path / "main.py") as server:
        assert b"secret page ran" in ask(server.url, page_name="secret")


def test_health_and_headers(front):
    with urlopen(f"{front.url}/healthz", timeout=10) as answer:
        assert (answer.status, answer.read()) == (200, b"ok")
    with urlopen(front.url, timeout=10) as answer:
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
