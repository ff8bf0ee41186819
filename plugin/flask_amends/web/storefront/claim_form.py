"""The claim form: what it takes, field by field, and the claim it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import request
from marshmallow import fields

from amends_widgets.words.remedies import WISHES, WITH_AMOUNT
from flask_amends.disputes.money import Money, MoneyError
from flask_amends.disputes.vocabulary import Reason, Remedy
from flask_amends.errors import InvalidInput, Message
from flask_amends.service.claims import ClaimedItem, ClaimForm
from flask_amends.state import State
from flask_amends.web import reader
from flask_amends.web.csrf import FIELD
from flask_amends.web.fields import (
    Choice,
    Flag,
    FormSchema,
    MoneyAmount,
    SafeEmail,
    SafeInt,
    SafeText,
    check_decimals,
    load,
)
from flask_amends.web.forms import nested
from flask_amends.web.storefront.detours import SEEN
from flask_amends.web.storefront.orders import Context
from flask_amends.web.uploads import CAPTION, KEPT, REMOVED, Photos

#: Looks like a field for a web address; people do not see it, programs fill it in.
HONEYPOT = "website"
LONGEST_DESCRIPTION = 4000
#: Fields of the frame around the form; what they say is read elsewhere.
_FRAME = (FIELD, "step", "order", HONEYPOT, SEEN, KEPT, CAPTION, REMOVED)


class ItemSchema(FormSchema):
    """One line of the order."""

    sku = SafeText(required=True, longest=120)
    chosen = Flag(load_default=False)
    quantity = SafeText(load_default="", longest=10)


class ClaimSchema(FormSchema):
    """What a shopper fills in."""

    order_number = SafeText(longest=64, load_default="")
    email = SafeEmail(required=True)
    name = SafeText(longest=120, load_default="")
    reason = Choice(Reason, required=True)
    ask = Choice(WISHES, required=True)
    amount = SafeText(longest=40, load_default="")
    description = SafeText(required=True, shortest=10, longest=LONGEST_DESCRIPTION, multiline=True)
    items = fields.List(fields.Nested(ItemSchema), load_default=list)
    time_zone = SafeText(longest=64, load_default="")


_SCHEMA = ClaimSchema()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form that is filled in without a fault."""

    values: dict[str, Any]
    items: tuple[ClaimedItem, ...]
    amount: Money | None
    #: Where each claimed item stands in the form, for faults that the claim itself meets.
    places: tuple[int, ...]


def read_form(state: State, context: Context, photos: Photos) -> Filled:
    """The posted form. Raises :class:`InvalidInput` with everything that is wrong, photos included."""
    faults: dict[str, list[Message]] = {}
    values: dict[str, Any] = {}
    try:
        values = load(_SCHEMA, nested(request.form, without=_FRAME))
    except InvalidInput as error:
        faults |= {path: list(messages) for path, messages in error.fields.items()}
    if photos.faults:
        faults["photos"] = list(photos.faults)
    items, places = _read(faults, lambda: _items(context), ((), ()))
    amount = _read(faults, lambda: _amount(currency_of(state, context)), None)
    if faults:
        raise InvalidInput(faults)
    return Filled(values=values, items=items, amount=amount, places=places)


def currency_of(state: State, context: Context) -> str:
    """The currency amounts are given in."""
    return context.currency or state.settings.currency


def claim_of(state: State, filled: Filled, context: Context, photos: Photos, **more: Any) -> ClaimForm:
    """The claim that a filled form makes."""
    values = filled.values
    return ClaimForm(
        email=values["email"],
        name=values["name"],
        reason=Reason(values["reason"]),
        ask=Remedy(values["ask"]),
        description=values["description"],
        order_number=context.number or values["order_number"] or None,
        items=filled.items,
        amount=filled.amount,
        upload_ids=photos.ids,
        locale=reader.locale(),
        time_zone=zone_of(filled, context),
        proven=context.proves(state, values["email"]),
        **more,
    )


def zone_of(filled: Filled, context: Context) -> str | None:
    """The zone the shopper is in: as the browser told it, else as the order knows it."""
    return reader.named_zone(filled.values["time_zone"]) or context.zone


def field_of(path: str | None, filled: Filled) -> str:
    """The form's field behind a path of the claim, whose items are only the chosen ones."""
    parts = (path or "").split(".")
    if parts[0] == "items" and len(parts) > 1 and parts[1].isdigit() and int(parts[1]) < len(filled.places):
        return f"items.{filled.places[int(parts[1])]}.quantity"
    return {"ask": "amount" if parts[-1] == "amount" else "ask", "files": "photos"}.get(parts[0], parts[0])


def _read(faults: dict[str, list[Message]], what: Any, otherwise: Any) -> Any:
    try:
        return what()
    except InvalidInput as error:
        for path, messages in error.fields.items():
            faults.setdefault(path, list(messages))
        return otherwise


def _items(context: Context) -> tuple[tuple[ClaimedItem, ...], tuple[int, ...]]:
    """The chosen lines; what a line is called and how many were bought comes from the signed order alone."""
    chosen: list[ClaimedItem] = []
    places: list[int] = []
    faults: dict[str, list[Message]] = {}
    for index, line in enumerate(context.lines):
        if not request.form.get(f"items.{index}.chosen"):
            continue
        at = f"items.{index}.quantity"
        largest = line.quantity if context.number else 999
        try:
            typed = request.form.get(at, "") or "1"
            quantity = SafeInt(smallest=1).deserialize(typed)
        except Exception:  # noqa: BLE001 - marshmallow's own error, told as ours
            faults[at] = [Message(code="not_a_number")]
            continue
        if quantity > largest:
            faults[at] = [Message(code="too_large", params={"limit": largest})]
            continue
        chosen.append(ClaimedItem(sku=line.sku, quantity=quantity, title=line.title))
        places.append(index)
    if context.number and len(context.lines) == 1 and not chosen and not faults:
        line = context.lines[0]
        return (ClaimedItem(sku=line.sku, quantity=line.quantity, title=line.title),), (0,)
    if faults:
        raise InvalidInput(faults)
    return tuple(chosen), tuple(places)


def _amount(currency: str) -> Money | None:
    typed = request.form.get("amount", "").strip()
    ask = request.form.get("ask", "")
    if not typed:
        return None
    if ask in WISHES and ask not in WITH_AMOUNT and ask != "other":
        raise InvalidInput.one("amount", "amount_not_expected")
    return typed_money(typed, currency, "amount")


def typed_money(typed: str, currency: str, path: str) -> Money:
    """An amount as a person wrote it. Raises :class:`InvalidInput` at ``path``."""
    try:
        amount: Decimal = MoneyAmount().deserialize(typed)
    except Exception as error:
        raise InvalidInput.one(path, "not_money") from error
    check_decimals(amount, currency, path)
    try:
        money = Money(amount=amount, currency=currency)
    except MoneyError as error:
        raise InvalidInput.one(path, "not_money") from error
    if money.minor <= 0:
        raise InvalidInput.one(path, "not_money")
    return money
