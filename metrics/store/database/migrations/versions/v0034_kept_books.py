"""Score books that every process finds, by what they were made of."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0024"
branch_labels = None
depends_on = None

_TEXTS = (
    ("period", 16),
    ("level", 32),
    ("data_version", 64),
    ("framework_version", 64),
    ("code_version", 64),
)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "kept_book",
        *(sa.Column(name, sa.String(length), nullable=False) for name, length in _TEXTS),
        sa.Column("erased", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(*(name for name, _ in _TEXTS), "erased"),
    )
