"""The stock guard: what may be said about availability, from facts that carry their own evidence (A1-A6).

``checked_at`` and ``changed_at`` are different facts: an item that has not changed for a month may have been
checked a minute ago. What was not checked lately is not promised.
"""

from flask_amends.guards.stock.checkout import Choice, Shortage, recheck
from flask_amends.guards.stock.counts import Doubt, doubts, safety_stock
from flask_amends.guards.stock.dates import (
    MOST_MOVES,
    Restock,
    Watch,
    confirmed,
    moved,
    named_day,
    restock_day,
    shown_restock,
    watch,
)
from flask_amends.guards.stock.facts import (
    BY_HAND,
    LOW,
    SYNCED,
    Availability,
    StockFact,
    StockState,
    availability,
)
from flask_amends.guards.stock.markup import (
    GOOGLE,
    SCHEMA_ORG,
    contradictions,
    google,
    read_google,
    read_schema_org,
    schema_org,
)

__all__ = [
    "BY_HAND",
    "GOOGLE",
    "LOW",
    "MOST_MOVES",
    "SCHEMA_ORG",
    "SYNCED",
    "Availability",
    "Choice",
    "Doubt",
    "Restock",
    "Shortage",
    "StockFact",
    "StockState",
    "Watch",
    "availability",
    "confirmed",
    "contradictions",
    "doubts",
    "google",
    "moved",
    "named_day",
    "read_google",
    "read_schema_org",
    "recheck",
    "restock_day",
    "safety_stock",
    "schema_org",
    "shown_restock",
    "watch",
]
