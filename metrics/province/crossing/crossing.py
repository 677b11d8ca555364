"""What only somebody who sees several counties can find: firms in two of them, facts told twice, no identity.

A firm is known by its 统一社会信用代码, whatever number and name a county gives it. Facts are compared
within one firm only, so that blocks stay small however many counties there are.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from metrics.county import CLAIMED, UNKNOWN
from metrics.doubts import ID, Nearness, near_pairs, row_ids
from metrics.framework import Framework, LedgerSpec, Period
from metrics.ingest.values import read_credit_code
from metrics.province.lake import COUNTY_CODE, lake_rows
from metrics.province.packages import sha256
from metrics.province.register import Province

_FILE = Path(__file__).with_name("crossing.toml")
_ROSTER, _FIRM, _CREDIT, _NAME = "L15", "enterprise_code", "credit_code", "enterprise_name"
_ALWAYS = ("_row", "_submission", "_unit", "_period")
_NEAR = Nearness(ratio=0.8)
#: Column with the credit code of the firm a row names.
_WHO = "_who"


@dataclass(frozen=True)
class CrossedLedger:
    """A ledger in which one fact may stand in two counties: fields that must be equal, and the name's."""

    ledger: str
    same: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class CountyRow:
    """A row in a county: where it stands in the unit's file, and what it says.

    `submission` and `row` find the file and the line; `field` is the one that is meant, `text` what it says.
    """

    county: str
    ledger: str
    unit: str
    period: str
    id: str
    field: str
    submission: int
    row: int
    text: str


@dataclass(frozen=True)
class CrossFinding:
    """What was found across counties, or of one county's identities.

    Args:
        kind: `CLAIMED` (one fact in two counties) or `UNKNOWN` (firms without a valid code, firms in two).
        key: stays the same as long as the same thing is found.
        words: what was found.
        rows: of every county it concerns.
    """

    kind: str
    key: str
    words: str
    rows: tuple[CountyRow, ...]

    @property
    def number(self) -> str:
        """The first signs of its key's hash: what people call it by."""
        return sha256(self.key.encode())[:8]

    @property
    def counties(self) -> tuple[str, ...]:
        """Codes of those it concerns."""
        return tuple(dict.fromkeys(row.county for row in self.rows))


