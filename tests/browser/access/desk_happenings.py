"""What staff find at the desk besides cases: held claims, questions, withdrawals, low marks."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Reason, Remedy
from flask_amends.errors import NeedsApproval
from flask_amends.ports import StaffMember
from flask_amends.service import approvals, enquiries, incidents, people, reviews, snippets, withdrawing
from flask_amends.service.enquiries import Question
from flask_amends.service.incidents import Draft
from flask_amends.service.reviews import Review
from flask_amends.service.tokens import Purpose
from flask_amends.service.withdrawing import Statement
from tests.browser.access.stall import euros, order

if TYPE_CHECKING:
    from tests.browser.access.stall import Stall

LEAD = StaffMember(id="8", name="Iwona Lis", roles=frozenset({"lead"}))


def at_the_desk(stall: Stall) -> dict[str, str]:
    """Make them; what comes back are their ids, by the name that an address has for each."""
    state, story = stall.shop.state, stall.story
    stall.open("held", suspicious=True, proven=False)
    tomorrow = (state.clock.now() + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
    asked = enquiries.ask(state, _question(stall, story.faq[0]))
    enquiries.ask(state, _question(stall, story.question, wanted=(tomorrow,)))
    declared = Statement(
        name=story.shopper,
        contract="A-1",
        email="anna@example.org",
        declaration=story.declaration,
        locale=story.locale,
        time_zone="Europe/Warsaw",
    )
    withdrawal = withdrawing.submit(state, declared).withdrawal_id
    given = Review(shop=4, delivery=1, goods=2, comment=story.complaint)
    reviews.submit_for_order(state, order("A-92", story), given)
    stall.open("costly")
    dear = Terms(kind=Remedy.PROMO_CODE, amount=euros("75.00"))
    with suppress(NeedsApproval):
        stall.act("costly", c.Propose, alternatives=(dear,), note=story.proposal)
    asked_for = approvals.of_case(state, stall.cases["costly"])
    assert asked_for is not None
    return {
        "incident": _incident(stall),
        "question": asked,
        "withdrawal": withdrawal,
        "approval": asked_for.row.id,
        "person": people.find(state, "anna@example.org"),
        "snippet": snippets.every(state)[0].id,
    }


def _incident(stall: Stall) -> str:
    """One mistake: two cases get an offer, one buyer gets a letter, and everybody can read about it."""
    state, story = stall.shop.state, stall.story
    silent = stall.shop.orders.add(order("A-93", story))
    state.handlers.affected_orders = lambda _facts: [silent]
    draft = Draft(title=story.complaint, reason=Reason.NOT_AS_DESCRIBED, happened=story.question)
    incident = incidents.create(state, draft, by=LEAD)
    code = Terms(kind=Remedy.PROMO_CODE, amount=euros("5.00"))
    incidents.plan(state, incident, code, words=story.proposal, cap=euros("40.00"), currency="EUR")
    incidents.publish(state, incident, {story.locale: story.declaration}, public=True)
    with state.store.begin() as unit:
        unit.incidents.set_order(
            next(one.id for one in unit.incidents.orders(incident) if one.key == "A-93"),
            among=("found",),
            state="mailed",
            at=state.clock.now(),
        )
        reached = next(one.id for one in unit.incidents.orders(incident) if one.key == "A-93")
    stall.tokens[Purpose.INCIDENT] = stall.token(Purpose.INCIDENT, about=reached)
    return incident


def _question(stall: Stall, text: str, wanted: tuple[datetime, ...] = ()) -> Question:
    return Question(
        topic="delivery",
        email="anna@example.org",
        phone="+48 500 600 700" if wanted else None,
        name=stall.story.shopper,
        text=text,
        order_number="A-1",
        wanted=wanted,
        locale=stall.story.locale,
        time_zone="Europe/Warsaw",
    )
