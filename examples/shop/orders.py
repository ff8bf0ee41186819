"""What a customer bought: the list of orders, and the order page with the claim form."""

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask_babel import gettext

from . import payment
from .after_sales import facts
from .models import Purchase, db

bp = Blueprint("orders", __name__, url_prefix="/orders")


@bp.get("/")
def mine():
    """The orders that this browser made or found."""
    return render_template("orders.html", purchases=_known(), error=None)


@bp.post("/")
def find():
    """Show an order to whoever knows its number and its e-mail address."""
    purchase = db.session.get(Purchase, request.form.get("number", "").strip())
    if purchase is None or purchase.email.casefold() != request.form.get("email", "").strip().casefold():
        error = gettext("There is no order with this number and e-mail address.")
        return render_template("orders.html", purchases=_known(), error=error), 422
    session["orders"] = [
        *(one for one in session.get("orders", []) if one != purchase.number),
        purchase.number,
    ]
    return redirect(url_for(".order", number=purchase.number), 303)


@bp.get("/<number>")
def order(number):
    """One order, and below it the form for when something is wrong."""
    purchase = db.session.get(Purchase, number)
    if purchase is None or number not in session.get("orders", []):
        abort(404)
    return render_template("order.html", purchase=purchase, facts=facts(purchase))


@bp.post("/<number>/pay")
def pay(number):
    """Pay an order that had to be confirmed first."""
    purchase = db.session.get(Purchase, number)
    if purchase is None or number not in session.get("orders", []):
        abort(404)
    payment.collect(purchase)
    return redirect(url_for(".order", number=number), 303)


def _known():
    numbers = session.get("orders", [])
    return db.session.scalars(
        db.select(Purchase).filter(Purchase.number.in_(numbers)).order_by(Purchase.number.desc())
    ).all()
