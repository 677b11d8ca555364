"""Whose a row is: its enterprise, its brand, and the unit that answers for it.

A row belongs to its brand's lead unit, without a brand to the submitting unit, and to the enterprise it
names; one that was ruled not to be the brand's (不是我们的) to its enterprise alone. Everything is numbered
once: enterprises, brands and units from 1, 0 meaning none.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.county import CLOSED_COLUMN, DISOWNED_COLUMN
from metrics.framework import Framework, Period, parse_period
from metrics.scoring.measures.columns import Columns
from metrics.scoring.measures.ledger_rows import LedgerView

BRANDS, ENTERPRISES = "L01", "L15"
LEFT = "退出"
#: Ledger → a required field that begins with the enterprise's code (获得者代号, e.g. E017-02).
_ALSO_NAMED = {"L06": "holder_ref"}


@dataclass(frozen=True, eq=False)
class LedgerTable:
    """A ledger's rows with their numbers; a register's rows carry those of the latest row of their code."""

    rows: LedgerView
    enterprise: np.ndarray
    brand: np.ndarray
    unit: np.ndarray

    @property
    def columns(self) -> Columns:
        """The ledger's columns."""
        return self.rows.columns


@dataclass(frozen=True, eq=False)
class EntityDirectory:
    """The entities by number, with what is known of them; every array starts with an entry for 0, nobody.

    enterprises: codes, the register's first, then codes that only other ledgers name. on_roster: 状态 is not
    退出. enterprise_row, brand_row: position of the latest row in L15 and L01 (−1 without one). lead: brand
    → unit.
    """

    enterprises: pd.Index
    brands: pd.Index
    units: pd.Index
    on_roster: np.ndarray
    employees: np.ndarray
    enterprise_row: np.ndarray
    brand_row: np.ndarray
    lead: np.ndarray

    @property
    def roster(self) -> np.ndarray:
        """Numbers of the enterprises on the roster."""
        return np.flatnonzero(self.on_roster)


def directory(
    framework: Framework, ledgers: Mapping[str, LedgerView], year: Period | None = None
) -> EntityDirectory:
    """Number everything that rows may belong to.

    `year` are the days over which an enterprise on the roster stays on it; without them it is who is there at
    the period's end.
    """
    units = pd.Index([unit.code for unit in framework.units])
    enterprises, enterprise_row = _entities(ledgers[ENTERPRISES])
    brands, brand_row = _entities(ledgers[BRANDS])
    named = [rows.columns.factor(rows.spec.refers_to(ENTERPRISES) or "")[1] for rows in ledgers.values()]
    strangers = pd.Index(np.unique(np.concatenate([np.asarray(one, dtype=str) for one in named])))
    enterprises = enterprises.append(strangers.difference(enterprises).astype(enterprises.dtype))
    enterprise_row = np.append(enterprise_row, np.full(len(enterprises) + 1 - len(enterprise_row), -1))
    register = ledgers[ENTERPRISES].columns
    return EntityDirectory(
        enterprises,
        brands,
        units,
        on_roster=_on_roster(ledgers[ENTERPRISES], enterprises, enterprise_row, year),
        employees=_of_rows(register.amounts("employees"), enterprise_row, fill=0.0),
        enterprise_row=enterprise_row,
        brand_row=brand_row,
        lead=_of_rows(_lead_units(ledgers[BRANDS], units), brand_row, fill=0),
    )


def _on_roster(
    rows: LedgerView, enterprises: pd.Index, latest: np.ndarray, scope: Period | None
) -> np.ndarray:
    """Who is counted, by enterprise: who is on the roster and was not ruled closed, which holds at once."""
    listed = _listed(rows, enterprises, latest, scope)
    if CLOSED_COLUMN in rows.columns.frame:
        gone = rows.columns.numbers(CLOSED_COLUMN) > 0
        listed[numbers(rows.columns, rows.spec.key, enterprises)[gone]] = False
    return listed


