"""`move`: the sample county from SQLite to PostgreSQL and back."""

import hashlib

import pytest
from sqlalchemy import create_engine, text

from metrics.commands import move
from metrics.commands.publish import score_all
from metrics.framework import LEVELS, parse_period
from metrics.ingest.write import csv_text
from metrics.scoring import score_table
from metrics.store import Store
from tests.kit.county_packages import open_store
from tests.kit.databases import postgresql_url

__all__ = ["postgresql_url"]


def publish(url, code):
    """Decide what waits and publish a period; nobody has the database open afterwards."""
    period = parse_period(code)
    with open_store(url) as store:
        for info in store.reporting.submissions():
            if info.state == "submitted":
                store.reporting.approve(info.id, "shenhe")
        framework = store.office.framework(store.office.framework_in_force(period).id)
        books = score_all(store, framework, period)
        tables = {level: score_table(framework, book) for level, book in books.items()}
        county = books["county"]
        versions = {"data_version": county.data_version, "framework_version": county.framework_version}
        store.office.publish(period, "shenhe", tables, **versions)


def scores(url):
    """Level → the table of the year, and the publications with the heads they keep."""
    year = parse_period("2023")
    with Store.open(url, migrate=False) as store:
        framework = store.office.framework(store.office.framework_in_force(year).id)
        books = score_all(store, framework, year)
        tables = {level: csv_text(score_table(framework, book)) for level, book in books.items()}
        return tables, store.office.publications()


def originals(url):
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT sha256, content FROM original")).all()
    engine.dispose()
    return {name: hashlib.sha256(content).hexdigest() for name, content in rows}


@pytest.mark.long
def test_there_and_back_gives_equal_scores_and_hashes(run, demo_url, postgresql_url, tmp_path):
    publish(demo_url, "2023")
    back = f"sqlite:///{tmp_path / 'back' / 'county.db'}"
    for source, target in ((demo_url, postgresql_url), (postgresql_url, back)):
        done = run("move", "--from", source, "--to", target)
        assert done.code == 0, done.err
        assert "已发布的 1 期（2023）在两边重新计分，逐格相同" in done.err
        assert "90 份原始文件的内容与校验码一致" in done.err
    found = originals(demo_url)
    assert (len(found), list(found) == list(found.values())) == (90, True)
    expected = scores(demo_url)
    assert len(expected[0]["enterprise"].splitlines()) == 137
    for url in (postgresql_url, back):
        assert originals(url) == found
        assert scores(url) == expected
    assert '"state": "故障"' not in run("doctor", "--json", db=back).out


@pytest.mark.long
def test_scores_that_differ_stop_the_move(run, demo_url, tmp_path, monkeypatch):
    """What the comparison asks is not answered from one side only."""
    publish(demo_url, "2023Q3")
    real, asked = move.score_table, []

    def other(framework, book):
        asked.append(book)
        table = real(framework, book)
        return table if len(asked) <= len(LEVELS) else table.assign(total=table["total"] + 1)

    monkeypatch.setattr(move, "score_table", other)
    done = run("move", "--from", demo_url, "--to", f"sqlite:///{tmp_path / 'new.db'}")
    assert (done.code, "重新计分得分" in done.err, (tmp_path / "new.db").exists()) == (2, True, False)


@pytest.mark.parametrize("missing", ["--from", "--to"])
def test_both_addresses_are_named(run, missing):
    given = [word for name in ("--from", "--to") if name != missing for word in (name, "sqlite:///x.db")]
    done = run("move", *given)
    assert (done.code, missing in done.err) == (2, True)
