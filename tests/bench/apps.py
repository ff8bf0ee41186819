"""The web programs of B9 and B10: a shop, and Flask views that do next to nothing."""

import json
import os
import time
from typing import Any

from flask import Flask, request

from flask_amends import Amends
from flask_amends.state import State, get_state
from flask_amends.testing import MailBox
from flask_amends.web import csrf

#: Older than the shortest time in which a person fills in the form.
FILLED_IN_SECONDS = 60
SECRET = "the key of a measurement"
PAGE = "<!doctype html><title>{{ title }}</title><ul>{% for n in numbers %}<li>{{ n }}{% endfor %}</ul>"


def bare() -> Flask:
    """The least a Flask program can do with a posted claim."""
    app = Flask("bare")

    @app.post("/claim")
    def take() -> dict[str, int]:
        return {"fields": len(request.get_json())}

    template = app.jinja_env.from_string(PAGE)

    @app.get("/page")
    def page() -> str:
        return template.render(title="A small page", numbers=range(20))

    _tell_cpu(app)
    return app


def shop() -> Flask:
    """A shop with the plugin on the database that the environment names."""
    app = Flask("shop_of_the_bench")
    app.config.update(
        SECRET_KEY=SECRET,
        TESTING=True,
        AMENDS_DATABASE_URI=os.environ["AMENDS_BENCH_DATABASE"],
        AMENDS_WORKER="off",
        AMENDS_CURRENCY="PLN",
        AMENDS_WEBHOOK_ALLOW_NETWORKS=["127.0.0.0/8"],
    )
    Amends(app, mailer=MailBox())
    # Every client of a measurement has one address; limits count by network.
    wsgi = app.wsgi_app

    def from_anywhere(environ: dict[str, Any], start_response: Any) -> Any:
        environ["REMOTE_ADDR"] = environ.pop("HTTP_X_BENCH_ADDRESS", "127.0.0.1")
        return wsgi(environ, start_response)

    app.wsgi_app = from_anywhere  # type: ignore[method-assign]

    @app.get("/forms/<int:count>")
    def forms(count: int) -> list[str]:
        state: State = get_state()
        began = int(state.clock.now().timestamp()) - FILLED_IN_SECONDS
        return [csrf.issue(state, "claim", started=began) for _ in range(count)]

    _tell_cpu(app)
    return app


def _tell_cpu(app: Flask) -> None:
    @app.get("/cpu")
    def cpu() -> str:
        return json.dumps(time.process_time())
