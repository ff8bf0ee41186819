"""``doctor``: the settings as understood, the state of the database, and what could go wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from flask_amends.cli import (
    contact,
    desk,
    frames,
    keys_known,
    money,
    notices,
    photos,
    playbooks,
    privacy,
    readiness,
    replies,
)
from flask_amends.cli.findings import Finding, advice, fault, ok
from flask_amends.cli.printing import as_json, print_json, told
from flask_amends.errors import AmendsError
from flask_amends.state import State, get_state
from flask_amends.storage import schema
from flask_amends.storage.health import Health, examine


def register(group: AppGroup) -> None:
    """Add this command."""
    group.add_command(doctor)


@click.command()
@as_json
@told
def doctor(*, as_json: bool) -> None:
    """Look at the configuration and the database; leave with status 1 if something is wrong."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    findings = list(examine_app(app, get_state()))
    if as_json:
        print_json([asdict(one) for one in findings])
    else:
        for one in findings:
            click.echo(f"{one.level:6}  {one.about}: {one.text}")
    if any(one.level == "fault" for one in findings):
        sys.exit(1)


def examine_app(app: Flask, state: State) -> Iterator[Finding]:
    """Everything the doctor looks at."""
    yield from _settings(state)
    yield from keys_known.examine(app.config)
    yield from _database(state)
    yield from _handlers(state)
    yield from _mail(state)
    yield from contact.examine(state)
    yield from replies.examine(state)
    yield from money.examine(state)
    yield from desk.examine(state)
    yield from photos.examine(state)
    yield from frames.examine(state)
    yield from privacy.examine(state)
    yield from playbooks.examine(state)
    yield from _worker(app, state)
    yield from readiness.examine(state)
    yield from notices.examine(state)
    yield from _host(app, state)


def _settings(state: State) -> Iterator[Finding]:
    settings = state.settings
    windows = settings.policy
    yield ok("policy", f"{windows.name}: {windows.turn.length.days} days a turn")
    yield ok("languages", f"{', '.join(settings.locales)}; {settings.default_locale} first")
    yield ok("pages", f"under {settings.url_prefix}, time zone {settings.time_zone}")
    if len(settings.secret_key.encode()) < 32:
        yield advice("SECRET_KEY", "is shorter than 32 bytes; make it random and longer.")
    if settings.base_url is None:
        text = "is not set: mails carry no links. Set it to the shop's address."
        yield advice("AMENDS_BASE_URL", text)
    elif settings.base_url.startswith("http://"):
        yield advice("AMENDS_BASE_URL", "is not https; links can be read on the way.")
    if settings.webhook_allow_networks:
        networks = ", ".join(map(str, settings.webhook_allow_networks))
        text = f"webhooks may go to {networks}: for development only."
        yield advice("AMENDS_WEBHOOK_ALLOW_NETWORKS", text)
    if settings.egress_proxy:
        text = "webhooks leave through it: it must itself refuse private addresses, nobody else can."
        yield advice("AMENDS_EGRESS_PROXY", text)


def _database(state: State) -> Iterator[Finding]:
    try:
        health = examine(state.store.engine())
        found = schema.current(state.store.engine(), state.store.tables)
    except Exception as error:  # noqa: BLE001 - whatever a driver raises is the finding
        yield fault("database", f"does not answer: {type(error).__name__}: {error}")
        return
    yield ok("database", health.name)
    yield from _schema(found)
    yield from _sqlite(health, own=state.store.session is None)


def _schema(found: str | None) -> Iterator[Finding]:
    try:
        wanted = schema.head()
    except AmendsError as error:
        yield fault("tables", str(error))
        return
    if found == wanted:
        yield ok("tables", f"at {found}, as this release wants them")
    else:
        text = f"at {found or 'nothing'}, not at {wanted}: run `flask amends db upgrade`."
        yield fault("tables", text)


def _sqlite(health: Health, *, own: bool) -> Iterator[Finding]:
    if health.journal is None:
        return
    told = f"journal {health.journal}, synchronous {health.synchronous}"
    if health.is_safe:
        yield ok("sqlite", told)
    else:
        whose = "this connection's settings" if own else "the shop's own connection"
        text = f"{told}: {whose} can lose or damage data on this version. {health.way_out}"
        yield advice("sqlite", text)
    if not health.is_wal_safe:
        text = "has the WAL-reset bug, so WAL is not used. Faster: pip install 'Flask-Amends[sqlite]'."
        yield advice("sqlite", text)


def _handlers(state: State) -> Iterator[Finding]:
    if state.order_lookup is None:
        text = "is not registered: claims are taken, flagged unverified."
        yield advice("@amends.order_lookup", text)
    if state.staff_check is None:
        yield advice("@amends.staff_check", "is not registered: the desk answers 404.")
    if not state.handlers.compensations():
        text = "is not registered: staff type the reference of each refund."
        yield advice("@amends.compensation", text)


def _mail(state: State) -> Iterator[Finding]:
    if not state.can_mail:
        text = "no mailer and no AMENDS_MAIL_SERVER: guests are not asked to verify, nobody is written to."
        yield advice("mail", text)
        return
    how = "by the shop's mailer" if state.mailer is not None else "by SMTP"
    yield ok("mail", how)
    if state.settings.base_url is None:
        text = "guests cannot verify without AMENDS_BASE_URL: their mails carry no link."
        yield fault("mail", text)
    if state.settings.staff_email is None:
        yield advice("AMENDS_STAFF_EMAIL", "is not set: staff get no mails.")


def _worker(_app: Flask, state: State) -> Iterator[Finding]:
    if state.settings.worker == "off":
        yield ok("worker", "off in the web processes; run `flask amends worker`.")
        return
    text = "embedded: it works only while a web process lives. In production run `flask amends worker`."
    yield advice("worker", text)


def _host(app: Flask, state: State) -> Iterator[Finding]:
    if "migrate" in app.extensions and state.store.session is not None:
        text = (
            "this shop's `flask db migrate` must leave our tables alone: give Alembic's context "
            f"`include_name=` a function that refuses names starting with {state.settings.table_prefix!r}."
        )
        yield advice("Flask-Migrate", text)
