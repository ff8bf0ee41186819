"""Scenarios of what is no case: questions, withdrawals from a contract, and reviews of orders."""

from datetime import timedelta

from flask_amends.ports import StaffMember
from flask_amends.service import enquiries, enquiry_acts, enquiry_clock, orders, reviews, withdrawing
from flask_amends.service.invitations import invite_buyer
from flask_amends.testing import START
from tests.crash.casework import endpoints, marketplace
from tests.crash.scenarios import scenario
from tests.crash.world import ORDERS, World

ANNA = StaffMember(id="7", name="Anna")


def _connected(world: World) -> None:
    marketplace(world)
    endpoints(world, "shop")
    endpoints(world, "bazaar", owner="bazaar", events=("review.*", "withdrawal.*"))


def _question(name: str, **more: object) -> enquiries.Question:
    return enquiries.Question(
        topic="other",
        email=f"{name}@example.com",
        text="Do you ship to Gdynia?",
        idempotency_key=f"question-{name}",
        **more,  # type: ignore[arg-type]
    )


@scenario(prepare=_connected, atomic=True, repeatable=True)
def ask(world: World) -> None:
    """Two questions, of which one wishes a call; each is acknowledged at once."""
    call = START + timedelta(days=3)
    for question in (_question("maria"), _question("jan", phone="+48 600 100 200", wanted=(call,))):
        world.ack(question=enquiries.ask(world.state, question))


def _asked(world: World) -> None:
    _connected(world)
    enquiries.ask(world.state, _question("maria"))


@scenario(prepare=_asked, after=timedelta(hours=3))
def answer(world: World) -> None:
    """An answer, another question, and time that reminds the shop of it."""
    with world.state.store.read() as unit:
        enquiry_id = unit.connection.execute(unit.tables.enquiries.select()).one().id
    enquiry_acts.answer(world.state, enquiry_id, "Yes, within two days.", by=ANNA, seen=1)
    world.ack(question=enquiry_id)
    enquiries.reply(world.state, enquiry_id, "And to Sopot?")
    world.ack(question=enquiry_id)
    world.pass_time(timedelta(days=6))
    enquiry_clock.sweep_due(world.state)


@scenario(prepare=_connected, atomic=True, repeatable=True)
def withdraw(world: World) -> None:
    """Two statements: of a guest, and of a marketplace's customer."""
    for order, name in (("S-1", "maria"), ("M-1", "pavel")):
        statement = withdrawing.Statement(
            name=name.title(),
            contract=order,
            email=f"{name}@example.com",
            declaration=f"I withdraw from my contract {order}.",
            idempotency_key=f"withdraw-{order}",
        )
        world.ack(withdrawal=withdrawing.submit(world.state, statement).withdrawal_id)


@scenario(prepare=_connected, atomic=True)
def review_orders(world: World) -> None:
    """Two orders are fulfilled, their buyers invited; one gives a review and changes it."""
    for number in ("S-1", "M-1"):
        orders.record_order_event(world.state, number, "fulfilled")
        world.ack()
    review_id = invite_buyer(world.state, ORDERS[0])
    for given, mark in enumerate((1, 4), 1):
        reviews.submit(world.state, review_id, reviews.Review(shop=mark, delivery=3, goods=5))
        world.ack(review=review_id, given=given)
