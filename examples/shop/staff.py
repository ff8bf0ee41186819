"""The shop's own back office: sign in, see the orders, say that one was delivered, set prices."""

import re

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import LoginManager, current_user, login_required, login_user, logout_user

from flask_amends import record_order_event

from . import goods
from .models import Product, Purchase, Staff, db

login_manager = LoginManager()
login_manager.login_view = "staff.sign_in"
login_manager.login_message = None
bp = Blueprint("staff", __name__, url_prefix="/staff")


@login_manager.user_loader
def load(key):
    """Who a session belongs to."""
    return db.session.get(Staff, int(key))


@bp.get("/")
@login_required
def office():
    """Every order, the newest first."""
    purchases = db.session.scalars(db.select(Purchase).order_by(Purchase.number.desc())).all()
    products = db.session.scalars(db.select(Product)).all()
    return render_template("office.html", purchases=purchases, products=products)


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in():
    """Let staff in by name and password."""
    error = None
    if request.method == "POST":
        member = db.session.scalar(
            db.select(Staff).filter_by(name=request.form.get("name", "").strip().lower())
        )
        if member and member.has_password(request.form.get("password", "")):
            login_user(member)
            return redirect(url_for(".office"), 303)
        error = gettext("Name and password do not belong together.")
    return render_template("sign_in.html", error=error), 422 if error else 200


@bp.post("/sign-out")
def sign_out():
    """End the session."""
    logout_user()
    return redirect(url_for("shop.catalogue"), 303)


@bp.post("/goods/<sku>/price")
@login_required
def price(sku):
    """Set a price. One that looks like a mistake is held: it waits at the claims desk for a colleague."""
    product = db.session.get(Product, sku) or abort(404)
    roubles = request.form.get("price", "")
    if not re.fullmatch(r"[0-9]{1,7}([.,][0-9]{2})?", roubles, re.ASCII):
        flash(gettext("Please write the price in digits, such as 990 or 990.50."))
        return redirect(url_for(".office"), 303)
    kopecks = round(float(roubles.replace(",", ".")) * 100)
    verdict = goods.set_price(product, kopecks, by=str(current_user.id))
    db.session.commit()
    said = (
        gettext("The price is set.") if product.price == kopecks else gettext("The price is being checked.")
    )
    flash(" ".join([said, *(one.message for one in verdict.findings[:1])]))
    return redirect(url_for(".office"), 303)


@bp.post("/orders/<number>/delivered")
@login_required
def delivered(number):
    """Record that the order has arrived, here and in its claims; one commit stores both."""
    purchase = db.session.get(Purchase, number) or abort(404)
    if purchase.fulfilled_at is None:
        purchase.fulfilled_at = current_app.extensions["shop_clock"].now()
        record_order_event(number, "fulfilled", at=purchase.fulfilled_at)
        db.session.commit()
    return redirect(url_for(".office"), 303)
