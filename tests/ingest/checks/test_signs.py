"""What looks made to look like more is asked at upload, once, and of the person who can mend it."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from metrics.ingest import check_workbook
from metrics.ingest.patch import mark
from tests.kit.templates import CONTEXT, FRAMEWORK

CODES = {"W313", "W314", "W315", "W316", "W317", "W415"}
FIRM = "E017 泗洪远大新材料有限公司（示例）"
OTHER = "E020 江苏双沟酿造有限公司（示例）"
EMPLOYED = replace(
    CONTEXT,
    known={
        **CONTEXT.known,
        "L15": CONTEXT.known["L15"].assign(employees=pd.array([100, 80, 60, 400, 20], dtype="Int64")),
    },
)


def asked(filled, context=EMPLOYED):
    """Address and code of the questions about a filled template."""
    checked = check_workbook(filled.content, "U19.xlsx", FRAMEWORK, context)
    assert {f.severity for f in checked.findings if f.code in CODES} <= {"confirm"}
    return [(f.where.address, f.code, f) for f in checked.findings if f.code in CODES]


def flat(questions):
    return [(address, code) for address, code, _ in questions]


def test_a_series_is_asked_about_once_at_its_second_row(fill):
    filled = fill()
    for row, day in enumerate((6, 8, 10), 3):
        title = f"焊工培训第{'一二三'[row - 3]}期"
        filled.good(row, 活动日期=date(2023, 11, day), 活动名称=title, 企业编号=FIRM, 参加人次=40 + row)
    ((address, code, question),) = asked(filled)
    assert (address, code) == ("C4", "W313")
    assert "第 3、5 行" in question.message
    assert "7 天" in question.message


def test_a_week_later_or_elsewhere_is_another_thing(fill):
    filled = fill()
    filled.good(3, 活动日期=date(2023, 11, 6), 活动名称="焊工培训第一期", 企业编号=FIRM, 参加人次=41)
    filled.good(4, 活动日期=date(2023, 11, 14), 活动名称="焊工培训第二期", 企业编号=FIRM, 参加人次=42)
    filled.good(5, 活动日期=date(2023, 11, 7), 活动名称="焊工培训第三期", 企业编号=OTHER, 参加人次=43)
    assert asked(filled) == []


@pytest.mark.parametrize(("rows", "questions"), [(5, [("F3", "W314")]), (4, [])])
def test_one_number_again_and_again(fill, rows, questions):
    filled = fill()
    for number in range(rows):
        filled.good(3 + number, 活动名称=f"{'甲乙丙丁戊'[number]}事", 参加人次=48)
    assert flat(asked(filled)) == questions
    for number in range(rows, 17):
        filled.good(3 + number, 活动名称=f"又{chr(0x4E00 + number)}事", 参加人次=60 + number)
    assert asked(filled) == [], "less than a third of the rows"


def test_a_tag_the_title_speaks_against(fill):
    filled = fill()
    filled.good(3, 活动名称="工匠精神进车间", 精神类别="见建党精神")
    filled.good(4, 活动名称="党员先锋岗比武", 活动类型="技能比武", 精神类别="见建党精神")
    filled.good(5, 活动名称="班前十分钟", 精神类别="见劳动精神")
    ((address, code, question),) = asked(filled)
    assert (address, code) == ("N3", "W315")
    assert "名称里写的是工匠精神" in question.message


@pytest.mark.parametrize(
    ("cells", "questions"),
    [
        ({"参加人次": 181}, [("F3", "W415")]),
        ({"参加人次": 180}, []),
        ({"参加人次": 181, "场次": 2}, []),
        ({"参加人次": 300, "其中线上人次": 120}, []),
        ({"参加人次": 9000, "企业编号": None}, []),
    ],
)
def test_more_people_than_the_enterprise_employs(fill, cells, questions):
    filled = fill().good(3, **{"企业编号": FIRM} | cells)
    assert flat(asked(filled)) == questions


def test_without_a_known_roster_nobody_is_asked_about_heads(fill):
    filled = fill().good(3, 企业编号=FIRM, 参加人次=9000)
    assert asked(filled, CONTEXT) == []


def test_the_roster_of_the_same_workbook_goes_before_the_offices(fill):
    filled = fill("U01").good(3, 企业编号=FIRM, 参加人次=400)
    firm = {"企业编号": "E017", "企业名称": "泗洪远大新材料有限公司（示例）", "乡镇街道/园区": "开发区"}
    firm |= {"行业": "新能源", "企业性质": "民营", "试点层级": "县", "状态": "试点中"}
    filled.put(3, "试点企业名册", 职工人数=400, **firm)
    assert asked(filled) == []
    filled.put(3, "试点企业名册", 职工人数=100)
    assert flat(asked(filled)) == [("F3", "W415")]


def case(filled, row, **cells):
    row_of = {"案例标题": f"案例{chr(0x4E00 + row)}", "案例类型": "做法", "形成日期": date(2023, 11, 2)}
    return filled.put(row, "典型案例台账", **row_of | cells)


def test_a_case_taken_up_elsewhere_says_where_it_is_from(fill):
    filled = fill("U02")
    case(filled, 3, 推广级别="省")
    case(filled, 4, 推广级别="省", 企业编号=FIRM)
    case(filled, 5, 推广级别="省", 一句话故事="把课开到工位上。")
    case(filled, 6, 推广级别="本企业")
    case(filled, 7)
    assert flat(asked(filled)) == [("H3", "W316")]


@pytest.mark.parametrize(("count", "questions"), [(4, [("F3", "W317")]), (3, [])])
def test_one_person_under_many_honours(fill, count, questions):
    filled = fill("U01")
    for number in range(count):
        honour = {
            "荣誉名称": f"{'甲乙丙丁'[number]}标兵",
            "荣誉类别": "组织表彰",
            "级别": "县",
            "获得者类型": "个人",
        }
        honour |= {"获得者代号": "E017-02", "授予日期": date(2023, 11, 2), "授予单位": "县总工会"}
        filled.put(3 + number, "荣誉台账", **honour, **{"人数/个数": 1})
    found = asked(filled)
    assert flat(found) == questions
    for _, _, question in found:
        assert "2023 年有 4 项荣誉（第 3、4、5、6 行）" in question.message


def test_the_marked_copy_shows_the_question_at_its_cell(fill):
    content = fill().good(3, 活动名称="工匠精神进车间", 精神类别="见建党精神").content
    checked = check_workbook(content, "U19.xlsx", FRAMEWORK, EMPLOYED)
    (question,) = [finding for finding in checked.findings if finding.code == "W315"]
    copy = mark(content, "U19.xlsx", checked, FRAMEWORK)
    assert question.message in texts(copy.content)
    assert checked.accepted, "a question is no refusal"


def texts(content):
    """Every text of a workbook."""
    book = openpyxl.load_workbook(BytesIO(content))
    return " ".join(str(cell.value) for sheet in book for row in sheet for cell in row if cell.value)
