"""What happens by itself: deadlines, facts about orders, compensations, invitations."""

from dataclasses import replace
from typing import Any

import pytest

from flask_amends.disputes.vocabulary import Actor, Outcome, Reason, Remedy, Status
from flask_amends.errors import InvalidInput, NotAllowed
from flask_amends.ports import Compensation, CompensationResult, Failed, Pending, Performed
from flask_amends.service import cases, compensation, deadlines, history, orders, reviews
from flask_amends.state import State
from flask_amends.testing import FrozenClock, MemoryOrders
from tests.integration.cases import (
    CLAIM,
    GUEST,
    ORDER,
    SHOP,
    agree,
    confirm,
    dump,
    euros,
    open_case,
    perform,
    subscribe,
)
from tests.integration.migrated import MakeState


class Adapter:
    """Performs compensations as it is told to, and remembers what it was asked."""

    def __init__(self, *answers: CompensationResult | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[Compensation] = []

    def __call__(self, asked: Compensation) -> CompensationResult:
        self.asked.append(asked)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_a_turn_is_reminded_of_once_and_expires_once(state: State, clock: FrozenClock):
    case_id = open_case(state)
    assert deadlines.next_due_at(state) == clock.now().replace(day=4)
    clock.move(days=2)
    assert [deadlines.sweep_due(state), deadlines.sweep_due(state)] == [1, 0]
    clock.move(days=1)
    assert [deadlines.sweep_due(state), deadlines.sweep_due(state)] == [1, 0]
    view = cases.get(state, case_id, Actor.SHOP)
    types = [entry.event.type for entry in view.entries]
    assert types.count("dispute.deadline.approaching") == 1
    assert types.count("dispute.deadline.missed") == 1
    assert view.dispute.status is Status.AWAITING_COMPENSATION


def test_nothing_is_swept_early(state: State, clock: FrozenClock):
    open_case(state)
    clock.move(days=1, hours=23, minutes=59, seconds=59)
    before = dump(state)
    assert deadlines.sweep_due(state) == 0
    assert dump(state) == before


def test_a_case_that_nobody_touches_comes_to_its_end(state: State, clock: FrozenClock):
    case_id = open_case(state)
    for _ in range(60):
        clock.move(days=1)
        deadlines.sweep_due(state)
    assert cases.get(state, case_id, Actor.SHOP).dispute.status is Status.CLOSED
    assert deadlines.next_due_at(state) is None
    history.verify_chain(state, case_id)


def test_a_fulfilled_order_stands_in_the_snapshot(state: State, clock: FrozenClock):
    case_id = open_case(state)
    assert orders.record_order_event(state, "A-1", "fulfilled") == [case_id]
    order = cases.get(state, case_id, Actor.SHOP).order
    assert order is not None
    assert order.fulfilled_at == clock.now()
    assert orders.record_order_event(state, "A-1", "fulfilled") == []


def test_a_claim_after_the_window_has_no_house_rules(state: State, orders: MemoryOrders, clock: FrozenClock):
    orders.add(replace(ORDER, fulfilled_at=clock.now()))
    clock.move(days=3)
    assert cases.get(state, open_case(state), Actor.SHOP).dispute.house_rules
    clock.move(seconds=1)
    late = open_case(state, replace(CLAIM, description="Later.", items=()))
    assert not cases.get(state, late, Actor.SHOP).dispute.house_rules


def test_a_refund_told_twice_counts_once(state: State):
    case_id = open_case(state)
    tell: Any = {"amount": euros("5.00"), "reference": "refund-1"}
    assert orders.record_order_event(state, "A-1", "refunded", **tell) == [case_id]
    before = dump(state)
    assert orders.record_order_event(state, "A-1", "refunded", **tell) == []
    assert dump(state) == before
    assert cases.get(state, case_id, Actor.SHOP).dispute.refunded == euros("5.00")


def test_a_full_refund_before_any_agreement_settles_the_case(state: State):
    case_id = open_case(state)
    orders.record_order_event(state, "A-1", "refunded", amount=euros("55.00"), reference="r", full=True)
    assert cases.get(state, case_id, Actor.SHOP).dispute.outcome is Outcome.SETTLED_EXTERNALLY


def test_a_chargeback_ends_the_case(state: State):
    case_id = open_case(state)
    orders.record_order_event(state, "A-1", "chargeback", reference="cb-1")
    assert cases.get(state, case_id, Actor.SHOP).dispute.outcome is Outcome.SUPERSEDED_BY_CHARGEBACK


def test_an_unknown_kind_of_order_event_is_named(state: State):
    with pytest.raises(InvalidInput):
        orders.record_order_event(state, "A-1", "eaten")


def test_silence_moves_no_money(new_state: MakeState, clock: FrozenClock):
    adapter = Adapter()
    state = new_state(compensation={Remedy.PARTIAL_REFUND: adapter})
    open_case(state)
    clock.move(days=3)
    deadlines.sweep_due(state)
    assert compensation.perform_due(state) == 0
    assert adapter.asked == []


def test_staff_have_an_adapter_perform_what_is_owed(new_state: MakeState):
    adapter = Adapter(Performed(reference="bank-9"))
    state = new_state(compensation={Remedy.PARTIAL_REFUND: adapter})
    case_id = open_case(state)
    agree(state, case_id)
    assert [compensation.request(state, case_id, by=SHOP) for _ in range(2)] == [True, False]
    assert [compensation.perform_due(state) for _ in range(2)] == [1, 0]
    [asked] = adapter.asked
    dispute = cases.get(state, case_id, Actor.SHOP).dispute
    assert (asked.amount, asked.order_number, asked.case_id) == (euros("20.00"), "A-1", case_id)
    assert (dispute.status, dispute.outcome) == (Status.CLOSED, Outcome.RESOLVED_BY_AGREEMENT)


def test_an_adapter_that_breaks_is_asked_again_under_the_same_id(new_state: MakeState, clock: FrozenClock):
    adapter = Adapter(ConnectionError("gone"), Pending(), Performed(reference="bank-9"))
    state = new_state(compensation={Remedy.PARTIAL_REFUND: adapter})
    case_id = open_case(state)
    agree(state, case_id)
    compensation.request(state, case_id, by=SHOP)
    for _ in range(3):
        compensation.perform_due(state)
        clock.move(minutes=10)
    assert len({asked.id for asked in adapter.asked}) == 1
    assert len(adapter.asked) == 3
    assert cases.get(state, case_id, Actor.SHOP).dispute.status is Status.CLOSED


def test_a_failed_compensation_is_told_to_staff(new_state: MakeState):
    state = new_state(compensation={Remedy.PARTIAL_REFUND: Adapter(Failed(reason="The card was refused."))})
    case_id = open_case(state)
    agree(state, case_id)
    compensation.request(state, case_id, by=SHOP)
    compensation.perform_due(state)
    last = cases.get(state, case_id, Actor.SHOP).entries[-1]
    assert (last.event.type, last.texts["note"]) == ("dispute.compensation.failed", "The card was refused.")


def test_money_moves_by_itself_only_up_to_the_cap_and_for_a_verified_order(new_state: MakeState):
    adapter = Adapter(Performed(reference="one"))
    state = new_state(
        compensation={Remedy.PARTIAL_REFUND: adapter}, AMENDS_AUTO_EXECUTE_UP_TO="20.00 EUR", mails=False
    )
    agree(state, open_case(state, replace(CLAIM, amount=euros("20.01"))))
    agree(state, open_case(state, replace(GUEST, reason=Reason.WRONG_ITEM)))
    compensation.perform_due(state)
    assert adapter.asked == []
    # Of the 55.00 that were paid, the other two cases owe 40.01.
    agree(state, open_case(state, replace(CLAIM, items=(), amount=euros("14.99"))))
    compensation.perform_due(state)
    assert len(adapter.asked) == 1


def test_nothing_is_requested_that_is_not_owed(state: State):
    with pytest.raises(NotAllowed):
        compensation.request(state, open_case(state), by=SHOP)


def test_after_settlement_the_shopper_is_invited_to_a_review_once(state: State):
    subscribe(state, events=("review.invited",))
    case_id = open_case(state)
    agree(state, case_id)
    perform(state, case_id)
    confirm(state, case_id)
    with state.store.read() as unit:
        invitation = unit.reviews.of_case(case_id)
        mails = [mail.kind for mail in unit.mails.of(case_id)]
        messages = [message.type for message in unit.outbox.messages_of(case_id)]
    assert invitation is not None
    assert mails.count("review_invited") == 1
    assert messages == ["review.invited"]
    given = reviews.submit(state, invitation.id, reviews.Review(shop=1, goods=2, comment="Slow."))
    assert (given.shop, given.delivery, given.goods, given.comment) == (1, None, 2, "Slow.")
    with pytest.raises(InvalidInput):
        reviews.submit(state, invitation.id, reviews.Review(shop=6))


def test_a_retracted_claim_invites_to_nothing(state: State, clock: FrozenClock):
    case_id = open_case(state, GUEST)
    clock.move(days=8)
    deadlines.sweep_due(state)
    with state.store.read() as unit:
        assert unit.reviews.of_case(case_id) is None
