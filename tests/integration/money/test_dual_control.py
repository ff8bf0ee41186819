"""Two persons agree to what costs much; one person never counts for two (security 42)."""

from datetime import timedelta
from typing import Any

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Remedy, Status
from flask_amends.errors import NeedsApproval, NotAllowed
from flask_amends.ports import Compensation, Performed, StaffMember
from flask_amends.service import acts, approvals, cases, compensation, deadlines
from flask_amends.service.parties import Party
from flask_amends.state import State
from flask_amends.testing import FrozenClock
from tests.integration.cases import SHOPPER, euros, open_case
from tests.integration.money.conftest import AGENT, LEAD, OTHER_LEAD, MakeState

ACCEPT = c.AcceptClaim(actor=Actor.SHOP, note="We are sorry.")


def do(state: State, case_id: str, command: c.Command, staff: StaffMember | None = AGENT) -> Any:
    return acts.act(state, case_id, command, by=Party(actor=Actor.SHOP, staff=staff))


def ask(state: State, case_id: str, command: c.Command = ACCEPT, staff: StaffMember = AGENT) -> str:
    with pytest.raises(NeedsApproval) as waits:
        do(state, case_id, command, staff)
    return waits.value.approval_id


def status(state: State, case_id: str) -> Status:
    return cases.get(state, case_id, Actor.SHOP).dispute.status


def offer(amount: str, kind: Remedy = Remedy.PARTIAL_REFUND) -> c.Propose:
    return c.Propose(actor=Actor.SHOP, alternatives=(Terms(kind=kind, amount=euros(amount)),))


def test_below_the_threshold_one_person_is_enough(strict: State):
    case_id = open_case(strict)
    do(strict, case_id, offer("19.99"))
    assert status(strict, case_id) is Status.AWAITING_SHOPPER


def test_from_the_threshold_on_nothing_happens_before_a_second_person_agrees(make_real: MakeState):
    strict = make_real(AMENDS_DUAL_CONTROL_FROM="20.00 EUR")
    case_id = open_case(strict)
    approval_id = ask(strict, case_id)
    assert status(strict, case_id) is Status.AWAITING_SHOP
    assert approvals.count_waiting(strict) == 1
    asked = approvals.get(strict, approval_id)
    assert asked.asked_by is not None
    assert asked.asked_by.name == AGENT.name
    assert (asked.row.cost, asked.row.reason) == (euros("20.00"), "We are sorry.")

    assert approvals.approve(strict, approval_id, by=LEAD) == "approved"

    view = cases.get(strict, case_id, Actor.SHOP)
    assert view.dispute.status is Status.AWAITING_COMPENSATION
    assert {entry.actor_name for entry in view.entries if entry.event.actor is Actor.SHOP} == {AGENT.name}
    assert approvals.count_waiting(strict) == 0


def test_the_same_person_twice_is_refused(strict: State):  # security 42
    case_id = open_case(strict)
    approval_id = ask(strict, case_id, staff=LEAD)
    with pytest.raises(NotAllowed):
        approvals.approve(strict, approval_id, by=LEAD)
    renamed = StaffMember(id=LEAD.id, name="Somebody Else", roles=LEAD.roles)
    with pytest.raises(NotAllowed):
        approvals.approve(strict, approval_id, by=renamed)
    assert status(strict, case_id) is Status.AWAITING_SHOP
    assert approvals.approve(strict, approval_id, by=OTHER_LEAD) == "approved"


def test_a_request_is_agreed_to_once(strict: State):
    approval_id = ask(strict, open_case(strict))
    approvals.approve(strict, approval_id, by=LEAD)
    with pytest.raises(NotAllowed):
        approvals.approve(strict, approval_id, by=OTHER_LEAD)
    with pytest.raises(NotAllowed):
        approvals.decline(strict, approval_id, by=OTHER_LEAD, answer="Too late.")


def test_nobody_without_a_name_gets_round_it(strict: State):
    case_id = open_case(strict)
    with pytest.raises(NotAllowed):
        do(strict, case_id, ACCEPT, None)


