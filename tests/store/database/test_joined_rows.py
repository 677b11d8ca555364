"""Rows put together once: the same as when they are put together anew, whatever was approved or erased."""

import pandas as pd
import pytest

from metrics.framework import parse_period
from metrics.store import Store
from metrics.store.database import joined_rows
from tests.kit.workbooks import FRAMEWORK, activity, brand, enterprise, send

YEARS = ("2021", "2022", "2023")
LAST = parse_period("2023Q4")


@pytest.fixture
def county(sqlite_store):
    for year in YEARS:
        for quarter in ("Q1", "Q2"):
            at = f"{year}{quarter}"
            sqlite_store.reporting.ensure_period(parse_period(at), parse_period(at).end)
            send(sqlite_store, "U08", at, {"L05": [activity(1, f"{year}-02-15")]}, approve=True)
            rows = {"L05": [activity(2, f"{year}-02-16", note=at)], "L15": [enterprise(1, employees=None)]}
            send(sqlite_store, "U01", at, rows, approve=True)
    return sqlite_store


def require_as_anew(store, url, period=LAST):
    """Every ledger is what a process gives that has put nothing together."""
    mine = store.reporting.dataset(FRAMEWORK, period)
    with Store.open(url, migrate=False) as other:
        its = other.reporting.dataset(FRAMEWORK, period)
    assert (mine.version, list(mine.submissions)) == (its.version, list(its.submissions))
    for code, frame in its.ledgers.items():
        pd.testing.assert_frame_equal(mine.ledgers[code], frame, check_exact=True, obj=code)
    return mine


def test_whatever_is_approved_the_rows_are_those_put_together_anew(county, sqlite_url):
    before = require_as_anew(county, sqlite_url)
    assert len(before.ledgers["L05"]) == 12
    send(
        county,
        "U08",
        "2023Q2",
        {"L05": [activity(1), activity(3)], "L01": [brand("B90", "新")]},
        approve=True,
    )
    assert len(require_as_anew(county, sqlite_url).ledgers["L05"]) == 13
    # An earlier quarter is put right: it stands where it stood.
    send(county, "U01", "2021Q1", {"L05": [activity(2, "2021-02-16")]}, approve=True)
    assert len(require_as_anew(county, sqlite_url).ledgers["L15"]) == 5
    for period in ("2021", "2022Q1", "2023H1"):
        require_as_anew(county, sqlite_url, parse_period(period))


def test_what_one_does_with_its_rows_nobody_else_sees(county, sqlite_url):
    given = county.reporting.dataset(FRAMEWORK, LAST).ledgers["L05"]
    given["attendances"] = 99
    given.loc[0, "activity_name"] = "改过"
    del given["sessions"]
    require_as_anew(county, sqlite_url)


def test_periods_of_one_end_and_asking_again_put_nothing_together(county, monkeypatch):
    made = []
    whole = joined_rows.to_frame

    def counted(tables, spec):
        made.append((spec.code, len(tables)))
        return whole(tables, spec)

    monkeypatch.setattr(joined_rows, "to_frame", counted)
    county.reporting.dataset(FRAMEWORK, LAST)
    assert len(made) == len(FRAMEWORK.ledgers)
    assert ("L05", len(YEARS)) in made, "a year's reports are one table"
    county.reporting.dataset(FRAMEWORK, parse_period("2023"))
    county.reporting.dataset(FRAMEWORK, parse_period("2023H2"))
    assert len(made) == len(FRAMEWORK.ledgers)


def test_an_erasure_by_another_process_is_in_the_rows_at_once(county, sqlite_url):
    named = send(county, "U08", "2023Q1", {"L05": [activity(5, activity_name="张三的课")]}, approve=True)
    assert "张三的课" in set(county.reporting.dataset(FRAMEWORK, LAST).ledgers["L05"]["activity_name"])
    place = county.reporting.dataset(FRAMEWORK, LAST).cell(named.id, "L05", 5, "activity_name")
    with Store.open(sqlite_url, migrate=False) as other:
        wish = other.reporting.ask_erasure(named.sha256, "误传了姓名", "u08", cells=[str(place)])
        other.reporting.confirm_erasure(wish.id, "office")
    rows = require_as_anew(county, sqlite_url).ledgers["L05"]
    assert "张三的课" not in set(rows["activity_name"])
