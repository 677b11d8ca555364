"""Closed lists, truth values and names of entities: taken when sure, proposed when alike, never guessed."""

from dataclasses import replace

import pandas as pd
import pytest

from metrics.framework import County
from metrics.ingest.values import directory
from metrics.ingest.values.references import read_reference
from metrics.ingest.values.words import read_code, read_text, read_truth, read_word, spellings
from tests.kit.templates import ENTERPRISES, FRAMEWORK, QUARTER

ACTIVITY = FRAMEWORK.ledgers["L05"].by_id["activity_type"]
TOWN = FRAMEWORK.ledgers["L05"].by_id["town"]
LEVEL = FRAMEWORK.ledgers["L06"].by_id["honour_level"]
INDUSTRY = FRAMEWORK.ledgers["L15"].by_id["industry"]
KNOWN = directory(FRAMEWORK, "L15", ENTERPRISES)


@pytest.mark.parametrize(
    ("column", "text", "word"),
    [
        (ACTIVITY, "微宣讲", "微宣讲"),
        (ACTIVITY, " 微 宣讲 ", "微宣讲"),
        (ACTIVITY, "技能大赛", "技能比武"),
        (ACTIVITY, '"双进"活动', "双进活动"),
        (ACTIVITY, "G06", "技能比武"),
        (INDUSTRY, "新材料（膜材料）", "新材料(膜材料)"),
        (LEVEL, "市", "市"),
    ],
)
def test_words_and_their_aliases(column, text, word):
    reading = read_word(text, spellings(FRAMEWORK, column, QUARTER))
    assert (reading.value, reading.problem) == (word, "")


@pytest.mark.parametrize(
    ("column", "text", "proposal"),
    [
        (ACTIVITY, "微喧讲", ""),
        (ACTIVITY, "宣讲微", ""),
        (TOWN, "青阳镇", "青阳街道"),
        (TOWN, "城关镇", ""),
        (ACTIVITY, "车间微宣讲", "微宣讲"),
        (ACTIVITY, "xyz", ""),
    ],
)
def test_an_unknown_word_is_proposed_by_its_core_alone_and_never_by_likeness(column, text, proposal):
    reading = read_word(text, spellings(FRAMEWORK, column, QUARTER))
    assert (reading.value, reading.problem, reading.proposal) == (None, "E408", proposal)
    assert set(reading.choices) == set(spellings(FRAMEWORK, column, QUARTER).values())


def test_the_choices_begin_with_what_looks_like_the_word():
    assert read_word("微喧讲", spellings(FRAMEWORK, ACTIVITY, QUARTER)).choices[0] == "微宣讲"


@pytest.mark.parametrize(
    ("ledger", "field", "text", "word"),
    [
        ("L15", "ownership", "民营企业", "民营"),
        ("L15", "ownership", "国有控股", "国有(含控股)"),
        ("L06", "honour_level", "市级", "市"),
        ("L01", "status", "进行中", "推进中"),
        ("L07", "status", "推进中", "进行中"),
        ("L02", "status", "完成", "已完成"),
    ],
)
def test_another_way_of_writing_a_word_is_taken_with_a_notice(ledger, field, text, word):
    column = FRAMEWORK.ledgers[ledger].by_id[field]
    reading = read_word(text, spellings(FRAMEWORK, column, QUARTER))
    assert (reading.value, reading.problem) == (word, "W411")


@pytest.mark.parametrize(
    ("text", "value"), [("是", True), ("否", False), (("b", True), True), (" 是 ", True)]
)
def test_yes_and_no(text, value):
    assert (read_truth(text).value, read_truth(text).problem) == (value, "")


@pytest.mark.parametrize(
    ("text", "value"), [("√", True), ("×", False), ("Y", True), (1.0, True), (0, False), ("对", True)]
)
def test_marks_that_mean_yes_or_no_are_taken_and_said(text, value):
    assert (read_truth(text).value, read_truth(text).problem) == (value, "W403")


@pytest.mark.parametrize(("text", "problem"), [("有时", "E418"), (2.0, "E418"), ("无", "W410"), ("", "")])
def test_what_is_neither_is_asked_or_blank(text, problem):
    assert (read_truth(text).value, read_truth(text).problem) == (None, problem)


@pytest.mark.parametrize(
    ("cell", "text"), [("  一 二 ", "一 二"), (5.0, "5"), (5.5, "5.5"), (("d", 2023, 1, 2), "2023-01-02")]
)
def test_free_texts_keep_what_was_typed(cell, text):
    assert read_text(cell).value == text


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("A19-23Q4-001", "A19-23Q4-001"),
        (" ｂ07 ", "B07"),
        ("E017 某公司", "E017"),
        ("C2023-007", "C2023-007"),
    ],
)
def test_row_codes(cell, code):
    assert read_code(cell).value == code


@pytest.mark.parametrize("cell", [1.0, "12", "第一", "A", "E017；E018"])
def test_what_is_no_row_code(cell):
    assert read_code(cell).problem == "E419"


@pytest.mark.parametrize(
    "text",
    [
        "E017",
        "e017",
        "Ｅ０１７",
        "E017 泗洪远大新材料有限公司（示例）",
        "E017泗洪远大新材料有限公司（示例）",
        "泗洪远大新材料有限公司（示例）",
        "泗洪远大新材料有限公司(示例)",
        "  泗洪远大新材料 有限公司（示例）",
    ],
)
def test_an_enterprise_by_code_name_or_both(text):
    reading = read_reference(text, KNOWN)
    assert (reading.value, reading.problem) == ("E017", "")


