"""What a notice says about delivery: when it comes, who brings it, what is paid when, what to do at the door.

Before the order it says what decides (D1, D3, D4, D6); the letters about an order and a pickup repeat all of
it, with whom to ask and where to tell us that something is wrong (D2, D5, D7, D8).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.guards.delivery import (
    DeliveryRule,
    Inspection,
    Method,
    Place,
    Prepayment,
    arrives,
    order_by,
)
from flask_amends.guards.stock import StockState
from flask_amends.notices.facts import fact, lines_of, moment, money, sku_of
from flask_amends.notices.model import Line, Notice, NoticeKind, Severity, Slot, Way
from flask_amends.service import delivery_terms
from flask_amends.service.notices import kept_out, stock
from flask_amends.service.places import place_of
from flask_amends.service.stock import HERE, remember
from flask_amends.state import State

#: Where only what decides about buying stands: nobody reads more there.
_SHORT = frozenset({Slot.PRODUCT, Slot.CART})
_BUYING = frozenset({*_SHORT, Slot.PRODUCT_TAB, Slot.CHECKOUT_TOP, Slot.CHECKOUT_BUTTON})
#: Where the order is placed, and other places are no matter any more.
_AFTER = frozenset({Slot.ORDER_MAIL, Slot.PICKUP_MAIL, Slot.ACCOUNT})
#: Ordered ahead of being there.
_AHEAD = frozenset({StockState.BACKORDER, StockState.PREORDER, StockState.MADE_TO_ORDER})
_PARTS = ("region", "delivery_region", "shipping_address", "address")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is known of a purchase: ``until`` is when an order has to be there to keep the ``days``.

    There are no days for what cannot be sent yet.
    """

    slot: Slot
    days: tuple[date, date] | None
    until: datetime | None
    total: Money | None = None
    locale: str = ""


def of_region(
    state: State,
    region: Any,
    slot: Slot | str,
    order: Any = None,
    basket: Any = None,
    *,
    product: Any = None,
    locale: str | None = None,
    token: str = "",
) -> Sequence[Notice]:
    """The terms for a region, one notice for each way of delivery; nothing where the shop gave none.

    ``region`` is a :class:`flask_amends.guards.delivery.Place`, a mapping, an object or a text; without one
    it is that of the order or basket. The days count from when the order was placed, else from now. Of an
    order that says how it travels, only that way is told. A way that does not bring all the goods is not
    offered; if none does, one notice names the goods. No day is named for what is not there to be sent.
    ``token`` leads its claim to the order (D8).
    """
    shown_in, asked_of = Slot(slot), region if region is not None else _region(order, basket)
    place = place_of(state, asked_of or {})
    rules = _wanted(delivery_terms.holding(state, place), order)
    placed = moment(fact(order, "placed_at")) if order is not None else None
    bought = order if order is not None else basket
    total = money(fact(bought, "goods_total", "total"), state.settings.currency) if bought else None
    tongue = locale or state.settings.default_locale
    things = kept_out.goods(product, basket if order is None else None)
    refused = {at: kept_out.kept_out(state, rule, things) for at, rule in enumerate(rules)}
    ways = [(at, rule) for at, rule in enumerate(rules) if rule.delivers and not refused[at]]
    if rules and not ways:
        fewest = min(refused, key=lambda at: len(refused[at]))
        return [_refusal(rules[fewest], place, shown_in, refused[fewest])]
    later = bool(ways) and _comes_later(state, order, things)
    found: list[Notice] = []
    for at, rule in ways:
        asked = replace(_asked(state, rule, shown_in, placed), total=total, locale=tongue)
        if later:
            asked = replace(asked, days=None)
        known = bool(asked_of) and _is_meant(rule, place)
        leads = _leads(shown_in, token, first=not found)
        found.append(_terms(rule, place, asked, known=known, at=at, ways=leads))
    return found


def of_rule(state: State, rule: DeliveryRule, slot: Slot) -> Notice:
    """What a rule says for an order that is placed now, for staff who look at it."""
    if not rule.delivers:
        return _refusal(rule, Place(), slot)
    asked = replace(_asked(state, rule, slot, None), locale=state.settings.default_locale)
    return _terms(rule, Place(), asked, known=True, at=0, ways=_leads(slot, "", first=True))


def _leads(slot: Slot, token: str, *, first: bool) -> tuple[Way, ...]:
    """Before the order to the terms of every region, once; and to a claim about the parcel (D8)."""
    every = (Way(key="way.delivery", endpoint="delivery"),) if first and slot not in _AFTER else ()
    claim = Way(key="way.claim", endpoint="claim", values={"order": token} if token else {})
    return every if slot in _SHORT else (*every, claim)


