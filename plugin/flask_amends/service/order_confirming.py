"""Confirming an order by a letter and one tap, so that nobody has to ring for it (K1-K3).

The letter's link shows a page that changes nothing; its button confirms, once. Whoever takes longer than the
shop asked can still confirm: their delivery moves, and the shop hears of it all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from amends_widgets.languages import negotiate
from flask_amends.errors import InvalidInput, NotFound
from flask_amends.notices.facts import number_of
from flask_amends.service import forgetting
from flask_amends.service.letters import Letter, new_link, post
from flask_amends.service.reach import of
from flask_amends.service.tokens import Purpose
from flask_amends.state import State
from flask_amends.storage.confirmations import ConfirmationRow
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import MailRow
from flask_amends.storage.store import UnitOfWork

TOPIC, ASKED = "confirmation", "order_to_confirm"
LONGEST_NUMBER = 200


def ask(state: State, order: Any, by: datetime) -> bool:
    """Write to the buyer of an order; ``by`` keeps its delivery as planned. ``False`` if it was done before.

    Raises :class:`InvalidInput` for an order without a number or an address, and a moment that is over.
    """
    number, who, now = number_of(order), of(order), state.clock.now()
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise InvalidInput.one("order_number", "required")
    if not who.email:
        raise InvalidInput.one("email", "required")
    if not isinstance(by, datetime) or by.tzinfo is None or by <= now:
        raise InvalidInput.one("by", "not_a_date")
    settings = state.settings
    row = ConfirmationRow(
        id=new_id("cnf", state.randomness),
        order_number=number,
        person_id=None,
        locale=negotiate([who.locale], settings.locales, settings.default_locale),
        asked_at=now,
        until=by,
    )
    with state.store.begin() as unit:
        if not unit.confirmations.add(row):
            return False
        person = who.as_person(state)
        unit.persons.add(person, now=now)
        unit.confirmations.of_person(row.id, person.id)
        unit.mails.add([post(state, row.id, ASKED, topic=TOPIC, person_id=person.id, locale=row.locale)])
        unit.after_commit(state.wake)
    return True


def read(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> Letter | None:
    """The letter; ``None`` where it is confirmed, too late, or nobody's any more."""
    row = unit.confirmations.get(mail.topic_id)
    person = unit.persons.get(row.person_id) if row is not None and row.person_id else None
    if row is None or row.confirmed_at is not None or row.until <= now:
        return None
    if person is None or person.email is None:
        return None
    return Letter(
        mail=mail,
        to=person.email,
        locale=mail.locale,
        zone=state.settings.time_zone,
        folder="amends/mail/confirmation",
        reply_to=state.settings.staff_email,
        facts={
            "order_number": row.order_number,
            "until": row.until,
            "link": new_link(unit, state, mail, Purpose.CONFIRM, now=now, about=row.id),
        },
    )


def seen(state: State, confirmation_id: str) -> ConfirmationRow:
    """One, for its page. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        row = unit.confirmations.get(confirmation_id)
    if row is None:
        raise NotFound("confirmation", confirmation_id)
    return row


def confirm(state: State, confirmation_id: str) -> None:
    """Confirm an order; the signal ``order_confirmed`` tells the shop, once. Raises :class:`NotFound`."""
    row, now = seen(state, confirmation_id), state.clock.now()
    with state.store.begin() as unit:
        if unit.confirmations.confirm(row.id, now=now):
            told = {"order_number": row.order_number, "at": now, "in_time": now < row.until}
            unit.after_commit(lambda: state.memory.forget("wishes"))
            unit.after_commit(partial(state.announce, "order_confirmed", **told))


def confirmed_at(state: State, order_number: str) -> datetime | None:
    """When the buyer of an order confirmed it; ``None`` as long as nobody has."""
    with state.store.read() as unit:
        row = unit.confirmations.of_order(order_number)
    return row.confirmed_at if row is not None else None


def erase(unit: UnitOfWork, _cases: Sequence[str], person_ids: Sequence[str], _now: datetime) -> int:
    """Forget whose orders they were."""
    return unit.confirmations.erase(person_ids) if person_ids else 0


forgetting.ERASERS.append(erase)
