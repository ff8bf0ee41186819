"""Scenarios of the desk: one offer to all whom a mistake concerns, promises that lapse, and the digest."""

from datetime import timedelta

from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Reason, Remedy
from flask_amends.ports import StaffMember
from flask_amends.service import desking, digest, incident_sending, incidents, promise_mails
from tests.crash.casework import act, endpoints, form, submit
from tests.crash.scenarios import scenario
from tests.crash.world import World, zloty

LEAD = StaffMember(id="8", name="Iwona", roles=frozenset({"lead"}))
CODE = Terms(kind=Remedy.PROMO_CODE, amount=zloty("20"))


def _incident(world: World) -> None:
    endpoints(world, "shop")
    submit(world, form("S-1", "maria", reason=Reason.NOT_AS_DESCRIBED))
    draft = incidents.Draft(
        title="Vases that leak", reason=Reason.NOT_AS_DESCRIBED, happened="A mould broke.", sku="vase"
    )
    incident_id = incidents.create(world.state, draft, by=LEAD)
    incidents.plan(world.state, incident_id, CODE, words="We are sorry.", cap=None, currency="PLN")


@scenario(prepare=_incident)
def send_incident(world: World) -> None:
    """One offer goes to a case and, by mail, to those who did not complain; one of them accepts it."""
    with world.state.store.read() as unit:
        incident_id = unit.connection.execute(unit.tables.incidents.select()).one().id
    incidents.send(world.state, incident_id, by=LEAD)
    world.ack(incident=incident_id)
    while incident_sending.send_due(world.state):
        world.ack()
    with world.state.store.read() as unit:
        mailed = [one.id for one in unit.incidents.orders(incident_id, states=("mailed",))]
    for order_id in mailed[:1]:
        incident_sending.accept(world.state, order_id)
        world.ack(accepted=order_id)


def _promised(world: World) -> None:
    endpoints(world, "shop")
    case_id = submit(world, form("S-1", "maria"))
    desking.note(world.state, case_id, "Ask the warehouse.", by=LEAD)
    due = world.clock.now() + timedelta(days=2)
    act(world, case_id, c.Hold(actor=Actor.SHOP, until=due, note="We wait for the warehouse."))


@scenario(prepare=_promised, after=timedelta(hours=30))
def keep_time(world: World) -> None:
    """A promise is reminded of, lapses and is told; the digest of each morning is asked for once."""
    for hours in (0, 12, 12):
        world.pass_time(timedelta(hours=hours))
        promise_mails.sweep_due(world.state)
        world.ack()
        day = digest.due_day(world.state)
        if day is not None:
            digest.plan(world.state, day)
            world.ack(digest=day.isoformat())
