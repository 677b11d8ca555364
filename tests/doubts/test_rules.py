"""Each rule: what it finds, at which cell, and what it leaves alone."""

from dataclasses import replace

import pandas as pd
import pytest

from metrics.county import CLAIMED, DIFFERS, UNKNOWN, ReturnedFinding, ReturnedRow
from metrics.doubts import RULES, SEVERITIES, check_county, specs
from metrics.doubts.listing import KINDS
from metrics.doubts.registry import RuleSpec
from tests.kit.plain_county import (
    activity,
    aid,
    benefit,
    brand,
    carrier,
    case,
    county,
    dispute,
    enterprise,
    found,
    honour,
    innovation,
)

Q3, Q4 = "2023Q3", "2023Q4"


def both(ledger, one, other, *, units=("U08", "U21")):
    """Two units' rows of one ledger in the fourth quarter."""
    return {(unit, Q4): {ledger: rows} for unit, rows in zip(units, (one, other), strict=True)}


def one_unit(ledger, *rows, unit="U08"):
    return {(unit, Q4): {ledger: list(rows)}}


DAYS = [f"2023-11-{day:02d}" for day in range(1, 29)]
SMALL = [activity(f"课{n}", day, attendances=20) for n, day in enumerate(DAYS[:6])]
TALKS = [
    activity(f"讲{n}", day, None, activity_type="微宣讲", attendances=400) for n, day in enumerate(DAYS[:6])
]
TEN_ROWS = [activity(f"活动甲{'一二三四五六七八九十'[n]}", day, "E002") for n, day in enumerate(DAYS[:10])]

#: rule → (a county in which it finds exactly one thing, the cells it names as unit and address).
CASES = {
    "Q101": (
        both("L05", [activity(attendances=242)], [activity("数控车工技能培训（园区）", attendances=242)]),
        [("U08", "C5"), ("U21", "C5")],
    ),
    "Q102": (one_unit("L05", activity(), activity()), [("U08", "C5"), ("U08", "C6")]),
    "Q103": (
        both("L06", [honour()], [honour("宿迁市 “工人先锋号”", "2023-11-20")], units=("U01", "U08")),
        [("U01", "B5"), ("U08", "B5")],
    ),
    "Q104": (
        both("L07", [innovation()], [innovation("I90", "点焊定位器的节能改造")], units=("U07", "U05")),
        [("U07", "B5"), ("U05", "B5")],
    ),
    "Q105": (
        both("L09", [aid()], [aid(benefit_code="W9")], units=("U08", "U09")),
        [("U08", "B5"), ("U09", "B5")],
    ),
    "Q106": (
        both("L03", [carrier()], [carrier("Z90", "工会会客厅 （示例）")], units=("U01", "U21")),
        [("U01", "B5"), ("U21", "B5")],
    ),
    "Q107": (one_unit("L05", *[activity(f"甲{n}") for n in range(61)]), [("U08", "C5")]),
    "Q201": (
        one_unit(
            "L08", benefit(before_value=17.4, after_value=14.5, measure_unit="万元", benefit_amount=6.3)
        ),
        [("U08", "H5")],
    ),
    "Q202": (
        one_unit("L08", benefit("合格 570/600 件", before_value=88, after_value=92, measure_unit="%")),
        [("U08", "F5")],
    ),
    "Q203": (one_unit("L11", dispute(is_closed=False)), [("U08", "I5")]),
    "Q204": (one_unit("L11", dispute(), dispute(2, outcome="调解不成转仲裁")), [("U08", "H6")]),
    "Q301": (one_unit("L05", *SMALL, activity("大场", attendances=120)), [("U08", "F11")]),
    "Q302": (
        one_unit("L05", *SMALL, *TALKS),
        [("U08", f"F{row}") for row in range(11, 17)],
    ),
    "Q303": (
        one_unit(
            "L08", *[benefit(f"事{n}", day) for n, day in enumerate(DAYS[:5])], benefit(benefit_amount=60.0)
        ),
        [("U08", "H10")],
    ),
    "Q401": (one_unit("L03", carrier(open_sessions=None)), [("U08", "K5")]),
    "Q402": (one_unit("L09", aid(people=101)), [("U08", "F5")]),
    "Q403": (one_unit("L05", activity(attendances=181)), [("U08", "F5")]),
    "Q501": (
        one_unit("L06", honour("江苏省五一劳动奖状", honour_category="五一劳动奖状")),
        [("U08", "E5")],
    ),
    "Q502": (
        one_unit(
            "L06",
            honour("五小奖", honour_category="五小优秀项目", holder_type="个人", holder_count=3),
            honour("五小奖", holder="E002-01", honour_category="五小优秀项目", holder_type="项目"),
        ),
        [("U08", "H5")],
    ),
    "Q503": (
        one_unit(
            "L06",
            honour(),
            honour("五一奖状", holder="E002-01", honour_category="五一劳动奖状", holder_type="单位"),
        ),
        [("U08", "E5"), ("U08", "E6")],
    ),
    "Q605": (one_unit("L06", honour(day="2022-04-28"), honour(holder="E002-01")), [("U08", "J5")]),
    "Q701": (
        one_unit("L05", *[activity(f"课{n}", day) for n, day in enumerate(DAYS[:5])]),
        [("U08", f"E{row}") for row in range(5, 10)],
    ),
    "Q801": (
        one_unit("L05", *[activity(f"课{name}", "2023-11-02", attendances=9) for name in "甲乙丙丁"]),
        [("U08", f"E{row}") for row in range(5, 9)],
    ),
    "Q802": (
        one_unit("L05", activity("焊工培训第一期"), activity("焊工培训（第2期）", "2023-11-09")),
        [("U08", "C5"), ("U08", "C6")],
    ),
    "Q803": (
        one_unit("L05", *[activity(f"课{n}", day, None, attendances=48) for n, day in enumerate(DAYS[:5])]),
        [("U08", f"F{row}") for row in range(5, 10)],
    ),
    "Q804": (one_unit("L05", activity("工匠精神进车间", spirit_tag="见建党精神")), [("U08", "N5")]),
    "Q806": (one_unit("L13", case(enterprise_code=None)), [("U08", "H5")]),
    "Q807": (
        one_unit("L06", *[honour(title, holder_type="个人") for title in ("甲", "乙", "丙", "丁")]),
        [("U08", f"F{row}") for row in range(5, 9)],
    ),
}


