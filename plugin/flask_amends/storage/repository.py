"""What every repository stands on: the connection of its transaction, and the tables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite

from flask_amends.errors import StorageUnavailable
from flask_amends.storage.tables import Tables


class Repository:
    """One family of rows inside one transaction."""

    def __init__(self, connection: Connection, tables: Tables) -> None:
        self.connection = connection
        self.tables = tables

    @property
    def locks_rows(self) -> bool:
        """Whether rows can be locked one by one; on SQLite the whole file already is."""
        return self.connection.dialect.name == "postgresql"

    def insert_once(self, table: Table, values: Mapping[str, Any]) -> bool:
        """Insert a row; ``False`` if one with the same unique key is there already."""
        statement = insert_unless_there(table, self.connection.dialect.name)
        done = self.connection.execute(statement, values, execution_options={"preserve_rowcount": True})
        return done.rowcount == 1


@cache
def insert_unless_there(table: Table, dialect: str) -> Insert:
    """An insert that does nothing where a unique key is taken already."""
    return _dialects_insert(table, dialect).on_conflict_do_nothing()


def _dialects_insert(table: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    if dialect == "sqlite":
        return sqlite.insert(table)
    if dialect == "postgresql":
        return postgresql.insert(table)
    raise StorageUnavailable(f"Flask-Amends keeps cases on SQLite or PostgreSQL, not on {dialect}.")


def insert_or_add(table: Table, dialect: str, *, keys: tuple[str, ...], column: str) -> Insert:
    """An insert that adds to ``column`` where the row is there already."""
    insert = _dialects_insert(table, dialect)
    changed = {column: table.c[column] + insert.excluded[column]}
    return insert.on_conflict_do_update(index_elements=[table.c[key] for key in keys], set_=changed)
