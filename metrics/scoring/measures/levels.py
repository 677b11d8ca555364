"""Who is compared: enterprises, brands, units, the county, towns, industries, and which rows are whose."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
import pandas as pd

from metrics.framework import LEVELS
from metrics.scoring.measures.attribution import BRANDS, LedgerTable
from metrics.scoring.measures.bundles import Bundles
from metrics.scoring.measures.prepared import Prepared, registered, roster_rows

#: Code and name of the one entity of level county.
COUNTY = "county"

_ENTERPRISE_FIELDS = ("town", "industry", "ownership", "employees", "pilot_level")
_BRAND_FIELDS = ("is_county_brand", "reform_dimension", "status", "target_value", "target_unit")


@dataclass(frozen=True, eq=False)
class Level:
    """The entities of a level.

    Args:
        name: enterprise, brand, unit, county, town or industry.
        formula: which of a measure's formulas it uses (E, B, U, C).
        entities: one row an entity, index code, column name and what is known of it.
        by: what decides whose a row is: `enterprise`, `brand`, `unit` or empty (all rows are the one
            entity's).
        of: number of that enterprise, brand or unit → number of the entity (from 1; 0 nobody's).
    """

    name: str
    formula: str
    entities: pd.DataFrame
    by: str
    of: np.ndarray

    @cached_property
    def size(self) -> int:
        """How many entities there are."""
        return len(self.entities)

    def __len__(self) -> int:
        return self.size

    def key(self, table: LedgerTable | Bundles) -> np.ndarray:
        """The entity's number for each row of a ledger, or for each of its bundles."""
        if not self.by:
            return np.ones(len(table.enterprise), dtype=np.intp)
        return self.of[getattr(table, self.by)]


def level_of(prepared: Prepared, name: str) -> Level:
    """The level of a name. Raises KeyError for an unknown one."""
    return prepared.once(("level", name), lambda: _MAKERS[name](prepared))


def key_of(prepared: Prepared, level: Level, ledger: str) -> np.ndarray:
    """The entity's number for each row of a ledger, made once."""
    return prepared.once(("key", level.name, ledger), lambda: level.key(prepared.tables[ledger]))


def _enterprises(prepared: Prepared) -> Level:
    known = prepared.directory
    codes = known.enterprises[known.roster - 1]
    columns = _attributes(registered(prepared), roster_rows(prepared), "enterprise_name", _ENTERPRISE_FIELDS)
    return _level("enterprise", codes, columns, "enterprise", _numbered(known.on_roster))


def _brands(prepared: Prepared) -> Level:
    known, units = prepared.directory, prepared.framework.units
    lead = known.lead[1:]
    columns = {
        **_attributes(prepared.tables[BRANDS], known.brand_row[1:], "brand_name", _BRAND_FIELDS),
        "lead_unit": _texts([unit.code for unit in units], lead),
        "lead_unit_name": _texts([unit.short_name for unit in units], lead),
    }
    return _level("brand", known.brands, columns, "brand", np.arange(len(known.brands) + 1))


def _units(prepared: Prepared) -> Level:
    units = [unit for unit in prepared.framework.units if unit.holds(prepared.period.end)]
    member = np.array([False, *(unit in units for unit in prepared.framework.units)])
    columns = {
        "name": pd.array([unit.name for unit in units], dtype="str"),
        "short_name": pd.array([unit.short_name for unit in units], dtype="str"),
    }
    return _level("unit", [unit.code for unit in units], columns, "unit", _numbered(member))


def _county(prepared: Prepared) -> Level:
    known = prepared.directory
    columns = _groups(prepared, [prepared.framework.county], np.ones(len(known.roster), dtype=np.intp))
    return _level("county", [COUNTY], columns, "", known.on_roster.astype(np.intp))


def _grouped(prepared: Prepared, name: str, vocabulary: str) -> Level:
    """Towns or industries that have an enterprise on the roster, in the vocabulary's order."""
    terms = {term.name: term.code for term in prepared.framework.vocabularies[vocabulary].terms}
    values, different = registered(prepared).columns.factor(name)
    texts = [str(one) for one in different]
    terms.update({one: one for one in texts if one not in terms})
    place = np.array([*(list(terms).index(one) for one in texts), -1], dtype=np.intp)
    of_roster = place[values[roster_rows(prepared)]]
    present = np.unique(of_roster[of_roster >= 0])
    number = np.zeros(len(terms) + 1, dtype=np.intp)
    number[present] = np.arange(1, len(present) + 1)
    of = np.zeros(len(prepared.directory.on_roster), dtype=np.intp)
    of[prepared.directory.roster] = number[of_roster]
    names = [list(terms)[one] for one in present]
    columns = _groups(prepared, names, number[of_roster])
    return _level(name, [terms[one] for one in names], columns, "enterprise", of)


def _groups(
    prepared: Prepared, names: list[str], number: np.ndarray
) -> dict[str, pd.api.extensions.ExtensionArray]:
    known, size = prepared.directory, len(names) + 1
    employees = np.bincount(number, known.employees[known.roster], size)[1:]
    return {
        "name": pd.array(names, dtype="str"),
        "enterprises": pd.array(np.bincount(number, minlength=size)[1:], dtype="Int64"),
        "employees": pd.array(employees.astype(np.int64), dtype="Int64"),
    }


def _level(name: str, codes: Iterable[str], columns: Mapping[str, object], by: str, of: np.ndarray) -> Level:
    index = pd.Index(list(codes), dtype="str", name="code")
    return Level(name, LEVELS[name], pd.DataFrame(columns, index=index), by, of)


def _attributes(
    table: LedgerTable, rows: np.ndarray, name: str, fields: tuple[str, ...]
) -> dict[str, object]:
    frame = table.columns.frame
    there = [name, *(field for field in fields if field in frame)]
    return {("name" if field == name else field): frame[field].array[rows] for field in there}


def _texts(texts: list[str], numbers: np.ndarray) -> pd.api.extensions.ExtensionArray:
    return pd.array(np.array(["", *texts], dtype=object)[numbers], dtype="str")


def _numbered(member: np.ndarray) -> np.ndarray:
    """1, 2, 3 … for the members, 0 for the others."""
    return np.where(member, np.cumsum(member), 0)


_MAKERS: Mapping[str, Callable[[Prepared], Level]] = MappingProxyType(
    {
        "enterprise": _enterprises,
        "brand": _brands,
        "unit": _units,
        "county": _county,
        "town": lambda prepared: _grouped(prepared, "town", "towns"),
        "industry": lambda prepared: _grouped(prepared, "industry", "industries"),
    }
)
