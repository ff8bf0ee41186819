"""``export`` and ``verify-case``: a whole case as a signed file, and what it proves; ``signing-keys``."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from flask.cli import AppGroup

from flask_amends.cli.printing import as_json, print_json, table, told
from flask_amends.disputes.vocabulary import Actor
from flask_amends.service import casefile, cases, people
from flask_amends.service.casefile_check import Report, check
from flask_amends.service.casefile_format import PublicKey, SigningKey
from flask_amends.settings.signing import KEY_BYTES
from flask_amends.state import State, get_state

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def register(group: AppGroup) -> None:
    """Add these commands."""
    for command in (export, verify_case, signing_keys):
        group.add_command(command)


@click.command()
@click.argument("case", required=False)
@click.option("--person", metavar="EMAIL", help="Everything about a person instead: JSON and photos.")
@click.option("--internal", is_flag=True, help="With --person: the notes of staff as well.")
@click.option("--to", type=click.Path(path_type=Path), help="Where to; without it, here, under its own name.")
@told
def export(case: str | None, person: str | None, to: Path | None, *, internal: bool) -> None:
    """Write the signed file of a CASE (its number or id), or with --person all that is kept about somebody.

    The file of a case is the same that its shopper can download.
    """
    if (case is None) == (person is None):
        raise click.UsageError("Name a case, or a person with --person.")
    state = get_state()
    if case is None:
        about = people.export(state, people.find(state, person or ""), internal=internal)
        path = _write(to, about.name, about.pieces)
        click.echo(f"{path} holds everything about {person}. Keep it safe: it is not encrypted.")
        return
    made = casefile.export(state, _case_id(state, case))
    path = _write(to, made.name, made.pieces)
    click.echo(f"{path} holds the case; it was signed with the key {made.key_id}.")


def _write(to: Path | None, name: str, pieces: Iterable[bytes]) -> Path:
    path = to / name if to is not None and to.is_dir() else to or Path(name)
    with path.open("wb") as file:
        file.writelines(pieces)
    return path


def _case_id(state: State, case: str) -> str:
    if case.startswith("dsp_"):
        return case
    return cases.get_by_reference(state, case, Actor.SHOP).id


@click.command("verify-case")
@click.argument("file", type=_FILE)
@click.option("--key", help="The shop's public key, as it publishes it.")
@click.option("--earlier", type=_FILE, help="An earlier file of the case; this one must continue it.")
@as_json
def verify_case(file: Path, key: str | None, earlier: Path | None, *, as_json: bool) -> None:
    """Say what the FILE of a case proves, offline. Leaves with status 1 if anything in it was changed."""
    report = check(
        file.read_bytes(),
        key=_key(key) if key else None,
        earlier=earlier.read_bytes() if earlier else None,
    )
    if as_json:
        plain = (
            "whole",
            "problems",
            "key_id",
            "known_key",
            "entries",
            "texts",
            "erased",
            "photos",
            "notices",
        )
        print_json({name: getattr(report, name) for name in plain})
    else:
        for line in _bad(report) if report.problems else _good(report):
            click.echo(line)
    if not report.whole:
        raise click.exceptions.Exit(1)


def _key(text: str) -> PublicKey:
    try:
        return PublicKey.parse(text)
    except ValueError as error:
        raise click.BadParameter("This is no public key; it is a text of 43 letters.") from error


def _bad(report: Report) -> Iterator[str]:
    yield "Do not rely on this file:"
    for problem in report.problems:
        yield f"  - {problem}"


def _good(report: Report) -> Iterator[str]:
    document = report.document or {}
    shop, state = document["shop"], document["state"]
    yield f"Case {document['reference_number']} of {shop['name']}, as of {document['exported_at']}"
    yield ""
    yield "This file proves:"
    yield f"  - Nobody changed it since it was signed with the key {report.key_id}."
    if report.known_key:
        yield "  - That is the key you gave."
    first, last = document["history"][0]["at"], document["history"][-1]["at"]
    yield f"  - Its {report.entries} entries, from {first} to {last}, follow one another without a gap."
    yield f"  - {report.texts} text(s) are word for word as they were written."
    if report.erased:
        yield f"  - {report.erased} text(s) or photo(s) were erased since; their places are still there."
    yield f"  - {report.photos} photo(s) are as they were received."
    if report.notices:
        seen = sum(one["source"] == "shown" for one in document["shown"])
        yield f"  - {report.notices} notice(s) are word for word as they were kept with the order before the"
        yield f"    claim: the buyer's own pages sent back {seen} of them, the others were in force then."
    if report.missing:
        yield f"  - {report.missing} photo(s) are not in it, only their digests."
    yield f"  - Where the case stands ({state['status']}) is what these entries add up to."
    if report.earlier is not None:
        yield f"  - It continues the earlier file: the first {report.earlier} entries are the same."
    yield ""
    yield "It does not prove:"
    if not report.known_key:
        yield f"  - Whose key that is. Compare it with the keys the shop publishes{_where(shop['keys'])}."
    yield "  - That what somebody wrote is true, or that people are who they say."
    if report.notices:
        yield "  - That somebody read what the pages said."


def _where(url: str | None) -> str:
    return f" at {url}" if url else ""


@click.command("signing-keys")
@click.option("--new", is_flag=True, help="Make a key for AMENDS_SIGNING_KEY; nothing is stored.")
@as_json
@told
def signing_keys(*, new: bool, as_json: bool) -> None:
    """Show the public keys by which files of this shop are checked; the first one signs now."""
    if new:
        made = SigningKey(seed=secrets.token_bytes(KEY_BYTES))
        text = base64.urlsafe_b64encode(made.seed).rstrip(b"=").decode()
        click.echo(f"AMENDS_SIGNING_KEY={text}\nKeep it secret. Its public key is {made.public.text}")
        return
    found = casefile.public_keys(get_state())
    rows = [
        {"id": one.id, "signs": "yes" if at == 0 else "no", "public_key": one.text}
        for at, one in enumerate(found)
    ]
    if as_json:
        print_json(rows)
    else:
        table(rows)