def _is_meant(rule: DeliveryRule, place: Place) -> bool:
    """Whether a rule holds for this place itself, not only until its country is known."""
    return place.is_known and not (rule.region.is_everywhere and place.country is None)


def country_of(state: State, region: Any, *things: Any) -> str | None:
    """The country that a purchase goes to, by ``region`` or else by the order or basket; if it is known."""
    return place_of(state, (region if region is not None else _region(*things)) or {}).country


def _region(*things: Any) -> Any:
    """Where an order or basket goes, by any of its usual names; a postal code of its own is an address."""
    for thing in things:
        if thing is None:
            continue
        if found := fact(thing, *_PARTS):
            return found
        if fact(thing, "postal_code", "postcode", "city", "country"):
            return thing
    return None


def _wanted(rules: Sequence[DeliveryRule], order: Any) -> Sequence[DeliveryRule]:
    """The rule of the way that an order travels, where that is known."""
    parcel = fact(order, "delivery") if order is not None else None
    method = (
        fact(parcel, "method") if parcel is not None else fact(order, "delivery_method") if order else None
    )
    chosen = [rule for rule in rules if method is not None and rule.method == str(method)]
    return chosen or rules


def _comes_later(state: State, order: Any, things: Sequence[Any]) -> bool:
    """Whether some of it is not there to be sent, so that no day of its delivery is known (A5).

    What was ordered was there then: of an order it is what is made, or comes in, after that.
    """
    if order is not None and fact(order, "fulfilled_at") is not None:
        return False
    sent = HERE if order is None else frozenset(StockState) - _AHEAD
    sold = things if order is None else lines_of(order)
    remember(state, map(sku_of, sold))
    said = (stock.says_of(state, one) for one in sold)
    return any(one is not None and one.state not in sent for one in said)


def _asked(state: State, rule: DeliveryRule, slot: Slot, placed: datetime | None) -> _Asked:
    now = state.clock.now()
    off = delivery_terms.days_off(state, placed or now)
    return _Asked(
        slot=slot,
        days=arrives(rule, placed or now, days_off=off, zone=state.settings.time_zone),
        until=None if placed or slot in _AFTER else order_by(rule, now, days_off=off),
    )


def _refusal(rule: DeliveryRule, place: Place, slot: Slot, things: Sequence[Any] = ()) -> Notice:
    """That nothing is brought there, or which of the goods are not."""
    names = kept_out.names(things)
    line = Line(key="delivery.not_for" if rule.delivers else "delivery.none")
    if rule.delivers and names:
        line = Line(key="delivery.not_for_these", params={"names": ", ".join(names)})
    return Notice(
        kind=NoticeKind.DELIVERY_TERMS,
        lines=(line,),
        about=place.label,
        state="none",
        severity=Severity.BLOCKING if slot in _BUYING else Severity.IMPORTANT,
        ways=(Way(key="way.ask", endpoint="contact"),),
        facts={
            "place": place.label,
            "delivers": False,
            "rule": delivery_terms.digest(rule),
            "refused": [sku_of(one) for one in things],
        },
    )


def _terms(
    rule: DeliveryRule, place: Place, asked: _Asked, *, known: bool, at: int, ways: tuple[Way, ...]
) -> Notice:
    days = dict(zip(("from", "until"), map(str, asked.days), strict=True)) if asked.days else {}
    label = place.label
    short = asked.slot in _SHORT
    groups: Iterable[Iterable[Line]] = (
        () if asked.slot is Slot.PICKUP_MAIL else _arrival(asked),
        _method(rule),
        () if short else _carrier(rule, asked.locale),
        _cost(rule, asked.total),
        () if short else _extras(rule),
        _payment(rule),
        _inspection(rule),
        _at_the_door(rule, short=short),
        () if known else (Line(key="delivery.fallback"),),
    )
    return Notice(
        kind=NoticeKind.DELIVERY_TERMS,
        lines=tuple(line for group in groups for line in group),
        about=":".join(filter(None, (label, str(rule.method or "")))),
        state="region" if known else "fallback",
        severity=Severity.INFO,
        priority=-at,
        ways=ways,
        data=days,
        facts={
            "place": label,
            "delivers": True,
            "rule": delivery_terms.digest(rule),
            "method": rule.method and str(rule.method),
            "carrier": rule.carrier.name if rule.carrier else None,
            **days,
            "cost": str(rule.cost) if rule.cost else None,
            "prepayment": rule.prepayment and str(rule.prepayment),
            "inspection": rule.inspection and str(rule.inspection),
            "pay_on_delivery": rule.pay_on_delivery,
        },
    )


