"""The published document, and whether what we send is what it says."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, EvidenceType, Ground, OutcomeReason, Remedy, RouteName
from flask_amends.payloads import CASELESS, FACT_SCHEMAS, PING, UPDATED
from flask_amends.payloads.catalogue import body_schema, catalogue, shared_schema
from flask_amends.service import acts, invitations, marketplaces, reviews, withdrawing
from flask_amends.service.deadlines import sweep_due
from flask_amends.service.orders import record_order_event
from flask_amends.service.parties import Party
from flask_amends.service.reviews import Review
from flask_amends.service.withdrawing import Declared, Statement
from flask_amends.state import State
from flask_amends.testing import FrozenClock, Shop, make_shop
from tests.integration.cases import ORDER, SHOP, SHOPPER, agree, confirm, euros, open_case, perform, subscribe
from tests.integration.migrated import MakeState

SNAPSHOT = Path(__file__).with_name("schemas.json")
ARBITER = Party(actor=Actor.ARBITER)


@pytest.fixture
def shop(sqlite_uri: str) -> Iterator[Shop]:
    made = make_shop(sqlite_uri, AMENDS_BASE_URL="https://shop.example")
    yield made
    made.close()


@pytest.fixture
def document(shop: Shop) -> dict[str, Any]:
    answer = shop.app.test_client().get("/amends/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json is not None
    return dict(answer.json)


@pytest.fixture
def database_uri(sqlite_uri: str) -> str:
    """What is told does not depend on the database."""
    return sqlite_uri


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]):
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "https://shop.example/amends"}]


def test_every_type_is_published(document: dict[str, Any]):
    assert set(document["webhooks"]) == {*FACT_SCHEMAS, *CASELESS, PING}
    assert len(catalogue()) == len(FACT_SCHEMAS) + len(CASELESS) + 1


def test_a_schema_is_never_changed_once_published():
    """Only the lists of known codes may grow. A deliberate new type is added to the file by hand."""
    shown = {one.type: sorted(_members(body_schema(one.type, shared={}))) for one in catalogue()}
    shown["shared"] = sorted(_members(shared_schema()))
    assert shown == json.loads(SNAPSHOT.read_text())


def _members(schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Every member with its type, such as ``data!.facts.terms! object``; ``!`` says that it is required."""
    for part in schema.get("allOf", ()):
        yield from _members(part, path)
    if "items" in schema:
        yield from _members(schema["items"], f"{path}[]")
    for name, part in schema.get("properties", {}).items():
        here = f"{path}.{name}".lstrip(".") + ("!" if name in schema.get("required", ()) else "")
        yield f"{here} {part.get('type') or part.get('const') or 'object'}"
        yield from _members(part, here)


