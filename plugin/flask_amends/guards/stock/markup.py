"""Availability for machines: schema.org, product feeds, and places that contradict each other (V6)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flask_amends.guards.stock.facts import Availability, StockState

#: Our states in schema.org's ItemAvailability; what is not confirmed is not marked up at all.
SCHEMA_ORG: Mapping[StockState, str | None] = {
    StockState.IN_STOCK: "InStock",
    StockState.LOW_STOCK: "LimitedAvailability",
    StockState.MADE_TO_ORDER: "MadeToOrder",
    StockState.BACKORDER: "BackOrder",
    StockState.PREORDER: "PreOrder",
    StockState.OUT_OF_STOCK: "OutOfStock",
    StockState.DISCONTINUED: "Discontinued",
    StockState.UNCONFIRMED: None,
}
#: Our states in a product feed of Google's.
GOOGLE: Mapping[StockState, str] = {
    StockState.IN_STOCK: "in_stock",
    StockState.LOW_STOCK: "in_stock",
    StockState.MADE_TO_ORDER: "backorder",
    StockState.BACKORDER: "backorder",
    StockState.PREORDER: "preorder",
    StockState.OUT_OF_STOCK: "out_of_stock",
    StockState.DISCONTINUED: "out_of_stock",
    StockState.UNCONFIRMED: "out_of_stock",
}
_PREFIX = "https://schema.org/"
#: What others write for what we say in other words.
_ALSO: Mapping[str, StockState] = {
    "soldout": StockState.OUT_OF_STOCK,
    "presale": StockState.PREORDER,
    "reserved": StockState.OUT_OF_STOCK,
    "instoreonly": StockState.OUT_OF_STOCK,
    "onlineonly": StockState.IN_STOCK,
}


def schema_org(said: Availability) -> dict[str, str]:
    """The part of a schema.org ``Offer`` that is about availability; empty where it is not confirmed.

    ``availabilityStarts`` is there only where a day may be shown; of a window it is the last, so that nobody
    is promised more than people are.
    """
    name = SCHEMA_ORG[said.state]
    if name is None:
        return {}
    offer = {"availability": f"{_PREFIX}{name}"}
    day = said.available_on
    return offer if day is None else {**offer, "availabilityStarts": day.isoformat()}


def google(said: Availability) -> dict[str, str]:
    """The attributes of a product feed. What has no day cannot be ordered ahead there, so it is out of stock.

    What is made to order, or ordered ahead, has its day from ``lead_days`` where it has no other.
    """
    value = GOOGLE[said.state]
    if value not in ("backorder", "preorder"):
        return {"availability": value}
    if said.available_on is None:
        return {"availability": "out_of_stock"}
    return {"availability": value, "availability_date": said.available_on.isoformat()}


def read_schema_org(text: str) -> StockState | None:
    """The state that a page's markup says, such as ``https://schema.org/InStock``; ``None`` if unknown."""
    name = re.split("[/#:]", text.strip().rstrip("/"))[-1].lower()
    known = {str(value).lower(): state for state, value in SCHEMA_ORG.items() if value is not None}
    return known.get(name) or _ALSO.get(name)


def read_google(text: str) -> StockState | None:
    """The state that a feed says, such as ``in_stock`` or ``in stock``; ``None`` if unknown."""
    name = text.strip().lower().replace(" ", "_")
    known = {
        "in_stock": StockState.IN_STOCK,
        "out_of_stock": StockState.OUT_OF_STOCK,
        "preorder": StockState.PREORDER,
        "backorder": StockState.BACKORDER,
    }
    return known.get(name)


def contradictions(said: Mapping[str, StockState]) -> Sequence[tuple[str, str]]:
    """Pairs of places (page, feed, basket …) that tell a shopper different things about one item."""
    buyable = {place: GOOGLE[state] for place, state in said.items()}
    places = sorted(buyable)
    return [
        (one, other)
        for at, one in enumerate(places)
        for other in places[at + 1 :]
        if buyable[one] != buyable[other]
    ]
