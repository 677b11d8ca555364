"""The second factor: secrets of one-time codes, recovery codes, devices that are not asked, half sign-ins."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "second_factor",
        _account(primary_key=True),
        _text("secret", 64),
        _time("since"),
        *(_number(name) for name in ("last_step", "early_step", "failures")),
    )
    op.create_table(
        "recovery_code",
        _account(),
        _number("number"),
        sa.Column("hash", sa.Text(), nullable=False),
        _time("used_at", nullable=True),
        sa.PrimaryKeyConstraint("account", "number", name="pk_recovery_code"),
    )
    op.create_table(
        "trusted_device",
        sa.Column("token", sa.String(64), nullable=False, primary_key=True),
        sa.Column("id", sa.String(32), nullable=False),
        _account(),
        *(_time(name) for name in ("since", "seen_at", "expires_at")),
        *_place(),
        sa.UniqueConstraint("id", name="uq_trusted_device_id"),
    )
    op.create_table(
        "half_session",
        sa.Column("token", sa.String(64), nullable=False, primary_key=True),
        _account(),
        _text("secret", 64),
        _time("expires_at"),
    )
    for table in ("trusted_device", "half_session"):
        for column in ("account", "expires_at"):
            op.create_index(f"ix_{table}_{column}", table, [column])


def _account(*, primary_key: bool = False) -> sa.Column[str]:
    kind = sa.String(64)
    return sa.Column("account", kind, sa.ForeignKey("account.code"), nullable=False, primary_key=primary_key)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _place() -> tuple[sa.Column[str], sa.Column[str]]:
    return _text("address", 64), sa.Column("agent", sa.Text(), nullable=False)
