"""The outside world as seen from here: the facts a shop hands us, and the ports we call it through."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from enum import StrEnum
from typing import IO, Any, Protocol, runtime_checkable

from flask_amends.disputes.money import Money
from flask_amends.disputes.promo import PromoTerms
from flask_amends.disputes.vocabulary import Actor, Reason, Remedy


class DeliveredBy(StrEnum):
    """Who brought the parcel; it decides who answers for it (X12, X14)."""

    SHOP = "shop"
    CARRIER = "carrier"
    MARKETPLACE = "marketplace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How an order travels. Who claims that it has not arrived sees first how to follow it (Q9)."""

    method: str | None = None
    carrier: str | None = None
    delivered_by: DeliveredBy | str = DeliveredBy.SHOP
    tracking_number: str | None = None
    tracking_url: str | None = None
    carrier_phone: str | None = None
    carrier_url: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "delivered_by", DeliveredBy(self.delivered_by))


class OrderMoment(StrEnum):
    """The moments of a purchase, which are not one and the same before the law (P4)."""

    BASKET = "basket"
    ORDERED = "ordered"
    CONFIRMED = "confirmed"
    PAID = "paid"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPrice:
    """The price of one that the buyer saw at a moment of the purchase (P4)."""

    moment: OrderMoment | str
    price: Money

    def __post_init__(self) -> None:
        object.__setattr__(self, "moment", OrderMoment(self.moment))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line of an order, as it was bought.

    ``list_price`` is what one costs regularly, where the shop knows it: what a wrong price is measured by
    (P12). ``shown`` are the prices of one that the buyer saw, moment by moment (P4).
    """

    sku: str
    title: str
    quantity: int = 1
    unit_price: Money | None = None
    url: str | None = None
    description: str | None = None
    image_url: str | None = None
    list_price: Money | None = None
    shown: tuple[ShownPrice, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "shown", tuple(self.shown))


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order, as the shop knows it now. Moments are aware; ``total`` is what was paid.

    Its moments are ``added_at`` (to the basket), ``placed_at``, ``confirmed_at``, ``paid_at`` and
    ``fulfilled_at`` (P4).
    """

    number: str
    email: str | None = None
    currency: str | None = None
    lines: tuple[OrderLine, ...] = ()
    placed_at: datetime | None = None
    confirmed_at: datetime | None = None
    paid_at: datetime | None = None
    fulfilled_at: datetime | None = None
    delivery: Delivery | None = None
    marketplace: str | None = None
    total: Money | None = None
    refunded: Money | None = None
    locale: str | None = None
    time_zone: str | None = None
    region: str | None = None
    phone: str | None = None
    added_at: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(self.lines))

    def at(self, moment: OrderMoment) -> datetime | None:
        """When a moment of the purchase was, where that is known."""
        when: datetime | None = getattr(self, MOMENT_FIELDS[moment])
        return when


#: Moment -> the field of an order that says when it was.
MOMENT_FIELDS: Mapping[OrderMoment, str] = {
    OrderMoment.BASKET: "added_at",
    OrderMoment.ORDERED: "placed_at",
    OrderMoment.CONFIRMED: "confirmed_at",
    OrderMoment.PAID: "paid_at",
    OrderMoment.DELIVERED: "fulfilled_at",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A person who buys, as the shop knows them."""

    id: str | None = None
    email: str | None = None
    name: str | None = None
    phone: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """Who works at the desk. ``id`` is the shop's own and is written into the history."""

    id: str
    name: str
    roles: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(self.roles))


@dataclass(frozen=True, slots=True, kw_only=True)
class Compensation:
    """What the shop's adapter is asked to perform; ``id`` is the idempotency key: same id, same money.

    ``deliver_on`` is the day the shopper chose for a parcel (H7). ``terms`` are the conditions of a code or
    credit as the shopper was told them: it may ask for nothing else.
    """

    id: str
    case_id: str
    reference_number: str
    kind: Remedy
    amount: Money | None
    order_number: str | None
    skus: tuple[str, ...] = ()
    payer: Actor = Actor.SHOP
    deliver_on: datetime | None = None
    gift: Money | None = None
    terms: PromoTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFacts:
    """What is known of one mistake with many claims: by it a shop finds the orders it concerns.

    ``sku`` and ``promo`` name what was wrong; ``since`` and ``until`` when it was, as aware moments.
    """

    id: str
    title: str
    reason: Reason
    sku: str | None = None
    promo: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Performed:
    """It is done. ``verified`` says that the adapter saw it happen, so nobody has to confirm it."""

    reference: str
    verified: bool = True
    expected_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """It is under way; the adapter is asked again, with the same id."""

    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """It did not work; ``reason`` is shown to staff."""

    reason: str


CompensationResult = Performed | Pending | Failed


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        ...


