"""Member units and accounts."""

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, Table, insert, select, update

from metrics.framework import Framework
from metrics.store import audit
from metrics.store.errors import StoreError
from metrics.store.schema import account as accounts
from metrics.store.schema import unit as units


@dataclass(frozen=True)
class Account:
    """Someone who works with the system; `unit` is empty for the office and the leaders."""

    code: str
    name: str
    role: str
    unit: str = ""
    active: bool = True


def differing(connection: Connection, framework: Framework) -> list[str]:
    """Codes of the framework's units that the database does not hold as they are."""
    stored = _stored(connection, units)
    return [unit.code for unit in framework.units if stored.get(unit.code) != _row(framework, unit.code)]


def seed(connection: Connection, framework: Framework) -> None:
    """Bring the units of the framework into the database; others in it stay."""
    codes = differing(connection, framework)
    if not codes:
        return
    for code in codes:
        _put(connection, units, _row(framework, code))
    audit.record(connection, audit.SYSTEM, "units", framework.version, {"units": codes})


def require(connection: Connection, code: str) -> None:
    """Refuse a unit that is not in the database.

    Raises:
        StoreError: naming the code.
    """
    if connection.execute(select(units.c.code).where(units.c.code == code)).one_or_none() is None:
        raise StoreError(f"没有代码为“{code}”的成员单位。请核对单位代码（如 U08）。")


def ensure_account(connection: Connection, account: Account, by: str) -> None:
    """Create an account or change it to what is given."""
    if account.unit:
        require(connection, account.unit)
    row = asdict(account) | {"unit": account.unit or None}
    if _stored(connection, accounts).get(account.code) == row:
        return
    _put(connection, accounts, row)
    audit.record(connection, by, "account", account.code, asdict(account))


def every_account(connection: Connection) -> list[Account]:
    """All accounts by code."""
    found = connection.execute(select(accounts).order_by(accounts.c.code))
    return [Account(row.code, row.name, row.role, row.unit or "", row.active) for row in found]


def _row(framework: Framework, code: str) -> dict[str, object]:
    row = asdict(framework.unit[code])
    return row | {"aliases": list(row["aliases"]), "ledgers": list(row["ledgers"])}


def _stored(connection: Connection, table: Table) -> dict[str, dict[str, object]]:
    return {row["code"]: dict(row) for row in connection.execute(select(table)).mappings()}


def _put(connection: Connection, table: Table, row: dict[str, object]) -> None:
    changed = connection.execute(update(table).where(table.c.code == row["code"]).values(**row))
    if not changed.rowcount:
        connection.execute(insert(table).values(**row))