#: Rules that need more than rows of one county; each has a test of its own below.
TRIED_BELOW = {"Q601", "Q602", "Q603", "Q604", "Q702", "Q703", "Q805", "Q901", "Q902", "Q903"}


@pytest.mark.parametrize("code", CASES)
def test_a_rule_finds_its_case_at_its_cells(code):
    given, cells = CASES[code]
    doubts = found(county(given), code)
    assert [[(place.unit, place.cell.address) for place in doubt.where] for doubt in doubts] == [cells]
    (doubt,) = doubts
    assert doubt.code == code
    assert doubt.title
    assert doubt.found
    assert "{" not in doubt.message + doubt.expected + doubt.hint
    assert doubt.key.startswith(f"{code}|")


def test_every_rule_has_its_words_and_the_other_way_round():
    assert set(RULES) == set(specs()), (
        "a rule is a function in metrics/doubts/rules and its words, there or in metrics/doubts/quality.toml"
    )
    for spec in specs().values():
        assert spec.severity in SEVERITIES
        assert spec.kind in KINDS
        asked = ("twice", "elsewhere") if spec.severity == "question" else ("verify",)
        assert spec.decision in asked
    untried = set(specs()) - set(CASES) - TRIED_BELOW
    assert untried == set(), f"add rows that raise {sorted(untried)}, and the cells, to CASES in tests/doubts"
    assert not TRIED_BELOW & set(CASES)
    assert set(specs()) >= TRIED_BELOW


def test_a_county_without_rows_has_nothing_to_doubt():
    assert check_county(county({}, roster=False)) == ()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (activity(), activity("建筑工匠夜校开班第一课")),
        (activity(), activity(day="2023-11-03")),
        (activity(), activity(code="E002")),
        (activity(), activity(code=None)),
        (activity(), activity(activity_type="微宣讲")),
        (activity("技能培训第一期"), activity("技能培训第二期")),
        (activity("技能培训（1班）"), activity("技能培训（2班）")),
        (activity("甲工种练兵比武", attendances=40), activity("焊工大练兵", attendances=200)),
    ],
)
def test_what_differs_in_day_place_kind_number_or_name_is_not_one_activity(left, right):
    assert found(county(both("L05", [left], [right])), "Q101", "Q102") == ()


