"""Findings and rows as people read them."""

from io import BytesIO

import openpyxl
import pandas as pd

from metrics.framework import load_framework, parse_period
from metrics.ingest import CellRef, Context, Finding, check_workbook, write_template
from metrics.ingest.write.listing import (
    LIST_SHEET,
    ROW_HEADING,
    WHOLE_FILE,
    findings_frame,
    grouped,
    readable_rows,
    write_findings,
)
from tests.kit.county_packages import SIHONG

FRAMEWORK = load_framework(SIHONG)
QUARTER = parse_period("2023Q4")
CONTEXT = Context(
    known={
        "L15": pd.DataFrame(
            {
                "code": ["E001"],
                "name": ["泗洪一号纺织有限公司（示例）"],
                "aliases": [()],
                "status": ["试点中"],
            }
        )
    }
)


def finding(code, severity, sheet="活动台账", row=3, column=2, found="x"):
    return Finding(code, severity, CellRef("ab", sheet, row, column), found, "应当", f"说明 {found}", "改")


FOUND = (
    finding("W404", "hint"),
    finding("E407", "error", row=4),
    finding("W116", "hint", sheet="", row=0, column=0),
    finding("E401", "error", row=5),
    finding("E407", "error", row=9),
    finding("W208", "confirm"),
)


def test_groups_put_errors_first_and_like_beside_like():
    groups = grouped(FOUND)
    assert [(group.severity, group.sheet, group.code, len(group.findings)) for group in groups] == [
        ("error", "活动台账", "E407", 2),
        ("error", "活动台账", "E401", 1),
        ("confirm", "活动台账", "W208", 1),
        ("hint", "活动台账", "W404", 1),
        ("hint", WHOLE_FILE, "W116", 1),
    ]
    assert [item.where.address for item in groups[0].findings] == ["B4", "B9"]
    assert groups[0].title == "不在本报告期"


def test_no_findings_make_no_groups_and_an_empty_list():
    assert grouped(()) == ()
    assert len(findings_frame(())) == 0


def test_the_list_is_a_workbook_in_which_nothing_is_live():
    content = write_findings((finding("E402", "error", found="=HYPERLINK(1)"),), "=1+1")
    sheet = openpyxl.load_workbook(BytesIO(content))[LIST_SHEET]
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("=1+1", "s")
    headings = [cell.value for cell in sheet[2]]
    row = dict(zip(headings, sheet[3], strict=True))
    texts = [row[heading].value for heading in ("严重程度", "工作表", "单元格", "类别", "代码")]
    assert texts == ["错误", "活动台账", "B3", "不是数字", "E402"]
    assert (row["填的是"].value, row["填的是"].data_type) == ("=HYPERLINK(1)", "s")


def test_rows_read_as_they_were_understood():
    rows = {
        "L01": pd.DataFrame(
            {
                "brand_code": ["B90"],
                "brand_name": ["自办品牌（示例）"],
                "is_county_brand": ["否"],
                "reform_dimension": ["素质上提高"],
                "lead_unit_code": ["U08"],
                "status": ["推进中"],
            }
        ),
        "L05": pd.DataFrame(
            {
                "held_on": ["2023-11-03", "2023-12-06"],
                "activity_name": ["微宣讲（示例）", "入职第一课（示例）"],
                "activity_type": ["微宣讲", "入职教育"],
                "sessions": [2, 1],
                "attendances": ["220余人", 40],
                "enterprise_code": [None, "E001"],
                "brand_code": ["自办品牌（示例）", None],
                "organiser_type": ["成员单位", "成员单位"],
            }
        ),
    }
    content = write_template(FRAMEWORK, "U08", QUARTER, CONTEXT, rows)
    checked = check_workbook(content, "a.xlsx", FRAMEWORK, CONTEXT)
    tables = readable_rows(FRAMEWORK, CONTEXT, checked)
    assert tables["L01"]["是否产改品牌"].tolist() == ["否"]
    assert tables["L01"]["牵头单位代码"].tolist() == ["U08 县人力资源和社会保障局"]
    table = tables["L05"]
    assert table[ROW_HEADING].tolist() == [3, 4]
    assert table["活动日期"].tolist() == ["2023-11-03", "2023-12-06"]
    assert table["参加人次（人次）"].tolist() == ["≥220", "40"]
    assert table["企业编号"].dropna().tolist() == ["E001 泗洪一号纺织有限公司（示例）"]
    assert table["品牌编号"].dropna().tolist() == ["B90 自办品牌（示例）"]
    assert "队伍编号" not in table
    assert list(tables) == [code for code in FRAMEWORK.unit["U08"].ledgers if code in checked.ledgers]
    assert tables["L06"].empty
