"""A workbook with one more row, handed in, approved, scored: nobody falls. The last quarter is the year."""

import io
from datetime import datetime

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.kit.project import REPO

FILE = (
    REPO / "sample_data" / "sihong" / "workbooks" / "2023Q4" / "泗洪县产改台账_U16_县卫生健康局_2023Q4.xlsx"
)
ROW = {
    "活动日期*": datetime(2023, 11, 22),  # noqa: DTZ001 - a day in a cell
    "活动名称*": "车间里的急救课",
    "活动类型*": "技能培训",
    "场次（场）*": 1,
    "参加人次（人次）*": 24,
    "企业编号": "E003",
    "承办类型*": "成员单位",
    "精神类别": "见劳动精神",
}
LEVELS = ("enterprise", "brand", "unit", "county", "town", "industry")


@pytest.fixture
def scores(run, demo_url):
    """`scores(period, level)` as the command prints them, by code."""

    def call(period, level):
        answer = run("score", "--period", period, "--by", level, db=demo_url)
        assert answer.code == 0
        return pd.read_csv(io.StringIO(answer.out)).set_index("code")

    return call


def with_one_more(path):
    """The unit's last workbook of the year with one more activity below the others, of its first brand."""
    book = load_workbook(FILE)
    sheet = book["活动台账"]
    at = {cell.value: cell.column for cell in sheet[2]}
    named = [row for row in range(3, sheet.max_row + 1) if sheet.cell(row, at["活动名称*"]).value]
    cells = {**ROW, "品牌编号": sheet.cell(named[0], at["品牌编号"]).value}
    for header, value in cells.items():
        sheet.cell(named[-1] + 1, at[header]).value = value
    book.save(path)
    return path


@pytest.mark.long
def test_one_more_row_lowers_nobody(run, demo_url, scores, tmp_path):
    before = {level: scores("2023", level) for level in LEVELS}
    path = with_one_more(tmp_path / "卫健局四季度.xlsx")
    done = run("submit", path, "--as", "u16", "--approve-as", "shenhe", db=demo_url)
    assert (done.code, "approved" in done.out) == (0, True)
    for level, one in before.items():
        other = scores("2023", level)
        points = [column for column in one if column not in ("name", "rank", "coverage")]
        change = other.loc[one.index, points] - one[points]
        assert not change.lt(-1e-9).any().any(), level
        assert one[points].isna().equals(other.loc[one.index, points].isna())
        assert change.gt(1e-9).any().any(), level


@pytest.mark.long
@pytest.mark.breadth(1)
@pytest.mark.parametrize("level", ["unit", "brand", "county"])
def test_the_fourth_quarter_and_the_second_half_are_the_year(scores, level):
    year = scores("2023", level)
    pd.testing.assert_frame_equal(scores("2023Q4", level), year)
    pd.testing.assert_frame_equal(scores("2023H2", level), year)
