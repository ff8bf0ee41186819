"""Payable after confirmation is a gate, not only words (P9): what holds an order, and what frees it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event

from flask_amends.errors import InvalidInput, SettingsError
from flask_amends.guards.price import Promotion
from flask_amends.ports import OrderLine
from flask_amends.service import payment_acts, payment_time, payments, price_decisions, prices, stock
from flask_amends.service.payment_flags import Flag
from flask_amends.service.payment_orders import SEEN, as_seen
from flask_amends.service.price_decisions import Decision
from flask_amends.service.price_offers import PriceKind
from flask_amends.state import State
from flask_amends.testing import FrozenClock, close, make_state
from tests.integration.payments.conftest import ANNA, BORIS, Make, order, put, rub


def test_an_order_that_nothing_is_wrong_with_is_paid_at_once(state: State):
    put(state, 90990)
    placed = payments.place(state, order(price=90990))

    assert (bool(placed), placed.flags) == (True, ())
    assert placed.decision is not None
    assert (bool(placed.decision), placed.decision.amount) == (True, rub(90990))
    assert payment_acts.count_waiting(state) == 0


def test_a_price_that_is_being_checked_holds_the_order(state: State):
    put(state, 90990)
    put(state, 990)

    placed = payments.place(state, order(price=90990))
    asked = payments.may_pay(state, order(price=90990))

    assert placed.flags == (Flag.PRICE_HELD,)
    assert (asked.allowed, asked.reason, asked.flags) == (False, "waits", ("price_held",))
    assert payment_acts.count_waiting(state) == 1


def test_a_held_price_that_a_later_one_has_replaced_holds_nothing(state: State, clock: FrozenClock):
    put(state, 1000)
    put(state, 100)
    clock.move(days=2)
    put(state, 1100)
    assert payments.may_pay(state, order(price=1100))


def test_an_order_at_a_slipped_price_is_held_once_the_right_one_is_known(state: State):  # P7
    put(state, 990)
    bought = order(price=990)
    assert payments.place(state, bought)
    assert payments.may_pay(state, bought)

    right = put(state, 90990)
    assert right is not None
    assert payments.may_pay(state, bought).flags == ("price_held",)
    price_decisions.decide(state, right, Decision.ACCEPT, by=BORIS)

    later = payments.may_pay(state, order("1002", price=990))
    assert (later.allowed, later.flags) == (False, ("price_changed",))


def test_ordinary_repricing_after_the_order_holds_nothing(state: State):
    put(state, 1000)
    bought = order(price=1000)
    payments.place(state, bought)
    put(state, 1100)
    assert payments.may_pay(state, bought)


def test_many_pieces_of_what_was_held_lately_wait_and_a_few_do_not(state: State, clock: FrozenClock):
    put(state, 1000)
    held = put(state, 100)
    assert held is not None
    price_decisions.decide(state, held, Decision.REJECT, by=BORIS)

    assert payments.may_pay(state, order("1", 1000, quantity=5))
    assert payments.may_pay(state, order("2", 1000, quantity=6)).flags == ("price_many",)
    clock.move(hours=25)
    assert payments.may_pay(state, order("3", 1000, quantity=6))


def test_a_large_sum_of_what_was_held_lately_waits(make: Make):
    state = make(AMENDS_CONFIRM_TOTAL="3000 RUB")
    put(state, 1000)
    held = put(state, 100)
    assert held is not None
    price_decisions.decide(state, held, Decision.REJECT, by=BORIS)
    assert payments.may_pay(state, order("1", 1000, quantity=3))
    assert payments.may_pay(state, order("2", 1000, quantity=4)).flags == ("price_total",)


def test_a_shop_can_confirm_every_order_or_none(make: Make):
    assert payments.may_pay(make(AMENDS_CONFIRM_ORDERS="all"), order()).flags == ("every_order",)
    off = make(AMENDS_CONFIRM_ORDERS="off")
    put(off, 90990)
    put(off, 990)
    assert payments.may_pay(off, order("2", 90990))


def test_an_order_waits_while_nobody_knows_whether_it_is_in_stock(make: Make, clock: FrozenClock):  # A2
    state = make()
    stock.record(state, "monitor", 5, source="feed")
    assert payments.may_pay(state, order("1"))
    clock.move(days=2)
    waits = payments.may_pay(state, order("2"))
    assert waits.flags == ("stock_unconfirmed",)
    assert waits.until == clock.now() + timedelta(hours=24), "as the page of the item says"
    assert payments.check(make(AMENDS_STOCK_UNCONFIRMED="off"), order("3")).flags == ()


def test_a_changed_price_is_shown_and_asked_about_again(state: State):
    put(state, 1000)
    seen = {SEEN: as_seen({"monitor": rub(1000)})}
    put(state, 1200)

    first = payments.place(state, order(price=1200), seen)
    assert not first
    assert [(one.title, one.shown, one.now) for one in first.changed] == [("Monitor", rub(1000), rub(1200))]
    assert first.decision is None

    again = payments.place(state, order(price=1200), {SEEN: as_seen({"monitor": rub(1200)})})
    assert (bool(again), again.changed) == (True, ())


def test_who_pays_the_price_of_members_is_not_asked_about_the_other_one(state: State):
    put(state, 1000)
    prices.record(state, "monitor", rub(400), kind=PriceKind.MEMBER, promotion=Promotion(percent=Decimal(60)))

    assert payments.place(state, order("m", price=400)).flags == ()
    assert payments.place(state, order("n", price=900)).changed[0].now == rub(1000)


def test_the_ledger_counts_and_not_the_baskets_own_copy(state: State):
    put(state, 1000)
    put(state, 1200)
    assert [one.now for one in payments.check(state, order(price=1000)).changed] == [rub(1200)]


def test_what_a_form_says_can_only_ask_again_and_never_set_a_price(state: State):
    put(state, 1000)
    for said in ("", "1e999 RUB @ monitor", "5 RUB", "a b c @ monitor", "1000.00 EUR @ monitor"):
        checked = payments.check(state, order(price=1000), {SEEN: said})
        assert all(one.now == rub(1000) for one in checked.changed)
        assert payments.place(state, order(price=1000), {SEEN: said}).flags == ()


def test_mappings_and_objects_are_as_good_as_our_own_values(state: State):
    put(state, 90990)
    put(state, 990)
    basket = {"number": 7, "lines": [{"sku": "monitor", "price": rub(90990), "quantity": 2}, {"sku": "free"}]}
    asked = payments.may_pay(state, basket)
    assert asked.flags == ("price_held",)
    with pytest.raises(InvalidInput):
        payments.may_pay(state, {"number": "8", "lines": []})
    with pytest.raises(InvalidInput):
        payments.place(state, {"lines": basket["lines"]})


def test_an_order_comes_free_when_somebody_has_decided_about_the_price(state: State, clock: FrozenClock):
    put(state, 90990)
    held = put(state, 990)
    bought = order(price=90990)
    payments.place(state, bought)
    assert held is not None
    price_decisions.decide(state, held, Decision.REJECT, by=BORIS)
    assert payment_time.sweep_due(state) == 0, "it is not looked at before five minutes are over"

    clock.move(minutes=5)
    payment_time.sweep_due(state)
    assert payments.may_pay(state, bought).amount == rub(90990)


def test_what_staff_held_never_comes_free_by_itself(state: State, clock: FrozenClock):
    bought = order()
    row = payments.hold(state, bought, by=ANNA, note="He ordered twelve of them yesterday.")
    clock.move(hours=1)
    payment_time.sweep_due(state)
    assert payments.may_pay(state, bought).reason == "waits"
    with pytest.raises(InvalidInput, match="order_is_held"):
        payments.hold(state, bought, by=ANNA, note="Again.")
    with pytest.raises(InvalidInput, match="order_is_paid"):
        payments.hold(state, replace(order("2"), paid_at=clock.now()), by=ANNA, note="Late.")
    payment_acts.confirm(state, row.id, by=BORIS)
    assert payments.may_pay(state, bought)


def test_a_confirmed_order_that_is_changed_is_looked_at_again(state: State):
    put(state, 90990)
    put(state, 990)
    bought = order(price=90990)
    payments.place(state, bought)
    [row] = payment_acts.listed(state)
    payment_acts.confirm(state, row.id, by=BORIS)
    assert payments.may_pay(state, bought)

    more = replace(bought, lines=(replace(bought.lines[0], quantity=9),))
    assert payments.may_pay(state, more).reason == "waits"
    [again] = payment_acts.listed(state)
    assert (again.id, again.sequence) == (row.id, 3)
    assert again.shown == rub(9 * 90990)


def test_a_page_that_only_looks_holds_nothing(state: State):
    put(state, 90990)
    put(state, 990)
    assert payments.look(state, order(price=90990)).reason == "flagged"
    assert payment_acts.listed(state) == []


def test_a_basket_of_twenty_items_is_checked_in_three_statements(state: State):
    lines = tuple(OrderLine(sku=f"s{one}", title="S", unit_price=rub(10)) for one in range(20))
    with state.store.read() as unit:
        statements: list[str] = []

        def note(*facts: object) -> None:
            statements.append(str(facts[2]))

        event.listen(unit.connection.engine, "before_cursor_execute", note)
        try:
            payments.check(state, replace(order(), lines=lines))
        finally:
            event.remove(unit.connection.engine, "before_cursor_execute", note)
    assert len([one for one in statements if "SELECT" in one]) == 3


def test_time_is_up_safely(state: State, clock: FrozenClock):
    put(state, 90990)
    put(state, 990)
    bought = order(price=90990)
    placed = payments.place(state, bought)
    assert placed.decision is not None
    assert placed.decision.until == clock.now() + timedelta(hours=48)

    clock.move(hours=48)
    payment_time.sweep_due(state)
    late = payments.may_pay(state, bought)
    assert (late.allowed, late.reason, late.amount) == (False, "timed_out", None)


def test_the_gate_closes_and_opens_on_both_databases(database_uri: str):
    state = make_state(database_uri, AMENDS_CURRENCY="RUB")
    try:
        put(state, 90990)
        put(state, 990)
        bought = order(price=90990)
        assert payments.place(state, bought).flags == ("price_held",)
        [row] = payment_acts.listed(state)
        payment_acts.confirm(state, row.id, by=BORIS)
        assert payments.may_pay(state, bought)
        assert [one.id for one in payment_acts.listed(state, done=True)] == [row.id]
    finally:
        close(state)


def test_a_shop_answers_in_its_own_hours(make: Make, clock: FrozenClock):
    """It is Monday, 9:00. Eight hours of work, two a day, are over on Thursday; four days are the most."""
    hours = {"AMENDS_CONTACT_HOURS": "mon-fri 10:00-12:00", "AMENDS_CONFIRM_WORKING_HOURS": 8}
    state = make(AMENDS_CONFIRM_ORDERS="all", AMENDS_CONFIRM_HOURS=96, **hours)
    assert payments.may_pay(state, order()).until == datetime(2026, 3, 5, 12, tzinfo=UTC)
    soon = replace(state.settings.payments, within=timedelta(hours=24))
    assert soon.confirm_by(clock.now(), state.settings.contact.hours) == datetime(2026, 3, 3, 9, tzinfo=UTC)
    with pytest.raises(SettingsError, match="AMENDS_CONTACT_HOURS"):
        make(AMENDS_CONFIRM_WORKING_HOURS=8)
