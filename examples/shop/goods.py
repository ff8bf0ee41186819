"""Prices and stock behind their guards: every price goes through the ledger, every count has its evidence.

A price that looks like a mistake is held for a second look, and the old one stays. See `flask amends --help`.
"""

from datetime import timedelta

import click
from flask import current_app
from flask.cli import with_appcontext

from flask_amends import record_price, record_stock

from .after_sales import money
from .models import Product, db

#: What stands on the shelves when the books are opened, and when it was counted, in hours ago.
SHELVES = {
    "monitor-32": (6, 1),
    "lamp": (2, 1),
    "tea-set": (14, 1),
    "bouquet-peonies": (9, 1),
    #: Nobody has counted these since the day before yesterday: whoever orders them waits for a look.
    "headphones": (3, 40),
}
#: What cost more until now: the reduction on the page is worked out from the ledger.
BEFORE = {"tea-set": 3_290_00}
#: Somebody found the lost digits, and typed the right price. A colleague has to look at such a jump.
CORRECTED = {"monitor-32": 90_990_00}


def item(product):
    """A product as notices want it: what it is known by, and its price."""
    return {"sku": product.sku, "title": product.title, "unit_price": money(product.price)}


def basket(lines):
    """A basket of (product, quantity) as guards and notices want it."""
    return {
        "lines": [{**item(product), "quantity": quantity} for product, quantity in lines],
        "total": money(sum(product.price * quantity for product, quantity in lines)),
    }


def set_price(product, kopecks, *, by=None, **known):
    """Set a price through the guard; the page shows what the guard lets through. Returns its verdict."""
    done = record_price(product.sku, money(kopecks), source="shop", actor=by, pieces=product.stock, **known)
    if done.in_force is not None:
        product.price = done.in_force.minor
    return done.verdict


def count(product, pieces, *, source="shop", ago=timedelta(0)):
    """Say how many there are, and when somebody looked."""
    product.stock = pieces
    at = current_app.extensions["shop_clock"].now() - ago
    record_stock(
        product.sku, pieces, source=source, checked_at=at, title=product.title, ttl=timedelta(hours=24)
    )


def sell(product, quantity):
    """Pieces leave the shelf."""
    if product.stock is not None:
        count(product, max(0, product.stock - quantity), source="sale")


@click.command("open-books")
@with_appcontext
def open_books():
    """Write today's prices and stock into the ledgers of the plugin. (After: flask amends db upgrade.)"""
    for product in db.session.scalars(db.select(Product)).all():
        if product.sku in SHELVES:
            pieces, hours = SHELVES[product.sku]
            count(product, pieces, ago=timedelta(hours=hours))
        now = product.price
        if product.sku in BEFORE:
            set_price(product, BEFORE[product.sku], by="anna")
        set_price(product, now, by="anna", **({"kind": "sale"} if product.sku in BEFORE else {}))
        if product.sku in CORRECTED:
            set_price(product, CORRECTED[product.sku], by="anna")
    db.session.commit()
    click.echo("The books are open: prices and stock are watched from now on.")
