"""Letters about a withdrawal: the receipt with everything that was declared, and the notice to staff."""

from __future__ import annotations

from datetime import datetime

from flask_amends.service import withdrawals
from flask_amends.service.letters import Letter
from flask_amends.state import State
from flask_amends.storage.records import MailRow
from flask_amends.storage.store import UnitOfWork

FOLDER = "amends/mail/withdrawal"


def read(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> Letter | None:  # noqa: ARG001
    """The letter; ``None`` if what was declared is erased, or nobody is there to read it."""
    row = unit.withdrawals.get(mail.topic_id)
    if row is None or row.statement is None:
        return None
    found = withdrawals.view(unit, row)
    staff = mail.recipient == "staff"
    to = state.settings.staff_email if staff else (found.person.email if found.person else None)
    if to is None:
        return None
    base = state.settings.base_url
    desk = f"{base}{state.settings.url_prefix}/desk/withdrawals/{row.id}" if base and staff else None
    return Letter(
        mail=mail,
        to=to,
        locale=mail.locale,
        zone=state.settings.time_zone if staff else row.time_zone,
        facts={
            "said": found.said,
            "reference": row.reference_number,
            "received_at": row.received_at,
            "in_time": row.in_time,
            "proven": row.proven,
            "address_matches": row.address_matches,
            "flagged": row.flagged,
            "link": desk,
        },
        folder=FOLDER,
    )
