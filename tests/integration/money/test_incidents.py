"""One mistake, many claims (S003): everybody affected gets one offer and only one, whatever breaks."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Reason, Remedy, Status
from flask_amends.errors import NotAllowed
from flask_amends.ports import IncidentFacts, Order
from flask_amends.service import (
    acts,
    approvals,
    cases,
    incident_progress,
    incident_sending,
    incidents,
)
from flask_amends.service.incidents import Draft
from flask_amends.service.parties import Party
from flask_amends.state import State
from flask_amends.testing import MailBox
from flask_amends.worker.work import run_once
from tests.integration.cases import CLAIM, ORDER, SHOPPER, euros, open_case
from tests.integration.money.conftest import AGENT, LEAD, MakeState

ORDERS = [replace(ORDER, number=f"A-{n}", email=f"buyer{n}@example.org", locale="pl") for n in range(1, 9)]
DRAFT = Draft(
    title="Roses sold without their water",
    reason=Reason.NOT_AS_DESCRIBED,
    happened="A cooler failed.",
    sku="rose",
)
STAFF = Party(actor=Actor.SHOP, staff=AGENT)
CODE = Terms(kind=Remedy.PROMO_CODE, amount=euros("10.00"))
ASKED: list[IncidentFacts] = []


def affected(facts: IncidentFacts) -> Iterator[Order]:
    ASKED.append(facts)
    yield from ORDERS[:6]


def shops(make: MakeState) -> MakeState:
    def build(**config: Any) -> State:
        state = make(orders=ORDERS, AMENDS_BASE_URL="https://shop.example", **config)
        state.handlers.affected_orders = affected
        return state

    return build


@pytest.fixture
def make_shop(make: MakeState) -> MakeState:
    return shops(make)


@pytest.fixture
def make_real_shop(make_real: MakeState) -> MakeState:
    return shops(make_real)


def claim(state: State, number: int, **changes: Any) -> str:
    order = ORDERS[number - 1]
    return open_case(state, replace(CLAIM, order_number=order.number, email=order.email or "", **changes))


def begin(state: State, *, cap: str | None = None, terms: Terms = CODE) -> str:
    incident_id = incidents.create(state, DRAFT, by=LEAD)
    limit = euros(cap) if cap else None
    incidents.plan(state, incident_id, terms, words="Sorry.", cap=limit, currency="EUR")
    return incident_id


def work(state: State) -> None:
    while incident_sending.send_due(state):
        pass


def states(state: State, incident_id: str) -> dict[str, str]:
    return {one.row.key: one.stands for one in incident_progress.get(state, incident_id).orders}


def test_claims_with_one_cause_are_grouped(make_real_shop: MakeState):
    state = make_real_shop()
    for number in range(1, 4):
        claim(state, number)
    claim(state, 4, reason=Reason.DEFECTIVE)
    (one,) = incidents.suggestions(state)
    assert (one.reason, one.sku, one.title, one.count, one.open) == (
        "not_as_described",
        "rose",
        "Roses",
        3,
        3,
    )
    incidents.create(state, DRAFT, by=LEAD)
    assert incidents.suggestions(state) == []


def test_everybody_affected_is_found_once(make_shop: MakeState):
    ASKED.clear()
    state = make_shop()
    claim(state, 1)
    claim(state, 8)  # has a case, but the shop's own function does not name it
    incident_id = incidents.create(state, DRAFT, by=LEAD)
    assert [(one.sku, one.reason) for one in ASKED] == [("rose", Reason.NOT_AS_DESCRIBED)]
    assert set(states(state, incident_id)) == {"A-1", "A-2", "A-3", "A-4", "A-5", "A-6", "A-8"}
    assert incidents.find(state, incident_id) == 0


def test_those_with_a_case_get_an_offer_and_the_others_a_letter(make_real_shop: MakeState):
    state = make_real_shop()
    with_case = claim(state, 1)
    incident_id = begin(state)
    assert incidents.send(state, incident_id, by=LEAD) == "sending"
    work(state)
    assert states(state, incident_id) == {
        "A-1": "offered",
        **dict.fromkeys(("A-2", "A-3", "A-4", "A-5", "A-6"), "mailed"),
    }
    (offer,) = cases.get(state, with_case, Actor.SHOPPER).dispute.open_offers(Actor.SHOPPER)
    assert offer.terms.amount == euros("10.00")
    assert offer.terms.promo is not None
    run_once(state)
    box = state.mailer
    assert isinstance(box, MailBox)
    (letter,) = box.to("buyer2@example.org")
    body = letter.get_body(("plain",))
    assert body is not None
    assert "https://shop.example/amends/incidents/offer/" in body.get_content()
    progress = incident_progress.get(state, incident_id).progress
    assert (progress.sent, progress.offered, progress.accepted) == (6, euros("60.00"), euros("0.00"))
    assert incident_progress.get(state, incident_id).row.state == "sent"


def test_working_twice_or_sending_again_offers_once(make_shop: MakeState):
    state = make_shop()
    with_case = claim(state, 1)
    incident_id = begin(state)
    incidents.send(state, incident_id, by=LEAD)
    work(state)
    incidents.find(state, incident_id)
    with pytest.raises(Exception, match="nobody_left"):
        incidents.send(state, incident_id, by=LEAD)
    work(state)
    run_once(state)
    run_once(state)
    assert len(cases.get(state, with_case, Actor.SHOP).dispute.offers) == 1
    box = state.mailer
    assert isinstance(box, MailBox)
    assert all(len(box.to(f"buyer{n}@example.org")) == 1 for n in range(2, 7))


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_process_that_dies_is_followed_by_one_that_goes_on(
    make_real_shop: MakeState, monkeypatch: pytest.MonkeyPatch, after: int
):
    state = make_real_shop()
    with_case = claim(state, 1)
    incident_id = begin(state)
    incidents.send(state, incident_id, by=LEAD)
    real, seen = incident_sending._send, []

    def dies(*arguments: Any) -> bool:
        seen.append(arguments)
        if len(seen) > after:
            raise SystemExit
        return real(*arguments)

    monkeypatch.setattr(incident_sending, "_send", dies)
    with pytest.raises(SystemExit):
        incident_sending.send_due(state)
    monkeypatch.setattr(incident_sending, "_send", real)
    assert incident_sending.send_due(state) == 0, "the lease of the one that died still stands"
    state.clock.move(minutes=3)  # type: ignore[attr-defined]
    work(state)
    run_once(state)
    assert len(cases.get(state, with_case, Actor.SHOP).dispute.offers) == 1
    assert set(states(state, incident_id).values()) == {"offered", "mailed"}
    box = state.mailer
    assert isinstance(box, MailBox)
    assert all(len(box.to(f"buyer{n}@example.org")) == 1 for n in range(2, 7))


def test_one_who_was_slow_and_lost_the_lease_sends_nothing(make_real_shop: MakeState):
    state = make_real_shop()
    incident_id = begin(state)
    incidents.send(state, incident_id, by=LEAD)
    with state.store.begin() as unit:
        unit.incidents.claim(now=state.clock.now(), until=state.clock.now(), lease="lse_slow")
        (one, *_) = unit.incidents.orders(incident_id, states=("found",))
    with state.store.begin() as unit:
        unit.incidents.change(incident_id, lease="lse_other")
    assert not incident_sending._send(state, incident_id, one, "lse_slow")
    assert set(states(state, incident_id).values()) == {"found"}


def test_the_cap_stops_and_more_money_goes_on(make_shop: MakeState):
    state = make_shop()
    incident_id = begin(state, cap="35.00")
    incidents.send(state, incident_id, by=LEAD)
    work(state)
    found = incident_progress.get(state, incident_id)
    assert (found.row.state, found.progress.sent, found.progress.found) == ("held", 3, 3)
    assert found.progress.offered == euros("30.00")
    incidents.plan(state, incident_id, CODE, words="Sorry.", cap=euros("60.00"), currency="EUR")
    incidents.send(state, incident_id, by=LEAD)
    work(state)
    assert incident_progress.get(state, incident_id).progress.sent == 6


def test_the_months_budget_stops_too(make_shop: MakeState):
    state = make_shop(AMENDS_GOODWILL_BUDGET="25.00 EUR")
    claim(state, 1)
    incident_id = begin(state)
    incidents.send(state, incident_id, by=LEAD)
    work(state)
    found = incident_progress.get(state, incident_id)
    assert (found.row.state, found.progress.offered) == ("held", euros("20.00"))


def test_a_second_person_agrees_once_for_the_whole(make_shop: MakeState):
    state = make_shop(AMENDS_DUAL_CONTROL_FROM="50.00 EUR")
    claim(state, 1)
    incident_id = begin(state)
    assert incidents.send(state, incident_id, by=LEAD) == "waiting"
    work(state)
    assert set(states(state, incident_id).values()) == {"found"}
    (asked,) = approvals.listed(state, ("waiting",))
    assert asked.row.cost == euros("60.00")
    with pytest.raises(NotAllowed):
        approvals.approve(state, asked.row.id, by=LEAD)
    approvals.approve(state, asked.row.id, by=AGENT)
    work(state)
    assert incident_progress.get(state, incident_id).progress.sent == 6


def test_accepting_opens_a_case_in_which_all_is_agreed(make_shop: MakeState):
    state = make_shop()
    incident_id = begin(state)
    incidents.send(state, incident_id, by=LEAD)
    work(state)
    orders = incident_progress.get(state, incident_id).orders
    mailed = next(one.row for one in orders if one.row.key == "A-2")
    case_id = incident_sending.accept(state, mailed.id)
    assert incident_sending.accept(state, mailed.id) == case_id
    view = cases.get(state, case_id, Actor.SHOP)
    assert view.dispute.status is Status.AWAITING_COMPENSATION
    owed = view.dispute.obligation
    assert owed is not None
    assert owed.terms == incident_progress.get(state, incident_id).terms
    assert view.dispute.order_number == "A-2"
    acts.act(state, case_id, c.Performed(actor=Actor.SHOP, reference="CODE"), by=STAFF)
    progress = incident_progress.get(state, incident_id).progress
    assert (progress.answered, progress.accepted, progress.performed) == (1, euros("10.00"), euros("10.00"))


@pytest.mark.parametrize("step", ["_offer_once", "_accept_once"])
def test_an_acceptance_that_was_cut_short_is_finished_by_the_next(
    make_shop: MakeState, monkeypatch: pytest.MonkeyPatch, step: str
):
    state = make_shop()
    incident_id = begin(state)
    incidents.send(state, incident_id, by=LEAD)
    work(state)
    mailed = incident_progress.get(state, incident_id).orders[1].row

    def dies(*_: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(incident_sending, step, dies)
        with pytest.raises(SystemExit):
            incident_sending.accept(state, mailed.id)
    case_id = incident_sending.accept(state, mailed.id)
    with state.store.read() as unit:
        assert unit.cases.of_order(mailed.order_number or "") == [case_id]
    assert cases.get(state, case_id, Actor.SHOP).dispute.obligation is not None


def test_an_offer_by_mail_stands_when_the_budget_is_spent(make_shop: MakeState):
    state = make_shop(AMENDS_GOODWILL_BUDGET="60.00 EUR")
    incident_id = begin(state)
    incidents.send(state, incident_id, by=LEAD)
    work(state)
    other = claim(state, 8)
    big = Terms(kind=Remedy.PROMO_CODE, amount=euros("55.00"))
    acts.act(state, other, c.Propose(actor=Actor.SHOP, alternatives=(big,)), by=STAFF)
    mailed = incident_progress.get(state, incident_id).orders[1].row
    case_id = incident_sending.accept(state, mailed.id)
    assert cases.get(state, case_id, Actor.SHOP).dispute.obligation is not None


def test_whoever_declines_is_not_asked_again(make_shop: MakeState):
    state = make_shop()
    incident_id = begin(state)
    incidents.send(state, incident_id, by=LEAD)
    work(state)
    mailed = incident_progress.get(state, incident_id).orders[1].row
    incident_sending.decline(state, mailed.id)
    with pytest.raises(NotAllowed):
        incident_sending.accept(state, mailed.id)
    run_once(state)
    box = state.mailer
    assert isinstance(box, MailBox)
    assert box.to("buyer2@example.org") == []


def test_a_closed_case_gets_nothing(make_shop: MakeState):
    state = make_shop()
    case_id = claim(state, 1)
    acts.act(state, case_id, c.Retract(actor=Actor.SHOPPER), by=SHOPPER)
    incident_id = begin(state)
    assert states(state, incident_id)["A-1"] == "skipped"


def test_a_closed_incident_sends_and_tells_nothing(make_shop: MakeState):
    state = make_shop()
    incident_id = begin(state)
    incidents.publish(state, incident_id, {"en": "We are sorry."}, public=True)
    assert [one.id for one in incident_progress.all_public(state)] == [incident_id]
    incidents.send(state, incident_id, by=LEAD)
    incidents.close(state, incident_id, report="The cooler is checked daily now.")
    work(state)
    assert set(states(state, incident_id).values()) == {"found"}
    assert incident_progress.all_public(state) == []
    assert incident_progress.get(state, incident_id).row.report == "The cooler is checked daily now."
    with pytest.raises(NotAllowed):
        incidents.send(state, incident_id, by=LEAD)
