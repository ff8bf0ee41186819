"""Scenarios of the worker and of marketplaces: delivered, posted, paid, received, applied."""

import json
from datetime import timedelta

from amends_webhooks import signed_headers
from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Ground
from flask_amends.service import acts, claims, compensation, deadlines, inbound
from flask_amends.storage.deliveries import Deliveries
from tests.crash.casework import PART, SECRET, SHOPPER, STAFF, act, case_ids, endpoints, form, marketplace
from tests.crash.scenarios import find, hidden, scenario
from tests.crash.world import World


def _talked(world: World, *names: str) -> None:
    """Two cases with several events each, for the shop's receivers and the marketplace's own."""
    marketplace(world)
    endpoints(world, *names)
    endpoints(world, "bazaar", owner="bazaar", events=("dispute.*", "dispute.updated"))
    for order, name in (("S-1", "maria"), ("M-1", "pavel")):
        case_id = claims.submit(world.state, form(order, name)).case_id
        act(world, case_id, c.RequestInfo(actor=Actor.SHOP, note="Which vase?"))
        act(world, case_id, c.ProvideInfo(actor=Actor.SHOPPER, note="The blue one."))
        act(world, case_id, c.Propose(actor=Actor.SHOP, alternatives=(PART,), note="Our offer."))
        world.clock.move(minutes=1)


def _healthy(world: World) -> None:
    _talked(world, "one", "two")


def _flaky(world: World) -> None:
    _talked(world, "one", "flaky")


def _given_up(world: World) -> None:
    """Nothing is on its way any more: what there was has been given up."""
    _talked(world, "one")
    with world.state.store.begin() as unit:
        for endpoint_id in ("end_one", "end_bazaar"):
            unit.outbox.cancel(endpoint_id, now=world.clock.now(), reason="given up")


@scenario(prepare=_healthy, after=timedelta(minutes=10))
def deliver(world: World) -> None:
    """Several events of two disputes go to three receivers."""
    drained = world.worker.courier.drain()
    world.ack(delivered=drained.delivered)


@scenario(prepare=_flaky, after=timedelta(minutes=10), patient=True)
def deliver_to_failing_receiver(world: World) -> None:
    """One receiver refuses each message twice before it takes it; nothing overtakes within a dispute."""
    for _ in range(3):
        drained = world.worker.courier.drain()
        world.ack(delivered=drained.delivered)
        world.pass_time(timedelta(minutes=6))


@scenario(prepare=_given_up, after=timedelta(minutes=10))
def replay_after_rotation(world: World) -> None:
    """The keys of a receiver are changed, and everything is sent to it again under the old ids."""
    with world.state.store.begin() as unit:
        unit.endpoints.change("end_one", secrets=(SECRET, *_secrets(world)))
    world.ack(rotated=True)
    with world.state.store.begin() as unit:
        Deliveries(unit.connection, unit.tables).again("end_one", now=world.clock.now())
    world.ack(replayed="end_one")
    world.worker.courier.drain()


def _secrets(world: World) -> tuple[str, ...]:
    with world.state.store.read() as unit:
        found = unit.endpoints.get("end_one")
    return found.secrets if found is not None else ()


@scenario(prepare=_healthy, after=timedelta(minutes=10), mails=True)
def send_mails(world: World) -> None:
    """Mails go to an SMTP server, some to shoppers and some to staff."""
    world.worker.postman.drain()
    world.ack(posted=True)


def _owing(world: World) -> None:
    marketplace(world)
    endpoints(world, "shop")
    for order, name in (("S-1", "maria"), ("S-2", "jan")):
        case_id = claims.submit(world.state, form(order, name)).case_id
        acts.act(world.state, case_id, c.AcceptClaim(actor=Actor.SHOP), by=STAFF)
        world.clock.move(minutes=1)


@scenario(prepare=_owing, after=timedelta(minutes=10))
def compensate(world: World) -> None:
    """Staff press the button in two cases, and the shop's adapter pays."""
    for case_id in case_ids(world):
        compensation.request(world.state, case_id, by=STAFF)
        world.ack(owed=case_id)
    compensation.perform_due(world.state)
    world.ack(paid=True)


def _escalated(world: World) -> None:
    marketplace(world)
    endpoints(world, "bazaar", owner="bazaar")
    for order, name in (("M-1", "pavel"), ("M-2", "noa")):
        case_id = claims.submit(world.state, form(order, name)).case_id
        reject = c.Reject(actor=Actor.SHOP, ground=Ground.MINOR_DEFECT, note="It is a small crack.")
        acts.act(world.state, case_id, reject, by=STAFF)
        world.clock.move(minutes=1)
    world.clock.move(days=3, hours=2)
    deadlines.sweep_due(world.state)


@scenario(prepare=_escalated, after=timedelta(days=3, hours=3), repeatable=True)
def receive_decision(world: World) -> None:
    """A marketplace writes into a case, sends its decision twice, and decides another case."""
    one, other = case_ids(world)
    _receive(world, "msg_in_1", "dispute.message.posted", {"dispute_id": one, "text": "We look into it."})
    _decide(world, "msg_in_2", one)
    _decide(world, "msg_in_2", one)
    _decide(world, "msg_in_3", other)


def _decide(world: World, webhook_id: str, case_id: str) -> None:
    with world.state.store.read() as unit:
        row = unit.cases.get(case_id)
    assert row is not None
    data: dict[str, object] = {
        "dispute_id": case_id,
        "assignment_id": row.dispute.assignment_id or "asg_1",
        "award": {"kind": "partial_refund", "amount": {"currency_code": "PLN", "value": "50.00"}},
        "reason": "item_not_as_described",
        "note": "The photos show a crack.",
    }
    if row.dispute.assignment_id is None:
        # Decided before: this is the copy, which must be the same bytes.
        with world.state.store.read() as unit:
            stored = unit.inbound.find("bazaar", webhook_id)
        data = json.loads(stored.body)["data"] if stored is not None else data
    _receive(world, webhook_id, "arbitration.decided", data)


def _receive(world: World, webhook_id: str, type_: str, data: dict[str, object]) -> None:
    body = json.dumps({"type": type_, "timestamp": "2026-03-05T12:00:00Z", "data": data}).encode()
    headers = signed_headers(webhook_id, world.clock.now(), body, [SECRET])
    message = inbound.verify(world.state, "bazaar", headers, body)
    assert message is not None
    inbound.take(world.state, message)
    world.ack(received=webhook_id)


def _busy(world: World) -> None:
    _talked(world, "one")
    world.clock.move(days=1)
    (case_id, _) = case_ids(world)
    acts.act(world.state, case_id, c.Decline(actor=Actor.SHOPPER), by=SHOPPER)
    acts.act(world.state, case_id, c.AcceptClaim(actor=Actor.SHOP), by=STAFF)
    compensation.request(world.state, case_id, by=STAFF)


@scenario(prepare=_busy, after=timedelta(days=3, hours=2), mails=True)
def work(world: World) -> None:
    """A whole round of the worker: sweep, pay, deliver, post; and the round after it."""
    world.work(mails=True)
    world.ack(round=1)
    world.work(mails=True)
    world.ack(round=2)


@hidden
def recover(world: World) -> None:
    """What the next process does after a crash; it can be killed too."""
    world.work(mails=find(world.plan.after).mails)
