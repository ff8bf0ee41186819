"""Letters about a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_amends.disputes.events import Event
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.promo import PromoTerms
from flask_amends.disputes.vocabulary import Actor, Status
from flask_amends.service import views
from flask_amends.service.conditions import conditions
from flask_amends.service.letters import Letter, new_link
from flask_amends.service.mail_rules import STAFF, MailKind, reader_of
from flask_amends.service.tokens import Purpose
from flask_amends.state import State
from flask_amends.storage.records import CaseView, MailRow
from flask_amends.storage.store import UnitOfWork


def read(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> Letter | None:
    """The letter; ``None`` if nobody could use it any more.

    To a shopper it names who looks after complaints, and an answer to it reaches them (T4, T6).
    """
    row = unit.cases.get(mail.topic_id)
    view = None if row is None else views.load(unit, row, Actor.SHOPPER, now)
    to = None if view is None else _address(state, mail, view)
    if view is None or to is None or not is_of_use(mail, view):
        return None
    staff = mail.recipient == STAFF
    link = _desk_link(state, view) if staff else _room_link(unit, state, mail, now)
    complaints = state.settings.contact.complaints
    owner = None if complaints.owner is None else complaints.owner.in_language(mail.locale)
    return Letter(
        mail=mail,
        to=to,
        locale=mail.locale,
        zone=(None if staff else view.time_zone) or state.settings.time_zone,
        facts={**_facts(mail, view, link), "owner": None if staff else owner},
        reply_to=None if staff else complaints.email or state.settings.staff_email,
    )


def is_of_use(mail: MailRow, view: CaseView) -> bool:
    """Whether a mail still says something true: a turn may have passed while the post was down.

    If it is their turn again by now, another mail tells of that.
    """
    if mail.kind in (MailKind.YOUR_TURN, MailKind.DEADLINE_NEAR):
        turned = (one.event.sequence for one in view.entries if one.event.new_turn)
        return reader_of(view.dispute) == mail.recipient and mail.event_sequence >= max(turned, default=0)
    if mail.kind == MailKind.VERIFY:
        return view.dispute.status is Status.UNVERIFIED
    return True


def _facts(mail: MailRow, view: CaseView, link: str | None) -> dict[str, Any]:
    sequences = (one.event for one in view.entries if one.event.sequence == mail.event_sequence)
    event = next(sequences, None)
    return {
        "reference": view.reference_number,
        "link": link,
        "dispute": view.dispute,
        "order_number": view.dispute.order_number,
        "due_at": view.due_at,
        "event": event,
        "fact": event.fact if event is not None else None,
        "conditions": conditions(_promo(event)),
    }


def _promo(event: Event | None) -> PromoTerms | None:
    terms = getattr(event.fact, "terms", None) if event is not None else None
    return terms.promo if isinstance(terms, Terms) else None


def _address(state: State, mail: MailRow, view: CaseView) -> str | None:
    return state.settings.staff_email if mail.recipient == STAFF else view.shopper.email


def _desk_link(state: State, view: CaseView) -> str | None:
    base = state.settings.base_url
    return f"{base}{state.settings.url_prefix}/desk/cases/{view.id}" if base else None


def _room_link(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> str | None:
    return new_link(unit, state, mail, Purpose.ROOM, now=now, case_id=mail.topic_id)
