"""What the office already knows when a workbook is made or checked."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import pandas as pd
from sqlalchemy import Connection

from metrics.county import SubmissionInfo
from metrics.framework import Framework, LedgerSpec, Period, UnitSpec, parse_period
from metrics.ingest import Context
from metrics.store.database import Ledgers, RowCache, joined, to_frame, today
from metrics.store.people import permits, units
from metrics.store.reporting import aliases, mergers
from metrics.store.reporting.found import COUNTED, every
from metrics.store.reporting.submissions import in_order, latest_of_quarters

_BRANDS = "L01"
_PROJECTS = "L02"
_SUBMITTED = (*COUNTED, "submitted")
Stored = Mapping[int, Ledgers]


def context(
    connection: Connection,
    cache: RowCache,
    framework: Framework,
    unit: str,
    period: Period,
    account: str,
) -> Context:
    """Known entities, the unit's own rows to begin with, and codes that are taken.

    Known are entities of approved submissions, and of the unit's own that await approval. An entity first
    reported after the period is known too: the unit may be late, the roster may not be.

    Raises:
        StoreError: the framework has no such unit.
    """
    permits.require(connection, account, "prefill", unit)
    if unit not in framework.unit:
        raise units.unknown(unit, framework.unit)
    submissions = [info for info in every(connection, None, None) if info.state != "withdrawn"]
    stored = cache.get(connection, [info.id for info in submissions])
    own = latest_of_quarters(info for info in submissions if info.unit == unit and info.state in _SUBMITTED)
    approved = latest_of_quarters(info for info in submissions if info.state in COUNTED)
    wanted = {column.refers for spec in framework.ledgers.values() for column in spec.columns}
    candidates = _nearest_last(period, {info.id: info for info in (*approved, *own)}.values())
    known = {
        code: _known(spec, _latest(spec, candidates, stored), aliases.of_ledger(connection, code))
        for code, spec in framework.ledgers.items()
        if code in wanted
    }
    prefill = _prefill(framework, framework.unit[unit], _until(period, own), stored)
    if _PROJECTS in prefill:
        prefill[_PROJECTS] = mergers.prefilled(connection, prefill[_PROJECTS])
    return Context(
        known=known | _planned(framework, known),
        prefill=prefill | _planned_of(framework, unit, known, prefill),
        used_codes={
            code: _used(spec, submissions, stored, unit, period) for code, spec in framework.ledgers.items()
        },
        previous=_previous(framework, submissions, stored, unit, period),
        today=today(),
    )


def _planned(framework: Framework, known: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The brands with those that are settled and that nobody reported yet: they may be named, too."""
    if _BRANDS not in known or not framework.brands:
        return {}
    there = known[_BRANDS]
    fresh = [one for one in framework.brands if one.code not in set(there["code"])]
    rows = [{"code": one.code, "name": one.name, "aliases": (), "status": ""} for one in fresh]
    return {_BRANDS: pd.concat([there, pd.DataFrame(rows)], ignore_index=True) if rows else there}


def _planned_of(
    framework: Framework, unit: str, known: Mapping[str, pd.DataFrame], prefill: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """The unit's register of brands with its settled ones that nobody reported yet, to begin with."""
    if _BRANDS not in prefill or not framework.brands:
        return {}
    there, reported = prefill[_BRANDS], set(known[_BRANDS]["code"]) if _BRANDS in known else set()
    rows = [
        {
            "brand_code": one.code,
            "brand_name": one.name,
            "is_county_brand": one.is_county_brand,
            "lead_unit_code": one.unit,
        }
        for one in framework.brands
        if one.unit == unit and one.code not in reported
    ]
    if not rows:
        return {}
    fresh = pd.DataFrame(rows).reindex(columns=there.columns).astype(there.dtypes)
    return {_BRANDS: pd.concat([there, fresh], ignore_index=True) if len(there) else fresh}


def _until(period: Period, submissions: Iterable[SubmissionInfo]) -> list[SubmissionInfo]:
    return [info for info in submissions if parse_period(info.period).end <= period.end]


def _nearest_last(period: Period, submissions: Iterable[SubmissionInfo]) -> list[SubmissionInfo]:
    """Later ones, nearest last, then those up to the period: the last row of a code is the best known."""
    ordered = in_order(submissions)
    in_time = _until(period, ordered)
    later = [info for info in ordered if parse_period(info.period).end > period.end]
    return later[::-1] + in_time


def _latest(spec: LedgerSpec, submissions: Iterable[SubmissionInfo], stored: Stored) -> pd.DataFrame:
    rows = joined(spec, submissions, stored)
    return rows.dropna(subset=spec.key).drop_duplicates(spec.key, keep="last").reset_index(drop=True)


def _known(spec: LedgerSpec, rows: pd.DataFrame, texts: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    rows = rows.sort_values(spec.key)
    status = rows["status"] if "status" in rows else pd.Series(index=rows.index, dtype="str")
    own = [rows[field].tolist() for field in spec.known_as]
    spellings = [
        tuple(dict.fromkeys([*(name for name in names if isinstance(name, str)), *texts.get(code, ())]))
        for code, *names in zip(rows[spec.key], *own, strict=True)
    ]
    return pd.DataFrame(
        {
            "code": rows[spec.key],
            "name": rows[spec.name_field],
            "aliases": pd.Series(spellings, index=rows.index, dtype="object"),
            "status": status,
            **({"employees": rows["employees"]} if "employees" in rows else {}),
        }
    )


def _prefill(
    framework: Framework, unit: UnitSpec, own: Sequence[SubmissionInfo], stored: Stored
) -> dict[str, pd.DataFrame]:
    """The unit's registers as last reported; what is counted anew each quarter is blank."""
    registers = [spec for spec in map(framework.ledgers.__getitem__, unit.ledgers) if spec.kind == "register"]
    return {spec.code: _to_begin_with(spec, _latest(spec, own, stored)) for spec in registers}


def _to_begin_with(spec: LedgerSpec, rows: pd.DataFrame) -> pd.DataFrame:
    for field, values in spec.prefill_when.items():
        rows = rows[rows[field].isin(values)]
    blank = {field: rows[field].iloc[:0].reindex(rows.index) for field in spec.summed}
    return rows[list(spec.by_id)].assign(**blank).reset_index(drop=True)


def _previous(
    framework: Framework, submissions: Iterable[SubmissionInfo], stored: Stored, unit: str, period: Period
) -> dict[str, pd.DataFrame]:
    """The unit's latest revision of the quarter, returned ones too: the next one is made from it."""
    revisions = [info for info in submissions if (info.unit, info.period) == (unit, period.code)]
    latest = latest_of_quarters(revisions)
    return {
        code: to_frame([ledger.table], framework.ledgers[code])
        for info in latest
        for code, ledger in stored[info.id].items()
        if code in framework.ledgers
    }


def _used(
    spec: LedgerSpec, submissions: Iterable[SubmissionInfo], stored: Stored, unit: str, period: Period
) -> frozenset[str]:
    """Codes of a ledger in the county, without those of the unit's own quarter.

    A new revision replaces that quarter: rows without a code get the same codes again, so revisions compare.
    """
    replaced = (unit, period.code)
    tables = [
        stored[info.id][spec.code].table
        for info in submissions
        if (info.unit, info.period) != replaced and spec.code in stored[info.id]
    ]
    columns = [table[spec.key].to_pylist() for table in tables if spec.key in table.column_names]
    return frozenset(chain.from_iterable(columns)) - {None}
