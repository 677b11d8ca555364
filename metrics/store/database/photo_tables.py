"""The tables of photos: each picture once by its checksum, the rows it belongs to, links for telephones."""

from sqlalchemy import (
    Column,
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

picture = Table(
    "picture",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("thumbnail", LargeBinary, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
)

# A photo hangs on what its row is, not on where it stood: corrections give the row another place.
photo = Table(
    "photo",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit", String(16), nullable=False),
    Column("period", String(16), nullable=False),
    Column("ledger", String(16), nullable=False),
    Column("code", Text, nullable=False),
    Column("sha256", ForeignKey("picture.sha256"), nullable=False, index=True),
    Column("consent", String(16), nullable=False),
    Column("consent_by", String(64), nullable=False),
    Column("consent_at", UtcTime),
    Column("account", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("unit", "period", "ledger", "code", "sha256"),
    sqlite_autoincrement=True,
)

photo_place = Table(
    "photo_place",
    metadata,
    Column("photo_id", ForeignKey("photo.id"), nullable=False),
    Column("submission_id", ForeignKey("submission.id"), nullable=False, index=True),
    Column("sheet", Text, nullable=False),
    Column("row_number", Integer, nullable=False),
    Column("column_number", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    PrimaryKeyConstraint("photo_id", "submission_id", "row_number", "column_number"),
)

photo_link = Table(
    "photo_link",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("submission_id", ForeignKey("submission.id"), nullable=False),
    Column("unit", String(16), nullable=False),
    Column("period", String(16), nullable=False),
    Column("ledger", String(16), nullable=False),
    Column("code", Text, nullable=False),
    Column("sheet", Text, nullable=False),
    Column("row_number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("account", String(64), nullable=False),
    Column("expires_at", UtcTime, nullable=False),
)
