"""A price that somebody wants to set, what the guard may be told beside it, and what came of it (P1, P7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypedDict

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput
from flask_amends.guards.price import Category, PriceVerdict, Promotion, Sale
from flask_amends.storage.price_records import PriceRow

LONGEST_SKU = 200
_LONGEST_ACTOR, _LONGEST_SOURCE, _LONGEST_BATCH = 200, 20, 40
#: In minor units: what fits the ledger, with room for sums.
LARGEST = 10**15


class PriceKind(StrEnum):
    """Whom a price is for, and whether it is a reduced one. Those for members are a series of their own."""

    REGULAR = "regular"
    SALE = "sale"
    MEMBER = "member"


class Known(TypedDict, total=False):
    """What the guard may be told beside the price; see :func:`flask_amends.guards.price.check_price`."""

    list_price: Money | None
    cost: Money | None
    floor: Money | None
    ceiling: Money | None
    promotion: Promotion | None
    sale: Sale | None
    pack_size: int | None
    category: Category | None
    tax_rates: Sequence[Decimal]
    tax_included: Decimal
    margin: Decimal
    rates: Mapping[str, Decimal] | None
    source_text: str | None
    free: bool
    hold_below: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A price that somebody wants to set; ``known`` is what the guard may be told beside it.

    ``pieces`` is how many could be sold (for the order in which held prices are looked at; zero while the
    item is not on sale). One that is told its sale is a sale price. Raises
    :class:`flask_amends.errors.InvalidInput` for a SKU or an amount that no ledger has room for.
    """

    sku: str
    new: Money
    kind: PriceKind = PriceKind.REGULAR
    taxed: bool = True
    pieces: int | None = None
    known: Known = field(default_factory=Known)

    def __post_init__(self) -> None:
        _fits("sku", self.sku, LONGEST_SKU)
        if not self.sku:
            raise InvalidInput.one("sku", "required")
        if not isinstance(self.new, Money):
            raise TypeError(f"A price is Money, not {self.new!r}.")
        if self.pieces is not None and self.pieces < 0:
            raise InvalidInput.one("pieces", "too_small", limit=0)
        if abs(self.new.minor) > LARGEST:
            raise InvalidInput.one("price", "too_large", limit=LARGEST)
        if self.known.get("sale") is not None and self.kind is PriceKind.REGULAR:
            object.__setattr__(self, "kind", PriceKind.SALE)

    @property
    def is_for_members(self) -> bool:
        """Whether only members are to have it."""
        return self.kind is PriceKind.MEMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where prices come from: by which way, by whom, and in which batch."""

    source: str = "api"
    actor: str | None = None
    batch: str | None = None

    def __post_init__(self) -> None:
        _fits("source", self.source, _LONGEST_SOURCE)
        _fits("actor", self.actor, _LONGEST_ACTOR)
        _fits("batch", self.batch, _LONGEST_BATCH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A price with what the guard says of it, and the prices in force so far, the newest first."""

    offer: Offered
    verdict: PriceVerdict
    past: Sequence[PriceRow] = ()

    @property
    def in_force(self) -> Money | None:
        """The price in force now."""
        return self.past[0].price if self.past else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of a price: the guard's verdict, the price now in force, and the ledger's point.

    A blocked price leaves no point, and neither does one that is in force already.
    """

    verdict: PriceVerdict
    in_force: Money | None
    point_id: str | None = None


def _fits(name: str, text: object, longest: int) -> None:
    if text is None and name != "sku":
        return
    if not isinstance(text, str):
        raise InvalidInput.one(name, "required")
    if len(text) > longest:
        raise InvalidInput.one(name, "too_long", limit=longest, length=len(text))
