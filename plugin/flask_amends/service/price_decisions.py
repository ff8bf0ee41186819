"""Deciding about held prices: they were meant, they are corrected, or they are left out (P7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput, NotAllowed, NotFound
from flask_amends.guards.price import Level, check_price
from flask_amends.ports import StaffMember
from flask_amends.service.price_ledger import after, tell_decided
from flask_amends.service.price_offers import Offered, PriceKind
from flask_amends.service.prices import HISTORY, examine
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.price_records import PriceDecisionRow, PriceRow
from flask_amends.storage.records import Person
from flask_amends.storage.store import UnitOfWork

#: A held price, what is decided about it, and the price that this puts in force.
_Answer = tuple[PriceRow, "Decision", "Money | None"]
#: So many prices of a batch are decided about in one transaction.
_AT_ONCE = 200
_HELD = (Level.HOLD, Level.BLOCK)


class Decision(StrEnum):
    """What somebody decides about a held price."""

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"


def decide(
    state: State,
    point_id: str,
    decision: Decision,
    *,
    by: StaffMember,
    correction: Money | None = None,
    note: str | None = None,
) -> PriceRow | None:
    """Let a held price through, correct it, or leave the old one; returns the point that is in force for it.

    Raises :class:`NotFound`, :class:`NotAllowed` for whoever set it and where it was decided before or
    another price was set since, and :class:`InvalidInput` for a correction that is missing, no price, or one
    that the guard would hold too: what nobody else has looked at is set anew instead.
    """
    with state.store.begin() as unit:
        point = unit.prices.get(point_id)
        if point is None or not point.held:
            raise NotFound("price", point_id)
        _refuse_own(point, by)
        price = _decided(point, decision, correction)
        if decision is Decision.CORRECT and price is not None:
            _refuse_slips(unit, state, point, price)
        if unit.prices.decision_of(point_id) is None and not unit.prices.still_waits(point_id):
            raise NotAllowed("Another price has been set since; there is nothing to decide.")
        found = _write(unit, state, [(point, decision, price)], by, note)
        if not found:
            raise NotAllowed("Somebody has decided about this price already.")
    return found[0]


def decide_batch(
    state: State, batch: str, decision: Decision, *, by: StaffMember, note: str | None = None
) -> int:
    """The same for every price of a batch that still waits; returns how many.

    ``correct`` sets each to the price that was probably meant, and leaves out those without one. Written in
    parts, each a transaction. Raises :class:`NotAllowed` for whoever set one of them.
    """
    count, after_id = 0, ""
    while True:
        with state.store.begin() as unit:
            waiting = unit.prices.waiting_of(batch, after=after_id, limit=_AT_ONCE)
            if not waiting:
                return count
            for point in waiting:
                _refuse_own(point, by)
            answers = [(point, *_of_batch(point, decision)) for point in waiting]
            count += len(_write(unit, state, answers, by, note))
            after_id = waiting[-1].id


def suggested(point: PriceRow) -> Money | None:
    """The price that was probably meant."""
    amounts: Iterator[str] = (one["suggestion"] for one in point.verdict if one["suggestion"] is not None)
    first = next(amounts, None)
    return None if first is None else Money(amount=Decimal(first), currency=point.price.currency)


def _of_batch(point: PriceRow, decision: Decision) -> tuple[Decision, Money | None]:
    if decision is Decision.CORRECT:
        meant = suggested(point)
        return (Decision.CORRECT, meant) if meant is not None and meant.minor > 0 else (Decision.REJECT, None)
    return decision, point.price if decision is Decision.ACCEPT else None


def _refuse_own(point: PriceRow, by: StaffMember) -> None:
    if point.actor is not None and point.actor == by.id:
        raise NotAllowed("Whoever set a price does not decide about it; ask a colleague.")


def _refuse_slips(unit: UnitOfWork, state: State, point: PriceRow, price: Money) -> None:
    """A correction is near what was probably meant, or one that the guard lets pass."""
    meant = suggested(point)
    if meant is not None and check_price(price, [meant]).level not in _HELD:
        return
    kind = PriceKind(point.kind)
    offer = Offered(sku=point.sku, new=price, kind=kind, taxed=point.tax_included)
    past = unit.prices.newest(point.sku, price.currency, HISTORY, member=offer.is_for_members)
    if examine(state, offer, past, state.clock.now()).level in _HELD:
        raise InvalidInput.one("correction", "wrong_too")


def _person(unit: UnitOfWork, state: State, by: StaffMember) -> str:
    person = Person(id=new_id("per", state.randomness), kind="staff", external_id=by.id, name=by.name)
    return unit.persons.staff(person, now=state.clock.now())


def _decided(point: PriceRow, decision: Decision, correction: Money | None) -> Money | None:
    if decision is Decision.REJECT:
        return None
    if decision is Decision.ACCEPT:
        return point.price
    if correction is None or correction.currency != point.price.currency or correction.minor <= 0:
        raise InvalidInput.one("correction", "not_a_price", currency=point.price.currency)
    return correction


def _write(
    unit: UnitOfWork, state: State, answers: Sequence[_Answer], by: StaffMember, note: str | None
) -> list[PriceRow | None]:
    """What is in force for each that nobody had decided about: a new point, or ``None`` for the old price."""
    now, who = state.clock.now(), _person(unit, state, by)
    past = _in_force(unit, [point for point, _, _ in answers])
    found: list[PriceRow | None] = []
    for point, decision, price in answers:
        made = PriceDecisionRow(point_id=point.id, answer=decision.value, at=now, decided_by=who, note=note)
        if not unit.prices.decide(made):
            continue
        before = past.get((_series(point), point.sku), ())
        in_force = price or (before[0].price if before else None)
        shown = None if price is None else _shown(state, point, price, by, after(before[:1], now))
        if shown is not None:
            past[_series(point), point.sku] = (shown,)
        found.append(shown)
        tell_decided(unit, state, point, answer=decision.value, in_force=in_force, now=now)
    if points := [one for one in found if one is not None]:
        unit.prices.add(*points)
    return found


def _in_force(
    unit: UnitOfWork, points: Sequence[PriceRow]
) -> dict[tuple[tuple[str, bool], str], Sequence[PriceRow]]:
    found = {}
    for series in {_series(point) for point in points}:
        currency, member = series
        skus = {point.sku for point in points if _series(point) == series}
        for sku, rows in unit.prices.histories(skus, currency, 1, member=member).items():
            found[series, sku] = rows
    return found


def _series(point: PriceRow) -> tuple[str, bool]:
    return point.price.currency, point.kind == PriceKind.MEMBER


def _shown(state: State, point: PriceRow, price: Money, by: StaffMember, at: datetime) -> PriceRow:
    return replace(
        point,
        id=new_id("prc", state.randomness),
        price=price,
        at=at,
        source="review",
        actor=by.id,
        held=False,
        level=Level.OK.value,
        exposure=0,
        follows=point.id,
        was=None,
    )
