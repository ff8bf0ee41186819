"""The figures of a case, kept beside it with each of its events: reports add them up, and read nothing else.

A few numbers per case are written in the transaction of the event, so a report is always of this moment, and
counting a hundred thousand cases touches no history. Nothing in them names a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_amends.disputes import events as e
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.events import Event
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, OutcomeReason, Remedy
from flask_amends.service import views
from flask_amends.state import State
from flask_amends.storage.records import CaseRow
from flask_amends.storage.report_records import CaseFigures, SeenPrice, Silence
from flask_amends.storage.store import UnitOfWork

#: What counts as an answer of the shop; a holding reply does, and what it promised is counted by itself (T8).
ANSWERS = (
    e.MessagePosted,
    e.OfferProposed,
    e.OfferAccepted,
    e.ClaimAccepted,
    e.ClaimRejected,
    e.EvidenceRequested,
    e.HoldPromised,
)
#: Remedies that give back everything that was paid.
WHOLE = (Remedy.FULL_REFUND, Remedy.REFUND_WITH_RETURN, Remedy.REFUND_WITH_REPLACEMENT, Remedy.CANCEL_ORDER)
_DEFAULTS = (OutcomeReason.ARBITER_UNAVAILABLE_DEFAULT_RULE, OutcomeReason.CASE_TIME_ENDED)
_REFERRED = {
    OutcomeReason.NO_RESPONSE_FROM_SHOP: "shop_referred",
    OutcomeReason.NO_RESPONSE_FROM_SHOPPER: "shopper_referred",
    OutcomeReason.NO_AGREEMENT_IN_TIME: "no_agreement",
}


#: What follows where nobody objected to a decision in time.
_ENDS = (e.CompensationRequested, e.ReturnRequested, e.Closed)


def write(unit: UnitOfWork, state: State, row: CaseRow, events: Sequence[Event]) -> None:
    """Keep what these events change, in their transaction."""
    if not events:
        return
    unit.reports.add_silences(silences(row.id, events))
    is_new = isinstance(events[0].fact, e.Created)
    # Before, a known order would be told by the time that its claim takes (security 7).
    is_verified = any(isinstance(one.fact, e.Verified) for one in events)
    if is_verified or (is_new and not row.dispute.needs_verification):
        unit.reports.add_prices(prices(row))
    if is_new:
        unit.reports.add(_new(state, row, events))
        return
    known = unit.reports.get(row.id)
    if known is None:
        rebuild(unit, state, row)
    else:
        unit.reports.change(row.id, **_changes(state, row, events, known.began_at, known.answered_at))


def rebuild(unit: UnitOfWork, state: State, row: CaseRow) -> None:
    """Count a case anew, from its history."""
    history = unit.history.of(row.id)
    events = [views.read_event(one, {}) for one in history]
    unit.reports.add_silences(silences(row.id, events))
    unit.reports.add(_new(state, row, events))
    unit.reports.add_prices(prices(row))


def catch_up(state: State, limit: int = 500) -> int:
    """Count cases from before there were figures; returns how many. To be repeated until it returns 0."""
    with state.store.read() as unit:
        missing = unit.reports.without_figures(limit)
    for case_id in missing:
        with state.store.begin() as unit:
            row = unit.cases.get(case_id, lock=True)
            if row is not None and unit.reports.get(case_id) is None:
                rebuild(unit, state, row)
    return len(missing)


def week_of(moment: datetime, zone: str) -> str:
    """The Monday of the week of a moment on the shop's calendar."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def silences(case_id: str, events: Sequence[Event]) -> Iterator[Silence]:
    """The rules that fired because a deadline passed: one for each deadline that was missed."""
    for place, event in enumerate(events):
        if isinstance(event.fact, e.DeadlineMissed):
            after = events[place + 1 :]
            rule = next((found for one in after if (found := _rule(one))), None)
            if rule is None and any(isinstance(one.fact, _ENDS) for one in after):
                rule = "award_stands"
            if rule is not None:
                yield Silence(case_id=case_id, sequence=event.sequence, at=event.at, rule=rule)


def prices(row: CaseRow) -> Iterator[SeenPrice]:
    """The unit prices that the snapshot of an order recorded."""
    order = row.order
    if order is None:
        return
    for line in order.lines:
        if line.unit_price is not None:
            yield SeenPrice(
                case_id=row.id,
                sku=line.sku[:200],
                currency=line.unit_price.currency,
                minor=line.unit_price.minor,
                at=order.placed_at or row.opened_at,
            )