def _listed(rows: LedgerView, enterprises: pd.Index, latest: np.ndarray, scope: Period | None) -> np.ndarray:
    """Who is on the roster, by enterprise: at the period's end, or, of a year's, at any time of the year.

    Leaving takes effect on the next 1 January: who was there on New Year's Day, or in any row of the year,
    stays to its end, so that nobody's score rises because an enterprise with little work was set to 退出.
    """
    there = ~rows.columns.equal_one_of("status", (LEFT,))
    now = _of_rows(there, latest, fill=False)
    if scope is None:
        return now
    quarter, codes = rows.columns.factor("_period")
    in_year = np.array([parse_period(code) in scope for code in codes] + [False], dtype=bool)[quarter]
    number = numbers(rows.columns, rows.spec.key, enterprises)
    known = rows.history
    before = known[~in_year[known]]
    stood = np.zeros(len(enterprises) + 1, dtype=bool)
    stood[number[before]] = there[before]  # oldest first: the last one stays
    stood[number[known[in_year[known] & there[known]]]] = True
    stood[0] = False
    return stood


def attributed(rows: LedgerView, known: EntityDirectory) -> LedgerTable:
    """Give every row of a ledger its enterprise, brand and unit."""
    columns, spec = rows.columns, rows.spec
    enterprise = _enterprises(rows, known.enterprises)
    brand = numbers(columns, _field(rows, BRANDS), known.brands)
    if spec.kind == "register":
        enterprise, brand = enterprise[rows.latest], brand[rows.latest]
    submitter = numbers(columns, "_unit", known.units)[rows.latest]
    lead = known.lead[brand]
    unit = np.where(lead > 0, lead, submitter)
    if DISOWNED_COLUMN in columns.frame:
        # Neither the brand's side nor, before the row is put right, whoever typed it there.
        unit[columns.numbers(DISOWNED_COLUMN)[rows.latest] > 0] = 0
    return LedgerTable(rows, enterprise, brand, unit)


def numbers(columns: Columns, name: str, codes: pd.Index) -> np.ndarray:
    """Each row's number of the code it holds in a column; 0 for a missing or unknown one."""
    values, uniques = columns.factor(name)
    return np.append(codes.get_indexer(uniques) + 1, 0)[values]


def _enterprises(rows: LedgerView, codes: pd.Index) -> np.ndarray:
    """Each row's enterprise: the one it names, else the one its holder's code begins with."""
    field, other = _field(rows, ENTERPRISES), _ALSO_NAMED.get(rows.spec.code)
    named = numbers(rows.columns, field, codes)
    if other is None or not (named == 0).any():
        return named
    values, uniques = rows.columns.factor(other)
    begins = pd.Index([str(text).partition("-")[0] for text in uniques])
    also = np.append(codes.get_indexer(begins) + 1, 0)[values]
    return np.where(rows.columns.factor(field)[0] < 0, also, named)


def _field(rows: LedgerView, target: str) -> str:
    return rows.spec.key if rows.spec.code == target else rows.spec.refers_to(target) or ""


def _entities(rows: LedgerView) -> tuple[pd.Index, np.ndarray]:
    """Codes of a register in order, and the position of the latest row of each (with an entry for 0)."""
    positions = np.flatnonzero(rows.counts)
    codes = pd.Index(np.asarray(rows.columns.frame[rows.spec.key], dtype=str)[positions], dtype="str")
    order = np.argsort(codes.to_numpy(dtype=str), kind="stable")
    return codes[order], np.append([-1], positions[order])


def _lead_units(rows: LedgerView, units: pd.Index) -> np.ndarray:
    lead = numbers(rows.columns, rows.spec.refers_to("unit") or "", units)
    return np.where(lead > 0, lead, numbers(rows.columns, "_unit", units))


def _of_rows(values: np.ndarray, positions: np.ndarray, fill: float) -> np.ndarray:
    return np.append(values, np.asarray([fill], dtype=values.dtype))[positions]
