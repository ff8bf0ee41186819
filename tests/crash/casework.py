"""Moves in a case, short to write: what the scenarios of this folder are told in."""

from collections.abc import Sequence
from typing import Any

from amends_webhooks import generate_secret
from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, OfferStatus, Reason, Remedy
from flask_amends.ports import StaffMember
from flask_amends.service import acts, claims
from flask_amends.service.parties import Party
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import CaseView, EndpointRow, MarketplaceRow, StagedUpload
from tests.crash.world import World, zloty

STAFF = Party(actor=Actor.SHOP, staff=StaffMember(id="7", name="Anna"))
SHOPPER = Party(actor=Actor.SHOPPER)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PHOTO = b"not a picture, but nobody looks at it here"

PART = Terms(kind=Remedy.PARTIAL_REFUND, amount=zloty("30"))
MORE = Terms(kind=Remedy.PARTIAL_REFUND, amount=zloty("40"))


def endpoints(world: World, *names: str, owner: str = "shop", events: Sequence[str] = ("*",)) -> None:
    """Add receivers; the address of each ends in its name, and the run puts its own before that."""
    state = world.state
    with state.store.begin() as unit:
        for name in names:
            unit.endpoints.add(
                EndpointRow(
                    id=f"end_{name}", url=f"http://127.0.0.1:9/{name}", owner=owner, events=tuple(events),
                    secrets=(generate_secret(),), created_at=state.clock.now(), rate=1000,
                )
            )  # fmt: skip


def marketplace(world: World) -> None:
    """Add the marketplace that some orders came through."""
    with world.state.store.begin() as unit:
        now = world.clock.now()
        unit.endpoints.add_marketplace(
            MarketplaceRow(name="bazaar", title="Bazaar", inbound_keys=(SECRET,), created_at=now)
        )


def form(order: str, name: str, **changes: Any) -> claims.ClaimForm:
    """A claim about one vase of an order."""
    given: dict[str, Any] = {
        "email": f"{name}@example.com",
        "name": name.title(),
        "phone": "+48 600 100 200",
        "order_number": order,
        "items": (claims.ClaimedItem(sku="vase"),),
        "reason": Reason.DEFECTIVE,
        "ask": Remedy.FULL_REFUND,
        "description": f"The vase of {name} leaks.",
        "idempotency_key": f"key-{order}-{name}",
        "proven": True,
    }
    return claims.ClaimForm(**{**given, **changes})


def submit(world: World, claim: claims.ClaimForm) -> str:
    """Submit a claim; the answer is acknowledged with its key."""
    case_id = claims.submit(world.state, claim).case_id
    world.ack(case=case_id, version=1, key=claim.idempotency_key)
    return case_id


def act(world: World, case_id: str, command: c.Command, *, files: Sequence[str] = ()) -> CaseView:
    """Act in a case; the version after it is acknowledged."""
    by = STAFF if command.actor is Actor.SHOP else Party(actor=command.actor)
    view = acts.act(world.state, case_id, command, by=by, files=files)
    world.ack(case=case_id, version=view.version)
    return view


def open_offer(view: CaseView, *, to: Actor) -> c.AcceptOffer:
    """The acceptance of the first offer that waits for a party."""
    offer = next(
        one for one in view.dispute.offers if one.status is OfferStatus.PROPOSED and one.proposed_by is not to
    )
    return c.AcceptOffer(actor=to, offer_id=offer.id, offer_version=offer.version)


def stage(world: World, name: str) -> str:
    """A photo that waits for its case: bytes first, then the row."""
    state = world.state
    key = state.randomness.token_bytes(24).hex()
    upload = StagedUpload(
        id=new_id("upl", state.randomness), key=key, name=name, media_type="image/jpeg", bytes=len(PHOTO),
        sha256="0" * 64, created_at=state.clock.now(),
    )  # fmt: skip
    world.tell(stages=key)
    state.files.write(key, PHOTO)
    with state.store.begin() as unit:
        unit.uploads.add(upload)
    return upload.id


def case_ids(world: World) -> list[str]:
    """Every case, oldest first."""
    with world.state.store.read() as unit:
        cases = unit.tables.cases
        found = unit.connection.execute(cases.select().order_by(cases.c.opened_at, cases.c.reference_number))
        return [row.id for row in found]
