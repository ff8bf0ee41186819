"""Two at the same order: two checkouts, two of the staff, a new price as it is placed, time and a choice."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

import pytest

from flask_amends.errors import AmendsError, NotAllowed, StaleVersion
from flask_amends.service import payment_acts, payment_time, payments, prices
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
    barrier = Barrier(len(acts))
    given: list[Any] = [None] * len(acts)

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
