"""The price guard: tells a wrong price from a bold one, and says which mistake it looks like (P1, P7)."""

from flask_amends.guards.price.check import check_price
from flask_amends.guards.price.facts import Category, Promotion, Sale
from flask_amends.guards.price.verdict import Finding, Level, PriceVerdict

__all__ = ["Category", "Finding", "Level", "PriceVerdict", "Promotion", "Sale", "check_price"]