FOREIGN = pd.DataFrame(
    [("E003", "Greenridge Bamboo Co., Ltd."), ("E004", "鼎和、同力（集团）有限公司"), ("E005", "同力机械厂")],
    columns=["code", "name"],
).assign(aliases="", status="在册")


@pytest.mark.parametrize(
    ("text", "code", "problem"),
    [
        ("E003 Greenridge Bamboo Co., Ltd.", "E003", ""),
        ("Greenridge Bamboo Co., Ltd.", "E003", ""),
        ("E003 Greenridge Bamboo Co., Ltd", "E003", ""),
        ("Greenridge Bamboo Co., Ltd", "E003", "W411"),
        ("E004 鼎和、同力（集团）有限公司", "E004", ""),
        ("E003 Greenridge Bamboo Co., Ltd.、E005", "", "E417"),
    ],
)
def test_the_commas_and_stops_of_a_name_part_nothing(text, code, problem):
    reading = read_reference(text, directory(FRAMEWORK, "L15", FOREIGN))
    assert (reading.value or "", reading.problem) == (code, problem)


@pytest.mark.parametrize("text", ["双沟酒厂", "双酿"])
def test_an_enterprise_by_a_listed_alias(text):
    assert read_reference(text, KNOWN).value == "E020"


def test_an_enterprise_by_what_is_left_of_its_name_is_said():
    reading = read_reference("远大新材料", KNOWN)
    assert (reading.value, reading.problem) == ("E017", "W411")
    assert reading.detail == "E017 泗洪远大新材料有限公司（示例）"


def test_a_name_that_fits_two_enterprises_is_asked():
    reading = read_reference("金锁纺织", KNOWN)
    assert (reading.value, reading.problem) == (None, "E423")
    assert "E018" in reading.detail
    assert "E019" in reading.detail


@pytest.mark.parametrize("text", ["远大新材", "泗洪远达新材料有限公司", "金锁纺织品厂"])
def test_a_name_that_is_only_alike_is_neither_taken_nor_proposed(text):
    reading = read_reference(text, KNOWN)
    assert (reading.value, reading.problem, reading.proposal) == (None, "E409", "")
    assert reading.choices


@pytest.mark.parametrize(("text", "code"), [("E17", "E017"), ("017", "E017"), ("e-18", "E018")])
def test_a_code_written_another_way_is_taken_with_a_notice(text, code):
    reading = read_reference(text, KNOWN)
    assert (reading.value, reading.problem) == (code, "W411")


def test_a_bare_number_is_asked_about():
    reading = read_reference(17.0, KNOWN)
    assert (reading.value, reading.problem) == (None, "E409")
    assert reading.proposal.startswith("E017 ")


@pytest.mark.parametrize("between", ["和", "及", "与", "+", "&", "|", " ", "、"])
def test_two_names_in_a_cell_are_told_however_they_are_parted(between):
    assert read_reference(f"双沟酒厂{between}泗洪远大新材料有限公司", KNOWN).problem == "E417"


@pytest.mark.parametrize(
    "text", ["E017至E020", "E017-E020", "E017～E020", "E017等4家", "双沟酒厂等", "E017 等几家"]
)
def test_several_that_are_not_all_named_are_told(text):
    assert read_reference(text, KNOWN).problem == "E417"


def test_another_place_before_the_name_is_asked_about():
    reading = read_reference("宿迁远大新材料有限公司", KNOWN)
    assert (reading.value, reading.problem) == ("E017", "W420")
    assert read_reference("远大新材料有限公司", KNOWN).problem == "W411"
    assert read_reference("江苏泗洪远大新材料有限公司", KNOWN).problem == "W411"


def test_a_code_beside_a_name_that_nobody_knows_is_asked_about():
    assert read_reference("E017 某某新公司", KNOWN).problem == "W421"
    assert read_reference("E017 远大", KNOWN).problem == "W411"


def test_places_come_from_the_county_and_not_from_the_code():
    bare = directory(replace(FRAMEWORK, home=County()), "L15", ENTERPRISES)
    assert read_reference("远大新材料", bare).problem == "E409"


@pytest.mark.parametrize("text", ["E999", "E999 不存在的公司", "不存在", "E01"])
def test_an_unknown_enterprise(text):
    assert read_reference(text, KNOWN).problem == "E409"


@pytest.mark.parametrize(
    "text", ["E017、E018", "E017；E020 ", "远大新材料，双酿", "E017\nE018", "E017 / E018"]
)
def test_several_enterprises_in_one_cell(text):
    assert read_reference(text, KNOWN).problem == "E417"


def test_code_and_name_must_agree():
    reading = read_reference("E017 江苏双沟酿造有限公司（示例）", KNOWN)
    assert (reading.value, reading.problem) == (None, "E424")


def test_an_enterprise_that_left_is_confirmed():
    reading = read_reference("E021", KNOWN)
    assert (reading.value, reading.problem) == ("E021", "W413")


@pytest.mark.parametrize(
    "text", ["县人社局", "人社局", "U08", "U08 县人力资源和社会保障局", "县人力资源和社会保障局"]
)
def test_member_units_by_any_spelling(text):
    assert read_reference(text, directory(FRAMEWORK, "unit", None)).value == "U08"


def test_aliases_may_come_as_arrays_or_be_missing():
    known = pd.DataFrame(
        {"code": ["E1", "E2"], "name": ["甲厂", "乙厂"], "aliases": [pd.array(["老甲"]), None]}
    )
    assert read_reference("老甲", directory(FRAMEWORK, "L15", known)).value == "E1"


@pytest.mark.parametrize("text", ["无", "—"])
def test_no_enterprise(text):
    assert read_reference(text, KNOWN).blank
