"""What pages say about prices: one that is checked, the lowest before a reduction, and no typed percent."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput
from flask_amends.guards.price import Promotion, Sale
from flask_amends.notices.model import NoticeKind, Slot
from flask_amends.service import price_known, prices
from flask_amends.service.notices import price as notices
from flask_amends.service.price_offers import PriceKind, Recorded
from flask_amends.state import State
from flask_amends.testing import FrozenClock, close, make_state

VASE = {"sku": "vase"}


@pytest.fixture
def state(sqlite_uri: str, clock: FrozenClock) -> Iterator[State]:
    made = make_state(sqlite_uri, clock=clock)
    yield made
    close(made)


def m(amount: object) -> Money:
    return Money(amount=Decimal(str(amount)), currency="EUR")


def put(state: State, amount: object, **known) -> Recorded:
    return prices.record(state, "vase", m(amount), **known)


def kinds(state: State, slot: Slot = Slot.CART) -> list[tuple[str, str]]:
    return [(one.kind, one.state) for one in notices.of_product(state, VASE, slot)]


def reduce(state: State, clock: FrozenClock, amount: object) -> None:
    clock.move(timedelta(days=10))
    share = (1 - m(amount).amount / 100) * 100
    sale = Sale(regular=m(100), ends_at=clock.now() + timedelta(days=7))
    put(state, amount, kind=PriceKind.SALE, sale=sale, promotion=Promotion(percent=share))


def test_an_item_whose_only_price_is_checked_cannot_be_bought(state: State):  # P1
    put(state, "1.11")

    [one] = notices.of_product(state, VASE, Slot.CART)
    assert (one.kind, one.state, one.severity) == (NoticeKind.PRICE_PENDING, "unpriced", "blocking")
    assert [way.endpoint for way in one.ways] == ["contact"]
    assert price_known.known(state, VASE).price is None


def test_nothing_changes_for_the_shopper_while_a_newer_price_is_checked(state: State):  # P7
    put(state, 100)
    put(state, 1)

    assert kinds(state) == []
    assert price_known.known(state, VASE).price == m(100)


def test_a_sale_names_the_lowest_price_of_thirty_days_and_the_percent_from_it(state, clock):
    put(state, 100)
    reduce(state, clock, 80)

    [one] = notices.of_order(state, {"lines": [VASE, VASE]}, Slot.CART)
    assert [line.key for line in one.lines] == ["price.lowest_before", "price.reduced"]
    assert (one.lines[0].params, one.lines[1].params) == ({"amount": m(100)}, {"percent": 20})
    assert (one.facts["price"], one.facts["lowest_30_days"]) == ("80.00", "100.00")


def test_a_sale_that_is_dearer_than_before_has_no_percent(state, clock):
    put(state, 100)
    clock.move(timedelta(days=3))
    put(state, 79)
    clock.move(timedelta(days=3))
    put(state, 90)
    reduce(state, clock, 80)

    [one] = notices.of_product(state, VASE, Slot.CART)
    assert (one.state, len(one.lines)) == ("not_lower", 1)
    assert price_known.reduction(state, VASE) is None


def test_a_typed_percent_is_refused_unless_it_is_the_true_one(state, clock):
    put(state, 100)
    reduce(state, clock, 80)

    found = price_known.reduction(state, VASE, 20)
    assert found is not None
    assert (found.percent, found.before, found.saved) == (20, m(100), m(20))
    with pytest.raises(InvalidInput, match="not_the_reduction"):
        price_known.reduction(state, VASE, 30)
    with pytest.raises(InvalidInput):
        price_known.reduction(state, {"sku": "other"}, 5)


def test_percents_are_rounded_down(state, clock):
    put(state, 100)
    reduce(state, clock, "80.01")

    found = price_known.reduction(state, VASE)
    assert found is not None
    assert found.percent == 19


def test_a_sale_is_over_at_its_end(state, clock):
    put(state, 100)
    reduce(state, clock, 80)
    clock.move(timedelta(days=8))

    assert kinds(state) == []


def test_the_end_of_a_sale_at_the_same_price_is_written_down(state, clock):
    put(state, 100)
    reduce(state, clock, 80)
    clock.move(timedelta(days=1))

    assert put(state, 80).point_id is not None
    assert kinds(state) == []


def test_the_clause_stands_at_the_product_only(state: State):  # P8
    assert kinds(state, Slot.PRODUCT) == [("price_error", "clause")]
    assert kinds(state) == []


def test_a_page_with_known_prices_asks_the_database_nothing(state, monkeypatch):
    put(state, 100)
    before = notices.of_product(state, VASE, Slot.PRODUCT)
    with monkeypatch.context() as patch:
        patch.setattr(type(state.store), "read", None)
        assert notices.of_product(state, VASE, Slot.PRODUCT) == before
    put(state, 101)
    assert price_known.known(state, VASE).price == m(101), "what is written is known at once"
