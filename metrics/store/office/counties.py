"""Saying whose database it is: keeping other files of the county, and giving a database its first ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from metrics.framework import SHAPES, CountyPackage, UnitSpec, load_framework
from metrics.store.database import (
    CountyVersion,
    StoreError,
    audit,
    county_on,
    county_package,
    county_version,
    county_versions,
    framework_at,
    inserted_id,
    moment,
)
from metrics.store.database import unit as units_table
from metrics.store.people import permits, units

#: Signs of a town's shape that the audit keeps.
_SHAPE_SHOWN = 160


@dataclass(frozen=True)
class CountyDraft:
    """A version to be: the files, the day from which they hold (None: always, as a correction), and why."""

    package: CountyPackage
    starts_on: date | None
    reason: str


def save(connection: Connection, draft: CountyDraft, account: str, at: datetime | None) -> CountyVersion:
    """Keep other files of the county; its member units are brought into the database.

    Raises:
        StoreError: nothing changes, or the reason is blank.
        FrameworkError: the files cannot be read, or contradict the ledgers.
    """
    permits.require(connection, account, "edit-county")
    return _keep(connection, draft, account, at)


def begin(connection: Connection, first: CountyPackage, account: str) -> CountyVersion | None:
    """Give a database without a county its first one; None where it has one already."""
    if connection.scalar(select(func.count()).select_from(county_version)):
        return None
    return _keep(connection, CountyDraft(first, None, "建县"), account, None)


def former_units(connection: Connection) -> list[tuple[UnitSpec, ...]]:
    """The member units as each version of the county lists them, oldest first."""
    return [load_framework(county_package(connection, one.id)).units for one in county_versions(connection)]


def without_county(connection: Connection) -> bool:
    """Whether a database holds member units, and nobody has said of which county."""
    if connection.scalar(select(func.count()).select_from(county_version)):
        return False
    return bool(connection.scalar(select(func.count()).select_from(units_table)))


def adopt(connection: Connection, packages: Iterable[CountyPackage]) -> CountyVersion | None:
    """Give a database of an earlier program the county it was made with: the one whose units it holds.

    Until counties were kept in databases, the program knew one, and wrote its units into each. None where
    the database has a county, has no units, or holds units of none of the packages.
    """
    if not without_county(connection):
        return None
    held = dict(connection.execute(select(units_table.c.code, units_table.c.name)).all())
    for one in packages:
        if held.items() <= {unit.code: unit.name for unit in load_framework(one).units}.items():
            return _keep(connection, CountyDraft(one, None, "从以前的版本带入"), audit.SYSTEM, None)
    return None


def _keep(connection: Connection, draft: CountyDraft, account: str, at: datetime | None) -> CountyVersion:
    if not draft.reason.strip():
        raise StoreError("改动县情要写明理由，例如“机构改革，科技局改名”。")
    after, known = load_framework(draft.package), county_versions(connection)
    starts = _starts(known, draft)
    # It changes what held on its first day, which may be long past.
    before = county_on(connection, starts)
    if draft.package == before:
        raise StoreError("县情没有改动，不需要新版本。")
    row: dict[str, Any] = {
        "hash": draft.package.hash,
        "starts_on": starts,
        "reason": draft.reason.strip(),
        "account": account,
        "at": moment(at),
    }
    done = connection.execute(insert(county_version).values(files=draft.package.to_json(), **row))
    detail: dict[str, Any] = {"hash": draft.package.hash, "reason": row["reason"]}
    detail |= {"starts": starts.isoformat() if known else "", "changes": changed_words(before, draft.package)}
    audit.record(connection, account, "county", after.county, detail, at)
    units.seed(connection, framework_at(connection), after)
    return CountyVersion(id=inserted_id(done), **row)


def _starts(known: list[CountyVersion], draft: CountyDraft) -> date:
    """From when a version holds: a correction from when what it corrects did, the first one from ever."""
    if not known:
        return date.min
    return draft.starts_on or max(one.starts_on for one in known)


def changed_words(before: CountyPackage, after: CountyPackage) -> Mapping[str, list[str]]:
    """What became other: file → the lines that are gone (-) and new (+), as the audit keeps them."""
    names = dict.fromkeys((*before.by_name, *after.by_name))
    pairs = {name: (_lines(before, name), _lines(after, name)) for name in names}
    return {
        name: [
            *(f"-{line}" for line in old if line not in new),
            *(f"+{line}" for line in new if line not in old),
        ]
        for name, (old, new) in pairs.items()
        if old != new
    }


def _lines(package: CountyPackage, name: str) -> list[str]:
    """The lines of a file; of shapes, which are long, the beginning of each."""
    most = _SHAPE_SHOWN if name == SHAPES else None
    return [line[:most] for line in package.by_name.get(name, b"").decode("utf-8-sig").splitlines()]
