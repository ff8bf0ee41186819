"""The price ledger: what is shown, held and decided, and the lowest of thirty days (P1, P6)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput, NotAllowed, NotFound
from flask_amends.guards.price import Level, Promotion, Sale
from flask_amends.ports import StaffMember
from flask_amends.service import price_decisions, price_reading, prices
from flask_amends.service.price_batches import record_all
from flask_amends.service.price_decisions import Decision
from flask_amends.service.price_offers import Offered, Origin, PriceKind, Recorded
from flask_amends.state import State
from flask_amends.testing import FrozenClock
from tests.integration.migrated import MakeState

ANNA = StaffMember(id="7", name="Anna")
BORIS = StaffMember(id="8", name="Boris")
SKU = "monitor"


def m(amount: object, currency: str = "RUB") -> Money:
    return Money(amount=Decimal(str(amount)), currency=currency)


def put(state: State, amount: object, **known) -> Recorded:
    return prices.record(state, SKU, m(amount), **known)


def shown(state: State) -> Money | None:
    return price_reading.current(state, SKU, "RUB").price


def test_a_wrong_price_is_held_and_the_old_one_stays(state: State):  # P7
    put(state, 90990)
    wrong = put(state, 990, actor=ANNA.id, pieces=12)

    now = price_reading.current(state, SKU, "RUB")
    assert (wrong.verdict.level, wrong.in_force) == (Level.HOLD, m(90990))
    assert (now.price, now.is_checked) == (m(90990), True)
    [waits] = price_reading.waiting(state)
    assert waits.exposure == 12 * (90990 - 990) * 100
    assert waits.verdict[0]["message"] == "990.00 RUB looks like 90990.00 RUB with two digits missing."
    assert price_reading.count_waiting(state) == 1


def test_a_blocked_price_leaves_no_trace(state: State):
    put(state, 100)
    refused = put(state, 50, floor=m(60))

    assert (refused.verdict.level, refused.in_force, refused.point_id) == (Level.BLOCK, m(100), None)
    assert price_reading.count_waiting(state) == 0


def test_the_same_price_again_is_no_new_point(state: State):
    assert put(state, 100).point_id is not None
    assert put(state, 100).point_id is None


def test_a_colleague_accepts_corrects_or_rejects_once(state: State):
    put(state, 90990)
    first, second, third = (put(state, wrong, actor=ANNA.id).point_id for wrong in (990, 9099, 99))
    assert first is not None
    assert second is not None
    assert third is not None

    with pytest.raises(NotAllowed, match="ask a colleague"):
        price_decisions.decide(state, first, Decision.ACCEPT, by=ANNA)
    accepted = price_decisions.decide(state, first, Decision.ACCEPT, by=BORIS, note="Last one, scratched.")
    assert accepted is not None
    assert shown(state) == m(990)
    assert accepted.follows == first
    with pytest.raises(NotAllowed, match="already"):
        price_decisions.decide(state, first, Decision.REJECT, by=BORIS)
    with pytest.raises(InvalidInput, match="not_a_price"):
        price_decisions.decide(state, second, Decision.CORRECT, by=BORIS, correction=m(9, "PLN"))
    price_decisions.decide(state, second, Decision.CORRECT, by=BORIS, correction=m(89990))
    assert shown(state) == m(89990)
    assert price_decisions.decide(state, third, Decision.REJECT, by=BORIS) is None
    assert shown(state) == m(89990)
    assert price_reading.waiting(state) == []
    found = price_reading.precision(state)
    assert (found.mistakes, found.meant, found.share) == (2, 1, 2 / 3)


def test_what_is_not_held_is_not_decided(state: State):
    point = put(state, 100).point_id
    assert point is not None

    for one in (point, "prc_none"):
        with pytest.raises(NotFound):
            price_decisions.decide(state, one, Decision.ACCEPT, by=BORIS)


def test_an_item_without_a_price_has_none_while_its_first_is_checked(state: State):
    put(state, "1.11")

    now = price_reading.current(state, SKU, "RUB")
    assert (now.price, now.since, now.is_checked) == (None, None, True)


def test_a_newer_price_ends_the_checking_of_an_older_one(state: State, clock: FrozenClock):
    put(state, 90990)
    put(state, 990)
    clock.move(timedelta(minutes=1))
    put(state, 89990)

    assert not price_reading.current(state, SKU, "RUB").is_checked


def test_small_steps_are_held_against_the_month(state: State, clock: FrozenClock):
    for step in (100, 80, 64):
        assert put(state, step).verdict.level is Level.OK
        clock.move(timedelta(days=1))

    assert put(state, 39).verdict.level is Level.HOLD


def test_the_lowest_price_of_thirty_days_is_from_before_the_reduction(state: State, clock: FrozenClock):
    put(state, 120)
    clock.move(timedelta(days=20))
    put(state, 100)
    clock.move(timedelta(days=2))
    put(state, 95, kind=PriceKind.MEMBER)
    put(state, 110)
    clock.move(timedelta(days=15))
    put(state, 70, kind=PriceKind.SALE, promotion=Promotion(percent=Decimal(40)))

    assert price_reading.lowest(state, SKU, "RUB") == m(100)
    clock.move(timedelta(days=60))
    put(state, 90)
    assert price_reading.lowest(state, SKU, "RUB") == m(70), (
        "a price from before the window was in force in it"
    )
    assert price_reading.lowest(state, "unknown") is None


def test_the_ledger_cannot_be_rewritten(state: State):  # P6
    put(state, 100)
    points = state.store.tables.price_points

    for statement in (update(points).values(amount=1), delete(points)):
        with pytest.raises(DatabaseError, match="append-only"), state.store.begin() as unit:
            unit.connection.execute(statement)


def test_two_prices_in_one_moment_keep_their_order(state: State):
    for amount in (100, 101, 102, 103):
        put(state, amount)

    assert shown(state) == m(103)


def test_another_currency_is_another_series(state: State):
    put(state, 90990)

    assert prices.record(state, SKU, m(990, "EUR")).verdict.level is Level.OK
    assert price_reading.current(state, SKU, "EUR").price == m(990, "EUR")
    assert shown(state) == m(90990)


def test_the_price_of_members_is_a_series_of_its_own(state: State):
    put(state, 100)
    put(state, 60, kind=PriceKind.MEMBER)
    assert shown(state) == m(100), "who is no member does not pay it"
    assert put(state, 58, kind=PriceKind.MEMBER).in_force == m(58)
    held = put(state, 5, kind=PriceKind.MEMBER)
    assert (held.verdict.level, held.in_force) == (Level.HOLD, m(58))
    assert not price_reading.current(state, SKU, "RUB").is_checked
    put(state, 101)
    assert price_reading.count_waiting(state) == 1, "another price for everybody does not replace it"


def test_who_sets_the_right_price_once_more_takes_the_wrong_one_back(state: State):
    put(state, 90990)
    wrong = put(state, 990, actor=ANNA.id).point_id
    assert put(state, 90990, actor=ANNA.id).in_force == m(90990)

    assert not price_reading.current(state, SKU, "RUB").is_checked
    assert price_reading.count_waiting(state) == 0
    assert (price_reading.precision(state).mistakes, price_reading.precision(state).meant) == (1, 0)
    with pytest.raises(NotAllowed, match="already"):
        price_decisions.decide(state, wrong or "", Decision.ACCEPT, by=BORIS)


def test_a_price_that_was_replaced_is_not_let_through_any_more(state: State, clock: FrozenClock):
    put(state, 90990)
    old = put(state, 990).point_id or ""
    clock.move(timedelta(minutes=1))
    put(state, 89990)

    with pytest.raises(NotAllowed, match="set since"):
        price_decisions.decide(state, old, Decision.ACCEPT, by=BORIS)
    assert shown(state) == m(89990)


@pytest.mark.parametrize(
    ("sku", "amount", "more"),
    [("", 5, {}), (None, 5, {}), ("x" * 201, 5, {}), ("x", 10**15, {}), ("x", 5, {"actor": "a" * 201})],
    ids=lambda one: str(one)[:12],
)
def test_what_no_ledger_has_room_for_is_refused_with_its_name(
    state: State, sku: str, amount: int, more: dict[str, Any]
):
    with pytest.raises(InvalidInput, match=r"required|too_l"):
        prices.record(state, sku, m(amount), **more)


def test_a_price_that_is_told_its_sale_is_one(state: State, clock: FrozenClock):
    put(state, 100)
    put(state, 80, sale=Sale(regular=m(100), ends_at=clock.now() + timedelta(days=3)))

    assert price_reading.current(state, SKU, "RUB").kind == PriceKind.SALE


def test_the_one_tax_of_a_shop_is_left_out_before_the_cost_is_compared(new_state: MakeState):  # P03
    state = new_state(AMENDS_PRICE_TAX_RATES=["0.23"])

    assert [one.code for one in put(state, 110, cost=m(100)).verdict.findings] == ["P03"]
    assert put(state, 124, cost=m(100)).verdict.level is Level.OK


def test_what_one_actor_sets_is_counted_on_every_database(state: State, clock: FrozenClock):  # S4
    offers = [Offered(sku=f"item-{at}", new=m(20 + at % 9)) for at in range(50)]
    record_all(state, offers, Origin(actor=ANNA.id))
    found = [prices.record(state, f"item-{at}", m(21 + at % 9), actor=ANNA.id) for at in range(11)]
    assert [one.verdict.level for one in found] == [Level.OK] * 10 + [Level.HOLD]

    [waits] = price_reading.waiting(state)
    clock.move(timedelta(minutes=1))
    assert price_decisions.decide_batch(state, waits.batch or "", Decision.ACCEPT, by=BORIS) == 1
    assert prices.record(state, "item-11", m(30), actor=ANNA.id).verdict.level is Level.OK
