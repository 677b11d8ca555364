"""The first tables, and triggers that keep what was stored as it was stored."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: Tables whose rows never change and never go.
APPEND_ONLY = ("audit", "original", "ledger_rows", "finding")
#: What a submission says; its state and the decision about it are the other columns.
SUBMISSION_CONTENT = (
    "id",
    "unit",
    "period",
    "revision",
    "sha256",
    "file",
    "template_version",
    "submitted_by",
    "submitted_at",
    "note",
)


def upgrade() -> None:
    """Create everything."""
    _people_and_periods()
    _submissions()
    _enterprises()
    _audit()
    for statement in _triggers(op.get_bind().dialect.name):
        op.execute(statement)


def _text(name: str, *constraints: sa.ForeignKey, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), *constraints, nullable=nullable)


def _short(
    name: str, length: int, *constraints: sa.ForeignKey, nullable: bool = False, primary_key: bool = False
) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), *constraints, nullable=nullable, primary_key=primary_key)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _people_and_periods() -> None:
    op.create_table(
        "period",
        _short("code", 16, primary_key=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date()),
        _short("state", 16),
    )
    op.create_table(
        "unit",
        _short("code", 16, primary_key=True),
        _text("name"),
        _text("short_name"),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("ledgers", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
    )
    op.create_table(
        "account",
        _short("code", 64, primary_key=True),
        _text("name"),
        _short("role", 16),
        _short("unit", 16, sa.ForeignKey("unit.code"), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
    )


def _submissions() -> None:
    op.create_table(
        "original",
        _short("sha256", 64, primary_key=True),
        _text("file"),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), primary_key=True),
        _short("unit", 16, sa.ForeignKey("unit.code")),
        _short("period", 16, sa.ForeignKey("period.code")),
        sa.Column("revision", sa.Integer(), nullable=False),
        _short("sha256", 64, sa.ForeignKey("original.sha256")),
        _text("file"),
        _short("template_version", 32),
        _short("submitted_by", 64),
        _time("submitted_at"),
        _text("note"),
        _short("state", 16),
        _short("decided_by", 64),
        _time("decided_at", nullable=True),
        _text("why"),
        sa.UniqueConstraint("unit", "period", "revision"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ledger_rows",
        sa.Column("submission_id", sa.Integer(), sa.ForeignKey("submission.id"), nullable=False),
        _short("ledger", 16),
        _text("sheet"),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("n_rows", sa.Integer(), nullable=False),
        sa.Column("parquet", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("submission_id", "ledger"),
    )
    op.create_table(
        "finding",
        sa.Column("submission_id", sa.Integer(), sa.ForeignKey("submission.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _short("code", 16),
        _short("severity", 16),
        _text("sheet"),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("column_number", sa.Integer(), nullable=False),
        *(_text(name) for name in ("found", "expected", "message", "hint", "proposal", "field")),
        sa.PrimaryKeyConstraint("submission_id", "position"),
    )


def _enterprises() -> None:
    op.create_table(
        "enterprise",
        _short("code", 64, primary_key=True),
        _text("name"),
        _text("short_name"),
        sa.Column("aliases", sa.JSON(), nullable=False),
        _text("town", nullable=True),
        _text("industry", nullable=True),
        _text("ownership", nullable=True),
        sa.Column("employees", sa.Integer()),
        _text("status", nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
    )
    op.create_table(
        "alias",
        _short("ledger", 16),
        _short("text", 255),
        _short("code", 64),
        _short("confirmed_by", 64),
        _time("at"),
        sa.PrimaryKeyConstraint("ledger", "text"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), primary_key=True),
        _time("at"),
        _short("account", 64),
        _short("action", 32),
        _short("subject", 64),
        sa.Column("detail", sa.JSON(), nullable=False),
        _short("address", 64),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_at", "audit", ["at"])


def _triggers(dialect: str) -> list[str]:
    """Statements that make the database itself refuse a change, whoever asks."""
    content = ", ".join(SUBMISSION_CONTENT)
    changes = [(table, "UPDATE") for table in APPEND_ONLY]
    changes += [(table, "DELETE") for table in (*APPEND_ONLY, "submission")]
    changes += [("submission", f"UPDATE OF {content}")]
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{change.split()[0].lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: stored rows are never changed'); END"
            for table, change in changes
        ]
    function = (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%: stored rows are never changed', TG_TABLE_NAME; END $$"
    )
    return [function] + [
        f"CREATE TRIGGER {table}_no_{change.split()[0].lower()} BEFORE {change} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for table, change in changes
    ]
