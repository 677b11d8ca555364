"""Rows of one ledger as people read them, without looking anything up."""

import pandas as pd

from metrics.framework import LedgerSpec


def readable_ledger(spec: LedgerSpec, rows: pd.DataFrame) -> pd.DataFrame:
    """The fields that hold anything, under their headings; dates as `2023-06-15`, truth values as 是 or 否.

    Args:
        spec: the ledger.
        rows: as in LedgerRows.
    """
    shown = {}
    for column in spec.columns:
        if column.id not in rows or not rows[column.id].notna().any():
            continue
        values = rows[column.id]
        if column.type == "date":
            values = values.dt.strftime("%Y-%m-%d")
        elif column.type == "bool":
            values = values.map({True: "是", False: "否"})
        shown[column.heading] = values
    return pd.DataFrame(shown)
