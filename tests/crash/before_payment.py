"""Scenarios of orders that wait before their payment: one choice counts, and money comes back once."""

from contextlib import suppress
from dataclasses import replace

from flask_amends.errors import NotAllowed
from flask_amends.ports import StaffMember
from flask_amends.service import payment_acts, payment_time, payments, prices
from flask_amends.service.payment_acts import Choice
from tests.crash.casework import endpoints
from tests.crash.scenarios import scenario
from tests.crash.world import ORDERS, World, zloty

LEAD = StaffMember(id="8", name="Iwona", roles=frozenset({"lead"}))
#: The last one was paid although it is held.
HELD = (ORDERS[0], replace(ORDERS[-1], paid_at=None))


def _slipped(world: World) -> None:
    endpoints(world, "shop", events=("payment.*", "dispute.*"))
    for price in ("50", "5000"):
        prices.record(world.state, "vase", zloty(price), actor="7")
    for order in HELD:
        payments.place(world.state, order)


@scenario(prepare=_slipped)
def choose(world: World) -> None:
    """Two shoppers choose; one would like another choice later, the other cancels but has paid."""
    ids = [row.id for row in payment_acts.listed(world.state)]
    for payment_id in ids:
        payment_acts.offer(
            world.state, payment_id, by=LEAD, prices={"vase": zloty("5000")}, words="We are sorry.", keep=True
        )
        world.ack(payment=payment_id)
    for order, choice in zip(HELD, (Choice.KEEP, Choice.CANCEL), strict=True):
        with world.state.store.read() as unit:
            row = unit.payments.of_order(order.number)
        assert row is not None
        payment_acts.choose(world.state, row.id, choice)
        world.ack(chosen=row.id)
        with suppress(NotAllowed):
            payment_acts.choose(world.state, row.id, Choice.RIGHT_PRICE)
    payment_time.sweep_due(world.state)
    world.ack()
