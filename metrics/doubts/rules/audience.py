"""Audiences beyond what is usual: of one activity, of a whole type."""

from collections.abc import Iterator

import pandas as pd

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, key_of, number, rule

_LEDGER = "L05"


@rule("Q301")
def audience_of_one(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """More a session than so many times the median of the type; a hint where the enterprise is that large."""
    limits = spec.limits
    every = county.every(_LEDGER).dropna(subset=["attendances", "activity_type"])
    every = every[every["sessions"].fillna(1) > 0]
    per = _float(every["attendances"]) / _float(every["sessions"].fillna(1))
    by_type = per.groupby(every["activity_type"])
    median = by_type.transform("median").where(by_type.transform("size") >= limits["at_least"])
    here = every["_period"].isin(county.quarters)
    far = (per > limits["times"] * median) & (median > 0) & here
    heads = _float(county.roster_value(every, "employees"))
    explained = (per <= heads)[far]
    places = county.places(_LEDGER, every[far], "attendances")
    for place, one, usual, own in zip(places, per[far], median[far], explained, strict=True):
        yield spec.doubt(
            (place,),
            key=key_of((place,), place.values["attendances"], place.values["sessions"]),
            found=number(place.values["attendances"]),
            severity="hint" if own else "",
            per=number(one),
            kind=place.values["activity_type"],
            median=number(usual),
            times=number(one / usual),
            limit=number(limits["times"] * usual),
            why="（企业职工多，不超过职工人数）" if own else "",
        )


@rule("Q302")
def audience_of_type(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """A type whose mean audience is so many times that of all other activities."""
    limits = spec.limits
    rows = county.rows(_LEDGER).dropna(subset=["attendances", "sessions", "activity_type"])
    numbers = ["sessions", "attendances", "online_attendances"]
    table = rows.groupby("activity_type")[numbers].sum().astype(float)
    rest = table.sum() - table
    per, others = table["attendances"] / table["sessions"], rest["attendances"] / rest["sessions"]
    enough = rows.groupby("activity_type").size() >= limits["at_least"]
    for kind in table.index[(per >= limits["times"] * others) & enough & (others > 0)]:
        held, own = rows[rows["activity_type"] == kind], table.loc[kind]
        yield spec.doubt(
            county.places(_LEDGER, held.sort_values("attendances", ascending=False), "attendances"),
            key=f"{county.data.period.code}|{kind}|{own['sessions']:.0f}|{own['attendances']:.0f}",
            found=f"{kind} {number(own['attendances'])} 人次",
            label=county.data.period.label,
            kind=kind,
            sessions=number(own["sessions"]),
            attendances=number(own["attendances"]),
            online=number(own["online_attendances"]),
            per=number(per[kind]),
            others=number(others[kind]),
            times=number(per[kind] / others[kind]),
            limit=limits["times"],
        )


def _float(values: pd.Series) -> pd.Series:
    return values.astype("Float64").astype("float64")
