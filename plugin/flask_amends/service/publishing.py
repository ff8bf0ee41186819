"""Messages for the endpoints that want them: frozen bytes, written in the transaction of their event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from amends_webhooks.envelope import new_message_id
from flask_amends import payloads
from flask_amends.disputes.events import Event
from flask_amends.service import views
from flask_amends.state import State
from flask_amends.storage.endpoints import Subscription
from flask_amends.storage.records import CaseRow, CaseView, Entry, MessageRow, Person
from flask_amends.storage.store import UnitOfWork

MESSAGE_ID_BYTES = 16


def publish(
    unit: UnitOfWork,
    state: State,
    row: CaseRow,
    entries: tuple[Entry, ...],
    *,
    shopper: Person | None,
    now: datetime,
) -> None:
    """Write the messages about new entries, with a delivery for each endpoint that is subscribed."""
    subscriptions = unit.endpoints.subscribed(row.dispute.marketplace)
    if not subscriptions:
        return
    view = _view(unit, row, entries, shopper)
    bodies = (
        (entry.event, profile, type_, data)
        for entry in entries
        for profile in _profiles(subscriptions)
        for type_, data in payloads.messages_for(view, entry.event, profile)
    )
    _write(unit, state, row, bodies, subscriptions=subscriptions, now=now)


def publish_review_invitation(
    unit: UnitOfWork, state: State, row: CaseRow, event: Event, *, now: datetime
) -> None:
    """Write the message that the shopper was invited to a review."""
    subscriptions = unit.endpoints.subscribed(row.dispute.marketplace)
    if not subscriptions:
        return
    view = _view(unit, row, (), None)
    bodies = (
        (event, profile, *payloads.review_body(view, event, profile)) for profile in _profiles(subscriptions)
    )
    _write(unit, state, row, bodies, subscriptions=subscriptions, now=now)


def _view(unit: UnitOfWork, row: CaseRow, entries: tuple[Entry, ...], shopper: Person | None) -> CaseView:
    persons = {shopper.id: shopper} if shopper is not None else unit.persons.many([row.shopper_id])
    return views.make(row, persons=persons, entries=entries)


def _profiles(subscriptions: Sequence[Subscription]) -> list[str]:
    return sorted({one.profile for one in subscriptions})


def _write(
    unit: UnitOfWork,
    state: State,
    row: CaseRow,
    bodies: Iterable[tuple[Event, str, str, dict[str, Any]]],
    *,
    subscriptions: Sequence[Subscription],
    now: datetime,
) -> None:
    messages = []
    for event, profile, type_, data in bodies:
        wanting = [
            one.endpoint_id
            for one in subscriptions
            if one.profile == profile and payloads.is_subscribed(one.events, type_)
        ]
        if wanting:
            message = MessageRow(
                id=new_message_id(state.randomness.token_bytes(MESSAGE_ID_BYTES)),
                case_id=row.id,
                sequence=event.sequence,
                type=type_,
                body=payloads.freeze(type_, event.at, data),
                created_at=now,
                expires_at=payloads.expires_at(event),
                profile=profile,
            )
            messages.append((message, wanting))
    unit.outbox.publish_all(messages, now=now)
