"""A shop's state, a courier, and an endpoint of a real receiver."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from flask_amends.service import endpoints
from flask_amends.state import State
from flask_amends.storage.records import EndpointRow
from flask_amends.worker.courier import Courier
from tests.integration.migrated import (  # noqa: F401 - pytest finds them here
    MakeState,
    clock,
    new_state,
    orders,
    postgres_template,
    sqlite_template,
)
from tests.servers.receiver import Receiver

LOOPBACK = ("127.0.0.0/8",)


@pytest.fixture
def state(new_state: MakeState) -> State:  # noqa: F811 - the fixture above
    return new_state(AMENDS_WEBHOOK_ALLOW_NETWORKS=LOOPBACK)


@pytest.fixture
def courier(state: State) -> Iterator[Courier]:
    with Courier(state, threads=8) as running:
        yield running


@pytest.fixture
def endpoint(state: State, receiver: Receiver) -> EndpointRow:
    return endpoints.add(state, url=receiver.url, rate=1000)


Subscribe = Callable[..., EndpointRow]


@pytest.fixture
def subscribe(state: State, receiver: Receiver) -> Subscribe:
    """Add another endpoint of the receiver."""

    def add(**options: Any) -> EndpointRow:
        return endpoints.add(state, **{"url": receiver.url, "rate": 1000, **options})

    return add
