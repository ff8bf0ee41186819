"""Prices that one actor sets one by one: too many of them are held together, and decided together (S4)."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from flask_amends.disputes.money import Money
from flask_amends.guards.price import Level
from flask_amends.ports import StaffMember
from flask_amends.service import price_decisions, price_reading, prices
from flask_amends.service.price_batches import record_all
from flask_amends.service.price_decisions import Decision
from flask_amends.service.price_offers import Offered, Origin, Recorded
from flask_amends.state import State
from flask_amends.testing import FrozenClock, Shop, make_shop

BORIS = StaffMember(id="8", name="Boris")
ITEMS = 60


def m(amount: object) -> Money:
    return Money(amount=Decimal(str(amount)), currency="EUR")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop of sixty items, all of which the same program has just taken in."""
    made = make_shop(f"sqlite:///{tmp_path_factory.mktemp('runs') / 'amends.sqlite3'}", mails=False)
    offers = [Offered(sku=f"item-{at}", new=m(20 + at)) for at in range(ITEMS)]
    record_all(made.state, offers, Origin(actor="first"))
    yield made
    made.close()


@pytest.fixture
def state(shop: Shop) -> State:
    """Each test an hour later than the one before."""
    assert isinstance(shop.clock, FrozenClock)
    shop.clock.move(timedelta(hours=1))
    return shop.state


def raise_by(state: State, share: str, items: range, actor: str) -> list[Recorded]:
    found = []
    for at in items:
        price = price_reading.current(state, f"item-{at}").price
        assert price is not None
        new = Money(amount=(price.amount * Decimal(share)).quantize(Decimal("0.01")), currency="EUR")
        found.append(prices.record(state, f"item-{at}", new, actor=actor))
    return found


def test_after_a_fifth_of_the_shop_what_follows_is_held_in_one_batch(state: State):
    found = raise_by(state, "1.01", range(15), "repricer")

    assert [one.verdict.level for one in found[:12]] == [Level.OK] * 12
    assert [one.verdict.findings[-1].code for one in found[12:]] == ["S4"] * 3
    assert found[12].verdict.findings[-1].message == "13 of the 60 items of the shop were changed at once."
    assert found[12].in_force == m(32)
    waiting = price_reading.waiting(state)
    assert (len(waiting), len({one.batch for one in waiting})) == (3, 1)

    assert price_decisions.decide_batch(state, waiting[0].batch or "", Decision.ACCEPT, by=BORIS) == 3
    assert price_reading.current(state, "item-12").price == m("32.32")
    assert raise_by(state, "1.01", range(15, 20), "repricer")[-1].verdict.level is Level.OK, (
        "who accepted the batch has said that the run is meant"
    )


def test_who_took_items_in_has_changed_none(state: State):
    prices.record(state, "item-new", m(5), actor="first")
    assert raise_by(state, "1.01", range(3), "first")[-1].verdict.level is Level.OK


def test_two_people_and_slow_ones_are_no_run(state: State, shop: Shop):
    assert isinstance(shop.clock, FrozenClock)
    found = [*raise_by(state, "1.01", range(10), "anna"), *raise_by(state, "1.01", range(10, 20), "boris")]
    shop.clock.move(timedelta(minutes=11))
    found += raise_by(state, "1.01", range(20, 30), "anna")

    assert {one.verdict.level for one in found} == {Level.OK}


def test_short_lists_are_counted_with_what_came_before(state: State):
    for start in (0, 6):
        skus = [f"item-{at}" for at in range(start, start + 6)]
        known = [(sku, price_reading.current(state, sku).price or m(1)) for sku in skus]
        offers = [Offered(sku=sku, new=price + m(start + 1)) for sku, price in known]
        assert record_all(state, offers, Origin(actor="erp")).findings == ()
    one = Offered(sku="item-20", new=(price_reading.current(state, "item-20").price or m(1)) + m(1))
    [finding] = record_all(state, [one], Origin(actor="erp")).findings
    assert finding.key == "touched"


def test_a_batch_is_corrected_to_what_was_meant_for_each(state: State):
    before = {sku: price_reading.current(state, sku).price for sku in ("item-30", "item-31", "item-32")}
    wrong = [
        Offered(sku=sku, new=Money.from_minor(price.minor // 10, "EUR"))
        for sku, price in before.items()
        if price
    ]
    fine = Offered(sku="item-33", new=m("54.00"))
    batch = record_all(state, [*wrong, fine], Origin(actor="anna")).batch

    assert price_decisions.decide_batch(state, batch, Decision.CORRECT, by=BORIS) == 4
    after = {sku: price_reading.current(state, sku).price for sku in before}
    assert all(abs((after[sku] or m(0)).minor - (price or m(0)).minor) < 10 for sku, price in before.items())
    assert price_decisions.decide_batch(state, batch, Decision.CORRECT, by=BORIS) == 0
