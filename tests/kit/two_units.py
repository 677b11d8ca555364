"""A county of two units that is set up with one workbook, and reports of its units."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pandas as pd

from metrics.county.setup import write_setup
from metrics.framework import parse_period

QUARTER = parse_period("2024Q1")
FIRMS = [
    {
        "enterprise_name": name,
        "town": town,
        "industry": "制造业",
        "ownership": "民营",
        "employees": 40,
        "pilot_level": "县",
        "status": "试点中",
    }
    for name, town in (("甲纺织有限公司", "城关镇"), ("乙竹业有限公司", "西河镇"))
]
SHEETS = {
    "S01": [{"name": "青岚县", "called": "青岚", "address": "http://10.0.0.8:8501"}],
    "S02": [
        {"name": "县总工会", **{f"keeps_L{number:02d}": "是" for number in range(1, 17)}},
        {"name": "县教育局", "keeps_L01": "是", "keeps_L05": "是"},
    ],
    "S03": [{"name": "城关镇"}, {"name": "西河镇"}],
    "S06": FIRMS,
    "S07": [{"name": "夜校进车间", "unit": "县教育局", "is_county_brand": "是"}],
    "S08": [
        {"code": "gh", "name": "工会填报员", "role": "填报员", "unit": "县总工会"},
        {"code": "jy", "name": "教育局填报员", "role": "填报员", "unit": "县教育局"},
        {"code": "shenhe", "name": "审核员", "role": "审核员"},
    ],
    "S09": [{"period": "2024Q1", "due_on": date(2024, 4, 15)}],
}


ACTIVITY = {
    "活动日期": datetime(2024, 2, 20),  # noqa: DTZ001 - a day in a cell
    "活动名称": "车间夜校第一课",
    "活动类型": "技能培训",
    "场次": 1,
    "参加人次": 30,
    "承办类型": "成员单位",
    "企业编号": "E001",
}
# The rest of the row came prefilled.
BRAND = {"所属方面": "素质上提高", "状态": "推进中"}


def book(**sheets):
    chosen = {**SHEETS, **sheets}
    return write_setup(QUARTER, {code: pd.DataFrame(rows) for code, rows in chosen.items() if rows})


def filled(template, sheets):
    """A template with cells written below its headers, as people fill it: sheet → rows of heading → value."""
    workbook = openpyxl.load_workbook(BytesIO(template))
    for sheet, rows in sheets.items():
        table = workbook[sheet]
        at = {str(cell.value).rstrip("*").partition("（")[0]: cell.column for cell in table[2]}
        for number, row in enumerate(rows, 3):
            for heading, value in row.items():
                table.cell(number, at[heading]).value = value
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
