"""Incidents: one mistake that makes many claims is explained and made good once, for everybody (S003)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask_amends.disputes import codec
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Reason, Remedy
from flask_amends.errors import InvalidInput, NotAllowed, NotFound
from flask_amends.ports import IncidentFacts, Order, StaffMember
from flask_amends.service import dual_control, replies, weighing
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.money_records import ApprovalRow, IncidentOrder, IncidentRow, SeenCase
from flask_amends.storage.records import Person
from flask_amends.storage.store import UnitOfWork

#: What can be offered to everybody at once: it has a cost that is known beforehand.
OFFERED = (
    Remedy.PROMO_CODE,
    Remedy.STORE_CREDIT,
    Remedy.PARTIAL_REFUND,
    Remedy.PRICE_REDUCTION,
    Remedy.GIFT,
    Remedy.APOLOGY,
)
#: States in which an order has our offer, or has answered it.
REACHED = frozenset({"offered", "mailed", "accepted", "declined"})
#: So many claims with one cause within ``RECENT`` look like one mistake.
FEWEST = 3
RECENT = timedelta(days=30)
MOST_CASES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Claims that seem to have one cause: a reason, and one item of them if they share it."""

    reason: str
    sku: str | None
    title: str | None
    count: int
    open: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An incident as it is written. What follows ``happened`` narrows the cause down."""

    title: str
    reason: Reason
    happened: str
    sku: str | None = None
    promo: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def suggestions(state: State) -> Sequence[Suggestion]:
    """What came in lately, grouped, the most frequent first; what an incident has already is left out."""
    now = state.clock.now()
    with state.store.read() as unit:
        cases = unit.incidents.recent_cases(now - RECENT, MOST_CASES)
        known = {
            (one.reason, one.cause.get("sku")) for one in unit.incidents.listed() if one.state != "closed"
        }
    groups: dict[tuple[str, str | None], list[SeenCase]] = {}
    titles: dict[str, str] = {}
    for case in cases:
        titles.update(case.items)
        for sku in case.items or (None,):
            groups.setdefault((case.reason, sku), []).append(case)
    found = [
        Suggestion(
            reason=reason,
            sku=sku,
            title=titles.get(sku or ""),
            count=len(many),
            open=sum(one.is_open for one in many),
            since=min(one.opened_at for one in many),
            until=max(one.opened_at for one in many),
        )
        for (reason, sku), many in groups.items()
        if len(many) >= FEWEST and known.isdisjoint({(reason, sku), (reason, None)})
    ]
    return sorted(found, key=lambda one: (-one.count, one.reason, one.sku or ""))[:20]


def create(state: State, draft: Draft, *, by: StaffMember) -> str:
    """Write a new incident down, and find whom it concerns; returns its id."""
    now = state.clock.now()
    cause = {
        "sku": draft.sku,
        "promo": draft.promo,
        "since": draft.since.isoformat() if draft.since else None,
        "until": draft.until.isoformat() if draft.until else None,
    }
    incident_id = new_id("inc", state.randomness)
    with state.store.begin() as unit:
        unit.incidents.add(
            IncidentRow(
                id=incident_id,
                state="draft",
                title=draft.title,
                reason=draft.reason.value,
                cause={name: value for name, value in cause.items() if value},
                happened=draft.happened,
                notes={},
                is_public=False,
                terms=None,
                words="",
                cap_minor=None,
                currency=state.settings.currency,
                created_by=_person(unit, state, by, now),
                created_at=now,
            )
        )
    find(state, incident_id)
    return incident_id


def _person(unit: UnitOfWork, state: State, by: StaffMember, now: datetime) -> str:
    person = Person(id=new_id("per", state.randomness), kind="staff", external_id=by.id, name=by.name)
    return unit.persons.staff(person, now=now)


# -- whom it concerns ----------------------------------------------------------------------------------------


def find(state: State, incident_id: str) -> int:
    """Look for orders once more; returns how many are new. Nobody is listed twice.

    Cases with this cause are found here; orders that have not complained by the shop's own function
    (``@amends.affected_orders``), which is asked outside of any transaction.
    """
    with state.store.read() as unit:
        known = unit.incidents.get(incident_id)
    if known is None:
        raise NotFound("incident", incident_id)
    told = list(_told(state, known))
    now = state.clock.now()
    with state.store.begin() as unit:
        row = _open(unit, incident_id)
        found = {one.key: one for one in _with_cases(unit, state, row, now)}
        for order in told:
            found.setdefault(order.number, _without_case(unit, state, row, order, now))
        return unit.incidents.add_orders(found.values())


def facts_of(row: IncidentRow) -> IncidentFacts:
    """What a shop's function is told."""
    since, until = row.cause.get("since"), row.cause.get("until")
    return IncidentFacts(
        id=row.id,
        title=row.title,
        reason=Reason(row.reason),
        sku=row.cause.get("sku"),
        promo=row.cause.get("promo"),
        since=datetime.fromisoformat(since) if since else None,
        until=datetime.fromisoformat(until) if until else None,
    )


