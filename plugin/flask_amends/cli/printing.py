"""How commands tell their results: lines for people, JSON for programs, errors without a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, TypeVar

import click
from flask.cli import with_appcontext

from amends_webhooks import AmendsWebhookError
from flask_amends.errors import AmendsError, InvalidInput

Command = TypeVar("Command", bound=Callable[..., Any])


def as_json(command: Command) -> Command:
    """Give a command the flag ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def told(command: Command) -> Command:
    """Print our errors as one sentence, and leave with status 1."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except InvalidInput as error:
            raise click.ClickException(_sentence(error)) from error
        except (AmendsError, AmendsWebhookError) as error:
            raise click.ClickException(str(error)) from error

    return with_appcontext(run)  # type: ignore[return-value]


def _sentence(error: InvalidInput) -> str:
    lines = (
        f"--{path.replace('_', '-')}: {one.code.replace('_', ' ')}"
        + (f" ({', '.join(f'{name} {value}' for name, value in one.params.items())})" if one.params else "")
        for path, messages in error.fields.items()
        for one in messages
    )
    return "; ".join(lines)


def print_json(value: Any) -> None:
    """One JSON document."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows under their column names."""
    if not rows:
        return
    columns = list(rows[0])
    lines = [columns, *([str(row[name]) for name in columns] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
