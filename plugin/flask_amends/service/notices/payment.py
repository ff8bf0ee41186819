"""Notices about orders that are confirmed before they are paid, said before the button (P9, P10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_amends.errors import InvalidInput
from flask_amends.notices.facts import fact, money, number_of, sku_of
from flask_amends.notices.model import Line, Notice, NoticeKind, Severity, Slot, Way
from flask_amends.service import payments
from flask_amends.service.notices import texts
from flask_amends.service.payment_flags import Flag, confirm_by
from flask_amends.service.payments import Checked, PaymentDecision
from flask_amends.settings.payments import Confirm
from flask_amends.state import State
from flask_amends.storage.payment_records import Standing

CLAUSE = "price.terms_clause"
#: Where the rule stands on its page.
ANCHOR = "amends-wrong-prices"
_PRICES = frozenset({Flag.PRICE_HELD, Flag.PRICE_CHANGED, Flag.PRICE_MANY, Flag.PRICE_TOTAL})


def of_product(state: State, product: Any, slot: Slot) -> Sequence[Notice]:  # noqa: ARG001 - as its sisters
    """That this is paid after confirmation: where all orders are, or a new price of it is being checked."""
    settings = state.settings.payments
    if settings.orders is Confirm.OFF:
        return ()
    flags = [Flag.EVERY_ORDER.value] if settings.orders is Confirm.ALL else []
    standing = _standing(state, product)
    # Without a price in force it cannot be ordered at all, as the notice about its price says.
    if standing.waiting is not None and standing.in_force is not None:
        flags.append(Flag.PRICE_HELD.value)
    if not flags:
        return ()
    when = Line(key="price.confirm_first", params={"hours": _hours(state)})
    return (_confirm_first(state, sku_of(product), flags, when),)


def of_order(
    state: State,
    order: Any,
    slot: Slot,  # noqa: ARG001 - as its sisters
    form: Mapping[str, str] | None = None,
) -> Sequence[Notice]:
    """What keeps a basket or an order from being paid at once: changed prices, and that we confirm it first.

    Decides about money, so it asks the ledger each time. ``form`` is the posted checkout form.
    """
    try:
        if number_of(order):
            decision = payments.look(state, order)
            if decision.allowed and form is None:
                return ()
            if decision.reason not in ("", "flagged"):
                return (_of_decision(state, order, decision),)
        checked = payments.check(state, order, form)
    except InvalidInput:
        return ()
    found = []
    if checked.changed:
        found.append(_changed(checked))
    if checked.flags:
        until = confirm_by(state, checked.flags, state.clock.now())
        when = Line(key="price.confirm_by", params={"until": until})
        found.append(_confirm_first(state, number_of(order) or "basket", checked.flags, when))
    return found


def terms(state: State) -> Notice:
    """The clause of the purchase rules for the case of a wrong price (P10)."""
    return Notice(
        kind=NoticeKind.PRICE_ERROR,
        lines=(Line(key=CLAUSE, params={"hours": _hours(state)}),),
        about=CLAUSE,
        state="clause",
    )


def _standing(state: State, product: Any) -> Standing:
    """What the ledger knows of one item; a page may go by what was known a moment ago."""
    sku, now = sku_of(product), state.clock.now()
    price = money(fact(product, "unit_price", "price"), state.settings.currency)
    currency = price.currency if price is not None else state.settings.currency

    def load() -> Standing:
        with state.store.read() as unit:
            return unit.payments.standings((sku,), currency, now).get(sku, Standing())

    key = ("price", "standing", sku, currency)
    return state.memory.get(key, now, state.settings.notices.memory, load)


def _confirm_first(state: State, about: str, flags: Sequence[str], when: Line) -> Notice:
    why, about_price = [], bool(_PRICES.intersection(flags))
    if about_price:
        why.append(Line(key="price.why_price"))
    if Flag.STOCK_UNCONFIRMED in flags:
        why.append(Line(key="price.why_stock"))
    return Notice(
        kind=NoticeKind.PRICE_PENDING,
        lines=(*why, when),
        about=about,
        dedupe="payment",
        state="confirm_first",
        severity=Severity.IMPORTANT,
        priority=10,
        ways=ways(state) if about_price else (),
        facts={"flags": list(flags), **{name: _plain(value) for name, value in when.params.items()}},
    )


def _changed(checked: Checked) -> Notice:
    lines = [
        Line(key="price.order_changed", params={"title": one.title, "now": one.now, "shown": one.shown})
        for one in checked.changed
    ]
    facts = [
        {
            "sku": one.sku,
            "shown": str(one.shown.amount),
            "now": str(one.now.amount),
            "currency": one.now.currency,
        }
        for one in checked.changed
    ]
    return Notice(
        kind=NoticeKind.PRICE_PENDING,
        lines=(*lines, Line(key="price.order_agree")),
        about="basket",
        dedupe="payment.changed",
        state="changed",
        severity=Severity.BLOCKING,
        priority=20,
        facts={"changed": facts},
    )


def _of_decision(state: State, order: Any, decision: PaymentDecision) -> Notice:
    keys = {"waits": "price.order_waits", "choose": "price.order_choose"}
    return Notice(
        kind=NoticeKind.PRICE_PENDING,
        lines=(Line(key=keys.get(decision.reason, "price.order_over"), params={"until": decision.until}),),
        about=number_of(order),
        dedupe="payment",
        state=decision.reason,
        severity=Severity.IMPORTANT,
        priority=10,
        ways=ways(state) if decision.until is not None else (),
        facts={"flags": list(decision.flags), "reason": decision.reason},
    )


def ways(state: State) -> tuple[Way, ...]:
    """The way to the rule itself, once the shop has accepted it."""
    own = texts.in_force(state, state.settings.default_locale)
    if CLAUSE not in texts.accepted(state, own):
        return ()
    if address := state.settings.payments.terms_url:
        return (Way(key="price.way_terms", address=f"{address}#{ANCHOR}"),)
    return (Way(key="price.way_terms", endpoint="price_terms"),)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _hours(state: State) -> int:
    return int(state.settings.payments.within.total_seconds() // 3600)
