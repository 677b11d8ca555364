"""The rules against dressing up: each raises its case, and leaves honest rows alone."""

import time

import numpy as np
import pandas as pd
import pytest

from metrics.doubts import check_county
from metrics.ingest.signs import sign_limits
from tests.kit.plain_county import activity, benefit, case, county, enterprise, found, honour

Q3, Q4 = "2023Q3", "2023Q4"
UNIT = ("U08", Q4)
RULES = ("Q801", "Q802", "Q803", "Q804", "Q805", "Q806", "Q807")
ROSTER = [
    enterprise("E001", 40),
    enterprise("E002", 45),
    *(enterprise(f"E{number:03d}", 200) for number in range(3, 12)),
]


def of_roster(rows, ledger="L05", period=Q4, roster=ROSTER):
    """A county with a roster of two small and nine larger enterprises, and rows of one unit."""
    return county({UNIT: {ledger: rows}, ("U01", Q4): {"L15": roster}}, period, roster=False)


def held(*codes, **more):
    """An activity each, named unlike one another."""
    days = pd.date_range("2023-10-09", periods=len(codes), freq="3D")
    names = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未"
    return [
        activity(f"{name}事", str(day.date()), code, **{"attendances": 20 + at} | more)
        for at, (name, day, code) in enumerate(zip(names, days, codes, strict=False))
    ]


# Concentration


def test_most_of_a_units_sessions_at_small_enterprises():
    doubts = found(of_roster(held("E001", "E002", "E001", "E002", "E001", "E003")), "Q801")
    (small,) = doubts
    assert (small.found, small.expected) == ("5 场", "不到 60%")
    assert "不到 50 人的企业（2 家）" in small.message
    assert small.units == ("U08",)
    assert len(small.where) == 5


@pytest.mark.parametrize(
    "codes",
    [
        ("E001", "E002", "E003", "E004", "E005", "E006", "E007"),
        ("E003", "E003", "E004", "E004", "E005", "E005"),
        ("E001", "E001", "E001"),
        (None, None, None, None, None),
    ],
    ids=["spread", "two each", "three in all", "open to all"],
)
def test_work_that_is_spread_or_hardly_begun_is_not_doubted(codes):
    assert found(of_roster(held(*codes)), "Q801") == ()


def test_where_most_enterprises_are_small_the_units_are_not_asked():
    roster = [enterprise(f"E{number:03d}", 40) for number in range(1, 12)]
    codes = [f"E{number:03d}" for number in range(1, 9)]
    assert found(of_roster(held(*codes), roster=roster), "Q801") == ()


def test_verified_benefits_of_one_enterprise_are_most_of_a_units():
    def rows(basis):
        amounts = [("E003", 50.0), ("E003", 40.0), ("E003", 30.0), ("E003", 20.0), ("E004", 10.0)]
        return [
            benefit(f"{number}事", enterprise_code=code, benefit_amount=amount, basis=basis)
            for number, (code, amount) in enumerate(amounts)
        ]

    (doubt,) = found(of_roster(rows("财务确认"), "L08"), "Q801")
    assert (doubt.found, doubt.expected) == ("140 万元", "不到 60%")
    assert "93% 在E003" in doubt.message
    assert found(of_roster(rows("估算"), "L08"), "Q801") == ()


def test_the_trick_that_once_took_a_unit_to_the_first_rank_is_noticed():
    """Six real activities deleted, four invented talks typed at the smallest enterprise."""
    names = ("一线微宣讲", "班前微宣讲", "车间微宣讲", "食堂微宣讲")
    rows = [activity(name, f"2023-11-0{n}", "E001") for n, name in enumerate(names, 2)]
    assert {doubt.code for doubt in check_county(of_roster(rows), RULES)} == {"Q801"}


def test_people_present_are_asked_about_where_the_sessions_are_spread():
    crowds = [activity(f"{n}场", f"2023-11-1{n}", "E003", attendances=180) for n in range(4)]
    codes = ("E004", "E005", "E006", "E007", "E008")
    rows = [*crowds, *(activity(f"{code}事", code=code, attendances=12) for code in codes)]
    (doubt,) = found(of_roster(rows), "Q801")
    assert (doubt.found, doubt.expected) == ("720 人次", "不到 70%")


