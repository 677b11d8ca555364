"""What is the county's own, in versions; a version never changes and never goes."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and the triggers that keep a version's row."""
    op.create_table(
        "county_version",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sqlite_autoincrement=True,
    )
    for change in ("UPDATE", "DELETE"):
        op.execute(_trigger(op.get_bind().dialect.name, change))


def _trigger(dialect: str, change: str) -> str:
    name = f"county_version_no_{change.lower()}"
    if dialect == "sqlite":
        refusal = "SELECT RAISE(ABORT, 'county_version: stored rows are never changed')"
        return f"CREATE TRIGGER {name} BEFORE {change} ON county_version BEGIN {refusal}; END"
    return (
        f"CREATE TRIGGER {name} BEFORE {change} ON county_version "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
