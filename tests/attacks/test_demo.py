"""The sample county and an office: two databases that never meet, by mistake or on purpose."""

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from starlette.requests import HTTPConnection

from metrics.commands import databases, sample
from metrics.commands.application import SAMPLE
from metrics.store import StoreError
from metrics.store.care import FAULT, examine
from metrics.store.database import SYSTEM
from metrics.web.settings import SettingsError, settings
from metrics.web.visit import is_here
from tests.kit.county_packages import open_store
from tests.kit.project import REPO
from tests.kit.server import serve
from tests.kit.visitors import ADMIN, DEMO, HERE, OLD, Visitor
from tests.kit.workbooks import workbook


def counts(url):
    """Rows of what the sample county brings."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        tables = ("account", "period", "submission", "original", "ledger_rows", "enterprise")
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}


def everything(url):
    """What stands in a database, apart from how its pages lie."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        return hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()


@pytest.fixture
def office_url(own_database):
    """An office with one account, nothing reported yet."""
    with open_store(own_database) as store:
        store.people.add_account(ADMIN, SYSTEM, OLD)
    return own_database


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder in which the program is started, without a DATABASE_URL."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL")
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def lay(file, target):
    """A copy of a database at a place, as the older program left it."""
    target.write_bytes(Path(file).read_bytes())
    return f"sqlite:///{target}"


def test_the_sample_is_not_loaded_beside_a_real_account(run, office_url):
    before = everything(office_url)
    answer = run("init", "--demo", db=office_url)
    assert (answer.code, "有正式的账号或报送" in answer.err) == (2, True)
    assert everything(office_url) == before


def test_the_sample_is_not_loaded_beside_reports_nor_beside_accounts_of_an_office_gateway(run, own_database):
    with open_store(own_database) as store:
        store.people.ensure_account(HERE, SYSTEM)
        store.reporting.submit(*workbook("U08", "2023Q4", {}, file="真的.xlsx"), HERE.code)
    before = everything(own_database)
    assert run("init", "--demo", db=own_database).code == 2
    with open_store(own_database) as store, pytest.raises(StoreError, match="正式的账号"):
        sample.load_demo(store, SAMPLE)
    assert everything(own_database) == before


def test_a_load_that_fails_midway_leaves_nothing(own_database):
    seen = []

    def stop(done, _total):
        seen.append(done)
        if done == 3:
            raise KeyboardInterrupt

    with open_store(own_database) as store, pytest.raises(KeyboardInterrupt):
        sample.load_demo(store, SAMPLE, stop)
    assert seen == [1, 2, 3]
    assert set(counts(own_database).values()) == {0}


@pytest.mark.long
@pytest.mark.parametrize("seconds", [4, 8])
def test_a_load_that_is_killed_leaves_nothing_half_and_can_be_done_again(tmp_path, seconds):
    file = tmp_path / "sample.db"
    url = f"sqlite:///{file}"
    command = [sys.executable, "-m", "metrics", "init", "--demo", "--db", url]
    process = subprocess.Popen(command, cwd=REPO, stderr=subprocess.DEVNULL, start_new_session=True)
    while not file.exists():
        time.sleep(0.1)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    found = counts(url)
    assert found["submission"] in (0, 90)
    assert (found["account"] > 0) == (found["submission"] == 90)
    assert subprocess.run(command, cwd=REPO, capture_output=True, check=False).returncode == 0
    assert counts(url)["submission"] == 90


@pytest.mark.parametrize("way", ["add", "ensure", "link", "claim"])
def test_the_sample_county_takes_no_real_account(own_database, way):
    with open_store(own_database) as store:
        token = store.people.first_admin_token()
        for account in DEMO:
            store.people.ensure_account(account, SYSTEM)
        deeds = {
            "add": lambda: store.people.add_account(ADMIN, DEMO[1].code, OLD),
            "ensure": lambda: store.people.ensure_account(ADMIN, DEMO[1].code),
            "link": store.people.first_admin_token,
            "claim": lambda: store.people.claim_first_admin(token, "chief", "主任", OLD),
        }
        with pytest.raises(StoreError, match=r"这是样例库.*--office"):
            deeds[way]()
        assert {one.code for one in store.people.accounts(SYSTEM)} == {one.code for one in DEMO}


def test_an_office_takes_no_demo_account(office_url):
    with open_store(office_url) as store:
        with pytest.raises(StoreError, match="免密码"):
            store.people.ensure_account(DEMO[1], SYSTEM)
        with pytest.raises(StoreError, match=ADMIN.code):
            store.people.settle_sample(DEMO)