# Near copies


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("焊工培训", "焊工培训"),
        ("焊工培训第一期", "焊工培训第二期"),
        ("焊工培训1", "焊工培训２"),
        ("焊工培训（一）", "焊工培训（二）"),
        ("焊工培训", "焊工培训（续）"),
        ("焊工培训", "再次焊工培训"),
        ("焊工培训三讲", "焊工培训 四讲"),
        ("焊工培训上篇", "焊工培训下篇"),
        ("第3场焊工培训", "第4场焊工培训"),
    ],
)
@pytest.mark.parametrize(("later", "asked"), [("2023-11-09", 1), ("2023-11-10", 0)])
def test_titles_alike_but_for_a_number_within_a_week(one, other, later, asked):
    rows = [activity(one), activity(other, later)]
    assert len(found(county({UNIT: {"L05": rows}}), "Q802")) == asked


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (activity("焊工培训第一期"), activity("电工培训第二期", "2023-11-03")),
        (activity("焊工培训第一期"), activity("焊工培训第二期", "2023-11-03", "E002")),
        (activity("焊工培训第一期", code=None), activity("焊工培训第二期", "2023-11-03", None)),
        (activity("第一车间宣讲"), activity("第二车间宣讲", "2023-11-03")),
        (activity("3号楼夜校"), activity("4号楼夜校", "2023-11-03")),
        (activity("焊工一班培训"), activity("焊工二班培训", "2023-11-03")),
        (activity("1"), activity("2", "2023-11-03")),
        (activity("焊工培训"), activity("焊工培训")),
    ],
    ids=[
        "title",
        "enterprise",
        "no enterprise",
        "workshops",
        "buildings",
        "classes",
        "numbers only",
        "one day",
    ],
)
def test_other_things_are_no_copies(one, other):
    assert found(county({UNIT: {"L05": [one, other]}}), "Q802") == ()


def test_two_units_are_two_tellers():
    given = {(unit, Q4): {"L05": [activity("焊工培训第一期")]} for unit in ("U08", "U21")}
    assert found(county(given), "Q802") == ()


def test_a_series_is_one_doubt_and_ends_where_a_week_passes():
    days = ("2023-10-09", "2023-10-16", "2023-10-23", "2023-11-20", "2023-11-22")
    rows = [activity(f"夜校第{n}课", day) for n, day in enumerate(days, 1)]
    doubts = found(county({UNIT: {"L05": rows}}), "Q802")
    assert [len(doubt.where) for doubt in doubts] == [3, 2]
    assert "2023年10月9日 至 2023年10月23日" in doubts[0].message
    assert doubts[0].key != doubts[1].key


def test_benefits_and_cases_are_compared_too():
    given = {
        UNIT: {
            "L08": [benefit("夹具改进一期"), benefit("夹具改进二期", "2023-11-05")],
            "L13": [case("技能课（上篇）"), case("技能课（下篇）", "2023-11-05")],
        }
    }
    assert [doubt.where[0].ledger for doubt in found(county(given), "Q802")] == ["L08", "L13"]


# The same attendances


def numbers(*attendances):
    return [activity(f"{at}事", code=None, attendances=number) for at, number in enumerate(attendances)]


@pytest.mark.parametrize(
    ("attendances", "asked"),
    [
        ((48,) * 5, 1),
        ((48,) * 5 + tuple(range(60, 71)), 1),
        ((48,) * 5 + tuple(range(60, 72)), 0),
        ((48,) * 4, 0),
        ((0,) * 9, 0),
        (tuple(range(30, 60)), 0),
    ],
)
def test_one_number_in_a_third_of_a_quarters_activities(attendances, asked):
    doubts = found(county({UNIT: {"L05": numbers(*attendances)}}), "Q803")
    assert len(doubts) == asked


def test_quarters_and_units_are_looked_at_one_by_one():
    given = {("U08", quarter): {"L05": numbers(*(48,) * 4)} for quarter in (Q3, Q4)}
    given["U09", Q4] = {"L05": numbers(*(48,) * 4)}
    assert found(county(given, "2023"), "Q803") == ()


