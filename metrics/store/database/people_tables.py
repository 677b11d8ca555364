"""The tables of who may come in: accounts, passwords, second factors, sessions, devices, failed attempts."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from metrics.store.database.columns import UtcTime, metadata

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

# The secret must be readable to compute codes: it lies sealed by a key that is not here (people/keyfile.py).
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

invitation = Table(
    "invitation",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("account", ForeignKey("account.code"), nullable=False, unique=True),
    Column("expires_at", UtcTime, nullable=False),
)

first_admin = Table(
    "first_admin",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("expires_at", UtcTime, nullable=False),
)
