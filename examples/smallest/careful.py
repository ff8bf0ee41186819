"""A shop that catches mistakes first. Run it: flask --app examples/smallest/careful.py run"""

from decimal import Decimal

from flask import Flask, render_template_string, request

from flask_amends import Amends, Money, may_pay, place_order, record_price, record_stock, take_shown

app = Flask(__name__)
app.config["SECRET_KEY"] = "put the output of: python -c 'import secrets; print(secrets.token_hex())'"
app.config["AMENDS_NOTICES_ACCEPTED"] = ["price.disclaimer"]  # the shop answers for this text
amends = Amends(app)

PAGE = """<h1>Reading lamp</h1> <p>{{ lamp.unit_price }}</p>
{{ amends.price_notice(lamp) }} {{ amends.stock_notice(lamp) }}
<form method="post">{{ amends.payment_notice(basket) }} {{ amends.seen_prices(basket) }} {{ amends.shown() }}
<button>Order</button></form>"""


def lamp(price):
    return {"sku": "lamp", "title": "Reading lamp", "unit_price": price, "quantity": 1}


def set_price(amount):
    """The old price stays where the guard holds the new one: 4.90 after 49.00 never reaches the page."""
    return record_price("lamp", Money(amount=Decimal(amount), currency="EUR")).in_force


with app.app_context():
    record_stock("lamp", 3, source="count")
    set_price("49.00")
    PRICE = set_price("4.90")


@app.get("/lamp")
def show():
    item = lamp(PRICE)
    return render_template_string(PAGE, lamp=item, basket={"lines": [item]})


@app.post("/lamp")
def order():
    order = {"number": "1001", "email": "maria@example.com", "lines": [lamp(PRICE)], "total": PRICE}
    if not place_order(order, request.form):  # a price has changed since the page was shown: ask again
        return show()
    take_shown(request.form, order)  # evidence, should this order ever be disputed
    return "Paid, thank you." if may_pay(order) else "We confirm your order, and you pay only then."
