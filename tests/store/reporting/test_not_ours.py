"""不是我们的: a row typed under another's brand, ruled with a reason, audited, and taken back."""

import pandas as pd
import pytest

from metrics.county import DISOWNED_COLUMN
from metrics.doubts import foreign_rows
from metrics.framework import parse_period
from metrics.scoring import prepare, score_book
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.reporting import NOT_OURS, UNDONE, RuledRow, not_ours, what_if
from tests.kit.workbooks import FRAMEWORK, activity, brand, enterprise, send, workbook

Q1 = parse_period("2023Q1")
LEVELS = ("enterprise", "brand", "unit", "county", "town", "industry")


def held(number, code, **more):
    return activity(
        number, enterprise_code="E001", brand_code=code, attendances=60, spirit_tag="见劳模精神", **more
    )


@pytest.fixture
def county(store):
    """U08 leads B01 and U21 leads B02; U21 typed its second activity under B01."""
    firms = [enterprise(1), enterprise(2)]
    send(store, "U01", "2023Q1", {"L15": firms}, approve=True)
    mine = {"L01": [brand("B01", "甲品牌", lead_unit_code="U08")], "L05": [held(1, "B01")]}
    send(store, "U08", "2023Q1", mine, approve=True)
    send(store, "U21", "2023Q1", strange("B01"), approve=True)
    return store


def strange(code, *, second=True):
    rows = [held(2, "B02"), *([held(3, code, activity_type="技能培训")] if second else [])]
    return {"L01": [brand("B02", "乙品牌", lead_unit_code="U21")], "L05": rows}


def listed(store):
    return foreign_rows(FRAMEWORK, store.reporting.dataset(FRAMEWORK, Q1, ruled=False))


def said(store, why="是他们自己办的"):
    (row,) = listed(store).to_dict("records")
    return not_ours(row["brand"], RuledRow(row["ledger"], row["unit"], row["quarter"], row["id"]), why)


def scores(store):
    ready = prepare(FRAMEWORK, store.reporting.dataset(FRAMEWORK, Q1))
    return {level: score_book(ready, level).scores for level in LEVELS}


def test_what_others_typed_under_a_brand_is_listed(county):
    (row,) = listed(county).to_dict("records")
    assert [row[name] for name in ("brand", "brand_name", "lead", "unit", "code")] == [
        "B01",
        "甲品牌",
        "U08",
        "U21",
        "A08-23Q1-003",
    ]


def test_it_counts_for_no_brand_and_no_unit_but_for_enterprise_and_county(county):
    whole = scores(county)
    county.rulings.rule(said(county), "office")
    ruled = scores(county)
    send(county, "U21", "2023Q1", strange("B01", second=False), approve=True)
    without = scores(county)
    for level in ("brand", "unit"):
        pd.testing.assert_frame_equal(ruled[level], without[level])
        assert not whole[level].equals(ruled[level])
    for level in ("enterprise", "county", "town", "industry"):
        pd.testing.assert_frame_equal(ruled[level], whole[level])
        assert not without[level].equals(ruled[level])


def test_the_version_moves_and_comes_back_when_that_is_taken_back(county):
    before, key = county.reporting.data_version(Q1), said(county).key
    county.rulings.rule(said(county), "office")
    rows = county.reporting.dataset(FRAMEWORK, Q1).ledgers["L05"]
    assert rows.loc[rows[DISOWNED_COLUMN], "activity_code"].tolist() == ["A08-23Q1-003"]
    assert rows["brand_code"].isna().tolist() == rows[DISOWNED_COLUMN].tolist()
    assert county.reporting.data_version(Q1) != before
    assert county.rulings.undo(key, "chief").verdict == UNDONE
    rows = county.reporting.dataset(FRAMEWORK, Q1).ledgers["L05"]
    assert (county.reporting.data_version(Q1), DISOWNED_COLUMN in rows) == (before, False)
    audited = county.care.audit_rows(SYSTEM, action="ruling")
    told = [(one["verdict"], one["keep"], one["note"]) for one in audited["detail"]]
    assert told == [(NOT_OURS, "B01", "是他们自己办的"), (UNDONE, "", "")]


def test_a_row_that_names_another_brand_by_now_counts_there(county):
    county.rulings.rule(said(county), "office")
    send(county, "U21", "2023Q1", strange("B02"), approve=True)
    rows = county.reporting.dataset(FRAMEWORK, Q1).ledgers["L05"]
    assert DISOWNED_COLUMN not in rows
    assert rows["brand_code"].tolist() == ["B01", "B02", "B02"]


def test_a_register_row_is_the_same_in_every_quarter(county):
    item = {"item_code": "P001", "item_name": "小项目", "brand_code": "B01", "status": "推进中"}
    send(county, "U09", "2023Q1", {"L02": [item]}, approve=True)
    row = listed(county).set_index("ledger").loc["L02"]
    assert row["quarter"] == ""
    county.rulings.rule(not_ours("B01", RuledRow("L02", "U09", "", row["id"]), "不归我们"), "office")
    send(county, "U09", "2023Q2", {"L02": [item]}, approve=True)
    rows = county.reporting.dataset(FRAMEWORK, parse_period("2023Q2")).ledgers["L02"]
    assert rows["brand_code"].isna().all()


def test_what_if_leaves_the_ruling_in_force(county):
    county.rulings.rule(said(county), "office")

    checked, _ = workbook("U21", "2023Q1", strange("B01"))
    rows = what_if(county.reporting, FRAMEWORK, checked).ledgers["L05"]
    assert rows[DISOWNED_COLUMN].sum() == 1


@pytest.mark.parametrize(
    ("why", "account", "told"), [("", "office", "写明理由"), ("不是", "u08", "要用"), ("不是", "", "登录")]
)
def test_it_needs_a_reason_and_the_right(county, why, account, told):
    with pytest.raises(StoreError, match=told):
        county.rulings.rule(said(county, why), account)
    assert county.rulings.history() == []
