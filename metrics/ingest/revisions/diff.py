"""What a revision adds, changes and drops against the one before."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from metrics.framework import ColumnSpec, Framework, LedgerSpec
from metrics.ingest.model import BOUND, ROW, CheckedWorkbook
from metrics.ingest.values import BOUND_SIGNS

CHANGE_COLUMNS = ("code", ROW, "field", "before", "after")


@dataclass(frozen=True)
class Diff:
    """One ledger of a revision against the last one.

    Args:
        ledger: its code.
        added: rows that are new; field columns and `_row`.
        dropped: rows of the last revision that are gone; field columns.
        changed: one row a changed cell: code, Excel row, field, text before and after.
        same: rows that say what they said.
    """

    ledger: str
    added: pd.DataFrame
    dropped: pd.DataFrame
    changed: pd.DataFrame
    same: int

    @property
    def rows_changed(self) -> int:
        """Number of rows with a changed cell."""
        return int(self.changed["code"].nunique())

    @property
    def is_empty(self) -> bool:
        """Whether the revision says the very same."""
        return not (len(self.added) or len(self.dropped) or len(self.changed))


def diff(
    framework: Framework, previous: Mapping[str, pd.DataFrame], checked: CheckedWorkbook
) -> dict[str, Diff]:
    """Compare a checked workbook with the unit's last revision of the quarter.

    Args:
        framework: the ledgers.
        previous: ledger code → rows of the last revision (`Context.previous`).
        checked: the workbook.

    Returns:
        Ledger code → its differences, for every ledger that either of them has.
    """
    codes = [code for code in framework.ledgers if code in previous or code in checked.ledgers]
    return {code: _of(framework.ledgers[code], previous, checked) for code in codes}


def _of(spec: LedgerSpec, previous: Mapping[str, pd.DataFrame], checked: CheckedWorkbook) -> Diff:
    now = checked.ledgers[spec.code].frame if spec.code in checked.ledgers else None
    before = previous.get(spec.code)
    known = previous[spec.code] if now is None else now
    none = known.iloc[:0]
    return compare(spec, none if before is None else before, none if now is None else now)


def compare(spec: LedgerSpec, before: pd.DataFrame, now: pd.DataFrame) -> Diff:
    """Compare two states of one ledger by their row codes.

    Args:
        spec: the ledger.
        before: earlier rows, each with its code.
        now: present rows; of a code that stands there twice, the first counts.
    """
    old, new = (frame.drop_duplicates(spec.key).set_index(spec.key, drop=False) for frame in (before, now))
    common = new.index.intersection(old.index, sort=False)
    old_common, new_common = old.loc[common], new.loc[common]
    cells = [_changed(column, old_common, new_common) for column in spec.columns if column.id != spec.key]
    changed = pd.concat([part for part in cells if len(part)] or [_no_change()], ignore_index=True)
    changed = changed.sort_values(ROW, kind="stable", ignore_index=True)
    return Diff(
        spec.code,
        new[~new.index.isin(common)].reset_index(drop=True),
        old[~old.index.isin(common)].reset_index(drop=True),
        changed,
        len(common) - int(changed["code"].nunique()),
    )


def _changed(column: ColumnSpec, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """The cells of one field that say something else."""
    if column.id not in old or column.id not in new:
        return _no_change()
    before, after = _texts(column, old), _texts(column, new)
    mask = before != after
    if not mask.any():
        return _no_change()
    values = (new.index[mask], new.loc[mask, ROW], column.id, before[mask], after[mask])
    return pd.DataFrame(dict(zip(CHANGE_COLUMNS, values, strict=True))).reset_index(drop=True)


def _no_change() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="int64" if name == ROW else "str") for name in CHANGE_COLUMNS})


def _texts(column: ColumnSpec, frame: pd.DataFrame) -> pd.Series:
    """A field's values as people write them; missing ones are empty, inexact ones carry their sign."""
    values = frame[column.id]
    if column.type == "date":
        texts = values.dt.strftime("%Y-%m-%d")
    elif column.type == "bool":
        texts = values.map({True: "是", False: "否"})
    elif column.type == "decimal":
        texts = values.map("{:.12g}".format, na_action="ignore")
    else:
        texts = values
    bound = f"{column.id}{BOUND}"
    signs = frame[bound].map(BOUND_SIGNS).fillna("").astype("str") if bound in frame else ""
    return (signs + texts.astype("str")).where(values.notna(), "").astype("str")
