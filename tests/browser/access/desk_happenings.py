"""What staff find at the desk besides cases: held claims, questions, withdrawals, low marks."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Remedy
from flask_amends.errors import NeedsApproval
from flask_amends.guards.catalogue import Item
from flask_amends.guards.terms import Benefit, Named, PromoKind, PromoTerms, Scope
from flask_amends.notices.model import Slot
from flask_amends.ports import StaffMember
from flask_amends.service import (
    approvals,
    desking,
    enquiries,
    people,
    price_decisions,
    prices,
    promos,
    reviews,
    snippets,
    tasks,
    withdrawing,
)
from flask_amends.service.enquiries import Question
from flask_amends.service.notices import texts
from flask_amends.service.reviews import Review
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
    case_id = stall.cases["costly"]
    tasks.call_back(state, case_id, tomorrow, story.second_message, by=LEAD, key="call")
    tasks.watch(state, case_id, tomorrow + timedelta(days=2), "https://forum.example/1", by=LEAD, key="post")
    desking.assign(state, [case_id], LEAD.id, by=LEAD)
    desking.tag(state, [case_id], "2026", by=LEAD)
    desking.note(state, case_id, story.refusal, by=LEAD)
    _notices(stall)
    state.handlers.catalogue = lambda: (
        Item(sku="rose", title=story.roses, category="flowers", url="https://shop.example/rose"),
        Item(
            sku="vase",
            title=story.vase,
            description=story.proposal,
            photo="vase.jpg",
            size="30",
            material="x",
        ),
        Item(sku="vase-2", title=story.vase, description=story.proposal, photo="vase.jpg"),
    )
    return {
        "incident": stall.incident,
        "payment": stall.payment,
        "letter": stall.letter,
        "price": _held_price(stall),
        "question": asked,
        "withdrawal": withdrawal,
        "approval": asked_for.row.id,
        "person": people.find(state, "anna@example.org"),
        "promo": _promotion(stall),
        "snippet": snippets.every(state)[0].id,
    }


def _notices(stall: Stall) -> None:
    """Words of the shop's own in place of ours as a draft, and a notice that is in force."""
    state, story = stall.shop.state, stall.story
    said = {"en": story.proposal, story.locale: story.proposal}
    texts.save(state, key="photo.differs", texts=said, by=LEAD, seen=0)
    texts.save(state, key="custom.n_1", texts=said, by=LEAD, seen=0, slots=[Slot.PRODUCT, Slot.CART])
    texts.accept(state, "custom.n_1", 1, by=LEAD)


def _held_price(stall: Stall) -> str:
    """One price that waits, one that was corrected, and one shown with a warning."""
    state, found = stall.shop.state, []
    for sku, before, amount in (
        ("J-1", "45.00", "4.50"),
        ("B-2", "899.90", "89.90"),
        ("C-3", "8.00", "17.00"),
    ):
        prices.record(state, sku, euros(before), actor="9")
        found.append(prices.record(state, sku, euros(amount), pieces=20, actor="9").point_id or "")
    price_decisions.decide(
        state, found[1], price_decisions.Decision.CORRECT, by=LEAD, correction=euros("889.90")
    )
    return found[0]


def _promotion(stall: Stall) -> str:
    """A draft with a condition of every kind that has a name, and two things to be put right."""
    terms = PromoTerms(
        value=euros("50.00"),
        kind=PromoKind.GIFT_CERTIFICATE,
        benefit=Benefit.BALANCE,
        min_spend=euros("15.00"),
        max_share_of_order=Decimal("0.25"),
        scope=Scope(gift_cards=False, categories=(Named(id="flowers", name="Flowers"),)),
        remainder=None,
    )
    row = promos.save(stall.shop.state, name=stall.story.shopper, code="ROSES", terms=terms, by=LEAD)
    return row.promo_id


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
