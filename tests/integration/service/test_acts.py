"""Acting on a case: all of it is saved or nothing, and a lost race is told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, EvidenceType, Ground, RefusalCode, Remedy, Status
from flask_amends.errors import InvalidInput, NotAllowed, NotFound, RefusedError, StaleVersion
from flask_amends.ports import StaffMember
from flask_amends.service import acts, cases, history
from flask_amends.service.parties import Party
from flask_amends.state import State
from flask_amends.storage.records import StagedUpload
from flask_amends.testing import FrozenClock
from tests.integration.cases import (
    CLAIM,
    SHOP,
    SHOPPER,
    STAFF,
    agree,
    confirm,
    dump,
    euros,
    open_case,
    perform,
    subscribe,
)


def test_a_claim_is_agreed_performed_and_confirmed(state: State):
    case_id = open_case(state)
    assert agree(state, case_id).dispute.status is Status.AWAITING_COMPENSATION
    assert perform(state, case_id).dispute.status is Status.AWAITING_CONFIRMATION
    view = confirm(state, case_id)
    assert view.dispute.status is Status.CLOSED
    assert history.verify_chain(state, case_id) == len(view.entries) == view.version


def test_a_view_tells_who_wrote_what(state: State):
    case_id = open_case(state)
    view = acts.act(
        state, case_id, c.PostMessage(actor=Actor.SHOP, message_id="msg_1", text="We look into it."), by=SHOP
    )
    last = view.entries[-1]
    assert (last.event.type, last.texts, last.actor_name) == (
        "dispute.message.posted",
        {"text": "We look into it."},
        STAFF.name,
    )


def test_what_persons_wrote_is_not_in_the_history(state: State):
    case_id = open_case(state)
    agree(state, case_id)
    rows = dump(state)
    for name in ("events", "cases"):
        assert "wilted" not in repr(rows[f"amends_{name}"])
        assert "sorry" not in repr(rows[f"amends_{name}"])
        assert "Anna" not in repr(rows[f"amends_{name}"])


def test_a_refused_act_writes_nothing(state: State):
    case_id = open_case(state)
    subscribe(state)
    before = dump(state)
    with pytest.raises(RefusedError) as caught:
        acts.act(state, case_id, c.Confirm(actor=Actor.SHOPPER), by=SHOPPER)
    assert caught.value.refusal.code is RefusalCode.WRONG_STATUS
    assert caught.value.view.dispute.status is Status.AWAITING_SHOP
    assert dump(state) == before


def test_a_refused_act_after_the_deadline_saves_only_the_expiry(state: State, clock: FrozenClock):
    case_id = open_case(state)
    clock.move(days=3)
    with pytest.raises(RefusedError) as caught:
        acts.act(state, case_id, c.Hold(actor=Actor.SHOP, until=clock.now(), note="Wait."), by=SHOP)
    view = cases.get(state, case_id, Actor.SHOP)
    assert caught.value.view.dispute == view.dispute
    assert view.dispute.status is Status.AWAITING_COMPENSATION
    assert {entry.event.actor for entry in view.entries[1:]} == {Actor.SYSTEM}
    assert history.verify_chain(state, case_id) == view.version


def test_an_act_on_an_old_version_is_stale_and_writes_nothing(state: State):
    case_id = open_case(state)
    acts.act(state, case_id, c.PostMessage(actor=Actor.SHOPPER, message_id="m", text="Hello?"), by=SHOPPER)
    before = dump(state)
    with pytest.raises(StaleVersion):
        acts.act(state, case_id, c.AcceptClaim(actor=Actor.SHOP), by=SHOP, expected_version=1)
    assert dump(state) == before


def test_an_act_decided_before_the_deadline_is_stale_after_it(state: State, clock: FrozenClock):
    case_id = open_case(state)
    clock.move(days=3)
    with pytest.raises(StaleVersion):
        acts.act(state, case_id, c.AcceptClaim(actor=Actor.SHOP), by=SHOP, expected_version=1)
    assert cases.get(state, case_id, Actor.SHOP).dispute.status is Status.AWAITING_COMPENSATION


def test_of_two_acts_at_the_same_instant_one_wins(state: State):
    case_id = open_case(state)

    def attempt(command: c.Command, by: Party) -> str:
        try:
            acts.act(state, case_id, command, by=by, expected_version=1)
        except StaleVersion:
            return "stale"
        return "won"

    with ThreadPoolExecutor(max_workers=2) as pool:
        accepted = pool.submit(attempt, c.AcceptClaim(actor=Actor.SHOP), SHOP)
        retracted = pool.submit(attempt, c.Retract(actor=Actor.SHOPPER), SHOPPER)
        assert sorted([accepted.result(), retracted.result()]) == ["stale", "won"]
    history.verify_chain(state, case_id)


def test_an_unknown_case_is_not_found(state: State):
    with pytest.raises(NotFound):
        acts.act(state, "dsp_nothing", c.Confirm(actor=Actor.SHOPPER), by=SHOPPER)


def test_nobody_acts_as_somebody_else(state: State):
    case_id = open_case(state)
    before = dump(state)
    with pytest.raises(NotAllowed):
        acts.act(state, case_id, c.AcceptClaim(actor=Actor.SHOP), by=SHOPPER)
    stranger = Party(actor=Actor.SHOPPER, person_id="per_other")
    with pytest.raises(NotFound):
        acts.act(state, case_id, c.Retract(actor=Actor.SHOPPER), by=stranger)
    elsewhere = Party(actor=Actor.MARKETPLACE, marketplace="other")
    message = c.PostMessage(actor=Actor.MARKETPLACE, message_id="m", text="Hello.")
    with pytest.raises(NotFound):
        acts.act(state, case_id, message, by=elsewhere)
    assert dump(state) == before


def test_the_second_look_is_taken_by_somebody_else(state: State, clock: FrozenClock):
    case_id = open_case(state)
    rejection = c.Reject(actor=Actor.SHOP, ground=Ground.DAMAGED_BY_USER, note="They stood in the sun.")
    acts.act(state, case_id, rejection, by=SHOP)
    clock.move(days=3, minutes=1)
    acts_of = cases.get(state, case_id, Actor.SHOP).dispute
    with state.store.begin() as unit:
        assert unit.cases.due(clock.now(), 10) == [case_id]
    view = acts.act(
        state, case_id, c.PostMessage(actor=Actor.SHOPPER, message_id="m", text="Well?"), by=SHOPPER
    )
    assert (acts_of.status, view.dispute.status) == (Status.AWAITING_SHOPPER, Status.UNDER_REVIEW)
    decision = c.Decide(
        actor=Actor.ARBITER,
        assignment_id=view.dispute.assignment_id or "",
        terms=Terms(kind=Remedy.NO_ACTION),
        reason="decision_based_on_available_information",  # type: ignore[arg-type]
        note="The photos show it.",
    )
    with pytest.raises(NotAllowed):
        acts.act(state, case_id, decision, by=Party(actor=Actor.ARBITER, staff=STAFF))
    other = Party(actor=Actor.ARBITER, staff=StaffMember(id="8", name="Jan"))
    assert acts.act(state, case_id, decision, by=other).dispute.award is not None


def test_evidence_brings_its_photos(state: State):
    with state.store.begin() as unit:
        for number in range(2):
            unit.uploads.add(
                StagedUpload(
                    id=f"upl_{number}",
                    key=f"upl_0000{number}.jpg",
                    name=f"{number}.jpg",
                    media_type="image/jpeg",
                    bytes=3,
                    sha256=f"{number}" * 64,
                    created_at=state.clock.now(),
                )
            )
    case_id = open_case(state)
    evidence = c.AddEvidence(
        actor=Actor.SHOPPER, evidence_id="evd_1", type=EvidenceType.PROOF_OF_DAMAGE, note="See."
    )
    view = acts.act(state, case_id, evidence, by=SHOPPER, files=["upl_1", "upl_0"])
    assert [file.name for file in view.entries[-1].files] != []
    assert {file.evidence_id for file in view.entries[-1].files} == {"evd_1"}
    assert history.verify_chain(state, case_id) == 2
    before = dump(state)
    with pytest.raises(InvalidInput):
        acts.act(state, case_id, replace(evidence, evidence_id="evd_2"), by=SHOPPER, files=["upl_1"])
    assert dump(state) == before


def test_every_event_has_one_delivery_for_each_endpoint_that_wants_it(state: State):
    subscribe(state, "all")
    subscribe(state, "messages", events=("dispute.message.*",))
    subscribe(state, "other", owner="other-marketplace")
    subscribe(state, "paused", state="paused")
    case_id = open_case(state)
    acts.act(state, case_id, c.PostMessage(actor=Actor.SHOPPER, message_id="m", text="Hello?"), by=SHOPPER)
    agree(state, case_id)
    with state.store.read() as unit:
        events = [row.type for row in unit.history.of(case_id)]
        sent = {
            name: unit.outbox.find(endpoint_id=f"end_{name}")
            for name in ("all", "messages", "other", "paused")
        }
        types = {message.id: message.type for message in unit.outbox.messages_of(case_id)}
    assert [types[one.message_id] for one in sent["all"]] == events
    assert [types[one.message_id] for one in sent["paused"]] == events
    assert [types[one.message_id] for one in sent["messages"]] == ["dispute.message.posted"]
    assert sent["other"] == []


def test_an_offer_is_accepted_by_its_id_and_version(state: State):
    case_id = open_case(state)
    terms = Terms(kind=Remedy.PARTIAL_REFUND, amount=euros("12.50"))
    view = acts.act(state, case_id, c.Propose(actor=Actor.SHOP, alternatives=(terms,)), by=SHOP)
    [offer] = view.dispute.open_offers(Actor.SHOPPER)
    accept = c.AcceptOffer(actor=Actor.SHOPPER, offer_id=offer.id, offer_version=offer.version)
    after = acts.act(state, case_id, accept, by=SHOPPER, expected_version=view.version)
    assert after.dispute.obligation is not None
    assert after.dispute.obligation.terms.amount == euros("12.50")


def test_the_inbox_lists_open_cases_by_deadline(state: State, clock: FrozenClock):
    first = open_case(state)
    clock.move(timedelta(hours=1))
    second = open_case(state, replace(CLAIM, order_number="other"))
    listed = cases.list_for_desk(state)
    assert [line.id for line in listed] == [first, second]
    assert listed[0].shopper_name == "Anna Nowak"
    page = cases.list_for_desk(state, limit=1)
    due = page[-1].due_at
    assert due is not None
    assert [line.id for line in cases.list_for_desk(state, after=(due, page[-1].id))] == [second]
    closed = cases.Filters(is_open=False)
    assert cases.list_for_desk(state, closed) == []
    assert cases.counts(state) == {"awaiting_shop": 2}
