"""Terms from the rows that a shop keeps of its own codes and certificates: no second place to type them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_amends.disputes.promo import PromoTerms
from flask_amends.notices.facts import fact
from flask_amends.notices.promo_terms import SCOPE, TERMS, Reading
from flask_amends.state import get_state

#: Where a term is found in a row: the name of its column, or a function of the row.
Source = str | Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouchers:
    """How a shop's rows are read.

    ``columns`` says where each of our terms is found: ``{"value": "amount", "min_spend": "valid_from"}``, and
    what counts by the names of :class:`flask_amends.guards.terms.Scope` (``{"categories": "only_in"}``);
    ``always`` are terms that hold for every row (``{"remainder": Remainder.LOST}``). ``ignored`` are columns
    that are no condition. Any other column with something in it is one that nothing explains: it comes back
    in ``unexplained``, and the lint refuses it (E7). Amounts without a currency and moments without a zone
    are the shop's, and shares are percentages (``25``), unless the rows have ``fractions`` (``0.25``).
    """

    columns: Mapping[str, Source]
    always: Mapping[str, Any] = field(default_factory=dict)
    ignored: Iterable[str] = ()
    currency: str | None = None
    zone: str | None = None
    fractions: bool = False

    def __post_init__(self) -> None:
        if unknown := sorted({*self.columns, *self.always} - TERMS - SCOPE):
            raise TypeError(f"{', '.join(unknown)}: no such term. PromoTerms and Scope list them.")

    def terms(self, row: Any) -> PromoTerms:
        """The terms of a row. Raises :class:`flask_amends.disputes.promo.PromoError` where they contradict
        each other.
        """
        settings = None if self.currency and self.zone else get_state().settings
        reading = Reading(
            currency=self.currency or (settings.currency if settings else ""),
            zone=self.zone or (settings.time_zone if settings else ""),
            in_percent=not self.fractions,
        )

        named = _with_names(row)

        def look(name: str) -> Any:
            source = self.columns.get(name)
            return source(row) if callable(source) else fact(named, source) if source else None

        usual = {**self.always, "unexplained": self._unexplained(named)}
        return reading.terms(look, usual)

    def _unexplained(self, row: Any) -> tuple[str, ...]:
        read = {source for source in self.columns.values() if isinstance(source, str)}
        return tuple(name for name in _names(row) if name not in read | {*self.ignored} and fact(row, name))


def _with_names(row: Any) -> Any:
    """A row of a query as a mapping; anything else as it is."""
    if isinstance(row, sqlite3.Row):
        return {name: row[name] for name in row.keys()}  # noqa: SIM118 - it iterates over its values
    return getattr(row, "_mapping", row)


def _names(row: Any) -> list[str]:
    """The columns of a row: of a mapping its keys, of a model its table's, of another object its own."""
    if isinstance(row, Mapping):
        return [str(name) for name in row]
    table = getattr(row, "__table__", None)
    if table is not None:
        return [str(column.key) for column in table.columns]
    return [name for name in vars(row) if not name.startswith("_")]
