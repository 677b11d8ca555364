"""Enterprises nobody went to that are taken off the roster."""

from collections.abc import Iterator
from datetime import datetime

import pandas as pd

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, key_of, rule

_ROSTER, _ACTIVITIES = "L15", "L05"


@rule("Q805")
def left_without_a_visit(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Set to 退出 in the period, without an activity that was not wholly online since 1 January."""
    left, end = spec.limits["left"], county.data.period.end
    roster = county.every(_ROSTER).dropna(subset=["enterprise_code"])
    before = roster.groupby("enterprise_code")["status"].shift()
    newly = roster["status"].eq(left) & before.notna() & before.ne(left)
    gone = roster[newly.fillna(value=False).astype(bool) & roster["_period"].isin(county.quarters)]
    gone = gone[~gone["enterprise_code"].isin(_visited(county, end.year))]
    for place, was in zip(county.places(_ROSTER, gone, "status"), before[gone.index], strict=True):
        yield spec.doubt(
            (place,),
            key=key_of((place,), place.period, left),
            found=left,
            place=county.enterprise_name(place.code),
            before=was,
            year=end.year,
        )


def _visited(county: CountyRows, year: int) -> pd.Series:
    """Enterprises at which people were present this year."""
    frame = county.every(_ACTIVITIES).dropna(subset=["enterprise_code", "held_on"])
    this_year = frame["held_on"] >= datetime(year, 1, 1)  # noqa: DTZ001 - days in ledgers have no zone
    online = frame["online_attendances"].fillna(0)
    there = online < frame["attendances"].fillna(1).clip(lower=1)
    return frame.loc[this_year & there.astype(bool), "enterprise_code"]