# Spirit tags


@pytest.mark.parametrize(
    ("title", "kind", "tag", "says"),
    [
        ("工匠精神进车间", "微宣讲", "见建党精神", "名称里写的是工匠精神"),
        ("劳模精神面对面", "微宣讲", "见工匠精神", "名称里写的是劳模精神"),
        ("电工岗位练兵", "技能比武", "见建党精神", "技能比武多半看不出建党精神"),
        ("职工趣味运动会", "文体活动", "见工匠精神", "文体活动多半看不出工匠精神"),
    ],
)
def test_a_tag_that_title_or_type_speaks_against(title, kind, tag, says):
    rows = [activity(title, activity_type=kind, spirit_tag=tag)]
    (doubt,) = found(county({UNIT: {"L05": rows}}), "Q804")
    assert says in doubt.message


@pytest.mark.parametrize(
    ("title", "kind", "tag"),
    [
        ("工匠精神进车间", "微宣讲", "见工匠精神"),
        ("党员先锋岗技能比武", "技能比武", "见建党精神"),
        ("二十大精神与工匠精神宣讲", "微宣讲", "见建党精神"),
        ("班前十分钟", "微宣讲", "见劳动精神"),
        ("劳模公益义诊义修", "公益活动", "见劳动精神"),
        ("工匠精神进车间", "微宣讲", "无"),
        ("工匠精神进车间", "微宣讲", None),
        ("匠心杯文艺汇演", "文体活动", "见工匠精神"),
    ],
)
def test_a_tag_that_may_be_right_is_left_alone(title, kind, tag):
    rows = [activity(title, activity_type=kind, spirit_tag=tag)]
    assert found(county({UNIT: {"L05": rows}}), "Q804") == ()


def test_a_case_is_held_against_its_title_alone():
    rows = [case("劳模精神代代传", spirit_tag="见建党精神"), case("一张工位上的课", spirit_tag="见建党精神")]
    (doubt,) = found(county({UNIT: {"L13": rows}}), "Q804")
    assert doubt.where[0].cell.address == "D5"


# Taken off the roster


def leaving(*activities, before="试点中", after="退出"):
    given = {
        ("U01", Q3): {"L15": [enterprise("E001", status=before), enterprise("E002")]},
        ("U01", Q4): {"L15": [enterprise("E001", status=after), enterprise("E002")]},
        ("U08", Q3): {"L05": [row for row in activities if row["held_on"] < pd.Timestamp("2023-10-01")]},
        ("U08", Q4): {"L05": [row for row in activities if row["held_on"] >= pd.Timestamp("2023-10-01")]},
    }
    return found(county(given, Q4, roster=False), "Q805")


def test_an_enterprise_nobody_went_to_leaves():
    (doubt,) = leaving(activity(code="E002"))
    assert [(place.unit, place.cell.address, place.code) for place in doubt.where] == [("U01", "K5", "E001")]
    assert "由“试点中”改为“退出”" in doubt.message


def test_wholly_online_is_no_visit():
    assert len(leaving(activity(attendances=40, online_attendances=40))) == 1


@pytest.mark.parametrize("day", ["2023-08-02", "2023-11-02"])
def test_an_enterprise_that_was_visited_this_year_may_leave(day):
    assert leaving(activity(day=day)) == ()


def test_only_leaving_is_doubted_and_only_when_it_happens():
    assert leaving(after="巩固") == ()
    assert leaving(before="退出") == ()


# Cases


def test_a_case_of_an_enterprise_that_no_ledger_knows():
    given = {
        UNIT: {"L13": [case(), case("另一件事", enterprise_code="E002")], "L05": [activity(code="E002")]}
    }
    (doubt,) = found(county(given), "Q806")
    assert doubt.where[0].cell.address == "H5"
    assert "别的台账里一行也没有" in doubt.message


@pytest.mark.parametrize(
    "row",
    [
        case(enterprise_code=None, story="把课开到工位上，学完就能用。"),
        case(enterprise_code=None, spread_level="本企业"),
        case(enterprise_code=None, spread_level="单位"),
        case(enterprise_code=None, spread_level=None),
        case(spread_level="本企业"),
    ],
)
def test_a_case_that_claims_little_or_tells_its_story_is_left_alone(row):
    assert found(county({UNIT: {"L13": [row]}}), "Q806") == ()


