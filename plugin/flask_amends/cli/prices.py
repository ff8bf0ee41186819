"""``prices``: a price list is checked before anybody sees it, and set through the guard if asked to."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

import click
from flask.cli import AppGroup

from flask_amends.cli.printing import as_json, print_json, told
from flask_amends.errors import InvalidInput
from flask_amends.guards.price import Level
from flask_amends.guards.price.reading import Signs
from flask_amends.service.price_batches import Progress, check_all, record_all
from flask_amends.service.price_files import COLUMNS, Layout, Read, Refused, read
from flask_amends.service.price_offers import Offered, Origin
from flask_amends.state import State, get_state

#: More rows than this are counted, not listed.
MOST_LISTED = 50
_DELIMITERS = {"tab": "\t"}
#: A price of the file, its line, and what became of it.
Judged = tuple[int, Offered, Any]


def register(group: AppGroup) -> None:
    """Add this group."""
    group.add_command(prices)


@click.group("prices")
def prices() -> None:
    """Check prices, and set them."""


@prices.command("check")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
@click.option("--decimal", type=click.Choice([".", ","]), help="The sign before the decimals.")
@click.option("--thousands", default="", help="The sign between thousands: . , ' or a space.")
@click.option("--delimiter", default=",", help="The sign between columns; `tab` for a tab.")
@click.option("--currency", help="For rows without a currency of their own (default: the shop's).")
@click.option(
    "--column", "columns", multiple=True, metavar="OURS=THEIRS", help=f"A column: {', '.join(COLUMNS)}."
)
@click.option("--record", "sets", is_flag=True, help="Set the prices; refused rows are left out.")
@click.option("--actor", help="Who sets them; somebody else decides about those held.")
@as_json
@told
def check(
    file: TextIO,
    *,
    decimal: str | None,
    thousands: str,
    delimiter: str,
    currency: str | None,
    columns: Sequence[str],
    sets: bool,
    actor: str | None,
    as_json: bool,
) -> None:
    """Check a price list: which prices look wrong, which mistake it looks like, and what was meant.

    The first row names the columns: sku and price, and if known currency, list_price, cost, floor, ceiling,
    pieces, pack_size. An amount that can be read in two ways (90.990) is refused with a question, unless its
    sign is declared. Exit code 1: something is held, blocked or refused.
    """
    state = get_state()
    layout = _layout(
        state,
        decimal=decimal,
        thousands=thousands,
        delimiter=delimiter,
        currency=currency,
        columns=columns,
    )
    rows = list(read(file, layout))
    refused = [row for row in rows if isinstance(row, Refused)]
    taken = [row for row in rows if isinstance(row, Read)]
    offers = [row.offer for row in taken]
    with _bar(len(offers), quiet=as_json) as progress:
        if sets:
            written = record_all(state, offers, Origin(source="import", actor=actor), progress=progress)
            found, results = written.findings, list(written.rows)
        else:
            examined = check_all(state, offers, actor=actor, progress=progress)
            found, results = examined.findings, list(examined.rows)  # type: ignore[arg-type]
    judged: list[Judged] = [(row.line, row.offer, one) for row, one in zip(taken, results, strict=True)]
    document = _document(judged, refused, [one.message for one in found], sets=sets)
    if as_json:
        print_json(document)
    else:
        for line in _lines(document):
            click.echo(line)
    if refused or found or document["levels"]["hold"] or document["levels"]["block"]:
        sys.exit(1)


def _layout(
    state: State,
    *,
    decimal: str | None,
    thousands: str,
    delimiter: str,
    currency: str | None,
    columns: Sequence[str],
) -> Layout:
    names = dict(one.split("=", 1) for one in columns if "=" in one)
    if len(names) != len(columns) or not names.keys() <= set(COLUMNS):
        raise InvalidInput.one("column", "not_a_column", columns=", ".join(COLUMNS))
    delimiter = _DELIMITERS.get(delimiter, delimiter)
    if len(delimiter) != 1:
        raise InvalidInput.one("delimiter", "not_one_sign")
    try:
        signs = Signs(decimal=decimal, thousands=thousands)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    return Layout(signs=signs, currency=currency or state.settings.currency, delimiter=delimiter, names=names)


@contextmanager
def _bar(rows: int, *, quiet: bool) -> Iterator[Progress | None]:
    """A bar on the error stream, where somebody looks at it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=rows, label="Checking", file=sys.stderr) as bar:
        yield bar.update


def _document(
    judged: Sequence[Judged], refused: Sequence[Refused], whole: Sequence[str], *, sets: bool
) -> dict[str, Any]:
    levels = [one.verdict.level for _, _, one in judged]
    return {
        "rows": len(judged) + len(refused),
        "levels": {level.value: levels.count(level) for level in Level},
        "recorded": sets,
        "whole": list(whole),
        "refused": [
            {
                "line": one.line,
                "sku": one.sku,
                "column": one.column,
                "code": one.why.code,
                "message": one.why.message,
                "readings": [str(price) for price in one.why.readings],
            }
            for one in refused
        ],
        "prices": [_price(*one) for one in judged if one[2].verdict.level is not Level.OK],
    }


def _price(line: int, offer: Offered, one: Any) -> dict[str, Any]:
    verdict = one.verdict
    return {
        "line": line,
        "sku": offer.sku,
        "price": str(offer.new),
        "in_force": None if one.in_force is None else str(one.in_force),
        "level": verdict.level.value,
        "codes": [finding.code for finding in verdict.findings],
        "messages": [finding.message for finding in verdict.findings],
        "suggestion": None if verdict.suggestion is None else str(verdict.suggestion),
    }


def _lines(document: dict[str, Any]) -> Iterator[str]:
    levels = document["levels"]
    yield (
        f"{document['rows']} rows: {levels['ok']} in order, {levels['warn']} with a warning, "
        f"{levels['hold']} to be held, {levels['block']} blocked, {len(document['refused'])} refused."
    )
    for why in document["whole"]:
        yield f"The whole list is held: {why}"
    for one in document["refused"][:MOST_LISTED]:
        yield f"  line {one['line']}, {one['sku'] or '-'}, {one['column']}: {one['message']}"
    worst_first = sorted(document["prices"], key=lambda one: -Level(one["level"]).rank)
    for one in worst_first[:MOST_LISTED]:
        meant = f" Probably meant: {one['suggestion']}." if one["suggestion"] else ""
        said = f"{one['level']} {one['codes'][0]}: {one['messages'][0]}{meant}"
        yield f"  line {one['line']}, {one['sku']}, {said}"
    left = max(0, len(document["prices"]) - MOST_LISTED) + max(0, len(document["refused"]) - MOST_LISTED)
    if left:
        yield f"  and {left} more; --json lists them all."
    if document["recorded"]:
        yield "Recorded. What is held waits at the desk."
