"""Doubts are looked for once: another process, a restart and the next report find what one has found."""

from functools import partial

import pytest

from metrics.doubts import registry
from metrics.framework import parse_period
from metrics.reports.write import review
from metrics.reports.write.review import doubts_now, questions_now
from metrics.store import Store
from tests.kit.databases import sqlite_store, sqlite_url  # noqa: F401 - fixtures
from tests.kit.workbooks import FRAMEWORK, activity, send

PERIOD = parse_period("2023Q1")
ROW = activity(1, attendances=242, enterprise_code="E001", activity_type="技能培训")


@pytest.fixture
def looked(monkeypatch):
    """How often the rules were applied."""
    times = []

    def counted(county, codes=None):
        times.append(county.data.period.code)
        return registry.check_county(county, codes)

    monkeypatch.setattr(review, "check_county", counted)
    return times


@pytest.fixture
def reported(sqlite_store):  # noqa: F811 - the fixture asked for
    for unit in ("U08", "U09"):
        send(sqlite_store, unit, "2023Q1", {"L05": [ROW]}, approve=True)
    return sqlite_store


def asked(store, ask=doubts_now, period=PERIOD):
    reporting, version = store.reporting, store.reporting.data_version(period)
    return ask(store, FRAMEWORK, period, version, partial(reporting.dataset, FRAMEWORK, period))


def test_another_process_finds_what_one_has_found(reported, sqlite_url, looked):  # noqa: F811 - the fixture asked for
    found = asked(reported)
    assert "Q101" in {doubt.code for doubt in found}
    with Store.open(sqlite_url, migrate=False) as other:
        again = asked(other)
    assert again == found
    assert [place.values["attendances"] for place in again[0].where] == [
        place.values["attendances"] for place in found[0].where
    ]
    assert looked == ["2023Q1"]


def test_questions_since_january_are_kept_beside_the_doubts(reported, looked):
    found = asked(reported, questions_now)
    assert {doubt.severity for doubt in found} == {"question"}
    assert asked(reported, questions_now) == found
    assert asked(reported) != ()
    assert looked == ["2023Q1", "2023Q1"]


def test_rows_are_asked_for_only_where_nothing_is_kept(reported):
    asked(reported)

    def never():
        raise AssertionError("the rows were loaded")

    version = reported.reporting.data_version(PERIOD)
    assert doubts_now(reported, FRAMEWORK, PERIOD, version, never) == asked(reported)


def test_what_is_handed_in_later_leaves_an_earlier_period_as_it_was(reported, looked):
    asked(reported)
    send(reported, "U08", "2023Q2", {"L05": [activity(2, "2023-05-04")]}, approve=True)
    asked(reported)
    assert looked == ["2023Q1"]
    send(reported, "U08", "2023Q1", {"L05": [ROW, activity(3)]})
    asked(reported)
    assert looked == ["2023Q1", "2023Q1"], "a revision that awaits review is compared with the one before"


def test_what_was_found_while_somebody_wrote_is_not_kept(reported, looked):
    version = reported.reporting.data_version(PERIOD)

    def meanwhile():
        rows = reported.reporting.dataset(FRAMEWORK, PERIOD)
        send(reported, "U07", "2023Q1", {"L05": [activity(4)]})
        return rows

    doubts_now(reported, FRAMEWORK, PERIOD, version, meanwhile)
    asked(reported)
    asked(reported)
    assert looked == ["2023Q1", "2023Q1"]


def test_an_erasure_takes_them_along(reported, looked):
    asked(reported)
    info = reported.reporting.submissions()[0]
    wish = reported.reporting.ask_erasure(info.sha256, "误传了名单", "u08")
    reported.reporting.confirm_erasure(wish.id, "office")
    asked(reported)
    assert looked == ["2023Q1", "2023Q1"]
