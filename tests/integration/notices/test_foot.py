"""The foot of a page does not repeat what the page has said above it (P8)."""

from flask import Flask, render_template_string

from flask_amends import Amends
from flask_amends.testing import FrozenClock

PAGE = "{{ amends.price_notice(item) if above }}<hr>{{ amends.footer() }}"
ITEM = {"sku": "lamp"}


def test_a_clause_stands_in_the_foot_only_where_the_page_has_not_said_it(tmp_path):
    app = Flask(__name__, instance_path=str(tmp_path))
    app.config.update(SECRET_KEY="k" * 40, AMENDS_WORKER="off", AMENDS_NOTICES_ACCEPTED=["price.disclaimer"])
    Amends(app, clock=FrozenClock())
    app.add_url_rule(
        "/<int:above>",
        view_func=lambda above: render_template_string(PAGE, item=ITEM, above=above),
        endpoint="x",
    )
    client = app.test_client()
    said, alone = (client.get(f"/{above}").text.split("<hr>")[1] for above in (1, 0))
    assert "Prices are entered with care" in alone
    assert "Prices are entered with care" not in said
    assert "Contact" in said
    app.extensions["amends"].store.engine.close()