def test_a_declined_request_leaves_the_case_as_it_was(strict: State):
    case_id = open_case(strict)
    approval_id = ask(strict, case_id)
    approvals.decline(strict, approval_id, by=LEAD, answer="Offer a code first.")
    assert approvals.get(strict, approval_id).row.answer == "Offer a code first."
    assert status(strict, case_id) is Status.AWAITING_SHOP
    assert ask(strict, case_id) != approval_id


def test_asking_for_the_same_again_is_the_same_request(make_real: MakeState):
    strict = make_real(AMENDS_DUAL_CONTROL_FROM="20.00 EUR")
    case_id = open_case(strict)
    first = ask(strict, case_id)
    assert ask(strict, case_id) == first
    assert ask(strict, case_id, offer("25.00")) != first
    assert approvals.count_waiting(strict) == 1


@pytest.mark.parametrize("kind", [Remedy.REPLACEMENT, Remedy.GIFT, Remedy.PROMO_CODE])
def test_what_is_not_money_costs_too(strict: State, kind: Remedy):
    case_id = open_case(strict)
    amount = euros("30.00") if kind is Remedy.PROMO_CODE else None
    ask(strict, case_id, c.Propose(actor=Actor.SHOP, alternatives=(Terms(kind=kind, amount=amount),)))


def test_a_message_lets_a_request_wait_on(strict: State):
    case_id = open_case(strict)
    approval_id = ask(strict, case_id)
    acts.act(strict, case_id, c.PostMessage(actor=Actor.SHOPPER, message_id="m1", text="Hello?"), by=SHOPPER)
    assert approvals.approve(strict, approval_id, by=LEAD) == "approved"


def test_when_the_case_moves_on_the_request_is_dropped(strict: State):
    case_id = open_case(strict)
    approval_id = ask(strict, case_id)
    do(strict, case_id, offer("5.00"))
    assert approvals.get(strict, approval_id).row.state == "dropped"
    with pytest.raises(NotAllowed):
        approvals.approve(strict, approval_id, by=LEAD)


def test_the_deadline_keeps_running_while_a_request_waits(make: MakeState):
    clock = FrozenClock()
    state = make(clock=clock, AMENDS_DUAL_CONTROL_FROM="20.00 EUR")
    case_id = open_case(state)
    approval_id = ask(state, case_id)
    clock.move(timedelta(days=3, minutes=1))
    assert approvals.approve(state, approval_id, by=LEAD) == "dropped"
    view = cases.get(state, case_id, Actor.SHOP)
    assert view.dispute.obligation is not None
    assert view.dispute.obligation.basis.value == "silence"
    assert approvals.get(state, approval_id).row.state == "dropped"


def test_what_time_decided_is_performed_by_two(make: MakeState):
    """Nobody agreed to what silence made owed, so paying it out needs two; once they agreed, one performs."""
    clock = FrozenClock()
    paid: list[Compensation] = []

    def pay(compensation: Compensation) -> Performed:
        paid.append(compensation)
        return Performed(reference="bank-1")

    state = make(clock=clock, AMENDS_DUAL_CONTROL_FROM="20.00 EUR", compensation={Remedy.PARTIAL_REFUND: pay})
    case_id = open_case(state)
    clock.move(timedelta(days=3, minutes=1))
    deadlines.sweep_due(state, 10)
    with pytest.raises(NeedsApproval) as waits:
        compensation.request(state, case_id, by=Party(actor=Actor.SHOP, staff=AGENT))
    compensation.perform_due(state)
    assert paid == []
    approvals.approve(state, waits.value.approval_id, by=LEAD)
    compensation.perform_due(state)
    assert [one.amount for one in paid] == [euros("20.00")]
    assert status(state, case_id) is Status.CLOSED


def test_what_two_agreed_to_one_performs(strict: State):
    case_id = open_case(strict)
    approvals.approve(strict, ask(strict, case_id), by=LEAD)
    do(strict, case_id, c.Performed(actor=Actor.SHOP, reference="bank-1"))
    assert status(strict, case_id) is Status.AWAITING_CONFIRMATION
