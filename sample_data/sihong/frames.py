"""The year's rows of every ledger, and the frames of each (unit, quarter)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pandas as pd

from metrics.framework import LedgerSpec
from sample_data.sihong.activities import make_activities
from sample_data.sihong.county import MISSING, QUARTERS, Row, SampleCounty
from sample_data.sihong.gains import make_bargaining, make_benefits, make_worker_benefits
from sample_data.sihong.people import make_cases, make_honours, make_innovations
from sample_data.sihong.places import make_brands, make_carriers, make_projects, make_roster, make_teams
from sample_data.sihong.rights import make_disputes, make_mechanism, make_support
from sample_data.sihong.ties import Ties

#: (unit, quarter code) → ledger → rows as the unit's final revision holds them; references are codes.
Year = dict[tuple[str, str], dict[str, pd.DataFrame]]


def make_rows(county: SampleCounty) -> dict[str, list[Row]]:
    """Ledger → all rows of the year, each with `unit` and `quarter`."""
    activities = make_activities(county)
    ties = Ties(county, activities)
    rows = {
        "L02": list(make_projects(county)),
        "L03": list(make_carriers(county, ties)),
        "L04": list(make_teams(county)),
        "L05": activities,
        "L06": make_honours(ties),
        "L07": list(make_innovations(county, ties)),
        "L08": list(make_benefits(county, ties)),
        "L09": list(make_worker_benefits(county, ties)),
        "L10": list(make_support(ties)),
        "L11": list(make_disputes(ties)),
        "L12": list(make_bargaining(county, ties)),
        "L13": list(make_cases(county, ties)),
        "L14": list(make_mechanism(county)),
        "L15": list(make_roster(county)),
    }
    return {"L01": list(make_brands(county, year_of_brands(rows))), **rows}


def year_of_brands(rows: Mapping[str, list[Row]]) -> dict[tuple[str, str], float]:
    """(brand, unit of the target) → what the year brought, counted as indicators.md does for K3b."""
    year: dict[tuple[str, str], float] = defaultdict(float)
    reached: dict[str, set[str]] = defaultdict(set)
    for row in rows["L05"]:
        year[row["brand_code"], "场"] += row["sessions"]
        year[row["brand_code"], "人次"] += row["attendances"]
        if row["enterprise_code"] and (row["online_attendances"] or 0) < row["attendances"]:
            reached[row["brand_code"]].add(row["enterprise_code"])
    for brand, enterprises in reached.items():
        year[brand, "家"] = len(enterprises)
    for row in rows["L08"]:
        if row["basis"] != "估算" and row["brand_code"]:
            year[row["brand_code"], "万元"] += row["benefit_amount"]
    last = QUARTERS[-1].code
    for code, unit, done in (("L03", "个", {"在用"}), ("L07", "项", {"已完成", "已推广"})):
        for row in rows[code]:
            if row["quarter"] == last and row["status"] in done and row["brand_code"]:
                year[row["brand_code"], unit] += 1
    return year


def make_year(county: SampleCounty) -> Year:
    """Split the rows by unit and quarter; every ledger a unit keeps has a frame, maybe empty."""
    rows = make_rows(county)
    split: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for ledger, entries in rows.items():
        for row in entries:
            split[row["unit"], row["quarter"], ledger].append(row)
    return {
        (unit.code, quarter.code): {
            ledger: _frame(county.framework.ledgers[ledger], split[unit.code, quarter.code, ledger])
            for ledger in unit.ledgers
        }
        for quarter in QUARTERS
        for unit in county.framework.units
        if (unit.code, quarter.code) != MISSING
    }


def _frame(spec: LedgerSpec, rows: Iterable[Row]) -> pd.DataFrame:
    """Rows as a frame of the ledger's columns; flows in the order of their dates."""
    ordered = sorted(rows, key=lambda row: row[spec.date]) if spec.kind == "flow" else list(rows)
    fields = [column.id for column in spec.columns]
    return pd.DataFrame(
        [{field: row.get(field) for field in fields} for row in ordered], columns=fields, dtype=object
    )
