"""Which rows count, with which types, and what a unit is given to begin with."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal

from metrics.framework import ColumnSpec, PeriodError, parse_period
from metrics.store import StoreError
from metrics.store.database import SYSTEM, pack, to_frame
from metrics.store.database.parquet import unpack
from tests.kit.workbooks import DTYPES, FRAMEWORK, activity, brand, enterprise, frame, send

Q1, Q2, YEAR = (parse_period(code) for code in ("2023Q1", "2023Q2", "2023"))


def codes(dataset, ledger="L05"):
    spec = FRAMEWORK.ledgers[ledger]
    return dataset.ledgers[ledger][spec.key].tolist()


@pytest.mark.parametrize("ledger", FRAMEWORK.ledgers)
@pytest.mark.parametrize("filled", [True, False])
def test_every_ledger_survives_parquet_with_its_types(ledger, filled):
    spec = FRAMEWORK.ledgers[ledger]
    samples = {"int": 12, "decimal": 0.1, "bool": True, "date": pd.Timestamp(2023, 2, 3)}
    full = {column.id: samples.get(column.type, "甲，\n“乙” 🙂") for column in spec.columns}
    before = frame(ledger, [full, {}, full] if filled else [])
    assert_frame_equal(to_frame([unpack(pack(before, ledger))], spec), before)


def test_what_a_cell_said_beside_its_value_is_kept():
    rows = [
        activity(1, attendances=400, attendances__raw="约四百", attendances__bound="about"),
        activity(2, held_on__raw="2月15"),
    ]
    before = frame("L05", rows)
    after = to_frame([unpack(pack(before, "L05"))], FRAMEWORK.ledgers["L05"])
    assert_frame_equal(after, before, check_like=True)
    plain = to_frame([unpack(pack(frame("L05", [activity(3)]), "L05"))], FRAMEWORK.ledgers["L05"])
    assert not [name for name in plain if "__" in name]


def test_older_rows_without_a_new_column_have_it_missing():
    spec = FRAMEWORK.ledgers["L05"]
    old = unpack(pack(frame("L05", [activity(1, attendances__raw="约")]).drop(columns="town"), "L05"))
    new = unpack(pack(frame("L05", [activity(2, town="开发区")]), "L05"))
    both = to_frame([old, new], spec)
    assert both["town"].isna().tolist() == [True, False]
    assert both["attendances__raw"].tolist()[0] == "约"
    assert both.drop(columns="attendances__raw").dtypes.equals(to_frame([new], spec).dtypes)
    added = replace(spec, columns=(*spec.columns, ColumnSpec("hours", "时长", "decimal")))
    hours = to_frame([old, new], added)["hours"]
    assert (str(hours.dtype), hours.isna().all()) == ("Float64", True)


def test_an_int_column_that_became_decimal_is_widened():
    spec = FRAMEWORK.ledgers["L05"]
    decimal = tuple(replace(c, type="decimal") if c.id == "attendances" else c for c in spec.columns)
    stored = unpack(pack(frame("L05", [activity(1, attendances=3)]), "L05"))
    assert to_frame([stored], replace(spec, columns=decimal))["attendances"].tolist() == [3.0]


def test_a_column_that_changed_its_type_is_said():
    spec = FRAMEWORK.ledgers["L05"]
    changed = tuple(replace(c, type="int") if c.id == "activity_name" else c for c in spec.columns)
    stored = unpack(pack(frame("L05", [activity(1)]), "L05"))
    with pytest.raises(StoreError, match="活动台账（L05）的 activity_name 以前存的是 string"):
        to_frame([stored], replace(spec, columns=changed))
    other = pa.table({"activity_name": pa.array([3]), "_row": pa.array([5])})
    with pytest.raises(StoreError, match="活动台账（L05）各期存的列类型对不上"):
        to_frame([stored, other], spec)


def test_without_submissions_every_ledger_has_its_columns(store):
    dataset = store.reporting.dataset(FRAMEWORK, YEAR)
    assert set(dataset.ledgers) == set(FRAMEWORK.ledgers)
    for code, spec in FRAMEWORK.ledgers.items():
        rows = dataset.ledgers[code]
        expected = {column.id: DTYPES.get(column.type, "str") for column in spec.columns}
        origin = {"_row": "int64", "_submission": "int64", "_unit": "str", "_period": "str"}
        assert rows.dtypes.astype(str).to_dict() == expected | origin
        assert rows.empty
    assert dataset.submissions == {}
    assert len(dataset.expected) == 4 * len(FRAMEWORK.units)


def test_only_the_latest_approved_revision_counts(store):
    send(store, "U08", "2023Q1", {"L05": [activity(1)]})
    assert codes(store.reporting.dataset(FRAMEWORK, Q1)) == []
    send(store, "U08", "2023Q1", {"L05": [activity(2)]}, approve=True)
    assert codes(store.reporting.dataset(FRAMEWORK, Q1)) == ["A08-23Q1-002"]
    third = send(store, "U08", "2023Q1", {"L05": [activity(3)]})
    assert codes(store.reporting.dataset(FRAMEWORK, Q1)) == ["A08-23Q1-002"]
    store.reporting.give_back(third.id, "office", "缺页")
    assert codes(store.reporting.dataset(FRAMEWORK, Q1)) == ["A08-23Q1-002"]
    send(store, "U08", "2023Q1", {"L05": [activity(4)]}, approve=True)
    dataset = store.reporting.dataset(FRAMEWORK, Q1)
    assert codes(dataset) == ["A08-23Q1-004"]
    assert [info.revision for info in dataset.submissions.values()] == [4]


def test_rows_of_earlier_quarters_are_there_and_later_ones_are_not(store):
    for number, quarter in enumerate(("2023Q3", "2022Q4", "2023Q1", "2023Q2"), 1):
        send(
            store,
            "U08",
            quarter,
            {"L05": [activity(number)], "L01": [brand("B08-01", quarter)]},
            approve=True,
        )
    dataset = store.reporting.dataset(FRAMEWORK, Q2)
    assert dataset.ledgers["L05"]["_period"].tolist() == ["2022Q4", "2023Q1", "2023Q2"]
    assert dataset.ledgers["L01"]["brand_name"].tolist() == ["2022Q4", "2023Q1", "2023Q2"]
    assert len(store.reporting.dataset(FRAMEWORK, YEAR).ledgers["L05"]) == 4
    assert store.reporting.dataset(FRAMEWORK, parse_period("2022")).ledgers["L05"]["_period"].tolist() == [
        "2022Q4"
    ]


def test_rows_stand_by_quarter_revision_unit_and_row_and_say_where_from(store):
    send(store, "U09", "2023Q1", {"L05": [activity(1), activity(2)]}, approve=True)
    send(store, "U10", "2023Q1", {"L05": [activity(3)]}, approve=True)
    send(store, "U08", "2023Q1", {"L05": [activity(4)]}, approve=True)
    send(store, "U08", "2023Q1", {"L05": [activity(5)]}, approve=True)
    dataset = store.reporting.dataset(FRAMEWORK, Q1)
    rows = dataset.ledgers["L05"]
    assert rows["_unit"].tolist() == ["U09", "U09", "U10", "U08"]
    assert rows["_row"].tolist() == [5, 6, 5, 5]
    assert rows.index.tolist() == [0, 1, 2, 3]
    last = rows.iloc[-1]
    cell = dataset.cell(int(last["_submission"]), "L05", int(last["_row"]), "activity_name")
    assert (str(cell), cell.sha256) == ("活动台账!C5", store.reporting.submissions(Q1, "U08")[-1].sha256)


def test_expected_says_who_is_in(store):
    store.reporting.ensure_period(Q1, date(2023, 4, 10))
    send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
    send(store, "U08", "2023Q1", {"L05": [activity(2)]})
    send(store, "U09", "2023Q1", {"L05": [activity(3)]})
    expected = store.reporting.dataset(FRAMEWORK, parse_period("2023H1")).expected
    assert list(expected.columns) == ["unit", "period", "approved", "state", "due_on"]
    assert expected["approved"].dtype == bool
    indexed = expected.set_index(["unit", "period"])
    assert len(indexed) == 2 * len(FRAMEWORK.units)
    states = [(indexed.loc[key, "approved"], indexed.loc[key, "state"]) for key in KEYS]
    assert states == [(True, "submitted"), (False, "submitted"), (False, "late"), (False, "missing")]
    assert indexed.loc[KEYS[0], "due_on"] == pd.Timestamp(2023, 4, 10)


KEYS = [("U08", "2023Q1"), ("U09", "2023Q1"), ("U10", "2023Q1"), ("U08", "2023Q2")]


def test_a_unit_is_expected_only_while_it_is_a_member(store):
    units = tuple(
        replace(unit, valid_from=date(2023, 4, 1)) if unit.code == "U21" else unit for unit in FRAMEWORK.units
    )
    expected = store.reporting.dataset(replace(FRAMEWORK, units=units), YEAR).expected
    assert expected.loc[expected["unit"] == "U21", "period"].tolist() == ["2023Q2", "2023Q3", "2023Q4"]


def test_the_data_version_moves_with_what_counts_and_only_then(store):
    empty = store.reporting.data_version(YEAR)
    info = send(store, "U08", "2023Q1", {"L05": [activity(1)]})
    assert store.reporting.data_version(YEAR) == empty
    store.reporting.approve(info.id, "office")
    first = store.reporting.data_version(YEAR)
    assert first != empty
    assert store.reporting.dataset(FRAMEWORK, YEAR).version == first
    assert store.reporting.data_version(Q1) == store.reporting.data_version(Q2) == first
    assert store.reporting.data_version(parse_period("2022")) == empty
    send(store, "U08", "2023Q2", {"L05": [activity(2)]}, approve=True)
    assert store.reporting.data_version(Q1) == first
    assert store.reporting.data_version(Q2) not in (first, empty)


def test_a_month_is_shorter_than_what_is_reported(store):
    with pytest.raises(PeriodError, match="2023年2月比报送的季度短"):
        store.reporting.dataset(FRAMEWORK, parse_period("2023-02"))


def test_year_to_date_is_a_period_like_others(store):
    send(store, "U08", "2023Q2", {"L05": [activity(2)]}, approve=True)
    dataset = store.reporting.dataset(FRAMEWORK, Q2.year_to_date)
    assert len(dataset.expected) == 2 * len(FRAMEWORK.units)
    assert len(dataset.ledgers["L05"]) == 1


def known(store, unit, period, ledger="L01"):
    return (
        store.reporting.context(FRAMEWORK, unit, period, SYSTEM)
        .known[ledger]
        .set_index("code")["name"]
        .to_dict()
    )


def test_entities_are_known_once_approved_and_to_their_own_unit_before(store):
    send(store, "U08", "2023Q1", {"L01": [brand("B08-01", "流动职校")]}, approve=True)
    second = send(store, "U08", "2023Q2", {"L01": [brand("B08-02", "夜校")]})
    assert known(store, "U09", Q2) == {"B08-01": "流动职校"}
    assert known(store, "U08", Q2) == {"B08-01": "流动职校", "B08-02": "夜校"}
    store.reporting.give_back(second.id, "office", "重名")
    assert known(store, "U08", Q2) == {"B08-01": "流动职校"}


def test_the_name_of_the_time_is_known_and_a_later_entity_too(store):
    send(store, "U01", "2023Q1", {"L15": [enterprise(1, enterprise_name="旧名")]}, approve=True)
    later = [enterprise(1, enterprise_name="新名", status="退出"), enterprise(2)]
    send(store, "U01", "2023Q3", {"L15": later}, approve=True)
    assert known(store, "U08", Q2, "L15") == {"E002": "（示例）第2公司", "E001": "旧名"}
    assert known(store, "U08", YEAR.quarters[3], "L15") == {"E001": "新名", "E002": "（示例）第2公司"}
    context = store.reporting.context(FRAMEWORK, "U08", YEAR.quarters[3], SYSTEM)
    assert context.known["L15"]["status"].tolist() == ["退出", "试点中"]
    assert set(context.known) == {"L01", "L04", "L15"}


def test_a_unit_begins_with_its_own_latest_registers(store):
    carrier = {"carrier_code": "Z01-01", "carrier_name": "会客厅", "open_sessions": 26, "served_visits": 780}
    brands = [brand("B01-01", "甲"), brand("B01-02", "乙")]
    send(store, "U01", "2023Q1", {"L01": brands, "L03": [carrier], "L05": [activity(1)]}, approve=True)
    send(store, "U01", "2023Q2", {"L01": [brand("B01-01", "甲", "已完成")]})
    send(store, "U08", "2023Q1", {"L01": [brand("B08-01", "丙")]}, approve=True)
    prefill = store.reporting.context(FRAMEWORK, "U01", Q2, SYSTEM).prefill
    assert set(prefill) == {"L01", "L02", "L03", "L04", "L15"}
    assert prefill["L01"].set_index("brand_code")["status"].to_dict() == {
        "B01-02": "推进中",
        "B01-01": "已完成",
    }
    assert list(prefill["L03"]) == list(FRAMEWORK.ledgers["L03"].by_id)
    assert prefill["L03"]["carrier_name"].tolist() == ["会客厅"]
    assert prefill["L03"][["open_sessions", "served_visits"]].isna().all(axis=None)
    assert str(prefill["L03"]["open_sessions"].dtype) == "Int64"
    first = store.reporting.context(FRAMEWORK, "U01", Q1, SYSTEM).prefill["L01"]
    assert first["status"].tolist() == ["推进中", "推进中"]


def test_codes_are_taken_but_for_the_quarter_a_revision_replaces(store):
    send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
    send(store, "U08", "2023Q2", {"L05": [activity(2)]})
    send(store, "U09", "2023Q2", {"L05": [activity(3)]})
    taken = store.reporting.context(FRAMEWORK, "U08", Q2, SYSTEM).used_codes
    assert taken["L05"] == {"A08-23Q1-001", "A08-23Q1-003"}
    assert (set(taken), taken["L06"]) == (set(FRAMEWORK.ledgers), frozenset())


def test_an_unknown_unit_has_no_context(store):
    with pytest.raises(StoreError, match="U99"):
        store.reporting.context(FRAMEWORK, "U99", Q1, SYSTEM)


def test_rows_given_out_may_be_changed_without_harm(store):
    send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
    rows = store.reporting.dataset(FRAMEWORK, Q1).ledgers["L05"]
    before = rows.copy(deep=True)
    changes = {
        "activity_name": "改",
        "sessions": 9,
        "held_on": pd.Timestamp(2023, 1, 1),
        "_row": 99,
        "_submission": 7,
        "_unit": "U01",
    }
    for column, value in changes.items():
        rows.loc[0, column] = value
    assert rows.loc[0, list(changes)].to_dict() == changes
    assert_frame_equal(store.reporting.dataset(FRAMEWORK, Q1).ledgers["L05"], before)
