"""Money that comes although the order was cancelled goes back, and one order keeps no other waiting (P9)."""

import pytest

from flask_amends.disputes.vocabulary import Actor
from flask_amends.errors import RefusedError
from flask_amends.service import cases, claims, orders, payment_acts, payment_time, payments
from flask_amends.state import State
from flask_amends.testing import FrozenClock
from tests.integration.payments.conftest import order, put


def held(state: State) -> str:
    put(state, 990)
    put(state, 90990)
    payments.place(state, order())
    [row] = payment_acts.listed(state)
    return row.id


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


def test_it_is_looked_at_some_times_after_the_end_and_then_no_more(state: State, clock: FrozenClock):
    payment_id, looks = held(state), []
    clock.move(hours=48)
    for _ in range(9 * 24):
        if payment_time.sweep_due(state):
            looks.append(payment_acts.seen(state, payment_id).row.next_at)
        clock.move(hours=1)
    assert len(looks) == 4, "the end, and an hour, a day and a week later"
    assert looks[-1] is None
