"""Which of the county's own files hold: its name, units, towns and words, in versions that begin on a day.

A version holds for the periods that end on its first day or later, until a newer one does, so that old
periods keep the names, towns and duties they had. What was said first holds for every earlier period too.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import Connection, select

from metrics.framework import NO_COUNTY, CountyPackage, Framework, Period, load_framework
from metrics.store.database.columns import today
from metrics.store.database.errors import StoreError
from metrics.store.database.schema import county_version


@dataclass(frozen=True)
class CountyVersion:
    """What a county said of itself at one time.

    Args:
        id: counted from 1.
        hash: of the files.
        starts_on: the first day it holds for.
        reason: why.
        account: by whom.
        at: when.
    """

    id: int
    hash: str
    starts_on: date
    reason: str
    account: str
    at: datetime


def county_versions(connection: Connection) -> list[CountyVersion]:
    """The versions, oldest first."""
    columns = [county_version.c[name] for name in CountyVersion.__dataclass_fields__]
    rows = connection.execute(select(*columns).order_by(county_version.c.id)).mappings()
    return [CountyVersion(**row) for row in rows]


def county_in_force(connection: Connection, on: Period | None = None) -> CountyPackage:
    """The newest files that hold at a period's end; today without one; none in an empty database.

    What was said to begin later names nothing yet, but the templates of the periods it is for.
    """
    return county_on(connection, on.end if on else today())


def county_on(connection: Connection, day: date) -> CountyPackage:
    """The newest files that hold on a day; none in an empty database."""
    query = select(county_version.c.id, county_version.c.starts_on).order_by(county_version.c.id)
    known = connection.execute(query).all()
    if not known:
        return NO_COUNTY
    # A later day goes before a later saying: a correction of the past does not undo what holds by now.
    holding = [row for row in known if row.starts_on <= day] or [known[0]]
    newest = max(holding, key=lambda row: (row.starts_on, row.id))
    return county_package(connection, newest.id)


def county_package(connection: Connection, number: int) -> CountyPackage:
    """The files of a version; StoreError for an unknown one."""
    query = select(county_version.c.files).where(county_version.c.id == number)
    text = connection.execute(query).scalar_one_or_none()
    if text is None:
        raise StoreError(f"没有编号为 {number} 的县情版本。")
    return _package(text)


@lru_cache(maxsize=32)
def _package(text: str) -> CountyPackage:
    return CountyPackage.from_json(text)


def framework_at(connection: Connection, on: Period | None = None) -> Framework:
    """The program's newest framework in the county as it was at a period's end; as it is now without one."""
    return load_framework(county_in_force(connection, on))
