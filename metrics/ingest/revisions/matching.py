"""Which row of the last revision a row without a code repeats, told by its content."""

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from metrics.framework import LedgerSpec
from metrics.ingest.read import Array


def repeated_codes(spec: LedgerSpec, previous: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """The codes of the earlier rows that rows repeat.

    The same content is taken first (several alike in their order), then all but one field alike, then the
    same name, date and references, the same name and date, the same name; these only where one row on either
    side is so.

    Args:
        spec: the ledger.
        previous: earlier rows whose codes are free to be given; field columns.
        rows: rows without a code; those of the field columns that are to be compared.

    Returns:
        A code or a missing value for each row, dtype str, with the rows' index.
    """
    fields = [name for name in spec.by_id if name in rows and name in previous and name != spec.key]
    left, right = _hashes(rows, fields), _hashes(previous, fields)
    codes = previous[spec.key].tolist()
    found = pd.Series(None, index=rows.index, dtype="str")
    free = right.index
    for part in _stages(spec, fields):
        open_rows = left.index[found.isna().to_numpy()]
        ours, theirs = left.loc[open_rows, part].sum(axis=1), right.loc[free, part].sum(axis=1)
        pairs = _paired(ours, theirs, in_order=len(part) == len(fields))
        for row, earlier in pairs:
            found.iloc[row] = codes[earlier]
        free = free.difference([earlier for _, earlier in pairs])
    return found


def _stages(spec: LedgerSpec, fields: Sequence[str]) -> Iterator[list[str]]:
    """Fields that must be alike, from all of them down to the name."""
    yield list(fields)
    if len(fields) > 1:
        yield from ([name for name in fields if name != missing] for missing in fields)
    named = [name for name in (spec.name_field, spec.date) if name in fields]
    references = [column.id for column in spec.columns if column.refers and column.id in fields]
    for part in ([*named, *references], named, named[:1]):
        if spec.name_field in part:
            yield part


def _hashes(frame: pd.DataFrame, fields: Iterable[str]) -> pd.DataFrame:
    """A number a cell, by the place of the row; equal content gives equal numbers, and so do their sums."""
    columns = {name: _hash(frame[name], number) for number, name in enumerate(fields)}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(frame)), dtype="uint64")


def _hash(values: pd.Series, number: int) -> Array:
    texts = values.astype("str").fillna("").to_numpy(dtype=object)
    # Odd factors keep two fields that changed places from adding up to the same sum.
    return pd.util.hash_array(texts) * (2 * number + 1)


def _paired(ours: pd.Series, theirs: pd.Series, *, in_order: bool) -> list[tuple[int, int]]:
    """Places of rows with the same sums, one to one."""
    if in_order:
        ours, theirs = (_numbered(sums) for sums in (ours, theirs))
    else:
        ours, theirs = (sums[~sums.duplicated(keep=False)] for sums in (ours, theirs))
    places = dict(zip(theirs.tolist(), theirs.index.tolist(), strict=True))
    return [
        (row, places[key])
        for row, key in zip(ours.index.tolist(), ours.tolist(), strict=True)
        if key in places
    ]


def _numbered(sums: pd.Series) -> pd.Series:
    """Sums with the number of their occurrence, so that the second equal row meets the second."""
    count = sums.groupby(sums).cumcount()
    return pd.Series(list(zip(sums.tolist(), count.tolist(), strict=True)), index=sums.index, dtype=object)
