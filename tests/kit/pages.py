"""AppTest from the entry script, with the sample county or an empty database.

Who is signed in is said by `as`, in the session state or among the query parameters, with a label such as
"领导 · 县产改工作分管领导", or with a code; without it LEADER is. LOCAL is for databases without the sample.
"""

import csv
import shutil
import sys
from functools import cache

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.util import calc_hash

from metrics.host import identity
from metrics.store.database import SYSTEM
from metrics.store.people import Account
from tests.kit.county_packages import open_store
from tests.kit.project import REPO, initialise

SECONDS = 60
_asks = local_script_runner.require_widgets_deltas


def _waits(runner, timeout=3):
    """A page's thread is waited for, where AppTest asks a thousand times a second whether it has ended."""
    runner._script_thread.join(timeout)
    _asks(runner, 0 if runner._script_thread.is_alive() else 1)


local_script_runner.require_widgets_deltas = _waits
# Every AppTest looks for components in the metadata of all installed packages, for a quarter of a second.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
LEADER, REVIEWER = "领导 · 县产改工作分管领导", "审核员 · 县产改办审核员"
ADMIN, STAFF = "管理员 · 县产改办系统管理员", "填报员 · 教育局填报员"
AUDITOR = "审计员 · 县产改办审计员"

ADDRESS = "192.0.2.7"
LOCAL = Account("local", "本机管理员", "管理员")
with (REPO / "sample_data" / "sihong" / "accounts.csv").open(encoding="utf-8", newline="") as stream:
    CODES = {f"{line['role']} · {line['name']}": line["code"] for line in csv.DictReader(stream)}


@pytest.fixture(autouse=True)
def own_main(monkeypatch):
    """AppTest puts the page in the place of `__main__`, which a process that is started later would run."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(autouse=True)
def signed_in(monkeypatch):
    """In the guard's place: AppTest has no way to say who is there."""
    monkeypatch.setattr(f"{identity.USER_MODULE}.{identity.USER_FUNCTION}", who)


def who():
    """What the guard would tell Streamlit of the account named by `as`."""
    if st.runtime.scriptrunner.get_script_run_ctx(suppress_warning=True) is None:
        return {}
    label = st.session_state.get("as") or st.query_params.get("as") or LEADER
    return {"account": CODES.get(label, label), "address": ADDRESS, "session": "test"}


@pytest.fixture
def demo(demo_file, monkeypatch):
    """``demo("enterprises", period="2023年")`` → the page of the sample county after one run."""
    return opener(f"sqlite:///{demo_file}", monkeypatch)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory):
    """The SQLite file of ``init`` alone, with the one account LOCAL."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    with open_store(initialise(path, demo=False)) as store:
        store.people.ensure_account(LOCAL, SYSTEM)
    return path


@pytest.fixture
def empty(empty_file, tmp_path, monkeypatch):
    """The same with a database that has no period yet."""
    url = f"sqlite:///{shutil.copy(empty_file, tmp_path / 'empty.db')}"
    return opener(url, monkeypatch, **{"as": LOCAL.code})


@cache
def components():
    """The one register of components: looking for them reads the metadata of every installed package."""
    found = BidiComponentManager()
    found.discover_and_register_components(start_file_watching=False)
    return found


def opener(url, monkeypatch, **always):
    monkeypatch.setenv("DATABASE_URL", url)

    def open_page(page="overview", **params):
        app = AppTest.from_file(str(REPO / "pages" / "main.py"), default_timeout=SECONDS)
        app._bidi_component_manager = components()
        for key, value in {**always, **params}.items():
            app.query_params[key.replace("_", "-")] = value
        if page != "overview":
            # As who types the address: the first page is not drawn before.
            app._page_hash = calc_hash(page)
        app.run()
        if page != "overview" and app._finished_page_script_hash != calc_hash(page):
            app.switch_page(f"{page}.py").run()
        return app

    return open_page


def texts(app):
    """Everything written on the page, in one text."""
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.info, app.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def alternatives(app):
    """Text alternatives of the charts, in order."""
    return [chart.proto.alt for chart in app.get("plotly_chart")]
