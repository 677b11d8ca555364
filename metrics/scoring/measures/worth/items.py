"""Each row is one: carriers in use, completed innovations, open sites."""

import numpy as np

from metrics.framework import MeasureTerm, parse_period
from metrics.scoring.measures.carriers import mobile
from metrics.scoring.measures.parts import Part
from metrics.scoring.measures.request import Request


def worth(request: Request, term: MeasureTerm) -> tuple[Part, ...]:
    """One part. With option `done` (field → values) a register's row counts in the span in which it was done:
    by its date, without one in the quarter in which it was first reported so. With option `mobile` only
    carriers that are, or are not.
    """
    rows = request.rows(term.source)
    if "done" in term.options:
        rows = rows[_done_within(request, term)[rows]]
    if "mobile" in term.options:
        rows = rows[mobile(request, term.source)[rows] == term.options["mobile"]]
    values = _amounts(request, term)
    return (request.part(term.source, request.named(term.source), rows, values),)


def _amounts(request: Request, term: MeasureTerm) -> np.ndarray | None:
    """The numbers of the one column named, or None for one each."""
    if not term.columns:
        return None
    return request.table(term.source).columns.amounts(term.columns[0])


def _done_within(request: Request, term: MeasureTerm) -> np.ndarray:
    """Rows of items done in the span, by row."""
    key = ("done", term.source, tuple(term.options["done"].items()), request.span)
    return request.prepared.once(key, lambda: _make_done(request, term))


def _make_done(request: Request, term: MeasureTerm) -> np.ndarray:
    rows, columns = request.table(term.source).rows, request.table(term.source).columns
    done = np.logical_and.reduce(
        [columns.equal_one_of(name, tuple(values)) for name, values in term.options["done"].items()]
    )
    day = columns.days(rows.spec.date)
    item, codes = columns.factor(rows.spec.key)
    first = np.full(len(codes) + 1, np.datetime64("NaT", "us"), dtype="datetime64[us]")
    history = rows.history[done[rows.history]][::-1]
    first[item[history]] = _starts(request, term.source)[history]  # newest first: the oldest one stays
    when = np.where(np.isnat(day), first[item], day)
    return done & (when >= request.span[0]) & (when < request.span[1])


def _starts(request: Request, code: str) -> np.ndarray:
    """The first day of the quarter each row was reported in."""
    quarter, codes = request.table(code).columns.factor("_period")
    days = [np.datetime64(parse_period(one).start, "us") for one in codes]
    return np.array([*days, np.datetime64("NaT", "us")], dtype="datetime64[us]")[quarter]
