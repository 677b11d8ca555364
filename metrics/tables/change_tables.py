"""Why a score moved, as tables under Chinese headers."""

import pandas as pd

from metrics.scoring.why import RowChanges, ScoreChange
from metrics.words import STATUS, amount

_ABSENT = "还没有"
_ROWS = (("新增", "added"), ("减少", "dropped"), ("改动", "changed"))


def change_table(told: ScoreChange) -> pd.DataFrame:
    """One row a measure that moved, the one that moved most first.

    Columns id, 项目, 指标, 上期, 本期 (values in words), 影响 (points of the score asked about), 数值部分,
    权重部分, 新增, 减少, 改动 (rows that count above the line).
    """
    rows = [_row(one) for one in told.measures() if one.value_part or one.weight_part]
    columns = [
        "id",
        "项目",
        "指标",
        "上期",
        "本期",
        "影响",
        "数值部分",
        "权重部分",
        *(word for word, _ in _ROWS),
    ]
    return pd.DataFrame(rows, columns=columns)


def _row(one: ScoreChange) -> dict[str, object]:
    before, after = (_value(*pair, one.unit) for pair in zip(one.values, one.statuses, strict=True))
    counts = {word: len(counting(one.rows, name)) if one.rows else 0 for word, name in _ROWS}
    return {
        "id": one.id,
        "项目": one.item,
        "指标": one.name,
        "上期": before,
        "本期": after,
        "影响": round(one.delta, 2),
        "数值部分": round(one.value_part, 2),
        "权重部分": round(one.weight_part, 2),
        **counts,
    }


def _value(value: float | None, status: str, unit: str) -> str:
    return amount(value, unit) if value is not None else STATUS.get(status, _ABSENT)


def counting(rows: RowChanges, name: str) -> pd.DataFrame:
    """Those of the added, dropped or changed rows that count above the line, now or before."""
    table = getattr(rows, name)
    return table[table["role"].eq("numerator") & (table["amount"].ne(0) | (table.get("before", 0) != 0))]


def moved_rows(rows: RowChanges) -> pd.DataFrame:
    """The rows that came, went or changed, the word for it in the column 怎么了; see `evidence_table`."""
    parts = [counting(rows, name).assign(怎么了=word) for word, name in _ROWS]
    return pd.concat(parts, ignore_index=True)
