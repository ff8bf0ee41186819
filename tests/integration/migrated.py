"""Fixtures for tests of the services: a migrated database to copy, and the state of a shop on it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from flask_amends.state import State
from flask_amends.storage import schema
from flask_amends.storage.tables import build_tables
from flask_amends.testing import FrozenClock, MemoryOrders, close, make_state
from tests.integration.cases import ORDER
from tests.servers.postgres import PostgresServer

MakeState = Callable[..., State]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "template.sqlite3"
    engine = create_engine(f"sqlite:///{path}")
    schema.upgrade(engine, build_tables())
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> Iterator[str]:
    uri = postgres_server.create()
    engine = create_engine(uri)
    schema.upgrade(engine, build_tables())
    name = str(engine.url.database)
    engine.dispose()
    yield name
    postgres_server.drop(uri)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def new_state(database_uri: str, clock: FrozenClock) -> Iterator[MakeState]:
    """Make a state on this test's database; every one is closed at the end."""
    made: list[State] = []

    def make(**settings: Any) -> State:
        options: dict[str, Any] = {"clock": clock, "orders": [ORDER], "seed": len(made), **settings}
        made.append(make_state(database_uri, **options))
        return made[-1]

    yield make
    for state in made:
        close(state)


@pytest.fixture
def state(new_state: MakeState) -> State:
    return new_state()


@pytest.fixture
def orders(state: State) -> MemoryOrders:
    lookup = state.order_lookup
    assert isinstance(lookup, MemoryOrders)
    return lookup
