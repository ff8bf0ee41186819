"""``db``: our tables, by packaged migrations."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from flask_amends.cli.printing import told
from flask_amends.state import get_state
from flask_amends.storage import schema


def register(group: AppGroup) -> None:
    """Add these commands."""
    group.add_command(database)


@click.group("db")
def database() -> None:
    """The tables of Flask-Amends; the shop's own are never touched."""


@database.command()
@told
def upgrade() -> None:
    """Create the tables, or bring them to this release."""
    store = get_state().store
    schema.upgrade(store.engine(), store.tables)
    click.echo(f"The tables are at {schema.head()}.")


@database.command()
@told
def check() -> None:
    """Leave with status 1 unless the tables are exactly those of this release."""
    store = get_state().store
    schema.require_current(store.engine(), store.tables)
    differences = schema.differences(store.engine(), store.tables)
    if differences:
        found = "\n".join(f"- {one}" for one in differences)
        raise click.ClickException(f"The tables differ from this release:\n{found}")
    click.echo(f"The tables are those of this release ({schema.head()}).")


@database.command()
@click.option("--dialect", type=click.Choice(["sqlite", "postgresql"]), help="Default: the configured one.")
@told
def sql(dialect: str | None) -> None:
    """Print the statements that create the tables, to run them by hand."""
    store = get_state().store
    schema.sql(dialect or store.engine().dialect.name, store.tables, sys.stdout)
