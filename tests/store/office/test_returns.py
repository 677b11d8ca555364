"""What the office above answers: taken in once, by who may, of a publication that was; seen and ruled."""

from dataclasses import replace

import pandas as pd
import pytest

from metrics.county import CLAIMED, ELSEWHERE, Returned, ReturnedFinding, ReturnedRow, ReturnedStanding
from metrics.doubts import CountyRows, check_county
from metrics.framework import parse_period
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.reporting import OUTSIDE, VERIFIED, RuledRow, Ruling
from tests.kit.workbooks import FRAMEWORK, activity, send

Q1, H1 = parse_period("2023Q1"), parse_period("2023H1")
ROW = "L05/U08/2023Q1/2023-02-15//微宣讲/活动1#1"
STANDING = ReturnedStanding(71.5, 3, 95, 2, 6, "宿迁市", 1, 3)
FOUND = ReturnedFinding(
    CLAIMED,
    "marks",
    "两县都报了“活动1”。",
    "321302 乙县",
    "",
    (ReturnedRow("L05", "U08", "2023Q1", ROW, "activity_name"),),
)


@pytest.fixture
def published(store):
    """A quarter that is published, and the answer to it."""
    send(store, "U08", "2023Q1", {"L05": [activity(1), activity(2)]}, approve=True)
    scores = {"county": pd.DataFrame({"total": [1.0]})}
    versions = {
        "data_version": store.reporting.data_version(Q1),
        "framework_version": store.office.framework_for(Q1).hash,
    }
    done = store.office.publish(Q1, "office", scores, **versions)
    return Returned("苏省", "321324", "泗洪县", "2023Q1", 1, done.audit_hash, 1, STANDING, (FOUND,))


def test_an_answer_is_kept_as_it_came_and_told_in_the_audit(store, published):
    assert store.office.returned(Q1) is None
    assert store.office.take_in(published, "office", sha256="a" * 64)
    assert store.office.returned(Q1) == published
    assert store.office.returned(H1) == published, "a half-year shows what was said of its newest quarter"
    (told,) = store.care.audit_rows(SYSTEM, action="take-in").to_dict("records")
    assert "苏省" in str(told)
    assert not store.office.take_in(published, "office"), "the same one again"
    later = replace(published, number=2, findings=())
    assert store.office.take_in(later, "office")
    assert store.office.returned(Q1) == later


def test_what_is_not_an_answer_to_this_county_s_publication_is_refused(store, published):
    with pytest.raises(StoreError, match="对不上"):
        store.office.take_in(replace(published, chain="other"), "office")
    with pytest.raises(StoreError, match="对不上"):
        store.office.take_in(replace(published, revision=2), "office")
    store.office.take_in(replace(published, number=2), "office")
    with pytest.raises(StoreError, match="已经收过苏省的第 2 次反馈，这一份是苏省的第 1 次"):
        store.office.take_in(published, "office")
    with pytest.raises(StoreError, match="这一份是皖省的第 3 次"):
        store.office.take_in(replace(published, number=3, issuer="皖省"), "office")
    with pytest.raises(StoreError, match="已经收过"):
        store.office.take_in(replace(published, number=2, findings=()), "office")
    assert store.office.returned(Q1).number == 2


def test_who_only_reports_takes_nothing_in(store, published):
    with pytest.raises(StoreError):
        store.office.take_in(published, "u08")
    assert store.office.returned(Q1) is None


def counted(store):
    return store.reporting.dataset(FRAMEWORK, Q1).ledgers["L05"]["activity_name"].tolist()


def doubts(store):
    data = store.reporting.dataset(FRAMEWORK, Q1)
    reported = store.reporting.dataset(FRAMEWORK, Q1, ruled=False)
    findings = store.office.returned(Q1).findings
    return check_county(CountyRows(FRAMEWORK, data, reported, returned=findings), ["Q901", "Q902", "Q903"])


def test_a_row_that_counts_in_another_county_is_left_out_until_that_is_undone(store, published):
    store.office.take_in(published, "office")
    (doubt,) = doubts(store)
    assert (doubt.decision, doubt.elsewhere, doubt.message) == ("elsewhere", "321302 乙县", FOUND.words)
    assert [(place.unit, place.row) for place in doubt.where] == [("U08", 5)]
    before = store.reporting.data_version(Q1)
    rows = (RuledRow("L05", "U08", "2023Q1", doubt.where[0].id),)
    outside = Ruling(doubt.code, doubt.key, OUTSIDE, f"{ELSEWHERE}{doubt.elsewhere}", rows)
    for wrong in (replace(outside, keep=""), replace(outside, rows=())):
        with pytest.raises(StoreError, match="哪个县"):
            store.rulings.rule(wrong, "office")
    store.rulings.rule(outside, "office")
    assert counted(store) == ["活动2"]
    data = store.reporting.dataset(FRAMEWORK, Q1)
    assert data.ruled_out[["unit", "row", "lead"]].to_numpy().tolist() == [["U08", 5, "@321302 乙县"]]
    assert store.reporting.data_version(Q1) == data.version != before
    assert store.reporting.leading_rows(Q1) == [(doubt.key, "@321302 乙县")]
    assert doubts(store) == (doubt,), "it stands there, decided"
    store.rulings.undo(doubt.key, "office")
    assert counted(store) == ["活动1", "活动2"]
    assert store.reporting.data_version(Q1) == before
    with pytest.raises(StoreError, match="理由"):
        store.rulings.rule(replace(outside, verdict=VERIFIED, keep=""), "office")
