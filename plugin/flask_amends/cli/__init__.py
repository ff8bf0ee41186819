"""``flask amends …``: what an operator does from a terminal."""

from __future__ import annotations

from flask.cli import AppGroup

from flask_amends.cli import (
    casefile,
    catalogue,
    database,
    delivery,
    doctor,
    endpoints,
    frames,
    keys,
    marketplaces,
    notices,
    prices,
    privacy,
    promos,
    simulate,
    stock,
    webhooks,
    work,
)

group = AppGroup("amends", help="Disputes: the database, the worker, webhooks, and a doctor.")

for module in (
    doctor,
    database,
    work,
    simulate,
    endpoints,
    webhooks,
    marketplaces,
    casefile,
    frames,
    keys,
    privacy,
    notices,
    delivery,
    catalogue,
    prices,
    promos,
    stock,
):
    module.register(group)
