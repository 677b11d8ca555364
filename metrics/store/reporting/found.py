"""Submissions as they are found: one, the newest of some, all of a quarter or a unit."""

from sqlalchemy import Connection, Row, Select, select

from metrics.county import SubmissionInfo
from metrics.framework import Period
from metrics.store.database import StoreError, submission
from metrics.store.database import period as periods_table

#: States in which a submission's rows count.
COUNTED = ("approved", "published")


def info(row: Row[tuple[object, ...]]) -> SubmissionInfo:
    """A row of the table as people see it: the note of a returned submission is the reason."""
    note = row.why if row.state == "returned" else row.note
    return SubmissionInfo(
        id=row.id,
        unit=row.unit,
        period=row.period,
        revision=row.revision,
        sha256=row.sha256,
        file=row.file,
        state=row.state,
        submitted_by=row.submitted_by,
        submitted_at=row.submitted_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        note=note,
    )


def one(connection: Connection, query: Select[tuple[object, ...]]) -> SubmissionInfo | None:
    """The newest of the submissions a query finds, or None."""
    row = connection.execute(query.order_by(submission.c.revision.desc())).first()
    return info(row) if row else None


def get(connection: Connection, number: int) -> SubmissionInfo:
    """A submission by its id.

    Raises:
        StoreError: there is none.
    """
    found = one(connection, select(submission).where(submission.c.id == number))
    if found is None:
        raise StoreError(f"没有编号为 {number} 的报送记录。")
    return found


def every(connection: Connection, period: Period | None, unit: str | None) -> list[SubmissionInfo]:
    """Submissions of the quarters inside a period, and of a unit: by quarter, unit and revision."""
    query = select(submission).join(periods_table, periods_table.c.code == submission.c.period)
    if period:
        query = query.where(periods_table.c.starts_on >= period.start, periods_table.c.ends_on <= period.end)
    if unit:
        query = query.where(submission.c.unit == unit)
    order = (periods_table.c.starts_on, submission.c.unit, submission.c.revision)
    return [info(row) for row in connection.execute(query.order_by(*order))]
