"""A shop on a real port, with a case in every state that a shopper can meet."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from flask_amends.disputes import commands as c
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Action, Actor, Ground, OutcomeReason, Reason, Remedy
from flask_amends.ports import Order, OrderLine, StaffMember
from flask_amends.service import acts, cases, claims, deadlines
from flask_amends.service.claims import ClaimedItem, ClaimForm
from flask_amends.service.parties import Party
from flask_amends.service.tokens import Purpose, room_token, sign
from flask_amends.storage.records import LinkRow
from flask_amends.testing import Shop, make_shop
from tests.browser.access.words import STORIES, Story

OLA = Party(actor=Actor.SHOP, staff=StaffMember(id="7", name="Ola Kowalska"))
RAFAL = Party(actor=Actor.ARBITER, staff=StaffMember(id="9", name="Rafał Wilk"))
ANNA = Party(actor=Actor.SHOPPER)


def euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


class Quiet(WSGIRequestHandler):
    """A server that says nothing."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the signature of the server
        pass


@dataclass(kw_only=True)
class Stall:
    """The running shop. ``cases`` are the ids of its cases by what a shopper finds there."""

    shop: Shop
    address: str
    story: Story
    cases: dict[str, str] = field(default_factory=dict)

    def link(self, name: str) -> str:
        """A new link into the room of a case, as a mail carries it."""
        state = self.shop.state
        jti = state.randomness.token_bytes(16).hex()
        now = state.clock.now()
        row = LinkRow(
            jti=jti,
            purpose="room",
            case_id=self.cases[name],
            person_id=None,
            created_at=now,
            expires_at=now + timedelta(days=30),
        )
        with state.store.begin() as unit:
            unit.links.add(row)
        return f"/amends/d/{room_token(state, jti)}"

    def token(self, purpose: Purpose, **payload: Any) -> str:
        return sign(self.shop.state, purpose, payload)

    def room(self, name: str) -> str:
        return f"/amends/d/{self.cases[name]}"

    def offer(self, name: str) -> str:
        """The page of review of the first offer in a room."""
        [one, *_] = self._dispute(name).open_offers(Actor.SHOPPER)
        return f"{self.room(name)}/accept_offer?offer_id={one.id}&offer_version={one.version}"

    def open(self, name: str, **changes: Any) -> None:
        """Anna makes a claim about an order of her own."""
        number = f"A-{len(self.cases) + 1}"
        self.shop.orders.add(order(number, self.story))
        facts: dict[str, Any] = {
            "email": "anna@example.org",
            "name": self.story.shopper,
            "reason": Reason.NOT_AS_DESCRIBED,
            "ask": Remedy.PARTIAL_REFUND,
            "amount": euros("20.00"),
            "description": self.story.complaint,
            "order_number": number,
            "items": (ClaimedItem(sku="rose", quantity=2),),
            "proven": True,
            "locale": self.story.locale,
        }
        self.cases[name] = claims.submit(self.shop.state, ClaimForm(**(facts | changes))).case_id

    def act(self, name: str, kind: type[c.Command], by: Party = OLA, **facts: Any) -> None:
        acts.act(self.shop.state, self.cases[name], kind(actor=by.actor, **facts), by=by)

    def say(self, name: str, by: Party, text: str) -> None:
        state = self.shop.state
        self.act(
            name, c.PostMessage, by, message_id=f"msg_{state.randomness.token_bytes(8).hex()}", text=text
        )

    def wait(self, **time: float) -> None:
        self.shop.clock.move(timedelta(**time))
        deadlines.sweep_due(self.shop.state, 100)

    def assignment(self, name: str) -> str:
        return str(self._dispute(name).assignment_id)

    def _dispute(self, name: str) -> Any:
        return cases.get(self.shop.state, self.cases[name], Actor.SHOPPER).dispute


def order(number: str, story: Story) -> Order:
    """Three roses and a vase."""
    return Order(
        number=number,
        email="anna@example.org",
        phone="+48 500 600 700",
        currency="EUR",
        lines=(
            OrderLine(sku="rose", title=story.roses, quantity=3, unit_price=euros("10.00")),
            OrderLine(sku="vase", title=story.vase, quantity=1, unit_price=euros("25.00")),
        ),
        total=euros("55.00"),
    )


def happen(stall: Stall) -> None:
    """Two weeks of the shop: what takes longest begins first."""
    story = stall.story
    for name in ("reviewed", "proof", "decided"):
        stall.open(name)
        stall.act(name, c.Reject, ground=Ground.CONFORMS_TO_CONTRACT, note=story.refusal)
    stall.wait(days=3)
    stall.act(
        "proof",
        c.RequireEvidence,
        RAFAL,
        assignment_id=stall.assignment("proof"),
        party=Actor.SHOPPER,
        note=story.question,
    )
    stall.act(
        "decided",
        c.Decide,
        RAFAL,
        assignment_id=stall.assignment("decided"),
        terms=Terms(kind=Remedy.PARTIAL_REFUND, amount=euros("12.00")),
        reason=OutcomeReason.DECISION_BASED_ON_AVAILABLE_INFORMATION,
        note=story.decision,
    )
    _agreed(stall)
    _talking(stall)
    stall.wait(hours=2)


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
    label = "https://carrier.example/label.pdf"
    for name in ("returning", "travelling"):
        if Action.PROVIDE_LABEL in _can(stall, name, Actor.SHOP):
            stall.act(name, c.ProvideLabel, note="", label_url=label)
    stall.act("travelling", c.Ship, ANNA, carrier="InPost", tracking="PL0001")


def _talking(stall: Stall) -> None:
    story = stall.story
    stall.open("asked")
    stall.act("asked", c.RequestInfo, note=story.question)
    stall.open("offers")
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


def _can(stall: Stall, name: str, actor: Actor) -> set[Action]:
    return {one.action for one in cases.get(stall.shop.state, stall.cases[name], actor).available}


@contextmanager
def running(
    folder: Path, language: str = "en", prepare: Callable[[Any], object] | None = None, **config: Any
) -> Iterator[Stall]:
    """The shop, on a database in ``folder``, until the block ends."""
    settings = {"AMENDS_SHOP_NAME": "Lamplight", "AMENDS_STAFF_EMAIL": "help@lamplight.example", **config}
    shop = make_shop(f"sqlite:///{folder / 'stall.sqlite3'}", prepare=prepare, **settings)
    with serving(shop) as address:
        stall = Stall(shop=shop, address=address, story=STORIES[language])
        happen(stall)
        yield stall


@contextmanager
def serving(shop: Shop) -> Iterator[str]:
    """The address of a shop's app while it is served."""
    server = make_server("127.0.0.1", 0, shop.app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        shop.close()
