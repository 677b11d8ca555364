"""Backups that were damaged or rewritten are not restored; what one restores shuts every door first."""

import json
import shutil
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from metrics.store import Store, StoreError
from metrics.store.care import FINE, Wish, backup, examine, list_of, restore
from metrics.store.care.places import checksum
from metrics.store.database import SYSTEM
from metrics.store.people import Account
from tests.kit import databases
from tests.kit.county_packages import open_store
from tests.kit.project import REPO
from tests.kit.workbooks import activity, send

sqlite_url = databases.sqlite_url
OLD = REPO / "tests/store/database/old/0001.db"


@pytest.fixture
def county(sqlite_url):
    with open_store(sqlite_url) as store:
        send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
        store.people.add_account(Account("wang.wu", "王五", "领导"), SYSTEM, "四月的风吹过河滩")
    return sqlite_url


@pytest.fixture
def saved(county, tmp_path):
    """A backup of the county."""
    backup(county, tmp_path / "one.kdj")
    return tmp_path / "one.kdj"


@pytest.fixture
def elsewhere(tmp_path):
    """URL of an empty place."""
    return f"sqlite:///{tmp_path / 'elsewhere' / 'county.db'}"


def rewrite(file, *statements, guards=True, lists=True):
    """Change a backup, put its triggers back, and make its list fit again."""
    with closing(connect(file)) as data:
        found = data.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in found:
            data.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            data.execute(statement)
        for _, guard in found if guards else ():
            data.execute(guard)
        data.commit()
    if lists:
        told = json.loads(list_of(file).read_text(encoding="utf-8"))
        told |= {"size": file.stat().st_size, "sha256": checksum(file)}
        list_of(file).write_text(json.dumps(told), encoding="utf-8")


def refused(url, file, said, **wish):
    """It is not restored, and the place is as it was."""
    place = Path(url.removeprefix("sqlite:///"))
    before = held(place)
    with pytest.raises(StoreError, match=said):
        restore(url, file, Wish(**wish))
    assert held(place) == before
    assert [path.name for path in place.parent.iterdir() if "restoring" in path.name] == []


def held(place):
    """Everything in a database; nothing where there is none."""
    if not place.exists():
        return []
    with closing(connect(place)) as data:
        return list(data.iterdump())


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_flipped_bits(saved, elsewhere, place):
    content = bytearray(saved.read_bytes())
    content[int(len(content) * place)] ^= 0x10
    saved.write_bytes(content)
    refused(elsewhere, saved, "校验码和清单 one.kdj.json 不符")


def test_another_backup_under_the_name_of_a_good_one(saved, elsewhere, tmp_path):
    shutil.copy(OLD, saved)
    refused(elsewhere, saved, "校验码和清单")


def test_a_backup_whose_list_was_taken_away(saved, elsewhere):
    list_of(saved).unlink()
    refused(elsewhere, saved, "旁边没有清单")
    restore(elsewhere, saved, Wish(unlisted=True))
    with Store.open(elsewhere, migrate=False) as store:
        assert len(store.reporting.submissions()) == 1


@pytest.mark.breadth(2)
@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"file": "one.kdj"}', '{"head": 3}'])
def test_a_list_that_cannot_be_read(saved, elsewhere, text):
    list_of(saved).write_text(text, encoding="utf-8")
    refused(elsewhere, saved, "清单 .* 读不了")


@pytest.mark.breadth(3)
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit SET account = 'u09' WHERE id = 2", "审计链：第 2 行内容与它的散列不符"),
        ("DELETE FROM audit WHERE id = 2", "审计链：第 3 行和上一行"),
        ("DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)", "链头和清单记下的不同"),
        ("UPDATE original SET content = x'00'", "原始文件：1 份的内容与校验码不符"),
        ("UPDATE ledger_rows SET parquet = x'00'", "台账行：有报送的数据读不出来"),
        ("DELETE FROM unit WHERE code = 'U08'", "完整性：.*引用了不存在的"),
    ],
)
def test_rows_changed_with_the_checksum_made_anew(saved, elsewhere, statement, said):
    rewrite(saved, statement)
    refused(elsewhere, saved, said)


def test_triggers_dropped(saved, elsewhere):
    rewrite(saved, guards=False)
    refused(elsewhere, saved, "触发器不对（缺少 audit_no_delete")


