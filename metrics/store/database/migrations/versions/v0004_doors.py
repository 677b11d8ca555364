"""Passwords, sessions, failed sign-ins, drafts, comments and publications.

What was said in a comment and what was published never changes: triggers `comment_no_update`,
`comment_no_delete`, `published_scores_no_update`, `published_scores_no_delete`, `publication_no_delete`, and
`publication_no_update` for every column but the state and the reason of reopening.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: What a publication says; `state` and `why` (of reopening) are the other columns.
PUBLICATION_CONTENT = (
    "id",
    "period",
    "data_version",
    "framework_version",
    "framework_id",
    "submissions",
    "account",
    "at",
    "note",
)


def upgrade() -> None:
    """Create the tables and the triggers that keep comments and publications."""
    _doors()
    _drafts_and_comments()
    _publications()
    for table in ("comment", "published_scores"):
        _refuse(table, "UPDATE")
        _refuse(table, "DELETE")
    _refuse("publication", f"UPDATE OF {', '.join(PUBLICATION_CONTENT)}")
    _refuse("publication", "DELETE")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _short(name: str, length: int, *constraints: sa.ForeignKey, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), *constraints, nullable=False, primary_key=primary_key)


def _number(name: str, *constraints: sa.ForeignKey) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), *constraints, nullable=False)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _content(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _account(*, primary_key: bool = False) -> sa.Column[str]:
    return _short("account", 64, sa.ForeignKey("account.code"), primary_key=primary_key)


def _doors() -> None:
    for name in ("demo", "must_change"):
        op.add_column("account", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table("credential", _account(primary_key=True), _text("hash"), _time("set_at"))
    op.create_table(
        "session",
        _short("token", 64, primary_key=True),
        _short("id", 32),
        _account(),
        *(_time(name) for name in ("started_at", "seen_at", "expires_at")),
        _time("ended_at", nullable=True),
        _short("address", 64),
        _text("agent"),
        sa.UniqueConstraint("id"),
    )
    _indexes("session", "account", "expires_at")
    op.create_table(
        "attempt",
        _id(),
        _short("account", 64),
        _short("address", 64),
        _time("at"),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sqlite_autoincrement=True,
    )
    _indexes("attempt", "account", "address", "at")
    op.create_table("first_admin", _short("token", 64, primary_key=True), _time("expires_at"))


def _drafts_and_comments() -> None:
    op.create_table(
        "draft",
        _id(),
        _short("unit", 16),
        _short("period", 16),
        _text("file"),
        _short("sha256", 64),
        _number("size"),
        _content("content"),
        _short("account", 64),
        _time("at"),
        sqlite_autoincrement=True,
    )
    _indexes("draft", "sha256", "account")
    op.create_table(
        "comment",
        _id(),
        _number("submission_id", sa.ForeignKey("submission.id")),
        _short("account", 64),
        _text("text"),
        _time("at"),
        sqlite_autoincrement=True,
    )
    _indexes("comment", "submission_id")


def _publications() -> None:
    op.create_table(
        "publication",
        _id(),
        _short("period", 16),
        _short("data_version", 64),
        _short("framework_version", 64),
        _number("framework_id"),
        sa.Column("submissions", sa.JSON(), nullable=False),
        _short("account", 64),
        _time("at"),
        _text("note"),
        _short("state", 16),
        _text("why"),
        sqlite_autoincrement=True,
    )
    _indexes("publication", "period")
    op.create_table(
        "published_scores",
        _number("publication_id", sa.ForeignKey("publication.id")),
        _short("level", 32),
        _content("parquet"),
        sa.PrimaryKeyConstraint("publication_id", "level"),
    )


def _refuse(table: str, change: str) -> None:
    """A trigger that makes the database itself refuse a change, whoever asks."""
    name = f"{table}_no_{change.split(maxsplit=1)[0].lower()}"
    refusal = (
        f"BEGIN SELECT RAISE(ABORT, '{table}: stored rows are never changed'); END"
        if op.get_bind().dialect.name == "sqlite"
        else "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {change} ON {table} {refusal}")
