"""``marketplaces``: who may send us decisions, and with which keys; and new keys for webhooks."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from amends_webhooks import generate_secret, generate_signing_key, parse_signing_key
from flask_amends.cli.printing import as_json, print_json, table, told
from flask_amends.cli.webhooks import webhooks
from flask_amends.service import marketplaces as service
from flask_amends.state import get_state


def register(group: AppGroup) -> None:
    """Add these commands."""
    group.add_command(marketplaces)


@click.group()
def marketplaces() -> None:
    """Marketplaces that this shop sells through."""


@marketplaces.command("add")
@click.argument("name")
@click.option("--title", default="", help="What people call it.")
@click.option("--takes-payment", is_flag=True, help="It takes the shoppers' money, so it gives it back.")
@click.option("--key", help="The key it signs with (whsec_ or whpk_); without it one is made.")
@as_json
@told
def add(name: str, title: str, key: str | None, *, takes_payment: bool, as_json: bool) -> None:
    """Add a marketplace. Its key is shown once."""
    made = service.add(get_state(), name, title=title, takes_payment=takes_payment, key=key)
    _show_key(name, made, as_json=as_json)


@marketplaces.command("list")
@as_json
@told
def list_(*, as_json: bool) -> None:
    """Show every marketplace."""
    found = [
        {
            "name": one.name,
            "title": one.title,
            "takes_payment": one.takes_payment,
            "keys": len(one.inbound_keys),
        }
        for one in service.every(get_state())
    ]
    if as_json:
        print_json(found)
    else:
        table(found)


@marketplaces.command()
@click.argument("name")
@click.option("--key", help="The new key; without it one is made.")
@click.option("--drop-old", is_flag=True, help="Make no key; accept only the newest from now on.")
@as_json
@told
def rotate(name: str, key: str | None, *, drop_old: bool, as_json: bool) -> None:
    """Accept a new key beside the old ones; later, with --drop-old, only the newest."""
    newest = service.rotate(get_state(), name, key=key, drop_old=drop_old)
    if drop_old:
        click.echo(f"{name}: only the newest key is accepted.")
    else:
        _show_key(name, newest, as_json=as_json)


@webhooks.command("new-key")
@click.option("--signing", is_flag=True, help="An ed25519 pair (whsk_, whpk_) in place of a shared secret.")
@as_json
def new_key(*, signing: bool, as_json: bool) -> None:
    """Make a key. Nothing is stored."""
    made = {"secret": generate_signing_key() if signing else generate_secret()}
    if signing:
        made["public"] = str(parse_signing_key(made["secret"]).public())
    if as_json:
        print_json(made)
    else:
        click.echo("\n".join(made.values()))


def _show_key(name: str, key: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"name": name, "key": key})
    else:
        click.echo(f"{name} signs with this key; it is not shown again:\n{key}")
