"""A whole shop that takes claims. Run it: flask --app examples/smallest/app.py run"""

from decimal import Decimal

from flask import Flask, render_template_string

from flask_amends import Amends, Money, Order, OrderLine

app = Flask(__name__)
app.config["SECRET_KEY"] = "put the output of: python -c 'import secrets; print(secrets.token_hex())'"
amends = Amends(app)

LAMP = OrderLine(sku="lamp", title="Reading lamp", unit_price=Money(amount=Decimal("49.00"), currency="EUR"))
ORDERS = {"1001": Order(number="1001", email="maria@example.com", currency="EUR", lines=(LAMP,))}


@amends.order_lookup
def find_order(number, email):
    order = ORDERS.get(number)
    return order if order and email in (None, order.email) else None


@app.get("/orders/<number>")
def show(number):
    page = "<h1>Order {{ order.number }}</h1> {{ amends.claim_form(order=order) }}"
    return render_template_string(page, order=ORDERS[number])
