"""Paying an order, as soon as it may be paid: the gate is asked right before anything is charged."""

from flask import current_app

from flask_amends import may_pay, record_order_event

from . import goods
from .after_sales import facts, new_code
from .models import Code, Product, Purchase, db


def collect(purchase):
    """Charge an order if it may be paid, once however often it is asked for. (Nothing is really charged.)"""
    if purchase.paid_at is None:
        decision = may_pay(facts(purchase))
        if decision and _is_first(purchase):
            _put_right(purchase, decision)
            paid(purchase)
            record_order_event(purchase.number, "paid", at=purchase.paid_at)
        db.session.commit()


def _is_first(purchase):
    """Of two who pay an order at the same moment, the first marks it as paid."""
    now = current_app.extensions["shop_clock"].now()
    unpaid = db.update(Purchase).where(Purchase.number == purchase.number, Purchase.paid_at.is_(None))
    return db.session.execute(unpaid.values(paid_at=now)).rowcount == 1


def give_code_back(_app, order_number, outcome, **_facts):
    """A code that was used in an order that was cancelled before its payment can be used again."""
    if outcome in ("cancelled", "timed_out"):
        db.session.execute(db.update(Code).where(Code.used_in == order_number).values(used_in=None))
        db.session.commit()


def paid(purchase):
    """The money is here: goods leave the shelf, and certificates get their codes."""
    purchase.paid_at = current_app.extensions["shop_clock"].now()
    for line in purchase.lines:
        product = db.session.get(Product, line.sku)
        goods.sell(product, line.quantity)
        for _ in range(line.quantity if product.certificate_of else 0):
            bought = Code(code=new_code(), amount=product.certificate_of, valid_from=product.valid_from)
            purchase.codes.append(bought)


def _put_right(purchase, decision):
    """The prices that the buyer agreed to, and what the shop took off."""
    for line in purchase.lines:
        if line.sku in decision.prices:
            line.price = decision.prices[line.sku].minor
    purchase.discount = sum(line.price * line.quantity for line in purchase.lines) - decision.amount.minor
