"""Bytes are kept from the moment they arrive, for their own account, until they are submitted."""

import pytest

from metrics.framework import parse_period
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.reporting.drafts import MOST
from tests.kit.county_packages import open_store
from tests.kit.workbooks import activity, workbook

Q1 = parse_period("2023Q1")


def keep(store, content=b"PK", account="u08", unit="U08", period=Q1, file="x.xlsx"):
    return store.reporting.keep_draft(unit, period, file, content, account)


def test_a_draft_outlives_the_program(store, database_url):
    kept = keep(store, b"\x00PK\xff", file="C:\\Temp\\一季度.xlsx")
    assert (kept.unit, kept.period, kept.file, kept.size) == ("U08", "2023Q1", "一季度.xlsx", 4)
    with open_store(database_url) as again:
        assert again.reporting.drafts("u08") == [kept]
        assert again.reporting.draft(kept.id, "u08") == (kept, b"\x00PK\xff")


def test_the_same_bytes_are_kept_once(store):
    first = keep(store)
    assert keep(store) == first
    assert keep(store, period=None, unit="").id != first.id
    assert keep(store, account="u08b").id != first.id
    assert len(store.reporting.drafts("u08")) == 2
    assert len(store.care.audit_rows(SYSTEM, action="draft")) == 3


def test_a_draft_is_its_own_accounts_alone(store):
    kept = keep(store)
    assert store.reporting.drafts("u09") == []
    for act in (store.reporting.draft, store.reporting.drop_draft):
        with pytest.raises(StoreError, match="草稿里没有"):
            act(kept.id, "u09")
    assert store.reporting.drafts("u08") == [kept]


def test_dropping(store):
    kept = keep(store)
    store.reporting.drop_draft(kept.id, "u08")
    assert store.reporting.drafts("u08") == []
    with pytest.raises(StoreError, match="草稿里没有"):
        store.reporting.drop_draft(kept.id, "u08")
    assert list(store.care.audit_rows(SYSTEM, subject=f"draft {kept.id}")["action"]) == [
        "draft",
        "draft-drop",
    ]


def test_submitting_the_bytes_removes_the_draft(store):
    checked, content = workbook("U08", "2023Q1", {"L05": [activity(1)]})
    keep(store, content)
    other = keep(store, b"other")
    colleague = keep(store, content, account="colleague")
    store.reporting.submit(checked, content, "u08")
    assert store.reporting.drafts("u08") == [other]
    assert store.reporting.drafts("colleague") == [colleague]
    keep(store, content)
    store.reporting.submit(checked, content, "u08")
    assert store.reporting.drafts("u08") == [other], "also when the bytes were submitted before"


def test_an_account_has_so_many_drafts_and_no_more(store):
    """ASVS 5.0 5.2.4: a quota of files for each account."""
    kept = [keep(store, bytes([number])) for number in range(MOST + 2)]
    assert store.reporting.drafts("u08") == kept[:1:-1]
    dropped = store.care.audit_rows(SYSTEM, action="draft-drop")
    assert list(dropped["subject"]) == [f"draft {kept[0].id}", f"draft {kept[1].id}"]
    assert dropped["detail"][0]["why"] == f"超过 {MOST} 份"


@pytest.mark.parametrize(("unit", "account", "said"), [("U99", "u08", "U99"), ("U08", " ", "谁传的")])
def test_incomplete_drafts_are_refused(store, unit, account, said):
    with pytest.raises(StoreError, match=said):
        keep(store, unit=unit, account=account)
    assert store.reporting.drafts("u08") == []
