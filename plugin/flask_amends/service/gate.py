"""The one door to customers: nothing of ours is sent, and no number shown, but through here (K1-K5, K10).

Each answer is written down with its reason. One that says no can be passed over with a written reason, never
for offers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_amends.errors import InvalidInput, NotAllowed
from flask_amends.guards.contact import (
    OWED,
    Answer,
    Because,
    Channel,
    Decision,
    Manners,
    Purpose,
    Slot,
    Window,
    Wishes,
)
from flask_amends.guards.contact import may_contact as decide
from flask_amends.notices.facts import number_of
from flask_amends.service.enquiry_writing import CALL
from flask_amends.service.promise_book import PromiseKind
from flask_amends.service.reach import Reached, of
from flask_amends.service.wish_values import Known
from flask_amends.service.wishes import ensure, known
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.store import UnitOfWork
from flask_amends.storage.wish_records import ContactRow

_SHORTEST_REASON, _LONGEST_NUMBER = 5, 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What somebody is to be contacted for. ``by`` is the row of who asks.

    ``needed`` is why it cannot go on otherwise, ``despite`` why they are contacted all the same.
    """

    channel: Channel
    purpose: Purpose
    order_number: str | None = None
    about: str | None = None
    by: str | None = None
    needed: str = ""
    despite: str = ""


def may_contact(
    state: State,
    customer: Any,
    channel: Channel | str,
    purpose: Purpose | str,
    *,
    order_number: str | None = None,
    needed: str = "",
    despite: str = "",
) -> Decision:
    """Whether to contact a customer now, and if not, when. The answer is kept in the log, with the reasons.

    An order says its number itself. Raises :class:`NotAllowed` for offers that somebody does not want,
    whatever the reason, and :class:`InvalidInput` for a customer without any address, a reason of less than
    five letters, and a channel or purpose that there is not.
    """
    who = of(customer)
    if not who.is_known:
        raise InvalidInput.one("customer", "required")
    if channel not in set(Channel):
        raise InvalidInput.one("channel", "not_a_choice")
    if purpose not in set(Purpose):
        raise InvalidInput.one("purpose", "not_a_choice")
    asking = Asking(
        channel=Channel(channel),
        purpose=Purpose(purpose),
        order_number=(order_number or number_of(customer))[:_LONGEST_NUMBER] or None,
        needed=needed,
        despite=despite,
    )
    with state.store.begin() as unit:
        return ask(unit, state, who, asking)


def ask(unit: UnitOfWork, state: State, who: Reached, asking: Asking) -> Decision:
    """As :func:`may_contact`, within a transaction."""
    now = state.clock.now()
    if asking.purpose in OWED and asking.channel is not Channel.CALL:
        # Nobody's wishes can change it, so they are not looked up.
        nothing = Wishes(zones=())
        decision = decide(nothing, asking.channel, asking.purpose, now)
        note(unit, state, who, asking, decision, wish_id=None)
        return decision
    _in_turn(unit, state, who, asking)
    found = known(unit, state, who, now=now, about=asking.about or "")
    decision = _passed(look(unit, state, found, asking, now=now), asking)
    row = found.row
    whom = replace(who, person_id=who.person_id or row.person_id) if row is not None else who
    note(unit, state, whom, asking, decision, wish_id=row.id if row is not None else None)
    return decision


def look(unit: UnitOfWork, state: State, found: Known, asking: Asking, *, now: datetime) -> Decision:
    """What the gate would say at a moment; nothing is written down."""
    return look_ahead(unit, state, found, asking, (now,))[0]


def look_ahead(
    unit: UnitOfWork, state: State, found: Known, asking: Asking, moments: Iterable[datetime]
) -> tuple[Decision, ...]:
    """What the gate would say at each of these moments; what it goes by is read once."""
    if _is_confirmed(unit, asking):
        return tuple(Decision(answer=Answer.DENY, because=Because.CONFIRMED) for _ in moments)
    slots = agreed(unit, found) if asking.channel is Channel.CALL else ()
    return tuple(_at(state, found.wishes, slots, asking, one) for one in moments)


