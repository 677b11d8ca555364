"""Cells that name enterprises: numbered lists, open ends, codes with slips; several are parted."""

import pytest

from metrics.ingest.values.name_parts import parts_of
from metrics.ingest.values.references import directory, read_reference
from tests.kit.case_books import ENTERPRISES, FRAMEWORK

FIRMS = directory(FRAMEWORK, "L15", ENTERPRISES)

NUMBERED = """
    1.E017 2.E018|1、E017 2、E018|1、E017；2、E018|①E017②E018|（1）E017（2）E018|(1)E017;(2)E018
    |一、E017 二、E018
    |⑴E017⑵E018|1）E017\\n2）E018|1、E017\\n2、E018|⒈E017⒉E018|❶E017❷E018|㈠E017㈡E018|1.金卓光伏 2.启信装备
    |①金卓光伏②启信装备|1、金卓光伏\\n2、启信装备|（一）金卓光伏（二）启信装备|1.E017金卓光伏\\n2.E018启信装备
    |金卓光伏与启信装备共2家|E017、E018（2家）|金卓光伏、启信装备两家企业
"""


@pytest.mark.breadth(4)
@pytest.mark.parametrize("text", [one.strip() for one in NUMBERED.split("|")])
def test_a_numbered_list_is_told_without_its_numbers(text):
    text = text.replace("\\n", "\n")
    reading = read_reference(text, FIRMS)
    assert (reading.value, reading.problem) == (None, "E417")
    named = reading.detail.removeprefix("2 家：").split("；")
    assert [one.split()[0] for one in named] == ["E017", "E018"]
    assert len(parts_of(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        *(
            "E017…",
            "E017...",
            "E017……",
            "E017⋯",
            "金卓光伏…",
            "017…",
            "E017（4家）",
            "E017(等4家)",
            "E017共3家",
        ),
        *("17-20", "17至20号", "017~020", "17—20", "E017‐E020", "E017‑E020", "E017、…", "金卓光伏等多家企业"),
    ],
)
def test_more_than_is_named_is_several(text):
    reading = read_reference(text, FIRMS)
    assert (reading.value, reading.problem) == (None, "E417")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "#17",
            "No.17",
            "№17",
            "第17号",
            "17号",
            "E.017",
            "E_017",
            "金卓光伏、",
            "、金卓光伏",
            "金卓光伏。",
        ),
        *("企业：金卓光伏", "企业名称：金卓光伏", "1.金卓光伏", "①金卓光伏", "（1）E017", "E017（1家）"),
    ],
)
def test_what_stands_about_one_enterprise_says_nothing(text):
    reading = read_reference(text, FIRMS)
    assert reading.value == "E017"
    assert reading.problem in ("", "W411", "W421")


def test_two_numbers_are_no_numbering_unless_they_count_from_one():
    assert parts_of("17、E018") == ("17", "E018")
    assert parts_of("2、E018") == ("2", "E018")
    assert read_reference("17、E018", FIRMS).problem == "E417"


@pytest.mark.parametrize("text", ["EO17", "E0l7", "eo17", "EO1I"])
def test_letters_in_place_of_digits_are_asked(text):
    reading = read_reference(text, FIRMS)
    wanted = "E017 泗洪金卓光伏有限公司（示例）" if "7" in text else ""
    assert (reading.value, reading.problem, reading.proposal) == (None, "E409", wanted)


@pytest.mark.parametrize("text", ["E999 金卓光伏", "E999金卓光伏", "E999（泗洪金卓光伏有限公司（示例））"])
def test_a_code_nobody_has_beside_a_known_name_is_told_as_such(text):
    reading = read_reference(text, FIRMS)
    assert (reading.value, reading.problem) == (None, "E424")
    assert reading.proposal == "E017 泗洪金卓光伏有限公司（示例）"


@pytest.mark.parametrize(("typed", "first"), [("E117", "E017"), ("E919", "E019"), ("E999", "E019")])
def test_a_code_nobody_has_offers_the_codes_like_it_and_proposes_none(typed, first):
    reading = read_reference(typed, FIRMS)
    assert (reading.problem, reading.proposal, len(reading.choices)) == ("E409", "", 5)
    assert reading.choices[0].startswith(first)
