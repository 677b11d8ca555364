"""Alembic's environment: runs the migrations on the connection `migrate` hands over."""

from alembic import context

from metrics.store.database import people_tables, schema  # noqa: F401 - so that every table is known
from metrics.store.database.columns import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite alters a table by copying it.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
