"""Letters about a question to the shop: each names a person or role, and a date (T6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from amends_widgets.languages import Language, negotiate
from amends_widgets.marking import N_
from flask_amends.service import calendar_entry
from flask_amends.service.enquiry_states import EnquiryState
from flask_amends.service.enquiry_writing import CALL, STAFF, EnquiryMail
from flask_amends.service.letters import Attachment, Letter, new_link
from flask_amends.service.tokens import Purpose
from flask_amends.settings.contact_values import Topic
from flask_amends.state import State
from flask_amends.storage.contact_records import EnquiryMessage, EnquiryRow
from flask_amends.storage.records import MailRow, Person
from flask_amends.storage.store import UnitOfWork

FOLDER = "amends/mail/enquiry"
#: Letters that say something true only while the shop still owes something.
_WHILE_OWING = frozenset({EnquiryMail.RECEIVED, EnquiryMail.NEW, EnquiryMail.NEAR, EnquiryMail.MISSED})
_TELL_WORDS = frozenset({EnquiryMail.ANSWERED, EnquiryMail.HOLDING})
CALL_TITLE = N_("%(shop)s calls you")


def read(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> Letter | None:
    """The letter; ``None`` if nobody could use it any more."""
    row = unit.enquiries.get(mail.topic_id)
    person = None if row is None else unit.persons.get(row.person_id)
    if row is None or person is None:
        return None
    topic = topic_of(state, row.topic)
    to = address_of(state, topic) if mail.recipient == STAFF else person.email
    entry = next(
        (one for one in unit.enquiries.messages_of(row.id) if one.number == mail.event_sequence), None
    )
    if to is None or not _is_of_use(mail, row, entry):
        return None
    staff = mail.recipient == STAFF
    link = (
        _desk_link(state, row)
        if staff
        else new_link(unit, state, mail, Purpose.ENQUIRY, now=now, about=row.id)
    )
    return Letter(
        mail=mail,
        to=to,
        locale=mail.locale,
        zone=(None if staff else row.time_zone) or state.settings.time_zone,
        folder=FOLDER,
        reply_to=None if staff else address_of(state, topic),
        facts=_facts(unit, state, mail, row, entry=entry, person=person, topic=topic) | {"link": link},
        attachments=_attachments(state, mail, row, now),
    )


def topic_of(state: State, name: str) -> Topic:
    """The topic of an enquiry, also when the shop has removed it since."""
    return state.settings.contact.topic(name) or Topic(name=name)


def address_of(state: State, topic: Topic) -> str | None:
    """Where a topic's mails go: to whoever is responsible for it, else to the staff (T4)."""
    return topic.email or state.settings.staff_email


def _is_of_use(mail: MailRow, row: EnquiryRow, entry: EnquiryMessage | None) -> bool:
    if mail.kind in _WHILE_OWING:
        return row.state == EnquiryState.OPEN
    if mail.kind in _TELL_WORDS:
        return entry is not None and entry.text is not None
    return row.slot_at is not None


def _desk_link(state: State, row: EnquiryRow) -> str | None:
    base = state.settings.base_url
    return f"{base}{state.settings.url_prefix}/desk/questions/{row.id}" if base else None


def _facts(
    unit: UnitOfWork,
    state: State,
    mail: MailRow,
    row: EnquiryRow,
    *,
    entry: EnquiryMessage | None,
    person: Person,
    topic: Topic,
) -> dict[str, Any]:
    """What a template tells. Nothing of it was written by the shopper but their number to call."""
    writer = unit.persons.get(entry.person_id) if entry is not None and entry.person_id else None
    default = state.settings.default_locale
    told = mail.kind in _TELL_WORDS or mail.kind == EnquiryMail.CALL_AGREED
    return {
        "reference": row.reference_number,
        "topic": topic.name,
        "topic_title": topic.title.in_language(mail.locale, default) if topic.title else "",
        "owner": topic.owner.in_language(mail.locale, default) if topic.owner else "",
        "answer_by": row.answer_by,
        "text": (entry.text or "") if told and entry is not None else "",
        "staff_name": (writer.name or "") if writer is not None and writer.kind == "staff" else "",
        "slot_at": row.slot_at,
        "slot_end": row.slot_at + CALL if row.slot_at is not None else None,
        "shop_zone": state.settings.time_zone,
        "phone": person.phone if mail.kind == EnquiryMail.CALL_AGREED else None,
        "wants_call": bool(row.wanted),
    }


def _attachments(state: State, mail: MailRow, row: EnquiryRow, now: datetime) -> tuple[Attachment, ...]:
    if mail.kind != EnquiryMail.CALL_AGREED or row.slot_at is None:
        return ()
    settings = state.settings
    language = Language(negotiate([mail.locale], settings.locales, settings.default_locale), html=False)
    content = calendar_entry.entry(
        uid=f"{mail.id}@amends",
        starts=row.slot_at,
        ends=row.slot_at + CALL,
        stamp=now,
        summary=language.say(CALL_TITLE, shop=settings.shop_name),
        details=row.reference_number,
    )
    return (Attachment(name="call.ics", media_type=calendar_entry.MEDIA_TYPE, content=content),)
