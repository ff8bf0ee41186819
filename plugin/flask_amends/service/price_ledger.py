"""Writing prices down: what changed becomes a point of the ledger, in force or held, and is told (P1, P6).

The ledger is written when a price changes, not when an item is saved, and never rewritten: it is the evidence
of what was shown, and the lowest price of thirty days is read from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.guards.price import Finding, Level, PriceVerdict
from flask_amends.payloads.shop import PRICE_HELD, PRICE_RELEASED
from flask_amends.service.announcing import announce
from flask_amends.service.price_offers import Judged, Offered, Origin, Recorded
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.price_records import PriceDecisionRow, PriceRow
from flask_amends.storage.store import UnitOfWork

#: What pages know of prices is kept in mind under this name, and forgotten when a price is written.
AREA = "price"
#: What became of a held price over which the price in force was set once more.
WITHDRAWN = "withdrawn"
#: More pieces than this are not sold at a wrong price before somebody notices.
MOST_PIECES = 50


def write(
    unit: UnitOfWork,
    state: State,
    judged: Sequence[Judged],
    origin: Origin,
    now: datetime,
    *,
    why: Sequence[Finding] = (),
) -> list[Recorded]:
    """Write prices of one series down within a transaction: each is in force, held, or blocked.

    ``why`` holds all of them, whatever the guard says of each.
    """
    waiting = _waiting(unit, judged)
    points: list[tuple[PriceRow, Judged]] = []
    found = []
    for one in judged:
        held = bool(why) or one.verdict.level is Level.HOLD
        waits = waiting.get(one.offer.sku, ())
        if one.verdict.level is Level.BLOCK:
            found.append(Recorded(verdict=one.verdict, in_force=one.in_force))
        elif _is_same(one.past[0] if one.past else None, one.offer):
            _withdraw(unit, state, waits, one.offer.new, now)
            found.append(Recorded(verdict=one.verdict, in_force=one.in_force))
        elif held and waits and (waits[0].price, waits[0].kind) == (one.offer.new, one.offer.kind):
            # A feed that sends the same wrong price again asks nothing new.
            found.append(Recorded(verdict=one.verdict, in_force=one.in_force, point_id=waits[0].id))
        else:
            at = after([*one.past[:1], *waits[:1]], now)
            point = _point(state, one, origin, at, held=held, why=why)
            points.append((point, one))
            in_force = one.in_force if held else one.offer.new
            found.append(Recorded(verdict=one.verdict, in_force=in_force, point_id=point.id))
    if points:
        unit.prices.add(*(point for point, _ in points))
        unit.after_commit(partial(state.memory.forget, AREA))
        for point, one in points:
            if point.held:
                _tell_held(unit, state, point, one)
    return found


def _waiting(unit: UnitOfWork, judged: Sequence[Judged]) -> Mapping[str, Sequence[PriceRow]]:
    """What waits of these items since the price in force was set, the newest first."""
    if not judged:
        return {}
    first, past = judged[0].offer, {one.offer.sku: one.past for one in judged}
    found = unit.prices.held_of(past, first.new.currency, member=first.is_for_members)
    return {
        sku: [row for row in rows if not past[sku] or row.at > past[sku][0].at] for sku, rows in found.items()
    }


def _is_same(before: PriceRow | None, offer: Offered) -> bool:
    """Whether nothing changes: the ledger is about changes, not about saves."""
    return before is not None and (before.price, before.kind, before.tax_included) == (
        offer.new,
        offer.kind.value,
        offer.taxed,
    )


def _point(
    state: State, one: Judged, origin: Origin, at: datetime, *, held: bool, why: Sequence[Finding]
) -> PriceRow:
    offer, verdict = one.offer, one.verdict
    rate, sale = offer.known.get("tax_included"), offer.known.get("sale")
    return PriceRow(
        id=new_id("prc", state.randomness),
        sku=offer.sku,
        price=offer.new,
        kind=offer.kind.value,
        tax_included=offer.taxed,
        tax_rate=f"{rate:f}" if rate else None,
        at=at,
        ends_at=sale.ends_at if sale is not None else None,
        source=origin.source,
        actor=origin.actor,
        batch=origin.batch,
        held=held,
        level=verdict.level.value,
        verdict=_plain([*verdict.findings, *why], verdict.rules),
        exposure=_exposure(verdict, offer) if held else 0,
        was=one.in_force.minor if one.in_force is not None else None,
    )


def after(before: Iterable[PriceRow], now: datetime) -> datetime:
    """Now; within one tick of the clock the later of two prices is the later one all the same."""
    return max([now, *(one.at + timedelta(microseconds=1) for one in before)])


def _exposure(verdict: PriceVerdict, offer: Offered) -> int:
    """What a price that is too low could cost, in minor units: the difference, for at most fifty pieces."""
    meant = verdict.suggestion or verdict.anchors.get("last")
    if meant is None or meant.currency != offer.new.currency:
        return 0
    pieces = 1 if offer.pieces is None else offer.pieces
    return max(0, meant.minor - offer.new.minor) * max(0, min(MOST_PIECES, pieces))


def _plain(findings: Sequence[Finding], rules: str) -> list[dict[str, Any]]:
    """The findings as they are stored: codes, sentences, numbers, and the price that was probably meant."""
    return [
        {
            "code": one.code,
            "level": one.level.value,
            "message": one.message,
            "key": one.key,
            "params": dict(one.params),
            "suggestion": None if one.suggestion is None else str(one.suggestion.amount),
            "rules": rules,
        }
        for one in findings
    ]


# -- telling -------------------------------------------------------------------------------------------------


def _tell_held(unit: UnitOfWork, state: State, point: PriceRow, one: Judged) -> None:
    told = {
        "point_id": point.id,
        "sku": point.sku,
        "at": point.at,
        "price": point.price,
        "in_force": one.in_force,
        "suggestion": one.verdict.suggestion,
        "codes": [finding["code"] for finding in point.verdict],
    }
    signalled = {"sku": point.sku, "price": point.price, "suggestion": one.verdict.suggestion}
    unit.after_commit(partial(state.announce, "price_held", **signalled))
    announce(unit, state, PRICE_HELD, told, about=point.id, sequence=1, marketplace=None, now=point.at)


def tell_decided(
    unit: UnitOfWork,
    state: State,
    point: PriceRow,
    *,
    answer: str,
    in_force: Money | None,
    now: datetime,
) -> None:
    """Tell what became of a held price; ``in_force`` is what the item costs now."""
    told = {"point_id": point.id, "sku": point.sku, "at": now, "decision": answer, "in_force": in_force}
    announce(unit, state, PRICE_RELEASED, told, about=point.id, sequence=2, marketplace=None, now=now)
    price = in_force if answer in ("accept", "correct") else None
    unit.after_commit(partial(state.announce, "price_released", sku=point.sku, price=price, decision=answer))
    unit.after_commit(partial(state.memory.forget, AREA))


def _withdraw(
    unit: UnitOfWork, state: State, waits: Sequence[PriceRow], in_force: Money, now: datetime
) -> None:
    """Whoever sets the price in force once more takes back what waits: it was a slip, and is put right."""
    for row in waits:
        taken = PriceDecisionRow(point_id=row.id, answer=WITHDRAWN, at=now, decided_by=None)
        if unit.prices.decide(taken):
            tell_decided(unit, state, row, answer=WITHDRAWN, in_force=in_force, now=now)
