"""Attack: let a name hide a file, and change or take away by name what somebody else made."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from streamlit.testing.v1 import AppTest

from metrics.framework import load_framework
from metrics.reports.print import packed
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from tests.kit import office
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.pages import LEADER, REVIEWER, own_main, signed_in
from tests.kit.workbooks import activity, people, workbook

fresh_caches, offered = office.fresh_caches, office.offered
__all__ = ["fresh_caches", "offered", "own_main", "signed_in"]

FRAMEWORK = load_framework(SIHONG)
SAME = "台账.xlsx"


@pytest.fixture
def store(own_database):
    with open_store(own_database) as opened:
        people(opened)
        yield opened


def hand_in(store, unit, by=None, ledgers=None):
    """A workbook under the name every unit uses, approved."""
    ledgers = {"L05": [activity(1)]} if ledgers is None else ledgers
    checked, content = workbook(unit, "2023Q1", ledgers, file=SAME)
    info = store.reporting.submit(checked, content, by or unit.lower())
    return store.reporting.approve(info.id, "office")


def drawn(script, account):
    app = AppTest.from_function(script, default_timeout=60)
    app.session_state["as"] = account
    app.run()
    assert not app.exception
    return app


def test_two_originals_of_one_name_are_both_there(store, offered):
    """Tried: of two files called alike the list of originals had one."""
    infos = [hand_in(store, unit) for unit in ("U08", "U09")]

    def script():
        from metrics.framework import parse_period
        from pages import cached
        from pages.ui.shared.trail import offer_originals

        offer_originals([1, 2], cached.dataset(cached.edition(parse_period("2023Q1"))))

    app = drawn(script, "office")
    (box,) = app.selectbox
    assert len(set(box.options)) == 2
    given = []
    for option in list(box.options):
        app.selectbox[0].select(option).run()
        given.append(offered["下载原件"]())
    assert given == [store.reporting.original(info.sha256, SYSTEM)[1] for info in infos]
    assert given[0] != given[1]


def test_a_doubt_about_two_files_of_one_name_offers_both(store):
    """Tried: beside a doubt between two units stood one file, the other's."""
    for unit in ("U08", "U09"):
        hand_in(store, unit)

    def script():
        from types import SimpleNamespace

        from metrics.framework import parse_period
        from pages import cached
        from pages.ui.quality.ruling import _original_files

        data = cached.dataset(cached.edition(parse_period("2023Q1")))
        places = tuple(
            SimpleNamespace(file=info.file, cell=SimpleNamespace(sha256=info.sha256))
            for info in data.submissions.values()
        )
        _original_files(SimpleNamespace(where=places, key="k"))

    assert len(drawn(script, "office").get("download_button")) == 2


def test_the_same_bytes_of_two_units_come_under_ones_own_name(store):
    """Tried: who asked for an original got the name another unit had given the same bytes."""
    first, content = workbook("U08", "2023Q1", {}, file="人社局_内部名称.xlsx")
    store.reporting.submit(first, content, "u08")
    store.reporting.submit(replace(first, unit="U09", file="住建局.xlsx"), content, "u09")
    assert store.reporting.original(first.sha256, "u09") == ("住建局.xlsx", content)
    assert store.reporting.original(first.sha256, "u08") == ("人社局_内部名称.xlsx", content)


@pytest.mark.parametrize(
    "names",
    [
        ("a.png", "a.png"),
        ("a.png", "A.PNG"),
        ("é.png", "e\u0301.png"),
        ("图（2）.png", "图.png", "图.png"),
    ],
)
def test_no_file_of_an_archive_hides_another(names):
    archive = zipfile.ZipFile(BytesIO(packed([(name, name.encode()) for name in names])))
    unpacked = {name.casefold() for name in archive.namelist()}
    assert len(unpacked) == len(names)
    assert [archive.read(one) for one in archive.namelist()] == [name.encode() for name in names]


def test_nobody_saves_over_or_deletes_anothers_scheme(store):
    """Tried: any 领导 deleted, or saved over, a scheme of the office's."""
    kept = store.office.save_scenario("突出典型", {"seed": 7}, "f" * 64, "office")
    for change in (
        lambda: store.office.remove_scenario("突出典型", "lingdao"),
        lambda: store.office.save_scenario(" 突出典型 ", {"seed": 8}, "f" * 64, "lingdao"),
        lambda: store.office.remove_scenario("突出典型", "office2"),
    ):
        with pytest.raises(StoreError, match="“突出典型”是账号 office 的，只能由本人或管理员覆盖"):
            change()
    assert store.office.scenarios() == [kept]
    store.office.remove_scenario("突出典型", "boss")
    assert store.office.scenarios() == []


@pytest.mark.parametrize(("account", "offered_to"), [(REVIEWER, True), (LEADER, False)])
def test_the_button_stands_where_it_works(demo_url, monkeypatch, account, offered_to):
    monkeypatch.setenv("DATABASE_URL", demo_url)
    with open_store(demo_url) as opened:
        opened.office.save_scenario("突出典型", {}, "f" * 64, "shenhe")
    labels = [one.label for one in office.page("weights", account).button]
    assert ("删除" in labels) == offered_to


def test_nobody_takes_back_anothers_remark(store):
    note = store.office.add_note("2023Q1", "county", "county", "台风停工", "office")
    with pytest.raises(StoreError, match="这条备注是账号 office 的"):
        store.office.drop_note(note.id, "office2")
    assert [one.id for one in store.office.notes(("2023Q1",))] == [note.id]
    store.office.drop_note(note.id, "office")
    assert store.office.notes(("2023Q1",)) == []


def test_nobody_writes_anothers_settings_or_the_offices(store):
    """Tried: any account wrote the head of the office's briefings, by the name it is kept under."""
    store.office.remember("briefing-head", {"org": "县总工会"}, "office")
    store.office.remember("tour:u08", "done", "u08")
    for name, account, said in (
        ("briefing-head", "u08", "要用"),
        ("briefing-head", "lingdao", "要用"),
        ("tour:u08", "u09", "账号 u08 自己的设置"),
        ("tour:u08", "boss", "账号 u08 自己的设置"),
    ):
        with pytest.raises(StoreError, match=said):
            store.office.remember(name, "x", account)
    assert store.office.remembered("briefing-head") == {"org": "县总工会"}
    assert store.office.remembered("tour:u08") == "done"


def test_a_unit_does_not_turn_a_name_that_others_confirmed(store):
    """Tried: 填报员 of one unit made a spelling mean another enterprise, for every unit."""
    store.reporting.confirm_alias("L15", "金卓", "E017", "office")
    store.reporting.confirm_alias("L15", "金卓", "E018", "u08")
    store.reporting.confirm_alias("L15", "银卓", "E019", "u08")
    store.reporting.confirm_alias("L15", "银卓", "E020", "u08")
    assert known(store) == {"金卓": "E017", "银卓": "E020"}
    assert store.care.audit_rows(SYSTEM, action="alias")["detail"].tolist()[1]["kept"] == "E017"
    store.reporting.confirm_alias("L15", "金卓", "E018", "office2")
    assert known(store)["金卓"] == "E018"


def known(store):
    """Confirmed text → code."""
    with store.database.engine.connect() as connection:
        return dict(connection.exec_driver_sql("SELECT text, code FROM alias").all())
