"""Requests to correct a quarter that is closed."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("unit", sa.String(16), nullable=False),
        sa.Column("period", sa.String(16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("number", sa.Integer()),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name="fk_correction_unit_unit"),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name="fk_correction_period_period"),
        sa.ForeignKeyConstraint(["number"], ["submission.id"], name="fk_correction_number_submission"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_correction_period", "correction", ["period"])
