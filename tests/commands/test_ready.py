"""`ready` keeps all that the overview asks for, so that nobody computes it again."""

import shutil

import pytest

from metrics.commands.ready import quarters_of_the_year
from metrics.framework import LEVELS, parse_period
from metrics.scoring import kept, kept_figures
from metrics.store import Store
from pages import cached

OVERVIEW = [(period, level) for period in ("2023", "2023Q1-3") for level in LEVELS]


def never(*_):
    raise AssertionError("computed again")


@pytest.fixture
def county(demo_file, tmp_path, monkeypatch):
    """A copy of the sample county in use, of which nothing is kept."""
    copy = tmp_path / "county.db"
    shutil.copy(demo_file, copy)
    url = f"sqlite:///{copy}"
    with Store.open(url, migrate=False) as store:
        store.database.write(lambda connection: connection.exec_driver_sql("DELETE FROM kept_book"))
    monkeypatch.setenv("DATABASE_URL", url)
    return url


def test_what_the_overview_asks_for_is_there_afterwards(run, county, monkeypatch):
    answer = run("ready")
    assert answer.out.splitlines()[0] == "2023年：已算好"
    assert len(answer.out.splitlines()) == 4
    monkeypatch.setattr(kept, "score_book", never)
    monkeypatch.setattr(kept_figures, "facts", never)
    monkeypatch.setattr(kept_figures, "moves", never)
    key = cached.edition_of(parse_period("2023"))
    for period, level in OVERVIEW:
        assert len(cached.book(cached.at(key, parse_period(period)), level).scores)
    for quarter in ("2023Q1", "2023Q4"):
        assert len(cached.book(cached.at(key, parse_period(quarter)), "county").scores) == 1
    assert cached.facts(key)["N08"] == 143
    earlier = cached.edition_of(parse_period("2023Q3"))
    assert [one.rose for one in cached.movers(key, earlier)] in ([True, False], [True], [False])
    assert run("ready").out == answer.out


def test_a_county_without_a_period_has_nothing_to_compute(run, tmp_path):
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    with Store.open(url) as store:
        assert list(quarters_of_the_year(store)) == []
    assert run("ready", db=url).out == ""