def _rule(event: Event) -> str | None:
    """Which rule an event that followed a missed deadline comes from; ``None`` if it says nothing of that."""
    match event.fact:
        case e.ClaimAccepted(by_silence=True):
            return "shop_granted"
        case e.Escalated(reason=reason):
            return _REFERRED.get(reason, "referred")
        case e.Decided(reason=reason) if reason in _DEFAULTS:
            return "default_rule"
        case e.CompensationConfirmed(by_silence=True):
            return "auto_confirmed"
        case e.CompensationOverdue():
            return "compensation_overdue"
        case e.ReturnDropped() | e.ReturnAcknowledged(deemed=True):
            return "return"
        case e.Closed(reason=OutcomeReason.NOT_VERIFIED_IN_TIME):
            return "unverified"
        case e.Closed(reason=OutcomeReason.NO_RESPONSE_FROM_SHOPPER):
            return "shopper_closed"
    return None


def _new(state: State, row: CaseRow, events: Sequence[Event]) -> CaseFigures:
    created = events[0].fact
    ask = created.ask if isinstance(created, e.Created) else row.dispute.ask
    known = {line.sku for line in row.order.lines} if row.order is not None else frozenset()
    claimed = next((item.sku for item in row.dispute.items if item.sku in known), None)
    plain = CaseFigures(
        case_id=row.id,
        version=row.version,
        week=week_of(row.opened_at, state.settings.time_zone),
        opened_at=row.opened_at,
        began_at=row.opened_at,
        reason=row.dispute.reason.value,
        sku=claimed[:200] if claimed else None,
        currency=row.dispute.currency,
        asked=ask.kind.value,
        asked_minor=_minor(row.dispute, ask),
    )
    values = {name: getattr(plain, name) for name in CaseFigures.__slots__}
    return CaseFigures(**{**values, **_changes(state, row, events, row.opened_at, None)})


def _changes(
    state: State, row: CaseRow, events: Sequence[Event], began_at: datetime, answered_at: datetime | None
) -> dict[str, Any]:
    """What is different after these events."""
    dispute, owed = row.dispute, row.dispute.obligation
    changed: dict[str, Any] = {
        "version": row.version,
        "closed_at": dispute.closed_at,
        "outcome": dispute.outcome.value if dispute.outcome else None,
        "reviewed": bool(dispute.assignments),
    }
    performed = owed is not None and owed.performed
    changed["given"] = owed.terms.kind.value if owed is not None and performed else None
    changed["given_by"] = owed.payer.value if owed is not None and performed else None
    changed["given_minor"] = _minor(dispute, owed.terms) if owed is not None and performed else None
    if changed["given"] is None and dispute.closed_at is not None:
        changed |= _given_without_performing(events)
    for event in events:
        if isinstance(event.fact, e.Verified | e.Released) and answered_at is None:
            changed["began_at"] = began_at = event.at
        if answered_at is None and event.actor is Actor.SHOP and isinstance(event.fact, ANSWERS):
            answered_at = event.at
            changed |= _answered(state, began_at, event.at)
    return changed


def _given_without_performing(events: Sequence[Event]) -> dict[str, Any]:
    """An apology is complete in the moment it is agreed."""
    agreed = next((one.fact for one in reversed(events) if isinstance(one.fact, e.Agreed)), None)
    if agreed is None or agreed.terms.needs_performing:
        return {}
    return {"given": agreed.terms.kind.value, "given_by": Actor.SHOP.value, "given_minor": 0}


def _answered(state: State, began_at: datetime, at: datetime) -> dict[str, Any]:
    worked = state.settings.contact.hours.worked(began_at, at)
    return {
        "answered_at": at,
        "answer_seconds": int((at - began_at).total_seconds()),
        "answer_work_seconds": int(worked.total_seconds()),
    }


def worth(dispute: Dispute, terms: Terms) -> Money | None:
    """What terms are worth in the case's currency; ``None`` where nobody wrote it down."""
    minor = _minor(dispute, terms)
    return None if minor is None or dispute.currency is None else Money.from_minor(minor, dispute.currency)


def _minor(dispute: Dispute, terms: Terms) -> int | None:
    """What terms are worth in minor units of the case's currency; ``None`` where nobody wrote it down."""
    amount = terms.amount
    if amount is None and terms.kind in WHOLE and dispute.paid is not None:
        amount = dispute.paid
    parts = [one for one in (amount, terms.gift) if one is not None and one.currency == dispute.currency]
    return sum(one.minor for one in parts) if parts else None
