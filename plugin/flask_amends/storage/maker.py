"""How a table of ours is made: named with its shop's prefix, on the metadata of that prefix."""

from __future__ import annotations

from sqlalchemy import (
    ForeignKey,
    Index,
    MetaData,
    Table,
    text,
)
from sqlalchemy.schema import SchemaItem


class Maker:
    """Makes tables of one prefix."""

    def __init__(self, metadata: MetaData, prefix: str) -> None:
        self.metadata = metadata
        self.prefix = prefix

    def table(self, name: str, *parts: SchemaItem) -> Table:
        return Table(f"{self.prefix}{name}", self.metadata, *parts)

    def to(self, target: str) -> ForeignKey:
        return ForeignKey(f"{self.prefix}{target}")

    def index(self, name: str, *columns: str, where: str | None = None, unique: bool = False) -> Index:
        part = text(where) if where else None
        return Index(
            f"{self.prefix}ix_{name}", *columns, unique=unique, sqlite_where=part, postgresql_where=part
        )
