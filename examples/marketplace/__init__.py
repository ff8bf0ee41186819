"""Bazaar: the other side of the wire, a marketplace that receives and answers without our packages.

Flask, SQLite, requests and the Standard Webhooks library from PyPI are all it needs.
"""

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, g
from flask_wtf import CSRFProtect

from . import pages, receiving, wording
from .store import Store

csrf = CSRFProtect()
MAX_BODY = 256_000


def create_app(config=None, *, now=None):
    """The marketplace. Settings come from the environment (MARKETPLACE_SHOP_URL=…) and from `config`.

    `RECEIVING_SECRET` verifies what the shop sends, `SENDING_SECRET` signs what it gets, both `whsec_…`;
    `SHOP_URL` is the shop's address for us, which ends in `/amends/inbound/<our name>`.
    """
    app = Flask(__name__, instance_path=os.environ.get("MARKETPLACE_FOLDER"))
    Path(app.instance_path).mkdir(parents=True, exist_ok=True)
    app.config.from_mapping(
        SECRET_KEY=secrets.token_hex(), MAX_CONTENT_LENGTH=MAX_BODY, SESSION_COOKIE_NAME="bazaar"
    )
    app.config.from_prefixed_env("MARKETPLACE")
    app.config.from_mapping(config or {})
    app.config["NOW"] = now or _now

    Store(app.instance_path).create()
    csrf.init_app(app)
    app.register_blueprint(receiving.bp)
    csrf.exempt(receiving.bp)  # the signature says who sent it
    app.register_blueprint(pages.bp)
    for words in (wording.words, wording.money, wording.moment, wording.title):
        app.add_template_filter(words)

    @app.before_request
    def open_store():
        g.store = Store(app.instance_path)

    @app.teardown_request
    def close_store(_):
        if "store" in g:
            g.store.close()

    return app


def _now():
    return datetime.now(UTC)  # noqa: TID251 - the marketplace has its own wall clock
