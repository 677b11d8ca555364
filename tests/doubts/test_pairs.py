"""Near names, candidate blocks, row ids, and rows that a ruling leaves out."""

import time

import pandas as pd
import pytest

from metrics.doubts.identity import ID, LEFT_OUT, Same, leave_out, resolved, row_ids
from metrics.doubts.pairs import Nearness, core, near_pairs, similarity
from tests.kit.plain_county import FRAMEWORK, activity, carrier, dataset

NEAR = Nearness(ratio=0.8, ratio_same_size=0.5, size_within=0.1)
Q3, Q4 = "2023Q3", "2023Q4"


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("电工取证辅导班", "电工取证辅导班（园区）", 1, 1),
        ("“安康杯” 竞赛", "安康杯竞赛", 1, 1),
        ("劳动竞赛启动仪式", "全县劳动竞赛启动仪式", 0.9, 1),
        ("微宣讲第一期", "微宣讲第二期", 0, 0),
        ("流动职校（旺弘站）", "流动职校（旺弘站2）", 0, 0),
        ("班前会微宣讲：匠心故事", "一线声音微宣讲：园区示范", 0, 0.45),
        ("（示例）", "（示例）", 1, 1),
    ],
)
def test_names_are_near_or_not(one, other, least, most):
    assert least <= similarity(one, other) <= most
    assert similarity(one, other) == similarity(other, one)


def test_a_name_that_is_all_brackets_keeps_them():
    assert core("（示例）") == "(示例)"
    assert core(None) == ""


def table(**columns):
    return pd.DataFrame({name: pd.Series(values) for name, values in columns.items()})


def test_pairs_stand_once_and_missing_values_are_equal():
    frame = table(
        day=[1, 1, 1, 2],
        place=["E1", "E1", None, None],
        name=["甲课程", "甲课程", "甲课程", "甲课程"],
        size=[1, 1, 1, 1],
    )
    pairs, crowded = near_pairs(frame, ["day", "place"], "name", NEAR, "size")
    assert pairs[["left", "right"]].to_numpy().tolist() == [[0, 1]]
    assert crowded.empty


def test_a_size_that_is_missing_is_near_none():
    frame = table(day=[1, 1, 1], name=["甲乙丙丁", "甲乙戊己", "甲乙庚辛"], size=[100.0, 101.0, None])
    pairs, _ = near_pairs(frame, ["day"], "name", NEAR, "size")
    assert pairs.to_dict("list") == {"left": [0], "right": [1], "ratio": [0.5], "same_size": [True]}


def test_without_two_rows_alike_there_is_no_pair():
    pairs, crowded = near_pairs(table(day=[1, 2], name=["甲", "甲"]), ["day"], "name", NEAR)
    assert pairs.dtypes.map(str).to_dict() == {
        "left": "int64",
        "right": "int64",
        "ratio": "float64",
        "same_size": "bool",
    }
    assert crowded.empty


def test_a_crowded_block_is_compared_among_equal_names_and_said():
    names = ["甲课程", *(f"第{n}课" for n in range(100)), "甲课程（园区）"]
    frame = table(day=[1] * len(names), name=names)
    pairs, crowded = near_pairs(frame, ["day"], "name", NEAR)
    assert pairs[["left", "right"]].to_numpy().tolist() == [[0, 101]]
    assert crowded.to_numpy().tolist() == [[102, 0]]