class Randomness(Protocol):
    """Where ids, salts and jitter come from."""

    def token_bytes(self, count: int) -> bytes:
        """As many unpredictable bytes."""
        ...


class Mailer(Protocol):
    """Hands one message to the post; raises if it was not taken."""

    def __call__(self, message: EmailMessage) -> None: ...


class OrderLookup(Protocol):
    """Finds an order. With ``email`` ``None`` the number alone is asked for."""

    def __call__(self, number: str, email: str | None) -> Order | None: ...


class StaffCheck(Protocol):
    """Who of the staff is making this request; ``None`` hides the desk."""

    def __call__(self) -> StaffMember | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskObject:
    """A ``case`` (with its order and marketplace), ``question``, ``withdrawal`` or ``person`` at the desk."""

    kind: str
    id: str
    order_number: str | None = None
    marketplace: str | None = None


class StaffMay(Protocol):
    """Whether this person of the staff may see this thing; only ``True`` lets them."""

    def __call__(self, staff: StaffMember, thing: DeskObject) -> bool: ...


class CompensationAdapter(Protocol):
    """Performs one compensation, outside any transaction of ours."""

    def __call__(self, compensation: Compensation) -> CompensationResult: ...


class AffectedOrders(Protocol):
    """Finds the orders that a mistake concerns, also those that have not complained."""

    def __call__(self, incident: IncidentFacts, /) -> Iterable[Order]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarItem:
    """Another item that would do where one is not there; ``price`` is its regular price for one (A4)."""

    sku: str
    title: str
    price: Money
    url: str | None = None


class SimilarItems(Protocol):
    """Finds what would do in place of an item, the best first."""

    def __call__(self, sku: str, /) -> Iterable[SimilarItem]: ...


class DeliveryRules(Protocol):
    """The terms of delivery by region: :class:`flask_amends.DeliveryRule` or mappings with its names."""

    def __call__(self) -> Iterable[Any]: ...


class Catalogue(Protocol):
    """Every item the shop sells: mappings, or objects with the same names (Q5)."""

    def __call__(self) -> Iterable[Any]: ...


class RecentBaskets(Protocol):
    """What orders came to lately: amounts, or orders with a ``total`` or ``lines`` (C3)."""

    def __call__(self) -> Iterable[Any]: ...


class LocaleSelector(Protocol):
    """The language of this request, such as ``"pl"``."""

    def __call__(self) -> str | None: ...


@runtime_checkable
class FileStore(Protocol):
    """Where photos lie. A key is random and made by the store's caller; nothing of it comes from a person."""

    def write(self, key: str, content: bytes) -> None:
        """Store the bytes durably before returning."""
        ...

    def open(self, key: str) -> IO[bytes]:
        """The stored bytes; :class:`FileNotFoundError` if there are none."""
        ...

    def delete(self, key: str) -> None:
        """Forget the bytes; nothing happens if there are none."""
        ...


@runtime_checkable
class ListsFiles(Protocol):
    """A file store that can tell what lies in it, so that what was left behind is swept (security 21)."""

    def old(self, shelf: int, before: datetime) -> list[str]:
        """Keys on one of its 256 shelves that were last written before a moment; leftovers of writing too."""
        ...


@runtime_checkable
class KnowsRoom(Protocol):
    """A file store that can tell how much room is left (security 24)."""

    def free_bytes(self) -> int | None:
        """The bytes that are left for photos; ``None`` if that is unknown."""
        ...


class PhotoScanner(Protocol):
    """Looks into a file as it was sent, before anything opens it (security 25)."""

    def __call__(self, content: bytes, name: str) -> bool:
        """Whether the file is harmless. Raises if it could not be found out, a timeout included."""
        ...


class SystemClock:
    """The only wall clock of the extension."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SystemRandomness:
    """The operating system's randomness."""

    def token_bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)


@dataclass(slots=True)
class Handlers:
    """The code a shop gave us, by constructor or decorator, before or after the app was bound."""

    order_lookup: OrderLookup | None = None
    staff_check: StaffCheck | None = None
    staff_may: StaffMay | None = None
    mailer: Mailer | None = None
    locale_selector: LocaleSelector | None = None
    compensation: dict[Remedy, CompensationAdapter] = field(default_factory=dict)
    #: The kinds whose adapter also gives the gift that comes on top; the others are performed by hand then.
    gifts: set[Remedy] = field(default_factory=set)
    affected_orders: AffectedOrders | None = None
    delivery_rules: DeliveryRules | None = None
    catalogue: Catalogue | None = None
    recent_baskets: RecentBaskets | None = None
    similar_items: SimilarItems | None = None
    photo_scanner: PhotoScanner | None = None
    #: Whether a photo that could not be looked into is refused (fail closed) or taken.
    photo_scanner_fails_closed: bool = True

    def compensations(self) -> Mapping[Remedy, CompensationAdapter]:
        """The adapters by kind."""
        return self.compensation
