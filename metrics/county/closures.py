"""Marks that rulings leave in the rows: of enterprises that closed, of rows that are not their brand's."""

from collections.abc import Collection, Mapping

import pandas as pd

#: Column of the roster's rows of an enterprise that the office ruled closed; absent where none is.
CLOSED_COLUMN = "_closed"
#: Column of rows that a ruling took from the brand they were typed under; absent where there are none.
DISOWNED_COLUMN = "_disowned"


def mark_closed(
    ledgers: Mapping[str, pd.DataFrame], roster: str, key: str, codes: Collection[str]
) -> dict[str, pd.DataFrame]:
    """The same ledgers, the roster's rows of closed enterprises marked; without any nothing changes.

    A mark in the rows goes wherever the rows go, so that whoever scores them again finds the same roster.

    Args:
        ledgers: ledger code → rows.
        roster: code of the roster's ledger.
        key: its field with the enterprise's code.
        codes: of the enterprises that closed.
    """
    marked = dict(ledgers)
    if codes and roster in marked:
        rows = marked[roster]
        marked[roster] = rows.assign(**{CLOSED_COLUMN: rows[key].isin(list(codes)).astype("boolean")})
    return marked
