"""A small office behind the real server, and clients of it that are not browsers.

Every visitor speaks from an address of its own, which the server believes as loopback counts as a trusted
proxy: a lock that one test provokes does not touch another.
"""

import itertools
import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from metrics.framework import load_framework, parse_period
from metrics.store import Store
from metrics.store.database import SYSTEM
from metrics.store.people import Account
from metrics.web import cookies
from tests.kit import second_factor
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.server import Server, serve
from tests.kit.workbooks import workbook

QUARTER = parse_period("2023Q4")
OLD, OTHER = "四月的风吹过河滩", "午后的雨落在屋檐"
ADMIN = Account("zhangsan", "张三", "管理员")
LEADER = Account("lisi", "李四", "领导")
REVIEWER = Account("wangwu", "王五", "审核员", "U01")
HERE, THERE = Account("u08", "人社局填报员", "填报员", "U08"), Account("u06", "教育局填报员", "填报员", "U06")
DEMO = (
    Account("yanshi", "演示领导", "领导", demo=True),
    Account("yanshiguan", "演示管理员", "管理员", demo=True),
)
SECRET_FILE = "人社局的原件.xlsx"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Office:
    """The server, and the database it stores in, opened beside it."""

    server: Server
    store: Store

    def visitor(self):
        """Somebody nobody knows yet, at an address of their own."""
        number = next(_numbers)
        return Visitor(self.server.url, f"198.51.{number // 250}.{number % 250 + 1}")

    def neighbour(self):
        """Somebody at this very machine, told apart from others there."""
        return Visitor(self.server.url, f"127.0.1.{next(_numbers) % 250 + 1}")

    def signed_in(self, account):
        """Somebody signed in as an account with the password ``OLD``."""
        visitor = self.visitor()
        assert visitor.sign_in(account.code, OLD).status_code == 303
        return visitor

    def newcomer(self, role="领导", unit=""):
        """An account of its own for a test that will change it, and who is signed in with it."""
        account = Account(f"new{next(_numbers)}", "新来的", role, unit)
        self.store.people.add_account(account, ADMIN.code, OLD)
        return account, self.signed_in(account)

    def reporter(self, unit, file):
        """Somebody of a unit that has reported once; its history shows that one file unfolded."""
        account, visitor = self.newcomer("填报员", unit)
        self.store.reporting.submit(*workbook(unit, "2023Q4", {}, file=file), account.code)
        return visitor


@dataclass
class Visitor:
    """A client that keeps cookies and says it comes from our own pages unless told otherwise.

    Under https it trusts the one `certificate`.
    """

    url: str
    address: str
    certificate: str = ""
    http: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self):
        self.http.trust_env = False
        self.http.verify = self.certificate or True
        self.http.headers.update({"X-Forwarded-For": self.address, "Origin": self.url})

    @property
    def token(self):
        return self.http.cookies.get(self.cookie, "")

    @property
    def cookie(self):
        return cookies.SECURE if self.certificate else cookies.PLAIN

    def get(self, path, **headers):
        return self.http.get(self.url + path, headers=headers, allow_redirects=False, timeout=30)

    def post(self, path, data, **headers):
        return self.http.post(self.url + path, data=data, headers=headers, allow_redirects=False, timeout=30)

    def sign_in(self, code, password, **more):
        """Sign in with everything that is asked for; see tests.kit.second_factor."""
        return second_factor.signed_in(self, code, lambda: self.first_step(code, password, **more))

    def first_step(self, code, password, **more):
        """Give the password only."""
        return self.post("/login", {"code": code, "password": password, **more})

    def change_password(self, old, new, again=None):
        return self.post("/password", {"old": old, "new": new, "again": new if again is None else again})

    @contextmanager
    def socket(self, *, session="", origin="", **headers):
        """Streamlit's websocket; closed with the block."""
        sent = {"Cookie": f"{self.cookie}={self.token}", "X-Forwarded-For": self.address, **headers}
        address = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        options = {"additional_headers": sent, "proxy": None, "open_timeout": 30, "max_size": None}
        if self.certificate:
            options["ssl"] = ssl.create_default_context(cafile=self.certificate)
        asked = ["streamlit", "none", *([session] if session else [])]
        with connect(address, subprotocols=asked, origin=origin or self.url, **options) as line:
            yield line


class Tab:
    """What a browser's tab would keep of one websocket."""

    def __init__(self, line):
        self.line = line
        self.session = ""
        self.buttons = {}

    def ask(self, **wanted):
        """Run the script and give everything the server sends, as bytes."""
        return self.tell(BackMsg(rerun_script=wanted), "script_finished")

    def tell(self, message, answer):
        """Send a message and give everything up to an answer of this kind."""
        self.line.send(message.SerializeToString())
        received = []
        self.last = ForwardMsg()
        while self.last.WhichOneof("type") != answer:
            received.append(self.line.recv(timeout=60))
            self.last.ParseFromString(received[-1])
            self.session = self.last.new_session.initialize.session_id or self.session
            button = self.last.delta.new_element.download_button
            if button.deferred_file_id:
                self.buttons[button.label] = button.deferred_file_id
        return b"".join(received)

    def download(self, file, session=""):
        """Ask for the file of a button; gives its address, or the refusal."""
        operation = {
            "request_id": "1",
            "session_id": session or self.session,
            "deferred_file": {"file_id": file},
        }
        self.tell(BackMsg(backend_operation_request=operation), "backend_operation_response")
        answer = self.last.backend_operation_response
        return answer.deferred_file.url or answer.error_msg


def upload(visitor, session, content=b"x", method="PUT", number=1):
    """Send a file the way the browser does, with Streamlit's own token against forged requests."""
    visitor.get("/_stcore/health")
    token = visitor.http.cookies["_streamlit_xsrf"]
    url = f"{visitor.url}/_stcore/upload_file/{session}/00000000-0000-4000-8000-{number:012}"
    sent = {"headers": {"X-Xsrftoken": token}, "timeout": 60}
    return visitor.http.request(method, url, files={"file": ("a.xlsx", content)}, **sent)


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """The server with one account of every role, a second unit and one submission."""
    folder = tmp_path_factory.mktemp("office")
    url = f"sqlite:///{folder / 'office.db'}"
    with open_store(url) as store:
        for account in (ADMIN, LEADER, REVIEWER, HERE, THERE):
            store.people.add_account(account, SYSTEM, OLD)
        store.reporting.ensure_period(QUARTER)
        store.reporting.submit(*workbook("U08", "2023Q4", {}, file=SECRET_FILE), HERE.code)
        with serve(url, folder / "server.log") as server:
            yield Office(server, store)


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """The server with demo accounts alone, as `init --demo` leaves them; they may be used on this machine."""
    folder = tmp_path_factory.mktemp("sample")
    url = f"sqlite:///{folder / 'sample.db'}"
    with open_store(url) as store:
        for account in DEMO:
            store.people.ensure_account(account, SYSTEM)
        with serve(url, folder / "server.log") as server:
            yield Office(server, store)


@pytest.fixture
def visitor(office):
    return office.visitor()


@pytest.fixture(scope="session")
def framework():
    return load_framework(SIHONG)
