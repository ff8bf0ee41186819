"""Orders to confirm at the desk: why they wait, confirming them, and offering the shopper a choice (P9)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import redirect, request
from marshmallow import fields
from werkzeug.wrappers import Response

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput, NotAllowed, NotFound, StaleVersion
from flask_amends.ports import StaffMember
from flask_amends.service import dual_control, payment_acts, payments
from flask_amends.service.payment_acts import Seen
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.storage.payment_records import OPEN
from flask_amends.web import csrf, reader
from flask_amends.web.desk import payment_words as words
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.places import read_place, write_place
from flask_amends.web.desk.plain_form import PlainForm, sentences
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.schemas import Amount
from flask_amends.web.desk.sitting import bound_to, language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.fields import Flag, FormSchema, SafeText, check_decimals, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page

FORM = "desk.payment"
PAGE = 50
STEPS = ("confirm", "offer")
#: The field that says how far the order was when the page was shown.
SEQUENCE = "sequence"


class HoldSchema(FormSchema):
    """An order that staff holds, and why."""

    order_number = SafeText(required=True, longest=200)
    note = SafeText(required=True, longest=2000, multiline=True)


class OfferSchema(FormSchema):
    """The choice for the shopper: a right price for each item, something off, and words."""

    prices = fields.List(Amount(load_default=None), load_default=list)
    goodwill = Amount(load_default=None)
    keep = Flag(load_default=False)
    words = SafeText(required=True, longest=2000, multiline=True)


def listing(state: State, staff: StaffMember) -> Response:
    """``GET /desk/payments``."""
    return _list(state, staff)


def hold(state: State, staff: StaffMember) -> Response:
    """``POST /desk/payments``: hold an order by its number (P9)."""
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, "hold"))
        values = load(HoldSchema(), nested(request.form, without=(csrf.FIELD,)))
        lookup = state.order_lookup
        order = lookup(values["order_number"], None) if lookup is not None else None
        if order is None:
            raise InvalidInput.one("order_number", "no_such_order")
        row = payments.hold(state, order, by=staff, note=values["note"])
    except BadToken:
        return _list(state, staff, 409, wrong={"": (language().say(words.EXPIRED),)})
    except InvalidInput as error:
        return _list(state, staff, 422, wrong=sentences(error, _tell()))
    return redirect(link("desk_payment", payment_id=row.id, did="held"), 303)


def detail(state: State, staff: StaffMember, payment_id: str) -> Response:
    """``GET /desk/payments/<id>``."""
    return _show(state, staff, payment_id)


def take(state: State, staff: StaffMember, payment_id: str, step: str) -> Response:
    """``POST /desk/payments/<id>/<step>``: confirm it, or offer the shopper a choice (P2, P12, P15)."""
    if step not in STEPS:
        raise NotFound("page", step)
    found = payment_acts.seen(state, payment_id)
    sequence = request.form.get(SEQUENCE, found.row.sequence, type=int)
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, payment_id))
        leads = Right.MANAGE in rights(staff)
        if step == "confirm":
            payment_acts.confirm(state, payment_id, by=staff, leads=leads, sequence=sequence)
        else:
            values = load(OfferSchema(), nested(request.form, without=(csrf.FIELD, SEQUENCE)))
            payment_acts.offer(
                state,
                payment_id,
                by=staff,
                leads=leads,
                sequence=sequence,
                prices=_prices(found, values["prices"]),
                goodwill=_money(values["goodwill"], found.row.currency, "goodwill"),
                keep=values["keep"],
                words=values["words"],
            )
    except BadToken:
        return _show(state, staff, payment_id, 409, wrong={"": (language().say(words.EXPIRED),)})
    except InvalidInput as error:
        wrong = sentences(error, _tell())
        if "email" in wrong:  # no field of this form: no letter can reach them
            wrong = {"": (language().say(words.NO_ADDRESS),)}
        return _show(state, staff, payment_id, 422, wrong=wrong)
    except StaleVersion:
        return _show(state, staff, payment_id, 409, wrong={"": (language().say(words.MOVED),)})
    except NotAllowed:
        still = payment_acts.seen(state, payment_id).row.is_open
        why = language().say(words.TOO_DEAR if still else words.NOT_NOW)
        return _show(state, staff, payment_id, 409, wrong={"": (why,)})
    return redirect(link("desk_payment", payment_id=payment_id, did=step), 303)


def _prices(found: Seen, typed: list[Decimal | None]) -> dict[str, Money]:
    known = {}
    for number, (line, amount) in enumerate(zip(found.items, typed, strict=False)):
        price = _money(amount, found.row.currency, f"prices.{number}")
        if price is not None:
            known[line["sku"]] = price
    return known


def _money(amount: Decimal | None, currency: str, path: str) -> Money | None:
    if amount is None:
        return None
    check_decimals(amount, currency, path)
    return Money(amount=amount, currency=currency)


def _list(
    state: State,
    staff: StaffMember,
    status: int = 200,
    *,
    wrong: Mapping[str, tuple[str, ...]] | None = None,
) -> Response:
    done = request.args.get("show") == "done"
    after = read_place(request.args.get("after", ""))
    found = payment_acts.listed(state, done=done, after=after, limit=PAGE + 1)
    rows, more = found[:PAGE], None
    if len(found) > PAGE:
        at = rows[-1].ended_at if done else rows[-1].until
        place = {"after": write_place(at or rows[-1].until, rows[-1].id)}
        more = link("desk_payments", **({"show": "done"} if done else {}), **place)
    tell = _tell()
    form = PlainForm(
        key="hold",
        url=link("desk_payment_hold"),
        token=csrf.issue(state, FORM, bound=bound_to(staff, "hold")),
        typed=_typed() if wrong else {},
        wrong=wrong or {},
        labels=words.LABELS,
    )
    return page(
        "amends/desk/payments.html",
        status,
        place=("desk_payments", {"show": "done"} if done else {}),
        staff=staff,
        tell=tell,
        rows=rows,
        more=more,
        done=done,
        waiting=payment_acts.count_waiting(state),
        reasons=words.REASONS,
        states=words.STATES,
        f=form,
        faults=form.faults(tell),
        may_act=Right.ACT in rights(staff) and state.order_lookup is not None,
    )


def _show(
    state: State,
    staff: StaffMember,
    payment_id: str,
    status: int = 200,
    *,
    wrong: Mapping[str, tuple[str, ...]] | None = None,
) -> Response:
    found, tell = payment_acts.seen(state, payment_id), _tell()
    typed = _typed() if wrong and request.form.get("words") is not None else _suggested(found)
    labels = {f"prices.{number}": words.PRICE for number in range(len(found.items))}
    form = PlainForm(
        key="offer",
        url=link("desk_payment_step", payment_id=payment_id, step="offer"),
        token=csrf.issue(state, FORM, bound=bound_to(staff, payment_id)),
        typed=typed,
        wrong=wrong or {},
        labels={**words.LABELS, **labels},
    )
    did = request.args.get("did", "")
    return page(
        "amends/desk/payment.html",
        status,
        place=("desk_payment", {"payment_id": payment_id}),
        staff=staff,
        tell=tell,
        found=found,
        row=found.row,
        right_sum=_sum(found),
        half=Money.from_minor(_sum(found).minor // 2, found.row.currency),
        reasons=words.REASONS,
        states=words.STATES,
        price_label=words.PRICE,
        f=form,
        faults=form.faults(tell),
        may_act=Right.ACT in rights(staff) and found.row.state in OPEN,
        too_dear=Right.MANAGE not in rights(staff) and dual_control.is_high(state, found.cost),
        did=did if did in (*STEPS, "held") and not wrong else "",
    )


def _sum(found: Seen) -> Money:
    """What the order costs at the prices that are probably right."""
    return found.row.shown + found.cost


def _suggested(found: Seen) -> dict[str, str]:
    typed: dict[str, Any] = {}
    for number, line in enumerate(found.items):
        price = found.row.price_of(line, "right") or found.suggestion(line["sku"])
        typed[f"prices.{number}"] = str(price.amount) if price is not None else ""
    return typed


def _typed() -> dict[str, str]:
    return {name: value for name, value in request.form.items() if name != csrf.FIELD}


def _tell() -> Telling:
    return Telling(language(), reader.zone())


ROUTES = (
    Route("/desk/payments", "desk_payments", "GET", listing),
    Route("/desk/payments", "desk_payment_hold", "POST", hold, Right.ACT),
    Route("/desk/payments/<payment_id>", "desk_payment", "GET", detail),
    Route("/desk/payments/<payment_id>/<step>", "desk_payment_step", "POST", take, Right.ACT),
)
