"""收报 on the page: packages dropped or on the server; who may, what is said, what the audit has."""

import shutil

import pytest

from metrics.province import (
    INBOX,
    collect_received,
    laid_down,
    latest,
    package_of,
    progress_of,
    runs,
)
from metrics.store import Store, StoreError
from metrics.store.database import today
from tests.kit import office
from tests.kit.office import button, clean, labels, words
from tests.kit.province_pages import served
from tests.kit.provinces import MISSING, ONE, QUARTER, again, once

fresh_caches = office.fresh_caches
__all__ = ["served"]
ADMIN, REVIEWER, WEST = "guanli", "shenhe", "c3205"


@pytest.fixture
def here(monkeypatch):
    """Collects at once and in this process, what a county gives asked once a run."""
    monkeypatch.setattr("metrics.province.protocol.recomputed", once)
    monkeypatch.setattr("metrics.province.collector.start_process", collect_received)


def page(served, account):
    return served.page("handups", account)


def drop(at, *files):
    """Choose files and press."""
    at.file_uploader[0].set_value([(name, content, "application/octet-stream") for name, content in files])
    clean(at.run())
    return clean(button(at, f"收这 {len(files)} 个包").click().run())


def last_line(served):
    with Store.open(served.url) as store:
        return store.care.audit_rows(ADMIN).iloc[-1]


@pytest.mark.parametrize("account", [REVIEWER, WEST])
def test_only_the_administrator_is_offered_it(served, account):
    at = page(served, account)
    assert not at.file_uploader
    assert "收报" not in labels(at)


def test_dropped_packages_are_taken_or_refused_with_the_reason(served, small_province, here):
    missing = small_province.handovers[MISSING]
    later = again(small_province.handovers[ONE])
    files = [
        (missing.file, small_province.packages[MISSING]),
        (later.file, package_of(later, small_province.key(MISSING))),
        ("坏.kdj", b"nothing"),
    ]
    at = drop(page(served, ADMIN), *files)
    text = words(at)
    assert "收报开始了：3 个包" in text
    assert "收下 1 个，已有 0 个，没收 2 个。" in text
    assert "签名不是甲县登记的密钥做的" in text
    assert latest(served.province, QUARTER)[MISSING].revision == 1
    assert {one.state for one in progress_of(served.province, QUARTER, today()) if one.code == MISSING} == {
        "迟报"
    }
    row = last_line(served)
    assert (row["account"], row["action"], row["subject"]) == (ADMIN, "province-collect", "3 个上报包")
    assert "坏.kdj" in str(row["detail"])
    assert not list((served.province.folder / "received").iterdir())


def test_packages_on_the_server_are_listed_until_they_are_taken(served, small_province, here):
    box = served.province.folder / INBOX
    small_province.lay(box, MISSING, ONE)
    file = small_province.handovers[MISSING].file
    assert laid_down(served.province) == [file], "甲县's file is one that was taken before"
    at = page(served, ADMIN)
    assert at.multiselect[0].value == [file]
    text = words(clean(button(at, "收这 1 个包").click().run()))
    assert "收下 1 个" in text
    assert laid_down(served.province) == []
    assert (box / file).is_file()


def test_a_run_at_work_is_waited_for(served, small_province, monkeypatch):
    monkeypatch.setattr("metrics.province.collector.start_process", lambda *_: None)
    at = drop(page(served, ADMIN), ("坏.kdj", b"nothing"))
    text = words(at)
    assert "正在进行" in text
    assert "还剩 1 个没有看" in text
    assert not at.file_uploader


def test_who_lost_the_right_meanwhile_collects_nothing(served, here):
    at = page(served, ADMIN)
    at.file_uploader[0].set_value([("坏.kdj", b"nothing", "application/octet-stream")])
    clean(at.run())
    before = len(runs(served.province))
    with Store.open(served.url) as store, pytest.raises(StoreError):
        store.office.collect_across(REVIEWER, "1 个上报包", {}, lambda _: pytest.fail("began"))
    assert before == len(runs(served.province))
    assert not (served.province.folder / "received").exists()


def test_nothing_collected_offers_it_still(served, here, small_province):
    for folder in ("packages", "collections", "lake"):
        shutil.rmtree(served.province.folder / folder)
    (served.province.folder / "due.json").unlink()
    at = served.without_period("handups", ADMIN)
    file = small_province.handovers[MISSING].file
    clean(drop(at, (file, small_province.packages[MISSING])))
    assert set(latest(served.province, QUARTER)) == {MISSING}
    assert "还缺 4 个县" in words(served.page("handups", ADMIN))
