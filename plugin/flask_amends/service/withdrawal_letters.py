"""Letters about a withdrawal: the receipt with everything that was declared, and the notice to staff."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_amends.service import withdrawals
from flask_amends.service.letters import Letter
from flask_amends.state import State
from flask_amends.storage.records import MailRow
from flask_amends.storage.store import UnitOfWork

FOLDER = "amends/mail/withdrawal"
#: Keeps two characters together and shows nothing; programs that look for addresses stop at it.
_JOINER = "\u2060"
_ADDRESS = re.compile(r"(?i)(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=[^\W\d_]\.)(?=[^\W\d_]{2,})")


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
    zone = state.settings.time_zone if staff else row.time_zone
    desk = f"{base}{state.settings.url_prefix}/desk/withdrawals/{row.id}" if base and staff else None
    return Letter(
        mail=mail,
        to=to,
        locale=mail.locale,
        zone=zone,
        facts={
            "said": found.said if row.proven else unlinked(found.said),
            "reference": row.reference_number,
            "received_at": row.received_at,
            "exact": row.received_at.astimezone(ZoneInfo(zone)).isoformat(sep=" ", timespec="seconds"),
            "in_time": row.in_time,
            "proven": row.proven,
            "address_matches": row.address_matches,
            "flagged": row.flagged,
            "link": desk,
        },
        folder=FOLDER,
    )


def unlinked(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was declared, with nothing in it that a mail program would make a link of (security 11).

    It looks the same: the receipt goes to an address that anybody could have typed, and so could a web
    address in place of a name.
    """
    kept = {name: _ADDRESS.sub(_JOINER, said[name]) for name in ("name", "contract")}
    return {**said, **kept}
