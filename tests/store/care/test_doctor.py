"""`doctor` finds what is wrong with a database and a machine; the sweep removes what may go."""

import json
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from importlib.metadata import version
from pathlib import Path

import pytest
from sqlalchemy import insert

from metrics.commands.doctor import packages
from metrics.store.care import FAULT, FINE, WARNING, examine
from metrics.store.care.doctor import space
from metrics.store.database import SYSTEM, original, sweep
from metrics.store.database.leftovers import STALE
from tests.kit.county_packages import open_store
from tests.kit.project import REPO
from tests.kit.workbooks import activity, send


@pytest.fixture
def filled(store):
    send(store, "U08", "2023Q1", {"L05": [activity(1), activity(2)]}, approve=True)
    return store


def states(url):
    return {check.name: check.state for check in examine(url)}


def spoil(store, *statements):
    with store.database.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def lift(store, trigger, table):
    """Take away a trigger that would refuse what a broken disk or a careless hand may do."""
    spoil(store, f"DROP TRIGGER {trigger}" + ("" if on_sqlite(store) else f" ON {table}"))


def on_sqlite(store):
    return store.database.engine.dialect.name == "sqlite"


def test_a_sound_database_is_fine(filled, database_url):
    checks = examine(database_url)
    # The tests' account owns the tables of its server.
    assert {check.state for check in checks if check.name not in ("磁盘空间", "审计表归属")} == {FINE}
    assert [check.name for check in checks if check.name != "审计表归属"] == [
        *("数据库", "表结构", "完整性", "原始文件", "台账行", "照片", "触发器", "审计链"),
        *("样例数据", "动态口令密钥", "遗留物", "保存期", "文件权限", "磁盘空间"),
    ]
    texts = {check.name: check.text for check in checks}
    assert texts["原始文件"] == "1 份，内容与校验码一致"
    assert texts["台账行"] == "1 份报送，2 行，都能读出"


def test_a_changed_file_is_found(filled, database_url):
    lift(filled, "original_no_update", "original")
    assert states(database_url)["原始文件"] == FINE
    spoil(filled, "UPDATE original SET content = " + ("x'00'" if on_sqlite(filled) else "'\\x00'::bytea"))
    assert states(database_url)["原始文件"] == FAULT


def test_rows_that_cannot_be_read_are_found(filled, database_url):
    lift(filled, "ledger_rows_no_update", "ledger_rows")
    spoil(filled, "UPDATE ledger_rows SET parquet = " + ("x'00'" if on_sqlite(filled) else "'\\x00'::bytea"))
    assert states(database_url)["台账行"] == FAULT


def test_a_damaged_sqlite_file_is_found(sqlite_url):
    with open_store(sqlite_url) as store:
        send(store, "U08", "2023Q1", {"L05": [activity(n) for n in range(300)]})
        file = Path(store.database.engine.url.database)
    with file.open("r+b") as stream:
        stream.seek(file.stat().st_size // 2)
        stream.write(os.urandom(20_000))
    assert FAULT in {check.state for check in examine(sqlite_url)}


def test_a_database_that_is_away_old_or_missing_is_a_fault_and_no_traceback(tmp_path):
    missing = examine(f"sqlite:///{tmp_path / 'none.db'}")
    assert [(check.name, check.state) for check in missing] == [("数据库", FAULT)]
    assert "找不到数据库文件" in missing[0].text
    away = examine("postgresql://kandejian:geheim@127.0.0.1:1/county")
    assert (away[0].state, "连不上" in away[0].text, "geheim" in away[0].text) == (FAULT, True, False)
    old = shutil.copy(REPO / "tests/store/database/old/0001.db", tmp_path / "old.db")
    assert states(f"sqlite:///{old}")["表结构"] == FAULT


@pytest.mark.parametrize(("free", "state"), [(50 << 30, FINE), (1 << 30, WARNING), (1 << 20, FAULT)])
def test_free_space_is_judged(monkeypatch, tmp_path, free, state):
    usage = namedtuple("usage", "total used free")(100 << 30, 0, free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert space(tmp_path / "not" / "yet" / "there").state == state


def test_an_orphan_and_a_stale_temporary_file_are_found_and_swept(filled, database_url, tmp_path):
    row = {"sha256": "f" * 64, "file": "x.xlsx", "size": 1, "content": b"x"}
    with filled.database.engine.begin() as connection:
        connection.execute(insert(original).values(**row))
    folder = tmp_path / "folder"
    folder.mkdir(exist_ok=True)
    old, fresh, other = (folder / name for name in ("a.kdj.part", "b.kdj.part", "c.kdj"))
    for path in (old, fresh, other):
        path.write_text("x")
    for path in (old, other):
        os.utime(path, (0, path.stat().st_mtime - STALE - 60))
    assert states(database_url)["遗留物"] == WARNING
    swept = sweep(database_url)
    assert swept.originals == ("f" * 64,)
    assert swept.files == ((old,) if on_sqlite(filled) else ())
    assert (fresh.exists(), other.exists()) == (True, True)
    assert states(database_url)["遗留物"] == FINE
    assert len(filled.care.audit_rows(SYSTEM, action="sweep")) == 1
    assert states(database_url)["原始文件"] == FINE
    assert sweep(database_url).originals == ()
    assert len(filled.care.audit_rows(SYSTEM, action="sweep")) == 1, "nothing to sweep leaves no audit row"


def test_missing_and_other_packages_are_named(tmp_path):
    pins = tmp_path / "requirements.txt"
    pins.write_text("# comment\nclick==0.0.1\n")
    other = packages(pins)
    assert (other.state, "应为 0.0.1" in other.text) == (WARNING, True)
    pins.write_text("click==0.0.1\nno-such-package==1.0\n")
    missing = packages(pins)
    assert (missing.state, "no-such-package" in missing.text) == (FAULT, True)
    assert packages(tmp_path / "none.txt").state == FAULT


def test_packages_of_other_systems_are_not_missed(tmp_path):
    pins = tmp_path / "requirements.txt"
    pins.write_text(
        "colorama==0.4.6 ; sys_platform == 'nowhere' \\\n    --hash=sha256:00\n    # via click\n"
        f"click=={version('click')} ; sys_platform != 'nowhere' \\\n    --hash=sha256:00\n"
    )
    assert (packages(pins).state, packages(pins).text[:4]) == (FINE, "1 个包")


def run_doctor(url, *options):
    command = [sys.executable, "-m", "metrics", "doctor", *options, "--db", url]
    return subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)


@pytest.mark.long
@pytest.mark.breadth(1)
def test_the_verb_prints_a_line_each_and_json(filled, database_url):
    done = run_doctor(database_url)
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert {line[0] for line in lines} <= {FINE, WARNING, FAULT}
    assert {len(line) for line in lines} == {3}
    assert {"数据库", "依赖", "字体", "浏览器", "磁盘空间"} <= {line[1] for line in lines}
    faults = [line for line in lines if line[0] == FAULT]
    assert done.returncode == bool(faults), done.stdout
    records = json.loads(run_doctor(database_url, "--json").stdout)
    assert [record["name"] for record in records] == [line[1] for line in lines]


@pytest.mark.long
def test_a_fault_gives_exit_code_1(tmp_path):
    done = run_doctor(f"sqlite:///{tmp_path / 'none.db'}")
    assert (done.returncode, done.stdout.startswith("故障\t数据库\t")) == (1, True)
