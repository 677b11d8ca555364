"""Rows, each one. With `via_brand` also those of brands that held an activity there, each once."""

import numpy as np

from metrics.scoring.measures.parts import Fraction, Part
from metrics.scoring.measures.prepared import ACTIVITIES
from metrics.scoring.measures.request import Request


def fraction(request: Request) -> Fraction:
    """One part a source ledger."""
    make = _via_brand if request.holds("via_brand") else _own
    return Fraction(tuple(make(request, code) for code in request.ledger.source))


def _own(request: Request, code: str) -> Part:
    return request.part(code, request.named(code), request.rows(code))


def _via_brand(request: Request, code: str) -> Part:
    """The entity's own rows and those of the brands that came to it, each row once an entity."""
    table, rows = request.table(code), request.rows(code)
    visited = _visits(request)
    held = visited[:, table.brand[rows]]
    held[request.key(code)[rows], np.arange(len(rows))] = True
    entity, row = np.nonzero(held[1:])
    return Part(code, request.named(code), rows[row], entity + 1)


def _visits(request: Request) -> np.ndarray:
    """Which brand held an offline activity at which entity: bool, entities × brands, entries for 0."""
    table = request.table(ACTIVITIES)
    held = table.columns.within(table.rows.spec.date, request.span) & request.prepared.offline()
    visited = np.zeros((len(request.level) + 1, len(request.prepared.directory.brands) + 1), dtype=bool)
    visited[request.key(ACTIVITIES)[held], table.brand[held]] = True
    visited[:, 0] = False
    return visited
