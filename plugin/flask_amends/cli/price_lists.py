"""Price lists on the command line: how a file is written, and a bar while it is read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from flask_amends.errors import InvalidInput
from flask_amends.guards.price.reading import Signs
from flask_amends.service.price_batches import Progress
from flask_amends.service.price_files import COLUMNS, Layout, Read, Refused, read
from flask_amends.state import State

Command = TypeVar("Command", bound=Callable[..., Any])

#: More rows than this are counted, not listed.
MOST_LISTED = 50
_DELIMITERS = {"tab": "\t"}
_OPTIONS = (
    click.option("--decimal", type=click.Choice([".", ","]), help="The sign before the decimals."),
    click.option("--thousands", default="", help="The sign between thousands: . , ' or a space."),
    click.option("--delimiter", default=",", help="The sign between columns; `tab` for a tab."),
    click.option("--currency", help="For rows without a currency of their own (default: the shop's)."),
    click.option(
        "--column", "columns", multiple=True, metavar="OURS=THEIRS", help=f"A column: {', '.join(COLUMNS)}."
    ),
)


def reads_list(command: Command) -> Command:
    """Give a command the options that say how its file is written; :func:`layout_of` reads them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def layout_of(
    state: State,
    *,
    decimal: str | None,
    thousands: str,
    delimiter: str,
    currency: str | None,
    columns: Sequence[str],
) -> Layout:
    """What the options say."""
    names = dict(one.split("=", 1) for one in columns if "=" in one)
    if len(names) != len(columns) or not names.keys() <= set(COLUMNS):
        raise InvalidInput.one("column", "not_a_column", columns=", ".join(COLUMNS))
    delimiter = _DELIMITERS.get(delimiter, delimiter)
    if len(delimiter) != 1:
        raise InvalidInput.one("delimiter", "not_one_sign")
    try:
        signs = Signs(decimal=decimal, thousands=thousands)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    return Layout(signs=signs, currency=currency or state.settings.currency, delimiter=delimiter, names=names)


def rows_of(file: Iterable[str], layout: Layout) -> list[Read | Refused]:
    """The rows of a file; what is wrong with the file as a whole is said with the way out."""
    try:
        return list(read(file, layout))
    except UnicodeDecodeError as error:
        raise click.ClickException("The file is not written in UTF-8: save it as “CSV UTF-8”.") from error
    except InvalidInput as error:
        wrong = error.fields["file"][0]
        raise click.ClickException(_WHOLE[wrong.code].format(**wrong.params)) from error


_WHOLE = {
    "column_missing": "The first line has no column “{column}”. It has: {found}. --delimiter tells what "
    "stands between columns, --column what the file calls them.",
    "column_twice": "The first line has the column “{column}” twice.",
    "not_a_table": "Line {line} is no row of a table: is a quotation mark open?",
}


@contextmanager
def bar(rows: int, *, quiet: bool, label: str = "Checking") -> Iterator[Progress | None]:
    """A bar on the error stream, where somebody looks at it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=rows, label=label, file=sys.stderr) as shown:
        yield shown.update
