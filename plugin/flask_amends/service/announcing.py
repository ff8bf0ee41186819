"""Messages of no case: reviews, withdrawals, what a guard noticed; each is written in its transaction."""

from __future__ import annotations

from datetime import datetime

from amends_webhooks.envelope import new_message_id
from flask_amends import payloads
from flask_amends.service.publishing import MESSAGE_ID_BYTES
from flask_amends.state import State
from flask_amends.storage.records import MessageRow
from flask_amends.storage.store import UnitOfWork


def announce(
    unit: UnitOfWork,
    state: State,
    type_: str,
    facts: object,
    *,
    about: str,
    sequence: int,
    marketplace: str | None,
    now: datetime,
) -> None:
    """Write the message about ``about``, once per profile, with a delivery for each subscribed endpoint.

    The shop's own endpoints get it, and those of ``marketplace`` if the order is one of its orders.
    """
    wanting: dict[str, list[str]] = {}
    for one in unit.endpoints.subscribed(marketplace):
        if payloads.is_subscribed(one.events, type_):
            wanting.setdefault(one.profile, []).append(one.endpoint_id)
    messages = [
        (
            MessageRow(
                id=new_message_id(state.randomness.token_bytes(MESSAGE_ID_BYTES)),
                about=about,
                sequence=sequence,
                type=type_,
                body=payloads.freeze(type_, now, payloads.caseless_body(type_, facts, profile)),
                created_at=now,
                profile=profile,
            ),
            endpoints,
        )
        for profile, endpoints in sorted(wanting.items())
    ]
    unit.outbox.publish_all(messages, now=now)
