"""``worker``, ``deliver``, ``sweep``: the work of the background, as a process or once."""

from __future__ import annotations

import signal
import threading
from types import FrameType

import click
from flask import current_app
from flask.cli import AppGroup

from flask_amends.cli.printing import as_json, print_json, told
from flask_amends.service import deadlines, inbound
from flask_amends.state import get_state
from flask_amends.worker.work import BUDGET, Done, Loop, Worker

SWEEP_BATCH = 200


def register(group: AppGroup) -> None:
    """Add these commands."""
    for command in (worker, deliver, sweep):
        group.add_command(command)


@click.command()
@told
def worker() -> None:
    """Work until stopped: deadlines, webhooks, mails, compensations.

    Run as many as you like on PostgreSQL. SIGTERM and Ctrl-C finish what is under way and put the rest back.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    state = get_state()
    with Worker(state, templates=app.jinja_loader) as working:
        inbound.apply_waiting(state, parked=True)
        loop = Loop(working, context=app.app_context)

        def end(_number: int, _frame: FrameType | None) -> None:
            # A handler runs between two instructions of the main thread, which may hold a lock of an event.
            threading.Thread(target=loop.stop).start()

        before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
        click.echo("The worker is running; Ctrl-C stops it.")
        try:
            loop.run()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
    click.echo("The worker has stopped.")


@click.command()
@click.option("--budget", type=click.IntRange(1), default=BUDGET, help="At most so many rows of each kind.")
@as_json
@told
def deliver(budget: int, as_json: bool) -> None:
    """Do one round of work and leave: for cron, where no worker runs."""
    with Worker(get_state(), templates=current_app.jinja_loader) as working:
        done = working.run_once(budget)
    _tell(done, as_json=as_json)


@click.command()
@click.option("--limit", type=click.IntRange(1), default=10_000, help="At most so many cases.")
@as_json
@told
def sweep(limit: int, as_json: bool) -> None:
    """Apply the deadlines that have passed."""
    state, count = get_state(), 0
    while count < limit:
        swept = deadlines.sweep_due(state, min(SWEEP_BATCH, limit - count))
        count += swept
        if not swept:
            break
    if as_json:
        print_json({"swept": count})
    else:
        click.echo(f"{count} case(s) moved on.")


def _tell(done: Done, *, as_json: bool) -> None:
    facts = {
        "swept": done.swept,
        "applied": done.applied,
        "performed": done.performed,
        "delivered": done.webhooks.delivered,
        "failed": done.webhooks.failed,
        "mails": done.mails,
    }
    if as_json:
        print_json(facts)
    else:
        click.echo(", ".join(f"{count} {name}" for name, count in facts.items()))