def test_an_equal_audience_makes_a_less_similar_name_enough():
    def questions(audience):
        rows = both("L05", [activity("电工取证辅导班")], [activity("电工考证培训班", attendances=audience)])
        return found(county(rows), "Q101")

    assert len(questions(41)) == 1
    assert questions(120) == ()


def test_activities_without_an_enterprise_are_compared_too():
    rows = both("L05", [activity(code=None)], [activity(code=None)])
    (doubt,) = found(county(rows), "Q101")
    assert "未填企业" in doubt.message
    assert doubt.units == ("U08", "U21")


def test_three_units_make_three_questions():
    rows = {(unit, Q4): {"L05": [activity()]} for unit in ("U07", "U08", "U21")}
    assert [doubt.units for doubt in found(county(rows), "Q101")] == [
        ("U07", "U08"),
        ("U07", "U21"),
        ("U08", "U21"),
    ]


def test_only_doubts_that_touch_the_period_are_told():
    rows = {(unit, Q3): {"L05": [activity(day="2023-08-02")]} for unit in ("U08", "U21")}
    assert found(county(rows, Q4), "Q101") == ()
    assert len(found(county(rows, "2023"), "Q101")) == 1


def test_the_key_follows_the_rows_and_not_their_places():
    def key(*before):
        rows = both("L05", [*before, activity()], [activity("数控车工技能培训（园区）")])
        return found(county(rows), "Q101")[0].key

    assert key() == key(activity("别的活动", "2023-10-09"))


def test_the_key_of_a_doubt_changes_with_what_is_found():
    def key(amount):
        row = benefit(before_value=9, after_value=8, measure_unit="万元", benefit_amount=amount)
        return found(county(one_unit("L08", row)), "Q201")[0].key

    assert key(6.3) == key(6.3)
    assert key(6.3) != key(6.4)


def test_the_same_honour_in_another_year_or_of_another_level_is_another_one():
    rows = [honour(), honour(day="2022-11-02"), honour(honour_level="省")]
    assert found(county(one_unit("L06", *rows)), "Q103") == ()


def test_two_units_that_number_the_holder_differently_are_asked():
    rows = both("L06", [honour()], [honour(holder="E001-07")], units=("U01", "U08"))
    assert len(found(county(rows), "Q103")) == 1
    assert found(county(one_unit("L06", honour(), honour(holder="E001-07"))), "Q103") == ()


@pytest.mark.parametrize(
    ("before", "after", "amount", "more", "wrong"),
    [
        (17.4, 14.5, 2.9, {}, False),
        (17.4, 14.5, 2.94, {}, False),
        (17.4, 14.5, 3.0, {}, True),
        (1000.0, 500.0, 504.0, {}, False),
        (10.0, 12.0, 2.0, {}, True),
        (10.0, 12.0, 2.0, {"benefit_type": "订单"}, False),
        (10.0, 8.0, 5.0, {"measure_unit": "件"}, False),
        (10.0, None, 5.0, {}, False),
    ],
)
def test_the_benefit_is_the_difference(before, after, amount, more, wrong):
    row = benefit(
        before_value=before, after_value=after, benefit_amount=amount, **{"measure_unit": "万元"} | more
    )
    assert bool(found(county(one_unit("L08", row)), "Q201")) is wrong


@pytest.mark.parametrize(
    ("text", "value", "unit", "wrong"),
    [
        ("合格 570/600 件", 95, "%", False),
        ("合格 570/600 件", 95.3, "%", False),
        ("合格 570/600 件", 92, "件", False),
        ("合格570／600（92%）", None, None, True),
        ("合格 570/600（95%）", None, None, False),
        ("2023/5/1 开工，完成 92%", 92, "%", False),
        ("24/7 值守", 92, "%", False),
        ("良品 3/0", 92, "%", False),
        ("没有数字", 92, "%", False),
    ],
)
def test_a_fraction_and_its_percentage_agree(text, value, unit, wrong):
    row = benefit(text, before_value=80, after_value=value, measure_unit=unit)
    assert bool(found(county(one_unit("L08", row)), "Q202")) is wrong


