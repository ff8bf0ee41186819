"""What every test gets: the servers on demand, and a watch over what it leaves behind."""

import threading
import time
from collections.abc import Iterator

import flask
import pytest

from tests.servers.fixtures import (  # noqa: F401 - pytest finds them here
    browser,
    chromium,
    database_uri,
    page,
    postgres_server,
    postgres_template,
    postgres_uri,
    receiver,
    redis_url,
    smtp_server,
    sqlite_template,
    sqlite_uri,
)
from tests.servers.routing import compile_once

compile_once()

MARKS = {"chromium": pytest.mark.browser, "postgres_server": pytest.mark.postgres}


#: What is tried on SQLite in full and on PostgreSQL every third time; the soak tries all of it.
SAMPLED, EVERY = ("integration/web/", "acceptance/", "crash/test_crash_contract"), 3


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    sampled = [one for one in items if "postgres" in one.name and any(part in one.nodeid for part in SAMPLED)]
    for at, item in enumerate(sampled):
        if at % EVERY:
            item.add_marker(pytest.mark.soak)
    for item in items:
        for fixture in MARKS.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker(MARKS[fixture])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests have recorded (`record_property("figures", …)`)."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, ())]
    figures = [text for report in reports for name, text in report.user_properties if name == "figures"]
    for line in sorted(figures):
        terminalreporter.write_line(line)


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """Fail the test that leaves a thread or a context; open sockets and files fail as ResourceWarning."""
    threads = set(threading.enumerate())
    contexts = _contexts()
    yield
    assert _contexts() == contexts, "the test left an application or request context pushed"
    assert _survivors(threads) == [], "the test left threads running"


def _contexts() -> tuple[bool, bool]:
    return flask.has_app_context(), flask.has_request_context()


def _survivors(known: set[threading.Thread], patience: float = 2) -> list[str]:
    """Name the threads that are still there after `patience` seconds."""
    until = time.monotonic() + patience
    # A server may be about to start a thread for a last request, and such a one cannot be joined yet.
    while (left := set(threading.enumerate()) - known) and time.monotonic() < until:
        time.sleep(0.01)
    return sorted(thread.name for thread in left)
