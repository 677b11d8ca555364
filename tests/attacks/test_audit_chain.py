"""Somebody with the database in hand rewrites the audit: each way shows, with the first row that is wrong."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from sqlite3 import connect

import pandas as pd
import pytest

from metrics.framework import parse_period
from metrics.store import StoreError
from metrics.store.care import FAULT, FINE, backup, examine, verify_lines
from metrics.store.database import SYSTEM
from metrics.store.database.chain import START, link
from tests.kit import commands, databases
from tests.kit.county_packages import open_store
from tests.kit.workbooks import FRAMEWORK, activity, send

run, sqlite_url = commands.run, databases.sqlite_url
Q1 = parse_period("2023Q1")
COLUMNS = "id, at, account, action, subject, detail, address, previous, hash"


@pytest.fixture
def county(sqlite_url):
    """URL of a county that published a quarter and went on working."""
    with open_store(sqlite_url) as store:
        send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
        store.office.publish(
            Q1,
            "office",
            {"county": pd.DataFrame({"total": [1.0]}, index=["county"])},
            data_version=store.reporting.data_version(Q1),
            framework_version=FRAMEWORK.hash,
        )
        for number in range(4):
            store.reporting.confirm_alias("L15", f"厂{number}", "E001", "u08")
    return sqlite_url


def tamper(url, *statements):
    """What a hand with the file can do: the triggers are put back, so that nothing else tells."""
    with closing(connect(url.removeprefix("sqlite:///"))) as file:
        names = ("audit_no_update", "audit_no_delete")
        query = "SELECT sql FROM sqlite_master WHERE name = ?"
        guards = [file.execute(query, (name,)).fetchone()[0] for name in names]
        for name in names:
            file.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            file.execute(*((statement,) if isinstance(statement, str) else statement))
        for guard in guards:
            file.execute(guard)
        file.commit()


def rows_of(url):
    """The stored audit, as SQLite has it."""
    with closing(connect(url.removeprefix("sqlite:///"))) as file:
        return [list(row) for row in file.execute(f"SELECT {COLUMNS} FROM audit ORDER BY id")]


def rehashed(url, first):
    """Statements that give every row from a number on the hashes a whole chain would have."""
    known = {row[0]: row[8] for row in rows_of(url)}
    before = known.get(first - 1, START)
    for row in rows_of(url):
        if row[0] < first:
            continue
        said = dict(zip(COLUMNS.split(", "), row, strict=True))
        said["at"] = datetime.fromisoformat(said["at"]).replace(tzinfo=UTC)
        said["detail"] = json.loads(said["detail"])
        own = link(before, said)
        yield ("UPDATE audit SET previous = ?, hash = ? WHERE id = ?", (before, own, row[0]))
        before = own


def state(url, backups=None):
    return next((check.state, check.text) for check in examine(url, backups) if check.name == "审计链")


def published(url):
    return next(row[0] for row in rows_of(url) if row[3] == "publish")


def test_an_untouched_chain_is_proven(county):
    found, text = state(county)
    rows = rows_of(county)
    assert (found, text.startswith(f"{len(rows)} 行接得上，与 1 次发布")) == (FINE, True)
    assert text.endswith(f"第 {rows[-1][0]} 行 {rows[-1][8]}")
    assert [row[7] for row in rows[1:]] == [row[8] for row in rows[:-1]]
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))


@pytest.mark.breadth(2)
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("account", "u09"),
        ("at", "2023-01-01 00:00:00.000000"),
        ("action", "comment"),
        ("subject", "别的"),
        ("detail", '{"text": "x"}'),
        ("address", "10.0.0.66"),
    ],
)
def test_a_changed_row(county, column, value):
    tamper(county, (f"UPDATE audit SET {column} = ? WHERE id = 3", (value,)))
    assert state(county)[0] == FAULT
    assert state(county)[1].startswith("第 3 行内容与它的散列不符：被改过")


def test_a_changed_row_with_its_hash_made_anew(county):
    tamper(county, "UPDATE audit SET account = 'u09' WHERE id = 3")
    first, *_rest = rehashed(county, 3)
    tamper(county, first)
    assert state(county)[1].startswith("第 4 行和上一行（3）接不上")


def test_a_deleted_row(county):
    tamper(county, "DELETE FROM audit WHERE id = 3")
    assert state(county)[1].startswith("第 4 行和上一行（2）接不上")
    tamper(county, "DELETE FROM audit WHERE id < 3")
    assert state(county)[1].startswith("第 4 行和开头接不上")


def test_an_inserted_row(county):
    newest = rows_of(county)[-1]
    copied = [newest[0] + 1, *newest[1:]]
    tamper(county, (f"INSERT INTO audit ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", copied))
    assert state(county)[1].startswith(f"第 {copied[0]} 行和上一行（{newest[0]}）接不上")


def test_an_inserted_row_without_hashes(county):
    tamper(
        county,
        "INSERT INTO audit (at, account, action, subject, detail, address) "
        "VALUES ('2023-01-01 00:00:00', 'boss', 'sign-in', 'boss', '{}', '')",
    )
    assert state(county)[0] == FAULT


def test_swapped_rows(county):
    tamper(
        county,
        "UPDATE audit SET id = 1000 WHERE id = 3",
        "UPDATE audit SET id = 3 WHERE id = 4",
        "UPDATE audit SET id = 4 WHERE id = 1000",
    )
    assert state(county)[1].startswith("第 3 行和上一行（2）接不上")


def test_a_rewritten_tail_contradicts_the_publication(county):
    number = published(county)
    tamper(county, f"UPDATE audit SET account = 'u09' WHERE id = {number - 1}")
    tamper(county, *rehashed(county, number - 1))
    found, text = state(county)
    assert (found, "审计被改写过" in text, f"第 {number} 行散列不同" in text) == (FAULT, True, True)


def test_a_tail_rewritten_behind_the_publication_contradicts_a_backup(county, tmp_path):
    backup(county, tmp_path / "kept" / "one.kdj")
    number = rows_of(county)[-1][0] - 1
    assert state(county, tmp_path / "kept")[0] == FINE
    tamper(county, f"UPDATE audit SET account = 'u09' WHERE id = {number}")
    tamper(county, *rehashed(county, number))
    assert state(county)[0] == FINE, "without anything kept elsewhere nobody could tell"
    found, text = state(county, tmp_path / "kept")
    assert (found, "备份清单 one.kdj.json" in text) == (FAULT, True)


def test_the_newest_rows_deleted(county):
    tamper(county, "DELETE FROM audit WHERE id > 6")
    assert "最新的行被删：写到过第" in state(county)[1]


def test_the_newest_rows_deleted_with_the_counter_put_back(county, tmp_path):
    backup(county, tmp_path / "kept" / "one.kdj")
    number = published(county)
    counter = f"UPDATE sqlite_sequence SET seq = {number - 1} WHERE name = 'audit'"
    tamper(county, f"DELETE FROM audit WHERE id >= {number}", counter)
    found, text = state(county)
    assert (found, f"记下的第 {number} 行不在了" in text) == (FAULT, True)
    assert "备份清单 one.kdj.json记下的" in state(county, tmp_path / "kept")[1]


def test_an_export_elsewhere_finds_what_was_rewritten_since(county, run, tmp_path):
    file = tmp_path / "audit.jsonl"
    made = run("audit", "export", "--out", file, db=county)
    rows = rows_of(county)
    assert (made.code, f"已导出 {len(rows)} 行" in made.err, rows[-1][8] in made.err) == (0, True, True)
    whole = run("audit", "verify", file, "--compare", db=county)
    assert (whole.code, "数据库里的审计接着它" in whole.out) == (0, True)
    with open_store(county) as store:
        store.reporting.confirm_alias("L15", "又一厂", "E001", "u08")
    assert run("audit", "verify", file, "--compare", db=county).code == 0, "new rows go on from it"
    tamper(county, "UPDATE audit SET account = 'u09' WHERE id = 2")
    tamper(county, *rehashed(county, 2))
    found = run("audit", "verify", file, "--compare", db=county)
    assert (found.code, "审计被删过或改写过" in found.out) == (1, True)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda lines: [lines[0], lines[1].replace('"action": "', '"action": "x'), *lines[2:]],
            "第 2 行内容与它的散列不符",
        ),
        (lambda lines: [*lines[:2], *lines[3:]], "第 4 行和上一行（2）接不上"),
        (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "第 3 行和上一行（1）接不上"),
        (lambda lines: [*lines, lines[-1]], "接不上"),
    ],
)
def test_a_changed_export_is_found(county, run, tmp_path, spoil, said):
    lines = run("audit", "export", db=county).out.splitlines(keepends=True)
    assert verify_lines(lines).broken is None
    file = tmp_path / "audit.jsonl"
    file.write_text("".join(spoil(lines)), encoding="utf-8")
    found = run("audit", "verify", file, db=county)
    assert (found.code, said in found.out) == (1, True)


@pytest.mark.parametrize("text", ["不是导出的", "[]", '{"id": 1}', '"x"', "null", "1"])
def test_a_file_that_is_no_export_is_refused_in_a_sentence(county, run, tmp_path, text):
    file = tmp_path / "audit.jsonl"
    file.write_text(text, encoding="utf-8")
    refused = run("audit", "verify", file, db=county)
    assert (refused.code, "不是审计导出的" in refused.err) == (2, True)


def test_many_writers_make_one_chain(county):
    with open_store(county) as one, open_store(county) as other, ThreadPoolExecutor(8) as pool:
        write = [store.reporting.confirm_alias for store in (one, other)] * 20
        done = [pool.submit(deed, "L15", f"又{n}厂", "E001", "u08") for n, deed in enumerate(write)]
        assert [future.result() for future in done]
    assert state(county)[0] == FINE


def test_a_publication_keeps_its_head_for_good(county):
    with open_store(county) as store:
        (done,) = store.office.publications()
        row = store.care.audit_rows(SYSTEM, action="publish").iloc[0]
        assert (done.audit_id, done.audit_hash) == (row["id"], row["hash"])
        with pytest.raises(Exception, match="never changed"), store.database.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE publication SET audit_hash = 'x'")


def test_who_may_not_read_the_audit_exports_nothing(county):
    with open_store(county) as store:
        for code in ("u08", "office", "lingdao", "nobody", ""):
            with pytest.raises(StoreError):
                store.care.audit_lines(code)