def test_a_brands_target_is_read_for_fractions_too():
    rows = one_unit("L01", brand(annual_target="覆盖 20/40 家（60%）"))
    (doubt,) = found(county(rows), "Q202")
    assert (doubt.where[0].cell.address, doubt.expected) == ("G5", "50%")


@pytest.mark.parametrize(
    ("outcome", "closed", "wrong"),
    [
        ("调解成功", True, 0),
        ("在办", False, 0),
        ("在办", True, 1),
        ("撤回", False, 1),
        ("调解不成转诉讼", False, 0),
    ],
)
def test_outcome_and_closing_belong_together(outcome, closed, wrong):
    rows = one_unit("L11", dispute(outcome=outcome, is_closed=closed))
    assert len(found(county(rows), "Q203")) == wrong


def test_the_two_rates_of_disputes_are_told_apart_only_where_they_part():
    cases = [dispute(n) for n in range(12)]
    (doubt,) = found(county(one_unit("L11", *cases, dispute(99, outcome="调解不成转仲裁"))), "Q204")
    assert "结案率 100%" in doubt.message
    assert "调解成功率 92.3%" in doubt.message
    assert found(county(one_unit("L11", *cases)), "Q204") == ()
    assert (
        found(
            county(one_unit("L11", *[dispute(n, is_closed=False, outcome="在办") for n in range(3)])), "Q204"
        )
        == ()
    )


def test_a_large_enterprise_explains_a_large_audience():
    rows = one_unit("L05", *SMALL, activity("大场", code="E002", attendances=390))
    (doubt,) = found(county(rows), "Q301")
    assert doubt.severity == "hint"
    assert "不超过职工人数" in doubt.message


def test_few_rows_have_no_usual_audience_and_sessions_divide():
    assert found(county(one_unit("L05", *SMALL[:3], activity("大场", attendances=900))), "Q301") == ()
    assert found(county(one_unit("L05", *SMALL, activity("多场", attendances=180, sessions=9))), "Q301") == ()


def test_amounts_a_head_are_compared():
    usual = [aid(day, people=2, amount=2000.0, benefit_code=f"W{day}") for day in DAYS[:5]]
    many = aid(DAYS[6], people=50, amount=50_000.0)
    assert found(county(one_unit("L09", *usual, many)), "Q303") == ()
    (doubt,) = found(county(one_unit("L09", *usual, aid(DAYS[6], people=1, amount=20_000.0))), "Q303")
    assert (doubt.found, doubt.where[0].cell.address) == ("20,000", "H10")


@pytest.mark.parametrize(
    ("opened", "served", "wrong"),
    [(2, 30, 0), (0, 0, 0), (None, None, 0), (0, 5, 1), (3, 2, 1), (3, None, 0)],
)
def test_visits_need_openings(opened, served, wrong):
    rows = one_unit("L03", carrier(open_sessions=opened, served_visits=served))
    assert len(found(county(rows), "Q401")) == wrong


def test_subsidies_for_industrial_workers_are_held_against_these():
    case = county(one_unit("L09", aid(benefit_type="金蓝领增薪补贴", people=30)), roster=False)
    assert found(case, "Q402") == ()
    given = one_unit("L09", aid(benefit_type="金蓝领增薪补贴", people=30))
    given["U01", Q4] = {"L15": [enterprise("E001", 100, industrial_workers=20)]}
    (doubt,) = found(county(given, roster=False), "Q402")
    assert doubt.expected == "不超过 20 人"


def test_the_roster_of_the_rows_own_quarter_counts():
    given = {
        ("U01", Q3): {"L15": [enterprise("E001", 100)]},
        ("U01", Q4): {"L15": [enterprise("E001", 300)]},
        ("U08", Q3): {"L09": [aid("2023-08-02", people=200)]},
        ("U08", Q4): {"L09": [aid(people=200)]},
    }
    (doubt,) = found(county(given, "2023", roster=False), "Q402")
    assert doubt.where[0].period == Q3


def test_online_listeners_and_several_sessions_need_no_room():
    fits = [
        activity(attendances=500, online_attendances=400),
        activity("两场", "2023-11-03", attendances=300, sessions=2),
        activity("全县", "2023-11-04", None, attendances=900),
    ]
    assert found(county(one_unit("L05", *fits)), "Q403") == ()


