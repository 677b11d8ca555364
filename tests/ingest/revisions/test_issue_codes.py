"""Row codes issued by the tool: stable in form, never one that exists."""

import pandas as pd

from metrics.ingest.revisions.issue_codes import with_codes
from tests.kit.templates import FRAMEWORK, QUARTER

ACTIVITIES, BRANDS = FRAMEWORK.ledgers["L05"], FRAMEWORK.ledgers["L01"]


def issued(codes, ledger=ACTIVITIES, used=frozenset()):
    return with_codes(pd.Series(codes, dtype="str"), ledger, "U08", QUARTER, frozenset(used)).tolist()


def test_events_are_numbered_by_unit_and_quarter():
    assert issued([None, None]) == ["A08-23Q4-001", "A08-23Q4-002"]


def test_registers_are_numbered_by_unit():
    assert issued([None, "B07", None], BRANDS) == ["B08-01", "B07", "B08-02"]


def test_counting_goes_on_above_every_code_of_the_sheet_and_the_county():
    assert issued([None, "A08-23Q4-005", None], used={"A08-23Q4-011", "A08-23Q3-040", "A09-23Q4-090"}) == [
        "A08-23Q4-012",
        "A08-23Q4-005",
        "A08-23Q4-013",
    ]


def test_a_thousand_rows_do_not_run_out():
    codes = issued([None] * 1200)
    assert len(set(codes)) == 1200
    assert codes[-1] == "A08-23Q4-1200"


def test_codes_that_are_there_stay():
    assert issued(["A0143", "A0144"]) == ["A0143", "A0144"]
