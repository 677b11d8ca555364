"""Changes of rows that say the same as before: split, joined, moved within their month, in another order."""

import numpy as np
import pandas as pd

from metrics.scoring.checkup.sheet import TrialSheet, as_column


def split(sheet: TrialSheet) -> tuple[pd.DataFrame, int]:
    """The ledger with every row that is large enough as two rows, and how many were split."""
    first, *rest = sheet.trial.divide
    amounts = sheet.table.columns
    large = amounts.amounts(first)[sheet.counted] >= sheet.trial.least
    for name in (first, *rest):
        if whole := sheet.spec.by_id[name].at_most:
            left = amounts.amounts(whole) - amounts.amounts(name)
            # Both halves must stay what the row was: with people on the spot, or without.
            large &= (left[sheet.counted] == 0) | (left[sheet.counted] >= sheet.trial.least)
    rows = sheet.counted[large]
    one, other = sheet.frame.copy(), sheet.frame.iloc[rows].copy()
    for name, half in _halves(sheet, rows).items():
        numbers = amounts.numbers(name).copy()
        other[name] = as_column(numbers[rows] - half, one[name], other.index)
        numbers[rows] = half
        one[name] = as_column(numbers, one[name], one.index)
    key = sheet.spec.key
    other[key] = as_column([f"体检{at}" for at in range(len(rows))], one[key], other.index)
    return pd.concat([one, other], ignore_index=True), len(rows)


def _halves(sheet: TrialSheet, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Half of each amount; of a whole the halves of its part and of the rest."""
    columns, out = sheet.table.columns, {}
    parts = {sheet.spec.by_id[name].at_most: name for name in sheet.trial.divide}
    for name in sheet.trial.divide:
        numbers = columns.numbers(name)[rows]
        if part := parts.get(name):
            inner = columns.amounts(part)[rows]
            out[name] = _half(inner, sheet, part) + _half(numbers - inner, sheet, name)
        else:
            out[name] = _half(numbers, sheet, name)
    return out


def _half(numbers: np.ndarray, sheet: TrialSheet, name: str) -> np.ndarray:
    return np.floor(numbers / 2) if sheet.spec.by_id[name].type == "int" else numbers / 2


def join(sheet: TrialSheet) -> tuple[pd.DataFrame, int]:
    """The ledger with rows of one month that differ in amounts alone as one, and how many that took away."""
    own = sheet.frame.iloc[sheet.counted]
    loose = {*sheet.trial.apart, *sheet.trial.divide, "_row", "_submission"}
    by = [own[name] for name in own.columns if name not in loose]
    days = sheet.table.columns.days(sheet.spec.date)[sheet.counted]
    by.append(pd.Series(days.astype("datetime64[M]").astype(np.int64), own.index))
    by += [pd.Series(_whole(sheet, name), own.index) for name in sheet.trial.divide]
    group = own.groupby(by, dropna=False, sort=False).ngroup().to_numpy()
    first = np.sort(np.unique(group, return_index=True)[1])
    joined = sheet.frame.copy()
    for name in sheet.trial.divide:
        numbers = sheet.table.columns.numbers(name).copy()
        numbers[sheet.counted[first]] = _sums(numbers[sheet.counted], group)[group[first]]
        joined[name] = as_column(numbers, joined[name], joined.index)
    gone = np.setdiff1d(sheet.counted, sheet.counted[first])
    kept = np.ones(len(joined), dtype=bool)
    kept[gone] = False
    return joined[kept].reset_index(drop=True), len(gone)


def _sums(numbers: np.ndarray, group: np.ndarray) -> np.ndarray:
    """The sum of each group's numbers; NaN where it has none."""
    said = ~np.isnan(numbers)
    sums = np.bincount(group, np.nan_to_num(numbers))
    return np.where(np.bincount(group, said) > 0, sums, np.nan)


def _whole(sheet: TrialSheet, name: str) -> np.ndarray:
    """Whether a part is all of its whole, as online attendances of a wholly online activity are."""
    columns, whole = sheet.table.columns, sheet.spec.by_id[name].at_most
    part = columns.amounts(name)[sheet.counted]
    return part >= columns.amounts(whole)[sheet.counted] if whole else np.zeros(len(part), dtype=bool)


def moved(sheet: TrialSheet, chance: np.random.Generator) -> tuple[pd.DataFrame, int]:
    """The ledger with every date on another day of its month, and how many dates there are."""
    days = sheet.table.columns.days(sheet.spec.date)
    dated = ~np.isnat(days)
    months = days.astype("datetime64[M]").astype("datetime64[D]")
    other = months + chance.integers(0, 28, len(days)).astype("timedelta64[D]")
    frame = sheet.frame.copy()
    new = np.where(dated, other.astype("datetime64[us]"), np.datetime64("NaT", "us"))
    frame[sheet.spec.date] = pd.Series(new, frame.index).astype(frame[sheet.spec.date].dtype)
    return frame, int(np.count_nonzero(dated))


def shuffled(frame: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    """The rows in another order; a register's rows of one code and quarter keep theirs."""
    return frame.iloc[chance.permutation(len(frame))].reset_index(drop=True)
