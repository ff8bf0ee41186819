"""The check at "place order": what is there now, and the ways on where it is not enough (A4, V4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flask_amends.guards.stock.facts import LOW, Availability, StockFact, StockState, availability


class Choice(StrEnum):
    """A way on for an item that is not there, before anything is paid."""

    FEWER = "fewer"
    SIMILAR = "similar"
    WAIT = "wait"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """An item that cannot be promised in the number that is wanted. ``left`` is how many can be."""

    sku: str
    wanted: int
    left: int
    said: Availability

    @property
    def is_unconfirmed(self) -> bool:
        """Whether it may be there, and only nobody knows."""
        return self.said.state is StockState.UNCONFIRMED

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What the shopper can do, in the order in which it is offered."""
        fewer = (Choice.FEWER,) if self.left else ()
        wait = () if self.said.state is StockState.DISCONTINUED else (Choice.WAIT,)
        return (*fewer, Choice.SIMILAR, *wait, Choice.REMOVE)


def recheck(
    fact: StockFact, wanted: int, now: datetime, *, today: date | None = None, low: int = LOW
) -> Shortage | None:
    """What stands in the way of selling ``wanted`` pieces now; ``None`` if nothing does.

    What can be ordered ahead (back order, pre-order, made to order) is no shortage: its date was said.
    """
    said = availability(fact, now, today=today, low=low)
    if not said.can_buy:
        return Shortage(sku=fact.sku, wanted=wanted, left=0, said=said)
    if said.state not in (StockState.IN_STOCK, StockState.LOW_STOCK) or fact.backorder:
        return None
    left = fact.to_promise
    if left is None or left >= wanted:
        return None
    return Shortage(sku=fact.sku, wanted=wanted, left=left, said=said)
