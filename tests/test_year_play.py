"""The verdict on a played year: whatever was lost, doubled or never told of is named."""

import random

import pytest
from sqlalchemy import update

from benchmarks.year.county import PlayedCounty
from benchmarks.year.verdict import report_faults, state_faults
from metrics.store.database import submission
from tests.kit.databases import ready_file, sqlite_store, sqlite_url
from tests.kit.workbooks import workbook

__all__ = ["ready_file", "sqlite_store", "sqlite_url"]

BY = "u08"


@pytest.fixture
def played(sqlite_url, sqlite_store, tmp_path):
    """A county with one report that its play acknowledged."""
    county = PlayedCounty("sihong", tmp_path, random.Random(1), sqlite_url)
    info = sqlite_store.reporting.submit(*workbook("U08", "2023Q4", {}), BY)
    county.sent[info.sha256] = "U08", "2023Q4"
    return county


def test_a_year_in_which_all_went_well(played):
    assert list(report_faults(played)) == []
    assert list(state_faults(played)) == []


def test_a_file_that_was_acknowledged_and_is_not_there(played):
    played.sent["0" * 64] = "U08", "2023Q4"
    assert list(report_faults(played)) == ["U08 2023Q4: a file is stored 0 times"]


def test_a_file_nobody_was_told_of(played):
    played.sent.clear()
    assert list(report_faults(played)) == ["U08 2023Q4: a file is stored that nobody was told of"]


def test_a_state_that_no_deed_brought_about(played, sqlite_store):
    sqlite_store.database.write(
        lambda connection: connection.execute(update(submission).values(state="approved"))
    )
    assert list(state_faults(played)) == ["the audit tells of other states of reports than the tables"]
