"""``promos``: what there is, what it says, what is wrong with it, putting it in force and ending it (C3)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import AppGroup

from amends_widgets import formats
from amends_widgets.languages import LANGUAGES, Language
from amends_widgets.words import Words
from amends_widgets.words.promo_lint import LINT
from flask_amends.cli.printing import as_json, print_json, table, told
from flask_amends.disputes.money import Money, MoneyError
from flask_amends.errors import NotAllowed
from flask_amends.guards.terms import Finding, explain
from flask_amends.service import promo_lint
from flask_amends.service import promos as service
from flask_amends.service.notices import texts
from flask_amends.state import State, get_state
from flask_amends.storage.promo_records import PromoRow

_PLAIN = Language("en", html=False)


def register(group: AppGroup) -> None:
    """Add this group."""
    group.add_command(promos)


@click.group("promos")
def promos() -> None:
    """Promotions: list, show, lint, publish and end them."""


@promos.command("list")
@as_json
@told
def list_(*, as_json: bool) -> None:
    """Every promotion with its last version."""
    rows = [_plain(one) for one in service.every(get_state())]
    if as_json:
        print_json(rows)
    else:
        table(rows)


@promos.command()
@click.argument("promo_id", required=False)
@click.option(
    "--baskets",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the sum of a recent order on each line, such as 49.90.",
)
@as_json
@told
def lint(promo_id: str | None, baskets: Path | None, *, as_json: bool) -> None:
    """What is wrong with the last version of each, or of one. Leaves with status 1 if there is an error."""
    state = get_state()
    if promo_id:
        row = service.get(state, promo_id)
        judged = [(row, promo_lint.findings(state, row, baskets=_sizes(baskets, row.terms.value.currency)))]
    else:
        judged = promo_lint.every(state, baskets=_sizes(baskets, state.settings.currency))
    found = [(row, one) for row, many in judged for one in many]
    if as_json:
        print_json([_finding(state, row, one) for row, one in found])
    else:
        for row, one in found:
            where = f" {one.where}" if one.where else ""
            click.echo(f"{row.promo_id} {row.name}: {one.code}{where}: {_said(state, one)}")
        if not found:
            click.echo("Nothing is wrong.")
    if any(one.is_error for _, one in found):
        sys.exit(1)


@promos.command()
@click.argument("promo_id")
@click.option("--version", "number", type=int, help="Which version (default: the last).")
@told
def publish(promo_id: str, number: int | None) -> None:
    """Put a version in force. Refused while the lint finds an error."""
    state = get_state()
    row = service.get(state, promo_id, number)
    wrong = [one for one in promo_lint.findings(state, row) if one.is_error]
    for one in wrong:
        click.echo(f"{one.code} {one.where}: {_said(state, one)}", err=True)
    if wrong:
        raise click.ClickException("It was not published.")
    service.publish(state, promo_id, row.number, by=None)
    click.echo(f"{row.name}, version {row.number}, is in force.")


@promos.command()
@click.argument("promo_id")
@click.option("--version", "number", type=int, help="Which version (default: the last).")
@click.option("--locale", help="In which language (default: the shop's).")
@told
def show(promo_id: str, number: int | None, locale: str | None) -> None:
    """What shoppers read of it, the weightiest first."""
    state = get_state()
    row = service.get(state, promo_id, number)
    code = locale or state.settings.default_locale
    if code not in LANGUAGES:
        raise click.ClickException(f"{code}: no such language. There are {', '.join(LANGUAGES)}.")
    words, own = Words(Language(code, html=False)), texts.in_force(state, code)
    for line in explain(row.terms, code):
        key = f"promo.{line.key}"
        click.echo(words.notice(key, line.params, state.settings.time_zone, own.get(key)))


@promos.command()
@click.argument("promo_id")
@told
def end(promo_id: str) -> None:
    """End what runs until the shop ends it. What has a last day runs until then."""
    try:
        row = service.end(get_state(), promo_id, by=None)
    except NotAllowed as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{row.name} has ended.")


def _plain(row: PromoRow) -> dict[str, object]:
    return {
        "id": row.promo_id,
        "name": row.name,
        "code": row.code or "-",
        "kind": row.terms.kind.value,
        "version": row.number,
        "state": "ended" if row.ended_at else "published" if row.published_at else "draft",
    }


def _finding(state: State, row: PromoRow, one: Finding) -> dict[str, object]:
    return {
        "id": row.promo_id,
        "version": row.number,
        "code": one.code,
        "field": one.where,
        "text": _said(state, one),
    }


def _said(state: State, one: Finding) -> str:
    facts: dict[str, object] = dict(one.params)
    for name, value in one.params.items():
        if isinstance(value, Money):
            facts[name] = str(value)
        elif name == "moment":
            facts[name] = formats.moment(value, _PLAIN, state.settings.time_zone)
        elif name == "locale":
            facts[name] = LANGUAGES.get(value, value)
    return _PLAIN.say(LINT[one.code], **facts)


def _sizes(path: Path | None, currency: str) -> Sequence[Money] | None:
    if path is None:
        return None
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    try:
        return [Money.parse(line, currency) for line in lines if line]
    except MoneyError as error:
        raise click.ClickException(f"{path.name}: {error}") from error
