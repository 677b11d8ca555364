"""A stored file may go once nothing refers to it; PostgreSQL refuses to empty a table as well.

A submission and its file are stored in one transaction, so no file is without a submission unless something
outside the program took it away. Only such a file may go, in the sweep when the program starts.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

#: Tables whose rows never go.
KEPT = (
    *("audit", "original", "submission", "ledger_rows", "finding", "ruling", "framework_version"),
    *("comment", "publication", "published_scores"),
)
_USED = "SELECT 1 FROM submission WHERE submission.sha256 = OLD.sha256"
_REFUSAL = "original: stored rows are never changed"


def upgrade() -> None:
    """Replace the trigger of `original`, and close the one way of deleting that asks no row."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER original_no_delete")
        op.execute(
            f"CREATE TRIGGER original_no_delete BEFORE DELETE ON original WHEN EXISTS ({_USED}) "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
        return
    op.execute("DROP TRIGGER original_no_delete ON original")
    op.execute(
        "CREATE FUNCTION refuse_used_original() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF EXISTS ({_USED}) THEN RAISE EXCEPTION '{_REFUSAL}'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER original_no_delete BEFORE DELETE ON original "
        "FOR EACH ROW EXECUTE FUNCTION refuse_used_original()"
    )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
