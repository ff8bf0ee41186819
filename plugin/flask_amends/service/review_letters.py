"""Letters that invite to a review, or to change one."""

from __future__ import annotations

from datetime import datetime

from flask_amends.service.invitations import INVITED
from flask_amends.service.letters import Letter, new_link
from flask_amends.service.tokens import Purpose
from flask_amends.state import State
from flask_amends.storage.records import MailRow
from flask_amends.storage.store import UnitOfWork

FOLDER = "amends/mail/review"


def read(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> Letter | None:
    """The letter; ``None`` if the buyer has no address any more, or has given a review meanwhile."""
    review = unit.reviews.get(mail.topic_id)
    person = unit.persons.get(mail.person_id) if mail.person_id is not None else None
    if review is None or person is None or person.email is None:
        return None
    if mail.kind == INVITED and review.submitted_at is not None:
        return None
    link = new_link(unit, state, mail, Purpose.REVIEW, now=now, about=review.id)
    if link is None:
        return None
    return Letter(
        mail=mail,
        to=person.email,
        locale=mail.locale,
        zone=review.time_zone or state.settings.time_zone,
        facts={"link": link, "order_number": review.order_number, "given_at": review.given_at},
        folder=FOLDER,
    )
