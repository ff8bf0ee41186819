"""Scenarios of people: claims are opened, verified and answered, deadlines pass, a person is erased."""

from datetime import timedelta

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, EvidenceType, Ground, Reason
from flask_amends.service import claims, deadlines, orders, privacy
from tests.crash.casework import (
    MORE,
    PART,
    act,
    case_ids,
    endpoints,
    form,
    marketplace,
    open_offer,
    stage,
    submit,
)
from tests.crash.scenarios import scenario
from tests.crash.world import World, zloty


def _connected(world: World) -> None:
    marketplace(world)
    endpoints(world, "shop")
    endpoints(world, "bazaar", owner="bazaar", events=("dispute.*", "dispute.updated"))


@scenario(prepare=_connected, atomic=True, repeatable=True)
def open_claim(world: World) -> None:
    """Three claims: of a customer, of a marketplace's customer, of a guest who must prove their address."""
    submit(world, form("S-1", "maria"))
    submit(world, form("M-1", "pavel"))
    submit(world, form("S-2", "jan", proven=False))


def _with_photos(world: World) -> None:
    _connected(world)
    claims.submit(world.state, form("M-1", "pavel", idempotency_key=None))


@scenario(prepare=_with_photos)
def open_claim_with_photos(world: World) -> None:
    """Photos are stored first and belong to the claim, and to a message, in one transaction with it."""
    photos = tuple(stage(world, f"photo-{number}.jpg") for number in range(2))
    submit(world, form("S-1", "maria", upload_ids=photos))
    (case_id, *_) = case_ids(world)
    evidence = c.AddEvidence(
        actor=Actor.SHOPPER, evidence_id="evd_1", type=EvidenceType.PROOF_OF_DAMAGE, note="See the crack."
    )
    act(world, case_id, evidence, files=[stage(world, "crack.jpg")])


def _unverified(world: World) -> None:
    _connected(world)
    claims.submit(world.state, form("S-2", "jan", proven=False, idempotency_key=None))
    claims.submit(world.state, form("S-2", "jan", proven=False, idempotency_key=None))
    world.clock.move(minutes=1)
    claims.submit(world.state, form("S-1", "maria", proven=False, idempotency_key=None))


@scenario(prepare=_unverified, after=timedelta(hours=1), atomic=True, repeatable=True)
def verify(world: World) -> None:
    """Guests prove their address; the second of two equal claims is closed as a duplicate of the first."""
    for case_id in case_ids(world):
        shown = claims.verify(world.state, case_id)
        world.ack(case=shown, version=2)


def _open(world: World) -> None:
    _connected(world)
    for order, name in (("S-1", "maria"), ("M-1", "pavel")):
        claims.submit(world.state, form(order, name))
        world.clock.move(minutes=1)


@scenario(prepare=_open, after=timedelta(hours=1), atomic=True)
def negotiate(world: World) -> None:
    """An offer, a counter-offer, another round, and an acceptance."""
    (case_id, _) = case_ids(world)
    act(world, case_id, c.Reject(actor=Actor.SHOP, ground=Ground.MINOR_DEFECT, note="It is a small crack."))
    act(world, case_id, c.Counter(actor=Actor.SHOPPER, alternatives=(MORE,), note="It leaks."))
    act(world, case_id, c.Propose(actor=Actor.SHOP, alternatives=(PART,), note="Our best offer."))
    view = act(world, case_id, c.PostMessage(actor=Actor.SHOPPER, message_id="msg_1", text="Let me think."))
    act(world, case_id, open_offer(view, to=Actor.SHOPPER))


@scenario(prepare=_open, after=timedelta(hours=1), atomic=True)
def talk(world: World) -> None:
    """Messages in two cases at once, a question and its answer, a promise with a date."""
    one, other = case_ids(world)
    act(world, one, c.RequestInfo(actor=Actor.SHOP, note="Which of the two vases?"))
    act(world, other, c.PostMessage(actor=Actor.SHOPPER, message_id="msg_1", text="Is anybody there?"))
    act(world, one, c.ProvideInfo(actor=Actor.SHOPPER, note="The blue one."))
    until = world.clock.now() + timedelta(days=2)
    act(world, other, c.Hold(actor=Actor.SHOP, until=until, note="The workshop answers on Wednesday."))
    act(world, one, c.AcceptClaim(actor=Actor.SHOP, note="We are sorry."))


def _silent(world: World) -> None:
    _open(world)
    claims.submit(world.state, form("S-2", "jan", proven=False))


@scenario(prepare=_silent, after=timedelta(days=3, hours=1))
def sweep_silence(world: World) -> None:
    """The shop has been silent for three days in two cases; a third one is near its end."""
    for _ in range(3):
        deadlines.sweep_due(world.state, limit=1)
        world.ack(swept=True)


@scenario(prepare=_silent, after=timedelta(days=2, hours=1))
def sweep_reminders(world: World) -> None:
    """Deadlines come near, and later pass, in one process."""
    deadlines.sweep_due(world.state)
    world.pass_time(timedelta(days=2))
    deadlines.sweep_due(world.state)


def _settled(world: World) -> None:
    _connected(world)
    claim = form("S-1", "maria", upload_ids=(stage(world, "maria.jpg"),))
    case_id = claims.submit(world.state, claim).case_id
    act(
        world, case_id, c.PostMessage(actor=Actor.SHOPPER, message_id="msg_1", text="Maria, 12 Linden Street")
    )
    act(world, case_id, c.Retract(actor=Actor.SHOPPER, note="I found the lid."))
    claims.submit(world.state, form("M-1", "pavel"))


@scenario(prepare=_settled, after=timedelta(days=1))
def erase(world: World) -> None:
    """A person is erased: texts, names, photos, stored webhooks; then another with an open case."""
    privacy.erase(world.state, email="maria@example.com")
    world.ack(erased="maria@example.com")
    privacy.erase(world.state, email="pavel@example.com", legal_reason="asked for by a court")
    world.ack(erased="pavel@example.com")


def _several(world: World) -> None:
    _connected(world)
    claims.submit(world.state, form("S-1", "maria"))
    claims.submit(world.state, form("S-1", "maria", reason=Reason.MISSING_PARTS, idempotency_key="key-2"))


@scenario(prepare=_several, after=timedelta(hours=1), repeatable=True)
def order_refunded(world: World) -> None:
    """The shop tells of a refund in part, and later of all of it; every case of the order hears of it."""
    for reference, amount, full in (("R-1", "20", False), ("R-2", "80", True)):
        for _ in range(2):  # whoever tells us may tell us twice
            orders.record_order_event(
                world.state, "S-1", "refunded", amount=zloty(amount), reference=reference, full=full
            )
        world.ack(reference=reference)
