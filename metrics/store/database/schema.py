"""The tables of what is reported, decided and kept.

Rows of ledgers are Parquet bytes in one of them, so that a new column needs no DDL.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from metrics.store.database.columns import UtcTime, metadata

#: The ledger whose approved rows the table `enterprise` repeats.
ROSTER = "L15"

period = Table(
    "period",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("due_on", Date),
    Column("state", String(16), nullable=False),
)

# A later last day for one unit than the quarter's.
extension = Table(
    "extension",
    metadata,
    Column("unit", ForeignKey("unit.code"), nullable=False),
    Column("period", ForeignKey("period.code"), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("why", Text, nullable=False),
    Column("account", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("unit", "period"),
)

#: What a person decided about two projects that are alike: merged (the second into the first) or kept apart.
merger = Table(
    "merger",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kept", String(64), nullable=False),
    Column("other", String(64), nullable=False),
    Column("merged", Boolean, nullable=False),
    Column("brand", String(64), nullable=False),
    Column("why", Text, nullable=False),
    Column("account", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
)

# A unit's request to correct a quarter that is closed, and what became of it.
correction = Table(
    "correction",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit", ForeignKey("unit.code"), nullable=False),
    Column("period", ForeignKey("period.code"), nullable=False, index=True),
    Column("why", Text, nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", String(64), nullable=False),
    Column("decided_at", UtcTime),
    Column("answer", Text, nullable=False),
    Column("until", Date),
    Column("number", ForeignKey("submission.id")),
    sqlite_autoincrement=True,
)

# That a ledger of a unit's quarter has nothing; withdrawn when rows come.
zero_declaration = Table(
    "zero_declaration",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit", ForeignKey("unit.code"), nullable=False),
    Column("period", ForeignKey("period.code"), nullable=False, index=True),
    Column("ledger", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("number", ForeignKey("submission.id")),
    Column("withdrawn_by", String(64), nullable=False),
    Column("withdrawn_at", UtcTime),
    Column("why", Text, nullable=False),
    sqlite_autoincrement=True,
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

#: The first bytes of a file that was changed on the page, and every change; of a draft or a submission.
trail = Table(
    "trail",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("draft_id", Integer, index=True),
    Column("submission_id", ForeignKey("submission.id"), index=True),
    Column("sha256", String(64), nullable=False),
    Column("file", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("edits", Text, nullable=False),
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

#: Computed score books by what they were made of: any of them may go, and is computed again.
kept_book = Table(
    "kept_book",
    metadata,
    Column("period", String(16), nullable=False),
    Column("level", String(32), nullable=False),
    Column("data_version", String(64), nullable=False),
    Column("framework_version", String(64), nullable=False),
    Column("code_version", String(64), nullable=False),
    Column("erased", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("period", "level", "data_version", "framework_version", "code_version", "erased"),
)

# What the office above answered about a publication, as it came (`county.Returned`).
returned = Table(
    "returned",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("period", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("content", JSON, nullable=False),
    Column("account", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("period", "number"),
    sqlite_autoincrement=True,
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

county_version = Table(
    "county_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("files", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("account", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
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
