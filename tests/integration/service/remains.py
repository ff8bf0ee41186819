"""Somebody with something in every area, each text of theirs a canary, so that what is left of them shows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, EvidenceType, Ground, OutcomeReason, Remedy
from flask_amends.ports import Delivery, StaffMember
from flask_amends.service import (
    acts,
    arbiters,
    deadlines,
    desking,
    enquiries,
    enquiry_acts,
    holding,
    payment_acts,
    payments,
    photos,
    reviews,
    withdrawals,
    withdrawing,
)
from flask_amends.service.parties import Party
from flask_amends.service.reviews import Review
from flask_amends.state import State
from tests.integration.cases import CLAIM, ORDER, SHOP, SHOPPER, STAFF, confirm, euros, open_case, perform

JUDGE = StaffMember(id="9", name="Rafał Wilk", roles=frozenset({"reviewer"}))
EMAIL = "canary-address@example.org"


@dataclass
class Canaries:
    """Texts that must all be gone in the end."""

    made: list[str]

    def __call__(self, about: str) -> str:
        self.made.append(f"canary{len(self.made):02d}-{about}")
        return self.made[-1]


def leave(state: State) -> tuple[str, list[str]]:
    """Let somebody claim, write, show, ask, review and withdraw; returns their case, and every canary."""
    text = Canaries(made=[EMAIL])
    order = replace(ORDER, email=EMAIL, delivery=Delivery(carrier="DPD", tracking_number=text("parcel")))
    state.order_lookup.add(order)  # type: ignore[union-attr]
    case_id = _case(state, text)
    holding.lift(
        state,
        case_id,
        holding.place(state, case_id, staff=STAFF, reason=text("hold"), owner=text("owner")),
        staff=STAFF,
        because=text("lifted"),
    )
    for about in _beside(state, case_id, text):
        assert about
    return case_id, text.made


def _case(state: State, text: Canaries) -> str:
    form = replace(
        CLAIM, email=EMAIL, name=text("name"), phone="+48 000 111 222", description=text("description")
    )
    text.made.append("+48 000 111 222")
    case_id = open_case(state, form)

    def do(command: c.Command, by: Party, *, files: tuple[str, ...] = ()) -> None:
        acts.act(state, case_id, command, by=by, files=files)

    shop, shopper = Actor.SHOP, Actor.SHOPPER
    shown = photos.stage(
        state, b"the photo", name=text("photo") + ".jpg", media_type="image/jpeg", network=None
    )
    photos.describe(state, {shown.id: shown}, {shown.id: text("caption")})
    seen = EvidenceType.PROOF_OF_DAMAGE
    do(
        c.AddEvidence(actor=shopper, evidence_id="evd_1", type=seen, note=text("evidence")),
        SHOPPER,
        files=(shown.id,),
    )
    do(c.PostMessage(actor=shopper, message_id="m1", text=text("shopper-message")), SHOPPER)
    do(c.PostMessage(actor=shop, message_id="m2", text=text("shop-message")), SHOP)
    do(c.RequestInfo(actor=shop, note=text("request")), SHOP)
    do(c.ProvideInfo(actor=shopper, note=text("info")), SHOPPER)
    do(c.Hold(actor=shop, until=state.clock.now() + timedelta(days=1), note=text("promise")), SHOP)
    offer = Terms(kind=Remedy.PARTIAL_REFUND, amount=euros("5.00"))
    do(c.Propose(actor=shop, alternatives=(offer,), note=text("offer")), SHOP)
    do(
        c.Counter(actor=shopper, alternatives=(replace(offer, amount=euros("15.00")),), note=text("counter")),
        SHOPPER,
    )
    do(c.Reject(actor=shop, ground=Ground.CONFORMS_TO_CONTRACT, note=text("rejection")), SHOP)
    _decide(state, case_id, text)
    perform(state, case_id)
    confirm(state, case_id)
    return case_id


def _decide(state: State, case_id: str, text: Canaries) -> None:
    state.clock.move(timedelta(days=3))  # type: ignore[attr-defined]
    deadlines.sweep_due(state, 10)
    with state.store.read() as unit:
        row = unit.cases.get(case_id)
    assert row is not None
    assignment = row.dispute.assignment_id or ""
    seat = arbiters.invite(
        state, case_id, staff=STAFF, name=text("arbiter"), email="canary-judge@example.org", locale="en"
    )
    text.made.append("canary-judge@example.org")
    by = arbiters.party(arbiters.get(state, seat), row.dispute.route)
    kind, shown = EvidenceType.THIRD_PARTY_EXPERT_OPINION, text("opinion")
    acts.act(state, case_id, c.AddEvidence(actor=by.actor, evidence_id="evd_2", type=kind, note=shown), by=by)
    acts.act(
        state, case_id, c.PostMessage(actor=by.actor, message_id="m3", text=text("arbiter-message")), by=by
    )
    award = c.Decide(
        actor=by.actor,
        assignment_id=assignment,
        terms=Terms(kind=Remedy.PARTIAL_REFUND, amount=euros("10.00")),
        reason=OutcomeReason.ITEM_NOT_AS_DESCRIBED,
        note=text("decision"),
        evidence_ids=("evd_2",),
    )
    acts.act(state, case_id, award, by=by)


def _beside(state: State, case_id: str, text: Canaries) -> Iterator[str]:
    desking.note(state, case_id, text("note"), by=STAFF)
    desking.tag(state, [case_id], text("tag"), by=STAFF)
    question = enquiries.Question(
        topic="other", email=EMAIL.upper(), text=text("question"), name=text("asker"), order_number="A-1"
    )
    yield (enquiry := enquiries.ask(state, question))
    enquiry_acts.answer(state, enquiry, text("answer"), by=STAFF, seen=1)
    order = state.order_lookup("A-1", None) if state.order_lookup is not None else None
    assert order is not None
    given, _ = reviews.submit_for_order(state, order, Review(goods=1, comment=text("review")))
    yield given.id
    reviews.submit(state, given.id, Review(goods=2, comment=text("review-again")))
    held = payments.hold(state, replace(order, paid_at=None), by=STAFF, note=text("payment-hold"))
    prices = {order.lines[0].sku: euros("99.00")}
    yield payment_acts.offer(state, held.id, by=STAFF, prices=prices, words=text("payment-offer")).id
    statement = withdrawing.Statement(
        name=text("withdrawer"), contract=text("contract"), email=EMAIL, declaration=text("declaration")
    )
    yield (declared := withdrawing.submit(state, statement).withdrawal_id)
    withdrawals.mark_handled(state, declared, staff=STAFF, note=text("handled"))
