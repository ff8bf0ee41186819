"""The statement of withdrawal: what its form takes, and what it declares."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request
from marshmallow import fields

from amends_widgets.facts import Line
from amends_widgets.languages import Language
from amends_widgets.words.withdrawal import DECLARATIONS
from flask_amends.errors import InvalidInput, Message
from flask_amends.service.withdrawing import Declared, Statement
from flask_amends.state import State
from flask_amends.web import csrf, reader
from flask_amends.web.fields import Flag, FormSchema, SafeEmail, SafeInt, SafeText, load
from flask_amends.web.forms import nested
from flask_amends.web.storefront.orders import Context

#: Looks like a field for a web address; people do not see it, programs fill it in.
HONEYPOT = "website"
LONGEST_CONTRACT = 400
#: The order in which the page shows its fields.
ORDER = ("contract", "items", "name", "email")
_FRAME = (csrf.FIELD, "step", "order", HONEYPOT)


class ItemSchema(FormSchema):
    """One line of the order."""

    chosen = Flag(load_default=False)
    quantity = SafeText(load_default="", longest=10)


class StatementSchema(FormSchema):
    """What the statement needs, and nothing more: no reason."""

    contract = SafeText(longest=LONGEST_CONTRACT, load_default="")
    name = SafeText(required=True, longest=120)
    email = SafeEmail(required=True)
    time_zone = SafeText(longest=64, load_default="")
    items = fields.List(fields.Nested(ItemSchema), load_default=list)


def read_statement(state: State, context: Context, **more: Any) -> Statement:
    """The statement that the posted form makes. Raises :class:`InvalidInput` with everything to correct."""
    faults: dict[str, list[Message]] = {}
    values: dict[str, Any] = {}
    try:
        values = load(StatementSchema(), nested(request.form, without=_FRAME))
    except InvalidInput as error:
        faults |= {path: list(messages) for path, messages in error.fields.items()}
    if not context.number and "contract" not in faults and not request.form.get("contract", "").strip():
        faults["contract"] = [Message(code="required")]
    items = _items(context, faults)
    if faults:
        raise InvalidInput(faults)
    whole = items is None
    declared = DECLARATIONS["whole" if whole else "part"]
    return Statement(
        name=values["name"],
        contract=context.number or values["contract"],
        email=values["email"],
        declaration=Language(reader.locale(), html=False).say(declared),
        whole=whole,
        items=items or (),
        order_number=context.number,
        marketplace=context.marketplace,
        fulfilled_at=context.fulfilled_at,
        proven=bool(context.number) and context.proves(state, values["email"]),
        locale=reader.locale(),
        time_zone=reader.zone(values["time_zone"] or context.zone),
        **more,
    )


def lines_of(context: Context, values: dict[str, Any]) -> tuple[Line, ...]:
    """The order's lines as they were chosen so far; at first, all of them."""
    fresh = not values
    return tuple(
        replace(
            line,
            chosen=fresh or bool(values.get(f"items.{index}.chosen")),
            wanted=str(values.get(f"items.{index}.quantity", "")),
        )
        for index, line in enumerate(context.lines)
    )


def _items(context: Context, faults: dict[str, list[Message]]) -> tuple[Declared, ...] | None:
    """The chosen items; ``None`` is the whole contract. What they are called comes from the order alone."""
    if not context.number or not context.lines:
        return None
    chosen: list[Declared] = []
    for index, line in enumerate(context.lines):
        if not request.form.get(f"items.{index}.chosen"):
            continue
        at = f"items.{index}.quantity"
        try:
            quantity = SafeInt(smallest=1).deserialize(request.form.get(at, "") or str(line.quantity))
        except Exception:  # noqa: BLE001 - marshmallow's own error, told as ours
            faults[at] = [Message(code="not_a_number")]
            continue
        if quantity > line.quantity:
            faults[at] = [Message(code="too_large", params={"limit": line.quantity})]
            continue
        chosen.append(Declared(sku=line.sku, title=line.title, quantity=quantity))
    if not chosen and not any(path.startswith("items") for path in faults):
        faults["items"] = [Message(code="nothing_chosen")]
    everything = [(line.sku, line.quantity) for line in context.lines]
    return None if [(one.sku, one.quantity) for one in chosen] == everything else tuple(chosen)
