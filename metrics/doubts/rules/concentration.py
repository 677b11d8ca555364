"""What a unit did, most of it at small enterprises or at one: where rates are easiest to fill."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, columns_of, number, rule


@dataclass(frozen=True)
class _Site:
    """Where a unit's work is: `id` is `small` or an enterprise, `total` all the unit did, `least` the share
    from which on one asks."""

    unit: str
    id: str
    words: str
    rows: pd.DataFrame
    total: float
    least: float


@rule("Q801")
def concentrated(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Sessions, people present and verified benefits, each by the unit that reports it.

    People present are asked about only where the sessions did not say the same already.
    """
    told: set[tuple[str, str, str]] = set()
    for column in columns_of(spec):
        frame = _counted(county, column)
        if frame.empty:
            continue
        for site in (*_at_small_ones(county, spec, frame), *_at_one(county, spec, column, frame)):
            if (column["ledger"], site.unit, site.id) not in told:
                told.add((column["ledger"], site.unit, site.id))
                yield _doubt(county, spec, column, site)


def _counted(county: CountyRows, column: Mapping[str, Any]) -> pd.DataFrame:
    """Rows of the period that name an enterprise, with what they count for in `_amount`."""
    frame = county.rows(column["ledger"]).dropna(subset=["enterprise_code", column["amount"]])
    for field, values in column.get("when", {}).items():
        frame = frame[frame[field].isin(values)]
    amount = _float(frame[column["amount"]])
    if "less" in column:
        amount = amount - _float(frame[column["less"]]).fillna(0)
    return frame.assign(_amount=amount)[amount > 0]


def _at_small_ones(county: CountyRows, spec: RuleSpec, frame: pd.DataFrame) -> Iterator[_Site]:
    limits = spec.limits
    roster = _float(county.enterprises["employees"])
    usual = (roster < limits["small"]).mean() if len(roster) else 0.0
    least = max(limits["small_share"], limits["times_roster"] * usual)
    small = _float(county.roster_value(frame, "employees")) < limits["small"]
    total = frame.groupby("_unit")["_amount"].sum()
    share = frame["_amount"].where(small, 0).groupby(frame["_unit"]).sum() / total
    rows_of = small.groupby(frame["_unit"]).sum()
    for unit in share.index[(share >= least) & (rows_of >= limits["at_least"])]:
        rows = frame[small & frame["_unit"].eq(unit)]
        words = f"职工不到 {limits['small']} 人的企业（{rows['enterprise_code'].nunique()} 家）"
        yield _Site(unit, "small", words, rows, total[unit], least)


def _at_one(
    county: CountyRows, spec: RuleSpec, column: Mapping[str, Any], frame: pd.DataFrame
) -> Iterator[_Site]:
    total = frame.groupby("_unit")["_amount"].sum()
    by_place = frame.groupby(["_unit", "enterprise_code"])["_amount"]
    at, rows_of = by_place.sum(), by_place.size()
    share = at / total.reindex(at.index.get_level_values("_unit")).to_numpy()
    many = (share >= column["one_share"]) & (rows_of >= spec.limits["at_least"])
    for unit, code in share.index[many]:
        rows = frame[frame["_unit"].eq(unit) & frame["enterprise_code"].eq(code)]
        yield _Site(unit, code, county.enterprise_name(code), rows, total[unit], column["one_share"])


def _doubt(county: CountyRows, spec: RuleSpec, column: Mapping[str, Any], site: _Site) -> Doubt:
    part, period = float(site.rows["_amount"].sum()), county.data.period
    return spec.doubt(
        county.places(column["ledger"], site.rows, column["amount"]),
        key=f"{period.code}|{site.unit}|{column['what']}|{site.id}|{number(part)}|{number(site.total)}",
        found=f"{number(part)} {column['measure']}",
        unit=county.unit_name(site.unit),
        label=period.label,
        what=column["what"],
        measure=column["measure"],
        total=number(site.total),
        share=f"{100 * part / site.total:.0f}",
        site=site.words,
        least=f"{100 * site.least:.0f}",
    )


def _float(values: pd.Series) -> pd.Series:
    return values.astype("Float64").astype("float64")
