"""Remarks on periods, kept exports, and what the office wants remembered."""

import pytest
from sqlalchemy import text

from metrics.store import Store, StoreError
from metrics.store.database import SYSTEM, write
from metrics.store.office import ExportedFile


def parcel(content=b"%PDF", kind="briefing", period="2023Q4"):
    return ExportedFile(
        kind,
        period,
        "county",
        "pdf",
        "专报（2023年第四季度）.pdf",
        content,
        {"number": 3},
        "d" * 64,
        "f" * 64,
    )


def test_a_remark_is_kept_shown_and_taken_back(store):
    kept = store.office.add_note("2023Q4", "county", "county", " 台风停工两周 ", "shenhe")
    store.office.add_note("2023Q3", "brand", "B01", "换了牵头单位", "shenhe")
    assert [one.text for one in store.office.notes(("2023Q4",))] == ["台风停工两周"]
    assert [one.code for one in store.office.notes(("2023Q3", "2023Q4"))] == ["county", "B01"]
    store.office.drop_note(kept.id, "shenhe")
    assert store.office.notes(("2023Q4",)) == []
    with pytest.raises(StoreError, match="已经不在了"):
        store.office.drop_note(kept.id, "shenhe")
    assert store.care.audit_rows(SYSTEM, account="shenhe")["action"].tolist() == ["note", "note", "note-drop"]


@pytest.mark.parametrize(("said", "account"), [("", "a"), ("  ", "a"), ("长" * 501, "a"), ("好", "")])
def test_a_remark_needs_a_text_and_a_name(store, said, account):
    with pytest.raises(StoreError):
        store.office.add_note("2023Q4", "county", "county", said, account)
    assert store.office.notes(("2023Q4",)) == []


def test_an_export_is_handed_out_again_as_it_was(store, database_url):
    first = store.office.keep_export(parcel(), "shenhe")
    second = store.office.keep_export(parcel(b"PK", kind="tables"), "lingdao")
    with Store.open(database_url, migrate=False) as other:
        assert [one.id for one in other.office.exports()] == [second.id, first.id]
        assert [one.kind for one in other.office.exports("2023Q4", "briefing")] == ["briefing"]
        assert other.office.exports("2023Q1") == []
        assert other.office.export_content(first.id, SYSTEM) == ("专报（2023年第四季度）.pdf", b"%PDF")
    assert (first.size, first.options, first.account) == (4, {"number": 3}, "shenhe")
    with pytest.raises(StoreError, match="没有这次导出"):
        store.office.export_content(99, SYSTEM)
    with pytest.raises(StoreError, match="是谁导出的"):
        store.office.keep_export(parcel(), " ")


@pytest.mark.parametrize("statement", ["UPDATE export SET content = content", "DELETE FROM export"])
def test_the_database_refuses_to_change_an_export(store, statement):
    store.office.keep_export(parcel(), "shenhe")
    with pytest.raises(StoreError):
        write(store.database.engine, lambda connection: connection.execute(text(statement)))
    assert len(store.office.exports()) == 1


def test_the_last_preference_holds(store):
    assert store.office.remembered("sender") is None
    store.office.remember("sender", {"报": ["县委常委"], "期号": 3}, "shenhe")
    store.office.remember("sender", {"报": ["县委"], "期号": 4}, "shenhe")
    assert store.office.remembered("sender") == {"报": ["县委"], "期号": 4}
