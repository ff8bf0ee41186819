"""``flask amends delivery …``: what a buyer at an address is told, and what the terms lack (D1-D6)."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click
from flask import current_app
from flask.cli import AppGroup

from amends_widgets.languages import Language
from flask_amends.cli.printing import as_json, print_json, told
from flask_amends.notices.model import Slot
from flask_amends.service.notices import delivery as notices
from flask_amends.state import get_state
from flask_amends.web.desk.delivery_words import sentence
from flask_amends.web.notices import delivery_lint
from flask_amends.web.notices.showing import show as say


def register(group: AppGroup) -> None:
    """Add the group."""
    group.add_command(delivery)


@click.group()
def delivery() -> None:
    """Terms of delivery by region."""


@delivery.command()
@as_json
@told
def lint(*, as_json: bool) -> None:
    """Look at every rule and every letter about orders; leave with status 1 if something is wrong."""
    english = Language("en", html=False)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    found = delivery_lint.of_app(app, get_state())
    if as_json:
        print_json(
            [
                {
                    **asdict(one),
                    "rule": None if one.rule is None else one.rule + 1,
                    "level": "advice" if one.lack.is_advice else "fault",
                    "sentence": sentence(one, english),
                }
                for one in found
            ]
        )
    else:
        for one in found:
            level = "advice" if one.lack.is_advice else "fault"
            about = "all" if one.rule is None else f"rule {one.rule + 1}"
            click.echo(f"{level:6}  {about}: {sentence(one, english)}")
        click.echo(f"{len(found)} to look at.")
    if any(not one.lack.is_advice for one in found):
        sys.exit(1)


@delivery.command()
@click.argument("country", default="")
@click.option("--region", help="Its code, such as PL-MZ, or its name.")
@click.option("--city")
@click.option("--postal-code")
@click.option("--slot", type=click.Choice([str(one) for one in Slot]), default=str(Slot.ORDER_MAIL))
@click.option("--language", default="en")
@told
def show(
    *, country: str, region: str | None, city: str | None, postal_code: str | None, slot: str, language: str
) -> None:
    """What a buyer reads whose address is in COUNTRY; without one, what holds everywhere."""
    asked = {"country": country, "region": region, "city": city, "postal_code": postal_code}
    known = asked if any(asked.values()) else None
    found = notices.of_region(get_state(), known, slot, locale=language)
    click.echo(say(found, slot, plain=True, locale=language) or "Nothing: there are no terms of delivery.")
