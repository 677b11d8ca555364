"""The ledger rows behind a measure in one period against those of another: what came, went or changed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.scoring.lookups import text_at
from metrics.scoring.measures import NOT_REPORTED, Prepared, located
from metrics.scoring.scorebook import ScoreBook
from metrics.scoring.why.evidence import rows_behind

#: One period: what its book was made from, and the book.
Side = tuple[Prepared, ScoreBook]
#: A table of ledger rows.
Rows = pd.DataFrame
_SAME_ROW = ["ledger", "code", "role"]


@dataclass(frozen=True, eq=False)
class RowChanges:
    """Rows behind a measure in one period against those of another, as `rows_behind` gives them.

    `changed` are rows of one code that add something else now: columns as the others, and `before`.
    """

    added: pd.DataFrame
    dropped: pd.DataFrame
    changed: pd.DataFrame

    @property
    def net(self) -> int:
        """How many more rows count above the line than before."""
        return _counting(self.added) - _counting(self.dropped)


def moves(before: Side, after: Side, entity: str, measure: str) -> RowChanges:
    """The rows behind a measure of an entity that came, went or changed from one period to another.

    Args:
        before: rows and score book of the earlier period.
        after: rows and score book of the later one, of the same level.
        entity: its code; it may lack in one of the books.
        measure: id of a measure.

    Raises:
        KeyError: unknown measure.
    """
    old, new = (_rows_of(*side, entity, measure) for side in (before, after))
    return row_changes(old, new)


def _rows_of(prepared: Prepared, book: ScoreBook, entity: str, measure: str) -> Rows:
    """No rows where the entity is not there or nobody reported."""
    there = entity in book.status.index
    if not there or text_at(book.status, entity, measure) == NOT_REPORTED:
        return located(prepared, {})
    return rows_behind(prepared, book.level, entity, measure)


def row_changes(before: pd.DataFrame, after: pd.DataFrame) -> RowChanges:
    """Compare the rows behind a measure; a row is the same by ledger, code and side of the fraction.

    Rows of the denominator that are many and the same (the roster) leave nothing to tell.
    """
    old, new = (_numbered(table) for table in (before, after))
    known = new.index.isin(old.index)
    common = new.index[known]
    was, now = old["amount"].reindex(common).to_numpy(), new["amount"].reindex(common).to_numpy()
    moved = common[~np.isclose(was, now, rtol=0, atol=1e-12)]
    changed = new.loc[moved].assign(before=old["amount"].reindex(moved))
    return RowChanges(
        *(table.reset_index(drop=True) for table in (new[~known], old[~old.index.isin(new.index)], changed))
    )


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    """Indexed by what makes a row the same, repeated ones numbered."""
    again = table.groupby(_SAME_ROW).cumcount()
    return table.set_index(pd.MultiIndex.from_arrays([*(table[name] for name in _SAME_ROW), again]))


def _counting(rows: pd.DataFrame) -> int:
    return int((rows["role"].eq("numerator") & rows["amount"].ne(0)).sum())
