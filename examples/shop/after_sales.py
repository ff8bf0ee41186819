"""Claims and disputes: Flask-Amends mounted in this shop. All it needs to know is on this page."""

import secrets
from datetime import timedelta
from decimal import Decimal

from flask import current_app
from flask_login import current_user

from flask_amends import (
    Amends,
    Delivery,
    Money,
    Order,
    OrderLine,
    Performed,
    ShownPrice,
    SimilarItem,
    StaffMember,
)

from . import mailbox
from .models import Code, Line, Product, Purchase, Refund, Replacement, db

CURRENCY = "RUB"
REPLACEMENT_TAKES = timedelta(days=4)


def mount(app, clock):
    """Mount the plugin: these lines are what it adds to a shop."""
    amends = Amends(app, session=lambda: db.session, engine=lambda: db.engine, clock=clock)
    amends.order_lookup(find_order)
    amends.staff_check(current_staff)
    refunds = ("full_refund", "partial_refund", "price_reduction", "refund_with_return", "cancel_order")
    amends.compensation(*refunds, gifts=True)(refund)
    amends.compensation("promo_code", "store_credit")(issue_code)
    amends.compensation("replacement", gifts=True)(send_replacement)
    amends.affected_orders(orders_with)
    amends.similar_items(similar)
    amends.catalogue(everything)
    if not app.config.get("AMENDS_MAIL_SERVER"):
        amends.mailer(mailbox.deliver)
    return amends


def similar(sku):
    """What would do in place of an item that is not there: the two goods of about the same price."""
    missing = db.session.get(Product, sku)
    others = db.session.scalars(
        db.select(Product).where(Product.sku != sku, Product.certificate_of.is_(None))
    )
    near = sorted(others, key=lambda one: abs(one.price - (missing.price if missing else 0)))
    return [
        SimilarItem(sku=one.sku, title=one.title, price=money(one.price), url=f"/goods/{one.sku}")
        for one in near[:2]
    ]


def everything():
    """Every item on sale, for the look at what their pages lack."""
    return [
        {
            "sku": one.sku,
            "title": one.title,
            "description": one.description,
            "image": f"/static/goods/{one.sku}.svg",
        }
        for one in db.session.scalars(db.select(Product))
    ]


def find_order(number, email):
    """The order with this number; with an e-mail address, only if it is the buyer's."""
    purchase = db.session.get(Purchase, number)
    if purchase is None or (email is not None and email.casefold() != purchase.email.casefold()):
        return None
    return facts(purchase)


def orders_with(incident):
    """The orders that a mistake concerns: those with the item, placed while it was wrong."""
    if incident.sku is None:
        return []
    found = db.select(Purchase).where(Purchase.lines.any(Line.sku == incident.sku))
    if incident.since:
        found = found.where(Purchase.placed_at >= incident.since)
    if incident.until:
        found = found.where(Purchase.placed_at <= incident.until)
    return [facts(purchase) for purchase in db.session.scalars(found)]


def current_staff():
    """Who of the staff sent this request. Without one, the desk does not exist."""
    if not current_user.is_authenticated:
        return None
    return StaffMember(id=str(current_user.id), name=current_user.name, roles={current_user.role})


def facts(purchase):
    """An order of this shop, in the plugin's words."""
    return Order(
        number=purchase.number,
        email=purchase.email,
        phone=purchase.phone,
        currency=CURRENCY,
        lines=tuple(
            OrderLine(
                sku=line.sku,
                title=line.title,
                description=line.description,
                quantity=line.quantity,
                unit_price=money(line.price),
                list_price=_price_today(line.sku),
                shown=_shown(purchase, line),
                image_url=f"/static/goods/{line.sku}.svg",
            )
            for line in purchase.lines
        ),
        placed_at=purchase.placed_at,
        confirmed_at=purchase.paid_at,
        paid_at=purchase.paid_at,
        fulfilled_at=purchase.fulfilled_at,
        delivery=_delivery(purchase),
        marketplace=purchase.marketplace,
        total=money(purchase.total),
        refunded=money(purchase.refunded),
        locale=purchase.locale,
    )


