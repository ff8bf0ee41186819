"""Terms from the rows that a shop keeps of its own codes and certificates: no second place to type them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.disputes.promo import (
    Benefit,
    Combine,
    Named,
    OnReturn,
    PromoKind,
    PromoTerms,
    Remainder,
    Who,
)
from flask_amends.notices.facts import fact, money
from flask_amends.state import get_state

#: Where a term is found in a row: the name of its column, or a function of the row.
Source = str | Callable[[Any], Any]
_MONEY = frozenset({"value", "min_spend", "max_spend", "max_discount_per_order", "budget"})
_SHARES = frozenset({"percent", "max_share_of_order", "max_share_of_balance_per_order"})
_NAMED = frozenset({"groups", "regions", "channels", "combine_with"})
_CODES: Mapping[str, type[StrEnum]] = {
    "kind": PromoKind,
    "benefit": Benefit,
    "who": Who,
    "combine": Combine,
    "remainder": Remainder,
    "on_return": OnReturn,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouchers:
    """How a shop's rows are read.

    ``columns`` says where each of our terms is found: ``{"value": "amount", "min_spend": "valid_from"}``;
    ``always`` are terms that hold for every row (``{"remainder": Remainder.LOST}``). ``ignored`` are columns
    that are no condition. Any other column with something in it is one that nothing explains: it comes back
    in ``unexplained``, and the lint refuses it (E7). Amounts without a currency are in the shop's, and
    percentages (``25``) become shares.
    """

    columns: Mapping[str, Source]
    always: Mapping[str, Any] = field(default_factory=dict)
    ignored: Iterable[str] = ()
    currency: str | None = None

    def __post_init__(self) -> None:
        known = {one.name for one in fields(PromoTerms)}
        if unknown := sorted({*self.columns, *self.always} - known):
            raise TypeError(f"{', '.join(unknown)}: no such term. PromoTerms lists them.")

    def terms(self, row: Any) -> PromoTerms:
        """The terms of a row. Raises :class:`flask_amends.disputes.promo.PromoError` where they contradict
        each other.
        """
        currency = self.currency or get_state().settings.currency
        found = {name: _read(name, _at(row, source), currency) for name, source in self.columns.items()}
        known = {name: value for name, value in found.items() if value is not None}
        value = {"value": Money.from_minor(0, currency)}
        return PromoTerms(**{**value, **self.always, **known, "unexplained": self._unexplained(row)})

    def _unexplained(self, row: Any) -> tuple[str, ...]:
        read = {source for source in self.columns.values() if isinstance(source, str)}
        return tuple(name for name in _names(row) if name not in read | {*self.ignored} and _at(row, name))


def _at(row: Any, source: Source) -> Any:
    return fact(row, source) if isinstance(source, str) else source(row)


def _names(row: Any) -> list[str]:
    """The columns of a row: of a mapping its keys, of a model its table's, of another object its own."""
    if isinstance(row, Mapping):
        return [str(name) for name in row]
    table = getattr(row, "__table__", None)
    if table is not None:
        return [str(column.key) for column in table.columns]
    return [name for name in vars(row) if not name.startswith("_")]


def _read(name: str, value: Any, currency: str) -> Any:
    if value is None or value == "":
        return None
    if name in _MONEY:
        amount = money(value, currency)
        return amount if amount is None or amount.minor or name == "value" else None
    if name in _SHARES:
        share = Decimal(str(value))
        return share / 100 if share > 1 else share
    if name in _CODES:
        return _CODES[name](value)
    if name in _NAMED:
        return tuple(Named(id=str(one)) for one in ([value] if isinstance(value, str) else value))
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value
