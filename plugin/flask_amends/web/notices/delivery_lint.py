"""The lint of delivery: the shop's terms, and whether its letters about orders repeat them (D2-D6)."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from jinja2 import TemplateError

from flask_amends.guards.delivery import Fault, Lack
from flask_amends.service import delivery_terms
from flask_amends.state import State

#: By any of these a template repeats the terms.
BLOCKS = ("delivery_notice", "amends.notices(")


def of_app(app: Flask, state: State) -> list[Fault]:
    """Everything that is wrong with the terms, and with the letters that have to repeat them."""
    return [*delivery_terms.faults(state), *_mails(app, state)]


def _mails(app: Flask, state: State) -> Iterator[Fault]:
    """The shop's templates of letters that do not repeat the terms, or are not there."""
    environment = app.jinja_env
    for name in state.settings.delivery.order_mails:
        try:
            source = environment.loader.get_source(environment, name)[0] if environment.loader else ""
        except TemplateError:
            yield Fault(lack=Lack.MAIL_MISSING, detail=name)
            continue
        if not any(block in source for block in BLOCKS):
            yield Fault(lack=Lack.MAIL_SILENT, detail=name)