def test_many_rows_take_little_time():
    """50,000 rows in blocks of two, and 20,000 equal ones in a single block."""
    days = [number // 2 for number in range(50_000)] + [-1] * 20_000
    frame = table(day=days, name=["同一个活动名称"] * len(days))
    start = time.process_time()
    pairs, _ = near_pairs(frame, ["day"], "name", NEAR)
    assert len(pairs) == 25_000 + 19_999
    assert time.process_time() - start < 5


def ids(given, ledger="L05"):
    frame = dataset(given).ledgers[ledger]
    return row_ids(FRAMEWORK.ledgers[ledger], frame).tolist()


def test_a_flows_row_is_named_by_what_it_tells():
    (one,) = ids({("U08", Q4): {"L05": [activity("甲", code=None)]}})
    assert one == "L05/U08/2023Q4/2023-11-02//技能培训/甲#1"
    moved = {("U08", Q4): {"L05": [activity("先"), activity("甲", code=None, activity_code="X9")]}}
    assert ids(moved)[1] == one


def test_equal_rows_are_numbered_and_a_missing_date_is_empty():
    rows = [activity("甲"), activity("甲"), activity("甲", held_on=pd.NaT)]
    assert [one[-2:] for one in ids({("U08", Q4): {"L05": rows}})] == ["#1", "#2", "#1"]


def test_rows_of_several_revisions_are_numbered_within_each():
    rows = [activity("甲"), activity("甲")]
    frame = dataset({("U08", Q4, 1): {"L05": rows}, ("U08", Q4, 2): {"L05": rows}}).ledgers["L05"]
    spec = FRAMEWORK.ledgers["L05"]
    together = row_ids(spec, frame, apart="_submission")
    each = [row_ids(spec, part) for _, part in frame.groupby("_submission")]
    pd.testing.assert_series_equal(together, pd.concat(each))
    assert row_ids(spec, frame).str[-2:].tolist() == ["#1", "#2", "#3", "#4"]


def test_a_registers_row_is_the_same_in_every_quarter():
    given = {("U21", Q3): {"L03": [carrier("Z01")]}, ("U21", Q4): {"L03": [carrier("Z01", "改了名")]}}
    assert ids(given, "L03") == ["L03/U21/Z01"] * 2


def left_out(given, *pairs):
    data = dataset(given)
    ledgers, gone = leave_out(FRAMEWORK, data.ledgers, [Same(lead[:3], lead, other) for lead, other in pairs])
    return {code: frame["_unit"].tolist() for code, frame in ledgers.items() if len(frame)}, gone


UNITS = {(unit, Q4): {"L05": [activity("甲")]} for unit in ("U07", "U08", "U21")}
ROW = {unit: f"L05/{unit}/2023Q4/2023-11-02/E001/技能培训/甲#1" for unit in ("U07", "U08", "U21")}


def test_the_row_that_repeats_goes_and_is_listed():
    kept, gone = left_out(UNITS, (ROW["U08"], ROW["U21"]))
    assert kept == {"L05": ["U07", "U08"]}
    assert tuple(gone.columns) == LEFT_OUT
    assert gone[["ledger", "unit", "period", "row", "name", "id", "lead"]].to_numpy().tolist() == [
        ["L05", "U21", Q4, 5, "甲", ROW["U21"], ROW["U08"]]
    ]
    assert ID not in gone


def test_a_row_stays_when_the_one_that_leads_is_gone():
    given = {which: ledgers for which, ledgers in UNITS.items() if which[0] != "U08"}
    kept, gone = left_out(given, (ROW["U08"], ROW["U21"]))
    assert kept == {"L05": ["U07", "U21"]}
    assert gone.empty
    assert tuple(gone.columns) == LEFT_OUT


@pytest.mark.parametrize(
    "pairs",
    [
        [("U07", "U08"), ("U08", "U21"), ("U21", "U07")],
        [("U07", "U08"), ("U08", "U07"), ("U07", "U21")],
        [("U08", "U07"), ("U07", "U21")],
    ],
)
def test_something_of_a_fact_always_counts(pairs):
    kept, gone = left_out(UNITS, *((ROW[lead], ROW[other]) for lead, other in pairs))
    assert len(kept["L05"]) == 1
    assert len(gone) == 2


def test_the_first_ruling_about_a_row_stands():
    first, second = Same("L05", "a", "c"), Same("L05", "b", "c")
    assert resolved([first, second]) == {"c": first}


def test_a_register_goes_in_every_quarter():
    given = {(unit, quarter): {"L03": [carrier("Z01")]} for quarter in (Q3, Q4) for unit in ("U06", "U21")}
    kept, gone = left_out(given, ("L03/U06/Z01", "L03/U21/Z01"))
    assert kept == {"L03": ["U06", "U06"]}
    assert gone["period"].tolist() == [Q3, Q4]
