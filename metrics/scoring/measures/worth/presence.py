"""Kinds of a thing that took place: each counts once, as far as people were there."""

from dataclasses import replace

import numpy as np

from metrics.framework import MeasureTerm
from metrics.scoring.measures.cells import amount_of, cells_of, enough, ratio, scaled
from metrics.scoring.measures.parts import Part
from metrics.scoring.measures.request import Request


def worth(request: Request, term: MeasureTerm) -> tuple[Part, ...]:
    """One part; columns = [attendances, kind], option `minus` the online ones; without a kind all are one.

    Per enterprise Σ over kinds of min(1, Σ offline attendances ÷ min(10, employees)).
    """
    code, people = term.source, request.amounts(term.source, term.columns[0], term.options.get("minus"))
    part, kind = _by_kind(request, term, people)
    cells = cells_of(request, (part,), (kind,))
    sums = cells.sums((amount_of(part),))
    there = np.minimum(1.0, sums / enough(request, cells.enterprise))
    named = request.spec(code).by_id[term.columns[-1]].id
    return scaled((replace(part, field=named),), cells.spread(ratio(there, sums)))


def _by_kind(request: Request, term: MeasureTerm, people: np.ndarray) -> tuple[Part, np.ndarray]:
    """Rows with their kind's number, or bundles of one kind each."""
    code, rows = term.source, request.rows(term.source)
    kinds = np.zeros(len(people), dtype=np.intp)
    if len(term.columns) > 1:
        kinds = request.table(code).columns.factor(term.columns[1])[0] + 1
        rows = request.prepared.once(("of a kind", *request.same_rows(code)), lambda: rows[kinds[rows] > 0])
    if request.by_row:
        return request.single(code, "", rows, people[rows]), kinds[rows]
    bundle, kind, amount = request.prepared.once(
        ("bundled by kind", *request.same_rows(code), term.columns),
        lambda: _bundled(request, code, rows, kinds, people),
    )
    key = request.bundle_key(code)[bundle]
    return Part(code, "", bundle, key, amount, times=np.ones(len(bundle))), kind


def _bundled(
    request: Request, code: str, rows: np.ndarray, kinds: np.ndarray, people: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    width = int(kinds.max(initial=0)) + 1
    pair = request.prepared.bundles(code).of[rows] * width + kinds[rows]
    size = len(request.prepared.bundles(code)) * width
    there = np.flatnonzero(np.bincount(pair, minlength=size))
    bundle, kind = np.divmod(there, width)
    return bundle, kind, np.bincount(pair, people[rows], size)[there]
