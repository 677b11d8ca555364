"""What the tables are made of: times, texts in JSON, the one list of tables."""

import json
from datetime import UTC, date, datetime

from sqlalchemy import (
    DateTime,
    Dialect,
    MetaData,
    TypeDecorator,
)

from metrics.framework import SHANGHAI


def to_json(value: object) -> str:
    """JSON that a person can read in the database."""
    return json.dumps(value, ensure_ascii=False)


def moment(at: datetime | None) -> datetime:
    """A time of day in Asia/Shanghai: now without one, and one without a zone is taken as local there."""
    if at is None:
        return datetime.now(SHANGHAI)
    return at.astimezone(SHANGHAI) if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def today() -> date:
    """The day in Asia/Shanghai."""
    return moment(None).date()


class UtcTime(TypeDecorator[datetime]):
    """A time kept in UTC and given back in Asia/Shanghai."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Before storing."""
        return value and moment(value).astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """After loading; SQLite gives it back without its zone."""
        return value and (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(SHANGHAI)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
