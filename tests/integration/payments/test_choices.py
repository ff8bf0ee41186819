"""What staff can do about a held order, and what its shopper chooses (P2, P11, P12, P15)."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from flask_amends.disputes.vocabulary import Actor, Remedy
from flask_amends.errors import InvalidInput, NotAllowed, NotFound
from flask_amends.ports import Order
from flask_amends.service import cases, goodwill, payment_acts, payment_time, payments, people, privacy
from flask_amends.service.payment_acts import Choice
from flask_amends.service.payment_moves import move
from flask_amends.state import State
from flask_amends.storage.payment_records import PaymentRow
from flask_amends.testing import FrozenClock, MailBox
from flask_amends.worker.postman import Postman
from tests.integration.cases import subscribe
from tests.integration.payments.conftest import ANNA, BORIS, Make, order, put, rub

WORDS = "Dear Maria, two digits were lost when we typed the price."


def slipped(state: State, number: str = "1001") -> tuple[Order, PaymentRow]:
    """An order at 990, and the right price of 90,990 being checked (P7)."""
    put(state, 990)
    put(state, 90990)
    bought = order(number)
    payments.place(state, bought)
    [row] = payment_acts.listed(state)
    return bought, row


def offered(state: State, **more: Any) -> tuple[Order, PaymentRow]:
    bought, row = slipped(state)
    facts: dict[str, Any] = {"prices": {"monitor": rub(90990)}, "words": WORDS, "goodwill": rub(500), **more}
    return bought, payment_acts.offer(state, row.id, by=BORIS, leads=True, **facts)


def sent(state: State) -> list[EmailMessage]:
    """What leaves the shop now."""
    Postman(state).drain()
    box = state.handlers.mailer
    assert isinstance(box, MailBox)
    told, box.messages = box.messages, []
    return told


def test_staff_sees_what_keeping_the_price_would_cost(state: State):  # P12
    _, row = slipped(state)
    seen = payment_acts.seen(state, row.id)
    assert (seen.cost, seen.suggestion("monitor")) == (rub(90000), rub(90990))


def test_keeping_a_price_that_costs_much_takes_somebody_who_leads(make: Make):
    state = make(AMENDS_DUAL_CONTROL_FROM="20000 RUB")
    bought, row = slipped(state)
    with pytest.raises(NotAllowed):
        payment_acts.confirm(state, row.id, by=ANNA)
    with pytest.raises(NotAllowed):
        payment_acts.offer(state, row.id, by=ANNA, prices={"monitor": rub(90990)}, words=WORDS, keep=True)
    assert payments.may_pay(state, bought).reason == "waits"
    payment_acts.confirm(state, row.id, by=BORIS, leads=True)
    assert payments.may_pay(state, bought).amount == rub(990)


def test_the_right_price_with_goodwill_is_what_is_charged(state: State):  # P2, P15
    bought, row = offered(state)
    assert payments.may_pay(state, bought).reason == "choose"
    payment_acts.choose(state, row.id, Choice.RIGHT_PRICE)

    pay = payments.may_pay(state, bought)
    assert (pay.allowed, pay.amount, pay.prices) == (True, rub(90490), {"monitor": rub(90990)})
    assert payments.may_pay(state, order(price=90990)).amount == rub(90490), "an order that was put right too"


def test_delivery_and_codes_stay_in_the_sum(state: State):
    put(state, 990)
    put(state, 90990)
    payments.place(state, order(total=rub(1290)))
    [row] = payment_acts.listed(state)
    done = payment_acts.offer(state, row.id, by=BORIS, prices={"monitor": rub(90990)}, words=WORDS)
    assert done.right == rub(91290)


def test_the_first_choice_counts(state: State):
    bought, row = offered(state, keep=True)
    payment_acts.choose(state, row.id, Choice.KEEP)
    payment_acts.choose(state, row.id, Choice.KEEP)
    for other in (Choice.RIGHT_PRICE, Choice.CANCEL):
        with pytest.raises(NotAllowed):
            payment_acts.choose(state, row.id, other)
    assert payments.may_pay(state, bought).amount == rub(990)


def test_nobody_chooses_what_was_not_offered_or_too_late(state: State, clock: FrozenClock):
    bought, row = offered(state)
    with pytest.raises(NotAllowed):
        payment_acts.choose(state, row.id, Choice.KEEP)
    with pytest.raises(NotFound):
        payment_acts.choose(state, "pay_none", Choice.CANCEL)
    clock.move(hours=48)
    with pytest.raises(NotAllowed):
        payment_acts.choose(state, row.id, Choice.RIGHT_PRICE)
    payment_time.sweep_due(state)
    assert payments.may_pay(state, bought).reason == "timed_out"


def test_nothing_is_sent_that_nobody_wrote(state: State):  # P11
    _, row = slipped(state)
    right = {"monitor": rub(90990)}
    for words in (" ", "Dear [[name]], sorry."):
        with pytest.raises(InvalidInput):
            payment_acts.offer(state, row.id, by=BORIS, prices=right, words=words)
    for wrong in ({}, {"monitor": rub(990)}, {"monitor": rub(0)}):
        with pytest.raises(InvalidInput):
            payment_acts.offer(state, row.id, by=BORIS, prices=wrong, words=WORDS)
    with pytest.raises(InvalidInput):
        payment_acts.offer(state, row.id, by=BORIS, prices=right, words=WORDS, goodwill=rub(90990))
    assert payment_acts.seen(state, row.id).row == row


def test_whoever_paid_a_cancelled_order_gets_a_case_that_is_agreed_already(state: State, clock: FrozenClock):
    bought, row = offered(state)
    payment_acts.choose(state, row.id, Choice.CANCEL)
    state.handlers.order_lookup.add(order(paid_at=clock.now()))  # type: ignore[union-attr]
    payment_time.sweep_due(state)
    payment_time.sweep_due(state)

    case_id = payment_acts.seen(state, row.id).row.case_id
    assert case_id is not None
    owed = cases.get(state, case_id, Actor.SHOP).dispute.obligation
    assert owed is not None
    assert owed.terms.kind is Remedy.CANCEL_ORDER
    assert payments.may_pay(state, bought).reason == "cancelled"


def test_an_order_that_nobody_paid_is_simply_cancelled(state: State):
    _, row = offered(state)
    payment_acts.choose(state, row.id, Choice.CANCEL)
    payment_time.sweep_due(state)
    assert payment_acts.seen(state, row.id).row.case_id is None
    assert payment_time.sweep_due(state) == 0


def test_shopper_and_staff_are_told_of_every_step(make: Make):
    state = make(
        AMENDS_STAFF_EMAIL="desk@shop.example", AMENDS_PAY_URL="https://shop.example/orders/{number}"
    )
    _, row = slipped(state)
    told = {str(one["To"]): one for one in sent(state)}
    assert set(told) == {"maria@example.com", "desk@shop.example"}
    assert "nothing is charged" in _text(told["maria@example.com"])
    assert f"/desk/payments/{row.id}" in _text(told["desk@shop.example"])

    payment_acts.offer(state, row.id, by=BORIS, prices={"monitor": rub(90990)}, words=WORDS)
    [choice] = sent(state)
    assert WORDS in _text(choice)
    assert "90,990.00" in _text(choice)
    payment_acts.choose(state, row.id, Choice.RIGHT_PRICE)
    [ready] = sent(state)
    assert "https://shop.example/orders/1001" in _text(ready)


def test_a_letter_that_is_not_true_any_more_is_not_sent(state: State):
    _, row = slipped(state)
    payment_acts.confirm(state, row.id, by=BORIS)
    assert [one["Subject"] for one in sent(state)] == ["Order 1001 is confirmed: you can pay now"]
    with state.store.read() as unit:
        assert [one.state for one in unit.mails.of(row.id, "payment")] == ["cancelled", "sent"]


def test_endpoints_that_ask_for_it_hear_of_both_ends(state: State):
    subscribe(state, events=("payment.held", "payment.released"))
    _, row = offered(state)
    payment_acts.choose(state, row.id, Choice.RIGHT_PRICE)
    with state.store.read() as unit:
        told = [(one.type, one.sequence) for one in unit.outbox.messages_about([row.id])]
    assert sorted(told) == [("payment.held", 1), ("payment.released", 3)]


def test_what_was_written_goes_with_the_person(state: State):
    _, row = offered(state)
    payment_acts.choose(state, row.id, Choice.CANCEL)
    person = people.find(state, "maria@example.com")
    assert WORDS.encode() in b"".join(people.export(state, person).pieces)
    privacy.erase(state, email="maria@example.com")
    left = payment_acts.seen(state, row.id)
    assert (left.row.words, left.row.order_number) == (None, "1001")
    assert left.shopper is None or left.shopper.email is None


def test_two_who_act_at_once_leave_one_decision(state: State):
    _, row = offered(state, keep=True)
    with state.store.begin() as unit:
        stale = unit.payments.get(row.id)
    assert stale is not None
    again = {"prices": {"monitor": rub(80000)}, "words": WORDS, "keep": True}
    payment_acts.offer(state, row.id, by=BORIS, **again)  # type: ignore[arg-type]
    with state.store.begin() as unit:
        assert move(unit, state, stale, "cancelled", now=state.clock.now()) is None
    payment_acts.choose(state, row.id, Choice.KEEP)
    with state.store.begin() as unit:
        assert move(unit, state, stale, "cancelled", now=state.clock.now()) is None
    assert payment_acts.seen(state, row.id).row.state == "confirmed"


def test_the_shoppers_time_begins_with_the_offer(state: State, clock: FrozenClock):
    _, row = slipped(state)
    clock.move(hours=40)
    done = payment_acts.offer(state, row.id, by=BORIS, prices={"monitor": rub(90990)}, words=WORDS)
    assert done.until == clock.now() + timedelta(hours=48)


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_what_is_taken_off_before_the_payment_counts_in_the_month(make: Make, clock: FrozenClock):  # C6
    state = make(AMENDS_GOODWILL_BUDGET="800 RUB")
    _, row = offered(state)
    assert goodwill.months(state)[0].left == rub(300)
    other = slipped_again(state)
    facts: dict[str, Any] = {"prices": {"monitor": rub(90990)}, "words": WORDS, "goodwill": rub(400)}
    with pytest.raises(NotAllowed):
        payment_acts.offer(state, other.id, by=ANNA, **facts)
    payment_acts.offer(
        state, row.id, by=ANNA, **{**facts, "goodwill": rub(800)}
    )  # in place of the one before
    payment_acts.choose(state, row.id, Choice.RIGHT_PRICE)
    clock.move(days=40)
    month = goodwill.months(state)[-1]
    assert [(one.cause, one.given, one.count) for one in month.sums] == [("price_error", rub(800), 1)]
    assert goodwill.months(state)[0].left == rub(800)


def slipped_again(state: State) -> PaymentRow:
    payments.place(state, order("1002"))
    return next(one for one in payment_acts.listed(state) if one.order_number == "1002")


def test_what_nobody_took_counts_no_more(make: Make):  # C6
    state = make(AMENDS_GOODWILL_BUDGET="800 RUB")
    _, row = offered(state)
    payment_acts.choose(state, row.id, Choice.CANCEL)
    assert goodwill.months(state)[0].left == rub(800)
