"""Setting prices through the guard: each is checked, written into the ledger, and shown or held (P1, P6, P7).

The ledger is written when a price changes, not when an item is saved, and never rewritten: it is the evidence
of what was shown, and the lowest price of thirty days is read from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import Any, TypedDict, Unpack

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput, NotAllowed, NotFound
from flask_amends.guards.price import Category, Level, PriceVerdict, Promotion, Sale, check_price
from flask_amends.ports import StaffMember
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.price_records import PriceDecisionRow, PriceRow
from flask_amends.storage.records import Person
from flask_amends.storage.store import UnitOfWork

#: Prices of so many days count for the lowest one (Directive 98/6/EC, Article 6a) and for the usual one.
WINDOW = timedelta(days=30)
HISTORY = 10
#: More pieces than this are not sold at a wrong price before somebody notices.
MOST_PIECES = 50


class PriceKind(StrEnum):
    """Whom a price is for, and whether it is a reduced one."""

    REGULAR = "regular"
    SALE = "sale"
    MEMBER = "member"


class Decision(StrEnum):
    """What somebody decides about a held price."""

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"


class Known(TypedDict, total=False):
    """What the guard may be told beside the price; see :func:`flask_amends.guards.price.check_price`."""

    list_price: Money | None
    cost: Money | None
    floor: Money | None
    ceiling: Money | None
    promotion: Promotion | None
    sale: Sale | None
    pack_size: int | None
    category: Category | None
    tax_rates: Sequence[Decimal]
    tax_included: Decimal
    margin: Decimal
    rates: Mapping[str, Decimal] | None
    source_text: str | None
    free: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of a price: the guard's verdict, the price now in force, and the ledger's point.

    A blocked price leaves no point, and neither does one that is in force already.
    """

    verdict: PriceVerdict
    in_force: Money | None
    point_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """What an item costs now: the price in force since a moment, and one that waits to be looked at."""

    price: Money | None
    since: datetime | None
    held: PriceRow | None

    @property
    def is_checked(self) -> bool:
        """Whether a price is being checked just now."""
        return self.held is not None


