"""``endpoints``: who receives webhooks; ``events``: what there is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import click
from flask.cli import AppGroup

from flask_amends.cli.printing import as_json, print_json, table, told
from flask_amends.payloads import PROFILES
from flask_amends.payloads.catalogue import body_schema, catalogue
from flask_amends.service import endpoints as service
from flask_amends.state import get_state

_ENDED = ("delivered", "failed", "expired", "cancelled")


def register(group: AppGroup) -> None:
    """Add these commands."""
    for command in (endpoints, events):
        group.add_command(command)


@click.group()
def endpoints() -> None:
    """Receivers of webhooks."""


@endpoints.command()
@click.argument("url")
@click.option("--owner", default="shop", help="A marketplace, which gets its own cases; or shop, for all.")
@click.option(
    "--event",
    "events",
    multiple=True,
    default=("*",),
    help="A type, or dispute.*; repeatable. Without it all but those of the guards (price.*, stock.* …).",
)
@click.option("--profile", type=click.Choice(PROFILES), default="full", help="How much it is told.")
@click.option("--description", default="")
@click.option("--header", "headers", multiple=True, help="'Name: value', sent with each message; repeatable.")
@click.option("--allow-network", "networks", multiple=True, help="Such as 127.0.0.0/8, for development.")
@click.option("--secret", help="The secret to sign with; without it one is made.")
@click.option("--in-flight", type=click.IntRange(1, 64), default=4, help="Requests at once.")
@click.option("--rate", type=click.IntRange(1), default=10, help="Requests a second.")
@as_json
@told
def add(
    url: str, headers: Sequence[str], networks: Sequence[str], *, as_json: bool, **options: object
) -> None:
    """Add a receiver. Its secret is shown once."""
    pairs = dict(_pair(header) for header in headers)
    row = service.add(get_state(), url=url, headers=pairs, allow_networks=networks, **options)  # type: ignore[arg-type]
    if as_json:
        print_json({"id": row.id, "secret": row.secrets[0]})
    else:
        click.echo(f"{row.id} verifies with this secret; it is not shown again:\n{row.secrets[0]}")


def _pair(header: str) -> tuple[str, str]:
    name, colon, value = header.partition(":")
    if not colon:
        raise click.BadParameter(f"{header!r} is not 'Name: value'.")
    return name.strip(), value.strip()


@endpoints.command("list")
@as_json
@told
def list_(*, as_json: bool) -> None:
    """Show every receiver and how its deliveries stand."""
    found = [
        {
            "id": one.endpoint.id,
            "owner": one.endpoint.owner,
            "state": _health(one),
            "events": " ".join(one.endpoint.events),
            "profile": one.endpoint.profile,
            **{name: one.counts.get(name, 0) for name in ("pending", "delivered", "failed")},
            "url": one.endpoint.url,
        }
        for one in service.statuses(get_state())
    ]
    if as_json:
        print_json(found)
    else:
        table(found)


def _health(one: service.Status) -> str:
    if one.endpoint.state == "active" and one.endpoint.breaker.get("state") == "open":
        return "failing"
    return one.endpoint.state


@endpoints.command()
@click.argument("endpoint_id")
@click.option(
    "--grace",
    type=click.IntRange(0, 168),
    default=24,
    show_default=True,
    help="Hours the old ones still sign.",
)
@click.option("--drop-old", is_flag=True, help="Make no secret; sign only with the newest from now on.")
@as_json
@told
def rotate(endpoint_id: str, *, grace: int, drop_old: bool, as_json: bool) -> None:
    """Sign with a new secret, and for a day (--grace) with the old ones too."""
    if drop_old:
        click.echo(f"{service.drop_old_secrets(get_state(), endpoint_id)} old secret(s) dropped.")
        return
    secret = service.rotate(get_state(), endpoint_id, grace=timedelta(hours=grace))
    if as_json:
        print_json({"id": endpoint_id, "secret": secret})
    else:
        click.echo(f"{endpoint_id} can verify with this secret too; it is not shown again:\n{secret}")


@endpoints.command()
@click.argument("endpoint_id")
@told
def pause(endpoint_id: str) -> None:
    """Send nothing for now. The queue is kept."""
    _set_state(endpoint_id, "paused")


@endpoints.command()
@click.argument("endpoint_id")
@told
def resume(endpoint_id: str) -> None:
    """Send again, what has waited first."""
    _set_state(endpoint_id, "active")


@endpoints.command()
@click.argument("endpoint_id")
@told
def disable(endpoint_id: str) -> None:
    """Send nothing until somebody resumes it. The queue is kept."""
    _set_state(endpoint_id, "disabled")


def _set_state(endpoint_id: str, to: str) -> None:
    waiting = service.set_state(get_state(), endpoint_id, to)
    click.echo(f"{endpoint_id} is {to}; {waiting} message(s) wait.")


@endpoints.command()
@click.argument("endpoint_id")
@click.option("--state", "states", multiple=True, type=click.Choice(_ENDED), help="Only these; repeatable.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%z"]), help="Only newer ones.")
@click.option("--message", "messages", multiple=True, help="Only this webhook-id; repeatable.")
@told
def replay(endpoint_id: str, states: Sequence[str], since: datetime | None, messages: Sequence[str]) -> None:
    """Send messages again, each with its old webhook-id. Without options: those that failed."""
    state = get_state()
    chosen = states or (_ENDED if since or messages else ("failed",))
    if since is not None and since.tzinfo is None:
        since = since.replace(tzinfo=state.clock.now().tzinfo)
    count = service.replay(state, endpoint_id, states=chosen, since=since, message_ids=messages)
    click.echo(f"{count} message(s) will be sent again.")


@click.command()
@click.argument("type_", metavar="[TYPE]", required=False)
@as_json
def events(type_: str | None, *, as_json: bool) -> None:
    """Show the catalogue of messages; of one TYPE, the JSON Schema of its body."""
    known = {one.type: one for one in catalogue()}
    if type_ is not None:
        if type_ not in known:
            raise click.BadParameter(f"There is no {type_!r}; `flask amends events` lists them.")
        print_json(body_schema(type_))
        return
    rows = [{"type": one.type, "since": one.since, "summary": one.summary} for one in known.values()]
    if as_json:
        print_json(rows)
    else:
        table(rows)