def test_visits_count_sessions_of_a_month_and_no_online_ones():
    four = [activity(f"课{n}", day) for n, day in enumerate(DAYS[:4])]
    online = activity("网课", DAYS[5], attendances=40, online_attendances=40)
    assert found(county(one_unit("L05", *four, online)), "Q701") == ()
    (doubt,) = found(county(one_unit("L05", *four[:3], activity("两场", DAYS[9], sessions=2))), "Q701")
    assert doubt.found == "5"
    assert "2023年11月" in doubt.message


def test_enterprises_nobody_went_to_are_named():
    given = one_unit("L05", activity())
    given["U01", Q4] = {"L15": [enterprise("E001"), enterprise("E002"), enterprise("E003", status="退出")]}
    (doubt,) = found(county(given, roster=False), "Q702")
    assert [place.code for place in doubt.where] == ["E002"]
    assert found(county({}, Q4), "Q702") == (), "nothing reported is not nowhere visited"


def test_units_that_reported_and_lead_no_brand():
    given = {("U08", Q4): {"L01": [brand(unit="U08")]}, ("U09", Q4): {"L05": [activity()]}}
    (doubt,) = found(county(given, roster=False), "Q703")
    assert (doubt.units, doubt.where) == (("U09",), ())
    assert "县财政局" in doubt.message


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (honour(honour_category="劳动模范"), "个人"),
        (honour(honour_category="工人先锋号", holder_type="单位"), ""),
        (honour(honour_category="工人先锋号", holder_type="个人"), "车间班组或单位"),
    ],
)
def test_the_ledgers_own_rules_hold_for_stored_rows(row, wrong):
    assert [doubt.expected for doubt in found(county(one_unit("L06", row)), "Q501")] == [wrong] * bool(wrong)


def test_a_truth_value_is_told_in_words():
    (doubt,) = found(county(one_unit("L11", dispute(outcome="在办"))), "Q501")
    assert (doubt.found, doubt.expected) == ("是", "否")


def revised(before, after, ledger="L05"):
    return {("U08", Q4, 1): {ledger: before}, ("U08", Q4, 2): {ledger: after}}


def lost(before, after, ledger="L05"):
    doubts = found(county({}, revised=revised(before, after, ledger)), "Q601", "Q602")
    return [(doubt.code, len(doubt.where)) for doubt in doubts]


def coded(rows):
    """Rows with the codes they are issued in their order."""
    return [row | {"activity_code": f"A08-23Q4-{number:03d}"} for number, row in enumerate(rows, 1)]


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (TEN_ROWS, []),
        (TEN_ROWS[:5], [("Q601", 5)]),
        (TEN_ROWS[:2], [("Q601", 8)]),
        (TEN_ROWS[:6], [("Q602", 4)]),
        (TEN_ROWS[1:], [("Q602", 1)]),
        ([*TEN_ROWS, activity("新的一场", "2023-12-01")], []),
        ([TEN_ROWS[0] | {"attendances": 999}, *TEN_ROWS[1:]], []),
        ([TEN_ROWS[0] | {"activity_name": "改了名字"}, *TEN_ROWS[1:]], []),
    ],
)
def test_a_revision_that_loses_rows_says_which(after, told):
    assert lost(coded(TEN_ROWS), coded(after)) == told


def test_the_lost_row_is_named_with_its_place_in_the_earlier_file():
    case = county({}, revised=revised(coded(TEN_ROWS), coded(TEN_ROWS[:2] + TEN_ROWS[3:])))
    (doubt,) = found(case, "Q602")
    (place,) = doubt.where
    assert (place.file, place.cell.sheet, place.cell.address) == ("U08_2023Q4_1.xlsx", "活动台账", "C7")
    assert "活动甲三" in doubt.message


def test_a_ledger_gone_from_a_revision_is_lost_whole():
    case = county({}, revised={("U08", Q4, 1): {"L05": TEN_ROWS}, ("U08", Q4, 2): {}})
    assert [doubt.found for doubt in found(case, "Q601")] == ["0"]