def record(
    state: State,
    sku: str,
    new: Money,
    *,
    source: str = "api",
    actor: str | None = None,
    batch: str | None = None,
    kind: PriceKind = PriceKind.REGULAR,
    taxed: bool = True,
    pieces: int | None = None,
    hold: bool = False,
    **known: Unpack[Known],
) -> Recorded:
    """Set the price of an item, unless the guard holds or blocks it.

    ``pieces`` is how many could be sold (for the order in which held prices are looked at; zero while the
    item is not on sale), ``actor`` is who set it, ``hold`` holds it whatever the guard says (a whole batch).
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        past = unit.prices.newest(sku, new.currency, HISTORY)
        before = past[0] if past else None
        history = [row.price for row in reversed(past)]
        verdict = check_price(new, history, month_median=_usual(unit, sku, new, now), **known)
        in_force = None if before is None else before.price
        if verdict.level is Level.BLOCK or (before is not None and before.price == new and not hold):
            return Recorded(verdict=verdict, in_force=in_force)
        held = hold or verdict.level is Level.HOLD
        point = PriceRow(
            id=new_id("prc", state.randomness),
            sku=sku,
            price=new,
            kind=kind.value,
            tax_included=taxed,
            at=_after(past, now),
            source=source,
            actor=actor,
            batch=batch,
            held=held,
            verdict=plain(verdict),
            exposure=exposure(verdict, new, pieces) if held else 0,
        )
        unit.prices.add(point)
    return Recorded(verdict=verdict, in_force=in_force if held else new, point_id=point.id)


def _after(past: Sequence[PriceRow], now: datetime) -> datetime:
    """Now; within one tick of the clock the later of two prices is the later one all the same."""
    return max(now, past[0].at + timedelta(microseconds=1)) if past else now


def _usual(unit: UnitOfWork, sku: str, new: Money, now: datetime) -> Money | None:
    """The median of the prices of the last thirty days."""
    rows = unit.prices.in_window(sku, new.currency, since=now - WINDOW, until=now)
    month = [row.price.minor for row in rows]
    return Money.from_minor(round(median(month)), new.currency) if month else None


def exposure(verdict: PriceVerdict, new: Money, pieces: int | None) -> int:
    """What a price that is too low could cost, in minor units: the difference, for at most fifty pieces."""
    meant = verdict.suggestion or verdict.anchors.get("last")
    if meant is None or meant.currency != new.currency:
        return 0
    return max(0, meant.minor - new.minor) * min(MOST_PIECES, 1 if pieces is None else pieces)


def plain(verdict: PriceVerdict) -> list[dict[str, Any]]:
    """The findings as they are stored: codes, sentences, numbers, and the price that was probably meant."""
    return [
        {
            "code": one.code,
            "level": one.level.value,
            "message": one.message,
            "params": dict(one.params),
            "suggestion": None if one.suggestion is None else str(one.suggestion.amount),
            "rules": verdict.rules,
        }
        for one in verdict.findings
    ]


def current(state: State, sku: str, currency: str | None = None) -> Current:
    """What an item costs now in a currency (default: the shop's), and whether a newer price is checked."""
    series = (sku, currency or state.settings.currency)
    with state.store.read() as unit:
        found = unit.prices.newest(*series)
        held = unit.prices.held_of(*series)
    newest = found[0] if found else None
    if held is not None and newest is not None and newest.at > held.at:
        held = None
    return Current(
        price=None if newest is None else newest.price, since=None if newest is None else newest.at, held=held
    )


def lowest(
    state: State, sku: str, currency: str | None = None, *, before: datetime | None = None
) -> Money | None:
    """The lowest price of the thirty days before a reduction; ``None`` if there was none.

    ``before`` is when the reduction began (default: when the price now in force was set), so that the reduced
    price is not its own comparison. Prices for members only do not count.
    """
    series = (sku, currency or state.settings.currency)
    with state.store.read() as unit:
        newest = unit.prices.newest(*series)
        if not newest:
            return None
        until = before or newest[0].at
        rows = unit.prices.in_window(*series, since=until - WINDOW, until=until)
    counted = [row for row in rows if row.kind != PriceKind.MEMBER]
    return min((row.price for row in counted), default=None, key=lambda price: price.minor)


def waiting(state: State, *, after: tuple[int, str] | None = None, limit: int = 50) -> Sequence[PriceRow]:
    """Held prices, those that could cost the most first."""
    with state.store.read() as unit:
        return unit.prices.waiting(after=after, limit=limit)


def count_waiting(state: State) -> int:
    """How many held prices wait for somebody."""
    with state.store.read() as unit:
        return unit.prices.count_waiting()


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

    Raises :class:`NotFound`, :class:`NotAllowed` for whoever set it and where it was decided before, and
    :class:`InvalidInput` for a correction that is missing or that the guard blocks.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        point = unit.prices.get(point_id)
        if point is None or not point.held:
            raise NotFound("price", point_id)
        if point.actor is not None and point.actor == by.id:
            raise NotAllowed("Whoever set a price does not decide about it; ask a colleague.")
        price = _decided(point, decision, correction)
        person = Person(id=new_id("per", state.randomness), kind="staff", external_id=by.id, name=by.name)
        decided = PriceDecisionRow(
            point_id=point_id,
            answer=decision.value,
            at=now,
            decided_by=unit.persons.staff(person, now=now),
            note=note,
        )
        if not unit.prices.decide(decided):
            raise NotAllowed("Somebody has decided about this price already.")
        if price is None:
            return None
        shown = replace(
            point,
            id=new_id("prc", state.randomness),
            price=price,
            at=_after(unit.prices.newest(point.sku, price.currency), now),
            source="review",
            actor=by.id,
            held=False,
            exposure=0,
            follows=point_id,
        )
        unit.prices.add(shown)
    return shown


def _decided(point: PriceRow, decision: Decision, correction: Money | None) -> Money | None:
    if decision is Decision.REJECT:
        return None
    if decision is Decision.ACCEPT:
        return point.price
    if correction is None or correction.currency != point.price.currency or correction.minor <= 0:
        raise InvalidInput.one("correction", "not_a_price", currency=point.price.currency)
    return correction


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How often the guard was right: of the prices it held, how many were mistakes."""

    mistakes: int
    meant: int

    @property
    def share(self) -> float | None:
        total = self.mistakes + self.meant
        return self.mistakes / total if total else None


def precision(state: State) -> Precision:
    """The guard's precision in this shop, from what staff decided."""
    with state.store.read() as unit:
        answers = unit.prices.answers()
    mistakes = answers.get(Decision.CORRECT, 0) + answers.get(Decision.REJECT, 0)
    return Precision(mistakes=mistakes, meant=answers.get(Decision.ACCEPT, 0))
