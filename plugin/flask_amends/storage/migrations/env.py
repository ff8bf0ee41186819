"""Alembic's entry: runs our revisions on the connection that ``flask_amends.storage.schema`` gives."""

from __future__ import annotations

from alembic import context

from flask_amends.storage.schema import version_table

attributes = context.config.attributes
tables = attributes["tables"]

if attributes.get("connection") is not None:
    context.configure(
        connection=attributes["connection"],
        target_metadata=tables.metadata,
        version_table=version_table(tables),
        render_as_batch=True,
    )
else:
    dialect, write = attributes["offline"]
    context.configure(
        dialect_name=dialect,
        literal_binds=True,
        target_metadata=tables.metadata,
        version_table=version_table(tables),
        output_buffer=write,
    )

with context.begin_transaction():
    context.run_migrations()
