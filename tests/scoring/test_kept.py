"""Score books as bytes, and found again by what they are made of."""

from dataclasses import fields, replace
from io import BytesIO

import pandas as pd
import pytest

from metrics.county import BookKey
from metrics.framework import LEVELS
from metrics.scoring import book_of, code_version, pack_book, prepare, score_book, unpack_book
from tests.kit.small_county import FRAMEWORK, dataset


class Shelf(dict):
    """Books in a dictionary."""

    def find_book(self, key):
        return self.get(key)

    def keep_book(self, key, content):
        self[key] = content


def require_same(book, other):
    for one in fields(book):
        mine, its = getattr(book, one.name), getattr(other, one.name)
        if isinstance(mine, pd.DataFrame):
            pd.testing.assert_frame_equal(mine, its, check_exact=True, obj=one.name)
        elif isinstance(mine, pd.Series):
            pd.testing.assert_series_equal(mine, its, check_exact=True, obj=one.name)
        else:
            assert mine == its, one.name


@pytest.fixture(scope="module")
def prepared():
    return prepare(FRAMEWORK, dataset("2023Q4"))


@pytest.mark.parametrize("level", LEVELS)
def test_a_book_comes_back_as_it_was(prepared, level):
    book = score_book(prepared, level)
    content = pack_book(book)
    require_same(book, unpack_book(content))
    assert content == pack_book(unpack_book(content)) == pack_book(score_book(prepared, level))


def test_a_book_without_entities_comes_back(prepared):
    empty = {code: rows.iloc[:0] for code, rows in prepared.data.ledgers.items()}
    book = score_book(prepare(FRAMEWORK, replace(prepared.data, ledgers=empty)), "enterprise")
    assert len(book.scores) == 0
    require_same(book, unpack_book(pack_book(book)))


def wide(book):
    """The bytes of a book in the form before: a column for every measure of every table."""
    told = {name: getattr(book, name) for name in ("level", "framework_version", "data_version")}
    told |= {name: getattr(book, name).code for name in ("period", "scope")}
    told["not_counted"] = book.not_counted.to_dict("split", index=False)
    values = {one.name: getattr(book, one.name) for one in fields(book) if one.name not in told}
    whole = pd.concat([pd.DataFrame(one).add_prefix(f"{name}/") for name, one in values.items()], axis=1)
    whole = whole.rename(columns={"low/0": "low/low", "high/0": "high/high"})
    whole.attrs = {"book": told}
    sink = BytesIO()
    whole.to_parquet(sink)
    return sink.getvalue()


def test_a_book_of_the_form_before_is_still_read(prepared):
    book = score_book(prepared, "enterprise")
    require_same(book, unpack_book(wide(book)))
    assert len(pack_book(book)) * 3 < len(wide(book))


def test_a_book_is_computed_once(prepared):
    shelf, asked = Shelf(), []

    def rows():
        asked.append(1)
        return prepared

    key = BookKey("2023Q4", "unit", prepared.data.version, FRAMEWORK.hash, code_version())
    first, second = (book_of(shelf, key, rows) for _ in range(2))
    assert len(asked) == len(shelf) == 1
    require_same(first, second)
    with pytest.raises(KeyError):
        book_of(shelf, replace(key, level="planet"), rows)


def test_a_book_of_other_rows_than_asked_for_is_given_and_not_kept(prepared):
    shelf = Shelf()
    key = BookKey("2023Q4", "unit", "what was approved before", FRAMEWORK.hash, code_version())
    assert book_of(shelf, key, lambda: prepared).data_version == prepared.data.version
    assert not shelf
