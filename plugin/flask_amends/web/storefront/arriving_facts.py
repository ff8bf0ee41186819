"""The facts of an order, or of a product, as another shop's page brings them along."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from marshmallow import fields
from marshmallow.constants import EXCLUDE

from flask_amends.disputes.money import Money
from flask_amends.ports import DeliveredBy
from flask_amends.web.fields import (
    Choice,
    CurrencyCode,
    FormSchema,
    MoneyAmount,
    SafeEmail,
    SafeInt,
    SafeText,
    check_decimals,
    message,
    refuse,
)

_MOST_LINES = 60
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class _Facts(FormSchema):
    """Facts we do not know are left out: a shop may say more than we read."""

    class Meta:
        unknown = EXCLUDE


def _text(longest: int = 120, **options: Any) -> SafeText:
    return SafeText(longest=longest, load_default="", **options)


def _digest(value: str) -> None:
    if value and not _SHA256.fullmatch(value):
        refuse("invalid")


def _few(value: list[Any]) -> None:
    if len(value) > _MOST_LINES:
        refuse("too_large", limit=_MOST_LINES)


def _moment(value: str) -> None:
    if value and _aware(value) is None:
        refuse("invalid")


class LineSchema(_Facts):
    """Something that was bought; ``unit_price`` is a decimal number as text, ``"49.00"``."""

    sku = _text()
    title = SafeText(required=True, longest=120)
    quantity = SafeInt(smallest=1, largest=10_000, load_default=1)
    unit_price = MoneyAmount(typed=False, load_default=None)
    image_url = _text(300)


class DeliverySchema(_Facts):
    """Who brings it, and where to look for it."""

    carrier = _text()
    tracking_number = _text()
    tracking_url = _text(300)
    carrier_phone = _text()
    carrier_url = _text(300)
    delivered_by = Choice(DeliveredBy, load_default=DeliveredBy.SHOP.value)


class OrderSchema(_Facts):
    """An order. ``email_sha256`` stands in for ``email``, which does not belong in an address."""

    number = SafeText(required=True, longest=64)
    currency = CurrencyCode(load_default=None)
    lines = fields.List(fields.Nested(LineSchema), load_default=list, validate=_few)
    time_zone = _text(64)
    email = SafeEmail(load_default="")
    email_sha256 = _text(64, validate=_digest)
    fulfilled_at = _text(40, validate=_moment)
    marketplace = _text(80)
    delivery = fields.Nested(DeliverySchema, load_default=None)

    error_messages: dict[str, Any] = {**FormSchema.error_messages, "type": message("invalid")}  # noqa: RUF012


class ProductSchema(LineSchema):
    """A thing that is for sale."""

    currency = CurrencyCode(load_default=None)


def order(values: Mapping[str, Any]) -> dict[str, Any]:
    """The order with amounts and moments for texts. Raises :class:`InvalidInput` for impossible amounts."""
    currency = values["currency"]
    lines = [_line(one, currency, f"lines.{place}") for place, one in enumerate(values["lines"])]
    moment = _aware(values["fulfilled_at"]) if values["fulfilled_at"] else None
    return {**values, "lines": lines, "fulfilled_at": moment}


def product(values: Mapping[str, Any]) -> dict[str, Any]:
    """The product with its price as an amount."""
    return _line(values, values["currency"], "product")


def _line(line: Mapping[str, Any], currency: str | None, path: str) -> dict[str, Any]:
    price: Decimal | None = line["unit_price"]
    if price is None or currency is None:
        return {**line, "unit_price": None}
    check_decimals(price, currency, f"{path}.unit_price")
    return {**line, "unit_price": Money(amount=price, currency=currency)}


def _aware(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
