"""Disputes, claims and honest notices for Flask shops, with signed messages to marketplaces."""

from flask_amends.disputes.money import Money
from flask_amends.disputes.policy import Policy
from flask_amends.ports import (
    Compensation,
    Customer,
    Delivery,
    Failed,
    Order,
    OrderLine,
    Pending,
    Performed,
    StaffMember,
)

__all__ = [
    "Compensation",
    "Customer",
    "Delivery",
    "Failed",
    "Money",
    "Order",
    "OrderLine",
    "Pending",
    "Performed",
    "Policy",
    "StaffMember",
]
