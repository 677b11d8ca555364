"""Papers that were ordered and are not done yet: written down, so that a restart of the server loses none."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from metrics.store.database import StoreError, audit, moment, preference
from metrics.store.people import permits

#: Beginning of the names under which orders lie among what is remembered; nobody's account.
_PREFIX = "order:"
#: So many of an account are kept; the oldest go first.
_MOST = 20


@dataclass(frozen=True)
class PaperOrder:
    """What was ordered: enough to order it again.

    `title` is the paper's, `options` what was chosen (JSON), `scope` an entity's code or `county`.
    """

    title: str
    kind: str
    period: str
    scope: str
    format: str
    options: Mapping[str, Any]


@dataclass(frozen=True)
class KeptOrder:
    """An order as it was written down: its number, what was ordered, and when."""

    id: str
    order: PaperOrder
    at: datetime


def keep(connection: Connection, order: PaperOrder, account: str, at: datetime | None) -> str:
    """Write an order down and give its number; StoreError for an account that may not export."""
    if not account.strip():
        raise StoreError("导出要写明是谁导出的。请登录后再试。")
    permits.require(connection, account, "export")
    number = secrets.token_hex(12)
    row = {"name": _PREFIX + number, "value": asdict(order), "account": account.strip(), "at": moment(at)}
    connection.execute(insert(preference).values(**row))
    detail = {name: getattr(order, name) for name in ("title", "kind", "period", "scope", "format")}
    audit.record(connection, account, "order", number, detail, at)
    for one in of(connection, account)[_MOST:]:
        done(connection, one.id)
    return number


def of(connection: Connection, account: str) -> list[KeptOrder]:
    """An account's orders that are neither done nor taken back, newest first."""
    query = select(preference.c.name, preference.c.value, preference.c.at).where(
        preference.c.name.startswith(_PREFIX, autoescape=True), preference.c.account == account.strip()
    )
    rows = connection.execute(query.order_by(preference.c.at.desc(), preference.c.name))
    return [KeptOrder(row.name.removeprefix(_PREFIX), PaperOrder(**row.value), row.at) for row in rows]


def drop(connection: Connection, number: str, account: str) -> None:
    """Take an order back; one that is done or gone is passed over.

    Raises:
        StoreError: it is somebody else's, or the account may not export.
    """
    permits.require(connection, account, "export")
    name = preference.c.name == _PREFIX + number
    whose = connection.execute(select(preference.c.account).where(name)).scalar_one_or_none()
    if whose is None:
        return
    if account.strip() not in (whose, audit.SYSTEM):
        raise StoreError(f"这份文件是账号 {whose} 要的，别人不能取消。")
    done(connection, number)
    audit.record(connection, account, "order-drop", number, {})


def done(connection: Connection, number: str) -> None:
    """Forget an order: its file is kept, in the same transaction, or nobody waits for it."""
    connection.execute(delete(preference).where(preference.c.name == _PREFIX + number))
