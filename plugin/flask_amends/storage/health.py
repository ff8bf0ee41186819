"""What a database says about itself: its version, and how safely it writes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from flask_amends.storage.engine import is_wal_safe

_SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A database as found. ``journal`` and ``synchronous`` are those of SQLite, else ``None``."""

    name: str
    journal: str | None = None
    synchronous: str | None = None
    is_wal_safe: bool = True

    @property
    def is_safe(self) -> bool:
        """Whether a commit outlives a loss of power, and the file outlives many connections."""
        if self.journal is None:
            return True
        if self.journal == "WAL":
            return self.is_wal_safe and self.synchronous in ("FULL", "EXTRA")
        return self.journal == "DELETE" and self.synchronous == "EXTRA"

    @property
    def way_out(self) -> str:
        """What to set instead."""
        if self.is_wal_safe:
            return "Set journal_mode=WAL with synchronous=FULL."
        return "Set journal_mode=DELETE with synchronous=EXTRA."


def examine(engine: Engine) -> Health:
    """Ask the database. Raises what its driver raises."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            version = connection.exec_driver_sql("SHOW server_version").scalar()
            return Health(name=f"{engine.dialect.name} {version}")
        return _sqlite(connection)


def _sqlite(connection: Connection) -> Health:
    version = str(connection.exec_driver_sql("SELECT sqlite_version()").scalar())
    journal = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar()).upper()
    synchronous = int(connection.exec_driver_sql("PRAGMA synchronous").scalar() or 0)
    return Health(
        name=f"SQLite {version}",
        journal=journal,
        synchronous=_SYNCHRONOUS[synchronous],
        is_wal_safe=is_wal_safe(tuple(int(part) for part in version.split("."))),
    )
