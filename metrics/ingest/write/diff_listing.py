"""What a revision changes, as people read it."""

from collections.abc import Iterable, Mapping

import pandas as pd

from metrics.framework import Framework, LedgerSpec
from metrics.ingest.model import CellRef, CheckedWorkbook
from metrics.ingest.revisions import Diff


def diff_counts(framework: Framework, diffs: Mapping[str, Diff]) -> pd.DataFrame:
    """Per ledger that has any row the number of rows 新增, 修改, 删除 and 不变."""
    rows = [
        (framework.ledgers[code].sheet, len(one.added), one.rows_changed, len(one.dropped), one.same)
        for code, one in diffs.items()
        if one.same or not one.is_empty
    ]
    return pd.DataFrame(rows, columns=["台账", "新增", "修改", "删除", "不变"])


def changed_cells(framework: Framework, checked: CheckedWorkbook, diffs: Mapping[str, Diff]) -> pd.DataFrame:
    """A row a changed cell: where it stands in the new file, whose it is, what it said and says."""
    records = [
        record
        for code, one in diffs.items()
        if code in checked.ledgers
        for record in _changed(framework.ledgers[code], checked, one)
    ]
    return pd.DataFrame(records, columns=["工作表", "单元格", "编号", "栏目", "原来", "现在"], dtype="str")


def _changed(spec: LedgerSpec, checked: CheckedWorkbook, one: Diff) -> Iterable[tuple[str, ...]]:
    rows = checked.ledgers[spec.code]
    for code, row, field, before, after in one.changed.itertuples(index=False, name=None):
        where = CellRef("", rows.sheet, int(row), rows.columns.get(field, 0))
        yield rows.sheet, where.address, code, spec.by_id[field].heading, before, after


def dropped_rows(framework: Framework, diffs: Mapping[str, Diff]) -> list[str]:
    """The rows that are gone, each as `活动台账 A08-23Q4-003 车间里的微宣讲`."""
    return [
        text
        for code, one in diffs.items()
        if len(one.dropped)
        for text in _named(framework.ledgers[code], one.dropped)
    ]


def _named(spec: LedgerSpec, rows: pd.DataFrame) -> list[str]:
    """Rows by sheet, code and name."""
    name = spec.name_field or spec.key
    codes, names = (rows[field].astype("str").fillna("").tolist() for field in (spec.key, name))
    pairs = zip(codes, names, strict=True)
    return [" ".join(dict.fromkeys((spec.sheet, code, text))).strip() for code, text in pairs]
