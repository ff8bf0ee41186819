"""What marketplaces tell us: verified, stored once, then applied in a second transaction."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from marshmallow import ValidationError

from amends_webhooks import Webhook, WebhookVerificationError
from flask_amends.errors import AmendsError
from flask_amends.payloads.inbound import INBOUND, load_inbound
from flask_amends.service.inbound_effects import CASE_EFFECTS, ORDER_EFFECTS, Result, ignored
from flask_amends.state import State
from flask_amends.storage.records import InboundRow

#: For how long a webhook that fails by a fault of ours is tried again.
PATIENCE = timedelta(days=1)
REFUSED_WINDOW = timedelta(hours=1)

log = logging.getLogger("flask_amends")


class BodyChanged(AmendsError):  # noqa: N818 - reads as what it is
    """A webhook-id came again with another body (409)."""

    def __init__(self, webhook_id: str) -> None:
        super().__init__(f"The webhook-id {webhook_id} came before with another body.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A genuine message: who sent it, under which id, and its exact bytes."""

    marketplace: str
    webhook_id: str
    body: bytes


def verify(state: State, marketplace: str, headers: Mapping[str, str], body: bytes) -> Verified | None:
    """Check the raw bytes with the keys of the marketplace in the path; ``None`` if anything is wrong.

    Nothing of a message that does not verify is stored; it is only counted.
    """
    with state.store.read() as unit:
        known = unit.endpoints.marketplace(marketplace)
    if known is None or not known.inbound_keys:
        return None
    try:
        Webhook(list(known.inbound_keys)).verify(body, headers, now=state.clock.now())
    except WebhookVerificationError as error:
        log.warning("A message in the name of %s was refused: %s", marketplace, error)
        _count_refused(state, marketplace)
        return None
    webhook_id = next(value for name, value in headers.items() if name.lower() == "webhook-id")
    return Verified(marketplace=marketplace, webhook_id=webhook_id, body=body)


def take(state: State, message: Verified) -> Result:
    """Store a message, then apply it. A second copy has no second effect and gets the first one's result.

    Raises :class:`BodyChanged`. Where applying fails by a fault of ours, the worker tries again.
    """
    digest = hashlib.sha256(message.body).hexdigest()
    with state.store.begin() as unit:
        is_new = unit.inbound.receive(
            marketplace=message.marketplace,
            webhook_id=message.webhook_id,
            body=message.body,
            sha256=digest,
            now=state.clock.now(),
        )
        row = unit.inbound.find(message.marketplace, message.webhook_id)
    if row is None or row.sha256 != digest:
        raise BodyChanged(message.webhook_id)
    if not is_new and row.state != "received":
        return Result(result="duplicate", reason=row.reason)
    try:
        return apply(state, row)
    except Exception:
        log.exception("The message %s of %s waits for the worker.", row.webhook_id, row.marketplace)
        return Result(result="parked", reason="not_applied_yet")


def apply(state: State, row: InboundRow) -> Result:
    """Apply a stored message: its effect and the note of it are one transaction."""
    message = json.loads(row.body)
    type_ = message.get("type")
    if not isinstance(type_, str) or type_ not in INBOUND:
        return _note(state, row, type_, Result(result="parked", reason="unknown_type"))
    try:
        data = load_inbound(type_, message.get("data"))
    except ValidationError as error:
        log.warning("The message %s of %s is no %s: %s", row.webhook_id, row.marketplace, type_, error)
        return _note(state, row, type_, ignored("invalid_data", errors=error.messages))
    if type_ in ORDER_EFFECTS:
        # Each case hears of an order in a transaction of its own, and never twice of the same fact.
        return _note(state, row, type_, ORDER_EFFECTS[type_](state, row, data))
    with state.store.begin() as unit:
        stored = unit.inbound.find(row.marketplace, row.webhook_id, lock=True)
        if stored is None or stored.state not in ("received", "parked"):
            return Result(result="duplicate", reason=stored.reason if stored else None)
        result = CASE_EFFECTS[type_](unit, state, row, data)
        unit.inbound.record(row.id, expected=("received", "parked"), **_columns(state, type_, result))
        unit.after_commit(state.wake)
    return result


def apply_waiting(state: State, *, limit: int = 50, parked: bool = False) -> int:
    """Apply what was stored but not applied, such as by a process that died between the two.

    With ``parked`` also what an earlier release did not know. Returns how many were applied.
    """
    with state.store.read() as unit:
        states = ("received", "parked") if parked else ("received",)
        waiting = unit.inbound.waiting(states=states, limit=limit)
    return sum(_apply_safely(state, row) for row in waiting)


def _apply_safely(state: State, row: InboundRow) -> bool:
    try:
        return apply(state, row).result == "applied"
    except Exception:
        log.exception("The message %s of %s could not be applied.", row.webhook_id, row.marketplace)
    if state.clock.now() - row.received_at > PATIENCE:
        _note(state, row, row.type, Result(result="failed", reason="error"))
    return False


def _note(state: State, row: InboundRow, type_: Any, result: Result) -> Result:
    with state.store.begin() as unit:
        unit.inbound.record(row.id, expected=("received", "parked"), **_columns(state, type_, result))
    return result


def _columns(state: State, type_: Any, result: Result) -> dict[str, Any]:
    return {
        "state": result.result,
        "type": type_[:60] if isinstance(type_, str) else None,
        "reason": result.reason,
        "case_id": result.case_id,
        "sequence": result.sequence,
        "applied_at": state.clock.now() if result.result == "applied" else None,
    }


def _count_refused(state: State, marketplace: str) -> None:
    with state.store.begin() as unit:
        unit.limits.count(f"inbound_refused:{marketplace}", now=state.clock.now(), window=REFUSED_WINDOW)