def _price_today(sku):
    """What one costs now: the real price, should the one it was sold at have been a mistake."""
    product = db.session.get(Product, sku)
    return money(product.price) if product else None


def _shown(purchase, line):
    """This shop shows one price in the basket and on the order, and it is the one that is paid."""
    moments = ("basket", "ordered", "paid") if purchase.paid_at else ("basket", "ordered")
    return [ShownPrice(moment=moment, price=money(line.price)) for moment in moments]


def _delivery(purchase):
    """Who brings it, and how to follow it."""
    if purchase.delivered_by != "carrier":
        return Delivery(delivered_by=purchase.delivered_by)
    number = f"LL{purchase.number}RU"
    return Delivery(
        method="Parcel",
        carrier="Meadow Post",
        delivered_by="carrier",
        tracking_number=number,
        tracking_url=f"https://meadow-post.example/parcels/{number}",
        carrier_phone="+7 495 000-00-01",
    )


def money(kopecks):
    """An amount of the shop's currency."""
    return Money(amount=Decimal(kopecks).scaleb(-2), currency=CURRENCY)


def refund(compensation):
    """Give money back. The shop sees it leave, so nobody has to confirm it."""
    if db.session.get(Refund, compensation.id) is None:
        purchase = db.session.get(Purchase, compensation.order_number)
        amount = compensation.amount.minor if compensation.amount else purchase.total - purchase.refunded
        db.session.add(
            Refund(compensation_id=compensation.id, number=purchase.number, amount=amount, at=_now())
        )
        db.session.commit()
    reference = with_gift(f"R-{compensation.id[-8:]}", compensation)
    return Performed(reference=reference, verified=compensation.gift is None)


def issue_code(compensation):
    """Make a promo code on the terms that the customer was told; they say whether it arrived."""
    code = db.session.scalar(db.select(Code).filter_by(compensation_id=compensation.id))
    if code is None:
        code = Code(
            code=new_code(),
            compensation_id=compensation.id,
            number=compensation.order_number,
            amount=compensation.amount.minor,
            valid_from=compensation.terms.min_spend.minor if compensation.terms.min_spend else 0,
        )
        db.session.add(code)
        db.session.commit()
    return Performed(reference=code.code, verified=False)


def send_replacement(compensation):
    """Send the goods once more, on the day the customer chose or within a few days."""
    sent = db.session.get(Replacement, compensation.id)
    if sent is None:
        sent = Replacement(
            compensation_id=compensation.id,
            number=compensation.order_number,
            goods=", ".join(compensation.skus),
            deliver_on=compensation.deliver_on,
            at=_now(),
        )
        db.session.add(sent)
        db.session.commit()
    arrives = sent.deliver_on or sent.at + REPLACEMENT_TAKES
    reference = with_gift(f"S-{compensation.id[-8:]}", compensation)
    return Performed(reference=reference, verified=False, expected_by=arrives)


def with_gift(reference, compensation):
    """The reference, with the code that comes on top if there is a gift; asked twice, it is the same code."""
    if compensation.gift is None:
        return reference
    key = f"{compensation.id}.gift"
    code = db.session.scalar(db.select(Code).filter_by(compensation_id=key))
    if code is None:
        code = Code(code=new_code(), compensation_id=key, amount=compensation.gift.minor)
        db.session.add(code)
        db.session.commit()
    return f"{reference}, {code.code}"


def new_code():
    """A code that is easy to type and hard to guess."""
    return "-".join("".join(secrets.choice("ACDEFHJKLMNPRTUVWXY3479") for _ in range(4)) for _ in range(2))


def _now():
    return current_app.extensions["shop_clock"].now()
