"""Erasing a file that should never have come, by two people; how long things are kept.

Stored rows are still never changed, with one way out that the database itself holds: those of a file whose
erasure was confirmed. An erasure stays.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_DONE = "SELECT 1 FROM erasure WHERE erasure.state = 'done' AND erasure.sha256 = "
_FILE = "(SELECT submission.sha256 FROM submission WHERE submission.id = OLD.submission_id)"
_OF_SUBMISSION = _DONE + _FILE
#: Table → what must exist before a row of it may change.
_ERASED = {
    "original": f"{_DONE}OLD.sha256",
    "submission": f"{_DONE}OLD.sha256",
    "ledger_rows": _OF_SUBMISSION,
    "finding": _OF_SUBMISSION,
}
#: Columns of a submission that say what was handed in; the others are the decision.
_CONTENT = "unit, period, revision, sha256, file, template_version, submitted_by, submitted_at, note"
_REFUSAL = "stored rows are never changed"


def upgrade() -> None:
    """Create the tables, and let an erasure change what it is about."""
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_erasure_sha256", "erasure", ["sha256"])
    op.create_table(
        "retention",
        sa.Column("what", sa.String(16), nullable=False, primary_key=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, exists in _ERASED.items():
        (_on_sqlite if on_sqlite else _on_server)(table, exists)
    _keep_erasures(on_sqlite=on_sqlite)


def _change(table: str) -> str:
    return f"UPDATE OF {_CONTENT}" if table == "submission" else "UPDATE"


def _on_sqlite(table: str, exists: str) -> None:
    op.execute(f"DROP TRIGGER {table}_no_update")
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE {_change(table)} ON {table} WHEN NOT EXISTS ({exists}) "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {_REFUSAL}'); END"
    )


def _on_server(table: str, exists: str) -> None:
    op.execute(f"DROP TRIGGER {table}_no_update ON {table}")
    op.execute(
        f"CREATE FUNCTION refuse_{table}_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NOT EXISTS ({exists}) THEN RAISE EXCEPTION '{table}: {_REFUSAL}'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE {_change(table)} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_{table}_change()"
    )


def _keep_erasures(*, on_sqlite: bool) -> None:
    """An erasure is never deleted, and one that was decided on is never changed."""
    if on_sqlite:
        refusal = f"BEGIN SELECT RAISE(ABORT, 'erasure: {_REFUSAL}'); END"
        op.execute(f"CREATE TRIGGER erasure_no_delete BEFORE DELETE ON erasure {refusal}")
        op.execute(
            f"CREATE TRIGGER erasure_no_update BEFORE UPDATE ON erasure WHEN OLD.state <> 'asked' {refusal}"
        )
        return
    refusal = "EXECUTE FUNCTION refuse_change()"
    op.execute(f"CREATE TRIGGER erasure_no_delete BEFORE DELETE ON erasure FOR EACH ROW {refusal}")
    op.execute(
        "CREATE TRIGGER erasure_no_update BEFORE UPDATE ON erasure "
        f"FOR EACH ROW WHEN (OLD.state <> 'asked') {refusal}"
    )
    op.execute(f"CREATE TRIGGER erasure_no_truncate BEFORE TRUNCATE ON erasure FOR EACH STATEMENT {refusal}")
