"""What the office ruled about doubtful rows; rulings are only ever added."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and the triggers that keep its rows."""
    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("keep", sa.Text(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sqlite_autoincrement=True,
    )
    for change in ("UPDATE", "DELETE"):
        op.execute(_trigger(op.get_bind().dialect.name, change))


def _trigger(dialect: str, change: str) -> str:
    name = f"ruling_no_{change.lower()}"
    if dialect == "sqlite":
        refusal = "SELECT RAISE(ABORT, 'ruling: stored rows are never changed')"
        return f"CREATE TRIGGER {name} BEFORE {change} ON ruling BEGIN {refusal}; END"
    return f"CREATE TRIGGER {name} BEFORE {change} ON ruling FOR EACH ROW EXECUTE FUNCTION refuse_change()"
