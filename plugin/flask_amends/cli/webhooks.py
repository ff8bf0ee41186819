"""``webhooks``: whether a receiver is there (``ping``), and whether it does its part (``doctor``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

import click
from flask.cli import AppGroup

from amends_webhooks import Exchange, Result, check_url, examine
from flask_amends.cli.printing import as_json, print_json, told
from flask_amends.service import endpoints as service
from flask_amends.state import State, get_state
from flask_amends.worker.courier import new_sender
from flask_amends.worker.courier import ping as send_ping


def register(group: AppGroup) -> None:
    """Add these commands."""
    group.add_command(webhooks)


@click.group()
def webhooks() -> None:
    """Webhooks by hand."""


@webhooks.command()
@click.argument("endpoint_id")
@as_json
@told
def ping(endpoint_id: str, *, as_json: bool) -> None:
    """Send one signed `ping` to an endpoint and show what came back. Nothing is stored."""
    state = get_state()
    exchange = send_ping(state, service.get(state, endpoint_id))
    answer = f"status {exchange.status}" if exchange.status else f"{exchange.error}: {exchange.detail}"
    if as_json:
        print_json({"status": exchange.status, "error": exchange.error, "ms": exchange.duration_ms})
    else:
        click.echo(f"{answer} after {exchange.duration_ms} ms")
    if exchange.status is None or not 200 <= exchange.status <= 299:
        raise click.exceptions.Exit(1)


@webhooks.command()
@click.argument("url")
@click.option(
    "--secret",
    "secrets",
    multiple=True,
    envvar="AMENDS_DOCTOR_SECRET",
    help="What the receiver verifies with, unless an endpoint has this URL; repeatable.",
)
@click.option("--allow-network", "networks", multiple=True, help="Such as 127.0.0.0/8, for development.")
@as_json
@told
def doctor(url: str, secrets: Sequence[str], networks: Sequence[str], *, as_json: bool) -> None:
    """Try a receiver: good, bad, old, repeated and large messages. Leave with status 1 if it is at fault.

    Every message is a `ping`, on which a receiver does not act. Nothing is stored.
    """
    state = get_state()
    known = service.with_url(state, url)
    allowed = (
        *(str(network) for network in state.settings.webhook_allow_networks),
        *networks,
        *(known.allow_networks if known else ()),
    )
    url = check_url(url, allow_networks=allowed)
    keys = secrets or (
        known.signing_secrets(state.clock.now())
        if known
        else (click.prompt("Secret", hide_input=True, err=True),)
    )
    own = known.headers if known else {}
    results = []
    for result in _examine(state, url, keys, own, allowed):
        results.append(result)
        if not as_json:
            click.echo(f"{result.level:6}  {result.about}: {result.text}")
    if as_json:
        print_json([asdict(one) for one in results])
    if any(one.level == "fault" for one in results):
        raise click.exceptions.Exit(1)


def _examine(
    state: State, url: str, keys: Sequence[str], own: Mapping[str, str], allowed: tuple[str, ...]
) -> Iterator[Result]:
    with new_sender(state) as sender:

        def send(headers: Mapping[str, str], body: bytes) -> Exchange:
            return sender.send(url, {**own, **headers}, body, allow_networks=allowed)

        yield from examine(send, keys, clock=state.clock.now, random_bytes=state.randomness.token_bytes)
