"""Named what-if scenarios, and versions of the framework; a version never changes and never goes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables and the triggers that keep a version's row."""
    op.create_table(
        "scenario",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("framework_version", sa.String(64), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "framework_version",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("parent", sa.String(64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("visible", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("version"),
        sqlite_autoincrement=True,
    )
    for change in ("UPDATE", "DELETE"):
        op.execute(_trigger(op.get_bind().dialect.name, change))


def _trigger(dialect: str, change: str) -> str:
    name = f"framework_version_no_{change.lower()}"
    if dialect == "sqlite":
        refusal = "SELECT RAISE(ABORT, 'framework_version: stored rows are never changed')"
        return f"CREATE TRIGGER {name} BEFORE {change} ON framework_version BEGIN {refusal}; END"
    return (
        f"CREATE TRIGGER {name} BEFORE {change} ON framework_version "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
