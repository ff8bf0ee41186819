"""A shop whose orders are known down to their parcel, and a shopper with a browser that runs no script."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flask_amends.ports import Delivery, Order
from flask_amends.testing import START, make_shop
from flask_amends.web.storefront.globals import TemplateGlobals
from tests.integration.cases import ORDER
from tests.integration.migrated import postgres_template, sqlite_template  # noqa: F401 - pytest finds them here
from tests.integration.web.storefront.conftest import MakeVisitor, Page, Visitor

PARCEL = Delivery(
    carrier="Swift Parcels",
    delivered_by="carrier",
    tracking_number="SP 4471",
    tracking_url="https://track.example/4471",
    carrier_phone="+48 22 555 01 01",
    carrier_url="https://swift.example/help",
)
#: An order that was completed a day ago.
SENT = replace(ORDER, fulfilled_at=START - timedelta(days=1), delivery=PARCEL)
CHOSEN = {
    "items.0.chosen": "1",
    "items.0.quantity": "1",
    "email": "anna@example.org",
    "name": "Anna Nowak",
    "reason": "defective",
    "ask": "replacement",
    "description": "The roses had wilted when they came.",
}


@pytest.fixture
def make_visitor(sqlite_uri: str) -> Iterator[MakeVisitor]:
    """Most of this folder touches no storage of its own, so one database is enough."""
    made = []

    def make(**config: Any) -> Visitor:
        given: dict[str, Any] = {"orders": [SENT], "AMENDS_BASE_URL": "http://localhost", **config}
        shop = make_shop(sqlite_uri, **given)
        made.append(shop)
        return Visitor(shop=shop, client=shop.app.test_client())

    yield make
    for shop in made:
        shop.close()


@pytest.fixture
def visitor(make_visitor: MakeVisitor) -> Visitor:
    return make_visitor()


def address_of(visitor: Visitor, order: Order | dict[str, Any] = SENT, **more: Any) -> str:
    """The link to the claim form that the shop's order page shows."""
    with visitor.shop.app.test_request_context():
        link = str(TemplateGlobals().claim_link(order=order, **more))
    return link.partition('href="')[2].partition('"')[0].replace("&amp;", "&")


def fill(visitor: Visitor, order: Order | dict[str, Any] = SENT, **typed: Any) -> Page:
    """Open the order's form, fill it in and continue."""
    form = visitor.open(address_of(visitor, order)).form("/claim")
    visitor.shop.clock.move(seconds=90)
    return visitor.post("/amends/claim", {**form, **CHOSEN, **typed, "step": "review"})


def go_on(visitor: Visitor, page: Page, step: str, **changed: Any) -> Page:
    """Press a button of a page that comes between."""
    return visitor.post("/amends/claim", {**page.form("/claim"), **changed, "step": step})


def files_in(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())
