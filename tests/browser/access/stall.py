"""A shop on a real port, with a case in every state that a shopper can meet."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import DictLoader
from werkzeug.serving import WSGIRequestHandler, make_server

from flask_amends.disputes import commands as c
from flask_amends.disputes.money import Money
from flask_amends.disputes.vocabulary import Action, Actor, Reason, Remedy
from flask_amends.ports import Order, OrderLine, StaffMember
from flask_amends.service import acts, cases, claims, deadlines, reach, wish_links, wishes
from flask_amends.service.claims import ClaimedItem, ClaimForm
from flask_amends.service.parties import Party
from flask_amends.service.tokens import Purpose, link_token
from flask_amends.storage.records import LinkRow
from flask_amends.testing import Shop, make_shop
from flask_amends.web.storefront.orders import of_order
from tests.browser.access.words import STORIES, Story

SELLER = StaffMember(id="7", name="Ola Kowalska")
OLA = Party(actor=Actor.SHOP, staff=SELLER)
RAFAL = Party(actor=Actor.ARBITER, staff=StaffMember(id="9", name="Rafał Wilk"))
ANNA = Party(actor=Actor.SHOPPER)


def euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


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


@dataclass(kw_only=True)
class Stall:
    """The running shop. ``cases`` are the ids of its cases by what a shopper finds there."""

    shop: Shop
    address: str
    story: Story
    cases: dict[str, str] = field(default_factory=dict)
    #: The links to what is no case.
    tokens: dict[Purpose, str] = field(default_factory=dict)
    #: The ids of what only staff meet, by the name that an address has for it.
    desk: dict[str, str] = field(default_factory=dict)
    #: By this somebody who has just asked something sees who answers.
    asked: str = ""
    #: The mistake that concerns many.
    incident: str = ""
    #: The order that waits for its confirmation.
    payment: str = ""
    #: The letter that staff still have to write.
    letter: str = ""

    def room(self, name: str) -> str:
        return f"/amends/d/{self.cases[name]}"

    def link(self, name: str) -> str:
        """A new link into the room of a case, as a mail carries it."""
        return f"/amends/d/{self.token(Purpose.ROOM, case_id=self.cases[name])}"

    def order_token(self, number: str = "A-1") -> str:
        """What a shop's own page of an order hands on."""
        with self.shop.app.test_request_context():
            return str(of_order(self.shop.state, order(number, self.story)).token)

    def wishes(self, page: str = "preferences") -> str:
        """A page about how Anna wants to be reached, as her mails link to it."""
        state = self.shop.state
        with state.store.begin() as unit:
            row = wishes.ensure(unit, state, reach.of(unit.persons.find("anna@example.org")[0]))
        return f"/amends/{page}/{wish_links.token_of(state, row.id)}"

    def offer(self, name: str) -> str:
        """The page of review of the first offer in a room."""
        [one, *_] = self._dispute(name).open_offers(Actor.SHOPPER)
        return f"{self.room(name)}/accept_offer?offer_id={one.id}&offer_version={one.version}"

    def picture(self, name: str) -> str:
        """The page of a case's first photo."""
        with self.shop.state.store.read() as unit:
            [photo, *_] = unit.files.of(self.cases[name])
        return f"{self.room(name)}/picture/{photo.id}"

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
            "time_zone": "Europe/Warsaw",
        }
        self.cases[name] = claims.submit(self.shop.state, ClaimForm(**(facts | changes))).case_id

    def act(self, name: str, kind: type[c.Command], by: Party = OLA, **facts: Any) -> None:
        acts.act(self.shop.state, self.cases[name], kind(actor=by.actor, **facts), by=by)

    def say(self, name: str, by: Party, text: str) -> None:
        message = f"msg_{self.shop.state.randomness.token_bytes(8).hex()}"
        self.act(name, c.PostMessage, by, message_id=message, text=text)

    def wait(self, **time: float) -> None:
        self.shop.clock.move(timedelta(**time))
        deadlines.sweep_due(self.shop.state, 100)

    def assignment(self, name: str) -> str:
        return str(self._dispute(name).assignment_id)

    def can(self, name: str, actor: Actor) -> set[Action]:
        return {one.action for one in cases.get(self.shop.state, self.cases[name], actor).available}

    def _dispute(self, name: str) -> Any:
        return cases.get(self.shop.state, self.cases[name], Actor.SHOPPER).dispute

    def token(self, purpose: Purpose, case_id: str | None = None, about: str | None = None) -> str:
        """The token of a new link, as a mail carries it."""
        state = self.shop.state
        jti, now = state.randomness.token_bytes(16).hex(), state.clock.now()
        row = LinkRow(
            jti=jti,
            purpose=purpose.value,
            case_id=case_id,
            about=about,
            person_id=None,
            created_at=now,
            expires_at=now + timedelta(days=30),
        )
        with state.store.begin() as unit:
            unit.links.add(row)
        return link_token(state, purpose, jti)


@contextmanager
def running(
    folder: Path,
    language: str = "en",
    templates: Mapping[str, str] | None = None,
    *,
    is_new: bool = False,
    **config: Any,
) -> Iterator[Stall]:
    """The shop, on a database in ``folder``, until the block ends. ``templates`` are its own, by path.

    Where it ``is_new``, nothing has happened in it yet.
    """
    from tests.browser.access.happenings import happen, settings

    story = STORIES[language]
    app: dict[str, Any] = {}

    def answer(environ: Any, start: Any) -> Any:
        """The shop itself, which has to know its address before it is made."""
        return app["shop"](environ, start)

    with serving(answer) as address:
        shop = make_shop(
            f"sqlite:///{folder / 'stall.sqlite3'}",
            **{"AMENDS_BASE_URL": address, **settings(story), **config},
        )
        shop.app.jinja_loader = DictLoader(templates or {})
        app["shop"] = shop.app
        try:
            stall = Stall(shop=shop, address=address, story=story)
            if not is_new:
                happen(stall)
            yield stall
        finally:
            shop.close()


class Quiet(WSGIRequestHandler):
    """A server that says nothing."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the signature of the server
        pass


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The address of an app while it is served."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