def _told(state: State, row: IncidentRow) -> Iterator[Order]:
    ask = state.handlers.affected_orders
    if ask is not None:
        yield from ask(facts_of(row))


def _with_cases(unit: UnitOfWork, state: State, row: IncidentRow, now: datetime) -> Iterator[IncidentOrder]:
    facts = facts_of(row)
    since = facts.since or datetime.min.replace(tzinfo=UTC)
    for case in unit.incidents.recent_cases(since, MOST_CASES, reason=row.reason):
        inside = facts.until is None or case.opened_at <= facts.until
        if inside and (facts.sku is None or facts.sku in case.items):
            yield _of_case(state, row, case.id, case.order_number, case.locale, is_open=case.is_open, now=now)


def _without_case(
    unit: UnitOfWork, state: State, row: IncidentRow, order: Order, now: datetime
) -> IncidentOrder:
    """An affected order: its own case about this reason if it has one, else who bought it."""
    for case_id in unit.cases.of_order(order.number):
        case = unit.cases.get(case_id)
        if case is not None and case.dispute.reason.value == row.reason:
            open_now = case.dispute.is_open
            return _of_case(state, row, case_id, order.number, case.locale, is_open=open_now, now=now)
    return IncidentOrder(
        id=new_id("ino", state.randomness),
        incident_id=row.id,
        key=order.number,
        order_number=order.number,
        case_id=None,
        person_id=None,
        locale=order.locale or state.settings.default_locale,
        state="found" if order.email else "skipped",
        why=None if order.email else "no_address",
        minor=0,
        at=now,
    )


def _of_case(
    state: State,
    row: IncidentRow,
    case_id: str,
    order_number: str | None,
    locale: str,
    *,
    is_open: bool,
    now: datetime,
) -> IncidentOrder:
    return IncidentOrder(
        id=new_id("ino", state.randomness),
        incident_id=row.id,
        key=order_number or f"case:{case_id}",
        order_number=order_number,
        case_id=case_id,
        person_id=None,
        locale=locale,
        state="found" if is_open else "skipped",
        why=None if is_open else "case_closed",
        minor=0,
        at=now,
    )


# -- the one offer -------------------------------------------------------------------------------------------


def plan(
    state: State, incident_id: str, terms: Terms, *, words: str, cap: Money | None, currency: str
) -> None:
    """Write down the one offer to all, and what it may cost together. Raises :class:`InvalidInput`.

    What was sent already stays as it was; the rest gets what is planned now.
    """
    if terms.kind not in OFFERED:
        raise InvalidInput.one("kind", "not_a_choice")
    needs_amount = terms.kind is not Remedy.APOLOGY
    if needs_amount and (terms.amount is None or terms.amount.minor <= 0):
        raise InvalidInput.one("amount", "amount_missing")
    plain = terms if needs_amount else Terms(kind=Remedy.APOLOGY)
    whole = weighing.with_conditions(state, plain)
    with state.store.begin() as unit:
        row = _open(unit, incident_id)
        replies.check_sendable(unit, state, words, field="words")
        if row.state == "waiting":
            raise NotAllowed("The offer waits for a second person; take the request back to change it.")
        unit.incidents.change(
            incident_id,
            terms=codec.dump(whole),
            words=words,
            cap_minor=cap.minor if cap is not None else None,
            currency=currency,
            state="draft" if row.state in ("draft", "sent", "held") else row.state,
        )


