"""A due date of its own for one unit and quarter."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "extension",
        sa.Column("unit", sa.String(16), nullable=False),
        sa.Column("period", sa.String(16), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("unit", "period", name="pk_extension"),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name="fk_extension_unit_unit"),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name="fk_extension_period_period"),
    )
