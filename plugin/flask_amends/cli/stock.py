"""``stock``: counts from a file, what asks for somebody, what contradicts, and what an item's page says."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from flask_amends.cli.price_lists import bar
from flask_amends.cli.printing import as_json, print_json, told
from flask_amends.errors import AmendsError, InvalidInput
from flask_amends.service import stock as service
from flask_amends.service import stock_check
from flask_amends.service.stock_check import Said
from flask_amends.service.stock_input import Known
from flask_amends.state import State, get_state

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
_COLUMNS = ("sku", "place", "says")


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
    return [
        Said(sku=row["sku"], place=row["place"], says=row["says"]) for _, row in _rows(path, _COLUMNS, ",")
    ]


def _rows(path: Path, columns: Sequence[str], delimiter: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a CSV file by their numbers; a cell that is not there is empty."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, delimiter=delimiter)
            rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
            if not set(rows.fieldnames) >= set(columns):
                raise AmendsError(
                    f"{path.name} needs the columns {', '.join(columns)}, parted by {delimiter!r}."
                )
            for row in rows:
                yield rows.line_num, {name: (row[name] or "").strip() for name in rows.fieldnames or ()}
    except (UnicodeDecodeError, csv.Error, TypeError) as error:
        raise AmendsError(f"{path.name} cannot be read as CSV in UTF-8.") from error


@stock.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Who counted, such as the name of the warehouse.")
@click.option("--delimiter", default=",", help="What parts the columns of FILE; 'tab' for a tab.")
@as_json
@told
def record(file: Path, *, source: str, delimiter: str, as_json: bool) -> None:
    """Take the counts of FILE (CSV): the columns sku and on_hand, and where known checked_at and title.

    A time of the check has its zone, as in 2026-11-22T09:00+01:00; without one the count is of now. Leaves
    with status 1 if a line could not be taken; the others are.
    """
    state, taken = get_state(), 0
    wrong: list[tuple[int, str, list[str]]] = []
    rows = list(_rows(file, ("sku", "on_hand"), "\t" if delimiter == "tab" else delimiter))
    with bar(len(rows), quiet=as_json, label="Recording") as progress:
        for line, row in rows:
            try:
                _take(state, row, source)
                taken += 1
            except InvalidInput as error:
                wrong.append((line, row["sku"], sorted(error.fields)))
            if progress is not None:
                progress(1)
    if as_json:
        lines = [{"line": line, "sku": sku, "wrong": names} for line, sku, names in wrong]
        print_json({"taken": taken, "wrong": lines})
    else:
        for line, sku, names in wrong:
            click.echo(f"Line {line} ({sku}): {', '.join(names)} cannot be used.")
        click.echo(f"{taken} counts were taken, {len(wrong)} lines were not.")
    if wrong:
        raise SystemExit(1)


def _take(state: State, row: Mapping[str, str], source: str) -> None:
    count = row["on_hand"]
    if not re.fullmatch(r"-?[0-9]{1,9}", count, re.ASCII):
        raise InvalidInput.one("on_hand", "not_a_number")
    more: Known = {"title": row["title"]} if row.get("title") else {}
    checked = _moment(row["checked_at"]) if row.get("checked_at") else None
    service.record(state, row["sku"], int(count), source=source, checked_at=checked, **more)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput.one("checked_at", "invalid") from error
    if moment.tzinfo is None:
        raise InvalidInput.one("checked_at", "invalid")
    return moment


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
