"""Which scripts a websocket may start, on a tree of its own around the real dashboard.py."""

import re
import shutil

import pytest
from streamlit.util import calc_hash
from websockets.sync.client import connect

from metrics.store.database import SYSTEM
from metrics.store.people import Account
from tests.kit.county_packages import open_store
from tests.kit.project import REPO
from tests.kit.server import serve
from tests.kit.visitors import OLD, Tab, Visitor

NAVIGATION = (
    "import streamlit as st\n"
    "st.navigation([st.Page('{folder}open.py'), st.Page('{folder}broken.py')]).run()\n"
)
HEADING = "import streamlit as st\nst.title('{0} page ran')\n"


def lay_out(folder, main):
    """A tree like ours around the real dashboard.py: one page in the navigation, one that nobody may see."""
    pages = folder / "pages"
    pages.mkdir()
    (folder / main).write_text(NAVIGATION.format(folder="" if main.startswith("pages/") else "pages/"))
    (pages / "open.py").write_text(HEADING.format("open"))
    (pages / "secret.py").write_text(HEADING.format("secret"))
    (pages / "broken.py").write_text("{}['hidden detail']\n")
    (folder / "metrics").symlink_to(REPO / "metrics")
    shutil.copy(REPO / "dashboard.py", folder)


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    """The server, and somebody signed in on it."""
    folder = tmp_path_factory.mktemp("front")
    lay_out(folder, "pages/main.py")
    url = f"sqlite:///{folder / 'front.db'}"
    with open_store(url) as store:
        store.people.add_account(Account("lisi", "李四", "领导"), SYSTEM, OLD)
    with serve(url, folder / "server.log", folder / "dashboard.py") as server:
        visitor = Visitor(server.url, "198.51.100.1")
        visitor.sign_in("lisi", OLD)
        yield server, visitor


@pytest.mark.breadth(1)
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
def test_v8_2_1_a_page_outside_the_navigation_never_runs(front, wanted):
    """页面文件不在导航里，按名称、按哈希都运行不了。"""
    with front[1].socket() as line:
        answer = Tab(line).ask(**wanted)
    assert b"open page ran" in answer
    assert b"secret page ran" not in answer


def test_v8_2_1_a_page_hash_of_the_file_itself_never_runs_it(front):
    """按页面文件的完整路径也运行不了。"""
    server, visitor = front
    hidden = server.log.parent / "pages" / "secret.py"
    with visitor.socket() as line:
        assert b"secret page ran" not in Tab(line).ask(page_script_hash=calc_hash(str(hidden)))


def test_v16_5_1_v16_5_4_a_fault_of_a_page_is_a_sentence_with_a_number(front):
    """网页里没料到的错误：人看到一句中文和编号，细节只在日志里，系统照常运行。"""
    server, visitor = front
    with visitor.socket() as line:
        answer = Tab(line).ask(page_name="broken").decode("utf-8", "ignore")
        assert b"open page ran" in Tab(line).ask()
    number = re.search(r"编号 (\d{4}-\d{4}-[0-9A-F]{6})", answer)[1]
    assert "hidden detail" not in answer
    log = server.log.read_text()
    assert f"fault {number}" in log
    assert "KeyError: 'hidden detail'" in log


@pytest.mark.long
def test_the_same_question_succeeds_with_the_entry_script_beside_pages(tmp_path):
    """Shows that the tests above can fail: this is Streamlit's ordinary layout, without a guard."""
    lay_out(tmp_path, "main.py")
    (tmp_path / "main.py").write_text("import streamlit as st\nst.stop()\n")
    with serve(
        "sqlite:///front.db", tmp_path / "server.log", tmp_path / "main.py", "/_stcore/health"
    ) as server:
        address = server.url.replace("http", "ws", 1) + "/_stcore/stream"
        with connect(address, subprotocols=["streamlit"], proxy=None) as line:
            assert b"secret page ran" in Tab(line).ask(page_name="secret")