def _arrival(asked: _Asked) -> Iterator[Line]:
    """Days, never a speed (D1)."""
    if asked.days is None:
        return
    first, last = asked.days
    key = "delivery.arrives_on" if first == last else "delivery.arrives"
    yield Line(key=key, params={"first": first, "last": last})
    if asked.until is not None and asked.slot is not Slot.PRODUCT_TAB:
        yield Line(key="delivery.order_by", params={"until": asked.until})


def _method(rule: DeliveryRule) -> Iterator[Line]:
    """How it comes, with the carrier's name (D3)."""
    name = rule.carrier.name if rule.carrier else None
    yield Line(key=f"delivery.{rule.method or 'carrier'}", params={"carrier": name})
    if isinstance(rule.method, Method) and rule.method.is_collected and rule.storage_days:
        yield Line(key="delivery.storage", params={"days": rule.storage_days})


def _carrier(rule: DeliveryRule, locale: str) -> Iterator[Line]:
    """Who that is (D7), and whom to ask on the spot (D5)."""
    if rule.carrier is not None:
        about = rule.carrier.introduction(locale)
        yield Line(key="delivery.about", params={"carrier": rule.carrier.name, "about": about})
        yield Line(key="delivery.contact", params={"contact": rule.carrier.reached_at})


def _cost(rule: DeliveryRule, total: Money | None) -> Iterator[Line]:
    free_from = rule.free_from
    reached = (
        total is not None
        and free_from is not None
        and total.currency == free_from.currency
        and total.amount >= free_from.amount
    )
    if reached or (rule.cost is not None and rule.cost.amount == 0):
        yield Line(key="delivery.free")
        return
    yield Line(key="delivery.cost_from" if rule.cost_from else "delivery.cost", params={"cost": rule.cost})
    yield Line(key="delivery.free_from", params={"amount": free_from})


def _extras(rule: DeliveryRule) -> Iterator[Line]:
    for what, amount in rule.surcharges:
        yield Line(key=f"delivery.{what}", params={"amount": amount})
    if rule.not_for:
        yield Line(key="delivery.without", params={"names": ", ".join(sorted(rule.not_for))})
    if rule.heaviest_kg:
        yield Line(key="delivery.heaviest", params={"weight": rule.heaviest_kg})


def _payment(rule: DeliveryRule) -> Iterator[Line]:
    """What is paid in advance (D6), and whether one can pay on delivery (D4)."""
    if rule.prepayment is Prepayment.PART and rule.prepayment_share is not None:
        yield Line(key="delivery.prepay_share", params={"share": rule.prepayment_share})
    elif rule.prepayment is not None:
        yield Line(key=f"delivery.prepay_{rule.prepayment}")
    if rule.prepayment is Prepayment.FULL or rule.pay_on_delivery is None:
        return
    if rule.pay_on_delivery and rule.pay_on_delivery_fee is not None:
        yield Line(key="delivery.pay_on_delivery_fee", params={"fee": rule.pay_on_delivery_fee})
    else:
        yield Line(key="delivery.pay_on_delivery" if rule.pay_on_delivery else "delivery.no_pay_on_delivery")


def _inspection(rule: DeliveryRule) -> Iterator[Line]:
    """Whether the goods can be looked at before they are paid (D4)."""
    if rule.prepayment is Prepayment.FULL and rule.inspection is not None:
        yield Line(key="delivery.inspect_paid")
    elif rule.inspection is Inspection.FOR_A_FEE and rule.inspection_fee is not None:
        yield Line(key="delivery.inspect_fee", params={"fee": rule.inspection_fee})
    elif rule.inspection is not None:
        yield Line(key=f"delivery.inspect_{rule.inspection}")
    if rule.try_on:
        yield Line(key="delivery.try_on")


def _at_the_door(rule: DeliveryRule, *, short: bool) -> Iterator[Line]:
    """What to have ready, and what to do if the parcel is not right (D8)."""
    if short:
        return
    if rule.shows_id:
        yield Line(key="delivery.identity")
    yield Line(key="delivery.wrong")
    yield Line(key="delivery.returns", params={"address": rule.returns_to})
    if rule.shop_pays_returns is not None:
        yield Line(key="delivery.returns_by_shop" if rule.shop_pays_returns else "delivery.returns_by_buyer")
