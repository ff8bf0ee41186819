"""``flask amends notices …``: which words a shop shows, who accepted them, and what to look at again."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from amends_widgets.languages import Language
from amends_widgets.words import Words
from amends_widgets.words.notices import NOTICES
from flask_amends.cli import findings as report
from flask_amends.cli.printing import as_json, print_json, table, told
from flask_amends.errors import NotFound
from flask_amends.notices.clauses import CLAUSES
from flask_amends.notices.lint import Finding, Level
from flask_amends.service.notices import linting as texts_lint
from flask_amends.service.notices import texts
from flask_amends.service.notices.standing import Standing, Whose, standings
from flask_amends.state import State, get_state
from flask_amends.web.notices import linting


def register(group: AppGroup) -> None:
    """Add the group."""
    group.add_command(notices)


@click.group()
def notices() -> None:
    """The words of notices: list, read, accept and check them."""


@notices.command("list")
@click.option("--own", is_flag=True, help="Only those with words of the shop's, and clauses.")
@as_json
@told
def list_(*, own: bool, as_json: bool) -> None:
    """Every sentence of notices, and whose words are shown for it."""
    found = [one for one in standings(get_state()) if not own or one.number or one.key in CLAUSES]
    rows = [_row(one) for one in found]
    if as_json:
        print_json(rows)
    else:
        table(rows)


@notices.command()
@click.argument("key")
@as_json
@told
def show(*, key: str, as_json: bool) -> None:
    """Our words for KEY, and every version of the shop's."""
    state = get_state()
    versions = [asdict(row) for row in texts.versions(state, key)]
    ours = {code: texts.ours(key, code) for code in state.settings.locales} if key in NOTICES else {}
    if as_json:
        print_json({"key": key, "clause": key in CLAUSES, "ours": ours, "versions": versions})
        return
    for code, text in ours.items():
        click.echo(f"ours {code}: {text}")
    for row in versions:
        _print_version(row)


@notices.command()
@click.argument("key")
@click.option("--ours", is_flag=True, help="Accept a clause in our words, as they stand now.")
@as_json
@told
def accept(*, key: str, ours: bool, as_json: bool) -> None:
    """Show the last version of KEY from now on: the shop answers for its words."""
    state = get_state()
    versions = texts.versions(state, key)
    if ours:
        number = texts.accept_ours(state, key, by=None, seen=len(versions))
    elif not versions:
        raise NotFound("text of the shop's for", key)
    else:
        number = versions[-1].number
        texts.accept(state, key, number, by=None)
    if as_json:
        print_json({"key": key, "version": number})
    else:
        begins = texts.versions(state, key)[-1].valid_from
        later = begins is not None and begins > state.clock.now()
        click.echo(
            f"{key}: version {number} is shown from {f'{begins:%Y-%m-%d %H:%M %Z}' if later else 'now'} on."
        )
        click.echo("This is a text of your shop, and not legal advice of ours: have it checked.")


@notices.command()
@as_json
@told
def lint(*, as_json: bool) -> None:
    """Look at every text, template and official file; leave with status 1 if something is wrong."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    found = linting.of_app(app, get_state())
    if as_json:
        print_json([{**asdict(one), "sentence": sentence(one)} for one in found])
    else:
        for one in found:
            where = f"{one.about} ({one.locale})" if one.locale else one.about
            click.echo(f"{one.level:7}  {one.rule:3}  {where}: {sentence(one)}")
        click.echo(f"{len(found)} to look at. This is no legal check.")
    if any(one.level is Level.ERROR for one in found):
        sys.exit(1)


def sentence(one: Finding) -> str:
    """What a finding says, in English."""
    return Words(Language("en", html=False)).lint(one.message, one.params, get_state().settings.time_zone)


def examine(state: State) -> Iterator[report.Finding]:
    """What ``doctor`` tells: clauses that nobody has accepted, errors in texts, the official file."""
    try:
        every, found = standings(state), texts_lint.of_shop(state)
    except Exception:  # noqa: BLE001 - what is wrong with the database was told before
        return
    clauses = [one for one in every if one.clause]
    own = sum(one.whose is Whose.OWN for one in every)
    shown = sum(one.whose is not Whose.NONE for one in clauses)
    yield report.ok("notices", f"{own} in the shop's own words, {shown} of {len(clauses)} clauses accepted")
    for one in found:
        if one.level is Level.ERROR:
            yield report.advice("notices", f"{one.about} {one.locale}: {sentence(one)}")


def _row(one: Standing) -> Mapping[str, Any]:
    return {
        "key": one.key,
        "words": one.whose,
        "version": one.number or "-",
        "draft": one.draft or "-",
        "languages": ",".join(one.languages),
    }


def _print_version(row: Mapping[str, Any]) -> None:
    marks: Sequence[str] = [
        f"{name.replace('_', ' ')} {row[name]}"
        for name in ("written_at", "accepted_at", "ended_at", "valid_from", "valid_to")
        if row[name]
    ]
    click.echo(f"version {row['number']}: {', '.join(marks)}")
    for code, text in row["texts"].items():
        click.echo(f"  {code}: {text}")
