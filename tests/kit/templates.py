"""A small county to check against, and workbooks made by the template and changed as people do."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from metrics.framework import load_framework, parse_period
from metrics.ingest import CheckedWorkbook, Context, check_workbook, write_template
from metrics.ingest.write.template import HEADER_ROW
from tests.kit.county_packages import SIHONG

FRAMEWORK = load_framework(SIHONG)
QUARTER = parse_period("2023Q4")


def entities(pairs, aliases=(), status="试点中"):
    codes, names = zip(*pairs, strict=True)
    given = dict(aliases)
    return pd.DataFrame(
        {
            "code": codes,
            "name": names,
            "aliases": [given.get(code, ()) for code in codes],
            "status": [status] * len(codes),
        }
    )


ENTERPRISES = entities(
    [
        ("E017", "泗洪远大新材料有限公司（示例）"),
        ("E018", "泗洪金锁纺织有限公司（示例）"),
        ("E019", "泗洪金锁纺织股份有限公司（示例）"),
        ("E020", "江苏双沟酿造有限公司（示例）"),
        ("E021", "泗洪白鹭机械厂（示例）"),
    ],
    aliases={"E020": ("双沟酒厂", "双酿")},
)
ENTERPRISES.loc[ENTERPRISES["code"] == "E021", "status"] = "退出"
BRANDS = entities([("B07", "流动职校"), ("B02", "产改轻骑兵")], status="推进中")
TEAMS = entities([("T01", "技术骨干轻骑兵一队（示例）")], status="")
CONTEXT = Context(known={"L15": ENTERPRISES, "L01": BRANDS, "L04": TEAMS}, today=date(2024, 1, 5))

GOOD_ACTIVITY = {
    "活动日期": date(2023, 11, 2),
    "活动名称": "车间里的微宣讲",
    "活动类型": "微宣讲",
    "场次": 1,
    "参加人次": 120,
    "承办类型": "成员单位",
}


@dataclass
class FilledTemplate:
    """A template opened for editing; `put` writes by header, `checked` reads it back as an upload."""

    book: openpyxl.Workbook
    unit: str

    def column(self, sheet, header):
        """Excel column of a header."""
        row = self.book[sheet][HEADER_ROW + 1]
        return next(cell.column for cell in row if str(cell.value).split("（")[0].strip("*") == header)

    def put(self, row, sheet="活动台账", **cells):
        """Write cells of a row by header; None clears."""
        for header, value in cells.items():
            self.book[sheet].cell(row, self.column(sheet, header)).value = value
        return self

    def good(self, row, **cells):
        """A correct row of 活动台账, with changes."""
        return self.put(row, **{**GOOD_ACTIVITY, **cells})

    @property
    def content(self):
        """The workbook's bytes."""
        buffer = BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()

    def checked(self, **options) -> CheckedWorkbook:
        """The workbook as an upload, checked."""
        return check_workbook(self.content, f"{self.unit}.xlsx", FRAMEWORK, CONTEXT, **options)


def flat(checked, *codes):
    """Sheet, address and code of findings (of certain codes only, if any are named)."""
    return [finding.flat for finding in checked.findings if not codes or finding.code in codes]


@pytest.fixture
def fill():
    """Open the template of a unit."""

    def make(unit="U19", context=CONTEXT, rows=None):
        content = write_template(FRAMEWORK, unit, QUARTER, context, rows)
        return FilledTemplate(openpyxl.load_workbook(BytesIO(content)), unit)

    return make
