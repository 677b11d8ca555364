"""The audit becomes a chain; publications keep its head.

Rows that stand already are hashed as they are; old publications get the head of the row that recorded them.
The head of a publication never changes, like the rest of it: trigger `publication_no_update`.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

from metrics.store.database import chain
from metrics.store.database.columns import UtcTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

#: What a publication says; `state` and `why` (of reopening) are the other columns.
PUBLICATION_CONTENT = (
    *("id", "period", "data_version", "framework_version", "framework_id", "submissions", "account"),
    *("at", "note", "audit_id", "audit_hash"),
)
_AUDIT = sa.table(
    "audit",
    sa.column("id", sa.Integer()),
    sa.column("at", UtcTime()),
    *(sa.column(name, sa.Text()) for name in ("account", "action", "subject")),
    sa.column("detail", sa.JSON()),
    *(sa.column(name, sa.Text()) for name in ("address", "previous", "hash")),
)
_PUBLICATION = sa.table(
    "publication",
    sa.column("id", sa.Integer()),
    sa.column("audit_id", sa.Integer()),
    sa.column("audit_hash", sa.Text()),
)


def upgrade() -> None:
    """Add the columns, hash what stands, and keep both from being changed."""
    for name in ("previous", "hash"):
        op.add_column("audit", sa.Column(name, sa.String(64), nullable=False, server_default=""))
    op.add_column("publication", sa.Column("audit_id", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("publication", sa.Column("audit_hash", sa.String(64), nullable=False, server_default=""))
    _drop("audit_no_update", "audit")
    _drop("publication_no_update", "publication")
    if not op.get_context().as_sql:  # written down only, there are no rows to read
        _hash()
    _refuse("audit", "UPDATE")
    _refuse("publication", f"UPDATE OF {', '.join(PUBLICATION_CONTENT)}")


def _hash() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(_AUDIT).order_by(_AUDIT.c.id)).mappings().all()
    previous, links, heads = chain.START, [], {}
    for row in rows:
        own = chain.link(previous, row)
        links.append({"row": row["id"], "before": previous, "own": own})
        if row["action"] == "publish" and isinstance(row["detail"], Mapping):
            heads[row["detail"].get("publication")] = {"audit_id": row["id"], "audit_hash": own}
        previous = own
    if links:
        this = sa.update(_AUDIT).where(_AUDIT.c.id == sa.bindparam("row"))
        hashed = this.values(previous=sa.bindparam("before"), hash=sa.bindparam("own"))
        connection.execute(hashed, links)
    for number, head in heads.items():
        connection.execute(sa.update(_PUBLICATION).where(_PUBLICATION.c.id == number).values(**head))


def _drop(trigger: str, table: str) -> None:
    on = "" if op.get_bind().dialect.name == "sqlite" else f" ON {table}"
    op.execute(f"DROP TRIGGER {trigger}{on}")


def _refuse(table: str, change: str) -> None:
    name = f"{table}_no_{change.split(maxsplit=1)[0].lower()}"
    refusal = (
        f"BEGIN SELECT RAISE(ABORT, '{table}: stored rows are never changed'); END"
        if op.get_bind().dialect.name == "sqlite"
        else "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {change} ON {table} {refusal}")
