"""Three first reports of a county that has just begun, in the habits units have: tables of their own.

One is a table with names in one cell and units in the cells, one is our template with words of the unit's
own, one is an old .xls with a heading over parts. All are of the second sample county's first quarter.
"""

from collections.abc import Mapping
from datetime import date
from io import BytesIO

import openpyxl
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

#: Three enterprises in one cell, by the short names people use.
FIRMS = ("云雾茶业", "苗岭竹业", "青岚公交")
_OWN = (
    ("县应急管理局2024年一季度职工安全活动统计表",),
    ("序号", "时间", "活动内容", "活动类别", "规模", None, "企业名称", "备注"),
    (None, None, None, None, "场数", "参加人数", None, None),
    (1, "2024.1.16", "安全微宣讲进茶园", "微宣讲", 1, "约40人", "云雾茶业", "已存档"),
    (2, date(2024, 2, 21), "节后复工安全课", "技能培训", 3, "90人", "、".join(FIRMS), None),
    (3, None, "应急疏散演练讲评", "技能培训", 1, "36人", "黔岭水泥", None),
    ("合计", None, None, None, 5, 166, None, None),
    ("填表人：某某",),
)
_ACTIVITIES = (
    (date(2024, 1, 9), "竹编夜校第一课", "夜校", 1, 32, "E001"),
    (date(2024, 2, 27), "竹编夜校第二课", "夜校", 1, "三十五人", "E001"),
    ("2024-04-02", "院坝里说工资", "院坝说事", 1, "20余人", None),
)
_HEADINGS = ("活动日期", "活动名称", "活动类型", "场次", "参加人次", "企业编号")
_PARTS = (
    ("园区2024年第一季度活动台账",),
    ("活动日期", "活动名称", "活动类型", "场次", "参加人次", "", "", "企业编号", "承办类型"),
    ("", "", "", "", "线下", "线上", "小计", "", ""),
    ("2024年1月18日", "班前十分钟微宣讲", "微宣讲", "2场", 60, 20, 80, "Greenridge", "成员单位"),
    ("2024年3月7日", "女职工维权课堂", "微宣讲", "1场", 45, 0, 45, "E012", "成员单位"),
    ("合计", "", "", "3场", 105, 20, 125, "", ""),
)


def own_table() -> bytes:
    """The 应急局's own table: no ledger's headings, one of two rows, a day merged over two rows, a total."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in _OWN:
        sheet.append(row)
    for area in ("A1:H1", "E2:F2", "B5:B6", *(f"{column}2:{column}3" for column in "ABCDGH")):
        sheet.merge_cells(area)
    return _saved(book)


def own_words(template: bytes) -> bytes:
    """The 产改办's template: its words for kinds, numbers as people say them, a day of the next quarter."""
    book = openpyxl.load_workbook(BytesIO(template))
    brands = book["重点工作品牌台账"]
    at = _headings(brands)
    for number in range(3, brands.max_row + 1):
        if brands.cell(number, at["品牌名称"]).value:
            _type(brands, number, at, {"所属方面": "素质上提高", "状态": "推进中"})
    sheet = book["活动台账"]
    at = _headings(sheet)
    for number, row in enumerate(_ACTIVITIES, 3):
        _type(sheet, number, at, dict(zip(_HEADINGS, row, strict=True)) | {"承办类型": "成员单位"})
    _type(sheet, 6, at, {"活动名称": "合计", "场次": 3, "参加人次": 87})
    sheet.cell(2, len(at) + 1).value = "经办人"
    return _saved(book)


def _headings(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value).rstrip("*").partition("（")[0]: cell.column for cell in sheet[2] if cell.value}


def _type(sheet: Worksheet, number: int, at: Mapping[str, int], cells: Mapping[str, object]) -> None:
    for heading, value in cells.items():
        sheet.cell(number, at[heading]).value = value


def heading_over_parts() -> bytes:
    """The park's .xls: 参加人次 over 线下, 线上 and 小计, units in the cells, a total."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("活动台账")
    for row, cells in enumerate(_PARTS):
        for column, value in enumerate(cells):
            if value != "":
                sheet.write(row, column, value)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _saved(book: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
