"""What a revision changes, in words."""

from dataclasses import replace

from metrics.ingest.revisions.diff import diff
from metrics.ingest.write.diff_listing import changed_cells, diff_counts, dropped_rows
from tests.kit.templates import FRAMEWORK


def test_rows_are_counted_cells_named_and_dropped_rows_told(fill):
    first = fill().good(3).good(4, 活动名称="第二场").good(5, 活动名称="第三场").checked()
    before = {code: rows.frame for code, rows in first.ledgers.items()}
    codes = first.ledgers["L05"].frame["activity_code"].tolist()
    second = fill().good(3, 活动编号=codes[0], 参加人次=130).good(4, 活动名称="第二场", 活动编号=codes[1])
    checked = second.good(5, 活动名称="另一场", 活动编号="A19-23Q4-099").checked()
    diffs = diff(FRAMEWORK, before, checked)
    counted = diff_counts(FRAMEWORK, diffs).set_index("台账").loc["活动台账"]
    assert counted.to_dict() == {"新增": 1, "修改": 1, "删除": 1, "不变": 1}
    assert changed_cells(FRAMEWORK, checked, diffs).to_numpy().tolist() == [
        ["活动台账", "F3", codes[0], "参加人次（人次）", "120", "130"]
    ]
    assert dropped_rows(FRAMEWORK, diffs) == [f"活动台账 {codes[2]} 第三场"]


def test_a_ledger_that_is_gone_is_all_dropped_and_nothing_new_says_nothing(fill):
    first = fill().good(3).checked()
    before = {code: rows.frame for code, rows in first.ledgers.items()}
    gone = diff(FRAMEWORK, before, replace(first, ledgers={}))
    assert len(dropped_rows(FRAMEWORK, gone)) == 1
    assert changed_cells(FRAMEWORK, replace(first, ledgers={}), gone).empty
    same = diff(FRAMEWORK, before, first)
    assert dropped_rows(FRAMEWORK, same) == []
    assert diff_counts(FRAMEWORK, same)["不变"].tolist() == [1]
