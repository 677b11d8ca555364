"""Columns of tables on paper: as asked for, by content, and never so narrow that a number is cut in two."""

import pandas as pd
import pytest

from metrics.reports.model import TableBlock, TableColumn
from metrics.reports.print.widths import shares, widths

WORDS = "一家单位的一项指标的很长很长的说明"


def table(columns=()):
    frame = pd.DataFrame(
        {
            "说明": [WORDS * 3, WORDS],
            "得分": [100.0, 7.0],
            "满分值": ["100.0%", "95.0%"],
            "贡献": [7935.9, 1.0],
            "状态": ["有数据", "不适用"],
        }
    )
    return TableBlock("表", frame, columns)


GIVEN = tuple(
    TableColumn(name, kind, width)
    for name, kind, width in (
        ("说明", "text", 9.0),
        ("得分", "score", 0.5),
        ("满分值", "text", 0.5),
        ("贡献", "score", 0.5),
        ("状态", "text", 0.5),
    )
)


@pytest.mark.parametrize("columns", [(), GIVEN], ids=["by content", "given"])
@pytest.mark.parametrize("room", [50.0, 98.0, 140.0])
def test_no_number_is_cut_and_the_table_is_as_wide_as_it_may_be(columns, room):
    found = widths(table(columns), room)
    assert sum(found) == pytest.approx(room)
    assert all(one >= need + 2 for one, need in zip(found[1:], (5, 6, 6, 6), strict=True))
    assert found[0] == max(found)


def test_what_is_wide_enough_stays_as_it_was_asked_for():
    even = tuple(
        TableColumn(name, "text", width)
        for name, width in zip(table().frame, (3.0, 2.0, 2.0, 2.1, 2.0), strict=True)
    )
    assert widths(table(even), 111.0) == pytest.approx([30.0, 20.0, 20.0, 21.0, 20.0])


def test_without_rows_and_without_room_the_shares_stand():
    empty = TableBlock("表", table().frame.head(0), GIVEN)
    assert widths(empty, 110.0) == pytest.approx([10 * one for one in shares(empty)])
    assert sum(widths(table(), 12.0)) == pytest.approx(12.0)
