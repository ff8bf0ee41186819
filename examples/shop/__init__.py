"""Lamplight: a small shop, and what a real one looks like with Flask-Amends in it.

Run it with `flask --app shop run` in the folder of examples, after `flask --app shop set-up`.
"""

import os
import secrets
from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext
from flask_wtf import CSRFProtect

from flask_amends.signals import payment_released

from . import (
    after_sales,
    basket,
    catalogue,
    contact,
    delivery,
    goods,
    languages,
    mailbox,
    orders,
    pages,
    payment,
    promotions,
    staff,
)
from .models import Staff, WallClock, db

csrf = CSRFProtect()


def create_app(config=None, *, clock=None):
    """The shop. Settings come from the environment (SHOP_AMENDS_BASE_URL=…) and from `config`."""
    app = Flask(__name__, instance_path=os.environ.get("SHOP_FOLDER"))
    Path(app.instance_path).mkdir(parents=True, exist_ok=True)
    app.config.from_mapping(
        SECRET_KEY=_secret_key(Path(app.instance_path, "secret-key")),
        SESSION_COOKIE_SAMESITE="Lax",
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{app.instance_path}/shop.sqlite3",
        MARKETPLACE=None,
        AMENDS_SHOP_NAME="Lamplight",
        AMENDS_CURRENCY=after_sales.CURRENCY,
        AMENDS_CODE_TERMS={"days_after_issue": None},
        AMENDS_DUAL_CONTROL_FROM="20000 RUB",
        AMENDS_GOODWILL_BUDGET="30000 RUB",
        AMENDS_STAFF_EMAIL="staff@lamplight.example",
        AMENDS_CONFIRM_HOURS=24,
        AMENDS_PAY_URL="/orders/{number}",
        AMENDS_NOTICES_ACCEPTED=("price.disclaimer", "price.terms_clause", "stock.disclaimer"),
        **contact.SETTINGS,
        **delivery.SETTINGS,
    )
    app.config.from_prefixed_env("SHOP")
    app.config.from_mapping(config or {})

    app.extensions["shop_clock"] = clock = clock or WallClock()
    db.init_app(app)
    csrf.init_app(app)
    staff.login_manager.init_app(app)
    languages.babel.init_app(app, locale_selector=languages.current)
    after_sales.mount(app, clock)
    payment_released.connect(payment.give_code_back, app)

    for part in (pages, basket, orders, contact, staff, languages):
        app.register_blueprint(part.bp)
    if not app.config.get("AMENDS_MAIL_SERVER"):
        app.register_blueprint(mailbox.bp)
    app.context_processor(languages.words)
    app.add_template_filter(pages.price)
    app.add_template_global(delivery.city_of)
    app.add_template_global(goods.item)
    app.add_template_global(promotions.terms_of)
    app.cli.add_command(set_up)
    app.cli.add_command(goods.open_books)
    return app


@click.command("set-up")
@click.option("--agent", default="anna", help="Who answers claims.")
@click.option(
    "--lead", default="boris", help="Who answers claims, and takes the second look at a colleague's."
)
@click.password_option(help="Their password.")
@with_appcontext
def set_up(password, **names):
    """Make the shop's tables, goods and staff. (The plugin's tables: flask amends db upgrade.)"""
    db.create_all()
    catalogue.load()
    for role, name in names.items():
        member = db.session.scalar(db.select(Staff).filter_by(name=name)) or Staff(name=name)
        member.role = role
        member.set_password(password)
        db.session.add(member)
    db.session.commit()
    click.echo(f"The shop is ready; {' and '.join(names.values())} can sign in at /staff.")


def _secret_key(path):
    """A key of its own for every folder, made once."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex())
    return path.read_text()
