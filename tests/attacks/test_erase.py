"""A file that should never have come goes for good, by two people; who had it before can be told."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from metrics.framework import load_framework, parse_period
from metrics.ingest import personal
from metrics.store import StoreError
from metrics.store.care import FAULT, examine
from metrics.store.database import SYSTEM, moment, sweep
from metrics.store.reporting import CLEARED, ErasedError, gate
from tests.kit.commands import run
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.workbooks import activity, people, workbook

__all__ = ["run"]
NUMBER = "321324198501011234"
SECRET = "刘某某患尘肺三期"
Q1 = parse_period("2023Q1")


@pytest.fixture
def store(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'county.db'}") as opened:
        people(opened)
        yield opened


@pytest.fixture
def sent(store, monkeypatch):
    """A report from before the gate, approved, that carries an identity number and a name."""
    monkeypatch.setattr(gate, "personal_places", lambda *_: ())
    rows = [activity(1), activity(2, activity_name=f"慰问 {NUMBER}"), activity(3, activity_name=SECRET)]
    findings = [("W401", "hint", "活动台账", 7, 3)]
    book, content = workbook("U08", "2023Q1", {"L05": rows}, findings=findings, file=f"{NUMBER}.xlsx")
    info = store.reporting.submit(book, content, "u08")
    store.reporting.keep_draft("U08", Q1, "又一次.xlsx", content, "colleague")
    store.reporting.approve(info.id, "office")
    monkeypatch.undo()
    return info, content


def lies_in(store, *texts):
    file = store.database.engine.url.database
    content = b"".join(
        Path(f"{file}{end}").read_bytes() for end in ("", "-wal") if Path(f"{file}{end}").exists()
    )
    return [text for text in texts if text.encode() in content]


def erase(store, info, cells=("活动台账!C7",)):
    asked = store.reporting.ask_erasure(info.sha256, "误传了名单", "u08", cells)
    return store.reporting.confirm_erasure(asked.id, "office")


def names_of(store, info):
    return store.reporting.checked(info.id, SYSTEM).ledgers["L05"].frame["activity_name"].tolist()


def test_nothing_of_it_lies_in_the_database_afterwards(store, sent):
    info, content = sent
    assert lies_in(store, NUMBER) == [NUMBER]
    erase(store, info)
    assert lies_in(store, content.decode()[:40]) == []
    with closing(sqlite3.connect(store.database.engine.url.database)) as raw:
        kept = "\n".join(line for line in raw.iterdump() if "audit" not in line)
    assert NUMBER not in kept
    assert SECRET not in kept
    with pytest.raises(ErasedError, match=r"已按规定清除.*误传了名单"):
        store.reporting.original(info.sha256, "office")
    with pytest.raises(ErasedError, match="已按规定清除"):
        store.reporting.marked(info.id, "office")
    assert store.reporting.drafts("colleague") == []


@pytest.mark.long
def test_the_rows_stay_and_count_without_what_was_wrong_in_them(store, sent):
    info, _ = sent
    framework = load_framework(SIHONG)
    before = store.reporting.dataset(framework, Q1)
    version = store.reporting.data_version(Q1)
    erase(store, info)
    assert len(store.reporting.checked(info.id, SYSTEM).ledgers["L05"].frame) == 3
    after = store.reporting.dataset(framework, Q1)
    assert after.ledgers["L05"]["activity_name"].tolist() == ["活动1", "慰问 321…", CLEARED]
    same = [name for name in before.ledgers["L05"] if name != "activity_name"]
    assert after.ledgers["L05"][same].equals(before.ledgers["L05"][same])
    assert store.reporting.data_version(Q1) == version
    assert [one.file for one in store.reporting.submissions()] == ["321….xlsx"]
    assert [(item.found, item.message) for item in store.reporting.findings(info.id, SYSTEM)] == [
        (CLEARED, CLEARED)
    ]


def test_what_would_go_is_told_without_its_contents_and_is_what_goes(store, sent):
    info, _ = sent
    told = store.reporting.erasure_outlook(info.sha256, "u08", ["活动台账!C7", "活动台账!C99"])
    assert (told.submissions, told.drafts, told.findings) == ((info.id,), 1, 1)
    assert (told.cells, told.unknown) == (("活动台账!C6", "活动台账!C7"), ("活动台账!C99",))
    assert [word for word in (NUMBER, SECRET) if word in repr(told)] == []
    before = names_of(store, info)
    erase(store, info)
    after = names_of(store, info)
    assert [at for at, (old, new) in enumerate(zip(before, after, strict=True)) if old != new] == [1, 2]
    for who in ("u09", "lingdao", "shenji", "nobody"):
        with pytest.raises(StoreError):
            store.reporting.erasure_outlook(info.sha256, who)
        with pytest.raises(StoreError):
            store.reporting.erasure_of(info.sha256, who)


def test_a_cell_that_is_nowhere_is_refused(store, sent):
    before = store.database.mark()
    with pytest.raises(StoreError, match="没有这些单元格：活动台账!C99"):
        store.reporting.ask_erasure(sent[0].sha256, "误传", "u08", ["活动台账!C7", "活动台账!C99"])
    assert store.database.mark() == before


@pytest.mark.long
def test_another_process_forgets_the_rows_it_had_decoded(store, sent):
    info, _ = sent
    framework = load_framework(SIHONG)
    with open_store(f"sqlite:///{store.database.engine.url.database}") as other:
        assert SECRET in other.reporting.dataset(framework, Q1).ledgers["L05"]["activity_name"].tolist()
        erase(store, info)
        assert SECRET not in other.reporting.dataset(framework, Q1).ledgers["L05"]["activity_name"].tolist()


def test_the_hash_the_reason_and_the_audit_stay(store, sent):
    info, _ = sent
    done = erase(store, info)
    assert store.reporting.erased() == {info.sha256: done}
    assert (done.asked_by, done.decided_by, done.file) == ("u08", "office", "321….xlsx")
    actions = store.care.audit_rows(SYSTEM)
    rows = actions[actions["action"].isin(["erase-asked", "erase"])]
    assert rows["account"].tolist() == ["u08", "office"]
    assert {detail["sha256"] for detail in rows["detail"]} == {info.sha256}
    checks = examine(f"sqlite:///{store.database.engine.url.database}")
    assert [check for check in checks if check.state == FAULT and check.name != "磁盘空间"] == []
    assert sweep(f"sqlite:///{store.database.engine.url.database}").originals == ()


def test_the_same_bytes_do_not_come_back(store, sent):
    info, content = sent
    erase(store, info)
    book, same = workbook("U08", "2023Q1", {"L05": [activity(1)]}, file="x.xlsx")
    other = store.reporting.submit(book, same, "u08")
    store.reporting.ask_erasure(other.sha256, "误传", "u08")
    store.reporting.confirm_erasure(2, "boss")
    with pytest.raises(ErasedError):
        store.reporting.submit(book, same, "u08")
    assert content


def test_one_person_alone_erases_nothing(store, sent):
    info, content = sent
    asked = store.reporting.ask_erasure(info.sha256, "误传", "office")
    before = store.database.mark()
    for who, words in (
        ("office", "不能自己确认"),
        (" Office ", "不能自己确认|没有代码"),
        ("u08", "要用"),
        ("lingdao", "要用"),
        (SYSTEM, "要写明"),
        ("", "要写明"),
        ("nobody", "没有代码"),
    ):
        with pytest.raises(StoreError, match=words):
            store.reporting.confirm_erasure(asked.id, who)
    with pytest.raises(StoreError, match="不用再提"):
        store.reporting.ask_erasure(info.sha256, "误传", "boss")
    assert store.database.mark() == before
    assert store.reporting.original(info.sha256, "office")[1] == content
    store.reporting.decline_erasure(asked.id, "boss")
    with pytest.raises(StoreError, match="不能再改"):
        store.reporting.confirm_erasure(asked.id, "boss")


@pytest.mark.parametrize(
    ("by", "why", "words"),
    [
        ("u09", "误传", "只能为本单位"),
        ("lingdao", "误传", "要用"),
        ("u08", "  ", "为什么"),
        (SYSTEM, "x", "要写明"),
    ],
)
def test_who_may_not_ask(store, sent, by, why, words):
    with pytest.raises(StoreError, match=words):
        store.reporting.ask_erasure(sent[0].sha256, why, by)


def test_the_database_itself_refuses_to_change_what_was_not_erased(store, sent):
    info, _ = sent
    changes = (
        "UPDATE original SET content = x''",
        "UPDATE ledger_rows SET parquet = x''",
        "UPDATE finding SET found = ''",
        "UPDATE submission SET file = ''",
        "DELETE FROM ledger_rows",
    )

    def refused(sql):
        with pytest.raises(DBAPIError, match="never changed"), store.database.engine.begin() as connection:
            connection.exec_driver_sql(sql)

    for sql in changes:
        refused(sql)
    asked = store.reporting.ask_erasure(info.sha256, "误传", "u08")
    for sql in changes:
        refused(sql)
    store.reporting.confirm_erasure(asked.id, "office")
    for sql in (
        "DELETE FROM erasure",
        "UPDATE erasure SET why = ''",
        "DELETE FROM original",
        "DELETE FROM finding",
    ):
        refused(sql)


def test_who_saw_a_file_is_one_question(store, sent):
    info, _ = sent
    other, bytes_ = workbook("U09", "2023Q1", {"L05": [activity(9)]})
    store.reporting.submit(other, bytes_, "u09")
    for asked in (str(info.id), info.sha256, info.sha256[:10]):
        rows = store.care.who_saw(asked, "boss")
        assert rows["account"].tolist() == ["u08", "colleague", "office"]
        assert rows["action"].tolist() == ["submit", "draft", "approve"]
    erase(store, info)
    assert "erase" in store.care.who_saw(str(info.id), "boss")["action"].tolist()
    for by, file, words in (
        ("office", "1", "要用"),
        ("boss", "99", "没有找到"),
        ("boss", "ab", "没有找到"),
        ("boss", "%", "没有找到"),
    ):
        with pytest.raises(StoreError, match=words):
            store.care.who_saw(file, by)


def test_an_act_nobody_thought_of_is_found_by_its_file(store, sent):
    from metrics.store.database import audit

    info, _ = sent
    store.database.write(audit.record, "lingdao", "download", "original", {"sha256": info.sha256})
    store.database.write(audit.record, "chief", "download", f"submission {info.id}", {"what": "marked"})
    store.database.write(audit.record, "boss", "download", f"file {info.sha256[:12]}", {})
    assert store.care.who_saw(str(info.id), "boss")["account"].tolist()[-3:] == ["lingdao", "chief", "boss"]


def test_drafts_sign_ins_and_originals_go_when_their_time_is_over(store, sent):
    info, _ = sent
    now = moment(None)
    assert store.reporting.due(now).nothing
    assert store.reporting.due(now + timedelta(days=91)).drafts == 1
    later = now + timedelta(days=400)
    gone = store.reporting.expire(later)
    assert (gone.drafts, gone.originals) == (1, 0)
    store.reporting.keep_for("originals", 3650, "boss")
    assert store.reporting.expire(now + timedelta(days=3651)).originals == 1
    with pytest.raises(ErasedError, match="超过保存期 3650 天"):
        store.reporting.original(info.sha256, SYSTEM)
    # Rows and scores are not what a file's time is about.
    assert len(store.reporting.dataset(load_framework(SIHONG), Q1).ledgers["L05"]) == 3
    actions = store.care.audit_rows(SYSTEM)["action"].tolist()
    assert {"draft-drop", "retention", "erase"} <= set(actions)


@pytest.mark.parametrize(
    ("what", "days", "by", "words"),
    [
        ("sessions", 30, "boss", "至少"),
        ("audit", 400, "boss", "不能设定"),
        ("x", 400, "boss", "不能设定"),
        ("drafts", 30, "office", "要用"),
        ("drafts", 10**6, "boss", "至少"),
    ],
)
def test_periods_have_a_least_and_an_owner(store, what, days, by, words):
    before = store.reporting.retention()
    with pytest.raises(StoreError, match=words):
        store.reporting.keep_for(what, days, by)
    assert store.reporting.retention() == before


def test_the_verbs(store, sent, run):
    info, _ = sent
    url = f"sqlite:///{store.database.engine.url.database}"
    asked = run("erase", "ask", info.id, "--why", "误传", "--as", "u08", db=url)
    number = asked.out.strip()
    assert run("erase", "list", "--as", "boss", db=url).out.split("\t")[1] == "等待另一人确认"
    done = run("erase", "confirm", number, "--as", "boss", db=url)
    assert "已按规定清除" in done.err
    assert "备份" in done.err
    assert "30 天" in done.err
    seen = run("seen", info.id, "--as", "boss", db=url)
    assert "清除文件" in seen.out
    assert NUMBER not in seen.out
    assert "90 天" in run("retention", db=url).out
    assert run("retention", "--set", "drafts", "--days", "30", "--as", "boss", db=url).out.count("30 天") == 2
    assert run("retention", "--apply", db=url).code == 0


def test_masks_are_stable():
    once = personal.masked_text(f"{NUMBER} 与 13812345678")
    assert personal.masked_text(once) == once
    assert BytesIO(once.encode()).read()
