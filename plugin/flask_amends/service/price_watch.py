"""Held prices that nobody looks at: after thirty minutes of the shop's hours, a letter (P7)."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_amends.disputes.money import Money
from flask_amends.service.letters import STAFF, Letter, post
from flask_amends.service.price_desk import ESCALATE_AFTER, is_late
from flask_amends.state import State
from flask_amends.storage.records import MailRow
from flask_amends.storage.store import UnitOfWork

TOPIC, LATE, FOLDER = "price", "price_late", "amends/mail/price"
#: Older ones have been told of; so many are looked at.
_SINCE, _MOST = timedelta(days=14), 100


def sweep(state: State) -> bool:
    """Write the letter about what waits too long, one for the oldest; ``True`` if it was due."""
    now = state.clock.now()
    if not state.can_mail or _address(state) is None:
        return False
    with state.store.read() as unit:
        late = unit.prices.overdue(now - _SINCE, now - ESCALATE_AFTER, 1)
    if not late or not is_late(state, late[0], now):
        return False
    with state.store.begin() as unit:
        unit.mails.add([post(state, late[0].id, LATE, topic=TOPIC, recipient=STAFF)])
        unit.after_commit(state.wake)
    return True


def read(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> Letter | None:
    """The letter; ``None`` once the price does not wait any more."""
    waiting = unit.prices.overdue(now - _SINCE, now, _MOST)
    to = _address(state)
    if to is None or all(one.id != mail.topic_id for one in waiting):
        return None
    late = [one for one in waiting if is_late(state, one, now)]
    dearest = max(late or waiting, key=lambda one: one.exposure)
    base = state.settings.base_url
    return Letter(
        mail=mail,
        to=to,
        locale=mail.locale,
        zone=state.settings.time_zone,
        folder=FOLDER,
        facts={
            "count": len(late or waiting),
            "sku": dearest.sku,
            "price": dearest.price,
            "at_stake": Money.from_minor(dearest.exposure, dearest.price.currency),
            "link": f"{base}{state.settings.url_prefix}/desk/prices" if base else None,
        },
    )


def _address(state: State) -> str | None:
    return state.settings.replies.escalation_email or state.settings.staff_email