def _is_confirmed(unit: UnitOfWork, asking: Asking) -> bool:
    """Whether the order was confirmed by a tap, so that nobody has to ask any more (K1)."""
    if asking.purpose is not Purpose.ORDER_CONFIRMATION or asking.order_number is None:
        return False
    row = unit.confirmations.of_order(asking.order_number)
    return row is not None and row.confirmed_at is not None


def _at(state: State, wishes: Wishes, slots: Sequence[Slot], asking: Asking, now: datetime) -> Decision:
    mine = next((one for one in slots if one.start <= now < one.end), None)
    if mine is not None:
        wishes = Wishes(**{**{name: getattr(wishes, name) for name in Wishes.__slots__}, "slot": mine})
    return decide(
        wishes,
        asking.channel,
        asking.purpose,
        now,
        manners=manners(state),
        order_number=asking.order_number,
        needed=_is_reason(asking.needed, "needed"),
    )


def manners(state: State) -> Manners:
    """The shop's own limits."""
    settings, hours = state.settings, state.settings.contact.hours
    begins, ends = settings.replies.quiet
    return Manners(
        quiet=(Window(begins, ends),),
        holidays=hours.holidays,
        yearly=hours.yearly,
        calls_per_order=settings.manners.calls_per_order,
        marketing_per_week=settings.manners.marketing_per_week,
    )


def agreed(unit: UnitOfWork, found: Known) -> tuple[Slot, ...]:
    """The times for which somebody asked to be called, in questions and in cases (H5).

    Who asks for a call, and says later that they want none, is not called (K10).
    """
    if not found.person_ids:
        return ()
    asked = [
        (one.created_at, one.slot_at)
        for one in unit.enquiries.of_persons(found.person_ids)
        if one.slot_at is not None and one.closed_at is None
    ]
    promised = [
        (promise.made_at, promise.due_at - CALL)
        for case in unit.cases.of_persons(found.person_ids)
        for promise in unit.promises.open_in(case_id=case.id)
        if promise.kind == PromiseKind.CALLBACK
    ]
    ended = found.no_calls_at
    standing = {at for since, at in (*asked, *promised) if ended is None or since > ended}
    return tuple(Slot(one, one + CALL) for one in sorted(standing))


def _in_turn(unit: UnitOfWork, state: State, who: Reached, asking: Asking) -> None:
    """Where it counts how often somebody was contacted, two who ask at once are answered in turn (K1)."""
    if asking.purpose is Purpose.ORDER_CONFIRMATION and asking.channel is Channel.CALL and who.reaches:
        unit.wishes.get(ensure(unit, state, who).id, lock=True)
    elif asking.purpose is Purpose.MARKETING:
        for row in unit.wishes.of(who.reaches):
            unit.wishes.get(row.id, lock=True)


def _passed(decision: Decision, asking: Asking) -> Decision:
    if not asking.despite or decision.allows:
        return decision
    if asking.purpose is Purpose.MARKETING:
        raise NotAllowed("Nobody is sent offers that they do not want, whatever the reason.")
    _is_reason(asking.despite, "despite")
    return Decision(answer=Answer.ALLOW, because=Because.OVERRIDDEN)


def _is_reason(text: str, field: str) -> bool:
    """Whether a reason is given. Raises :class:`InvalidInput` for one that says nothing."""
    if text and len(text.strip()) < _SHORTEST_REASON:
        raise InvalidInput.one(field, "too_short", limit=_SHORTEST_REASON)
    return bool(text)


def note(
    unit: UnitOfWork,
    state: State,
    who: Reached,
    asking: Asking,
    decision: Decision,
    *,
    wish_id: str | None,
    link: str | None = None,
) -> None:
    """Write an answer down; ``link`` is where an account leads in place of a mail."""
    why = {Because.OVERRIDDEN: asking.despite.strip(), Because.NEEDED: asking.needed.strip()}
    unit.wishes.note(
        [
            ContactRow(
                id=new_id("cdn", state.randomness),
                at=state.clock.now(),
                wish_id=wish_id,
                person_id=who.person_id,
                channel=asking.channel.value,
                purpose=asking.purpose.value,
                answer=decision.answer.value,
                because=decision.because.value,
                later=decision.at,
                about=asking.about,
                order_number=asking.order_number,
                by=asking.by,
                note=why.get(decision.because),
                link=link,
            )
        ]
    )
