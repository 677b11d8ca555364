"""How often enterprises are visited: too often in a month, never in the period; units without a brand."""

from collections.abc import Iterator

import pandas as pd

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, key_of, names, rule

_LEFT = "退出"


def visits(county: CountyRows) -> pd.DataFrame:
    """Activities at an enterprise that were not wholly online, of the period's quarters."""
    frame = county.rows("L05").dropna(subset=["enterprise_code", "held_on"])
    online, all_of = frame["online_attendances"].fillna(0), frame["attendances"].fillna(1)
    return frame[(online < all_of.clip(lower=1)).astype(bool)]


@rule("Q701")
def too_many_visits(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """More sessions at an enterprise in a month than a limit (不增企业负担)."""
    frame = visits(county)
    month = frame["held_on"].dt.strftime("%Y-%m").astype("str")
    sessions = frame["sessions"].fillna(1).groupby([frame["enterprise_code"], month]).transform("sum")
    many = (sessions > spec.limits["most"]).astype(bool)
    for (code, when), rows in frame[many].groupby([frame["enterprise_code"], month]):
        where = county.places("L05", rows.sort_values("held_on"), "sessions")
        count = int(rows["sessions"].fillna(1).sum())
        yield spec.doubt(
            where,
            key=f"{code}|{when}|{count}",
            found=str(count),
            place=county.enterprise_name(code),
            month=f"{when[:4]}年{int(when[5:])}月",
            names=names(county.unit_name(unit) for unit in rows["_unit"].unique()),
            limit=spec.limits["most"],
        )


@rule("Q702")
def never_visited(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Enterprises on the roster without any offline activity in the period."""
    roster, seen = county.latest("L15"), visits(county)["enterprise_code"]
    if seen.empty:
        return
    missed = roster[roster["status"].ne(_LEFT) & ~roster["enterprise_code"].isin(seen)]
    if missed.empty:
        return
    where = county.places("L15", missed, "enterprise_name")
    yield spec.doubt(
        where,
        key=key_of(where, county.data.period.code),
        found=f"{len(missed)} 家",
        label=county.data.period.label,
        count=len(missed),
        names=names(county.enterprise_name(place.code) for place in where),
    )


@rule("Q703")
def without_brand(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Units that have reported and lead no brand."""
    leads = set(county.latest("L01")["lead_unit_code"].dropna())
    reported = {info.unit for info in county.data.submissions.values() if info.period in county.quarters}
    owners = {unit.code for unit in county.framework.owners("L01", county.data.period.end)}
    for unit in sorted((reported & owners) - leads):
        yield spec.doubt(
            key=f"{county.data.period.code}|{unit}", found="0", units=(unit,), unit=county.unit_name(unit)
        )
