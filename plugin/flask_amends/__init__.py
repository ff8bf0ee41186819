"""Disputes, claims and honest notices for Flask shops, with signed messages to marketplaces."""

from flask_amends.calls import (
    act,
    check_order,
    check_promo,
    check_stock,
    get_dispute,
    invite_review,
    may_contact,
    may_pay,
    open_claim,
    place_order,
    record_order_event,
    record_price,
    record_promo_use,
    record_stock,
    report_short,
    snapshot,
    take_preferences,
    take_shown,
)
from flask_amends.disputes.money import Money
from flask_amends.disputes.policy import Policy
from flask_amends.extension import Amends
from flask_amends.guards.delivery import Carrier, DeliveryRule, Region
from flask_amends.guards.price import check_price
from flask_amends.guards.terms import PromoTerms, check, explain
from flask_amends.ports import (
    Compensation,
    Customer,
    Delivery,
    Failed,
    Order,
    OrderLine,
    Pending,
    Performed,
    ShownPrice,
    SimilarItem,
    StaffMember,
)
from flask_amends.service.claims import ClaimedItem, ClaimForm, Submitted
from flask_amends.service.parties import Party
from flask_amends.storage.schema import ignore_tables

__all__ = [
    "Amends",
    "Carrier",
    "ClaimForm",
    "ClaimedItem",
    "Compensation",
    "Customer",
    "Delivery",
    "DeliveryRule",
    "Failed",
    "Money",
    "Order",
    "OrderLine",
    "Party",
    "Pending",
    "Performed",
    "Policy",
    "PromoTerms",
    "Region",
    "ShownPrice",
    "SimilarItem",
    "StaffMember",
    "Submitted",
    "act",
    "check",
    "check_order",
    "check_price",
    "check_promo",
    "check_stock",
    "explain",
    "get_dispute",
    "ignore_tables",
    "invite_review",
    "may_contact",
    "may_pay",
    "open_claim",
    "place_order",
    "record_order_event",
    "record_price",
    "record_promo_use",
    "record_stock",
    "report_short",
    "snapshot",
    "take_preferences",
    "take_shown",
]
