"""``flask amends catalogue lint``: what the pages of the shop's items lack (Q5)."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from flask_amends.cli.printing import as_json, print_json, table, told
from flask_amends.guards.catalogue import NAMES, Report, check
from flask_amends.service import catalogue as service
from flask_amends.state import State, get_state

_KNOWN = frozenset(chain.from_iterable(NAMES.values()))


def register(group: AppGroup) -> None:
    """Add the group."""
    group.add_command(catalogue)


@click.group()
def catalogue() -> None:
    """The items the shop sells."""


@catalogue.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--delimiter", default=",", help="What parts the columns of FILE; 'tab' for a tab.")
@click.option("--strict", is_flag=True, help="Leave with status 1 if an item lacks something.")
@as_json
@told
def lint(*, file: Path | None, delimiter: str, strict: bool, as_json: bool) -> None:
    """Tell which items have no description, photo, size or material: of FILE (CSV), or of the shop."""
    state = get_state()
    found = _of_file(state, file, "\t" if delimiter == "tab" else delimiter) if file else _of_shop(state)
    rows = [
        {"sku": one.item.sku, "title": one.item.title, "missing": [str(what) for what in one.missing]}
        for one in found.found
    ]
    if as_json:
        counts = {str(what): count for what, count in found.counts.items()}
        print_json({"checked": found.checked, "counts": counts, "items": rows})
    else:
        table(
            [{**row, "missing": ", ".join(one.replace("_", " ") for one in row["missing"])} for row in rows]
        )
        click.echo(f"{len(rows)} of {found.checked} items lack something.")
    if strict and rows:
        sys.exit(1)


def _of_shop(state: State) -> Report:
    found = service.report(state)
    if found is None:
        raise click.ClickException("Give a CSV file, or register @amends.catalogue.")
    return found


def _of_file(state: State, file: Path, delimiter: str) -> Report:
    if len(delimiter) != 1:
        raise click.ClickException("--delimiter: one character, or 'tab'.")
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines, delimiter=delimiter)
            if not _KNOWN.intersection(_named(rows.fieldnames or ())):
                raise click.ClickException(
                    f"No column of {file.name} is known. Name them like sku, title, description, image, "
                    "size, material; or give another --delimiter."
                )
            return check(_items(rows), state.settings.catalogue_needs)
    except (UnicodeDecodeError, csv.Error) as error:
        raise click.ClickException(f"{file.name} is no CSV in UTF-8: {error}") from error


def _items(rows: csv.DictReader[str]) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        yield {name: value for name, value in zip(_named(row), row.values(), strict=True) if name}


def _named(columns: Any) -> list[str]:
    """The columns as facts are called: without regard to capitals and spaces."""
    return ["" if one is None else str(one).strip().lower().replace(" ", "_") for one in columns]
