"""Cells: the rows of one entity at one enterprise. What a unit does at one enterprise is one cell.

Credits are capped cell by cell, so that each enterprise counts for what was done there and no more; the rows
keep their share of what their cell counts for, so that a score opens down to them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from metrics.scoring.measures.parts import Part
from metrics.scoring.measures.prepared import on_roster
from metrics.scoring.measures.request import Request

#: A session counts for real when as many were there, in a smaller enterprise everybody.
PRESENT = 10.0
#: Above so many possible cells the different ones are found by sorting.
_MOST_CODES = 200_000


@dataclass(frozen=True, eq=False)
class CellTable:
    """The cells that occur among some parts.

    Args:
        entity: of each cell.
        enterprise: of each cell.
        of: for each part the cell of each row; −1 for a row of nobody or of no enterprise on the roster.
    """

    entity: np.ndarray
    enterprise: np.ndarray
    of: tuple[np.ndarray, ...]

    def __len__(self) -> int:
        return len(self.entity)

    def sums(self, amounts: tuple[np.ndarray, ...]) -> np.ndarray:
        """What the rows of each cell add up to; `amounts` one array a part."""
        out = np.zeros(len(self) + 1)
        for number, amount in zip(self.of, amounts, strict=True):
            out += np.bincount(number + 1, amount, len(self) + 1)
        return out[1:]

    def spread(self, share: np.ndarray, outside: float = 0.0) -> tuple[np.ndarray, ...]:
        """A number of each cell, given to its rows; `outside` to the rows of none."""
        every = np.append(share, outside)
        return tuple(every[number] for number in self.of)


def enterprise_at(request: Request, part: Part) -> np.ndarray:
    """The enterprise on the roster that each row of a part counts at; 0 for none."""
    return on_roster(request.prepared, request.enterprise_of(part))


def cells_of(
    request: Request, parts: tuple[Part, ...], further: tuple[np.ndarray, ...] | None = None
) -> CellTable:
    """The cells of some parts; with `further` (one number a row, from 0) cells are finer by it."""
    width = len(request.prepared.directory.on_roster)
    places = [enterprise_at(request, part) for part in parts]
    codes = [part.whose * width + place for part, place in zip(parts, places, strict=True)]
    if further is not None:
        finer = 1 + max((int(one.max(initial=0)) for one in further), default=0)
        codes = [code * finer + one for code, one in zip(codes, further, strict=True)]
    else:
        finer = 1
    held = [(part.whose > 0) & (place > 0) for part, place in zip(parts, places, strict=True)]
    every = np.concatenate(
        [code[there] for code, there in zip(codes, held, strict=True)] or [np.zeros(0, int)]
    )
    different, numbers = _numbered(every, (len(request.level) + 1) * width * finer)
    ends = np.cumsum([0, *(np.count_nonzero(there) for there in held)]).tolist()
    pieces = (numbers[first:last] for first, last in pairwise(ends))
    of = tuple(_placed(there, piece) for there, piece in zip(held, pieces, strict=True))
    entity, enterprise = np.divmod(different // finer, width)
    return CellTable(entity, enterprise, of)


def amount_of(part: Part) -> np.ndarray:
    """What each row of a part adds, as an array."""
    if part.amount is not None:
        return part.amount
    return np.ones(len(part.rows)) if part.times is None else part.times


def scaled(parts: tuple[Part, ...], shares: tuple[np.ndarray, ...]) -> tuple[Part, ...]:
    """Parts whose rows add only a share of what they did."""
    return tuple(part.adding(amount_of(part) * share) for part, share in zip(parts, shares, strict=True))


def ratio(top: np.ndarray, under: np.ndarray) -> np.ndarray:
    """Quotients, 0 over 0."""
    return np.divide(top, under, out=np.zeros(len(top)), where=under > 0)


def enough(request: Request, enterprise: np.ndarray) -> np.ndarray:
    """How many have to be there for one session to count as one, by enterprise."""
    return np.minimum(PRESENT, employees_at(request)[enterprise])


def employees_at(request: Request) -> np.ndarray:
    """Employees by enterprise number; at least one, for there is an enterprise."""
    return np.maximum(request.prepared.directory.employees, 1.0)


def limited(
    request: Request, parts: tuple[Part, ...], limit: Callable[[CellTable], np.ndarray]
) -> tuple[Part, ...]:
    """Parts whose cells add up to no more than a limit; rows of no cell are left as they are."""
    cells = cells_of(request, parts)
    sums = cells.sums(tuple(amount_of(part) for part in parts))
    share = np.minimum(1.0, np.divide(limit(cells), sums, out=np.ones(len(cells)), where=sums > 0))
    return scaled(parts, cells.spread(share, outside=1.0))


def _numbered(codes: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Different codes in order, and each one's place among them; a table of all is faster than sorting."""
    if size > _MOST_CODES:
        return np.unique(codes, return_inverse=True)
    there = np.zeros(size, dtype=bool)
    there[codes] = True
    different = np.flatnonzero(there)
    place = np.empty(size, dtype=np.intp)
    place[different] = np.arange(len(different))
    return different, place[codes]


def _placed(there: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    out = np.full(len(there), -1)
    out[there] = numbers
    return out
