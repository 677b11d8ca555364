"""The tables. Rows of ledgers are Parquet bytes in one of them, so that a new column needs no DDL."""

import json
from datetime import UTC, date, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from metrics.framework import SHANGHAI

#: The ledger whose approved rows the table `enterprise` repeats.
ROSTER = "L15"


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

period = Table(
    "period",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("due_on", Date),
    Column("state", String(16), nullable=False),
)

unit = Table(
    "unit",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("short_name", Text, nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("ledgers", JSON, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
)

account = Table(
    "account",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("unit", ForeignKey("unit.code")),
    Column("active", Boolean, nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("must_change", Boolean, nullable=False),
)

# Apart from `account`, so that no listing of accounts ever loads a hash.
credential = Table(
    "credential",
    metadata,
    Column("account", ForeignKey("account.code"), primary_key=True),
    Column("hash", Text, nullable=False),
    Column("set_at", UtcTime, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("account", ForeignKey("account.code"), nullable=False, index=True),
    Column("started_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False, index=True),
    Column("ended_at", UtcTime),
    Column("address", String(64), nullable=False),
    Column("agent", Text, nullable=False),
)

# The secret must be readable to compute codes: the database's file is what protects it (docs/安全.md).
second_factor = Table(
    "second_factor",
    metadata,
    Column("account", ForeignKey("account.code"), primary_key=True),
    Column("secret", String(64), nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("last_step", Integer, nullable=False),
    Column("early_step", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("account", ForeignKey("account.code"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    Column("used_at", UtcTime),
    PrimaryKeyConstraint("account", "number"),
)

trusted_device = Table(
    "trusted_device",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("account", ForeignKey("account.code"), nullable=False, index=True),
    Column("since", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False, index=True),
    Column("address", String(64), nullable=False),
    Column("agent", Text, nullable=False),
)

half_session = Table(
    "half_session",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("account", ForeignKey("account.code"), nullable=False, index=True),
    Column("secret", String(64), nullable=False),
    Column("expires_at", UtcTime, nullable=False, index=True),
)

attempt = Table(
    "attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(64), nullable=False, index=True),
    Column("address", String(64), nullable=False, index=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("ok", Boolean, nullable=False),
    Column("device", String(64), nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

# Browsers in which an account has signed in with its password, by the sha256 of what their cookie holds.
device = Table(
    "device",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("account", ForeignKey("account.code"), primary_key=True),
    Column("seen_at", UtcTime, nullable=False, index=True),
)

first_admin = Table(
    "first_admin",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("expires_at", UtcTime, nullable=False),
)

draft = Table(
    "draft",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit", String(16), nullable=False),
    Column("period", String(16), nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("account", String(64), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

original = Table(
    "original",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("file", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

submission = Table(
    "submission",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit", ForeignKey("unit.code"), nullable=False),
    Column("period", ForeignKey("period.code"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sha256", ForeignKey("original.sha256"), nullable=False),
    Column("file", Text, nullable=False),
    Column("template_version", String(32), nullable=False),
    Column("submitted_by", String(64), nullable=False),
    Column("submitted_at", UtcTime, nullable=False),
    Column("note", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", String(64), nullable=False),
    Column("decided_at", UtcTime),
    Column("why", Text, nullable=False),
    UniqueConstraint("unit", "period", "revision"),
    sqlite_autoincrement=True,
)

ledger_rows = Table(
    "ledger_rows",
    metadata,
    Column("submission_id", ForeignKey("submission.id"), nullable=False),
    Column("ledger", String(16), nullable=False),
    Column("sheet", Text, nullable=False),
    Column("columns", JSON, nullable=False),
    Column("n_rows", Integer, nullable=False),
    Column("parquet", LargeBinary, nullable=False),
    PrimaryKeyConstraint("submission_id", "ledger"),
)

finding = Table(
    "finding",
    metadata,
    Column("submission_id", ForeignKey("submission.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("code", String(16), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("sheet", Text, nullable=False),
    Column("row_number", Integer, nullable=False),
    Column("column_number", Integer, nullable=False),
    Column("found", Text, nullable=False),
    Column("expected", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("hint", Text, nullable=False),
    Column("proposal", Text, nullable=False),
    Column("field", Text, nullable=False),
    PrimaryKeyConstraint("submission_id", "position"),
)

comment = Table(
    "comment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submission.id"), nullable=False, index=True),
    Column("account", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

publication = Table(
    "publication",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("period", String(16), nullable=False, index=True),
    Column("data_version", String(64), nullable=False),
    Column("framework_version", String(64), nullable=False),
    Column("framework_id", Integer, nullable=False),
    Column("submissions", JSON, nullable=False),
    Column("account", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("note", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("why", Text, nullable=False),
    # The head of the audit's chain when it was published.
    Column("audit_id", Integer, nullable=False),
    Column("audit_hash", String(64), nullable=False),
    sqlite_autoincrement=True,
)

published_scores = Table(
    "published_scores",
    metadata,
    Column("publication_id", ForeignKey("publication.id"), nullable=False),
    Column("level", String(32), nullable=False),
    Column("parquet", LargeBinary, nullable=False),
    PrimaryKeyConstraint("publication_id", "level"),
)

enterprise = Table(
    "enterprise",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("short_name", Text, nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("town", Text),
    Column("industry", Text),
    Column("ownership", Text),
    Column("employees", Integer),
    Column("status", Text),
    Column("valid_from", Date, nullable=False),
)

alias = Table(
    "alias",
    metadata,
    Column("ledger", String(16), nullable=False),
    Column("text", String(255), nullable=False),
    Column("code", String(64), nullable=False),
    Column("confirmed_by", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("ledger", "text"),
)

ruling = Table(
    "ruling",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("key", Text, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("keep", Text, nullable=False),
    Column("rows", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("account", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

scenario = Table(
    "scenario",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("parameters", JSON, nullable=False),
    Column("framework_version", String(64), nullable=False),
    Column("account", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
)

framework_version = Table(
    "framework_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("parent", String(64), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("visible", Text, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("account", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("version"),
    sqlite_autoincrement=True,
)

audit_log = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("account", String(64), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("address", String(64), nullable=False),
    # `chain` says what is hashed: each row carries the hash of the one before, and its own.
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    sqlite_autoincrement=True,
)

note = Table(
    "note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("period", String(16), nullable=False, index=True),
    Column("level", String(32), nullable=False),
    Column("code", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("account", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("dropped_by", String(64), nullable=False),
    sqlite_autoincrement=True,
)

export = Table(
    "export",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("period", String(16), nullable=False),
    Column("scope", String(64), nullable=False),
    Column("format", String(16), nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("options", JSON, nullable=False),
    Column("data_version", String(64), nullable=False),
    Column("framework_version", String(64), nullable=False),
    Column("account", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

erasure = Table(
    "erasure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("file", Text, nullable=False),
    Column("cells", JSON, nullable=False),
    Column("why", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("decided_by", String(64), nullable=False),
    Column("decided_at", UtcTime),
    sqlite_autoincrement=True,
)

retention = Table(
    "retention",
    metadata,
    Column("what", String(16), primary_key=True),
    Column("days", Integer, nullable=False),
    Column("account", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
)

preference = Table(
    "preference",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", JSON, nullable=False),
    Column("account", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
)