def terms_of(row: IncidentRow) -> Terms | None:
    """The one offer to all."""
    return None if row.terms is None else codec.load(Terms, row.terms)


def cost_each(row: IncidentRow) -> Money:
    """What the offer costs for one order."""
    terms = terms_of(row)
    nothing = Money.from_minor(0, row.currency)
    return nothing if terms is None or terms.amount is None else terms.amount


def send(state: State, incident_id: str, *, by: StaffMember) -> str:
    """Begin to send the offer, or go on; returns the new state.

    ``waiting`` says that a second person has to agree first, once for the whole (security 42). Raises
    :class:`InvalidInput` without an offer or somebody to send it to.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        row = _open(unit, incident_id)
        if row.state in ("sending", "waiting"):
            return row.state
        todo = len(unit.incidents.orders(incident_id, states=("found",)))
        if row.terms is None:
            raise InvalidInput.one("kind", "choose_one")
        if not todo:
            raise InvalidInput.one("", "nobody_left")
        whole = cost_each(row) * (todo + _sent(unit, incident_id))
        if dual_control.is_high(state, whole) and not _agreed_to(unit, row, whole):
            person = _person(unit, state, by, now)
            unit.approvals.add(
                ApprovalRow(
                    id=new_id("apr", state.randomness),
                    case_id=None,
                    incident_id=incident_id,
                    action="incident",
                    basis=row.id,
                    minor=whole.minor,
                    currency=whole.currency,
                    reason=row.happened,
                    asked_by=person,
                    asked_at=now,
                )
            )
            unit.incidents.change(incident_id, state="waiting")
            return "waiting"
        unit.incidents.change(incident_id, state="sending", next_at=now, lease=None)
        unit.after_commit(state.wake)
    return "sending"


def _sent(unit: UnitOfWork, incident_id: str) -> int:
    sums = unit.incidents.sums(incident_id)
    return sum(count for name, (count, _) in sums.items() if name in REACHED)


def _agreed_to(unit: UnitOfWork, row: IncidentRow, whole: Money) -> bool:
    last = unit.approvals.of_incident(row.id)
    agreed = last is not None and last.state == "approved" and last.cost is not None
    return (
        agreed and last is not None and last.currency == whole.currency and whole.minor <= (last.minor or 0)
    )


def stop(state: State, incident_id: str) -> None:
    """Send no more for now; what was sent stays."""
    with state.store.begin() as unit:
        row = _open(unit, incident_id)
        if row.state == "sending":
            unit.incidents.change(incident_id, state="held", next_at=None, lease=None)


def publish(state: State, incident_id: str, notes: Mapping[str, str], *, public: bool) -> None:
    """Say publicly what happened, whom it concerns and what is done about it, per language (P17)."""
    kept = {locale: text for locale, text in notes.items() if text}
    if public and not kept:
        raise InvalidInput.one(f"notes.{state.settings.default_locale}", "required")
    with state.store.begin() as unit:
        _open(unit, incident_id)
        unit.incidents.change(incident_id, notes=kept, is_public=public)


def close(state: State, incident_id: str, *, report: str) -> None:
    """The end, with a line on what was learned. Offers that were sent can still be accepted."""
    now = state.clock.now()
    with state.store.begin() as unit:
        row = _open(unit, incident_id)
        if row.state == "waiting":
            raise NotAllowed("The offer waits for a second person; take the request back first.")
        unit.incidents.change(
            incident_id,
            state="closed",
            closed_at=now,
            report=report,
            next_at=None,
            lease=None,
            is_public=False,
        )


def _open(unit: UnitOfWork, incident_id: str) -> IncidentRow:
    row = unit.incidents.get(incident_id, lock=True)
    if row is None:
        raise NotFound("incident", incident_id)
    if row.state == "closed":
        raise NotAllowed("This incident is closed.")
    return row
