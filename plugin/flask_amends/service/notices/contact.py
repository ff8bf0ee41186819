"""What is said about contact: when the shop calls, what somebody wished, the way to change it (K2, K5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_amends.guards.contact import Because, Channel
from flask_amends.notices.facts import fact, moment, number_of
from flask_amends.notices.model import Line, Notice, NoticeKind, Slot, Way
from flask_amends.service import wish_links, wishes
from flask_amends.service.reach import Reached, of
from flask_amends.state import State
from flask_amends.storage.wish_records import WishRow

#: Where somebody is asked; the field stands there too.
ASKED = frozenset({Slot.CHECKOUT_TOP, Slot.CHECKOUT_BUTTON})
#: Links that wait in an account live as long as those in mails.
_KEPT = timedelta(days=30)
_REVIEW = "/review/"


@dataclass(frozen=True, slots=True)
class _Known:
    row: WishRow | None
    no_calls: bool = False
    waiting: tuple[str, ...] = ()


def of_customer(state: State, order_or_customer: Any, slot: Slot | str) -> Sequence[Notice]:
    """What a customer is told about calls and mails; of somebody unknown, when the shop calls.

    An order that has to be confirmed says so by ``confirm_by``, a moment.
    """
    place, now = Slot(slot), state.clock.now()
    who = of(order_or_customer) if order_or_customer is not None else Reached()
    found = state.memory.get(
        ("wishes", who), now, state.settings.notices.memory, lambda: _load(state, who, now)
    )
    lines = [*_calls(state, found)]
    if place not in ASKED:
        lines += [*_confirm_by(state, order_or_customer, now), *_mails(found.row, now)]
    row = found.row
    return (
        Notice(
            kind=NoticeKind.CALL_PREFERENCES,
            lines=tuple(lines),
            about=row.id if row is not None else "",
            dedupe="contact",
            ways=() if place in ASKED else _ways(state, who, found),
            facts={
                "do_not_call": found.no_calls,
                "quiet": list(state.settings.replies.quiet),
                "at": now.isoformat(),
            },
        ),
    )


def _load(state: State, who: Reached, now: datetime) -> _Known:
    if not who.is_known:
        return _Known(None)
    with state.store.read() as unit:
        found = wishes.known(unit, state, who, now=now)
        ids = [one.id for one in found.rows]
        made = unit.wishes.made(ids, now - _KEPT) if found.wishes.account_only else ()
    waiting = [one.link for one in made if one.because == Because.ACCOUNT_ONLY and one.link]
    no_calls = found.wishes.do_not_call or Channel.CALL in found.wishes.stopped
    return _Known(found.row, no_calls=no_calls, waiting=tuple(dict.fromkeys(waiting)))


def _calls(state: State, found: _Known) -> list[Line]:
    if found.no_calls:
        return [Line(key="contact.no_calls")]
    if Channel.CALL not in state.settings.manners.channels:
        return []
    ends, begins = (f"{at // 60:02}:{at % 60:02}" for at in state.settings.replies.quiet)
    return [
        Line(key="contact.message_first"),
        Line(key="contact.hours", params={"begins": begins, "ends": ends}),
    ]


def _confirm_by(state: State, order: Any, now: datetime) -> list[Line]:
    """The one fact in every excuse for a call at night: until when an answer keeps the delivery (K9).

    It stands as long as it is of use: no answer is asked for that is given, or too late.
    """
    until, number = moment(fact(order, "confirm_by")), number_of(order)
    if until is None or until <= now or fact(order, "confirmed_at") is not None:
        return []
    keep = state.settings.notices.memory
    if state.memory.get(("wishes", "confirmed", number), now, keep, lambda: _is_confirmed(state, number)):
        return []
    return [Line(key="contact.confirm_by", params={"moment": until})]


def _is_confirmed(state: State, number: str) -> bool:
    with state.store.read() as unit:
        row = unit.confirmations.of_order(number)
    return row is not None and row.confirmed_at is not None


def _mails(row: WishRow | None, now: datetime) -> list[Line]:
    if row is None:
        return []
    found = [Line(key="contact.stopped")] if wishes.is_stopped(row) else []
    if row.paused_until is not None and row.paused_until > now:
        found.append(Line(key="contact.paused", params={"moment": row.paused_until}))
    if row.account_only:
        found.append(Line(key="contact.account_only"))
    return found


def _ways(state: State, who: Reached, found: _Known) -> tuple[Way, ...]:
    if not who.reaches:
        return ()
    token = wish_links.token_for(state, who)
    change = Way(key="way.preferences", endpoint="preferences", values={"token": token})
    kept = tuple(Way(key=_called(one), address=one) for one in found.waiting)
    return (*kept, change)


def _called(link: str) -> str:
    return "contact.waiting_review" if _REVIEW in link else "contact.waiting_other"
