"""``erase``: forgetting a person, from a terminal; and how long things are kept, for the doctor."""

from __future__ import annotations

from collections.abc import Iterator

import click
from flask.cli import AppGroup

from flask_amends.cli.findings import Finding, advice, ok
from flask_amends.cli.printing import as_json, print_json, told
from flask_amends.errors import LegalHold
from flask_amends.service import privacy
from flask_amends.service.privacy import Erased
from flask_amends.settings.retention import key_of
from flask_amends.state import State, get_state


def register(group: AppGroup) -> None:
    """Add this command."""
    group.add_command(erase)


def examine(state: State) -> Iterator[Finding]:
    """How long each class is kept; what is kept for ever is worth a thought."""
    periods = state.settings.retention.periods
    told = ", ".join(f"{name} {kept.days} days" for name, kept in periods.items() if kept is not None)
    yield ok("retention", told or "nothing is ever forgotten")
    for name, kept in periods.items():
        if kept is None:
            yield advice(key_of(name), "keeps personal data for ever; the law may want an end.")


@click.command()
@click.argument("customer")
@click.option("--legal-reason", help="Erase although a case is open or on hold; the reason is kept.")
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
@as_json
@told
def erase(customer: str, legal_reason: str | None, *, yes: bool, as_json: bool) -> None:
    """Erase everything about a CUSTOMER (an e-mail address, or a person's id). Nothing brings it back."""
    by_id = customer.startswith("per_")
    if not yes:
        click.confirm(f"Erase everything about {customer}?", abort=True)
    try:
        done = privacy.erase(
            get_state(),
            email=None if by_id else customer,
            person_id=customer if by_id else None,
            legal_reason=legal_reason,
        )
    except LegalHold as error:
        kept = ", ".join(error.case_ids)
        raise click.ClickException(
            f"Nothing was erased. Kept because of {kept}. See --legal-reason."
        ) from error
    if as_json:
        print_json({name: getattr(done, name) for name in Erased.__slots__})
    else:
        for line in _told(done):
            click.echo(line)


def _told(done: Erased) -> Iterator[str]:
    yield f"Erased: {len(done.person_ids)} person(s), {done.texts} text(s), {done.files} photo(s)."
    if done.case_ids:
        yield f"The histories of {len(done.case_ids)} case(s) are kept without their words, and still verify."
