"""The help of the shop, at an origin of its own. Run it: flask --app embed.help run --port 8002"""

import os
from decimal import Decimal

from flask import Flask

from flask_amends import Amends, Money, Order, OrderLine

amends = Amends()
LAMP = OrderLine(sku="lamp", title="Reading lamp", unit_price=Money(amount=Decimal("49.00"), currency="EUR"))
ORDERS = {"1001": Order(number="1001", email="maria@example.com", currency="EUR", lines=(LAMP,))}


@amends.order_lookup
def find_order(number, email):
    order = ORDERS.get(number)
    return order if order and email in (None, order.email) else None


def create_app(**config):
    app = Flask("embed_help", instance_path=config.pop("FOLDER", None))
    app.config.update(
        SECRET_KEY=os.environ.get("HELP_SECRET_KEY", "only for this demonstration"),
        AMENDS_SHOP_NAME="Lamps of Maria",
        AMENDS_EMBED_ORIGINS=["http://127.0.0.1:8001"],
        AMENDS_EMBED_KEYS=["the shop and its help share this key"],
        **config,
    )
    amends.init_app(app)
    return app
