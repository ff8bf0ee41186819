"""A held price that nobody looks at reaches who escalates, once, and only after the shop's own hours (P7)."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from flask_amends.disputes.money import Money
from flask_amends.ports import StaffMember
from flask_amends.service import price_decisions, price_watch, prices
from flask_amends.service.price_decisions import Decision
from flask_amends.testing import FrozenClock, Shop, make_shop
from flask_amends.worker.work import run_once


@pytest.fixture
def shop(sqlite_uri: str, clock: FrozenClock) -> Iterator[Shop]:
    made = make_shop(
        sqlite_uri,
        clock=clock,
        AMENDS_STAFF_EMAIL="staff@shop.example",
        AMENDS_ESCALATION_EMAIL="owner@shop.example",
        AMENDS_BASE_URL="https://shop.example",
        AMENDS_MAIL_FROM="shop@shop.example",
    )
    yield made
    made.close()


def hold(shop: Shop, sku: str = "mug") -> str:
    twelve, wrong = (Money(amount=Decimal(amount), currency="EUR") for amount in ("12", "1.20"))
    prices.record(shop.state, sku, twelve)
    return prices.record(shop.state, sku, wrong, pieces=5).point_id or ""


def to_opening(shop: Shop) -> None:
    hours = shop.state.settings.contact.hours
    while not hours.is_open(shop.clock.now()):
        shop.clock.move(timedelta(minutes=30))


def test_it_is_told_once_with_what_is_at_stake(shop: Shop):
    to_opening(shop)
    hold(shop)
    shop.clock.move(timedelta(minutes=29))
    assert not price_watch.sweep(shop.state)
    shop.clock.move(timedelta(minutes=2))
    for _ in range(2):
        price_watch.sweep(shop.state)
        run_once(shop.state)

    assert shop.mails is not None
    [letter] = shop.mails.to("owner@shop.example")
    assert letter["Subject"] == "Held prices wait too long: 1"
    body = letter.get_body(("plain",))
    assert body is not None
    assert "At stake most: mug for €1.20, up to €54.00." in body.get_content()
    assert "https://shop.example/amends/desk/prices" in body.get_content()


def test_nobody_is_told_of_what_was_decided_meanwhile(shop: Shop):
    to_opening(shop)
    point = hold(shop)
    shop.clock.move(timedelta(minutes=31))
    price_watch.sweep(shop.state)
    price_decisions.decide(shop.state, point, Decision.REJECT, by=StaffMember(id="8", name="Boris"))
    run_once(shop.state)

    assert shop.mails is not None
    assert shop.mails.to("owner@shop.example") == []


def test_a_night_is_no_working_time(shop: Shop):
    hours = shop.state.settings.contact.hours
    while hours.is_open(shop.clock.now()):
        shop.clock.move(timedelta(minutes=30))
    hold(shop)
    shop.clock.move(timedelta(hours=1))

    assert hours.is_open(shop.clock.now()) is False
    assert not price_watch.sweep(shop.state)
