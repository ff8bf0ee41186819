"""Clauses: texts that a shop answers for, and so shows only once it has accepted them.

Facts (a price being checked, a state of stock, the conditions of a promotion, terms of delivery) need no
acceptance. A clause says what the shop grants or reserves; nobody but the shop can decide on that.
"""

from __future__ import annotations

from collections.abc import Collection

#: The keys of the sentences that are clauses.
CLAUSES: frozenset[str] = frozenset(
    {
        "photo.differs",
        "price.disclaimer",
        "price.terms_clause",
        "stock.disclaimer",
    }
)


def may_show(key: str, accepted: Collection[str]) -> bool:
    """Whether a sentence may be shown, given the keys of the clauses that the shop has accepted."""
    return key not in CLAUSES or key in accepted
