"""What-if scenarios by name, with every parameter, so that each can be run again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from metrics.store.database import StoreError, audit, moment, scenario
from metrics.store.people import permits

_LONGEST = 64


@dataclass(frozen=True)
class SavedScenario:
    """A scenario as it was saved; `framework_version` is the hash of the framework it was tried under."""

    name: str
    parameters: Mapping[str, Any]
    framework_version: str
    account: str
    at: datetime


def save(
    connection: Connection,
    name: str,
    parameters: Mapping[str, Any],
    framework_version: str,
    account: str,
    at: datetime | None,
) -> SavedScenario:
    """Keep a scenario under its name, in place of one saved under it before; the audit keeps both.

    Raises:
        StoreError: no name, too long a one, or one under which somebody else saved.
    """
    permits.require(connection, account, "scenario")
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST:
        raise StoreError(f"假设方案要有名称，最长 {_LONGEST} 个字。")
    before = connection.execute(select(scenario).where(scenario.c.name == name)).mappings().one_or_none()
    if before:
        permits.require_own(connection, account, before["account"], f"假设方案“{name}”")
    row: dict[str, Any] = {
        "name": name,
        "parameters": dict(parameters),
        "framework_version": framework_version,
        "account": account,
        "at": moment(at),
    }
    same = scenario.c.name == name
    connection.execute(update(scenario).where(same).values(row) if before else insert(scenario).values(row))
    detail = {"parameters": row["parameters"], "before": before and before["parameters"]}
    audit.record(connection, account, "scenario", name, detail, at)
    return SavedScenario(**row)


def remove(connection: Connection, name: str, account: str, at: datetime | None) -> None:
    """Forget a scenario; the audit keeps its parameters.

    Raises:
        StoreError: there is none of this name, or it is somebody else's.
    """
    permits.require(connection, account, "scenario")
    columns = (scenario.c.parameters, scenario.c.account)
    found = connection.execute(select(*columns).where(scenario.c.name == name)).one_or_none()
    if found is None:
        raise StoreError(f"没有名为“{name}”的假设方案。")
    permits.require_own(connection, account, found.account, f"假设方案“{name}”")
    connection.execute(delete(scenario).where(scenario.c.name == name))
    audit.record(connection, account, "scenario", name, {"parameters": None, "before": found.parameters}, at)


def every(connection: Connection) -> list[SavedScenario]:
    """All scenarios by name."""
    rows = connection.execute(select(scenario).order_by(scenario.c.name)).mappings()
    return [SavedScenario(**row) for row in rows]
