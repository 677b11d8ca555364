"""What brands have done this year of what they set out to do; a unit's is the mean over its brands."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from metrics.framework import LedgerMeasure, parse_period
from metrics.scoring.measures.attribution import BRANDS
from metrics.scoring.measures.kinds import count, enterprises
from metrics.scoring.measures.kinds import sum as sums
from metrics.scoring.measures.ledger_rows import last_stated
from metrics.scoring.measures.parts import Fraction, Part
from metrics.scoring.measures.request import Request

_ACTUAL = {"count": count.fraction, "sum": sums.fraction, "enterprises": enterprises.fraction}


def fraction(request: Request) -> Fraction:
    """columns = [target, its unit]; option `actual`: unit → what is counted for it, January to the
    period's end.

    Such a table has kind (count, sum, enterprises), source, and where needed column, filter, dated, offline.
    """
    target, unit = request.ledger.columns
    columns, row = request.table(BRANDS).columns, _targets(request)
    known = request.prepared.directory
    has_target = (row >= 0) & (columns.amounts(target)[row] > 0)
    parts: list[Part] = []
    wanted = np.zeros(len(row) + 1, dtype=bool)
    for word, rule in request.option("actual").items():
        mine = np.append(False, columns.equal_one_of(unit, (word,))[row] & has_target)
        wanted |= mine
        parts.extend(_of_brands(part, mine) for part in _counted(request, word, rule))
    brands = np.flatnonzero(wanted)
    rows = row[brands - 1]
    below = Part(BRANDS, target, rows, brands, columns.amounts(target)[rows])
    of_units = request.level.of[known.lead] if request.level.by == "unit" else None
    return Fraction(tuple(parts), (below,), cap=request.option("cap"), groups=of_units)


def _targets(request: Request) -> np.ndarray:
    """By brand the row that states its target: it holds for its year, a later blank does not undo it."""
    rows, known = request.table(BRANDS).rows, request.prepared.directory.brand_row[1:]
    year = request.prepared.year_to_date
    quarter, codes = rows.columns.factor("_period")
    starts = np.array([np.datetime64(parse_period(code).start) for code in codes], dtype="datetime64[us]")
    recent = np.append((starts >= year[0]) & (starts < year[1]), False)[quarter] | rows.counts
    there = [rows.columns.factor(name)[0] >= 0 for name in request.ledger.columns]
    return last_stated(rows, np.logical_and.reduce(there) & recent)[known]


def _counted(request: Request, word: str, rule: Mapping[str, Any]) -> Iterator[Part]:
    """The rows that are counted towards targets of one unit, by brand."""
    ledger = LedgerMeasure(
        rule["kind"],
        rule["source"],
        levels=("B",),
        full_score={},
        units={},
        columns=(rule["column"],) if "column" in rule else (),
        filter=rule.get("filter", {}),
        options={name: rule[name] for name in ("dated", "offline") if name in rule},
    )
    measure = replace(request.measure, id=f"{request.measure.id} {word}", ledger=ledger)
    yield from _ACTUAL[rule["kind"]](request.at("brand", measure, request.prepared.year_to_date)).numerator


def _of_brands(part: Part, mine: np.ndarray) -> Part:
    """The part's rows of the brands whose target is in this unit."""
    held = mine[part.whose]
    return replace(
        part,
        rows=part.rows[held],
        key=part.whose[held],
        amount=None if part.amount is None else part.amount[held],
        once=None if part.once is None else part.once[held],
        times=None if part.times is None else part.times[held],
    )
