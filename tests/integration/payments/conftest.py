"""A shop with a ledger of prices, and an order of a monitor."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from flask_amends.disputes.money import Money
from flask_amends.ports import Order, OrderLine, StaffMember
from flask_amends.service import prices
from flask_amends.state import State
from flask_amends.testing import FrozenClock, close, make_state
from tests.integration.migrated import postgres_template, sqlite_template  # noqa: F401 - pytest finds them here

ANNA = StaffMember(id="7", name="Anna", roles=frozenset({"agent"}))
BORIS = StaffMember(id="8", name="Boris", roles=frozenset({"lead"}))

Make = Callable[..., State]


def rub(amount: object) -> Money:
    return Money(amount=Decimal(str(amount)), currency="RUB")


def order(number: str = "1001", price: object = 990, quantity: int = 1, **facts: Any) -> Order:
    line = OrderLine(sku="monitor", title="Monitor", quantity=quantity, unit_price=rub(price))
    return Order(**{"number": number, "email": "maria@example.com", "lines": (line,), **facts})


def put(state: State, amount: object, *, by: str = "7") -> str | None:
    """Somebody sets the monitor's price; the guard has its say."""
    return prices.record(state, "monitor", rub(amount), actor=by).point_id


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def make(sqlite_uri: str, clock: FrozenClock) -> Iterator[Make]:
    made: list[State] = []

    def build(**config: Any) -> State:
        settings = {"AMENDS_BASE_URL": "https://shop.example", "AMENDS_CURRENCY": "RUB", **config}
        made.append(make_state(sqlite_uri, clock=clock, **settings))
        return made[-1]

    yield build
    for one in made:
        close(one)


@pytest.fixture
def state(make: Make) -> State:
    return make()
