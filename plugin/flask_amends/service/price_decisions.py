"""Deciding about held prices: they were meant, they are corrected, or they are left out (P7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput, NotAllowed, NotFound
from flask_amends.guards.price import Level
from flask_amends.ports import StaffMember
from flask_amends.service.price_ledger import after, tell_decided
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.price_records import PriceDecisionRow, PriceRow
from flask_amends.storage.records import Person
from flask_amends.storage.store import UnitOfWork

#: So many prices of a batch are decided about in one transaction.
_AT_ONCE = 200


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
    another price was set since, and :class:`InvalidInput` for a correction that is missing or no price.
    """
    with state.store.begin() as unit:
        point = unit.prices.get(point_id)
        if point is None or not point.held:
            raise NotFound("price", point_id)
        _refuse_own(point, by)
        price = _decided(point, decision, correction)
        if unit.prices.decision_of(point_id) is None and not unit.prices.still_waits(point_id):
            raise NotAllowed("Another price has been set since; there is nothing to decide.")
        made, shown = _write(unit, state, point, decision=decision, price=price, by=by, note=note)
        if not made:
            raise NotAllowed("Somebody has decided about this price already.")
    return shown


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
                what, price = _of_batch(point, decision)
                made, _ = _write(unit, state, point, decision=what, price=price, by=by, note=note)
                count += made
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
    unit: UnitOfWork,
    state: State,
    point: PriceRow,
    *,
    decision: Decision,
    price: Money | None,
    by: StaffMember,
    note: str | None,
) -> tuple[bool, PriceRow | None]:
    """Whether the decision was the first one, and the point that it puts in force."""
    now = state.clock.now()
    who = _person(unit, state, by)
    made = PriceDecisionRow(point_id=point.id, answer=decision.value, at=now, decided_by=who, note=note)
    if not unit.prices.decide(made):
        return False, None
    past = unit.prices.newest(point.sku, point.price.currency, member=point.kind == "member")
    in_force = past[0].price if past else None
    if price is None:
        tell_decided(unit, state, point, answer=decision.value, in_force=in_force, now=now)
        return True, None
    shown = replace(
        point,
        id=new_id("prc", state.randomness),
        price=price,
        at=after(past, now),
        source="review",
        actor=by.id,
        held=False,
        level=Level.OK.value,
        exposure=0,
        follows=point.id,
        was=None,
    )
    unit.prices.add(shown)
    tell_decided(unit, state, point, answer=decision.value, in_force=price, now=now)
    return True, shown
