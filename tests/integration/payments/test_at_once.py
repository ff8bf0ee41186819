"""Two at the same order: two checkouts, two of the staff, a new price as it is placed, time and a choice."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

import pytest

from flask_amends.disputes.vocabulary import Actor
from flask_amends.errors import AmendsError, NotAllowed, RefusedError, StaleVersion
from flask_amends.service import cases, claims, orders, payment_acts, payment_time, payments, prices
from flask_amends.service.payment_acts import Choice
from flask_amends.state import State
from flask_amends.testing import FrozenClock, close, make_state
from tests.integration.payments.conftest import ANNA, BORIS, order, put, rub

WORDS = "Dear Maria, two digits were lost when we typed the price."


@pytest.fixture
def state(database_uri: str, clock: FrozenClock) -> Iterator[State]:
    made = make_state(
        database_uri, clock=clock, AMENDS_CURRENCY="RUB", AMENDS_BASE_URL="https://shop.example"
    )
    put(made, 990)
    put(made, 90990)
    yield made
    close(made)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do these at the same instant; what each gave, or raised of ours."""
    barrier, given = Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            given[number] = act()
        except AmendsError as error:
            given[number] = error

    threads = [Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def held(state: State) -> str:
    payments.place(state, order())
    [row] = payment_acts.listed(state)
    return row.id


def test_an_order_that_two_requests_place_is_held_once_and_its_buyer_told_once(state: State):  # P9
    answers = at_once(*[lambda: payments.place(state, order())] * 4)
    [row] = payment_acts.listed(state)
    assert {one.decision.payment_id for one in answers} == {row.id}
    with state.store.read() as unit:
        told = [one.kind for one in unit.mails.of(row.id, "payment")]
        assert (told.count("payment_held"), len(unit.persons.with_email("maria@example.com"))) == (1, 1)


def test_of_two_who_decide_one_is_first_and_the_other_hears_of_it(state: State):
    payment_id = held(state)
    right = {"monitor": rub(90990)}
    answers = at_once(
        lambda: payment_acts.confirm(state, payment_id, by=ANNA, sequence=1),
        lambda: payment_acts.offer(state, payment_id, by=BORIS, prices=right, words=WORDS, sequence=1),
    )
    [late] = [one for one in answers if isinstance(one, AmendsError)]
    assert isinstance(late, NotAllowed | StaleVersion)
    row = payment_acts.seen(state, payment_id).row
    assert (row.sequence, row.state in ("confirmed", "offered")) == (2, True)


def test_a_price_that_is_held_while_an_order_is_placed_keeps_it_from_being_paid(state: State):
    """Whoever is first: never is an order free to be paid while a price in it is being checked."""
    lamp = replace(order("7", 90990), lines=(replace(order(price=90990).lines[0], sku="lamp"),))
    prices.record(state, "lamp", rub(90990))
    placed, _ = at_once(lambda: payments.place(state, lamp), lambda: prices.record(state, "lamp", rub(990)))
    assert bool(placed.decision) == (not placed.flags)
    assert payments.may_pay(state, lamp).reason == "waits"


def test_the_shopper_chooses_as_the_time_is_over_and_one_of_the_two_counts(state: State, clock: FrozenClock):
    payment_id = held(state)
    payment_acts.offer(state, payment_id, by=BORIS, prices={"monitor": rub(90990)}, words=WORDS)
    clock.move(hours=48, seconds=-1)
    at_once(
        lambda: payment_acts.choose(state, payment_id, Choice.RIGHT_PRICE),
        lambda: (clock.move(seconds=1), payment_time.sweep_due(state)),
    )
    row = payment_acts.seen(state, payment_id).row
    assert (row.state, row.sequence) in (("changed", 3), ("timed_out", 3))


def test_money_that_comes_days_after_the_end_goes_back(state: State, clock: FrozenClock):
    payment_id = held(state)
    clock.move(hours=48)
    payment_time.sweep_due(state)
    payment_time.sweep_due(state)
    assert payment_acts.seen(state, payment_id).row.case_id is None
    clock.move(days=2)
    state.handlers.order_lookup.add(order(paid_at=clock.now()))  # type: ignore[union-attr]
    orders.record_order_event(state, "1001", "paid")
    payment_time.sweep_due(state)
    case_id = payment_acts.seen(state, payment_id).row.case_id
    assert case_id is not None
    assert cases.get(state, case_id, Actor.SHOP).dispute.obligation is not None


def test_one_that_cannot_be_given_back_keeps_no_other_waiting(
    state: State, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
):
    first, submit = held(state), claims.submit
    payments.place(state, order("1002"))
    for number in ("1001", "1002"):
        state.handlers.order_lookup.add(order(number, paid_at=clock.now()))  # type: ignore[union-attr]
    clock.move(hours=48)
    payment_time.sweep_due(state)

    def refuses(given: State, form: claims.ClaimForm) -> claims.Submitted:
        if form.order_number == "1001":
            raise RefusedError(type("Refusal", (), {"code": "never"})())
        return submit(given, form)

    monkeypatch.setattr(claims, "submit", refuses)
    assert payment_time.sweep_due(state) == 1
    assert [bool(one.case_id) for one in payment_acts.listed(state, done=True)] in (
        [True, False],
        [False, True],
    )
    assert payment_time.sweep_due(state) == 0, "it is not looked at again before five minutes are over"
    monkeypatch.undo()
    clock.move(minutes=5)
    payment_time.sweep_due(state)
    assert payment_acts.seen(state, first).row.case_id is not None
