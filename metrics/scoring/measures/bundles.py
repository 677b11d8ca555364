"""Rows of a ledger in bundles: all rows of the same enterprise, brand and unit are whose the bundle is.

Whatever the level, an entity's rows are whole bundles. So a million rows are gone through once a measure, and
the six levels add up some thousand bundles each.
"""

from dataclasses import dataclass

import numpy as np

from metrics.scoring.measures.attribution import LedgerTable

#: Above so many possible bundles they are found by sorting instead of by a table of all of them.
_MOST_CELLS = 4_000_000


@dataclass(frozen=True, eq=False)
class Bundles:
    """The bundles of a ledger; `of` is each row's number, the others hold each bundle's numbers.

    They offer what an entity is found by, as `LedgerTable` does for rows.
    """

    of: np.ndarray
    enterprise: np.ndarray
    brand: np.ndarray
    unit: np.ndarray

    def __len__(self) -> int:
        return len(self.enterprise)


def bundles_of(table: LedgerTable) -> Bundles:
    """Number the bundles of a ledger's rows."""
    brands, units = int(table.brand.max(initial=0)) + 1, int(table.unit.max(initial=0)) + 1
    cell = (table.enterprise * brands + table.brand) * units + table.unit
    cells = (int(table.enterprise.max(initial=0)) + 1) * brands * units
    if cells > _MOST_CELLS:
        different, of = np.unique(cell, return_inverse=True)
    else:
        there = np.zeros(cells, dtype=bool)
        there[cell] = True
        different = np.flatnonzero(there)
        of = (np.cumsum(there) - 1)[cell]
    pair, unit = np.divmod(different, units)
    enterprise, brand = np.divmod(pair, brands)
    return Bundles(of, enterprise, brand, unit)


def bundled(bundles: Bundles, rows: np.ndarray, values: np.ndarray | None) -> tuple[np.ndarray, ...]:
    """Which bundles some rows fall into, how many rows each, and the sum of their values (of 1 without).

    Args:
        bundles: of the ledger.
        rows: positions in its frame.
        values: one a row of the ledger, or None.
    """
    number = bundles.of[rows]
    times = np.bincount(number, minlength=len(bundles)).astype(float)
    sums = times if values is None else np.bincount(number, values[rows], len(bundles))
    there = np.flatnonzero(times)
    return there, times[there], sums[there]


def different(
    bundles: Bundles, rows: np.ndarray, number: np.ndarray, universe: int
) -> tuple[np.ndarray, ...]:
    """Pairs of bundle and number (1 … universe, one a row of the ledger) that occur among some rows."""
    there = np.zeros((len(bundles), universe + 1), dtype=bool)
    there[bundles.of[rows], number[rows]] = True
    return np.nonzero(there)
