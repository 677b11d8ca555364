"""How many rows a filter catches at present, for whoever builds one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from metrics.framework import LedgerMeasure, MeasureSpec
from metrics.scoring.measures.levels import level_of
from metrics.scoring.measures.prepared import Prepared
from metrics.scoring.measures.request import Request


def rows_caught(
    prepared: Prepared, ledger: str, rule: Mapping[str, Any], options: Mapping[str, Any] | None = None
) -> tuple[int, int]:
    """Rows of a ledger that a filter lets through, of those that a score of the period may count.

    Args:
        prepared: the approved rows of a period.
        ledger: its code.
        rule: the filter; empty for all rows.
        options: of the sum or measure: `trailing_months` and `offline` decide which rows come into question.
    """
    formula = LedgerMeasure("count", (ledger,), ("C",), {}, {}, options=dict(options or {}))
    return _count(prepared, replace(formula, filter=rule)), _count(prepared, formula)


def _count(prepared: Prepared, formula: LedgerMeasure) -> int:
    # The name tells the rows of one filter from another's: what is made of them is kept under it.
    measure = MeasureSpec(f"{formula.filter!r} {formula.options!r}", "", "", "", formula)
    request = Request(prepared, measure, level_of(prepared, "county"), prepared.window)
    return int(np.count_nonzero(request.mask(formula.source[0])))
