"""The county's words as they were in a quarter: what its units were called, which towns it had.

A workbook of an old quarter is made, read and spoken of in these, whatever was renamed since. A unit is
recognised by every name it ever had; it is called by the one of the quarter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from sqlalchemy import Connection

from metrics.framework import CountyPackage, Framework, Period, UnitSpec, load_framework, name_key
from metrics.store.database import county_in_force, county_package, county_versions

Units = tuple[UnitSpec, ...]


def in_words_of(connection: Connection, framework: Framework, period: Period) -> Framework:
    """The framework with the units, vocabularies and name that the county had at the end of a quarter.

    Args:
        connection: to the versions of the county.
        framework: with the county's words of another time. Its units that the county did not list then
            stay, so that whoever asks for one is answered.
        period: the quarter.
    """
    versions = county_versions(connection)
    if len(versions) < 2:
        return framework
    then = load_framework(county_in_force(connection, period))
    ever = tuple(dict.fromkeys(county_package(connection, one.id) for one in versions))
    units = _with_all_names(then.units, ever)
    more = tuple(unit for unit in framework.units if unit.code not in then.unit)
    county = {name: getattr(then, name) for name in ("hash", "vocabularies", "home", "brands", "texts")}
    return replace(framework, units=(*units, *more), **county)


@lru_cache(maxsize=32)
def _with_all_names(units: Units, ever: tuple[CountyPackage, ...]) -> Units:
    """Units that are known by every name they ever had, unless another one has it in their own time."""
    taken = {name_key(text): unit.code for unit in units for text in unit.spellings}
    others: dict[str, dict[str, str]] = {}
    for code, text in _names_of(ever):
        if name_key(text) not in taken:
            others.setdefault(name_key(text), {})[code] = text
    known: dict[str, list[str]] = {}
    for owners in others.values():
        # What two were called, one after the other, names neither.
        if len(owners) == 1:
            [(code, text)] = owners.items()
            known.setdefault(code, []).append(text)
    return tuple(
        replace(unit, aliases=(*unit.aliases, *known[unit.code])) if unit.code in known else unit
        for unit in units
    )


def _names_of(ever: Iterable[CountyPackage]) -> Iterator[tuple[str, str]]:
    for one in ever:
        for unit in load_framework(one).units:
            yield from ((unit.code, text) for text in unit.spellings if text)
