"""Declarations that a ledger of a quarter has nothing to report."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "zero_declaration",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("unit", sa.String(16), nullable=False),
        sa.Column("period", sa.String(16), nullable=False),
        sa.Column("ledger", sa.String(16), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("withdrawn_by", sa.String(64), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name="fk_zero_declaration_unit_unit"),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name="fk_zero_declaration_period_period"),
        sa.ForeignKeyConstraint(["number"], ["submission.id"], name="fk_zero_declaration_number_submission"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_zero_declaration_period", "zero_declaration", ["period"])
