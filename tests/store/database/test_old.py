"""Databases of earlier versions are opened, upgraded, and hold what they held."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from metrics.framework import parse_period
from metrics.store import Store, StoreError
from metrics.store.care import FINE, examine
from metrics.store.database import SYSTEM
from tests.kit.workbooks import FRAMEWORK, activity, send

OLD = Path(__file__).parent / "old"
Q1 = parse_period("2023Q1")


@pytest.fixture
def first_url(tmp_path):
    """URL of a copy of the database of the first version."""
    return f"sqlite:///{shutil.copy(OLD / '0001.db', tmp_path / 'county.db')}"


def test_every_stored_database_is_tested():
    assert [path.name for path in OLD.glob("*.db")] == ["0001.db"]


def test_an_old_database_is_not_upgraded_unasked(first_url):
    with pytest.raises(StoreError, match=r"结构比程序旧.*init"):
        Store.open(first_url, migrate=False)


def test_the_first_version_is_upgraded_with_everything_in_it(first_url):
    with Store.open(first_url) as store:
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
        assert len(store.care.audit_rows(SYSTEM)) == 13
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
    with Store.open(first_url) as store:
        again = send(store, "U18", "2023Q1", {"L05": [activity(1)]}, approve=True)
        assert (again.id, again.revision, again.state) == (4, 2, "approved")
        with pytest.raises(DBAPIError, match="never changed"), store.database.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM original")
