"""The engine: connections that are safe on SQLite and on PostgreSQL, and how a transaction begins.

SQLite, measured facts behind each choice (the figures are in the security design):

* every writing transaction starts with ``BEGIN IMMEDIATE``; a deferred one fails under contention without
  waiting;
* ``WAL`` with ``synchronous=FULL`` only on a version without the WAL-reset bug, else ``DELETE`` with
  ``EXTRA``: both keep every acknowledged commit through a loss of power;
* never ``mmap_size``; the engine is made per process, since a connection does not survive a fork.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from flask_amends.errors import StorageUnavailable

#: Hands out an engine: ours, made on first use in each process, or the host's.
EngineSource = Callable[[], Engine]

BUSY_TIMEOUT_MS = 5_000


def sqlite_module() -> Any:
    """``pysqlite3`` where installed, since it carries its own newer SQLite; else the standard library's."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        import sqlite3

        return sqlite3
    return dbapi2


def is_wal_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite has the WAL-reset fix: 3.51.3 and later, and its backports to 3.50 and 3.44."""
    if version[:2] == (3, 50):
        return version >= (3, 50, 7)
    if version[:2] == (3, 44):
        return version >= (3, 44, 6)
    return version >= (3, 51, 3)


def pragmas(version: tuple[int, ...]) -> tuple[str, ...]:
    """What every connection to our own SQLite file is told first."""
    journal = ("WAL", "FULL") if is_wal_safe(version) else ("DELETE", "EXTRA")
    return (
        f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
        "PRAGMA foreign_keys = ON",
        "PRAGMA secure_delete = ON",
        f"PRAGMA journal_mode = {journal[0]}",
        f"PRAGMA synchronous = {journal[1]}",
    )


def make_engine(uri: str) -> Engine:
    """An engine of our own for ``uri``."""
    url = make_url(uri)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, isolation_level="READ COMMITTED")
    module = sqlite_module()
    engine = create_engine(url, module=module, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    told = pragmas(module.sqlite_version_info)

    @event.listens_for(engine, "connect")
    def tell(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in told:
            cursor.execute(pragma)
        cursor.close()

    return engine


class OwnEngine:
    """An engine of our own, made on first use in each process."""

    def __init__(self, uri: str, prepare: Callable[[Engine], None] | None = None) -> None:
        self.uri = uri
        self._prepare = prepare
        self._made: tuple[int, Engine] | None = None
        self._lock = threading.Lock()

    def __call__(self) -> Engine:
        made = self._made
        if made is not None and made[0] == os.getpid():
            return made[1]
        with self._lock:
            return self._make()

    def _make(self) -> Engine:
        pid = os.getpid()
        if self._made is not None:
            if self._made[0] == pid:
                return self._made[1]
            # The parent's connections stay the parent's: forget them without closing.
            self._made[1].dispose(close=False)
        engine = make_engine(self.uri)
        if self._prepare is not None:
            self._prepare(engine)
        self._made = (pid, engine)
        return engine

    def close(self) -> None:
        """Close this process's connections; the next use opens new ones."""
        if self._made is not None and self._made[0] == os.getpid():
            self._made[1].dispose()
        self._made = None


def begin_writing(connection: Connection) -> None:
    """Begin a writing transaction: SQLite takes the write lock now, since waiting for it later fails."""
    if connection.dialect.name != "sqlite":
        return
    if not getattr(connection.connection.driver_connection, "in_transaction", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def begin_reading(connection: Connection) -> None:
    """Begin a reading transaction that sees one state of the database."""
    if connection.dialect.name == "sqlite":
        if not getattr(connection.connection.driver_connection, "in_transaction", False):
            connection.exec_driver_sql("BEGIN")
        return
    connection.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")


@contextmanager
def database_errors() -> Iterator[None]:
    """Report a database that did not answer as :class:`StorageUnavailable`; our own faults stay bugs."""
    try:
        yield
    except OperationalError as error:
        raise StorageUnavailable(
            "The database did not answer; repeat the request with the same key."
        ) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise StorageUnavailable(
                "The connection to the database was lost; repeat with the same key."
            ) from error
        raise
