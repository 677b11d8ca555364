"""What a county of the sample province hands up: some of a sample county's rows, under its own name.

Each county keeps some of a sample county's enterprises and a share of the rows that belong to no enterprise.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from metrics.county import Dataset, version_of
from metrics.framework import CountyFile, CountyPackage, Period
from metrics.ingest.values import credit_check
from metrics.province.packages import Handover
from metrics.province.recompute import CountyScores, scores_of
from metrics.province.sample.counties import MadeCounty, PlantedCounties

#: Of how many enterprises of its sample a made county consists, what share of their rows it has, and how many
#: have no code where some have none.
ENTERPRISES, _SHARE, _UNNAMED = 10, (0.5, 0.95), 2
_PROGRAM = "样例"
_ROSTER, _FIRM, _CREDIT = "L15", "enterprise_code", "credit_code"


@dataclass(frozen=True)
class SampleRows:
    """A sample county: its approved rows of a period and its own files."""

    data: Dataset
    package: CountyPackage


def moved_rows(data: Dataset, period: Period) -> Dataset:
    """A sample's rows as if they were of another year's same quarter."""
    years = period.start.year - data.period.start.year
    if not years:
        return data

    def code(text: str) -> str:
        return f"{int(text[:4]) + years}{text[4:]}"

    ledgers = {}
    for name, rows in data.ledgers.items():
        frame = rows.assign(_period=rows["_period"].map(code).astype("str"))
        for column in frame.select_dtypes("datetime").columns:
            frame[column] += pd.DateOffset(years=years)
        ledgers[name] = frame
    reports = {key: replace(info, period=code(info.period)) for key, info in data.submissions.items()}
    expected = data.expected.assign(period=data.expected["period"].map(code).astype("str"))
    return replace(data, period=period, ledgers=ledgers, submissions=reports, expected=expected)


def renamed_package(package: CountyPackage, name: str) -> CountyPackage:
    """A county's files under another name."""
    text = package.by_name[CountyFile.COUNTY].decode("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("name =", "called ="))]
    return package.changed({CountyFile.COUNTY: "\n".join([f'name = "{name}"', *lines]).encode("utf-8")})


def with_scores(given: Handover) -> Handover:
    """With the scores that its rows give, as if the county had just published them."""
    return replace(given, tables=scores_of(given.framework, given.data).tables)


def handed_up(
    one: MadeCounty, rows: SampleRows, plan: PlantedCounties, text: str, seed: int
) -> tuple[Handover, CountyScores]:
    """What a sample county hands up, and the scores of its rows.

    Args:
        one: the county.
        rows: of its sample, of the period.
        plan: which counties differ.
        text: `visible.toml` of the province.
        seed: another one gives another province.
    """
    chance = np.random.default_rng([seed, int(one.code)])
    called, busiest = _said(rows.package, "called"), _busiest(rows.data.ledgers)
    words = {called: one.name[:-1], _said(rows.package, "city")[:-1]: one.city[:-1]}
    ledgers = {
        code: _called(frame, words) for code, frame in _some_of(rows.data.ledgers, busiest, chance).items()
    }
    ledgers[_ROSTER] = _identified(ledgers[_ROSTER], busiest, one.code, plan)
    reports = {
        number: replace(
            info,
            sha256=hashlib.sha256(f"{one.code}{info.sha256}".encode()).hexdigest(),
            file=info.file.replace(called, one.name[:-1]),
        )
        for number, info in rows.data.submissions.items()
    }
    data = replace(
        rows.data,
        ledgers=ledgers,
        submissions=reports,
        version=version_of(reports.values()),
        ruled_out=pd.DataFrame(),
    )
    package = renamed_package(rows.package, one.name)
    given = Handover(one.code, data.period, 1, f"{one.code}-1", "", package, text, data, (), {}, _PROGRAM)
    scores = scores_of(given.framework, data)
    given = replace(given, tables=scores.tables)
    return _misprinted(given) if one.code == plan.differing else given, scores


def _some_of(
    ledgers: Mapping[str, pd.DataFrame], busiest: str, chance: np.random.Generator
) -> dict[str, pd.DataFrame]:
    """Some enterprises, the busiest with all it did, and a share of everything else."""
    known = np.unique(ledgers[_ROSTER][_FIRM].dropna().astype(str))
    others = chance.permutation([code for code in known if code != busiest])[: ENTERPRISES - 1]
    kept, share = {busiest, *others}, chance.uniform(*_SHARE)
    made = {}
    for code, rows in ledgers.items():
        named = (rows[_FIRM] if _FIRM in rows else pd.Series(None, rows.index, "str")).astype(object)
        theirs = named.isin(kept) & ((code == _ROSTER) | (chance.random(len(rows)) < share))
        held = named.eq(busiest) | theirs | (named.isna() & (chance.random(len(rows)) < share))
        made[code] = rows[held.to_numpy(dtype=bool)].reset_index(drop=True)
    return made


def _busiest(ledgers: Mapping[str, pd.DataFrame]) -> str:
    """The enterprise with the most honours: where two counties have it, facts are told twice."""
    counted = ledgers["L06"][_FIRM].dropna().astype(str).value_counts()
    return str(min(counted.index[counted.eq(counted.max())]))


def _said(package: CountyPackage, key: str) -> str:
    """A text that a county's file says of it."""
    return str(tomllib.loads(package.by_name[CountyFile.COUNTY].decode("utf-8"))[key])


def _called(rows: pd.DataFrame, words: Mapping[str, str]) -> pd.DataFrame:
    """Rows in which county and city are called by their new names."""
    made = {}
    for column in rows.columns:
        text = rows[column]
        if column.startswith("_") or not pd.api.types.is_string_dtype(text.dtype):
            continue
        for called, name in words.items():
            if text.str.contains(called, regex=False, na=False).any():
                made[column] = text = text.str.replace(called, name, regex=False)
    return rows.assign(**made)


def _identified(roster: pd.DataFrame, busiest: str, code: str, plan: PlantedCounties) -> pd.DataFrame:
    """The register with a 统一社会信用代码 of the county's own each; that of the busiest shared in a pair."""
    owner = {second: first for first, second in plan.shared}
    firms = list(dict.fromkeys(roster[_FIRM].dropna().astype(str)))
    made: dict[str, str | None] = {firm: _credit_code(code, at) for at, firm in enumerate(firms, 1)}
    made[busiest] = _credit_code(owner.get(code, code), 0)
    if code in plan.unnamed:
        made |= dict.fromkeys([firm for firm in firms if firm != busiest][-_UNNAMED:])
    codes = [made.get(str(firm)) for firm in roster[_FIRM]]
    return roster.assign(**{_CREDIT: pd.Series(codes, roster.index, dtype=roster[_CREDIT].dtype)})


def _credit_code(county: str, number: int) -> str:
    body = f"91{county}{number:09d}"
    return body + credit_check(body)


def _misprinted(given: Handover) -> Handover:
    """With a score published that its rows do not give."""
    unit = given.tables["unit"].copy()
    unit.loc[unit.index[2], "K1"] = 99.0
    return replace(given, tables={**given.tables, "unit": unit})