@pytest.mark.long
def test_demo_accounts_enter_from_this_machine_only(sample):
    stranger, neighbour = sample.visitor(), sample.neighbour()
    refused = stranger.post("/login/demo", {"code": DEMO[1].code})
    assert (refused.status_code, stranger.token) == (403, "")
    assert "DEMO_ON_LAN=1" in refused.text
    page = stranger.get("/login").text
    assert 'action="/login/demo"' not in page
    assert "只对装着本系统的那台电脑开放" in page
    assert neighbour.post("/login/demo", {"code": DEMO[1].code}).status_code == 303
    # A token that was carried away opens nothing there, neither a page nor the websocket.
    stranger.http.cookies.update(neighbour.http.cookies)
    assert stranger.get("/favicon.png").status_code == 401
    with pytest.raises(Exception, match="403"), stranger.socket():
        pass
    assert neighbour.get("/favicon.png").status_code == 200


@pytest.mark.parametrize(
    ("client", "server", "here"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.8.8.8", "127.0.0.1", True),
        ("::1", "::1", True),
        ("::ffff:127.0.0.1", "::", True),
        ("10.0.0.5", "10.0.0.5", True),  # whoever opens the printed address on the machine itself
        ("10.0.0.6", "10.0.0.5", False),
        ("::ffff:10.0.0.6", "::ffff:10.0.0.5", False),
        ("10.0.0.6", "127.0.0.1", False),  # told by a proxy on this machine
        ("localhost", "127.0.0.1", False),  # what a trusted proxy passes on unread
        ("", "", False),
    ],
)
def test_this_machine_is_told_by_addresses_alone(client, server, here):
    scope = {"type": "http", "headers": [(b"host", b"localhost")], "server": (server, 8501)}
    assert is_here(HTTPConnection({**scope, "client": (client, 5) if client else None})) is here


@pytest.mark.parametrize("text", ["yes", "true", "2", " 1"])
def test_who_opens_the_demo_has_to_say_so_exactly(text):
    assert settings({"DEMO_ON_LAN": "1"}).demo_on_lan
    assert not settings({"DEMO_ON_LAN": "0"}).demo_on_lan
    assert not settings({}).demo_on_lan
    with pytest.raises(SettingsError, match="DEMO_ON_LAN"):
        settings({"DEMO_ON_LAN": text})


@pytest.mark.long
def test_the_sign_in_page_says_which_database_it_is_and_how_to_start_the_other(office, sample):
    demo, real = sample.neighbour().get("/login").text, office.visitor().get("/login").text
    assert "这里是样例库" in demo
    assert "./start.sh --office" in demo
    assert "这里是正式库" in real
    assert "./start.sh --demo" in real


@pytest.mark.long
def test_a_password_over_an_open_wire_is_said(office):
    said = "这次连接没有加密"
    assert said in office.visitor().get("/login").text
    assert said not in office.neighbour().get("/login").text
    behind = office.visitor()
    assert said not in behind.get("/login", **{"X-Forwarded-Proto": "https"}).text


@pytest.mark.long
def test_beside_a_real_account_the_way_without_password_is_shut_and_open_sessions_end(tmp_path):
    """A mixture as older programs made it, served to the whole network."""
    url = f"sqlite:///{tmp_path / 'mixed.db'}"
    open_to_all = {"DEMO_ON_LAN": "1", "HOST": "0.0.0.0"}
    with open_store(url) as store:
        for account in DEMO:
            store.people.ensure_account(account, SYSTEM)
        with serve(url, tmp_path / "server.log", environment=open_to_all) as server:
            visitor = Visitor(server.url, "198.51.100.7")
            assert visitor.post("/login/demo", {"code": DEMO[1].code}).status_code == 303
            assert visitor.get("/favicon.png").status_code == 200
            with store.database.engine.begin() as connection:
                connection.exec_driver_sql(
                    "INSERT INTO account VALUES ('chief', '主任', '管理员', NULL, 1, 0, 0)"
                )
            assert visitor.get("/favicon.png").status_code == 401
            assert visitor.post("/login/demo", {"code": DEMO[1].code}).status_code == 401
            page = Visitor(server.url, "127.0.0.1").get("/login").text
            assert 'action="/login/demo"' not in page
            assert "既有样例县的数据，又有正式的账号" in page
            assert "这次连接没有加密" in page, "HOST says that others reach it"
        fault = {check.name: check for check in examine(url)}["样例数据"]
        assert (fault.state, "演示账号 2 个" in fault.text) == (FAULT, True)


