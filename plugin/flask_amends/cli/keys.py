"""``keys``: who may use the API, and for what; a key's secret is shown once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import click
from flask.cli import AppGroup

from flask_amends.cli.printing import as_json, print_json, table, told
from flask_amends.payloads import PROFILES
from flask_amends.service import keys as service
from flask_amends.state import get_state
from flask_amends.storage.access_records import ApiKeyRow


def register(group: AppGroup) -> None:
    """Add these commands."""
    group.add_command(keys)


@click.group()
def keys() -> None:
    """Keys of the API. (Keys that sign files are under `signing-keys`.)"""


@keys.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    metavar="SCOPE",
    help=f"What it may do; repeatable. One of: {', '.join(service.SCOPES)}.",
)
@click.option(
    "--owner", default="shop", help="A marketplace, whose key sees its own disputes; or shop, for all."
)
@click.option("--profile", type=click.Choice(PROFILES), default="full", help="How much it is told.")
@click.option(
    "--days", type=click.IntRange(1, 3650), help="How long it lives; without it, until it is revoked."
)
@as_json
@told
def new(
    name: str, scopes: Sequence[str], owner: str, profile: str, days: int | None, *, as_json: bool
) -> None:
    """Make a key called NAME. Its secret is shown once."""
    made = service.new(
        get_state(),
        name=name,
        scopes=scopes,
        owner=owner,
        profile=profile,
        lasts=None if days is None else timedelta(days=days),
    )
    if as_json:
        print_json({"id": made.row.id, "secret": made.secret})
    else:
        click.echo(f"{made.row.id} opens the API with this secret; it is not shown again:\n{made.secret}")


@keys.command("list")
@as_json
@told
def list_(*, as_json: bool) -> None:
    """Show every key and when it was last used."""
    state = get_state()
    now = state.clock.now()
    found = [
        {
            "id": one.id,
            "name": one.name,
            "owner": one.owner,
            "state": _state(one, now),
            "profile": one.profile,
            "used": _at(one.last_used_at),
            "expires": _at(one.expires_at),
            "scopes": " ".join(one.scopes),
        }
        for one in service.all_keys(state)
    ]
    if as_json:
        print_json(found)
    else:
        table(found)


@keys.command()
@click.argument("key_id", metavar="KEY")
@told
def revoke(key_id: str) -> None:
    """End a KEY at once; nothing that was done with it changes."""
    row = service.revoke(get_state(), key_id)
    click.echo(f"{row.id} ({row.name}) opens nothing any more.")


def _state(key: ApiKeyRow, now: datetime) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "live" if key.is_live(now) else "expired"


def _at(moment: datetime | None) -> str:
    return "-" if moment is None else moment.isoformat(timespec="minutes")
