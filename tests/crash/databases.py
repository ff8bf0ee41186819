"""Databases to crash in: made once per scenario, and copied for every run."""

import itertools
import shutil
import time
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy.engine import make_url

from tests.servers.postgres import PostgresServer

PATIENCE_SECONDS = 10


class Databases(Protocol):
    """Where databases come from."""

    def create(self) -> str:
        """The address of an empty one."""
        ...

    def copy(self, uri: str) -> str:
        """The address of a copy of one that nobody uses."""
        ...

    def settle(self, uri: str) -> None:
        """Return when the database has noticed that its user is dead."""
        ...

    def drop(self, uri: str) -> None:
        """Throw one away."""
        ...


class SqliteDatabases:
    """SQLite files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    def create(self) -> str:
        return f"sqlite:///{self._next()}"

    def copy(self, uri: str) -> str:
        path = self._next()
        shutil.copyfile(_path(uri), path)
        return f"sqlite:///{path}"

    def settle(self, uri: str) -> None:
        """A dead user of a file has let its locks go."""

    def drop(self, uri: str) -> None:
        for path in self._folder.glob(f"{_path(uri).name}*"):
            path.unlink()

    def _next(self) -> Path:
        return self._folder / f"{next(self._numbers)}.sqlite3"


class PostgresDatabases:
    """Databases of a real PostgreSQL."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._made: list[str] = []

    def create(self) -> str:
        return self._kept(self._server.create())

    def copy(self, uri: str) -> str:
        self.settle(uri)
        return self._kept(self._server.create(str(make_url(uri).database)))

    def settle(self, uri: str) -> None:
        """A backend ends a little after its client, and rolls back then."""
        address = self._server.url.set(drivername="postgresql").render_as_string(hide_password=False)
        question = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        until = time.monotonic() + PATIENCE_SECONDS
        with psycopg.connect(address, autocommit=True) as connection:
            while time.monotonic() < until:
                found = connection.execute(question, (make_url(uri).database,)).fetchone()
                if found == (0,):
                    return
                time.sleep(0.005)
        raise TimeoutError(f"Somebody is still connected to {uri}.")

    def drop(self, uri: str) -> None:
        self._made.remove(uri)
        self._server.drop(uri)

    def close(self) -> None:
        """Throw all of them away."""
        for uri in list(self._made):
            self.drop(uri)

    def _kept(self, uri: str) -> str:
        self._made.append(uri)
        return uri


def _path(uri: str) -> Path:
    return Path(str(make_url(uri).database))
