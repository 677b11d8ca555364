"""Figures and sentences kept beside the score books: told once, and only of the rows they were made of."""

from dataclasses import replace

import pytest

from metrics.county import BookKey
from metrics.scoring import code_version, facts, facts_of, movers_of, prepare, score_book
from metrics.scoring.why import explain_change, sentence
from metrics.scoring.why.movers import movers
from tests.kit.small_county import FRAMEWORK, Q3, Q4, dataset


class FigureShelf(dict):
    """What is kept, in a dictionary."""

    def find_book(self, key):
        return self.get(key)

    def keep_book(self, key, content):
        self[key] = content


def key_of(ready):
    return BookKey(ready.period.code, "county", ready.data.version, FRAMEWORK.hash, code_version())


def never():
    raise AssertionError("the rows were asked for again")


@pytest.fixture(scope="module")
def ready():
    versions = {Q3: "a" * 64, Q4: "b" * 64}
    return {q: prepare(FRAMEWORK, replace(dataset(q), version=versions[q])) for q in versions}


def test_figures_are_counted_once_and_are_the_same(ready):
    shelf, key = FigureShelf(), key_of(ready[Q4])
    first = facts_of(shelf, key, lambda: ready[Q4])
    again = facts_of(shelf, replace(key, level="unit"), never)
    assert first == again == facts(ready[Q4])
    assert {name: type(value) for name, value in first.items()} == {n: type(v) for n, v in again.items()}
    assert len(shelf) == 1


def test_figures_of_other_rows_are_given_and_not_kept(ready):
    shelf = FigureShelf()
    assert facts_of(shelf, key_of(ready[Q4]), lambda: ready[Q3]) == facts(ready[Q3])
    assert not shelf


def sides(ready):
    return [(lambda one=one: one, score_book(one, "county")) for one in (ready[Q3], ready[Q4])]


def test_what_moved_most_is_told_once_in_the_words_of_the_whole_change(ready):
    shelf, key, (before, after) = FigureShelf(), key_of(ready[Q4]), sides(ready)
    told = movers_of(shelf, key, before, after)
    assert told
    assert told == movers_of(shelf, key, (never, before[1]), (never, after[1]))
    whole = explain_change((ready[Q3], before[1]), (ready[Q4], after[1]), "county")
    items = [item for group in whole.children for item in group.children]
    by = {sentence(one): one.after - one.before for one in items if None not in {one.before, one.after}}
    ends = [(True, max(by.values())), (False, min(by.values()))]
    shows = [(rose, end) for rose, end in ends if (end if rose else -end) >= 0.1]
    assert [(one.rose, by[one.said]) for one in told] == shows


def test_another_earlier_period_is_another_answer(ready):
    shelf, key, (before, after) = FigureShelf(), key_of(ready[Q4]), sides(ready)
    movers_of(shelf, key, before, after)
    assert movers_of(shelf, key, after, after) == ()
    assert len(shelf) == 2


def test_what_was_told_of_other_rows_is_not_kept(ready):
    shelf, key, (before, after) = FigureShelf(), key_of(ready[Q4]), sides(ready)
    movers_of(shelf, key, (lambda: ready[Q4], before[1]), after)
    assert not shelf


def test_nothing_is_told_of_what_does_not_show(ready):
    book = score_book(ready[Q4], "county")
    same = explain_change((ready[Q4], book), (ready[Q4], book), "county", rows=False)
    assert movers(same, never) == ()
