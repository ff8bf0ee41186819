"""A time for which somebody asked to be called, and what they say after it (H5, K10)."""

from datetime import timedelta
from typing import Any

from flask_amends.guards.contact import Because
from flask_amends.ports import StaffMember
from flask_amends.service import enquiries, enquiry_acts, gate, wishes
from flask_amends.service.enquiries import Question
from flask_amends.service.reach import of
from tests.integration.wishes.conftest import MONDAY, Customer

OLA = StaffMember(id="7", name="Ola Nowak")
#: Late in the evening, when nobody is called who did not ask for it.
SLOT = MONDAY + timedelta(hours=12)


def agree(anna: Customer) -> str:
    """They ask for a call at nine in the evening, and somebody says yes."""
    question = Question(
        topic="orders", email=anna.email, phone=anna.order.phone, wanted=(SLOT,), time_zone="Europe/Warsaw"
    )
    asked = enquiries.ask(anna.shop.state, question)
    with anna.shop.state.store.read() as unit:
        row = unit.enquiries.get(asked)
    assert row is not None
    enquiry_acts.agree(anna.shop.state, row.id, SLOT, "Gladly.", by=OLA, seen=row.written)
    return row.id


def because(anna: Customer) -> Any:
    anna.shop.clock.set(SLOT)
    return gate.may_contact(anna.shop.state, anna.order, "call", "claim").because


def forbid(anna: Customer) -> None:
    state = anna.shop.state
    with state.store.begin() as unit:
        wishes.forbid_calls(unit, state, of(anna.order), now=state.clock.now())


def test_who_wants_no_calls_and_asks_for_one_is_called_then(anna: Customer) -> None:
    forbid(anna)
    anna.shop.clock.move(minutes=1)
    agree(anna)
    assert because(anna) is Because.AGREED


def test_who_asks_for_a_call_and_then_wants_none_is_not_called(anna: Customer) -> None:
    agree(anna)
    anna.shop.clock.move(minutes=1)
    forbid(anna)
    assert because(anna) is Because.DO_NOT_CALL


def test_who_says_again_that_they_want_no_calls_is_not_called(anna: Customer) -> None:
    """The tick is the same as before, and newer than the wish to be called."""
    forbid(anna)
    anna.shop.clock.move(minutes=1)
    agree(anna)
    anna.shop.clock.move(minutes=1)
    forbid(anna)
    assert because(anna) is Because.DO_NOT_CALL


def test_a_question_that_is_closed_agrees_to_nothing(anna: Customer) -> None:
    enquiry_id = agree(anna)
    with anna.shop.state.store.read() as unit:
        row = unit.enquiries.get(enquiry_id)
    assert row is not None
    enquiry_acts.close(anna.shop.state, enquiry_id, "settled", by=OLA, seen=row.written)
    assert because(anna) is Because.QUIET_HOURS