@lru_cache(maxsize=1)
def crossed_ledgers() -> tuple[CrossedLedger, ...]:
    """The ledgers that are compared, as `crossing.toml` has them."""
    tables: list[dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["ledger"]
    return tuple(CrossedLedger(one["ledger"], tuple(one["same"]), one["name"]) for one in tables)


def crossing(province: Province, framework: Framework, period: Period) -> list[CrossFinding]:
    """Everything that the newest packages of a period say twice, and whose firms nobody can tell.

    Args:
        province: whose packages.
        framework: the ledgers' specifications.
        period: what was reported from January to its end.
    """
    roster = _rosters(province, framework, period)
    return [
        *_claimed(province, framework, period, roster),
        *_firms_in_two(province, framework, roster),
        *_without_identity(province, framework, roster),
    ]


def identified(roster: pd.DataFrame) -> pd.Series:
    """Whether each row of a register has a code that is valid by its check sign."""
    return roster[_CREDIT].map(lambda code: isinstance(code, str) and read_credit_code(code).value == code)


def _rosters(province: Province, framework: Framework, period: Period) -> pd.DataFrame:
    """The newest row of each firm of each county, with `_valid`."""
    spec = framework.ledgers[_ROSTER]
    rows = lake_rows(province, period, _ROSTER, [spec.key, _NAME, _CREDIT, *_ALWAYS])
    rows = rows.dropna(subset=[_FIRM]).drop_duplicates([COUNTY_CODE, _FIRM], keep="last")
    return rows.assign(_valid=identified(rows).astype(bool)).reset_index(drop=True)


def _shared(roster: pd.DataFrame) -> pd.DataFrame:
    """The rows of firms that stand in more than one county's register."""
    known = roster[roster["_valid"]]
    return known[known.groupby(_CREDIT)[COUNTY_CODE].transform("nunique") > 1]


def _claimed(
    province: Province, framework: Framework, period: Period, roster: pd.DataFrame
) -> Iterator[CrossFinding]:
    shared = _shared(roster)
    if shared.empty:
        return
    who = shared[[COUNTY_CODE, _FIRM, _CREDIT]].rename(columns={_CREDIT: _WHO})
    for crossed in crossed_ledgers():
        spec = framework.ledgers[crossed.ledger]
        rows = lake_rows(province, period, crossed.ledger)
        if _FIRM not in rows:
            continue
        rows = _of_period(spec, rows, period).merge(who, on=[COUNTY_CODE, _FIRM])
        if rows.empty:
            continue
        rows = pd.concat(
            [part.assign(**{ID: row_ids(spec, part)}) for _, part in rows.groupby(COUNTY_CODE)],
            ignore_index=True,
        )
        yield from _told_twice(province, crossed, spec, rows)


def _of_period(spec: LedgerSpec, rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    """What counts in the period: a flow's rows since January, a register's newest of each code."""
    if spec.kind == "flow":
        quarters = [quarter.code for quarter in period.year_to_date.quarters]
        return rows[rows["_period"].isin(quarters)]
    return rows.drop_duplicates([COUNTY_CODE, "_unit", spec.key], keep="last")


def _told_twice(
    province: Province, crossed: CrossedLedger, spec: LedgerSpec, rows: pd.DataFrame
) -> Iterator[CrossFinding]:
    pairs, _ = near_pairs(rows, [_WHO, *crossed.same], crossed.name, _NEAR)
    for left, right in zip(pairs["left"], pairs["right"], strict=True):
        both = rows.iloc[[left, right]]
        if both[COUNTY_CODE].nunique() < 2:
            continue
        places = tuple(_row(spec, row, crossed.name) for row in both.to_dict("records"))
        counties = "和".join(province.counties[place.county].name for place in places)
        words = (
            f"{counties}都报了{spec.sheet}里的“{places[0].text}”（统一社会信用代码 {both[_WHO].iat[0]}）。"
        )
        marks = sorted(f"{place.county}:{place.id}" for place in places)
        yield CrossFinding(CLAIMED, "||".join(marks), words, places)


def _firms_in_two(province: Province, framework: Framework, roster: pd.DataFrame) -> Iterator[CrossFinding]:
    spec = framework.ledgers[_ROSTER]
    for code, rows in _shared(roster).groupby(_CREDIT):
        places = tuple(_row(spec, row, _CREDIT) for row in _with_ids(spec, rows))
        held = [f"{province.counties[row[COUNTY_CODE]].name} {row[_NAME]}" for row in rows.to_dict("records")]
        words = f"统一社会信用代码 {code} 在几个县的名册里：{'、'.join(held)}。请核对该在哪个县。"
        yield CrossFinding(UNKNOWN, f"firm:{code}", words, places)


def _without_identity(
    province: Province, framework: Framework, roster: pd.DataFrame
) -> Iterator[CrossFinding]:
    spec = framework.ledgers[_ROSTER]
    for county, rows in roster[~roster["_valid"]].groupby(COUNTY_CODE):
        places = tuple(_row(spec, row, _CREDIT) for row in _with_ids(spec, rows))
        wrong = int(rows[_CREDIT].notna().sum())
        said = f"，其中 {wrong} 家填了但校验位不对" if wrong else ""
        name = province.counties[str(county)].name
        words = f"{name}有 {len(rows)} 家企业没有可用的统一社会信用代码{said}，跨县认不出来。请补上。"
        yield CrossFinding(UNKNOWN, f"unknown:{county}", words, places)


def _with_ids(spec: LedgerSpec, rows: pd.DataFrame) -> list[dict[str, Any]]:
    made = rows.assign(**{ID: row_ids(spec, rows)}).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in made]


def _row(spec: LedgerSpec, row: Mapping[Any, Any], field: str) -> CountyRow:
    text = row[field]
    return CountyRow(
        county=str(row[COUNTY_CODE]),
        ledger=spec.code,
        unit=str(row["_unit"]),
        period=str(row["_period"]),
        id=str(row[ID]),
        field=field,
        submission=int(row["_submission"]),
        row=int(row["_row"]),
        text=text if isinstance(text, str) else "",
    )
