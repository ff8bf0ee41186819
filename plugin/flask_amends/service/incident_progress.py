"""How far an incident has got: what became of each order, and what it costs, as the cases stand now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, OfferStatus
from flask_amends.errors import NotFound
from flask_amends.service import incidents
from flask_amends.state import State
from flask_amends.storage.money_records import ApprovalRow, IncidentOrder, IncidentRow
from flask_amends.storage.records import CaseRow, Person
from flask_amends.storage.store import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an incident has got: orders by what became of them, and what it costs, now."""

    found: int = 0
    sent: int = 0
    answered: int = 0
    settled: int = 0
    declined: int = 0
    skipped: int = 0
    offered: Money
    accepted: Money
    performed: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One order of an incident, with its case as it stands now: ``stands`` is what became of it."""

    row: IncidentOrder
    stands: str
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An incident with everything that a page shows of it."""

    row: IncidentRow
    terms: Terms | None
    orders: Sequence[Reached]
    progress: Progress
    approval: ApprovalRow | None
    created_by: Person | None

    @property
    def is_open(self) -> bool:
        return self.row.state != "closed"


def listed(state: State) -> Sequence[Incident]:
    """The newest first."""
    with state.store.read() as unit:
        return [_incident(unit, row) for row in unit.incidents.listed(50)]


def get(state: State, incident_id: str) -> Incident:
    """An incident as it stands now. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        row = unit.incidents.get(incident_id)
        if row is None:
            raise NotFound("incident", incident_id)
        return _incident(unit, row)


def _incident(unit: UnitOfWork, row: IncidentRow) -> Incident:
    orders = [_reached(unit, one) for one in unit.incidents.orders(row.id)]
    return Incident(
        row=row,
        terms=incidents.terms_of(row),
        orders=orders,
        progress=_progress(row, orders),
        approval=unit.approvals.of_incident(row.id),
        created_by=unit.persons.get(row.created_by),
    )


def _reached(unit: UnitOfWork, one: IncidentOrder) -> Reached:
    case = unit.cases.get(one.case_id) if one.case_id else None
    if case is None:
        return Reached(row=one, stands=one.state)
    return Reached(row=one, stands=_stands(one, case), reference=case.reference_number)


def _stands(one: IncidentOrder, case: CaseRow) -> str:
    if one.state not in incidents.REACHED:
        return one.state
    dispute = case.dispute
    owed = dispute.obligation
    if owed is not None:
        return "settled" if owed.performed else "accepted" if dispute.is_open else "declined"
    if not dispute.is_open:
        return (
            "settled" if any(offer.status is OfferStatus.ACCEPTED for offer in dispute.offers) else "declined"
        )
    return "offered" if dispute.open_offers(Actor.SHOPPER) else "declined"


def _progress(row: IncidentRow, orders: Sequence[Reached]) -> Progress:
    count = Counter(one.stands for one in orders)
    minor: Counter[str] = Counter()
    for one in orders:
        minor[one.stands] += one.row.minor
    reached = ("offered", "mailed", "accepted", "settled", "declined")
    return Progress(
        found=count["found"],
        sent=sum(count[name] for name in reached),
        answered=count["accepted"] + count["settled"] + count["declined"],
        settled=count["settled"],
        declined=count["declined"],
        skipped=count["skipped"],
        offered=Money.from_minor(sum(minor[name] for name in reached), row.currency),
        accepted=Money.from_minor(minor["accepted"] + minor["settled"], row.currency),
        performed=Money.from_minor(minor["settled"], row.currency),
    )


def public(state: State, incident_id: str) -> IncidentRow:
    """An incident that is told publicly. Raises :class:`NotFound` for every other."""
    with state.store.read() as unit:
        row = unit.incidents.get(incident_id)
    if row is None or not row.is_public:
        raise NotFound("incident", incident_id)
    return row


def all_public(state: State) -> Sequence[IncidentRow]:
    """Every incident that is told publicly, the newest first."""
    with state.store.read() as unit:
        return [row for row in unit.incidents.listed(20) if row.is_public]


def note_in(row: IncidentRow, locale: str, default: str) -> str:
    """The public note in a language, else in the shop's own, else in any."""
    return row.notes.get(locale) or row.notes.get(default) or next(iter(row.notes.values()), "")
