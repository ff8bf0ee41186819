"""Somebody with a browser that runs no script, a shop with a real post office, and one with a mail box."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import select

from flask_amends.ports import Order
from flask_amends.testing import Shop, make_shop
from flask_amends.web.storefront.orders import of_order
from flask_amends.worker.postman import Postman
from tests.integration.cases import ORDER
from tests.integration.migrated import postgres_template, sqlite_template  # noqa: F401 - pytest finds them here
from tests.integration.web.storefront.conftest import Page, Visitor
from tests.servers.mail import MailServer

SETTINGS: dict[str, Any] = {
    "AMENDS_BASE_URL": "https://shop.example",
    "AMENDS_SHOP_NAME": "Roses & Sons",
    "AMENDS_STAFF_EMAIL": "claims@shop.example",
    "AMENDS_TIME_ZONE": "Europe/Warsaw",
}
WHO = {"name": "Anna Nowak", "email": "anna@example.org"}

MakeVisitor = Callable[..., Visitor]


@pytest.fixture
def make_person(database_uri: str, smtp_server: MailServer) -> Iterator[MakeVisitor]:
    """People of a shop that mails by SMTP, on SQLite and again on PostgreSQL."""
    post = {
        "AMENDS_MAIL_SERVER": smtp_server.host,
        "AMENDS_MAIL_PORT": smtp_server.port,
        "AMENDS_MAIL_SENDER": "post@shop.example",
    }
    yield from _visitors(database_uri, mails=False, **post)


@pytest.fixture
def person(make_person: MakeVisitor) -> Visitor:
    return make_person()


@pytest.fixture
def make_guest(sqlite_uri: str) -> Iterator[MakeVisitor]:
    """People of a shop with a mail box, on SQLite: for what does not depend on the database."""
    yield from _visitors(sqlite_uri)


@pytest.fixture
def guest(make_guest: MakeVisitor) -> Visitor:
    return make_guest()


def _visitors(uri: str, **usual: Any) -> Iterator[MakeVisitor]:
    made: list[Shop] = []

    def make(**config: Any) -> Visitor:
        shop = make_shop(uri, **{**SETTINGS, "orders": [ORDER], **usual, **config})
        made.append(shop)
        return Visitor(shop=shop, client=shop.app.test_client())

    yield make
    for shop in made:
        shop.close()


def order_token(visitor: Visitor, order: Order = ORDER) -> str:
    """What the shop's own page knows about an order, signed."""
    with visitor.shop.app.test_request_context():
        return of_order(visitor.shop.state, order).token


def address(page: Page) -> str:
    """Where the page's form goes."""
    return str(page.one("form[method=post]")["action"])


def fill(visitor: Visitor, query: str = "", **typed: Any) -> Page:
    """Open the statement's form, fill it in after a minute and continue; ``None`` leaves a field out."""
    page = visitor.open(f"/amends/withdraw{query}")
    form = page.form("/withdraw")
    visitor.shop.clock.move(seconds=60)
    usual = WHO if "order=" in query else {**WHO, "contract": "A-1"}
    names = {name.replace("__", "."): value for name, value in typed.items()}
    sent = {**form, **usual, **names, "step": "review"}
    return visitor.post(address(page), {name: value for name, value in sent.items() if value is not None})


def confirm(visitor: Visitor, shown: Page) -> Page:
    """Press the button on the page that shows the statement once more; returns the receipt."""
    answer = visitor.post(address(shown), {**shown.form("/withdraw"), "step": "confirm"})
    assert answer.status == 303, answer.text
    return visitor.open(answer.location)


def withdraw(visitor: Visitor, query: str = "", **typed: Any) -> Page:
    return confirm(visitor, fill(visitor, query, **typed))


def rows(visitor: Visitor, table: str) -> list[dict[str, Any]]:
    """Every row of a table."""
    state = visitor.shop.state
    with state.store.read() as unit:
        found = unit.connection.execute(select(getattr(state.store.tables, table))).mappings().all()
    return [dict(row) for row in found]


def told(visitor: Visitor) -> list[dict[str, Any]]:
    """Every webhook that is on its way."""
    return [json.loads(row["body"]) for row in rows(visitor, "messages")]


def deliver(visitor: Visitor, **wait: float) -> list[EmailMessage]:
    """Let time pass and the post go out; returns everything that arrived in the shop's mail box so far."""
    visitor.shop.clock.move(timedelta(**wait))
    Postman(visitor.shop.state).drain()
    box = visitor.shop.mails
    return box.messages if box is not None else []


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())
