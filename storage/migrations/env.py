"""Alembic's door: runs the revisions on the connection that `storage.schema` gives, inside its transaction."""

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the transaction is the caller's, and so is the commit
    compare_type=True,
)
context.run_migrations()
