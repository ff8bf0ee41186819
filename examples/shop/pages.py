"""The pages for looking around: the catalogue and the product page."""

from babel.numbers import format_currency
from flask import Blueprint, abort, render_template
from flask_babel import get_locale

from .after_sales import CURRENCY, money
from .models import Product, db

bp = Blueprint("shop", __name__)


@bp.get("/")
def catalogue():
    """Everything there is to buy."""
    return render_template("catalogue.html", products=db.session.scalars(db.select(Product)).all())


@bp.get("/goods/<sku>")
def product(sku):
    """One product, with the way to complain about it."""
    found = db.session.get(Product, sku) or abort(404)
    return render_template("product.html", product=found)


def price(kopecks):
    """An amount as the visitor's language writes it."""
    return format_currency(money(kopecks).amount, CURRENCY, locale=get_locale())
