"""What Alembic runs; `migrate.py` gives it a connection that is inside a transaction already."""

from alembic import context

from server.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
