"""Databases of earlier versions are opened, upgraded, and hold what they held."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy.exc import DBAPIError

from metrics.framework import LEVELS, earlier_framework, parse_period
from metrics.scoring import prepare, score_book, score_table
from metrics.store import Store, StoreError
from metrics.store.care import FINE, examine
from metrics.store.database import SYSTEM
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.workbooks import FRAMEWORK, activity, send

OLD = Path(__file__).parent / "old"
Q1 = parse_period("2023Q1")


@pytest.fixture
def first_url(tmp_path):
    """URL of a copy of the database of the first version."""
    return f"sqlite:///{shutil.copy(OLD / '0001.db', tmp_path / 'county.db')}"


@pytest.fixture
def published_url(tmp_path):
    """URL of a copy of the last database before framework 2024.1, with a publication in it."""
    return f"sqlite:///{shutil.copy(OLD / '0010.db', tmp_path / 'county.db')}"


def test_every_stored_database_is_tested():
    assert sorted(path.name for path in OLD.glob("*.db")) == ["0001.db", "0010.db"]


def test_an_old_database_is_not_upgraded_unasked(first_url):
    with pytest.raises(StoreError, match=r"结构比程序旧.*init"):
        Store.open(first_url, migrate=False)


def test_the_first_version_is_upgraded_with_everything_in_it(first_url):
    with open_store(first_url) as store:
        stored = store.reporting.submissions()
        assert [(info.unit, info.state) for info in stored] == [
            ("U01", "approved"),
            ("U14", "approved"),
            ("U18", "returned"),
        ]
        assert store.reporting.periods()[0].due_on == date(2023, 4, 15)
        data = store.reporting.dataset(FRAMEWORK, Q1)
        assert data.version == "7f68f3a82c4159e9b8309d6522775f0d0ab71f74378952499230300de55149b3"
        counts = {code: len(frame) for code, frame in data.ledgers.items()}
        assert (counts["L03"], counts["L05"], counts["L15"]) == (101, 37, 136)
        assert len(store.reporting.enterprises()) == 136
        assert {account.code for account in store.people.accounts(SYSTEM)} == {
            "u01",
            "u14",
            "shenhe",
            "guanli",
        }
        actions = store.care.audit_rows(SYSTEM)["action"]
        assert (len(actions), actions.iloc[-1]) == (13 + 1, "county")
        assert store.reporting.original(stored[0].sha256, SYSTEM)[1].startswith(b"PK")
        known = (
            store.reporting.context(FRAMEWORK, "U18", Q1, SYSTEM).known["L15"].set_index("code")["aliases"]
        )
        assert known["E001"] == ("膜材料厂",)
    states = {check.name: check.state for check in examine(first_url)}
    assert {
        states[name]
        for name in ("数据库", "表结构", "完整性", "原始文件", "台账行", "遗留物", "触发器", "审计链")
    } == {FINE}


def test_work_goes_on_in_an_upgraded_database(first_url):
    with open_store(first_url) as store:
        again = send(store, "U18", "2023Q1", {"L05": [activity(1)]}, approve=True)
        assert (again.id, again.revision, again.state) == (4, 2, "approved")
        with pytest.raises(DBAPIError, match="never changed"), store.database.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM original")


def test_what_was_published_under_2023_stays_and_can_be_scored_again(published_url):
    with open_store(published_url) as store:
        (done,) = store.office.publications()
        assert (done.period, done.state, done.submissions) == ("2023Q1", "published", (1, 2))
        first, newest, saved = store.office.framework_versions()
        assert [one.version for one in (first, newest, saved)] == ["2023.1", FRAMEWORK.version, "2023.2"]
        old = store.office.framework(first.id)
        assert old == earlier_framework("2023.1", SIHONG)
        prepared = prepare(old, store.reporting.dataset(old, Q1))
        for level in LEVELS:
            again = score_table(old, score_book(prepared, level))
            assert_frame_equal(store.office.published_scores(done.id, level), again, check_exact=True)


def test_a_version_saved_under_2023_goes_on_as_it_was(published_url):
    with open_store(published_url) as store:
        saved = store.office.framework(1)
        assert (saved.version, saved.to_date) == ("2023.2", False)
        assert saved.measure["K2a"].ledger.full_score["E"] == 25
        in_force = {
            code: store.office.framework_in_force(parse_period(code)).version
            for code in ("2023Q1", "2023H1", "2023Q3", "2023Q4", "2023H2", "2024Q1")
        }
        own = FRAMEWORK.version
        assert in_force == {
            "2023Q1": own,
            "2023H1": own,
            **dict.fromkeys(("2023Q3", "2023Q4", "2023H2", "2024Q1"), "2023.2"),
        }