class Lives:
    """Drives cases through what can happen to them."""

    def __init__(self, state: State, clock: FrozenClock) -> None:
        self.state, self.clock = state, clock

    def act(self, case_id: str, command: c.Command) -> Any:
        by = SHOPPER if command.actor is Actor.SHOPPER else SHOP if command.actor is Actor.SHOP else ARBITER
        return acts.act(self.state, case_id, command, by=by).dispute

    def wait(self, **parts: float) -> None:
        self.clock.move(timedelta(**parts))
        sweep_due(self.state)

    def agreed(self) -> None:
        case_id = open_case(self.state)
        agree(self.state, case_id)
        perform(self.state, case_id)
        confirm(self.state, case_id)

    def negotiated(self) -> None:
        case_id, act = open_case(self.state), self.act
        act(
            case_id,
            c.AddEvidence(actor=Actor.SHOPPER, evidence_id="evd_1", type=EvidenceType.PROOF_OF_DAMAGE),
        )
        act(case_id, c.RequestInfo(actor=Actor.SHOP, note="Which ones?"))
        act(case_id, c.ProvideInfo(actor=Actor.SHOPPER, note="The red ones."))
        act(case_id, c.Hold(actor=Actor.SHOP, until=self.clock.now() + timedelta(days=2), note="We ask."))
        act(case_id, c.Reject(actor=Actor.SHOP, ground=Ground.MINOR_DEFECT, note="Too small."))
        act(case_id, c.ProposeExtension(actor=Actor.SHOP, until=self.clock.now() + timedelta(days=5)))
        act(case_id, c.AcceptExtension(actor=Actor.SHOPPER))
        act(case_id, c.Counter(actor=Actor.SHOPPER, alternatives=(self.terms("15.00"),)))
        act(case_id, c.Propose(actor=Actor.SHOP, alternatives=(self.terms("5.00"), self.terms("6.00"))))
        act(case_id, c.Decline(actor=Actor.SHOPPER, note="No."))
        dispute = act(case_id, c.Propose(actor=Actor.SHOP, alternatives=(self.terms("10.00"),)))
        offer = dispute.open_offers(Actor.SHOPPER)[0]
        act(case_id, c.AcceptOffer(actor=Actor.SHOPPER, offer_id=offer.id, offer_version=offer.version))
        act(case_id, c.Failed(actor=Actor.SHOP, note="The bank is closed."))
        act(
            case_id,
            c.Performed(actor=Actor.SHOP, reference="b-1", expected_by=self.clock.now() + timedelta(1)),
        )
        self.wait(days=1, minutes=1)
        act(case_id, c.NotReceived(actor=Actor.SHOPPER))
        act(case_id, c.Waive(actor=Actor.SHOPPER))

    def terms(self, amount: str, **more: Any) -> Terms:
        return Terms(kind=Remedy.PARTIAL_REFUND, amount=euros(amount), **more)

    def reviewed(self) -> None:
        case_id, act = open_case(self.state), self.act
        act(case_id, c.PostMessage(actor=Actor.SHOP, message_id="msg_1", text="A moment."))
        self.wait(days=3)
        dispute = act(case_id, c.PostMessage(actor=Actor.SHOPPER, message_id="msg_2", text="Well?"))
        while dispute.route is not RouteName.SECOND_LOOK:
            self.wait(days=5)
            dispute = act(case_id, c.PostMessage(actor=Actor.SHOPPER, message_id="msg_3", text="Well?"))
        ask = c.RequireEvidence(
            actor=Actor.ARBITER, assignment_id=dispute.assignment_id, party=Actor.SHOP, note="The invoice?"
        )
        request = act(case_id, ask).evidence_request
        dispute = act(case_id, c.NotAvailable(actor=Actor.SHOP, request_id=request.id))
        award = Terms(kind=Remedy.REFUND_WITH_RETURN, amount=euros("20.00"), return_required=True)
        act(
            case_id,
            c.Decide(
                actor=Actor.ARBITER,
                assignment_id=dispute.assignment_id,
                terms=award,
                reason=OutcomeReason.ITEM_NOT_AS_DESCRIBED,
                note="As the photos show.",
            ),
        )
        act(
            case_id, c.ProvideLabel(actor=Actor.SHOP, note="Print it.", label_url="https://carrier.example/1")
        )
        act(case_id, c.Ship(actor=Actor.SHOPPER, carrier="Post", tracking="PL1"))
        act(case_id, c.Delivered(actor=Actor.SHOPPER))
        self.wait(days=3)
        self.wait(days=30)

    def silent(self) -> None:
        open_case(self.state)
        for _ in range(40):
            self.wait(days=1)

    def ended_elsewhere(self) -> None:
        number = "A-1"
        open_case(self.state)
        record_order_event(self.state, number, "refunded", amount=euros("5.00"), reference="p-1")
        record_order_event(self.state, number, "chargeback", reference="p-2")
        case_id = open_case(self.state)
        self.act(case_id, c.Retract(actor=Actor.SHOPPER))
        self.act(case_id, c.Reopen(actor=Actor.SHOPPER, note="It broke again."))

    def bought(self) -> None:
        review = invitations.invite_buyer(self.state, ORDER)
        for goods in (1, 5):
            reviews.submit(self.state, review, Review(goods=goods, comment="Roses."))
        part = (Declared(sku="rose", title="Roses", quantity=1),)
        withdrawing.submit(
            self.state,
            Statement(
                name="Anna", contract="A-1", email="a@b.example", declaration="I do.", whole=False, items=part
            ),
        )


@pytest.fixture
def told(new_state: MakeState, clock: FrozenClock) -> list[dict[str, Any]]:
    """Every body that a driven set of life cycles emits."""
    state = new_state()
    marketplaces.add(state, "bazaar")
    for profile in ("full", "redacted", "thin"):
        subscribe(state, profile, profile=profile, events=("*", UPDATED))
    lives = Lives(state, clock)
    for live in (
        lives.agreed,
        lives.negotiated,
        lives.reviewed,
        lives.silent,
        lives.ended_elsewhere,
        lives.bought,
    ):
        live()
        clock.move(days=100)
        sweep_due(state)
    with state.store.read() as unit:
        rows = unit.connection.execute(state.store.tables.messages.select()).mappings().all()
    return [json.loads(row["body"]) for row in rows]


def test_everything_that_is_sent_validates(told: list[dict[str, Any]], document: dict[str, Any]):
    closed = _closed(document)
    del closed["components"]["schemas"]["Case"]["unevaluatedProperties"]  # it is a part of all the others
    published = Resource.from_contents(closed, default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:openapi", published)
    seen = {body["type"] for body in told}
    for body in told:
        name = document["webhooks"][body["type"]]["post"]["requestBody"]["content"]["application/json"][
            "schema"
        ]
        schema = {"$ref": f"urn:openapi{name['$ref']}"}
        Draft202012Validator(schema, registry=registry).validate(body)
    assert len(seen) >= 33


def _closed(schema: Any, *, within_all_of: bool = False) -> Any:
    """The document with every object closed, so that a member that it does not name fails."""
    if isinstance(schema, list):
        return [_closed(part, within_all_of=within_all_of) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _closed(part, within_all_of=name == "allOf") for name, part in schema.items()}
    if "allOf" in made or (isinstance(made.get("properties"), dict) and "type" in made and not within_all_of):
        made["unevaluatedProperties"] = False
    return made


def test_known_codes_are_published(told: list[dict[str, Any]]):
    shared = body_schema("dispute.created")["properties"]["data"]["allOf"][0]["properties"]
    for body in told:
        if body["type"] in CASELESS:
            continue
        for name in ("status", "stage", "awaiting", "outcome", "outcome_reason", "actor"):
            assert body["data"][name] is None or body["data"][name] in shared[name]["x-extensible-enum"]


def test_a_message_stays_small(told: list[dict[str, Any]]):
    assert max(len(json.dumps(body)) for body in told) < 20_000
