"""What would have prevented a claim: each guard runs on the facts that were recorded, and says so (X19).

There is no table from reasons to guards. Every guard looks at every closed case and answers by what is
recorded in it; where that is not enough it says what was missing, and never guesses. Staff confirm or reject.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol
from zoneinfo import ZoneInfo

from flask_amends.disputes.money import Money
from flask_amends.guards.price import Level, check_price
from flask_amends.guards.price.verdict import RULES

#: When nobody is rung, on the customer's own clock (K1).
QUIET_FROM, QUIET_UNTIL = 21, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevented:
    """The guard would have stopped it. ``code`` names the finding, ``sentence`` says it in English.

    ``facts`` are the recorded facts it rests on, as plain texts and numbers.
    """

    code: str
    sentence: str
    facts: Mapping[str, str] = field(default_factory=dict)
    verdict: ClassVar[str] = "prevented"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPrevented:
    """The facts are there, and the guard would have let it pass."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    verdict: ClassVar[str] = "not_prevented"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotEnough:
    """Not enough is recorded to say; ``code`` names what was ``missing``."""

    code: str
    verdict: ClassVar[str] = "not_enough"

    @property
    def facts(self) -> Mapping[str, str]:
        return {}


Verdict = Prevented | NotPrevented | NotEnough


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """One claimed line of the order: what it cost, what it costs regularly, and the prices seen on the way.

    ``history`` are earlier recorded prices of the same goods, the newest last; ``moments`` the price of one
    at each moment of the purchase, in their order.
    """

    sku: str
    price: Money | None = None
    list_price: Money | None = None
    history: Sequence[Money] = ()
    moments: Sequence[tuple[str, Money]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A call that the shop made: when, and in which time zone the customer is."""

    at: datetime
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What is recorded about a closed case. An empty or missing value means: not recorded.

    ``shown_terms`` says that a snapshot of the terms that the shopper saw lies in the case; ``contacts`` are
    calls of the shop before the claim; ``in_stock`` what the page said when it was ordered.
    """

    lines: Sequence[PricedLine] = ()
    shown_terms: bool = False
    contacts: Sequence[Contact] = ()
    in_stock: bool | None = None
    on_hand: int | None = None


class Guard(Protocol):
    """A notice or guard that can be run on recorded facts. ``version`` changes whenever its rules do."""

    name: str
    version: str

    def look(self, recorded: Recorded) -> Verdict:
        """Whether it would have prevented the claim. Pure."""
        ...


class PriceGuard:
    """Holds back a price that looks wrong, against earlier prices and the list price (P1, P7)."""

    name, version = "price", RULES

    def look(self, recorded: Recorded) -> Verdict:
        """Whether the price of a claimed line would have been held or blocked."""
        priced = [(one.price, _anchors(one, one.price)) for one in recorded.lines if one.price is not None]
        if not priced:
            return NotEnough(code="no_price_recorded")
        known = [(price, anchors) for price, anchors in priced if any(anchors)]
        if not known:
            return NotEnough(code="no_earlier_price_recorded")
        found = (_held(price, *anchors) for price, anchors in known)
        held = next((one for one in found if one is not None), None)
        return held or NotPrevented(code="price_looked_right", facts={"price": str(known[0][0])})


class PriceOnTheWay:
    """Keeps the price of a basket until it is paid, or says that it changed (P4)."""

    name, version = "price_on_the_way", "2026.1"

    def look(self, recorded: Recorded) -> Verdict:
        """Whether a price rose between two moments of the purchase."""
        moved = [one for one in recorded.lines if len(one.moments) > 1]
        if not moved:
            return NotEnough(code="no_moments_recorded")
        for one in moved:
            (first, before), (last, after) = one.moments[0], one.moments[-1]
            if before.currency == after.currency and before < after:
                facts = {"before": str(before), "after": str(after), "first": first, "last": last}
                text = f"The price rose from {before} to {after} between {first} and {last}."
                return Prevented(code="price_rose", sentence=text, facts=facts)
        return NotPrevented(code="price_stayed")


class QuietHours:
    """Lets nobody ring between 21:00 and 8:00 on the customer's clock (K1, K3)."""

    name, version = "quiet_hours", "2026.1"

    def look(self, recorded: Recorded) -> Verdict:
        """Whether a recorded call came in quiet hours."""
        if not recorded.contacts:
            return NotEnough(code="no_calls_recorded")
        for one in recorded.contacts:
            local = one.at.astimezone(ZoneInfo(one.zone))
            if not QUIET_UNTIL <= local.hour < QUIET_FROM:
                told = f"{local:%H:%M}"
                return Prevented(
                    code="called_in_quiet_hours",
                    sentence=f"The shop rang at {told} on the customer's clock.",
                    facts={"time": told, "zone": one.zone},
                )
        return NotPrevented(code="called_by_day")


class ShownTerms:
    """Shows the terms of codes and deliveries where they are used, and keeps what was shown (C2, D1)."""

    name, version = "shown_terms", "2026.1"

    def look(self, recorded: Recorded) -> Verdict:
        """The terms that were shown did not prevent it; without a record nobody can say what was shown."""
        return NotPrevented(code="terms_were_shown") if recorded.shown_terms else NotEnough(code="not_kept")


class StockGuard:
    """Says "in stock" only where there is some (A1, A2)."""

    name, version = "stock", "2026.1"

    def look(self, recorded: Recorded) -> Verdict:
        """Whether the page promised what was not there."""
        if recorded.in_stock is None or recorded.on_hand is None:
            return NotEnough(code="no_stock_recorded")
        if recorded.in_stock and recorded.on_hand <= 0:
            facts = {"on_hand": str(recorded.on_hand)}
            text = f"The page said that it was in stock, with {recorded.on_hand} on hand."
            return Prevented(code="sold_without_stock", sentence=text, facts=facts)
        return NotPrevented(code="stock_was_right")


#: Every guard that is run on a closed case.
GUARDS: tuple[Guard, ...] = (PriceGuard(), PriceOnTheWay(), QuietHours(), ShownTerms(), StockGuard())


def _before_the_change(history: Sequence[Money], price: Money) -> list[Money]:
    """The prices before the one that is looked at was set: many orders can carry the same mistake.

    A price that was there before is only set back, so it is held against itself. Where no other price is
    recorded there is nothing to hold it against.
    """
    end = len(history)
    while end and history[end - 1] == price:
        end -= 1
    earlier = list(history[:end])
    return [price] if price in earlier else earlier


def _anchors(line: PricedLine, price: Money) -> tuple[list[Money], Money | None]:
    """What is recorded to hold a price against: earlier prices, and the list price."""
    past = [one for one in line.history if one.currency == price.currency]
    listed = line.list_price
    return _before_the_change(past, price), listed if listed and listed.currency == price.currency else None


def _held(price: Money, history: Sequence[Money], listed: Money | None) -> Prevented | None:
    """Why this price would not have gone on sale; ``None`` if it would have."""
    verdict = check_price(price, history, list_price=listed)
    if verdict.level.rank < Level.HOLD.rank:
        return None
    finding = next(one for one in verdict.findings if one.level.rank >= Level.HOLD.rank)
    facts = {"price": str(price), "rule": finding.code, "earlier_prices": str(len(history))}
    if verdict.suggestion is not None:
        facts["probably_meant"] = str(verdict.suggestion)
    return Prevented(code=f"price_{verdict.level.value}", sentence=finding.message, facts=facts)
