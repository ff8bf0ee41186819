"""What conditions say, in the order of their weight, and what they give: both from one value."""

from __future__ import annotations

from flask_amends.disputes.promo import (
    AppliesTo,
    Base,
    Benefit,
    Combine,
    Named,
    OnReturn,
    PromoError,
    PromoKind,
    PromoTerms,
    Remainder,
    Said,
    Scope,
    Who,
)
from flask_amends.guards.terms.basket import Basket, BasketLine, Buyer, Used, Why
from flask_amends.guards.terms.check import check
from flask_amends.guards.terms.derived import full_use_from, share_of
from flask_amends.guards.terms.eligibility import Eligibility, Gap, GapKind
from flask_amends.guards.terms.explain import SIGNIFICANT, Line, explain
from flask_amends.guards.terms.lint import Finding, Known, lint

__all__ = [
    "SIGNIFICANT",
    "AppliesTo",
    "Base",
    "Basket",
    "BasketLine",
    "Benefit",
    "Buyer",
    "Combine",
    "Eligibility",
    "Finding",
    "Gap",
    "GapKind",
    "Known",
    "Line",
    "Named",
    "OnReturn",
    "PromoError",
    "PromoKind",
    "PromoTerms",
    "Remainder",
    "Said",
    "Scope",
    "Used",
    "Who",
    "Why",
    "check",
    "explain",
    "full_use_from",
    "lint",
    "share_of",
]
