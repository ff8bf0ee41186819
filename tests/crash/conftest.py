"""One laboratory per process and kind of database."""

from collections.abc import Iterator

import pytest

from tests.crash.client import ForkServer
from tests.crash.databases import PostgresDatabases, SqliteDatabases
from tests.crash.laboratory import Laboratory
from tests.crash.witness import Witness
from tests.servers.mail import MailServer
from tests.servers.postgres import PostgresServer
from tests.servers.receiver import Receiver


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    """Return a process that has the product imported and forks at once."""
    with ForkServer() as server:
        yield server


@pytest.fixture(scope="session")
def witness() -> Iterator[Witness]:
    """Return the receivers of all runs."""
    with Receiver() as receiver:
        yield Witness(receiver)


@pytest.fixture(scope="session")
def post() -> Iterator[MailServer]:
    """Return the SMTP server of all runs."""
    with MailServer() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_laboratory(
    tmp_path_factory: pytest.TempPathFactory, fork_server: ForkServer, witness: Witness, post: MailServer
) -> Laboratory:
    """Return the laboratory on SQLite files."""
    folder = tmp_path_factory.mktemp("crash-sqlite")
    databases = SqliteDatabases(folder)
    return Laboratory(server=fork_server, databases=databases, witness=witness, mails=post, folder=folder)


@pytest.fixture(scope="session")
def postgres_laboratory(
    tmp_path_factory: pytest.TempPathFactory,
    fork_server: ForkServer,
    witness: Witness,
    post: MailServer,
    postgres_server: PostgresServer,
) -> Iterator[Laboratory]:
    """Return the laboratory on a real PostgreSQL."""
    folder = tmp_path_factory.mktemp("crash-postgres")
    databases = PostgresDatabases(postgres_server)
    yield Laboratory(server=fork_server, databases=databases, witness=witness, mails=post, folder=folder)
    databases.close()
