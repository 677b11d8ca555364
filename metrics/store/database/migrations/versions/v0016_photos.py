"""Photos of ledger rows: each picture once, the rows it belongs to, and where it stood."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "picture",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("thumbnail", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_picture"),
    )
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(16), nullable=False),
        sa.Column("period", sa.String(16), nullable=False),
        sa.Column("ledger", sa.String(16), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("consent", sa.String(16), nullable=False),
        sa.Column("consent_by", sa.String(64), nullable=False),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_photo"),
        sa.ForeignKeyConstraint(["sha256"], ["picture.sha256"], name="fk_photo_sha256_picture"),
        sa.UniqueConstraint("unit", "period", "ledger", "code", "sha256", name="uq_photo_unit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_photo_sha256", "photo", ["sha256"])
    op.create_table(
        "photo_place",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("column_number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint(
            "photo_id", "submission_id", "row_number", "column_number", name="pk_photo_place"
        ),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name="fk_photo_place_photo_id_photo"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_photo_place_submission_id_submission"
        ),
    )
    op.create_index("ix_photo_place_submission_id", "photo_place", ["submission_id"])
