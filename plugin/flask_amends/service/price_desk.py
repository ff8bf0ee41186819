"""Held prices as staff sees them: what they would replace, how long they wait, how often it was right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_UP, Decimal
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.errors import NotFound
from flask_amends.hours import Hours
from flask_amends.service.price_decisions import Decision, suggested
from flask_amends.service.price_offers import PriceKind
from flask_amends.service.price_reading import precision
from flask_amends.state import State
from flask_amends.storage.price_records import PriceDecisionRow, PriceRow
from flask_amends.storage.records import Person
from flask_amends.storage.store import UnitOfWork

#: A held price that nobody has looked at for so long, in the shop's hours, is somebody else's to see to.
ESCALATE_AFTER = timedelta(minutes=30)
#: How far back the shop's own decisions are read for advice, and how many are the fewest to go by.
_DECISIONS, _FEWEST = 500, 5
_POINTS = 10
_MONEY = re.compile(r"(-?\d+(?:\.\d+)?) ([A-Z]{3})", re.ASCII)
_STATISTICS = frozenset({"S1", "S2"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A price in a list: the point, the price in force now, the likeliest finding, and what became of it."""

    point: PriceRow
    in_force: Money | None
    decision: PriceDecisionRow | None = None
    late: bool = False

    @property
    def finding(self) -> Mapping[str, Any] | None:
        return self.point.verdict[0] if self.point.verdict else None

    @property
    def suggestion(self) -> Money | None:
        """The price that was probably meant."""
        return suggested(self.point)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One price with its past, the newest first, who decided, and how many of its list wait beside it.

    ``is_replaced`` says that another price has been set since, so nothing is left to decide.
    """

    line: Line
    past: Sequence[PriceRow]
    decided_by: Person | None
    beside: int
    is_replaced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """How often the guard was right here, and a limit that would have held fewer prices that were meant.

    ``limit`` is a share of the price before (``AMENDS_PRICE_HOLD_BELOW``); ``spared`` is how many of the
    ``meant`` it would have let through, and no mistake among those that were decided.
    """

    mistakes: int
    meant: int
    limit: Decimal | None = None
    spared: int = 0


def waiting(state: State, *, after: tuple[int, str] | None = None, limit: int = 50) -> list[Line]:
    """Held prices that wait, those that could cost the most first."""
    with state.store.read() as unit:
        return _lines(unit, state, unit.prices.waiting(after=after, limit=limit))


def warned(state: State, *, after: tuple[datetime, str] | None = None, limit: int = 50) -> list[Line]:
    """Prices in force that the guard warned of, the newest first."""
    with state.store.read() as unit:
        return _lines(unit, state, unit.prices.warned(after=after, limit=limit))


def decided(state: State, *, limit: int = 50) -> list[Line]:
    """Held prices that were decided about, the newest decision first."""
    with state.store.read() as unit:
        found = unit.prices.decided(limit=limit)
        known = _in_force(unit, [point for point, _ in found])
    return [
        Line(point=point, decision=one, in_force=known.get((point.sku, point.price.currency)))
        for point, one in found
    ]


def seen(state: State, point_id: str) -> Seen:
    """One held price. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        point = unit.prices.get(point_id)
        if point is None or not point.held:
            raise NotFound("price", point_id)
        decision = unit.prices.decision_of(point_id)
        member = point.kind == PriceKind.MEMBER
        past = unit.prices.newest(point.sku, point.price.currency, _POINTS, member=member)
        who = unit.persons.get(decision.decided_by) if decision and decision.decided_by else None
        beside = unit.prices.count_waiting_of(point.batch) if point.batch else 0
        is_replaced = decision is None and not unit.prices.still_waits(point_id)
    line = Line(
        point=point,
        in_force=past[0].price if past else None,
        decision=decision,
        late=decision is None and not is_replaced and is_late(state, point, state.clock.now()),
    )
    return Seen(line=line, past=past, decided_by=who, beside=beside, is_replaced=is_replaced)


def is_late(state: State, point: PriceRow, now: datetime) -> bool:
    """Whether it waits for more than thirty minutes of the shop's hours."""
    return worked(state.settings.contact.hours, point.at, now) > ESCALATE_AFTER


def worked(hours: Hours, since: datetime, until: datetime) -> timedelta:
    """How much of a time lies within the shop's hours; at most what a few days hold."""
    day, total = hours.received_on(since) - timedelta(days=1), timedelta(0)
    while total <= ESCALATE_AFTER and day <= until.date() + timedelta(days=1):
        for opens, closes in hours.spans(day):
            total += max(timedelta(0), min(closes, until) - max(opens, since))
        day += timedelta(days=1)
    return total


def facts(finding: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a stored finding as values: amounts are money again."""
    return {name: _value(text) for name, text in finding["params"].items()}


def advice(state: State) -> Advice:
    """The shop's own precision, from what staff decided, and what follows from it for the limit."""
    own = precision(state)
    with state.store.read() as unit:
        past = unit.prices.verdicts(_DECISIONS)
    shares: dict[bool, list[Decimal]] = {True: [], False: []}
    for findings, answer in past:
        if findings and {one["code"] for one in findings} <= _STATISTICS:
            share = _share(findings[0])
            if share is not None:
                shares[answer == Decision.ACCEPT].append(share)
    limit = max((_up(one) for one in shares[False]), default=Decimal("0.2"))
    spared = sum(one >= limit for one in shares[True])
    if spared < _FEWEST or limit >= state.settings.prices.hold_below:
        return Advice(mistakes=own.mistakes, meant=own.meant)
    return Advice(mistakes=own.mistakes, meant=own.meant, limit=limit, spared=spared)


def _share(finding: Mapping[str, Any]) -> Decimal | None:
    known = facts(finding)
    price, anchor = known.get("price"), known.get("anchor")
    if not isinstance(price, Money) or not isinstance(anchor, Money) or price >= anchor:
        return None
    return Decimal(price.minor) / anchor.minor


def _up(share: Decimal) -> Decimal:
    """The next whole percent above."""
    return (share + Decimal("0.001")).quantize(Decimal("0.01"), ROUND_UP)


def _value(text: str) -> object:
    found = _MONEY.fullmatch(text)
    return Money(amount=Decimal(found[1]), currency=found[2]) if found else text


def _lines(unit: UnitOfWork, state: State, points: Sequence[PriceRow]) -> list[Line]:
    known, now = _in_force(unit, points), state.clock.now()
    return [
        Line(
            point=point,
            in_force=known.get((point.sku, point.price.currency)),
            late=point.held and is_late(state, point, now),
        )
        for point in points
    ]


def _in_force(unit: UnitOfWork, points: Sequence[PriceRow]) -> dict[tuple[str, str], Money]:
    found: dict[tuple[str, str], Money] = {}
    for currency in {point.price.currency for point in points}:
        skus = {point.sku for point in points if point.price.currency == currency}
        for sku, rows in unit.prices.histories(skus, currency, 1).items():
            found[sku, currency] = rows[0].price
    return found