def test_a_fresh_start_serves_the_sample_and_an_office_that_has_begun_its_own(here):
    first = databases.choose(databases.AUTO)
    assert (first.url, first.sample, first.load) == ("sqlite:///data/sample.db", True, SAMPLE)
    # Whoever asked for the first administrator's link has decided, even if nobody opened it.
    with open_store("sqlite:///data/kandejian.db") as store:
        assert databases.choose(databases.AUTO).sample
        store.people.first_admin_token()
    begun = databases.choose(databases.AUTO)
    assert (begun.url, begun.sample, begun.load) == ("sqlite:///data/kandejian.db", False, None)


def test_no_start_touches_an_office_for_the_sample(here, run):
    with open_store("sqlite:///data/kandejian.db") as store:
        store.people.add_account(ADMIN, SYSTEM, OLD)
    before = everything("sqlite:///data/kandejian.db")
    served = databases.choose(databases.DEMO)
    assert (served.url, served.said) == ("sqlite:///data/sample.db", ())
    assert databases.choose(databases.AUTO).url == "sqlite:///data/kandejian.db"
    assert everything("sqlite:///data/kandejian.db") == before


def test_an_unreadable_database_is_taken_for_an_office(here):
    (here / "kandejian.db").write_bytes(b"no database at all" * 100)
    assert databases.choose(databases.AUTO).url == "sqlite:///data/kandejian.db"
    assert (here / "kandejian.db").read_bytes().startswith(b"no database")


@pytest.mark.parametrize("wanted", [databases.AUTO, databases.DEMO, databases.OFFICE])
def test_an_old_sample_in_the_place_of_the_office_is_moved(here, demo_file, wanted):
    url = lay(demo_file, here / "kandejian.db")
    before = everything(url)
    served = databases.choose(wanted)
    assert not (here / "kandejian.db").exists()
    assert everything(f"sqlite:///{here / 'sample.db'}") == before
    assert "已移到 data/sample.db" in served.said[0]
    assert served.sample == (wanted != databases.OFFICE)


def test_the_first_programs_sample_whose_accounts_are_not_marked_is_known_and_marked(here, demo_file, run):
    url = lay(demo_file, here / "kandejian.db")
    with open_store(url) as store, store.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE account SET demo = 0")
    assert "已移到" in databases.choose(databases.OFFICE).said[0]
    assert run("init", "--demo").code == 0
    with open_store("sqlite:///data/sample.db") as store:
        assert store.people.inhabitants().sample


def test_an_old_sample_does_not_overwrite_the_one_that_is_there(here, demo_file):
    lay(demo_file, here / "kandejian.db")
    (here / "sample.db").write_bytes(b"mine")
    databases.choose(databases.AUTO)
    assert (here / "sample.db").read_bytes() == b"mine"
    assert len(list(here.glob("sample-*.db"))) == 1


def test_an_old_sample_somebody_has_open_is_left_with_a_sentence(here, demo_file):
    url = lay(demo_file, here / "kandejian.db")
    with open_store(url) as store:
        store.people.names()
        served = databases.choose(databases.AUTO)
        assert "正被另一个程序使用" in served.said[0]
        assert served.url == "sqlite:///data/sample.db"
        with pytest.raises(StoreError, match="正被另一个程序使用"):
            databases.choose(databases.OFFICE)
    assert (here / "kandejian.db").exists()


def test_what_was_reported_in_an_old_sample_is_never_moved_away(here, demo_file):
    """An office that began by mistake with the demo loses nothing, and gains no account."""
    url = lay(demo_file, here / "kandejian.db")
    with open_store(url) as store:
        store.reporting.submit(*workbook("U14", "2023Q4", {}, file="真的.xlsx"), "u14")
    before = everything(url)
    served = databases.choose(databases.AUTO)
    assert (served.url, served.sample, served.load) == ("sqlite:///data/kandejian.db", True, None)
    assert "重新报送" in served.said[0]
    with pytest.raises(StoreError, match="没有移动"):
        databases.choose(databases.OFFICE)
    assert everything(url) == before


def test_an_account_with_a_password_among_the_samples_makes_it_an_office(here, demo_file):
    url = lay(demo_file, here / "kandejian.db")
    with open_store(url) as store, store.database.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO credential VALUES ('guanli', 'x', '2024-01-01 00:00:00')")
    served = databases.choose(databases.AUTO)
    assert (served.url, "混在一起" in served.said[0]) == ("sqlite:///data/kandejian.db", True)
    assert (here / "kandejian.db").exists()
