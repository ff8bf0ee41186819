"""Stock at the desk: days that are about to lapse, checks that are too old, letters that are owed (A2-A6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from amends_widgets import formats
from amends_widgets.marking import N_
from flask_amends.errors import InvalidInput, NotFound
from flask_amends.guards.stock import Doubt, StockState, Watch
from flask_amends.ports import StaffMember
from flask_amends.service import shorts, stock, stock_dates
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.storage.stock_records import StockRow
from flask_amends.web import csrf, reader
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.plain_form import PlainForm, sentences
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import bound_to, language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.fields import Day, FormSchema, SafeInt, SafeText, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page

FORM = "desk.stock"
PAGE = 100
SHOWN = ("days", "unchecked", "strange", "letters")
#: What a published day asks for.
ASKS: Mapping[str, str] = {
    Watch.NOTHING: N_("In order"),
    Watch.REMIND_OWNER: N_("Confirm it now"),
    Watch.SAY_UNCONFIRMED: N_("Not confirmed: shoppers are not told it any more"),
    Watch.TELL_WAITING: N_("Has passed: those who wait were told"),
}
DOUBTS: Mapping[str, str] = {
    Doubt.NEGATIVE: N_("Less than nothing"),
    Doubt.SUDDEN: N_("A sudden heap"),
    Doubt.UNCHANGED: N_("Sells, and has not changed for a month"),
}
#: What the page of an item says, for staff.
SAYS: Mapping[str, str] = {
    StockState.IN_STOCK: N_("In stock"),
    StockState.LOW_STOCK: N_("Few left"),
    StockState.MADE_TO_ORDER: N_("Made to order"),
    StockState.BACKORDER: N_("Can be ordered ahead"),
    StockState.PREORDER: N_("Not out yet"),
    StockState.OUT_OF_STOCK: N_("Not in stock"),
    StockState.DISCONTINUED: N_("No longer sold"),
    StockState.UNCONFIRMED: N_("Not confirmed"),
}
LETTERS: Mapping[str, str] = {
    "draft": N_("To be written"),
    "ready": N_("Waits for a second person"),
    "sent": N_("Sent, not answered"),
    "again": N_("Sent twice, not answered"),
    "answered": N_("Answered: carry it out in the case"),
}
_LABELS = {
    "sku": N_("Item (SKU)"),
    "day": N_("It comes back on"),
    "until": N_("or at the latest on"),
    "source": N_("Who says so"),
    "on_hand": N_("Pieces"),
    "order_number": N_("Order number"),
}


class NameSchema(FormSchema):
    """A day, with whoever says so (A5)."""

    sku = SafeText(required=True, longest=200)
    day = Day(required=True)
    until = Day(load_default=None)
    source = SafeText(required=True, shortest=2, longest=200)


class SkuSchema(FormSchema):
    """An item."""

    sku = SafeText(required=True, longest=200)


class CountSchema(SkuSchema):
    """How many somebody has counted."""

    on_hand = SafeInt(required=True, largest=9_999_999)


class ShortSchema(SkuSchema):
    """An ordered item that is not there."""

    order_number = SafeText(required=True, longest=64)


def listing(state: State, staff: StaffMember) -> Response:
    """``GET /desk/stock``."""
    return _show(state, staff)


def take(state: State, staff: StaffMember, step: str) -> Response:
    """``POST /desk/stock/<step>``."""
    if step not in STEPS:
        raise NotFound("page", step)
    schema, carry_out = STEPS[step]
    typed = {name: value for name, value in request.form.items() if name not in (csrf.FIELD, "show")}
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, FORM))
        values = load(schema(), nested(request.form, without=(csrf.FIELD, "show")))
        address = carry_out(state, staff, values)
    except BadToken:
        return redirect(link("desk_stock", show=_asked()), 303)
    except InvalidInput as error:
        tell = Telling(language(), reader.zone())
        again = replace(_form(state, staff, step, typed), wrong=sentences(error, tell))
        return _show(state, staff, 422, step, again)
    except NotFound as error:
        field, said = _MISSING.get(error.what, ("order_number", UNKNOWN))
        unknown = {field: (language().say(said),)}
        return _show(state, staff, 422, step, replace(_form(state, staff, step, typed), wrong=unknown))
    return redirect(address or link("desk_stock", show=_asked(), did=step), 303)


UNKNOWN = N_("There is none of this name. Please check its spelling.")
#: Where what is not there was asked for; a colleague may have taken a day back meanwhile.
_MISSING = {"item": ("sku", UNKNOWN), "day": ("day", N_("There is none here."))}


def _confirm(state: State, staff: StaffMember, values: Mapping[str, Any]) -> None:
    stock_dates.confirm(state, values["sku"], by=staff)


def _withdraw(state: State, staff: StaffMember, values: Mapping[str, Any]) -> None:
    stock_dates.withdraw(state, values["sku"], by=staff)


def _name(state: State, staff: StaffMember, values: Mapping[str, Any]) -> None:
    stock_dates.name(
        state, values["sku"], values["day"], source=values["source"], by=staff, until=values["until"]
    )


def _count(state: State, staff: StaffMember, values: Mapping[str, Any]) -> None:
    row = stock.current(state, values["sku"])
    if row is None:
        raise NotFound("item", values["sku"])
    stock.record(state, row.sku, values["on_hand"], reserved=row.fact.reserved, actor=staff.id)


def _short(state: State, staff: StaffMember, values: Mapping[str, Any]) -> str:
    letter_id = shorts.report(state, values["order_number"], values["sku"], by=staff.id)
    return link("desk_stock_letter", letter_id=letter_id)


_Step = Callable[[State, StaffMember, Mapping[str, Any]], str | None]
#: What can be done, by the last part of its address.
STEPS: Mapping[str, tuple[type[FormSchema], _Step]] = {
    "confirm": (SkuSchema, _confirm),
    "withdraw": (SkuSchema, _withdraw),
    "name": (NameSchema, _name),
    "count": (CountSchema, _count),
    "short": (ShortSchema, _short),
}


def _asked() -> str:
    show = request.values.get("show", "")
    return show if show in SHOWN else SHOWN[0]


def _form(state: State, staff: StaffMember, step: str, typed: Mapping[str, str] | None = None) -> PlainForm:
    token = csrf.issue(state, FORM, bound=bound_to(staff, FORM))
    url = link("desk_stock_step", step=step)
    return PlainForm(key=f"stock-{step}", url=url, token=token, typed=typed or {}, labels=_LABELS)


def _show(
    state: State, staff: StaffMember, status: int = 200, step: str = "", again: PlainForm | None = None
) -> Response:
    show, now = _asked(), state.clock.now()
    tell = Telling(language(), reader.zone())
    forms = {one: _form(state, staff, one, _given(one)) for one in STEPS}
    if again is not None:
        forms[step] = again
    with state.store.read() as unit:
        unchecked, strange = unit.stock.stale(now, limit=PAGE), unit.stock.doubted(PAGE)
        counts = {"unchecked": unit.stock.count_stale(now), "strange": len(strange)}
    days = stock_dates.listed(state)
    letters = shorts.listed(state, *LETTERS)
    counts["days"] = sum(one.asks is not Watch.NOTHING for one in days)
    counts["letters"] = sum(one.state in shorts.OWED for one in letters)
    return page(
        "amends/desk/stock.html",
        status,
        place=("desk_stock", {"show": show}),
        staff=staff,
        tell=tell,
        show=show,
        counts=counts,
        days=days,
        rows=_rows(state, unchecked if show == "unchecked" else strange),
        letters=letters,
        day_of=_day_of,
        words_of={"asks": ASKS, "says": SAYS, "doubts": DOUBTS, "letters": LETTERS},
        forms=forms,
        faults=again.faults(tell) if again else [],
        may=Right.ACT in rights(staff),
        did=request.args.get("did", "") in STEPS,
    )


def _day_of(day: date) -> str:
    """A day of the shop's calendar in words."""
    return formats.day(datetime.combine(day, time(), UTC), language().code, "UTC")


def _given(step: str) -> dict[str, str]:
    """What the address of the page fills in: the item whose day is to be moved."""
    sku = request.args.get("sku", "")[:200] if step == "name" else ""
    return {"sku": sku} if sku else {}


def _rows(state: State, rows: Any) -> list[tuple[StockRow, str]]:
    """Items, each with the state that its page tells."""
    return [(row, stock.said(state, row.fact).state.value) for row in rows]


def count_due(state: State) -> int:
    """What asks for somebody today: days, and letters that are owed."""
    return stock_dates.count_due(state) + shorts.count_owed(state)


ROUTES = (
    Route("/desk/stock", "desk_stock", "GET", listing),
    Route("/desk/stock/<step>", "desk_stock_step", "POST", take, Right.ACT),
)
