"""Setting prices through the guard: each is checked, written into the ledger, and shown or held (P1, P6, P7).

The ledger is written when a price changes, not when an item is saved, and never rewritten: it is the evidence
of what was shown, and the lowest price of thirty days is read from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial
from statistics import median
from typing import Any, TypedDict, Unpack

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput, NotAllowed, NotFound
from flask_amends.guards.price import Category, Level, PriceVerdict, Promotion, Sale, check_price
from flask_amends.payloads.shop import PRICE_HELD, PRICE_RELEASED
from flask_amends.ports import StaffMember
from flask_amends.service.announcing import announce
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.price_records import PriceDecisionRow, PriceRow
from flask_amends.storage.records import Person
from flask_amends.storage.store import UnitOfWork

#: Prices of so many days count for the lowest one (Directive 98/6/EC, Article 6a) and for the usual one.
WINDOW = timedelta(days=30)
#: So many prices of an item are looked back on; the month's median needs more than the guard's ten.
HISTORY = 40
#: More pieces than this are not sold at a wrong price before somebody notices.
MOST_PIECES = 50
#: What pages know of prices is kept in mind under this name, and forgotten when a price is written.
AREA = "price"


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
    hold_below: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A price that somebody wants to set; ``known`` is what the guard may be told beside it.

    ``pieces`` is how many could be sold (for the order in which held prices are looked at; zero while the
    item is not on sale).
    """

    sku: str
    new: Money
    kind: PriceKind = PriceKind.REGULAR
    taxed: bool = True
    pieces: int | None = None
    known: Known = field(default_factory=Known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where prices come from: by which way, by whom, and in which batch."""

    source: str = "api"
    actor: str | None = None
    batch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of a price: the guard's verdict, the price now in force, and the ledger's point.

    A blocked price leaves no point, and neither does one that is in force already.
    """

    verdict: PriceVerdict
    in_force: Money | None
    point_id: str | None = None


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

    ``actor`` is who set it, ``hold`` holds it whatever the guard says (a whole batch).
    """
    offer = Offered(sku=sku, new=new, kind=kind, taxed=taxed, pieces=pieces, known=known)
    now = state.clock.now()
    with state.store.begin() as unit:
        past = unit.prices.newest(sku, new.currency, HISTORY)
        verdict = examine(state, offer, past, now)
        origin = Origin(source=source, actor=actor, batch=batch)
        return write(unit, state, offer, past=past, verdict=verdict, origin=origin, now=now, hold=hold)


def adopt(state: State, sku: str, price: Money, *, source: str = "import") -> None:
    """The price that an item has when its ledger begins; nothing where it has one there already."""
    now = state.clock.now()
    offer = Offered(sku=sku, new=price)
    with state.store.begin() as unit:
        if unit.prices.newest(sku, price.currency):
            return
        verdict = PriceVerdict(level=Level.OK)
        origin = Origin(source=source)
        write(unit, state, offer, past=(), verdict=verdict, origin=origin, now=now)


def examine(state: State, offer: Offered, past: Sequence[PriceRow], now: datetime) -> PriceVerdict:
    """What the guard says of a price, given those in force so far, the newest first."""
    history = [row.price for row in reversed(past)]
    return check_price(offer.new, history, month_median=usual(past, now), **_with_settings(state, offer))


def _with_settings(state: State, offer: Offered) -> Known:
    """What the shop's settings say, where the caller does not say otherwise."""
    mine = state.settings.prices
    known: Known = {"tax_rates": mine.tax_rates, "margin": mine.margin, "hold_below": mine.hold_below}
    if offer.new.currency == state.settings.currency:
        known["rates"] = mine.rates
    known.update(offer.known)
    return known


def usual(past: Sequence[PriceRow], now: datetime) -> Money | None:
    """The median of the prices of the last thirty days: those in force at some time of them.

    What somebody let through on purpose starts the count anew: the step it took is explained.
    """
    since = now - WINDOW
    month: list[int] = []
    for row in past:
        month.append(row.price.minor)
        if row.follows is not None or row.at <= since:
            break
    return Money.from_minor(round(median(month)), past[0].price.currency) if month else None


def write(
    unit: UnitOfWork,
    state: State,
    offer: Offered,
    *,
    past: Sequence[PriceRow],
    verdict: PriceVerdict,
    origin: Origin,
    now: datetime,
    hold: bool = False,
) -> Recorded:
    """Write a price down, held or in force, within a transaction."""
    in_force = past[0].price if past else None
    held = hold or verdict.level is Level.HOLD
    waits = unit.prices.held_of(offer.sku, offer.new.currency) if held else None
    if waits is not None and (waits.price, waits.kind) == (offer.new, offer.kind) and _is_newer(waits, past):
        # A feed that sends the same wrong price again asks nothing new.
        return Recorded(verdict=verdict, in_force=in_force, point_id=waits.id)
    point = point_of(state, offer, past=past, verdict=verdict, origin=origin, now=now, hold=hold)
    if point is None:
        return Recorded(verdict=verdict, in_force=in_force)
    unit.prices.add(point)
    written(unit, state, [(point, in_force, verdict)])
    return Recorded(verdict=verdict, in_force=in_force if held else offer.new, point_id=point.id)


def point_of(
    state: State,
    offer: Offered,
    *,
    past: Sequence[PriceRow],
    verdict: PriceVerdict,
    origin: Origin,
    now: datetime,
    hold: bool = False,
) -> PriceRow | None:
    """The point of the ledger for a price; ``None`` for one that is blocked, or in force already."""
    if verdict.level is Level.BLOCK or _is_same(past[0] if past else None, offer):
        return None
    held = hold or verdict.level is Level.HOLD
    rate, sale = offer.known.get("tax_included"), offer.known.get("sale")
    return PriceRow(
        id=new_id("prc", state.randomness),
        sku=offer.sku,
        price=offer.new,
        kind=offer.kind.value,
        tax_included=offer.taxed,
        tax_rate=f"{rate:f}" if rate else None,
        at=_after(past, now),
        ends_at=sale.ends_at if sale is not None else None,
        source=origin.source,
        actor=origin.actor,
        batch=origin.batch,
        held=held,
        level=Level.HOLD.value if held else verdict.level.value,
        verdict=plain(verdict),
        exposure=exposure(verdict, offer.new, offer.pieces) if held else 0,
    )


def written(
    unit: UnitOfWork, state: State, points: Iterable[tuple[PriceRow, Money | None, PriceVerdict]]
) -> None:
    """Tell of points that were written: pages forget what they knew, and held ones are announced."""
    unit.after_commit(partial(state.memory.forget, AREA))
    for point, in_force, verdict in points:
        if point.held:
            _tell_held(unit, state, point, in_force, verdict)


def _is_newer(held: PriceRow, past: Sequence[PriceRow]) -> bool:
    return not past or held.at > past[0].at


def _is_same(before: PriceRow | None, offer: Offered) -> bool:
    """Whether nothing changes: the ledger is about changes, not about saves."""
    return before is not None and (before.price, before.kind, before.tax_included) == (
        offer.new,
        offer.kind.value,
        offer.taxed,
    )


def _tell_held(
    unit: UnitOfWork, state: State, point: PriceRow, in_force: Money | None, verdict: PriceVerdict
) -> None:
    told = {
        "point_id": point.id,
        "sku": point.sku,
        "at": point.at,
        "price": point.price,
        "in_force": in_force,
        "suggestion": verdict.suggestion,
        "codes": [one.code for one in verdict.findings],
    }
    signalled = {"sku": point.sku, "price": point.price, "suggestion": verdict.suggestion}
    unit.after_commit(partial(state.announce, "price_held", **signalled))
    announce(
        unit, state, PRICE_HELD, told, about=point.id, sequence=1, marketplace=None, now=state.clock.now()
    )


def _after(past: Sequence[PriceRow], now: datetime) -> datetime:
    """Now; within one tick of the clock the later of two prices is the later one all the same."""
    return max(now, past[0].at + timedelta(microseconds=1)) if past else now


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
            "key": one.key,
            "params": dict(one.params),
            "suggestion": None if one.suggestion is None else str(one.suggestion.amount),
            "rules": verdict.rules,
        }
        for one in verdict.findings
    ]


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
    :class:`InvalidInput` for a correction that is missing or no price.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        point = unit.prices.get(point_id)
        if point is None or not point.held:
            raise NotFound("price", point_id)
        if point.actor is not None and point.actor == by.id:
            raise NotAllowed("Whoever set a price does not decide about it; ask a colleague.")
        price = _decided(point, decision, correction)
        past = unit.prices.newest(point.sku, point.price.currency)
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
            in_force = past[0].price if past else None
            _tell_decided(unit, state, point, decision=decision, in_force=in_force, now=now)
            return None
        shown = replace(
            point,
            id=new_id("prc", state.randomness),
            price=price,
            at=_after(past, now),
            source="review",
            actor=by.id,
            held=False,
            level=Level.OK.value,
            exposure=0,
            follows=point_id,
        )
        unit.prices.add(shown)
        _tell_decided(unit, state, point, decision=decision, in_force=price, now=now)
    return shown


def _decided(point: PriceRow, decision: Decision, correction: Money | None) -> Money | None:
    if decision is Decision.REJECT:
        return None
    if decision is Decision.ACCEPT:
        return point.price
    if correction is None or correction.currency != point.price.currency or correction.minor <= 0:
        raise InvalidInput.one("correction", "not_a_price", currency=point.price.currency)
    return correction


def _tell_decided(
    unit: UnitOfWork,
    state: State,
    point: PriceRow,
    *,
    decision: Decision,
    in_force: Money | None,
    now: datetime,
) -> None:
    told = {
        "point_id": point.id,
        "sku": point.sku,
        "at": now,
        "decision": decision.value,
        "in_force": in_force,
    }
    announce(unit, state, PRICE_RELEASED, told, about=point.id, sequence=2, marketplace=None, now=now)
    price = None if decision is Decision.REJECT else in_force
    signalled = {"sku": point.sku, "price": price, "decision": decision.value}
    unit.after_commit(partial(state.announce, "price_released", **signalled))
    unit.after_commit(partial(state.memory.forget, AREA))
