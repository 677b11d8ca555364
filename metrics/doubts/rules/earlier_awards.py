"""Awards dated outside the quarter that reports them."""

from collections.abc import Iterator

import pandas as pd

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, key_of, rule
from metrics.doubts.rules.twice import day
from metrics.framework import parse_period

_LEDGER, _DATE = "L06", "awarded_on"


@rule("Q605")
def outside_the_quarter(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """One hint a unit and quarter: figures that count these rows are cumulative."""
    frame = county.rows(_LEDGER).dropna(subset=_DATE)
    quarters = {code: parse_period(code) for code in frame["_period"].unique()}
    start, end = (
        pd.to_datetime(frame["_period"].map({code: getattr(one, side) for code, one in quarters.items()}))
        for side in ("start", "end")
    )
    outside = frame[(frame[_DATE] < start) | (frame[_DATE] > end)]
    for (unit, quarter), rows in outside.groupby(["_unit", "_period"]):
        where = county.places(_LEDGER, rows.sort_values(_DATE), _DATE)
        yield spec.doubt(
            where,
            key=key_of(where),
            found=f"{len(rows)} 行",
            unit=county.unit_name(str(unit)),
            label=county.label(str(quarter)),
            sheet=county.spec(_LEDGER).sheet,
            count=len(rows),
            first=day(rows[_DATE].min()),
            last=day(rows[_DATE].max()),
        )
