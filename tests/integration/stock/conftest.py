"""One shop for all tests of a module: each test has items and orders of its own."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from flask_amends.ports import Order, OrderLine, SimilarItem, StaffMember
from flask_amends.testing import Shop, make_shop
from flask_amends.worker.work import run_once
from tests.integration.cases import euros
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here

OLA = StaffMember(id="7", name="Ola Kowalska", roles=frozenset({"agent"}))
IWONA = StaffMember(id="8", name="Iwona Lis", roles=frozenset({"lead"}))
VASE = SimilarItem(sku="vase-2", title="Blue vase", price=euros("30.00"), url="https://shop.example/vase-2")
NUMBERS = count(1)


@pytest.fixture(scope="module")
def shop(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:  # noqa: F811
    path = tmp_path_factory.mktemp("stock") / "shop.sqlite3"
    shutil.copy(sqlite_template, path)
    made = make_shop(
        f"sqlite:///{path}",
        prepare=lambda amends: amends.similar_items(lambda _sku: [VASE]),
        AMENDS_BASE_URL="https://shop.example",
        AMENDS_STAFF_EMAIL="claims@shop.example",
        AMENDS_NOTICE_MEMORY=0,
    )
    yield made
    made.close()


@pytest.fixture
def sku() -> str:
    """An item of this test's own."""
    return f"item-{next(NUMBERS)}"


@pytest.fixture
def order(shop: Shop, sku: str) -> Order:
    """An order of two of them and of something else."""
    return shop.orders.add(
        Order(
            number=f"A-{sku}",
            email=f"{sku}@example.org",
            currency="EUR",
            lines=(
                OrderLine(sku=sku, title="Green vase", quantity=2, unit_price=euros("25.00")),
                OrderLine(sku="rose", title="Roses", quantity=1, unit_price=euros("10.00")),
            ),
            total=euros("60.00"),
        )
    )


@pytest.fixture
def whole(shop: Shop, order: Order) -> Order:
    """The same order without anything else."""
    return shop.orders.add(replace(order, lines=order.lines[:1], total=euros("50.00")))


Post = Callable[[str], list[str]]


@pytest.fixture
def post(shop: Shop) -> Post:
    """Send what waits; the plain texts of what somebody was sent, oldest first, subjects on top."""

    def send(address: str) -> list[str]:
        assert shop.mails is not None
        with shop.app.app_context():
            run_once(shop.state)
        return [
            f"{one['Subject']}\n{one.get_body(('plain',)).get_content()}"  # type: ignore[union-attr]
            for one in shop.mails.to(address)
        ]

    return send
