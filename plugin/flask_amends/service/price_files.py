"""Price lists as CSV: each row becomes a price with what is known about it, or a question (P05)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput
from flask_amends.guards.price.reading import Signs, Unread, read_price
from flask_amends.service.price_offers import LARGEST, LONGEST_SKU, Known, Offered

SKU, PRICE, CURRENCY, PIECES, PACK = "sku", "price", "currency", "pieces", "pack_size"
#: Columns that hold amounts beside the price, named as :func:`flask_amends.check_price` names them.
AMOUNTS = ("list_price", "cost", "floor", "ceiling")
COLUMNS = (SKU, PRICE, CURRENCY, PIECES, PACK, *AMOUNTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a file is written: its signs, the sign between columns, and its own names of our columns."""

    signs: Signs
    currency: str
    delimiter: str = ","
    names: Mapping[str, str] = field(default_factory=dict)

    def name(self, column: str) -> str:
        """What the file calls a column of ours; capitals make no difference."""
        return self.names.get(column, column).strip().casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that cannot be taken as it stands, with its line in the file (the header is line 1)."""

    line: int
    sku: str
    column: str
    why: Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A row that can: its line and its price."""

    line: int
    offer: Offered


def read(lines: Iterable[str], layout: Layout) -> Iterator[Read | Refused]:
    """The rows of a file. Raises :class:`InvalidInput` for one without the columns ``sku`` and ``price``.

    So it does for one that has a column of ours twice, since nobody knows which of them is meant.
    """
    rows = csv.DictReader(lines, delimiter=layout.delimiter, strict=True)
    seen: dict[str, int] = {}
    try:
        header = [name.strip().lstrip("\ufeff") for name in rows.fieldnames or ()]
        found = rows.fieldnames = [name.casefold() for name in header]
        for column in COLUMNS:
            named, times = layout.names.get(column, column), found.count(layout.name(column))
            if times == 0 and column in (SKU, PRICE, *layout.names):
                raise InvalidInput.one("file", "column_missing", column=named, found=", ".join(header))
            if times > 1:
                raise InvalidInput.one("file", "column_twice", column=named)
        keys = {column: layout.name(column) for column in COLUMNS}
        for row in rows:
            cells = {column: (row.get(key) or "").strip() for column, key in keys.items()}
            yield _row(cells, rows.line_num, layout, seen, left=row.get(None) or ())
    except csv.Error as error:
        raise InvalidInput.one("file", "not_a_table", line=rows.line_num) from error


def _row(
    cells: Mapping[str, str], line: int, layout: Layout, seen: dict[str, int], *, left: Iterable[str]
) -> Read | Refused:
    sku, currency = cells[SKU], cells[CURRENCY].upper() or layout.currency

    def refused(column: str, why: Unread) -> Refused:
        return Refused(line=line, sku=sku, column=layout.names.get(column, column), why=why)

    if (wrong := _unknown(sku, seen)) is not None:
        return refused(SKU, wrong)
    seen[sku] = line
    price = _price(cells[PRICE], currency, layout.signs, left=left)
    if isinstance(price, Unread):
        return refused(PRICE, price)
    known: Known = {"source_text": cells[PRICE] if layout.signs.thousands == "" else None}
    for column in AMOUNTS:
        amount = read_price(cells[column], currency, layout.signs) if cells[column] else None
        if isinstance(amount, Unread):
            return refused(column, amount)
        _put(known, column, amount)
    for column in (PIECES, PACK):
        if cells[column] and not (cells[column].isascii() and cells[column].isdigit()):
            return refused(column, Unread(code="P01", message=f"“{cells[column]}” is no whole number."))
    if cells[PACK]:
        known["pack_size"] = int(cells[PACK])
    pieces = int(cells[PIECES]) if cells[PIECES] else None
    return Read(line=line, offer=Offered(sku=sku, new=price, pieces=pieces, known=known))


def _price(text: str, currency: str, signs: Signs, *, left: Iterable[str]) -> Money | Unread:
    """The price of a row, unless values are ``left`` over: 1,299.00 in no quotation marks would be 1."""
    if any(left):
        return Unread(code="P05", message="The row has more values than there are columns.")
    price = read_price(text, currency, signs)
    if isinstance(price, Money) and abs(price.minor) > LARGEST:
        return Unread(code="P01", message=f"“{text}” is too much for a price.")
    return price


def _unknown(sku: str, seen: Mapping[str, int]) -> Unread | None:
    """What is wrong with a SKU; ``None`` for one in order."""
    if not sku:
        return Unread(code="P01", message="The row has no SKU.")
    if len(sku) > LONGEST_SKU:
        return Unread(code="P01", message=f"A SKU has at most {LONGEST_SKU} signs.")
    if sku in seen:
        return Unread(code="P01", message=f"“{sku}” stands in line {seen[sku]} too.")
    return None


def _put(known: Known, column: str, amount: Money | None) -> None:
    match column:
        case "list_price":
            known["list_price"] = amount
        case "cost":
            known["cost"] = amount
        case "floor":
            known["floor"] = amount
        case "ceiling":
            known["ceiling"] = amount
