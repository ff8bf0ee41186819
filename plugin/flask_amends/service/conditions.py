"""The conditions of a code as facts that a page or a letter tells, the weightiest first."""

from __future__ import annotations

from datetime import datetime

from amends_widgets.facts import Condition
from flask_amends.disputes.promo import PromoTerms
from flask_amends.guards.terms import explain


def conditions(promo: PromoTerms | None, issued_at: datetime | None = None) -> tuple[Condition, ...]:
    """Each condition, with its numbers; none for what is no code. What it is worth is told elsewhere."""
    if promo is None:
        return ()
    told = (line for line in explain(promo, issued_at=issued_at) if line.significance)
    return tuple(Condition(key=line.key, params=line.params) for line in told)