@pytest.mark.parametrize(
    "trigger",
    [
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT 1; END",
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit WHEN 0 BEGIN SELECT RAISE(ABORT, 'no'); END",
    ],
)
def test_a_trigger_that_refuses_nothing(saved, elsewhere, trigger):
    rewrite(saved, guards=True, lists=False)
    with closing(connect(saved)) as data:
        data.execute("DROP TRIGGER audit_no_update")
        data.execute(trigger)
        data.commit()
    rewrite(saved)
    refused(elsewhere, saved, "audit_no_update 被改过")


def test_a_trigger_that_was_planted(saved, elsewhere):
    rewrite(
        saved,
        "CREATE TRIGGER door AFTER INSERT ON session BEGIN UPDATE account SET role = '管理员' "
        "WHERE code = 'wang.wu'; END",
        guards=True,
    )
    with closing(connect(saved)) as data:
        assert ("door",) in data.execute("SELECT name FROM sqlite_master").fetchall()
    refused(elsewhere, saved, "多出 door")


def test_an_account_raised_in_the_backup_is_told_by_the_audit_of_the_present_database(county, saved):
    rewrite(saved, "UPDATE account SET role = '管理员' WHERE code = 'wang.wu'")
    refused(county, saved, "现在的审计记着它的校验码", replace=True)


def test_an_account_raised_in_an_unknown_backup_is_said(county, tmp_path, sqlite_url):
    """The audit of the present database does not know this backup: the person is told whom it would raise."""
    file = tmp_path / "one.kdj"
    shutil.copy(sqlite_url.removeprefix("sqlite:///"), file)
    with closing(connect(file)) as data:
        data.execute("UPDATE account SET role = '管理员' WHERE code = 'wang.wu'")
        data.commit()
    said = []
    restore(county, file, Wish(replace=True, unlisted=True, agree=said.append))
    assert [(one.code, one.words) for one in said[0].accounts] == [("wang.wu", "角色：领导 → 管理员")]


def test_a_backup_of_another_database_is_said(county, tmp_path):
    other = f"sqlite:///{tmp_path / 'other.db'}"
    with open_store(other) as store:
        send(store, "U09", "2023Q1", {"L05": [activity(1)]})
    backup(other, tmp_path / "other.kdj")
    said = []
    restore(county, tmp_path / "other.kdj", Wish(replace=True, agree=said.append))
    assert "备份的审计不是现在这份审计的前一段" in said[0].notes[0]


def test_an_old_backup_is_restored_upgraded_and_proven(elsewhere, tmp_path):
    file = Path(shutil.copy(OLD, tmp_path / "old.kdj"))
    refused(elsewhere, file, "旁边没有清单")
    restore(elsewhere, file, Wish(unlisted=True))
    with Store.open(elsewhere, migrate=False) as store:
        assert list(store.care.audit_rows(SYSTEM)["action"])[-1] == "restore"
    states = {check.name: check.state for check in examine(elsewhere)}
    assert {states[name] for name in ("触发器", "审计链", "原始文件", "台账行")} == {FINE}


def test_an_old_backup_without_its_triggers(elsewhere, tmp_path):
    file = tmp_path / "old.kdj"
    shutil.copy(OLD, file)
    rewrite(file, guards=False, lists=False)
    refused(elsewhere, file, "触发器不对", unlisted=True)


def test_whoever_was_signed_in_then_is_not_signed_in_again(county, elsewhere, tmp_path):
    with open_store(county) as store:
        token = store.people.sign_in("wang.wu", "四月的风吹过河滩", "10.0.0.8").token
        backup(county, tmp_path / "two.kdj")
        store.people.disable_account("wang.wu", SYSTEM)
    restore(elsewhere, tmp_path / "two.kdj")
    with Store.open(elsewhere, migrate=False) as store:
        assert store.people.session(token) is None


def test_a_link_for_the_first_administrator_does_not_come_back(county, elsewhere, tmp_path):
    with open_store(county) as store:
        token = store.people.first_admin_token()
        assert store.people.first_admin_open(token)
    backup(county, tmp_path / "two.kdj")
    restore(elsewhere, tmp_path / "two.kdj")
    with Store.open(elsewhere, migrate=False) as store:
        assert not store.people.first_admin_open(token)


def test_backups_made_before_a_restore_are_not_held_against_it(county, saved, tmp_path):
    with open_store(county) as store:
        store.reporting.confirm_alias("L15", "又一厂", "E001", "u08")
    backup(county, tmp_path / "two.kdj")
    restore(county, saved, Wish(replace=True))
    check = next(check for check in examine(county, tmp_path) if check.name == "审计链")
    assert (check.state, "1 份备份是恢复之前做的" in check.text) == (FINE, True)
