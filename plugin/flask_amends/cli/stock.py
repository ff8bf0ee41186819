"""``stock``: what asks for somebody, what places contradict each other, and what an item's page says."""

from __future__ import annotations

import csv
from pathlib import Path

import click
from flask.cli import AppGroup

from flask_amends.cli.printing import as_json, print_json, told
from flask_amends.errors import AmendsError
from flask_amends.service import stock as service
from flask_amends.service import stock_check
from flask_amends.service.stock_check import Said
from flask_amends.state import get_state

#: What each finding means.
SENTENCES = {
    "not_checked": "was last checked at {checked_at} by {source}: its page does not promise it.",
    "day_remind_owner": "comes back on {day}, which nobody has confirmed; {waiting} wait.",
    "day_say_unconfirmed": "was to come back today, {day}, and nobody has confirmed it; {waiting} wait.",
    "day_tell_waiting": "was to come back on {day}, which has passed; {waiting} wait.",
    "strange_count": "has a count of {on_hand}, which looks wrong.",
    "letter_late": "is short in order {order_number}, whose buyer was to hear of it within a day.",
    "not_understood": "is said to be {says!r} by {place}, which is no availability.",
}
_COLUMNS = {"sku", "place", "says"}


def register(group: AppGroup) -> None:
    """Add these commands."""
    group.add_command(stock)


@click.group()
def stock() -> None:
    """Stock: what is said about items, and what asks for somebody."""


@stock.command()
@click.option(
    "--said",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file with the columns sku, place, says: what a page, a feed or a basket says about items.",
)
@as_json
@told
def check(said: Path | None, *, as_json: bool) -> None:
    """What asks for somebody: old checks, days, strange counts, letters, and places that contradict.

    Leaves with status 1 if there is anything.
    """
    found = stock_check.findings(get_state(), _read(said) if said is not None else ())
    if as_json:
        print_json([{"code": one.code, "sku": one.sku, **one.facts} for one in found])
    for one in [] if as_json else found:
        if one.code == "contradiction":
            (first, says), (second, other) = one.facts.items()
            click.echo(f"{one.sku}: {first} says {says}, {second} says {other}.")
        else:
            click.echo(f"{one.sku} {SENTENCES[one.code].format(**one.facts)}")
    if not found and not as_json:
        click.echo("Nothing asks for anybody.")
    if found:
        raise SystemExit(1)


def _read(path: Path) -> list[Said]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not set(rows.fieldnames or ()) >= _COLUMNS:
            raise AmendsError(f"{path.name} needs the columns sku, place, says.")
        return [Said(sku=row["sku"], place=row["place"], says=row["says"]) for row in rows]


@stock.command()
@click.argument("sku")
@as_json
@told
def show(sku: str, *, as_json: bool) -> None:
    """What is known about the item SKU, and what its page, its markup and a feed say."""
    state = get_state()
    row = service.current(state, sku)
    machines = stock_check.for_machines(state, sku)
    if row is None or machines is None:
        raise AmendsError(f"Nothing is known about {sku}.")
    fact, says = row.fact, service.said(state, row.fact)
    told = {
        "sku": sku,
        "state": says.state.value,
        "on_hand": fact.on_hand,
        "to_promise": fact.to_promise,
        "source": fact.source,
        "checked_at": fact.checked_at.isoformat(),
        "day": says.day.isoformat() if says.day else None,
        "schema_org": dict(machines["schema_org"]),
        "google": dict(machines["google"]),
    }
    if as_json:
        print_json(told)
        return
    for name, value in told.items():
        click.echo(f"{name}: {value}")
