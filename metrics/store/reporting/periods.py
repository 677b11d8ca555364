"""The quarters that are reported on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection, insert, select, update

from metrics.framework import Period, PeriodError, parse_period
from metrics.store.database import StoreError, audit, extension, today
from metrics.store.database import period as table
from metrics.store.people import permits

#: When a quarter is due if nobody says otherwise: this long after its end.
DUE_AFTER = timedelta(days=15)
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
#: State of a quarter → the word people use for it.
PERIOD_STATE_NAMES = {"open": "报送中", "published": "已发布", "locked": "已锁定"}


@dataclass(frozen=True)
class PeriodInfo:
    """A quarter that was opened: `due_on` is the last day for submitting; open, published or locked."""

    code: str
    label: str
    due_on: date | None
    state: str


def quarters(period: Period) -> tuple[Period, ...]:
    """The quarters inside a period.

    Raises:
        PeriodError: there is none; units report by quarter.
    """
    if not period.quarters:
        raise PeriodError(f"{period.label}比报送的季度短，没有单独的数据。请选一个季度、半年或全年。")
    return period.quarters


def ensure(connection: Connection, period: Period, due_on: date | None, account: str) -> None:
    """Open a quarter, or give it another due date; without one the present date stays.

    Raises:
        StoreError: the period is not a quarter.
    """
    if period.kind != "Q":
        raise StoreError(f"报送按季度进行，“{period.label}”不是一个季度。请写成 2023Q4 这样。")
    known = connection.execute(select(table.c.due_on).where(table.c.code == period.code)).one_or_none()
    if known is None:
        row = {"code": period.code, "starts_on": period.start, "ends_on": period.end, "due_on": due_on}
        connection.execute(insert(table).values(**row, state="open"))
    elif due_on is not None and due_on != known.due_on:
        connection.execute(update(table).where(table.c.code == period.code).values(due_on=due_on))
    else:
        return
    audit.record(connection, account, "period", period.code, {"due_on": due_on and due_on.isoformat()})


def appoint(connection: Connection, period: Period, due_on: date | None, account: str) -> None:
    """As `ensure`, by an account that may open quarters, or move a due date."""
    known = connection.execute(select(table.c.code).where(table.c.code == period.code)).first()
    permits.require(connection, account, "due-date" if known else "open-period")
    ensure(connection, period, due_on, account)


def open_year(connection: Connection, year: int, account: str) -> list[str]:
    """Open the quarters of a year that are not open yet; gives their codes.

    Each is due as many days after its end as the latest quarter that has a due date was, else 15.

    Raises:
        StoreError: the year is not one that can be reported on, or all its quarters are open.
    """
    permits.require(connection, account, "open-period")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise StoreError(f"“{year}”不是可以报送的年份，请写成 {today().year + 1} 这样的四位数。")
    known = every(connection)
    fresh = [
        quarter for quarter in parse_period(str(year)).quarters if quarter.code not in {i.code for i in known}
    ]
    if not fresh:
        raise StoreError(f"{year} 年的四个季度已经开放。")
    dated = [(info.due_on, parse_period(info.code).end) for info in known if info.due_on]
    after = dated[-1][0] - dated[-1][1] if dated else DUE_AFTER
    for quarter in fresh:
        ensure(connection, quarter, quarter.end + after, account)
    return [quarter.code for quarter in fresh]


def every(connection: Connection, unit: str = "") -> list[PeriodInfo]:
    """The opened quarters, earliest first; with a unit its own last day where it has an extension."""
    found = connection.execute(select(table).order_by(table.c.starts_on))
    infos = [PeriodInfo(row.code, parse_period(row.code).label, row.due_on, row.state) for row in found]
    own = own_days(connection) if unit else {}
    return [replace(info, due_on=own.get((unit, info.code), info.due_on)) for info in infos]


def own_days(connection: Connection) -> dict[tuple[str, str], date]:
    """Unit and quarter → the last day of its own that it was granted (延期)."""
    columns = extension.c
    found = connection.execute(select(columns.unit, columns.period, columns.due_on))
    return {(row.unit, row.period): row.due_on for row in found}


def states(connection: Connection, quarters: Sequence[Period]) -> dict[str, str]:
    """Code → state of those of the quarters that were opened."""
    codes = [quarter.code for quarter in quarters]
    query = select(table.c.code, table.c.state).where(table.c.code.in_(codes)).order_by(table.c.code)
    return dict(tuple(row) for row in connection.execute(query))


def require_open(connection: Connection, quarter: Period, words: str) -> None:
    """Refuse to change what was published.

    Raises:
        StoreError: the quarter is published or locked.
    """
    state = states(connection, [quarter]).get(quarter.code, "open")
    if state != "open":
        raise StoreError(
            f"{quarter.label}{PERIOD_STATE_NAMES[state]}，不能再{words}。确需更正，请产改办写明原因重新打开这一期。"
        )


def move(connection: Connection, quarters: Sequence[Period], before: Sequence[str], after: str) -> list[str]:
    """Bring those of the quarters that are in one of some states into another; gives their codes."""
    codes = [code for code, state in states(connection, quarters).items() if state in before]
    connection.execute(update(table).where(table.c.code.in_(codes)).values(state=after))
    return codes
