"""``prices``: a price list is checked before anybody sees it, and set through the guard if asked to."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

import click
from flask.cli import AppGroup

from flask_amends.cli.price_lists import MOST_LISTED, bar, layout_of, reads_list, rows_of
from flask_amends.cli.printing import as_json, print_json, told
from flask_amends.guards.price import Level
from flask_amends.service import price_compare
from flask_amends.service.price_batches import check_all, record_all
from flask_amends.service.price_compare import Comparison, Gap
from flask_amends.service.price_files import Read, Refused
from flask_amends.service.price_offers import Offered, Origin
from flask_amends.state import get_state

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
@reads_list
@click.option("--record", "sets", is_flag=True, help="Set the prices; refused rows are left out.")
@click.option("--actor", help="Who sets them; somebody else decides about those held.")
@as_json
@told
def check(file: TextIO, *, sets: bool, actor: str | None, as_json: bool, **written: Any) -> None:
    """Check a price list: which prices look wrong, which mistake it looks like, and what was meant.

    The first row names the columns: sku and price, and if known currency, list_price, cost, floor, ceiling,
    pieces, pack_size. An amount that can be read in two ways (90.990) is refused with a question, unless its
    sign is declared. Exit code 1: something is held, blocked or refused.
    """
    state = get_state()
    layout = layout_of(state, **written)
    rows = rows_of(file, layout)
    refused = [row for row in rows if isinstance(row, Refused)]
    taken = [row for row in rows if isinstance(row, Read)]
    offers = [row.offer for row in taken]
    with bar(len(offers), quiet=as_json) as progress:
        if sets:
            done = record_all(state, offers, Origin(source="import", actor=actor), progress=progress)
            found, results = done.findings, list(done.rows)
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


@prices.command("compare")
@click.argument("file", required=False, type=click.File("r", encoding="utf-8-sig"))
@reads_list
@click.option("--record", "sets", is_flag=True, help="Take them into the ledger, through the guard.")
@click.option("--actor", help="Who sets them; somebody else decides about those held.")
@as_json
@told
def compare(file: TextIO | None, *, sets: bool, actor: str | None, as_json: bool, **written: Any) -> None:
    """Compare the prices the shop shows with the ledger: which ones did the price guard never see?

    They are those of FILE, or of the shop's function for its items (@amends.catalogue). Exit code 1: some
    differ.
    """
    state = get_state()
    if file is not None:
        rows = rows_of(file, layout_of(state, **written))
        offers = [row.offer for row in rows if isinstance(row, Read)]
        unread = len(rows) - len(offers)
    elif (given := price_compare.of_catalogue(state)) is not None:
        offers, unread = given
    else:
        raise click.ClickException("Give a CSV file, or register @amends.catalogue.")
    with bar(len(offers), quiet=as_json) as progress:
        found = price_compare.compare(state, offers, unread=unread, progress=progress)
    if sets:
        missing = [one.judged.offer for one in found.found if one.gap is not Gap.HELD]
        record_all(state, missing, Origin(source="import", actor=actor))
    if as_json:
        print_json(_compared(found, sets=sets))
    else:
        for line in _told(found, sets=sets):
            click.echo(line)
    if found.found:
        sys.exit(1)


_GAPS = {
    Gap.HELD: "shown although it is held",
    Gap.OTHER: "changed past the guard",
    Gap.UNCHECKED: "never checked",
}


def _compared(found: Comparison, *, sets: bool) -> dict[str, Any]:
    rows = [
        {"gap": one.gap.value, **_price(0, one.judged.offer, one.judged), "line": None} for one in found.found
    ]
    return {
        "compared": found.compared,
        "unread": found.unread,
        "gaps": {gap.value: found.count(gap) for gap in Gap},
        "recorded": sets,
        "prices": rows,
    }


def _told(found: Comparison, *, sets: bool) -> Iterator[str]:
    counts = ", ".join(f"{found.count(gap)} {words}" for gap, words in _GAPS.items())
    same = found.compared - len(found.found)
    unread = f"{found.unread} without a readable price."
    yield f"{found.compared} items: {same} as in the ledger, {counts}, {unread}"
    for gap, words in _GAPS.items():
        differing = [one.judged for one in found.found if one.gap is gap]
        for one in differing[:MOST_LISTED]:
            ledger = f"; in force: {one.in_force}" if one.in_force is not None else ""
            why = f" {one.verdict.findings[0].message}" if one.verdict.findings else ""
            yield f"  {one.offer.sku}, {one.offer.new}: {words}{ledger}.{why}"
        if len(differing) > MOST_LISTED:
            yield f"  and {len(differing) - MOST_LISTED} more; --json lists them all."
    if sets:
        yield "Recorded. What is held waits at the desk; take it off your pages until then."
