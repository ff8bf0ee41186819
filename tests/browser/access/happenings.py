"""What happens in the shop before anybody looks: what takes longest begins first."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageDraw

from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Action, Actor, Ground, OutcomeReason, Remedy
from flask_amends.service import arbiters, enquiries, enquiry_acts, invitations, photos, withdrawing
from flask_amends.service.enquiries import Question
from flask_amends.service.tokens import Purpose, link_token, sign
from flask_amends.service.withdrawing import Declared, Statement
from tests.browser.access.mistakes import make_mistake
from tests.browser.access.stall import ANNA, OLA, RAFAL, SELLER, Stall, euros, order
from tests.browser.access.stocking import make_short
from tests.browser.access.waiting import make_waiting
from tests.browser.access.words import Story

LABEL = "https://carrier.example/label.pdf"


def settings(story: Story) -> dict[str, Any]:
    """A shop that uses everything there is."""
    return {
        "AMENDS_SHOP_NAME": "Lamplight",
        "AMENDS_STAFF_EMAIL": "help@lamplight.example",
        "AMENDS_TIME_ZONE": "Europe/Warsaw",
        "AMENDS_CURRENCY": "EUR",
        "AMENDS_CONTACT_PHONE": "+48 22 123 45 67",
        "AMENDS_CONTACT_HOURS": {"mon-fri": "9:00-17:00"},
        "AMENDS_CALLBACKS": True,
        "AMENDS_DUAL_CONTROL_FROM": "60.00 EUR",
        "AMENDS_ADR_BODY": {"name": "Inspekcja Handlowa", "url": "https://adr.example/"},
        "AMENDS_NOTICES_ACCEPTED": ["price.terms_clause"],
        "AMENDS_DELIVERY_RULES": [
            {
                "region": {"country": "PL"},
                "method": "pickup_point",
                "carrier": {"name": "InPost", "url": "https://carrier.example/", "phone": "+48 22 000 00 01"},
                "handling": [0, 1],
                "transit": [1, 2],
                "cutoff": "12:00",
                "zone": "Europe/Warsaw",
                "cost": "3 EUR",
                "free_from": "50 EUR",
                "prepayment": "none",
                "inspection": "yes",
                "pay_on_delivery": True,
                "storage_days": 7,
                "reviewed_on": "2020-01-01",
            },
            {"region": {"country": "PL", "postal_ranges": [["72-600", "72-612"]]}, "delivers": False},
            {"method": "courier", "transit": [3, 9], "cost": "12 EUR", "prepayment": "full"},
        ],
        "AMENDS_FAQ": [{"question": story.faq[0], "answer": story.faq[1], "topic": "delivery"}],
    }


def happen(stall: Stall) -> None:
    """Two weeks of the shop."""
    _reviewed(stall)
    _agreed(stall)
    _asked_and_withdrawn(stall)
    _talking(stall)
    make_mistake(stall)
    make_waiting(stall)
    make_short(stall)
    stall.wait(hours=2)


def _reviewed(stall: Stall) -> None:
    story = stall.story
    for name in ("reviewed", "proof", "decided", "awarded"):
        stall.open(name)
        stall.act(name, c.Reject, ground=Ground.CONFORMS_TO_CONTRACT, note=story.refusal)
    stall.wait(days=3)
    asked = {"assignment_id": stall.assignment("proof"), "party": Actor.SHOPPER, "note": story.question}
    stall.act("proof", c.RequireEvidence, RAFAL, **asked)
    stall.act(
        "decided",
        c.Decide,
        RAFAL,
        assignment_id=stall.assignment("decided"),
        terms=Terms(kind=Remedy.PARTIAL_REFUND, amount=euros("12.00")),
        reason=OutcomeReason.DECISION_BASED_ON_AVAILABLE_INFORMATION,
        note=story.decision,
    )

    neutral = {"name": "Ewa Zielińska", "email": "ewa@arbiter.example", "locale": story.locale}
    case_id = stall.cases["reviewed"]
    seat = arbiters.invite(stall.shop.state, case_id, staff=SELLER, **neutral)
    stall.tokens[Purpose.ARBITER] = stall.token(Purpose.ARBITER, case_id=case_id, about=seat)


def _agreed(stall: Stall) -> None:
    story = stall.story
    for name in ("paying", "arriving", "closed"):
        stall.open(name)
        stall.act(name, c.AcceptClaim, note=story.agreement)
    for name in ("arriving", "closed"):
        stall.act(name, c.Performed, reference="bank-1")
    stall.act("closed", c.Confirm, ANNA)
    for name in ("returning", "travelling"):
        stall.open(name, ask=Remedy.REFUND_WITH_RETURN, amount=None)
        stall.act(name, c.AcceptClaim, note=story.agreement)
        if Action.PROVIDE_LABEL in stall.can(name, Actor.SHOP):
            stall.act(name, c.ProvideLabel, note="", label_url=LABEL)
    stall.act("travelling", c.Ship, ANNA, carrier="InPost", tracking="PL0001")


def _asked_and_withdrawn(stall: Stall) -> None:
    state, story = stall.shop.state, stall.story
    question = Question(
        topic="delivery", email="anna@example.org", name=story.shopper, text=story.faq[0], locale=story.locale
    )
    asked = enquiries.ask(state, question)
    seen = enquiries.get(state, asked).row.written
    enquiry_acts.answer(state, asked, f"{story.agreement} {story.faq[1]}", by=SELLER, seen=seen)
    stall.asked = sign(state, Purpose.RECEIPT, {"enquiry": asked})
    stall.tokens[Purpose.ENQUIRY] = stall.token(Purpose.ENQUIRY, about=asked)
    bought = invitations.invite_buyer(state, order("A-90", story))
    stall.tokens[Purpose.REVIEW] = stall.token(Purpose.REVIEW, about=bought)
    statement = Statement(
        name=story.shopper,
        contract="A-91",
        email="anna@example.org",
        declaration=story.declaration,
        whole=False,
        items=(Declared(sku="vase", title=story.vase, quantity=1),),
        locale=story.locale,
        time_zone="Europe/Warsaw",
    )
    received = withdrawing.submit(state, statement)
    stall.tokens[Purpose.RECEIPT] = link_token(state, Purpose.RECEIPT, received.jti)


def _talking(stall: Stall) -> None:
    story = stall.story
    stall.open("asked")
    stall.act("asked", c.RequestInfo, note=story.question)
    photo = photos.stage(stall.shop.state, picture(), name="roses.jpg", media_type="image/jpeg", network=None)
    stall.open("offers", upload_ids=(photo.id,))
    stall.say("offers", ANNA, story.first_message)
    stall.wait(minutes=50)
    stall.say("offers", OLA, story.second_message)
    stall.wait(minutes=20)
    stall.act(
        "offers",
        c.Propose,
        alternatives=(
            Terms(kind=Remedy.PARTIAL_REFUND, amount=euros("15.00")),
            Terms(kind=Remedy.REPLACEMENT),
            Terms(kind=Remedy.PROMO_CODE, amount=euros("25.00")),
        ),
        note=story.proposal,
    )
    stall.wait(hours=1)
    stall.open("fresh")
    stall.open("waiting", proven=False)


def picture() -> bytes:
    """A drawing of a wilted rose."""
    image = Image.new("RGB", (320, 320), (238, 229, 214))
    draw = ImageDraw.Draw(image)
    draw.arc((110, 120, 330, 420), 180, 250, fill=(96, 122, 84), width=10)
    for step, colour in enumerate(((214, 138, 96), (226, 158, 118), (236, 182, 148))):
        draw.ellipse((50 + 14 * step, 110 + 12 * step, 170 - 14 * step, 220 - 16 * step), fill=colour)
    content = io.BytesIO()
    image.save(content, "JPEG", quality=85)
    return content.getvalue()
