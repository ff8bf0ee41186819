"""One shop with one case in which everybody has a part, and a client for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask.testing import FlaskClient

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, EvidenceType, Ground, RouteName
from flask_amends.ports import StaffMember
from flask_amends.service import acts, arbiters, cases, deadlines, keys, marketplaces, photos
from flask_amends.testing import Shop, make_shop
from tests.integration.cases import CLAIM, ORDER, SHOP, SHOPPER, open_case
from tests.integration.web.desk.conftest import AGENT, AUDITOR, LEAD, REVIEWER
from tests.integration.web.desk.test_access import STRANGER
from tests.integration.web.storefront.conftest import Visitor

STAFF: Mapping[str, StaffMember] = {
    "agent": AGENT,
    "lead": LEAD,
    "reviewer": REVIEWER,
    "auditor": AUDITOR,
    "stranger": STRANGER,
}
#: Program -> owner of its key and the scopes that it has.
PROGRAMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "reading key": (
        "shop",
        (
            "disputes:read",
            "reviews:read",
            "withdrawals:read",
            "enquiries:read",
            "stock:read",
            "prices:read",
            "promos:read",
        ),
    ),
    "acting key": (
        "shop",
        (
            "disputes:act",
            "disputes:open",
            "orders:write",
            "stock:write",
            "prices:write",
            "promos:write",
            "contact:write",
            "payments:write",
        ),
    ),
    "marketplace": ("bazaar", ("disputes:read", "disputes:act", "orders:write")),
    "other marketplace": ("agora", ("disputes:read", "disputes:act", "orders:write")),
}
VISITORS = ("nobody", "shopper", "other shopper", "arbiter", *STAFF, *PROGRAMS)


@dataclass(frozen=True, kw_only=True)
class World:
    """The shop, its one case, and what stands for the parts of addresses."""

    shop: Shop
    things: Mapping[str, str]
    clients: Mapping[str, FlaskClient]
    secrets: Mapping[str, str]

    def status(self, visitor: str, method: str, rule: str) -> int:
        """What a visitor gets at a route, without a form of ours."""
        self.shop.staff.member = STAFF.get(visitor)
        sent: dict[str, Any] = {}
        if visitor in self.secrets:
            headers = {"Authorization": f"Bearer {self.secrets[visitor]}", "Idempotency-Key": rule[:100]}
            sent = {"headers": headers, "json": _body(rule)} if method == "POST" else {"headers": headers}
        client = self.clients.get(visitor, self.clients["nobody"])
        return client.open(self.address(rule), method=method, **sent).status_code

    def address(self, rule: str) -> str:
        """The address of a route; what is not among the things is an id of nothing."""
        things = {**self.things, "key": self.things["case_id"]}
        if "/arbiter/" in rule:
            things |= {"key": self.things["seat_id"], "action": "decide"}
        if "/notices/" in rule:
            things |= {"key": "photo.differs"}
        for part in rule.split("<")[1:]:
            name = part.partition(">")[0]
            rule = rule.replace(f"<{name}>", things.get(name.rpartition(":")[2], "none_x"))
        return rule


#: What a program sends, by the end of a route: enough to be carried out where it is allowed.
BODIES: Mapping[str, Any] = {
    "/messages": {"text": "Hello."},
    "/actions/<action>": {"text": "Hello."},
    "/evidence": {"type": "other"},
    "/order-events": {"order_number": "none", "kind": "chargeback"},
}


def _body(rule: str) -> Any:
    return next((body for end, body in BODIES.items() if rule.endswith(end)), {})


def make_world(uri: str) -> World:
    """A case of a marketplace's order, which that marketplace left alone: it waits for a second look."""
    order = replace(ORDER, number="B-1", marketplace="bazaar")
    shop = make_shop(uri, orders=[order], mails=False)
    state = shop.state
    for name in ("bazaar", "agora"):
        marketplaces.add(state, name)
    case_id = open_case(state, replace(CLAIM, order_number="B-1"))
    another = open_case(state, replace(CLAIM, order_number=None, email="ewa@example.org"))
    photo = photos.stage(state, b"JPEG", name="vase.jpg", media_type="image/jpeg", network=None)
    evidence = c.AddEvidence(
        actor=Actor.SHOPPER, evidence_id="evd_1", type=EvidenceType.PROOF_OF_DAMAGE, note="Look."
    )
    acts.act(state, case_id, evidence, by=SHOPPER, files=[photo.id])
    acts.act(
        state, case_id, c.Reject(actor=Actor.SHOP, ground=Ground.OTHER, note="We saw the photos."), by=SHOP
    )
    for days in (3, 5):
        shop.clock.move(days=days)
        deadlines.sweep_due(state, 100)
    view = cases.get(state, case_id, Actor.SHOP)
    assert view.dispute.route is RouteName.SECOND_LOOK
    seat = arbiters.invite(
        state, case_id, staff=REVIEWER, name="Jan Arbiter", email="jan@neutral.example", locale="en"
    )
    clients = {name: shop.app.test_client() for name in ("nobody", "shopper", "other shopper", "arbiter")}
    _enter(shop, clients["shopper"], case_id)
    _enter(shop, clients["other shopper"], another)
    entered = clients["arbiter"].post(arbiters.path_of(state, arbiters.link_of(state, seat) or ""))
    assert entered.status_code == 303
    made = {
        name: keys.new(state, name=name, owner=owner, scopes=scopes).secret
        for name, (owner, scopes) in PROGRAMS.items()
    }
    things = {"case_id": case_id, "seat_id": seat, "person_id": view.shopper.id}
    things |= {"file_id": view.files[0].id}
    things |= {"action": "post_message", "name": "refused", "marketplace": "bazaar", "report": "weeks"}
    things |= {"snippet_id": "starter_time", "kind": "callback", "step": "confirm"}
    return World(shop=shop, things=things, clients=clients, secrets=made)


def _enter(shop: Shop, client: FlaskClient, case_id: str) -> None:
    assert Visitor(shop=shop, client=client).enter(case_id).status == 200
