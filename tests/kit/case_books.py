"""What the workbooks of tests/ingest/cases are checked against: five enterprises, one quarter."""

from datetime import date

import pandas as pd

from metrics.framework import load_framework, parse_period
from metrics.ingest import Context
from tests.kit.county_packages import SIHONG
from tests.kit.templates import entities

FRAMEWORK = load_framework(SIHONG)
QUARTER = parse_period("2023Q4")
#: One activity as people type it, with its headings.
HEAD = ("活动日期", "活动名称", "活动类型", "场次", "参加人次", "企业编号", "承办类型", "佐证编号")
ROW = ("2023-11-02", "车间宣讲", "微宣讲", 1, 120, "E017", "成员单位", "")
ENTERPRISES = entities(
    [
        ("E017", "泗洪金卓光伏有限公司（示例）"),
        ("E018", "泗洪启信装备有限公司（示例）"),
        ("E019", "江苏东信机械有限公司（示例）"),
        ("E020", "泗洪安越农产品有限公司（示例）"),
        ("E026", "宿迁凯润薄膜有限公司（示例）"),
    ]
)
CONTEXT = Context(known={"L15": ENTERPRISES}, today=date(2024, 1, 5))


def values(book, ledger, field):
    """What is stored of a column; None for a missing value."""
    column = book.ledgers[ledger].frame[field].tolist()
    return [None if pd.isna(value) else value for value in column]
