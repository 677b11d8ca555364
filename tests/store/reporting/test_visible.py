"""The gate: which rows of which submissions an account is given, and what is asked again later."""

from types import SimpleNamespace

import pandas as pd
import pytest

from metrics.county import asks_of, frame_for
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from tests.kit.workbooks import activity, send

APPROVED = {"L05": [activity(1)]}


@pytest.fixture
def rows(sqlite_store):
    """A row of an approved report of U08, one of U09, and one of U08 that waits."""
    infos = [
        send(sqlite_store, "U08", "2023Q1", APPROVED, approve=True),
        send(sqlite_store, "U09", "2023Q1", APPROVED, approve=True),
        send(sqlite_store, "U08", "2023Q2", {"L05": [activity(2, "2023-05-02")]}),
    ]
    return pd.DataFrame({"submission": [info.id for info in infos], "name": ["a", "b", "waits"]})


@pytest.mark.parametrize(
    ("account", "seen"),
    [
        ("u08", ["a", "waits"]),
        ("u09", ["b"]),
        ("u10", []),
        ("lingdao", ["a", "b"]),
        ("office", ["a", "b", "waits"]),
        (SYSTEM, ["a", "b", "waits"]),
    ],
)
def test_rows_go_by_unit_and_by_whether_they_were_approved(sqlite_store, rows, account, seen):
    given = sqlite_store.reporting.rows_for(account, rows)
    assert given.frame["name"].tolist() == seen
    assert given.left_out == len(rows) - len(seen)
    assert given.account == account
    stored = rows.rename(columns={"submission": "_submission"})
    assert sqlite_store.reporting.rows_for(account, stored).frame["name"].tolist() == seen


def test_what_was_let_through_is_asked_again_by_unit(sqlite_store, rows):
    given = sqlite_store.reporting.rows_for("u08", rows).told(lambda frame: frame[["name"]])
    assert asks_of(given, pd.DataFrame()) == {("see-rows", "U08"), ("see-submission", "U08")}
    assert frame_for(given, "u08").columns.tolist() == ["name"]


def test_rows_of_submissions_that_there_are_not_are_left_out(sqlite_store):
    nowhere = pd.DataFrame({"submission": [99, None]})
    assert len(sqlite_store.reporting.rows_for("office", nowhere)) == 0


def test_a_units_workbook_is_for_the_unit_and_the_office(sqlite_store):
    cells = pd.DataFrame({"单元格": ["C6"]})
    for account in ("u08", "office", SYSTEM):
        assert len(sqlite_store.reporting.rows_of_unit(account, "U08", cells)) == 1
    for account in ("u09", "lingdao", "nobody"):
        with pytest.raises(StoreError, match=r"只能|要用|没有代码为"):
            sqlite_store.reporting.rows_of_unit(account, "U08", cells)


def test_a_doubt_is_for_who_may_see_every_row_of_it(sqlite_store):
    def doubt(*units):
        return SimpleNamespace(units=units, where=[SimpleNamespace(unit=unit) for unit in units])

    own, between, nobodys = doubt("U08"), doubt("U08", "U09"), doubt()
    every = (own, between, nobodys)
    assert sqlite_store.reporting.doubts_for("u08", every) == (own,)
    assert sqlite_store.reporting.doubts_for("lingdao", every) == ()
    assert sqlite_store.reporting.doubts_for("office", every) == every
