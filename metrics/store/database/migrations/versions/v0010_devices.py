"""Browsers in which an account has signed in, and guesses that are counted for such a browser alone."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, and the column that says by which known browser a guess came."""
    op.create_table(
        "device",
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token", "account", name="pk_device"),
        sa.ForeignKeyConstraint(["account"], ["account.code"], name="fk_device_account_account"),
    )
    op.create_index("ix_device_seen_at", "device", ["seen_at"])
    op.add_column("attempt", sa.Column("device", sa.String(64), nullable=False, server_default=""))
