"""Computed score books that every process finds, on SQLite and PostgreSQL."""

from dataclasses import replace

from sqlalchemy import func, select, update

from metrics.county import BookKey
from metrics.store import Store
from metrics.store.database import kept_book
from metrics.store.office.kept_books import MOST
from tests.kit.workbooks import activity, send

KEY = BookKey("2023Q1", "county", "d" * 64, "f" * 64, "c" * 64)


def count(store):
    query = select(func.count()).select_from(kept_book)
    return store.database.read(lambda connection: connection.scalar(query))


def test_another_process_finds_what_one_has_kept(store, database_url):
    assert store.office.find_book(KEY) is None
    before = store.database.mark()
    store.office.keep_book(KEY, b"book")
    with Store.open(database_url, migrate=False) as other:
        assert other.office.find_book(KEY) == b"book"
        other.office.keep_book(KEY, b"book")  # both were computing it
    for name in ("period", "level", "data_version", "framework_version", "code_version"):
        assert store.office.find_book(replace(KEY, **{name: "x"})) is None, name
    assert store.office.find_book(replace(KEY, erased=1)) is None
    # A memory and no deed: pages that look for what was written see nothing new.
    assert store.database.mark() == before


def test_the_newest_books_of_a_period_and_level_stay(store):
    keys = [replace(KEY, data_version=f"{number:064}") for number in range(MOST + 2)]
    for key in keys:
        store.office.keep_book(key, b"book")
    store.office.keep_book(replace(KEY, level="unit"), b"book")
    assert [store.office.find_book(key) is not None for key in keys] == [False] * 2 + [True] * MOST
    store.office.keep_book(replace(KEY, code_version="newer"), b"book")
    assert count(store) == 2  # what another version of the program made is of no use


def test_a_damaged_book_is_not_given_and_is_replaced(store):
    store.office.keep_book(KEY, b"book")
    store.database.write(lambda connection: connection.execute(update(kept_book).values(content=b"boo")))
    assert store.office.find_book(KEY) is None
    store.office.keep_book(KEY, b"book")
    assert store.office.find_book(KEY) == b"book"


def test_an_erasure_leaves_no_book(store):
    info = send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
    store.office.keep_book(KEY, b"book")
    asked = store.reporting.ask_erasure(info.sha256, "误传了名单", "u08")
    assert count(store) == 1
    store.reporting.confirm_erasure(asked.id, "office")
    assert count(store) == 0
    # A process that had read the rows before is too late; one that reads them now is not.
    store.office.keep_book(KEY, b"with what went")
    assert count(store) == 0
    store.office.keep_book(replace(KEY, erased=1), b"book")
    assert store.office.find_book(replace(KEY, erased=1)) == b"book"
