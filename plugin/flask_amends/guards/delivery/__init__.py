"""Delivery terms by region: the rule for an address, the days a parcel comes, and what lacks (D1-D6)."""

from __future__ import annotations

from flask_amends.guards.delivery.lint import REVIEW_AFTER, Fault, Lack, lint, slowest_usual
from flask_amends.guards.delivery.places import Place, Region
from flask_amends.guards.delivery.terms import (
    Carrier,
    DeliveryRule,
    Extra,
    Inspection,
    Method,
    Prepayment,
    arrives,
    is_beyond,
    order_by,
    rule_for,
    rules_for,
)

__all__ = [
    "REVIEW_AFTER",
    "Carrier",
    "DeliveryRule",
    "Extra",
    "Fault",
    "Inspection",
    "Lack",
    "Method",
    "Place",
    "Prepayment",
    "Region",
    "arrives",
    "is_beyond",
    "lint",
    "order_by",
    "rule_for",
    "rules_for",
    "slowest_usual",
]
