"""The order a form is about: signed by the shop's own page, so that nobody can claim for a stranger's."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from amends_widgets.facts import Line
from amends_widgets.parcels import Parcel
from flask_amends.disputes.money import Money, MoneyError
from flask_amends.notices.facts import fact, number_of
from flask_amends.ports import DeliveredBy
from flask_amends.service.limits import digest
from flask_amends.service.tokens import LONGEST_ORDER, BadToken, Purpose, read, sign
from flask_amends.state import State
from flask_amends.web.text import clean

_LONGEST_TITLE = 120
_LONGEST_ADDRESS = 300
_MOST_LINES = 60
#: An address of a page may be this long before servers in front of us cut it off (gunicorn: 4094).
LONGEST_IN_ADDRESS = 3000
#: How a parcel is packed into a token, in this order.
_PARCEL = ("carrier", "tracking_number", "tracking_url", "phone", "url", "by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known before a shopper types anything. ``token`` carries it from page to page."""

    token: str = ""
    number: str | None = None
    currency: str | None = None
    lines: tuple[Line, ...] = ()
    zone: str | None = None
    owner: str = ""
    parcel: Parcel | None = None
    marketplace: str | None = None
    fulfilled_at: datetime | None = None

    def proves(self, state: State, email: str) -> bool:
        """Whether the shop showed this form to the person with this address."""
        known = hashlib.sha256(email.strip().lower().encode()).hexdigest()
        return bool(self.owner) and self.owner in (digest(state, email), digest(state, known))


def of_order(state: State, order: Any, *, longest: int = LONGEST_ORDER) -> Context:
    """The context of an order: one of ours, a mapping, or anything with the same names.

    ``longest`` bounds its token. Where an order does not fit, pictures are left out first, and then the
    lines, which are looked up again when the form opens.
    """
    # A shop on another origin names its buyer by a digest: an e-mail does not belong in an address.
    email = fact(order, "email") or fact(order, "email_sha256")
    total = fact(order, "total")
    return _signed(
        state,
        Context(
            number=number_of(order) or None,
            currency=fact(order, "currency") or (fact(total, "currency") if total is not None else None),
            lines=tuple(_line(one) for one in (fact(order, "lines") or ())[:_MOST_LINES]),
            zone=fact(order, "time_zone"),
            owner=digest(state, str(email)) if email else "",
            parcel=_parcel(fact(order, "delivery")),
            marketplace=fact(order, "marketplace"),
            fulfilled_at=_moment(fact(order, "fulfilled_at")),
        ),
        longest,
    )


def of_product(state: State, product: Any) -> Context:
    """The context of a product page: one thing, no order."""
    line = _line(product)
    currency = line.unit_price.currency if isinstance(line.unit_price, Money) else None
    return _signed(state, Context(currency=currency, lines=(line,)))


def from_token(state: State, token: str | None) -> Context:
    """The context a form carries; nothing is known if it is not one of ours or too old."""
    if not token:
        return Context()
    try:
        known = read(state, Purpose.ORDER, token)
        parcel, moment = known.get("d"), known.get("f")
        return Context(
            token=token,
            number=known.get("n"),
            currency=known.get("c"),
            lines=_lines(state, known),
            zone=known.get("z"),
            owner=known.get("o") or "",
            parcel=Parcel(**dict(zip(_PARCEL, parcel, strict=True))) if parcel else None,
            marketplace=known.get("m"),
            fulfilled_at=datetime.fromtimestamp(moment, UTC) if moment else None,
        )
    except (BadToken, KeyError, TypeError, ValueError, OverflowError):
        return Context()


def _signed(state: State, context: Context, longest: int = LONGEST_ORDER) -> Context:
    bare = tuple(replace(line, image="") for line in context.lines)
    for lines in (context.lines, bare, ()):
        shorter = replace(context, lines=lines)
        token = sign(state, Purpose.ORDER, _packed(shorter))
        if len(token) <= longest:
            return replace(shorter, token=token)
    return context


def _lines(state: State, known: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines of a token; those of an order that was too long for one are looked up."""
    number, packed = known.get("n"), known["l"]
    if packed or number is None or state.order_lookup is None:
        return tuple(_unpacked(one, known.get("c")) for one in packed)
    order = state.order_lookup(number, None)
    return tuple(_line(one) for one in order.lines[:_MOST_LINES]) if order is not None else ()


def _packed(context: Context) -> dict[str, Any]:
    payload = {
        "n": context.number,
        "c": context.currency,
        "l": [_packed_line(line) for line in context.lines],
        "z": context.zone,
        "o": context.owner,
        "d": [getattr(context.parcel, name) for name in _PARCEL] if context.parcel else None,
        "m": context.marketplace,
        "f": int(context.fulfilled_at.timestamp()) if context.fulfilled_at else None,
    }
    return {key: value for key, value in payload.items() if value or key == "l"}


def _packed_line(line: Line) -> list[Any]:
    packed = [line.sku, line.title, line.quantity, _minor(line.unit_price)]
    return [*packed, line.image] if line.image else packed


def _unpacked(packed: Sequence[Any], currency: str | None) -> Line:
    sku, title, quantity, minor, *image = packed
    price = _price(minor, currency)
    return Line(sku=sku, title=title, quantity=quantity, unit_price=price, image=image[0] if image else "")


def _parcel(delivery: Any) -> Parcel | None:
    """What a buyer may know of the delivery; an address that is none of the web is left out."""
    if delivery is None:
        return None
    by = fact(delivery, "delivered_by") or DeliveredBy.SHOP
    return Parcel(
        carrier=_short(fact(delivery, "carrier")),
        tracking_number=_short(fact(delivery, "tracking_number")),
        tracking_url=web_address(fact(delivery, "tracking_url")),
        phone=_short(fact(delivery, "carrier_phone")),
        url=web_address(fact(delivery, "carrier_url")),
        by=DeliveredBy(by).value,
    )


def _moment(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) and value.tzinfo is not None else None


def _short(text: Any) -> str:
    return clean(str(text))[:_LONGEST_TITLE] if text else ""


def web_address(text: Any) -> str:
    """An address that a page may link to; anything else, such as ``javascript:``, is no address."""
    found = _clean_address(text)
    try:
        parts = urlsplit(found)
    except ValueError:
        return ""
    return found if parts.scheme in ("http", "https") and parts.netloc else ""


def picture_address(text: Any, host: str) -> str:
    """An address of a picture that our own pages may load: one of this very host (widgets 8)."""
    found = _clean_address(text)
    if found.startswith("/") and not found.startswith(("//", "/\\")):
        return found
    return found if web_address(found) and urlsplit(found).netloc == host else ""


def _clean_address(text: Any) -> str:
    found = str(text or "").strip()
    return found if len(found) <= _LONGEST_ADDRESS and found.isascii() and " " not in found else ""


def _line(thing: Any) -> Line:
    title = fact(thing, "title") or fact(thing, "name") or ""
    sku = fact(thing, "sku") or fact(thing, "id") or title
    price = fact(thing, "unit_price") or fact(thing, "price")
    return Line(
        sku=str(sku)[:_LONGEST_TITLE],
        title=str(title)[:_LONGEST_TITLE],
        quantity=int(fact(thing, "quantity") or 1),
        unit_price=price if isinstance(price, Money) else None,
        image=_clean_address(fact(thing, "image_url")),
    )


def _minor(price: Any) -> int | None:
    return price.minor if isinstance(price, Money) else None


def _price(minor: Any, currency: str | None) -> Money | None:
    if minor is None or currency is None:
        return None
    try:
        return Money.from_minor(int(minor), currency)
    except (MoneyError, ValueError):
        return None