def test_registers_keep_their_rows_from_quarter_to_quarter():
    before = [carrier("Z01"), carrier("Z02", status="停用"), carrier("Z03")]
    given = {("U21", Q3): {"L03": before}, ("U21", Q4): {"L03": [carrier("Z01")]}}
    (doubt,) = found(county(given), "Q603")
    assert [(place.code, place.period) for place in doubt.where] == [("Z03", Q3)]
    assert "2023年第四季度" in doubt.message
    assert found(county(given, Q3), "Q603") == ()
    given["U06", Q4] = {"L03": [carrier("Z03")]}
    assert found(county(given), "Q603") == (), "another unit keeps it now"


def test_a_unit_that_has_not_reported_loses_nothing():
    given = {("U21", Q3): {"L03": [carrier("Z01")]}, ("U08", Q4): {"L05": [activity()]}}
    assert found(county(given), "Q603") == ()


@pytest.mark.parametrize(("now", "change"), [(1000, "+900%"), (40, "-60%"), (150, None), (60, None)])
def test_employees_do_not_jump(now, change):
    given = {("U01", Q3): {"L15": [enterprise("E001")]}, ("U01", Q4): {"L15": [enterprise("E001", now)]}}
    doubts = found(county(given, roster=False), "Q604")
    assert [change in doubt.message for doubt in doubts] == ([True] if change else [])


def test_a_small_enterprise_may_double():
    given = {("U01", Q3): {"L15": [enterprise("E001", 8)]}, ("U01", Q4): {"L15": [enterprise("E001", 20)]}}
    assert found(county(given, roster=False), "Q604") == ()


def test_questions_come_first_then_doubts_then_hints():
    given = both("L05", [activity(), *SMALL, *TALKS], [activity()])
    given["U01", Q4] = {"L06": [honour(day="2020-01-01")]}
    ranks = [list(SEVERITIES).index(doubt.severity) for doubt in check_county(county(given))]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2}


def test_a_missing_number_is_no_doubt():
    rows = one_unit(
        "L05", activity(attendances=None, sessions=None), activity("乙", "2023-11-09", held_on=pd.NaT)
    )
    rows["U09", Q4] = {"L09": [aid(people=None, amount=None)], "L08": [benefit(benefit_amount=None)]}
    case = county(rows)
    assert [doubt.code for doubt in check_county(case) if doubt.severity != "hint"] == [
        "Q703",
        "Q703",
        "Q703",
    ]


def test_what_is_said_of_the_whole_county_says_so():
    scopes = {code: spec.scope for code, spec in specs().items()}
    assert {code for code, scope in scopes.items() if scope == "county"} == {"Q204", "Q302", "Q702", "Q903"}
    assert set(scopes.values()) == {"county", "unit"}
    said = RuleSpec("Q1", "类", "题", "hint", "verify", "", "", "", {}, "county").doubt(key="x")
    assert said.scope == "county"


def returned(kind, *rows, verdict=""):
    """What the office above says of rows (their ids)."""
    places = tuple(ReturnedRow("L05", "U08", "2023Q4", row, "activity_name") for row in rows)
    return ReturnedFinding(kind, f"{kind}:x", "上级的话。", "321302 乙县", verdict, places)


def test_what_the_office_above_found_is_told_at_the_rows_it_means():
    case = county({("U08", "2023Q4"): {"L05": [activity(), activity("另一场")]}})
    row = case.every("L05")["_id"].iloc[1]
    case = replace(
        case,
        returned=(
            returned(CLAIMED, row, verdict="苏省认定计在乙县。"),
            returned(UNKNOWN, row, "gone"),
            returned(DIFFERS),
        ),
    )
    claimed, unknown, differing = check_county(case, ["Q901", "Q902", "Q903"])
    assert [(place.unit, place.row) for place in claimed.where] == [("U08", 6)]
    assert claimed.message == "上级的话。苏省认定计在乙县。"
    assert claimed.elsewhere == "321302 乙县"
    assert len(unknown.where) == 1
    assert (differing.where, differing.scope, differing.message) == ((), "county", "上级的话。")
    gone = replace(case, returned=(returned(CLAIMED, "gone"), returned(UNKNOWN)))
    assert check_county(gone, ["Q901", "Q902"]) == (), "what was taken out since is no question any more"
