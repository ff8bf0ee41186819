"""The basket, and the checkout that turns it into an order."""

from contextlib import suppress
from email.utils import parseaddr

from flask import Blueprint, abort, current_app, redirect, render_template, request, session, url_for
from flask_babel import get_locale, gettext
from sqlalchemy.exc import IntegrityError

from flask_amends import check_order, check_stock, place_order, take_preferences, take_shown

from . import goods, letters, payment
from .after_sales import facts
from .models import Code, Line, Product, Purchase, db
from .pages import price

MOST = 9
bp = Blueprint("basket", __name__)


@bp.get("/basket")
def show():
    """What the visitor is about to buy."""
    return render_template("basket.html", lines=_lines(), total=_total(), basket=goods.basket(_lines()))


@bp.post("/basket")
def change():
    """Put something in, or set how many; none takes it out."""
    product = db.session.get(Product, request.form.get("sku", "")) or abort(404)
    held = session.get("basket", {})
    wanted = request.form.get("quantity", held.get(product.sku, 0) + 1, type=int)
    held = {**held, product.sku: max(0, min(wanted, MOST))}
    session["basket"] = {sku: quantity for sku, quantity in held.items() if quantity}
    return redirect(url_for(".show"))


@bp.get("/checkout")
def checkout():
    """Where to send it, and the button that pays."""
    if not _lines():
        return redirect(url_for(".show"))
    return _page({}, {})


@bp.post("/checkout")
def pay():
    """Take the order. The payment is pretended; the order is not.

    Prices and stock are looked at once more, in their ledgers: what changed since the page was shown is asked
    about again, and what is in doubt is confirmed by the shop before it is paid.
    """
    lines = _lines()
    if not lines:
        return redirect(url_for(".show"))
    form = {name: value.strip() for name, value in request.form.items()}
    code = db.session.get(Code, form["code"].upper()) if form.get("code") else None
    errors = _errors(form, code)
    short = [one for one in check_stock(_wanted(lines)) if not one.is_unconfirmed]
    if errors or short or not check_order(goods.basket(lines), request.form):
        return _page(form, errors, code), 422
    purchase = place(
        lines,
        name=form["name"],
        email=parseaddr(form["email"])[1],
        address=form["address"],
        phone=form.get("phone"),
        delivered_by=form["delivered_by"],
        through=_through(form),
        code=code,
        pays=False,
    )
    order = facts(purchase)
    take_shown(request.form, order)
    take_preferences(request.form, order)
    if not place_order(order, request.form):  # a price changed in this very moment
        db.session.rollback()
        return _page(form, errors, code), 422
    db.session.commit()
    letters.received(purchase)
    payment.collect(purchase)
    session["basket"] = {}
    session["orders"] = [*session.get("orders", []), purchase.number]
    return redirect(url_for("orders.order", number=purchase.number), 303)


def _page(form, errors, code=None):
    lines = _lines()
    return render_template(
        "checkout.html",
        lines=lines,
        total=_total(),
        form=form,
        errors=errors,
        code=code,
        basket=goods.basket(lines),
        waits=bool(check_order(goods.basket(lines)).flags),
        wanted=_wanted(lines),
        posted=request.form or None,
    )


def _wanted(lines):
    return {product.sku: quantity for product, quantity in lines}


def _errors(form, code):
    """What keeps this order from being taken, by field."""
    errors = {name: gettext("Please fill this in.") for name in ("name", "address") if not form.get(name)}
    if "@" not in parseaddr(form.get("email", ""))[1]:
        errors["email"] = gettext("Please write an e-mail address, such as maria@example.com.")
    if form.get("delivered_by") not in ("shop", "carrier", *_couriers()):
        errors["delivered_by"] = gettext("Please choose who brings it.")
    if form.get("code") and (code is None or code.used_in):
        errors["code"] = gettext("This code is not valid, or has been used.")
    elif code and _total() < code.valid_from:
        errors["code"] = gettext(
            "This code is valid in orders from %(amount)s.", amount=price(code.valid_from)
        )
    return errors


def _through(form):
    """The marketplace an order belongs to; its couriers bring only its own orders."""
    theirs = "marketplace" in (form.get("through"), form["delivered_by"])
    return current_app.config["MARKETPLACE"] if theirs else None


def _couriers():
    return ("marketplace",) if current_app.config["MARKETPLACE"] else ()


def place(lines, *, name, email, address, delivered_by, phone=None, through=None, code=None, pays=True):
    """Store an order of (product, quantity); unless it is paid later, it is paid now."""
    total = sum(product.price * quantity for product, quantity in lines)
    purchase = Purchase(
        name=name,
        email=email,
        phone=phone,
        address=address,
        delivered_by=delivered_by,
        marketplace=through,
        discount=min(code.amount, total) if code else 0,
        locale=get_locale().language,
        placed_at=current_app.extensions["shop_clock"].now(),
        lines=[_line(product, quantity) for product, quantity in lines],
    )
    _store(purchase)
    if code:
        code.used_in = purchase.number
    if pays:
        payment.paid(purchase)
        db.session.commit()
    return purchase


def _line(product, quantity):
    return Line(
        sku=product.sku,
        title=gettext(product.title),
        description=gettext(product.description),
        price=product.price,
        quantity=quantity,
    )


def _store(purchase):
    """Orders are numbered from 1001 on; of two at the same moment, one takes the next number."""
    while purchase not in db.session:
        known = db.session.scalar(db.select(db.func.count()).select_from(Purchase))
        purchase.number = str(1001 + known)
        with suppress(IntegrityError), db.session.begin_nested():
            db.session.add(purchase)


def _lines():
    held = session.get("basket", {})
    products = {
        product.sku: product
        for product in db.session.scalars(db.select(Product).filter(Product.sku.in_(held)))
    }
    return [(products[sku], quantity) for sku, quantity in held.items() if sku in products]


def _total():
    return sum(product.price * quantity for product, quantity in _lines())
