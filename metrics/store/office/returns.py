"""What the office above answered about publications: kept as it came, the newest of a period holds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from metrics.county import Returned
from metrics.framework import Period, parse_period
from metrics.store.database import StoreError, audit, moment, returned
from metrics.store.office import publications
from metrics.store.people import permits


def take_in(
    connection: Connection, given: Returned, detail: Mapping[str, str], account: str, at: datetime | None
) -> bool:
    """Keep an answer; whether it is new.

    Raises:
        StoreError: the account may not, the answer is of no publication of this county, or older than what
            was taken in.
    """
    permits.require(connection, account, "take-in")
    period = parse_period(given.period)
    made = publications.every(connection, period)
    chains = [one.audit_hash for one in made]
    if not 0 < given.revision <= len(chains) or chains[given.revision - 1] != given.chain:
        raise StoreError(
            f"反馈说的是{period.label}第 {given.revision} 次发布，和本县的发布记录对不上。请向上级核实。"
        )
    kept = _newest(connection, period)
    if kept is not None and given == kept:
        return False
    if kept is not None and (given.issuer != kept.issuer or given.number <= kept.number):
        raise StoreError(
            f"{period.label}已经收过{kept.issuer}的第 {kept.number} 次反馈，这一份是{given.issuer}的第 "
            f"{given.number} 次，不再收。"
        )
    row = {"period": period.code, "number": given.number, "issuer": given.issuer, "account": account.strip()}
    connection.execute(insert(returned).values(**row, content=given.as_record(), at=moment(at)))
    told = {"issuer": given.issuer, "number": given.number, "findings": len(given.findings), **detail}
    audit.record(connection, account.strip(), "take-in", period.code, told, at)
    return True


def newest(connection: Connection, period: Period) -> Returned | None:
    """The last answer about a period, or about the newest quarter within it; None without one."""
    codes = [period.code, *(quarter.code for quarter in reversed(period.quarters))]
    for code in dict.fromkeys(codes):
        if kept := _newest(connection, parse_period(code)):
            return kept
    return None


def _newest(connection: Connection, period: Period) -> Returned | None:
    query = select(returned.c.content).where(returned.c.period == period.code)
    content: dict[str, Any] | None = connection.scalar(query.order_by(returned.c.number.desc()).limit(1))
    return Returned.of(content) if content else None
