"""Tables as CSV files that a spreadsheet opens as data, never as a formula (security 45)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from flask import Response

from flask_amends.disputes.money import Money

Value = str | int | Decimal | float | bool | date | datetime | Money | None
#: What a text may not begin with: a spreadsheet would calculate it.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
#: Without it, older spreadsheets read UTF-8 as something else.
BOM = "\ufeff"


def cell(value: Value) -> str:
    """One value as the text of a cell.

    Numbers are plain, with a decimal point, and may be negative; moments are RFC 3339 in UTC; money is its
    amount alone (give the currency a column of its own). A text that a spreadsheet would take for a formula
    begins with an apostrophe, also behind spaces.
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return str(value)
        case Money():
            return str(value.amount)
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            return value.isoformat()
    return (
        f"'{value}" if value.startswith(FORMULAS) or value.lstrip(" \u00a0").startswith(FORMULAS) else value
    )


def write(header: Sequence[str], rows: Iterable[Sequence[Value]], *, bom: bool = False) -> bytes:
    """A whole file by RFC 4180: comma, CRLF, quotes only where they are needed, UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([cell(one) for one in header])
    writer.writerows([cell(one) for one in row] for row in rows)
    return ((BOM if bom else "") + out.getvalue()).encode()


def response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Value]], *, bom: bool = False
) -> Response:
    """The file as a download; ``name`` is ours, without an ending."""
    answer = Response(write(header, rows, bom=bom), content_type="text/csv; charset=utf-8; header=present")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
