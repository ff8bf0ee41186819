"""What lies ahead of a claim that is not sent yet: who answers by when, and the claim window (X3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends_widgets import facts
from flask_amends.disputes.commands import OpenClaim
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Reason, Remedy
from flask_amends.ports import DeliveredBy
from flask_amends.state import State
from flask_amends.web.storefront import outlook
from flask_amends.web.storefront.claim_form import Filled
from flask_amends.web.storefront.orders import Context
from flask_amends.web.storefront.showing import shown_terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What a shopper can expect. ``window_ends`` is known where the shop told when the order was completed.

    ``late`` says that this claim comes after the window: it is taken all the same, the house rules do not
    apply to it, and the law does (X3).
    """

    ask: facts.Terms
    answer_by: datetime | None
    silence: facts.Silence | None
    answers: str
    window_days: int
    window_ends: datetime | None
    late: bool
    verify_days: int


def of_claim(state: State, filled: Filled, context: Context, *, proven: bool) -> Ahead:
    """What happens with this claim, found out by opening it for a moment without saving it."""
    policy, now = state.settings.policy, state.clock.now()
    known = context if proven else Context()
    ends = policy.claim_window.after(known.fulfilled_at) if known.fulfilled_at else None
    late = ends is not None and now > ends
    claim = OpenClaim(
        dispute_id="dsp_",
        reason=Reason(filled.values["reason"]),
        ask=Terms(kind=Remedy(filled.values["ask"]), amount=filled.amount),
        description=filled.values["description"],
        marketplace=known.marketplace,
        delivered_by=_delivered_by(known),
        late=late,
    )
    liable = outlook.who_answers(claim, policy, now)
    return Ahead(
        ask=shown_terms(claim.ask),
        answer_by=outlook.first_answer_by(claim, policy, now),
        silence=outlook.of_a_new_claim(claim, policy, now),
        answers=liable.value if liable else "shop",
        window_days=max(1, policy.claim_window.length.days),
        window_ends=ends,
        late=late,
        verify_days=policy.verify.length.days,
    )


def _delivered_by(context: Context) -> Actor:
    by = DeliveredBy(context.parcel.by) if context.parcel is not None else DeliveredBy.SHOP
    return {DeliveredBy.CARRIER: Actor.CARRIER, DeliveredBy.MARKETPLACE: Actor.MARKETPLACE}.get(
        by, Actor.SHOP
    )
