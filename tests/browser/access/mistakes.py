"""A mistake of the shop that concerns many: what its shoppers and its staff meet of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Reason, Remedy
from flask_amends.ports import StaffMember
from flask_amends.service import incidents
from flask_amends.service.incidents import Draft
from flask_amends.service.tokens import Purpose
from tests.browser.access.stall import euros, order

if TYPE_CHECKING:
    from tests.browser.access.stall import Stall

BOSS = StaffMember(id="8", name="Iwona Lis", roles=frozenset({"lead"}))


def make_mistake(stall: Stall) -> None:
    """One mistake that everybody can read about; one buyer, who had not complained, has a letter."""
    state, story = stall.shop.state, stall.story
    silent = stall.shop.orders.add(order("A-93", story))
    state.handlers.affected_orders = lambda _facts: [silent]
    draft = Draft(title=story.complaint, reason=Reason.NOT_AS_DESCRIBED, happened=story.question)
    incident = incidents.create(state, draft, by=BOSS)
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
    stall.incident = incident
