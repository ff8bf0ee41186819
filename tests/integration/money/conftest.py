"""A shop whose compensations are capped, counted and agreed to by two."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from flask_amends.ports import StaffMember
from flask_amends.state import State
from flask_amends.testing import close, make_state
from tests.integration.cases import ORDER
from tests.integration.migrated import postgres_template, sqlite_template  # noqa: F401 - pytest finds them here

AGENT = StaffMember(id="7", name="Ola Kowalska", roles=frozenset({"agent"}))
LEAD = StaffMember(id="8", name="Iwona Lis", roles=frozenset({"lead"}))
OTHER_LEAD = StaffMember(id="12", name="Jan Dąb", roles=frozenset({"lead"}))

MakeState = Callable[..., State]


@contextmanager
def making(uri: str) -> Iterator[MakeState]:
    """Make the states of shops on a database; every one is closed at the end."""
    made: list[State] = []

    def build(**config: Any) -> State:
        orders = config.pop("orders", [ORDER])
        made.append(make_state(uri, orders=orders, **config))
        return made[-1]

    try:
        yield build
    finally:
        for state in made:
            close(state)


@pytest.fixture
def make(sqlite_uri: str) -> Iterator[MakeState]:
    """Make the states of shops on SQLite."""
    with making(sqlite_uri) as build:
        yield build


@pytest.fixture
def make_real(database_uri: str) -> Iterator[MakeState]:
    """Make them on SQLite, and again on PostgreSQL: for what depends on the database."""
    with making(database_uri) as build:
        yield build


@pytest.fixture
def strict(make: MakeState) -> State:
    """A shop in which a second person agrees to what costs 20 EUR or more."""
    return make(AMENDS_DUAL_CONTROL_FROM="20.00 EUR")
