"""One shop with a mail box for all of these tests, and somebody new in each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from itertools import count
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from flask_amends.ports import Order
from flask_amends.service.invitations import invite_buyer
from flask_amends.testing import FrozenClock, Shop, make_shop
from flask_amends.worker.postman import Postman
from tests.integration.cases import ORDER
from tests.integration.migrated import postgres_template, sqlite_template  # noqa: F401 - pytest finds them here

#: A Monday, ten in the morning in Warsaw.
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
SHOP: dict[str, Any] = {
    "AMENDS_BASE_URL": "https://shop.example",
    "AMENDS_STAFF_EMAIL": "staff@shop.example",
    "AMENDS_TIME_ZONE": "Europe/Warsaw",
    "AMENDS_NOTICE_MEMORY": 0,
}
_NUMBERS = count(1)


def _new_order() -> Order:
    number = next(_NUMBERS)
    phone = f"+4850060{number:04}"
    return replace(ORDER, number=f"W-{number}", email=f"anna{number}@example.org", phone=phone)


@dataclass(frozen=True, kw_only=True)
class Customer:
    """Somebody who buys, and never comes by twice."""

    shop: Shop
    client: FlaskClient
    order: Order = field(default_factory=_new_order)

    @property
    def email(self) -> str:
        return str(self.order.email)

    def invited(self) -> EmailMessage | None:
        """The invitation to a review, if it reaches them."""
        with self.shop.app.app_context():
            invite_buyer(self.shop.state, self.order)
        self.shop.clock.move(days=2)
        self.shop.state.wake()
        Postman(self.shop.state).drain()
        return next(iter(self.letters()), None)

    def letters(self) -> list[EmailMessage]:
        assert self.shop.mails is not None
        return self.shop.mails.to(self.email)

    def get(self, address: str) -> Any:
        return self.client.get(address.removeprefix("https://shop.example"))

    def post(self, address: str, **sent: Any) -> Any:
        return self.client.post(address.removeprefix("https://shop.example"), data=sent)


def way_out(letter: EmailMessage) -> str:
    """Where the letter says one gets no more of them."""
    return str(letter["List-Unsubscribe"]).strip("<>")


def preferences(letter: EmailMessage) -> str:
    return way_out(letter).replace("/unsubscribe/", "/preferences/")


def form_token(page: Any) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def rows(shop: Shop, table: str, **where: Any) -> list[dict[str, Any]]:
    """The rows of a table with these values."""
    found = getattr(shop.state.store.tables, table)
    wanted = select(found).where(*(found.c[name] == value for name, value in where.items()))
    with shop.state.store.read() as unit:
        return [dict(row) for row in unit.connection.execute(wanted).mappings()]


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    uri = f"sqlite:///{tmp_path_factory.mktemp('wishes') / 'shop.db'}"
    made = make_shop(uri, clock=FrozenClock(MONDAY), **SHOP)
    yield made
    made.close()


@pytest.fixture
def anna(shop: Shop) -> Customer:
    shop.clock.set(MONDAY)
    return Customer(shop=shop, client=shop.app.test_client())
