"""Versions of the framework: saved whole, never changed, each in force from a quarter on."""

import pytest
from sqlalchemy.exc import DBAPIError

from metrics.framework import EARLIER, FrameworkError, load_framework, parse_period
from metrics.framework.editing import number_edits, numbers
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.office import FrameworkDraft
from tests.kit.checkups import passed, save_passed
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.workbooks import activity, send

OWN, NEWEST = load_framework(SIHONG), -1
NEXT = {"K.weight": 5, "K2a.full_score.E": 12, "K2a.weight": 0.5}


def save(store, changes=None, version="2024.2", starts="2024Q1", reason="联席会议定", parent=NEWEST):
    wanted = NEXT if changes is None else changes
    return save_passed(
        store, FrameworkDraft(parent, number_edits(wanted), version, parse_period(starts), reason), "guanli"
    )


def test_without_a_saved_version_the_programs_own_holds(store):
    earlier, own = store.office.framework_versions()
    assert (earlier.id, earlier.version) == (0, "2023.1")
    assert (own.id, own.hash, own.version) == (NEWEST, OWN.hash, OWN.version)
    with pytest.raises(StoreError, match="没有编号为 -2 的指标版本"):
        store.office.framework(-2)
    assert store.office.framework_in_force(parse_period("2023Q4")) == own
    assert store.office.framework() == OWN


def test_a_version_keeps_its_numbers_author_and_reason(store, database_url):
    saved = save(store)
    assert saved.changes == {
        "K.weight": (4.0, 5.0),
        "K2a.weight": (1.0, 0.5),
        "K2a.full_score.E": (20.0, 12.0),
    }
    assert (saved.parent, saved.reason, saved.account) == (OWN.hash, "联席会议定", "guanli")
    assert saved.hash not in ("", OWN.hash)
    with open_store(database_url) as again:
        assert again.office.framework_versions()[-1] == saved
        framework = again.office.framework(saved.id)
    assert (framework.hash, framework.version) == (saved.hash, "2024.2")
    assert numbers(framework) == {**numbers(OWN), **NEXT}
    (row,) = store.care.audit_rows(SYSTEM, action="framework")["detail"]
    assert row["changes"]["K.weight"] == [4.0, 5.0]


def test_a_version_holds_from_its_quarter_on_until_the_next(store):
    first = save(store)
    second = save(store, {"D.weight": 3}, "2025.1", "2025Q1", parent=first.id)
    in_force = {code: store.office.framework_in_force(parse_period(code)).version for code in PERIODS}
    assert in_force == PERIODS
    assert second.parent == first.hash
    assert numbers(store.office.framework(second.id)) == {**numbers(OWN), **NEXT, "D.weight": 3.0}


PERIODS = {
    "2023": OWN.version,
    "2023Q4": OWN.version,
    "2024Q1": "2024.2",
    "2024": "2024.2",
    "2024Q4": "2024.2",
    "2025Q1": "2025.1",
}


@pytest.mark.breadth(3)
@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"changes": {}}, StoreError, "没有改动任何内容"),
        ({"changes": {"K.weight": 4}}, StoreError, "没有改动任何内容"),
        ({"reason": "  "}, StoreError, "要写明理由"),
        ({"version": OWN.version}, StoreError, "已经用过"),
        ({"version": ' " '}, FrameworkError, "新版本要有名称"),
        ({"changes": {"K.weight": -1}}, FrameworkError, "不能为负"),
        ({"changes": {"K2a.full_score.E": 0}}, FrameworkError, "大于 0 的满分值"),
        ({"changes": {"K.weight": 0, "D.weight": 0, "J.weight": 0}}, FrameworkError, "不能全为 0"),
        ({"changes": {"K9.weight": 1}}, FrameworkError, "K9.*没有这个编号"),
        ({"parent": 7}, StoreError, "没有编号为 7 的指标版本"),
    ],
    ids=str,
)
def test_what_cannot_be_a_version_is_refused_and_nothing_is_stored(store, given, error, said):
    with pytest.raises(error, match=said):
        save(store, **given)
    assert len(store.office.framework_versions()) == 2
    assert store.care.audit_rows(SYSTEM, action="framework").empty


def test_a_name_is_taken_once(store):
    save(store)
    with pytest.raises(StoreError, match=r"“2024\.2”已经用过"):
        save(store, {"D.weight": 3})


@pytest.mark.parametrize(
    "statement", ["UPDATE framework_version SET reason = 'x'", "DELETE FROM framework_version"]
)
def test_the_database_refuses_to_change_a_version(store, statement):
    save(store)
    with pytest.raises(DBAPIError, match="never changed"), store.database.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert len(store.office.framework_versions()) == 3


@pytest.mark.breadth(2)
@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"framework": OWN.hash}, "还没有体检"),
        ({"data_version": "0" * 64}, "数据又有了变化"),
        ({"period": "2022"}, "数据又有了变化"),
        ({"violations": ("某单位的分数降了。", "又降了。")}, "不能保存（共 2 处）：某单位的分数降了。"),
    ],
    ids=str,
)
def test_only_a_passed_check_up_of_these_numbers_and_rows_lets_a_version_in(store, other, said):
    draft = FrameworkDraft(NEWEST, number_edits(NEXT), "2025.1", parse_period("2025Q1"), "联席会议定")
    with pytest.raises(StoreError, match=said):
        store.office.save_framework(draft, passed(store, draft, **other), "guanli")
    assert len(store.office.framework_versions()) == PROGRAMS
    kept = store.office.save_framework(draft, passed(store, draft), "guanli")
    (row,) = store.care.audit_rows(SYSTEM, action="framework")["detail"]
    assert (kept.version, set(row["checkup"])) == ("2025.1", {"period", "data_version", "trials"})


def test_the_check_up_is_on_the_newest_year_with_approved_rows(store):
    assert store.office.period_to_check() is None
    sent = send(store, "U08", "2023Q2", {"L05": [activity(9, "2023-05-01")]})
    assert store.office.period_to_check() is None
    store.reporting.approve(sent.id, "office")
    assert store.office.period_to_check() == parse_period("2023")


PROGRAMS = 1 + len(EARLIER)
