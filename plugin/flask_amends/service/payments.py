"""Payable after confirmation (P9): whether an order can be paid, checked against the ledger each time.

An order whose prices or stock are in doubt is held: nobody can pay it until staff has confirmed it, or the
shopper has chosen what to do. It times out safely: then it is cancelled, and nothing was charged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput
from flask_amends.ports import StaffMember
from flask_amends.service import payment_stock  # noqa: F401 - it adds its hook
from flask_amends.service.payment_flags import Changed, Flag, changes, find, standings
from flask_amends.service.payment_moves import keep_waiting
from flask_amends.service.payment_orders import Buying, buying, with_seen
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.payment_records import CHANGED, CONFIRMED, OFFERED, WAITING, PaymentRow
from flask_amends.storage.records import Person
from flask_amends.storage.store import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDecision:
    """Whether an order can be paid now. True in a condition if it can.

    ``reason`` is empty, or ``waits`` (for the shop), ``choose`` (the shopper has a choice), ``cancelled``,
    ``timed_out``, or ``flagged`` for an order that nobody has placed yet. ``amount`` is what to charge: after
    the shopper agreed to the right price it is another than the order's own sum. ``prices`` are those of one
    piece by SKU, where they were agreed on. ``flags`` say why it waits, ``until`` how long it does.
    """

    allowed: bool
    reason: str = ""
    amount: Money | None = None
    prices: Mapping[str, Money] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    until: datetime | None = None
    payment_id: str | None = None

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The second check, at "place order". True in a condition if the order can be placed as it is.

    ``changed`` is what costs something else now than was shown: show it and ask again. ``flags`` say why the
    order will wait for the shop before it can be paid. ``decision`` is there once it is placed.
    """

    changed: tuple[Changed, ...] = ()
    flags: tuple[str, ...] = ()
    decision: PaymentDecision | None = None

    def __bool__(self) -> bool:
        return not self.changed


def check(state: State, basket: Any, form: Mapping[str, str] | None = None) -> Checked:
    """Check a basket against the ledger, not against its own copy of the prices; nothing is written.

    ``form`` is the form of the checkout page, with the hidden field of ``amends.seen_prices(basket)``.
    """
    known, now = with_seen(buying(state, basket), form), state.clock.now()
    with state.store.read() as unit:
        ledger = standings(unit, known, now)
        return Checked(changed=changes(known, ledger), flags=find(unit, state, known, ledger, now))


def place(state: State, order: Any, form: Mapping[str, str] | None = None) -> Checked:
    """Check once more, and hold the order if it has to be confirmed before it can be paid.

    Nothing is held where a price has changed: show it, and ask again. Raises :class:`InvalidInput` for an
    order without a number or without prices.
    """
    known, now = with_seen(_numbered(buying(state, order)), form), state.clock.now()
    with state.store.begin() as unit:
        ledger = standings(unit, known, now)
        if changed := changes(known, ledger):
            return Checked(changed=changed)
        flags = find(unit, state, known, ledger, now)
        return Checked(flags=flags, decision=_decide(unit, state, known, flags, now))


def may_pay(state: State, order: Any) -> PaymentDecision:
    """Whether this order can be paid now. Asked anew each time; ask right before you charge (P9).

    One that is found to be in doubt only now is held from now on, so that staff sees it. Raises
    :class:`InvalidInput` for an order without a number or without prices.
    """
    known, now = _numbered(buying(state, order)), state.clock.now()
    with state.store.begin() as unit:
        flags = _flags(unit, state, known, now)
        return _decide(unit, state, known, flags, now)


def look(state: State, order: Any) -> PaymentDecision:
    """The same for a page that only shows it: nothing is written."""
    known, now = _numbered(buying(state, order)), state.clock.now()
    with state.store.read() as unit:
        row = unit.payments.of_order(known.number)
        if row is not None and covers(row, known):
            return decision_of(row, known)
        flags = () if known.is_paid else _flags(unit, state, known, now)
        if flags:
            return PaymentDecision(allowed=False, reason="flagged", flags=flags)
    return PaymentDecision(allowed=True, amount=known.sum)


def hold(state: State, order: Any, *, by: StaffMember, note: str) -> PaymentRow:
    """Staff holds an order (P9). Raises :class:`InvalidInput` for one that is paid or not held anew."""
    known, now = _numbered(buying(state, order)), state.clock.now()
    if known.is_paid:
        raise InvalidInput.one("order_number", "order_is_paid")
    with state.store.begin() as unit:
        row = unit.payments.of_order(known.number, lock=True)
        if row is not None and row.is_open:
            raise InvalidInput.one("order_number", "order_is_held")
        person = Person(id=new_id("per", state.randomness), kind="staff", external_id=by.id, name=by.name)
        unit.persons.staff(person, now=now)
        kept = keep_waiting(unit, state, known, (Flag.BY_STAFF,), row=row, note=note, now=now)
        if kept.note != note:  # somebody was first
            raise InvalidInput.one("order_number", "order_is_held")
        return kept


def covers(row: PaymentRow, order: Buying) -> bool:
    """Whether what was decided about a row is about this order as it is now."""
    if row.is_open:
        return True
    pieces = Counter[str]()
    for one in row.lines:
        pieces[one["sku"]] += one["quantity"]
    return (
        order.currency == row.currency
        and pieces == {sku: order.quantity(sku) for sku in order.skus}
        and _priced_at(order) <= _prices(row, "shown") | _prices(row, "right")
    )


def decision_of(row: PaymentRow, order: Buying | None = None) -> PaymentDecision:
    """What a row says about paying. Delivery may have been chosen after the prices were confirmed, so the
    total of an ``order`` at the prices that were shown counts.
    """
    codes = {WAITING: "waits", OFFERED: "choose"}
    if row.state not in (CONFIRMED, CHANGED):
        return PaymentDecision(
            allowed=False,
            reason=codes.get(row.state, row.state),
            flags=tuple(row.reasons),
            until=row.until if row.is_open else None,
            payment_id=row.id,
        )
    if row.state == CHANGED:
        amount, agreed = row.right, _prices(row, "right")
    else:
        agreed = _prices(row, "shown")
        is_shown = order is not None and order.total is not None and _priced_at(order) <= agreed
        amount = order.total if order is not None and is_shown else row.shown
    one_price = Counter(sku for sku, _ in agreed)
    return PaymentDecision(
        allowed=True,
        amount=amount,
        prices={sku: Money.from_minor(minor, row.currency) for sku, minor in agreed if one_price[sku] == 1},
        payment_id=row.id,
    )


def _prices(row: PaymentRow, kind: str) -> set[tuple[str, int]]:
    return {(str(one["sku"]), one[kind]) for one in row.lines if one[kind] is not None}


def _priced_at(order: Buying) -> set[tuple[str, int]]:
    return {(line.sku, line.price.minor) for line in order.lines}


def _flags(unit: UnitOfWork, state: State, order: Buying, now: datetime) -> tuple[Flag, ...]:
    return find(unit, state, order, standings(unit, order, now), now)


def _numbered(order: Buying) -> Buying:
    if not order.number:
        raise InvalidInput.one("order_number", "required")
    return order


def _decide(
    unit: UnitOfWork, state: State, order: Buying, flags: tuple[Flag, ...], now: datetime
) -> PaymentDecision:
    row = unit.payments.of_order(order.number, lock=True)
    if row is not None and covers(row, order):
        return decision_of(row, order)
    if not flags or order.is_paid:
        return PaymentDecision(allowed=True, amount=order.sum)
    return decision_of(keep_waiting(unit, state, order, flags, row=row, now=now))
