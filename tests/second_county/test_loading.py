"""The second county in a database of its own: loaded quickly, once, and never into another's."""

import resource

import pytest

from metrics.commands import databases
from metrics.commands.application import SAMPLE, SAMPLES, samples
from metrics.commands.sample import DatabaseKind, kind_among
from metrics.framework import parse_period
from metrics.scoring import prepare, score_book
from metrics.scoring.checkup import check_up
from metrics.store.care import contents_of
from metrics.store.database import SYSTEM
from tests.kit.county_packages import QINGLAN, open_store
from tests.kit.project import initialise

QUARTER = parse_period("2024Q3")
SECONDS = 12


def test_each_sample_county_has_a_database_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first, second = (databases.choose(databases.DEMO, name=name) for name in ("sihong", "qinglan"))
    assert (first.url, first.load) == ("sqlite:///data/sample.db", SAMPLE)
    assert (second.url, second.load) == ("sqlite:///data/sample-qinglan.db", SAMPLES / "qinglan")
    assert second.sample


def test_a_second_load_changes_nothing_and_the_other_county_is_refused(run, second_url):
    again = run("init", "--demo", "qinglan", db=second_url)
    assert again.code == 0
    assert "青岚县" in again.err
    assert "本次装载 0 份，原有 34 份" in again.err
    other = run("init", "--demo", db=second_url)
    assert other.code == 2
    assert "另一个样例县（qinglan）" in other.err
    assert kind_among(contents_of(second_url), samples()) is DatabaseKind.SAMPLE
    with open_store(second_url, QINGLAN) as store:
        assert len(store.reporting.submissions()) == 34


def test_an_unknown_name_is_refused_with_those_there_are(run, own_database):
    answer = run("init", "--demo", "nowhere", db=own_database)
    assert answer.code == 2
    assert "qinglan" in answer.err
    assert "sihong" in answer.err


def test_only_what_was_meant_is_asked_about(second_file):
    with open_store(f"sqlite:///{second_file}", QINGLAN) as store:
        told = [
            (info.unit, info.period, one.code)
            for info in store.reporting.submissions()
            for one in store.reporting.findings(info.id, SYSTEM)
            if one.severity != "hint"
        ]
        waiting = [
            (one.unit, one.period) for one in store.reporting.submissions() if one.state == "submitted"
        ]
    assert {one for one in told if one[2] == "W401"} == {
        ("U11", "2024Q1", "W401"),
        ("U03", "2024Q2", "W401"),
        ("U12", "2024Q3", "W401"),
    }
    assert len(told) <= 6
    assert waiting == [("U10", "2024Q3")]


def test_its_scores_are_spread_as_a_countys_are(second_file):
    with open_store(f"sqlite:///{second_file}", QINGLAN) as store:
        framework = store.office.framework_for(QUARTER)
        prepared = prepare(framework, store.reporting.dataset(framework, QUARTER))
    book = score_book(prepared, "enterprise")
    totals = book.scores["total"]
    floors = sorted(grade.at_least for grade in framework.grades)
    counts = [
        int(((totals >= low) & (totals < high)).sum())
        for low, high in zip(floors, [*floors[1:], 101], strict=True)
    ]
    assert len(totals) == 40
    assert min(counts) >= 4, counts
    assert totals["E040"] == totals.min() < 5
    assert 60 < score_book(prepared, "county").scores["total"].iloc[0] < 90


@pytest.mark.long
def test_the_check_up_of_the_framework_passes_on_its_rows(second_file):
    with open_store(f"sqlite:///{second_file}", QINGLAN) as store:
        framework = store.office.framework_for(QUARTER)
        found = check_up(prepare(framework, store.reporting.dataset(framework, QUARTER)))
    assert found.verdict.passed, [one.sentence for one in found.violations]


@pytest.mark.long
def test_it_is_loaded_within_its_time(tmp_path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    initialise(tmp_path / "second.db", demo="qinglan")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < SECONDS