# Honours


def of_one(*rows):
    return found(county({UNIT: {"L06": list(rows)}}), "Q807")


def person(title, day="2023-11-02", **more):
    return honour(title, day, **{"holder_type": "个人"} | more)


def test_four_honours_of_one_person_in_a_year():
    (doubt,) = of_one(*(person(title) for title in "甲乙丙丁"))
    assert (doubt.found, len(doubt.where)) == ("E001-01", 4)


@pytest.mark.parametrize(
    "rows",
    [
        [person(title) for title in "甲乙丙"],
        [*(person(title) for title in "甲乙丙"), person("丁", "2022-11-02")],
        [*(person(title) for title in "甲乙丙"), person("丁", holder="E001-02")],
        [person(title, same_matter_code="M001") for title in "甲乙丙丁"],
        [honour(title) for title in "甲乙丙丁"],
    ],
    ids=["three", "two years", "two people", "one matter", "a workshop"],
)
def test_fewer_honours_or_other_holders(rows):
    assert of_one(*rows) == ()


def test_honours_of_several_units_are_added_up():
    given = {
        ("U01", Q4): {"L06": [person("甲"), person("乙")]},
        ("U08", Q4): {"L06": [person("丙"), person("丁")]},
    }
    (doubt,) = found(county(given), "Q807")
    assert doubt.units == ("U01", "U08")


# What all have in common


def test_they_are_doubts_to_verify_of_a_kind_of_their_own():
    rows = held("E001", "E002", "E001", "E002", "E001", "E003", attendances=48, spirit_tag="见建党精神")
    doubts = check_county(of_roster(rows), RULES)
    assert {(doubt.kind, doubt.severity, doubt.decision) for doubt in doubts} == {
        ("真实性", "doubt", "verify")
    }


@pytest.fixture(scope="module")
def many():
    """200,000 activities of one unit and quarter, as frames have them."""
    draw, size = np.random.default_rng(1), 200_000
    days = pd.Timestamp("2023-10-01") + pd.to_timedelta(draw.integers(0, 90, size), unit="D")
    return pd.DataFrame(
        {
            "_unit": pd.Series(["U08"] * size, dtype="str"),
            "_period": pd.Series([Q4] * size, dtype="str"),
            "enterprise_code": pd.Series([f"E{n:05d}" for n in draw.integers(0, 90_000, size)], dtype="str"),
            "activity_name": pd.Series([f"第{n}期夜校" for n in draw.integers(0, size, size)], dtype="str"),
            "activity_type": pd.Series(["技能比武"] * size, dtype="str"),
            "spirit_tag": pd.Series(["见建党精神"] * size, dtype="str"),
            "held_on": pd.Series(days.astype("datetime64[us]")),
            "attendances": pd.Series(draw.integers(1, 500, size), dtype="Int64"),
        }
    )


def test_columns_are_looked_at_not_rows(many):
    """A loop over rows with a few look-ups takes a hundred microseconds a row; whole columns take ten."""
    from metrics.ingest.signs import against_tag, near_copies, same_again
    from tests.kit.plain_county import FRAMEWORK

    begun = time.process_time()
    runs = near_copies(many, ["_unit", "enterprise_code"], "activity_name", "held_on")
    again = same_again(many, ["_unit", "_period"], "attendances")
    spirits = FRAMEWORK.vocabularies["spirits"]
    reasons = against_tag(spirits, many["spirit_tag"], many["activity_name"], many["activity_type"])
    spent = time.process_time() - begun
    assert runs.notna().sum() > 1_000
    assert not again.any()
    assert reasons.notna().all()
    assert spent < 40e-6 * len(many), f"{spent:.1f} s"


def test_limits_are_the_files():
    limits = sign_limits()
    assert (limits.days, limits.again, limits.honours) == (7, 5, 4)
    assert limits.copied_of("L05").title == "activity_name"
    assert limits.copied_of("L06") is None
    assert limits.tagged_of("L13").kind == ""
