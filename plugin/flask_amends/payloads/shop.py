"""Messages about what a guard noticed or staff decided before a purchase; for endpoints that name them.

They belong to no case and to no person: SKUs, codes and order numbers, never an address.
"""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import Schema, fields

from flask_amends.payloads.fields import MomentField, MoneyField

PRICE_HELD = "price.held"
PRICE_RELEASED = "price.released"
STOCK_STALE = "stock.stale"
RESTOCK_OVERDUE = "restock.overdue"
PROMO_PUBLISHED = "promo.published"
NOTICE_PUBLISHED = "notice.published"
CONTACT_STOPPED = "contact.stopped"
PAYMENT_HELD = "payment.held"
PAYMENT_RELEASED = "payment.released"


class PriceHeld(Schema):
    """A price that was set waits for a second look; ``codes`` are the guard's findings, likeliest first."""

    point_id = fields.String(required=True)
    sku = fields.String(required=True)
    at = MomentField(required=True)
    price = MoneyField()
    in_force = MoneyField(allow_none=True)
    suggestion = MoneyField(allow_none=True)
    codes = fields.List(fields.String(required=True))


class PriceReleased(Schema):
    """Somebody decided about a held price: ``accept``, ``correct`` or ``reject``.

    It is ``withdrawn`` where the price in force was set once more.
    """

    point_id = fields.String(required=True)
    sku = fields.String(required=True)
    at = MomentField(required=True)
    decision = fields.String(required=True)
    in_force = MoneyField(allow_none=True)


class StockStale(Schema):
    """Nobody has checked the stock of an item for so long that it is not promised any more."""

    sku = fields.String(required=True)
    at = MomentField(required=True)
    checked_at = MomentField(required=True)
    source = fields.String()


class RestockOverdue(Schema):
    """The day on which an item was to come back has passed, and nobody confirmed or moved it."""

    sku = fields.String(required=True)
    at = MomentField(required=True)
    day = fields.Date(required=True)
    waiting = fields.Integer()


class PromoPublished(Schema):
    """Terms of a promotion are in force, in this version."""

    promo_id = fields.String(required=True)
    version = fields.Integer(required=True)
    at = MomentField(required=True)
    kind = fields.String(required=True)
    code = fields.String(allow_none=True)
    valid_from = MomentField(allow_none=True)
    valid_to = MomentField(allow_none=True)


class NoticePublished(Schema):
    """The shop accepted its own words for a notice."""

    notice_id = fields.String(required=True)
    kind = fields.String(required=True)
    version = fields.Integer(required=True)
    at = MomentField(required=True)


class ContactStopped(Schema):
    """Somebody does not want to be reached this way any more; ``customer_id`` is the shop's own, if known."""

    preference_id = fields.String(required=True)
    customer_id = fields.String(required=True, allow_none=True)
    channel = fields.String(required=True)
    purpose = fields.String(required=True, allow_none=True)
    at = MomentField(required=True)


class PaymentHeld(Schema):
    """An order is payable only after the shop has confirmed it; ``reasons`` are codes."""

    order_number = fields.String(required=True)
    at = MomentField(required=True)
    until = MomentField(required=True)
    reasons = fields.List(fields.String(required=True))


class PaymentReleased(Schema):
    """What became of an order that waited: ``confirmed``, ``changed``, ``cancelled`` or ``timed_out``."""

    order_number = fields.String(required=True)
    at = MomentField(required=True)
    outcome = fields.String(required=True)


#: The whole ``data`` of each type.
SHOP_SCHEMAS: Mapping[str, type[Schema]] = {
    PRICE_HELD: PriceHeld,
    PRICE_RELEASED: PriceReleased,
    STOCK_STALE: StockStale,
    RESTOCK_OVERDUE: RestockOverdue,
    PROMO_PUBLISHED: PromoPublished,
    NOTICE_PUBLISHED: NoticePublished,
    CONTACT_STOPPED: ContactStopped,
    PAYMENT_HELD: PaymentHeld,
    PAYMENT_RELEASED: PaymentReleased,
}
SUMMARIES: Mapping[str, str] = {
    PRICE_HELD: "A price looked wrong and waits for a second look; the old one stays in force.",
    PRICE_RELEASED: "Somebody decided about a held price.",
    STOCK_STALE: "The stock of an item was not checked for so long that it is not promised any more.",
    RESTOCK_OVERDUE: "The day on which an item was to come back has passed.",
    PROMO_PUBLISHED: "Terms of a promotion are in force, in a version that stays as it is.",
    NOTICE_PUBLISHED: "The shop accepted its words for a notice.",
    CONTACT_STOPPED: "Somebody does not want to be reached this way any more; it is in force already.",
    PAYMENT_HELD: "An order can be paid only after the shop has confirmed it.",
    PAYMENT_RELEASED: "An order that waited for its confirmation waits no more.",
}
