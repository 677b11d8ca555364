"""Remarks on a period, what was exported, and what briefings remember (sender, issue number, addressees).

What was exported never changes: triggers `export_no_update` and `export_no_delete`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and the triggers that keep exports."""
    _notes()
    _exports()
    op.create_table(
        "preference",
        sa.Column("name", sa.String(64), nullable=False, primary_key=True),
        sa.Column("value", sa.JSON(), nullable=False),
        *_who_and_when(),
    )
    for change in ("UPDATE", "DELETE"):
        _refuse("export", change)


def _text(name: str, length: int | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(length) if length else sa.Text(), nullable=False)


def _who_and_when() -> tuple[sa.Column[str], sa.Column[object]]:
    return _text("account", 64), sa.Column("at", sa.DateTime(timezone=True), nullable=False)


def _notes() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("period", 16),
        _text("level", 32),
        _text("code", 64),
        _text("text"),
        *_who_and_when(),
        _text("dropped_by", 64),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_note_period", "note", ["period"])


def _exports() -> None:
    op.create_table(
        "export",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("kind", 32),
        _text("period", 16),
        _text("scope", 64),
        _text("format", 16),
        _text("file"),
        _text("sha256", 64),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        _text("data_version", 64),
        _text("framework_version", 64),
        *_who_and_when(),
        sqlite_autoincrement=True,
    )


def _refuse(table: str, change: str) -> None:
    name = f"{table}_no_{change.lower()}"
    refusal = (
        f"BEGIN SELECT RAISE(ABORT, '{table}: stored rows are never changed'); END"
        if op.get_bind().dialect.name == "sqlite"
        else "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {change} ON {table} {refusal}")
