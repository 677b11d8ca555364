"""县情设置.xlsx: made, read, checked, turned into a county's files, and back again."""

from datetime import date

import pandas as pd
import pytest

from metrics.county.setup import check_setup, mark_setup, package_of, roster_rows, setup_rows, write_setup
from metrics.framework import NO_COUNTY, load_framework, parse_period
from tests.kit.county_packages import SIHONG

QUARTER, NOWHERE = parse_period("2024Q1"), load_framework()
UNITS = [
    {"name": "县总工会", "aliases": "县产改办、产改办", "keeps_L15": "是", "keeps_L05": "是", "duty": 12},
    {"name": "县教育局", "keeps_L05": "是"},
]
TOWNS = [{"name": "城关镇"}, {"name": "西河镇", "aliases": "西河乡"}]
FIRM = {
    "enterprise_name": "甲纺织有限公司",
    "town": "城关镇",
    "industry": "制造业",
    "ownership": "民营",
    "employees": 10,
    "pilot_level": "县",
    "status": "试点中",
}


def rows(**sheets):
    own = {"S01": [{"name": "青岚县", "called": "青岚"}], "S02": UNITS, "S03": TOWNS, **sheets}
    return {code: pd.DataFrame(some) for code, some in own.items() if some}


def checked_of(sheets, county=NOWHERE):
    return check_setup(write_setup(QUARTER, sheets), "县情设置.xlsx", county, QUARTER)


def found(sheets, county=NOWHERE):
    return [
        (one.code, str(one.where)) for one in checked_of(sheets, county).findings if one.severity == "error"
    ]


def made_of(sheets, before=NO_COUNTY):
    county = load_framework(before)
    return load_framework(package_of(checked_of(sheets, county), before, county))


def test_an_empty_workbook_says_what_is_needed_first():
    assert found({}) == [("E511", "基本信息"), ("E511", "成员单位")]


@pytest.mark.long
def test_a_small_county_comes_out_as_it_was_written():
    made = made_of(rows())
    assert made.county == "青岚县"
    assert [(unit.code, unit.name, unit.ledgers, unit.aliases) for unit in made.units] == [
        ("U01", "县总工会", ("L05", "L15"), ("县产改办", "产改办")),
        ("U02", "县教育局", ("L05",), ()),
    ]
    assert made.vocabularies["towns"].names() == ("城关镇", "西河镇")
    assert made.vocabularies["towns"].spellings["西河乡"] == "西河镇"
    assert made.duty.own == {"U01": 12}


@pytest.mark.parametrize(
    ("sheets", "wanted"),
    [
        ({"S01": [{"name": "青岚县"}, {"name": "青岭县"}]}, ("E510", "基本信息!B4")),
        ({"S02": [{"name": "县总工会", "keeps_L05": "是"}]}, ("E511", "成员单位!V:V")),
        ({"S03": [], "S06": [FIRM]}, ("E511", "乡镇街道")),
        ({"S06": [{**FIRM, "town": "无此镇"}]}, ("E409", "企业名册!C3")),
        ({"S06": [{**FIRM, "industry": "没有这一行"}]}, ("E408", "企业名册!D3")),
        ({"S08": [{"code": "u01", "name": "甲", "role": "填报员"}]}, ("E510", "账号!E3")),
        ({"S09": [{"period": "2024年", "due_on": "2024-04-15"}]}, ("E510", "报告期!B3")),
    ],
)
def test_what_it_may_not_say_is_named_by_its_cell(sheets, wanted):
    assert wanted in found(rows(**sheets))


def test_what_is_left_out_stays_as_it_is():
    only_towns = {"S03": pd.DataFrame([{"code": "X01", "name": "青阳街道"}, {"name": "新镇"}])}
    before = load_framework(SIHONG)
    made = made_of(only_towns, SIHONG)
    assert made.units == before.units
    assert made.home == before.home
    assert made.facts == before.facts
    # A code that was ever given is given to nobody else.
    assert [(term.code, term.name) for term in made.vocabularies["towns"].terms] == [
        ("X01", "青阳街道"),
        ("X21", "新镇"),
    ]


def test_a_row_without_a_code_keeps_the_code_of_its_name():
    made = made_of({"S03": pd.DataFrame([{"name": "双沟镇"}])}, SIHONG)
    assert [term.code for term in made.vocabularies["towns"].terms] == ["X04"]


def test_export_and_apply_give_the_same_files_again():
    county = load_framework(SIHONG)
    checked = checked_of(setup_rows(SIHONG, county), county)
    assert [str(one) for one in checked.findings] == []
    assert package_of(checked, SIHONG, county) == SIHONG


def test_added_and_replaced_words():
    words = [
        {"vocabulary": "活动类型", "name": "职工夜校", "aliases": "夜校"},
        {"vocabulary": "行业（本县自列，代替国标门类）", "name": "竹制品"},
    ]
    made = made_of(rows(S05=words))
    assert "职工夜校" in made.vocabularies["activity_types"].names()
    assert "微宣讲" in made.vocabularies["activity_types"].names()
    assert made.vocabularies["industries"].names() == ("竹制品",)


def test_the_roster_has_codes_towns_and_industries_as_the_ledger_writes_them():
    sheets = rows(S06=[{**FIRM, "industry": "制造"}, {**FIRM, "enterprise_code": "E007", "town": "西河乡"}])
    roster = roster_rows(checked_of(sheets), made_of(sheets))
    assert roster[["enterprise_code", "town", "industry"]].values.tolist() == [
        ["E008", "城关镇", "制造业"],
        ["E007", "西河镇", "制造业"],
    ]


def test_planned_brands_and_their_duty():
    made = made_of(rows(S07=[{"name": "夜校品牌", "unit": "县教育局", "is_county_brand": "是", "duty": 5}]))
    (brand,) = made.brands
    assert (brand.code, brand.name, brand.unit, brand.is_county_brand) == ("B01", "夜校品牌", "U02", True)
    assert made.duty.own["B01"] == 5


def test_days_of_a_unit():
    ended = [{**UNITS[0]}, {**UNITS[1], "valid_to": date(2024, 6, 30)}]
    made = made_of(rows(S02=ended))
    assert not made.unit["U02"].holds(date(2024, 7, 1))


def test_the_marked_copy_names_every_problem():
    content = write_setup(QUARTER, rows(S06=[{**FIRM, "town": "无此镇"}]))
    copy = mark_setup(content, check_setup(content, "县情设置.xlsx", NOWHERE, QUARTER))
    assert copy.name == "县情设置_校验结果.xlsx"
    assert len(copy.content) > len(content) // 2
