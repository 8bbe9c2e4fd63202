"""Run the migrations on the connection that `paycards.store.migrate` hands over."""

from alembic import context

from paycards.store.tables.every import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
