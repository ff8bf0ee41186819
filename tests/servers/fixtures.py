"""The fixtures that hand out the servers; `tests/conftest.py` takes them all in."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers.mail import MailServer
from tests.servers.missing import missing
from tests.servers.postgres import PostgresServer, shared_server
from tests.servers.receiver import Receiver
from tests.servers.redis_server import running_redis

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> PostgresServer:
    """Return the one PostgreSQL of this run."""
    base = tmp_path_factory.getbasetemp()
    # pytest-xdist's processes have a folder each under the run's own.
    return shared_server(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture(scope="session")
def postgres_template() -> str:
    """Name the database that `postgres_uri` copies; override it to start from a migrated one."""
    return "template1"


@pytest.fixture(scope="session")
def sqlite_template() -> Path | None:
    """Name the file that `sqlite_uri` copies; override it to start from a migrated one."""
    return None


@pytest.fixture
def postgres_uri(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """Return the address of a fresh database on a real PostgreSQL."""
    uri = postgres_server.create(postgres_template)
    yield uri
    postgres_server.drop(uri)


@pytest.fixture
def sqlite_uri(tmp_path: Path, sqlite_template: Path | None) -> str:
    """Return the address of a fresh SQLite file."""
    path = tmp_path / "amends.sqlite3"
    if sqlite_template is not None:
        shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_uri(request: pytest.FixtureRequest) -> str:
    """Run the test twice: on a fresh SQLite file and on a fresh PostgreSQL database."""
    return str(request.getfixturevalue(f"{request.param}_uri"))


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a Redis of this process."""
    with running_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def smtp_server() -> Iterator[MailServer]:
    """Return a real SMTP server; what it was sent is in `.messages`."""
    with MailServer() as server:
        yield server


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a real HTTP receiver; what it was sent is in `.requests`."""
    with Receiver() as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(os.environ.get("AMENDS_TEST_CHROMIUM", name))
        if path is not None:
            return path
    missing("Chromium", "run `sh tests/servers/setup.sh` as root, or set AMENDS_TEST_CHROMIUM to its path")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator["Browser"]:
    """Return a headless Chromium driven by Playwright."""
    from playwright.sync_api import expect, sync_playwright

    # As long as every other wait of Playwright's: a busy machine is slow, not wrong.
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        # A container's root has no sandbox to offer.
        sandbox = [] if os.geteuid() else ["--no-sandbox"]
        running = playwright.chromium.launch(executable_path=chromium, args=sandbox)
        yield running
        running.close()


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """Return an empty page with its own cookies."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
