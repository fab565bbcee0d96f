"""Runs migrations on the connection that `archive.database.migrate` hands over."""

from alembic import context

from archive.accounts import tables as _accounts  # noqa: F401  whose tables are in the metadata, too
from archive.tables import Table

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Table.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
