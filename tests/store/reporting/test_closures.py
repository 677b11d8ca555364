"""An enterprise that closed: ruled with a reason, audited, marked from its quarter on, and taken back."""

import pytest

from metrics.county import CLOSED_COLUMN
from metrics.framework import parse_period
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.reporting import CLOSED, UNDONE
from tests.kit.workbooks import FRAMEWORK, enterprise, send

Q1, Q2 = parse_period("2023Q1"), parse_period("2023Q2")


@pytest.fixture
def county(store):
    for quarter in ("2023Q1", "2023Q2"):
        send(store, "U01", quarter, {"L15": [enterprise(1), enterprise(2)]}, approve=True)
    return store


def marked(store, period, **more):
    rows = store.reporting.dataset(FRAMEWORK, period, **more).ledgers["L15"]
    return set(rows.loc[rows[CLOSED_COLUMN], "enterprise_code"]) if CLOSED_COLUMN in rows else set()


def test_it_is_marked_from_its_quarter_on_and_the_version_moves(county):
    first, second = (county.reporting.data_version(one) for one in (Q1, Q2))
    kept = county.rulings.close_enterprise("E001", Q2, " 8月注销 ", "office")
    assert (kept.verdict, kept.keep, kept.note) == (CLOSED, "E001", "8月注销")
    assert (marked(county, Q1), marked(county, Q2)) == (set(), {"E001"})
    assert marked(county, Q2, ruled=False) == set()
    assert county.reporting.data_version(Q1) == first
    assert county.reporting.data_version(Q2) != second
    assert county.rulings.reopen_enterprise("E001", "chief").verdict == UNDONE
    assert (marked(county, Q2), county.reporting.data_version(Q2)) == (set(), second)


def test_a_second_ruling_moves_the_quarter(county):
    county.rulings.close_enterprise("E001", Q2, "注销", "office")
    again = county.rulings.close_enterprise("E001", Q2, "注销", "office")
    assert county.rulings.holding() == [again]
    county.rulings.close_enterprise("E001", Q1, "注销", "office")
    assert marked(county, Q1) == {"E001"}
    assert len(county.rulings.holding()) == 1


def test_both_decisions_stand_in_the_audit(county):
    county.rulings.close_enterprise("E001", Q1, "注销", "office")
    county.rulings.reopen_enterprise("E001", "chief", note="没有注销")
    rows = county.care.audit_rows(SYSTEM, action="ruling")
    assert rows["account"].tolist() == ["office", "chief"]
    assert [(one["verdict"], one["note"]) for one in rows["detail"]] == [
        (CLOSED, "注销"),
        (UNDONE, "没有注销"),
    ]


@pytest.mark.parametrize(
    ("code", "period", "why", "account", "said"),
    [
        ("E001", "2023Q1", " ", "office", "写明理由"),
        ("E099", "2023Q1", "注销", "office", "没有“E099”"),
        ("E001", "2023", "注销", "office", "不是一个季度"),
        ("E001", "2023Q1", "注销", " ", "谁认定"),
    ],
)
def test_it_is_refused_without_reason_quarter_or_account(county, code, period, why, account, said):
    with pytest.raises(StoreError, match=said):
        county.rulings.close_enterprise(code, parse_period(period), why, account)
    assert county.rulings.holding() == []


def test_what_nobody_ruled_is_not_taken_back(county):
    with pytest.raises(StoreError, match="没有被移出"):
        county.rulings.reopen_enterprise("E001", "office")
