"""Notices about availability, made from stock facts: each with when it was checked, and no day unless known.

A1: the check is told with the state. A2: what nobody has checked lately is not called in stock. A3: the
warning in a tab. A5: a day only from a source. A6: a day that nobody stands by is doubted on the day itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_amends.guards.stock import (
    Availability,
    Choice,
    Shortage,
    StockFact,
    StockState,
    schema_org,
)
from flask_amends.notices.facts import sku_of
from flask_amends.notices.model import Line, Notice, NoticeKind, Severity, Slot, Way
from flask_amends.service import shorts, stock
from flask_amends.service.notices.stock_facts import own_facts
from flask_amends.state import State

#: Where a state that stands in nobody's way is said.
_ALWAYS = frozenset({Slot.PRODUCT, Slot.PRODUCT_TAB, Slot.TERMS})
_WARNING = frozenset({Slot.PRODUCT_TAB, Slot.TERMS, Slot.FOOTER})
_BUYING = frozenset({Slot.CART, Slot.CHECKOUT_TOP, Slot.CHECKOUT_BUTTON})
_QUIET = frozenset({StockState.IN_STOCK, StockState.LOW_STOCK})
#: States that no count speaks for, so that nobody is told when somebody counted.
_UNCOUNTED = frozenset({StockState.MADE_TO_ORDER, StockState.PREORDER, StockState.DISCONTINUED})
#: States in which an item can be waited for.
_AWAITED = frozenset({StockState.OUT_OF_STOCK, StockState.UNCONFIRMED})
_WARN = Line(key="stock.disclaimer")


def of_product(state: State, product: Any, slot: Slot | str) -> Sequence[Notice]:
    """What a place says about an item: its state with the time of the check, when it comes back, the warning.

    ``product`` is known by its SKU, with facts recorded here (``record_stock``); or it brings its own: as
    ``stock`` (ours, a mapping, an object), or among its own attributes (``on_hand``, ``checked_at``,
    ``source`` …). What nothing is known about has no notice but the shop's own warning.
    """
    place = Slot(slot)
    found = list(_warning(place))
    facts, asks = _facts(state, product)
    if facts is None:
        return found
    says = stock.said(state, facts)
    if place in _ALWAYS or says.state not in _QUIET:
        found.append(_availability(state, facts, says, place, asks=asks))
        found.extend(_return(facts, says, place))
    return found


def says_of(state: State, product: Any) -> Availability | None:
    """What may be said about an item; ``None`` where nothing is known about it."""
    facts, _ = _facts(state, product)
    return None if facts is None else stock.said(state, facts)


def can_order(state: State, product: Any) -> bool:
    """Whether an item can be ordered; unconfirmed ones where the shop confirms before it is paid (A2)."""
    facts, asks = _facts(state, product)
    says = None if facts is None else stock.said(state, facts)
    return says is None or says.can_buy or (says.state is StockState.UNCONFIRMED and asks)


def _facts(state: State, product: Any) -> tuple[StockFact | None, bool]:
    """The item's own facts, else what is recorded about its SKU; and whether its orders wait for a look.

    A fact alone is one that is recorded. A checkout goes by what is recorded, so of an item's own facts
    nobody is promised to pay only later (P9).
    """
    if isinstance(product, StockFact):
        return product, stock.asks(state)
    if (own := own_facts(product)) is not None or not (sku := sku_of(product)):
        return own, False
    row = stock.known(state, sku)
    return (row.fact if row is not None else None), stock.asks(state)


def _warning(place: Slot) -> Sequence[Notice]:
    """What the shop says about availability in general, once it has accepted the text (A3)."""
    if place not in _WARNING:
        return ()
    return (
        Notice(
            kind=NoticeKind.AVAILABILITY,
            about="",
            lines=(_WARN,),
            significant=place is not Slot.PRODUCT_TAB,
            priority=-1,
        ),
    )


def _availability(state: State, facts: StockFact, says: Availability, place: Slot, *, asks: bool) -> Notice:
    lines = [Line(key=f"stock.{says.state.value}", params={"left": says.left, "day": says.day})]
    if says.state is StockState.UNCONFIRMED:
        within = {"hours": state.settings.stock.confirm_within}
        lines = [Line(key="stock.ask", params=within) if asks else Line(key="stock.off")]
    if says.state in (StockState.MADE_TO_ORDER, StockState.BACKORDER) and says.day is None:
        lines.append(Line(key="stock.lead", params={"days": says.lead_days}))
    if says.state not in _UNCOUNTED:
        lines.append(Line(key="stock.checked", params={"at": says.checked_at}))
    return Notice(
        kind=NoticeKind.AVAILABILITY,
        about=facts.sku,
        state=says.state.value,
        lines=tuple(lines),
        severity=_severity(says, place, asks=asks),
        priority=5,
        ways=_ways(state, facts.sku, says, asks=asks),
        data={"sku": facts.sku, "checked": says.checked_at.isoformat(), **_machine(says)},
        facts=_evidence(facts, says),
    )


def _machine(says: Availability) -> dict[str, str]:
    marked = schema_org(says).get("availability")
    return {} if marked is None else {"availability": marked}


def _evidence(facts: StockFact, says: Availability) -> dict[str, Any]:
    """What is kept of it: what was said, from which source, checked when (A1)."""
    found: dict[str, Any] = {
        "sku": facts.sku,
        "state": says.state.value,
        "checked_at": says.checked_at.isoformat(),
        "source": facts.source,
        "left": says.left,
        "day": says.day.isoformat() if says.day else None,
        "until": says.until.isoformat() if says.until else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _severity(says: Availability, place: Slot, *, asks: bool) -> Severity:
    if says.state in _QUIET or says.state is StockState.MADE_TO_ORDER:
        return Severity.INFO
    can_order = says.can_buy or (says.state is StockState.UNCONFIRMED and asks)
    return Severity.IMPORTANT if can_order or place not in _BUYING else Severity.BLOCKING


def _ways(state: State, sku: str, says: Availability, *, asks: bool) -> tuple[Way, ...]:
    if says.state not in _AWAITED or (says.state is StockState.UNCONFIRMED and asks):
        return ()
    return _waiting(state, sku)


def _waiting(state: State, sku: str) -> tuple[Way, ...]:
    """The way to the waiting list, where there is one: for an item we know, in a shop that sends mail."""
    if not sku or not state.can_mail or stock.known(state, sku) is None:
        return ()
    return (Way(key="stock.way_wait", endpoint="wait", values={"sku": sku}),)


def _return(facts: StockFact, says: Availability, place: Slot) -> Sequence[Notice]:
    """When it comes back: a day from a source, that it is doubted, or that nobody knows (A5, A6)."""
    if says.state not in (StockState.OUT_OF_STOCK, StockState.BACKORDER):
        return ()
    if says.state is StockState.BACKORDER and says.lead_days is not None and says.day is None:
        return ()
    return (
        Notice(
            kind=NoticeKind.RESTOCK,
            about=facts.sku,
            state="known" if says.day else "doubted" if says.doubted else "unknown",
            lines=(_day_line(says),),
            severity=Severity.IMPORTANT if place in _BUYING else Severity.INFO,
            priority=4,
            facts=_evidence(facts, says),
        ),
    )


def _day_line(says: Availability) -> Line:
    if says.until is not None:
        return Line(key="stock.back_between", params={"day": says.day, "until": says.until})
    if says.day is not None:
        return Line(key="stock.back_on", params={"day": says.day})
    if says.doubted is not None:
        return Line(key="stock.day_doubted", params={"day": says.doubted})
    return Line(key="stock.day_unknown")


# -- before the order (A4, V4) -------------------------------------------------------------------------------


def of_shortages(state: State, shortages: Sequence[Shortage]) -> Sequence[Notice]:
    """What stands in the way of an order, with the ways on; for the page that could not place it."""
    asks = stock.asks(state)
    return [_short(state, one) for one in shortages if not (one.is_unconfirmed and asks)]


def _short(state: State, one: Shortage) -> Notice:
    row = stock.known(state, one.sku)
    title = row.name if row is not None else one.sku
    gone = Line(key="stock.gone", params={"title": title})
    few = Line(key="stock.short", params={"wanted": one.wanted, "left": one.left})
    others = tuple(
        Way(key="stock.way_similar", address=item.url)
        for item in shorts.suggested(state, one.sku)[:1]
        if item.url is not None and shorts.is_address(item.url)
    )
    wait = _waiting(state, one.sku) if Choice.WAIT in one.choices else ()
    choose = (Line(key="stock.fewer" if one.left else "stock.choose"),) if Choice.WAIT in one.choices else ()
    day = (_day_line(one.said),) if one.said.day is not None else ()
    return Notice(
        kind=NoticeKind.AVAILABILITY,
        about=one.sku,
        name=title if one.left or one.is_unconfirmed else "",
        state="short",
        lines=(few if one.left else Line(key="stock.off") if one.is_unconfirmed else gone, *day, *choose),
        severity=Severity.BLOCKING,
        priority=9,
        ways=(*others, *wait),
        data={"sku": one.sku, "left": str(one.left)},
        facts={"sku": one.sku, "state": one.said.state.value, "wanted": one.wanted, "left": one.left},
    )
