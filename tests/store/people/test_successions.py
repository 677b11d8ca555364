"""交接: a successor takes over the drafts and sees what was handed in; the old account is locked."""

import pytest

from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.people import Account, SignInError
from tests.kit.workbooks import activity, people, send


@pytest.fixture
def store(store):
    """The store with the tests' accounts, on both databases."""
    people(store)
    return store


PASSWORD, HERE = "七点半去老车间喝茶", "10.0.0.8"
NEW = Account("xinren", "新来的", "")


def draft(store, account, content, file="草稿.xlsx"):
    return store.reporting.keep_draft("U08", None, file, content, account)


def test_a_new_account_takes_over_and_the_old_one_is_locked(store):
    store.people.add_account(Account("laoren", "要走的", "填报员", "U08"), SYSTEM, PASSWORD)
    signed = store.people.sign_in("laoren", PASSWORD, HERE)
    sent = send(store, "U08", "2023Q1", {"L05": [activity(1)]}, account="laoren")
    kept = [draft(store, "laoren", content).id for content in (b"PK one", b"PK two")]
    done = store.people.hand_over("laoren", NEW, "boss")
    assert (done.before.code, done.after.code, done.drafts) == ("laoren", "xinren", 2)
    after = store.people.account("xinren")
    assert (after.name, after.role, after.unit, after.active, after.must_change) == (
        *("新来的", "填报员", "U08"),
        *(True, True),
    )
    assert sorted(one.id for one in store.reporting.drafts("xinren")) == kept
    assert store.reporting.draft(kept[0], "xinren")[1] == b"PK one"
    assert store.reporting.checked(sent.id, "xinren").unit == "U08"
    assert store.reporting.withdraw(sent.id, "xinren").state == "withdrawn"
    assert store.people.session(signed.token) is None
    with pytest.raises(SignInError):
        store.people.sign_in("laoren", PASSWORD, HERE)
    assert store.people.sign_in("xinren", done.password, HERE).account.must_change
    [told] = store.care.audit_rows(SYSTEM, action="hand-over").to_dict("records")
    assert (told["account"], told["subject"]) == ("boss", "laoren")
    assert told["detail"] == {"to": "xinren", "unit": "U08", "drafts": 2}


def test_a_colleague_takes_over_without_another_password(store):
    draft(store, "u08", b"PK same")
    own = draft(store, "colleague", b"PK same")
    draft(store, "u08", b"PK other")
    done = store.people.hand_over("u08", Account("colleague", "", ""), "boss")
    assert (done.drafts, done.password) == (1, "")
    assert [one.id for one in store.reporting.drafts("colleague")].count(own.id) == 1
    assert len(store.reporting.drafts("colleague")) == 2
    assert store.people.account("colleague").name == "同事"
    assert not store.people.account("u08").active


@pytest.mark.parametrize(
    ("code", "successor", "said"),
    [
        ("u08", Account("u09", "", ""), "要和 u08 同是 U08 的填报员"),
        ("u08", Account("office", "", ""), "要和 u08 同是"),
        ("u08", Account("U08", "", ""), "不能交接给自己"),
        ("office", NEW, "没有单位的草稿可交接"),
        ("nobody", NEW, "nobody"),
        ("u08", Account("坏 代码", "新人", ""), "代码|账号"),
        ("u08", Account("xinren", "", ""), "姓名|名称"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_stored(store, code, successor, said):
    draft(store, "u08", b"PK one")
    before = store.database.mark()
    with pytest.raises(StoreError, match=said):
        store.people.hand_over(code, successor, "boss")
    assert (store.database.mark(), len(store.reporting.drafts("u08"))) == (before, 1)
    assert store.people.account("u08").active


def test_a_disabled_successor_is_refused(store):
    store.people.disable_account("colleague", "boss")
    with pytest.raises(StoreError, match="已停用"):
        store.people.hand_over("u08", Account("colleague", "", ""), "boss")
