"""Letters about an order that waits for its confirmation; each says what is charged now: nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_amends.service.letters import Letter, new_link
from flask_amends.service.payment_moves import NEW, READY
from flask_amends.service.payments import decision_of
from flask_amends.service.tokens import Purpose
from flask_amends.state import State
from flask_amends.storage.payment_records import OPEN, PaymentRow
from flask_amends.storage.records import MailRow
from flask_amends.storage.store import UnitOfWork

FOLDER = "amends/mail/payment"


def read(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> Letter | None:
    """The letter; ``None`` once the order stands elsewhere, or the person was erased."""
    row = unit.payments.get(mail.topic_id)
    if row is None or row.sequence != mail.event_sequence:
        return None
    to_staff = mail.kind == NEW
    person = unit.persons.get(row.person_id) if row.person_id else None
    to = state.settings.staff_email if to_staff else (person.email if person else None)
    if to is None:
        return None
    link = (
        _desk(state, row) if to_staff else new_link(unit, state, mail, Purpose.PAYMENT, now=now, about=row.id)
    )
    pay = pay_address(state, row)
    reply_to = state.settings.contact.complaints.email or state.settings.staff_email
    return Letter(
        mail=mail,
        to=to,
        locale=mail.locale,
        zone=state.settings.time_zone,
        folder=FOLDER,
        reply_to=None if to_staff else reply_to,
        facts=told(row) | {"link": pay if mail.kind == READY and pay else link},
    )


def told(row: PaymentRow) -> dict[str, Any]:
    """What letters and pages say about an order that waits."""
    return {
        "order_number": row.order_number,
        "stands": row.state,
        "sequence": row.sequence,
        "reasons": tuple(row.reasons),
        "until": row.until if row.state in OPEN else None,
        "shown": row.shown,
        "right": row.right,
        "goodwill": row.goodwill,
        "amount": decision_of(row).amount,
        "told_words": row.words or "",
        "choices": tuple(row.choices),
        "lines": [
            {
                "title": one["title"],
                "quantity": one["quantity"],
                "shown": row.price_of(one, "shown"),
                "right": row.price_of(one, "right"),
            }
            for one in row.lines
        ],
    }


def pay_address(state: State, row: PaymentRow) -> str | None:
    """Where the order is paid, if the shop has said so (``AMENDS_PAY_URL``)."""
    address, base = state.settings.payments.pay_url, state.settings.base_url
    if address is None or (address.startswith("/") and base is None):
        return None
    whole = f"{base}{address}" if address.startswith("/") else address
    return whole.replace("{number}", row.order_number)


def _desk(state: State, row: PaymentRow) -> str | None:
    base = state.settings.base_url
    return f"{base}{state.settings.url_prefix}/desk/payments/{row.id}" if base else None
