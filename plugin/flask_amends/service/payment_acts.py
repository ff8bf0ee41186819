"""What staff and shoppers do about an order that waits for its confirmation (P2, P9, P12, P15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput, NotAllowed, NotFound, StaleVersion
from flask_amends.ports import StaffMember
from flask_amends.service import dual_control, forgetting, replies
from flask_amends.service import goodwill as goodwills
from flask_amends.service.payment_flags import LATELY, standings
from flask_amends.service.payment_moves import move
from flask_amends.service.payment_orders import buying_again
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.payment_records import (
    CANCELLED,
    CHANGED,
    CONFIRMED,
    OFFERED,
    PaymentRow,
    Standing,
)
from flask_amends.storage.records import Person
from flask_amends.storage.store import UnitOfWork


class Choice(StrEnum):
    """What a shopper can choose."""

    RIGHT_PRICE = "right_price"
    KEEP = "keep"
    CANCEL = "cancel"


_LEADS_TO = {Choice.RIGHT_PRICE: CHANGED, Choice.KEEP: CONFIRMED, Choice.CANCEL: CANCELLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One order as staff sees it: its row, who bought it, who decided, and the ledger now.

    ``left`` is what of the month's goodwill can be taken off, where there is a budget (C6).
    """

    row: PaymentRow
    shopper: Person | None
    decided_by: Person | None
    ledger: Mapping[str, Standing]
    left: Money | None = None

    def suggestion(self, sku: str) -> Money | None:
        """The right price of one piece, as far as the ledger knows: never below what was shown."""
        line = next((one for one in self.row.lines if one["sku"] == sku), None)
        one = self.ledger.get(sku, Standing())
        shown = None if line is None else self.row.price_of(line, "shown")
        known = [price for price in (one.waiting, one.in_force, shown) if price is not None]
        return max(known, key=lambda price: price.minor, default=None)

    @property
    def items(self) -> Sequence[Mapping[str, Any]]:
        """The first line of each item: an item has one right price, whatever its lines cost."""
        first: dict[str, Mapping[str, Any]] = {}
        for line in self.row.lines:
            first.setdefault(line["sku"], line)
        return tuple(first.values())

    @property
    def cost(self) -> Money:
        """What it costs the shop to keep the prices that were shown: pieces times difference (P12)."""
        minor = 0
        for line in self.row.lines:
            right = self.suggestion(line["sku"])
            minor += max(0, (right.minor if right else 0) - line["shown"]) * line["quantity"]
        return Money.from_minor(minor, self.row.currency)


def seen(state: State, payment_id: str) -> Seen:
    """One order for staff. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        row = unit.payments.get(payment_id)
        if row is None:
            raise NotFound("payment", payment_id)
        ids = {one for one in (row.person_id, row.decided_by) if one}
        people, now = unit.persons.many(sorted(ids)), state.clock.now()
        left = goodwills.left(unit, state, row.currency, now, but=row.id)
        return _seen(row, people, standings(unit, buying_again(row), now), left)


def listed(
    state: State, *, done: bool = False, after: tuple[datetime, str] | None = None, limit: int = 50
) -> Sequence[PaymentRow]:
    """Those that are open, the most urgent first; or those that are over, the newest first."""
    with state.store.read() as unit:
        return unit.payments.listed(done=done, after=after, limit=limit)


def to_confirm(state: State, *, after: tuple[datetime, str] | None = None, limit: int = 50) -> Sequence[Seen]:
    """The open ones with what the ledger knows of them, the most urgent first, in a few statements."""
    with state.store.read() as unit:
        rows = unit.payments.listed(done=False, after=after, limit=limit)
        people = unit.persons.many(
            sorted({one for row in rows for one in (row.person_id, row.decided_by) if one})
        )
        ledgers = {
            currency: unit.payments.standings(
                sorted({line["sku"] for row in rows if row.currency == currency for line in row.lines}),
                currency,
                state.clock.now() - LATELY,
            )
            for currency in {row.currency for row in rows}
        }
    return [_seen(row, people, ledgers[row.currency]) for row in rows]


def of_order(state: State, order_number: str) -> str:
    """The id of what waits for an order. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        row = unit.payments.of_order(order_number)
    if row is None:
        raise NotFound("held order", order_number)
    return row.id


def count_waiting(state: State) -> int:
    """How many orders wait for the shop."""
    with state.store.read() as unit:
        return unit.payments.count_waiting()


def confirm(
    state: State, payment_id: str, *, by: StaffMember, leads: bool = False, sequence: int | None = None
) -> PaymentRow:
    """Let it be paid at the prices that were shown (P12). ``leads`` is whether they may decide about much.

    ``sequence`` is that of the row they looked at. Raises :class:`NotFound`, :class:`StaleVersion` if
    somebody has moved it since, and :class:`NotAllowed` if it waits no more, or if keeping the price costs so
    much that it takes somebody who leads (security 42).
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        row = _open(unit, payment_id, sequence)
        cost = _seen(row, {}, standings(unit, buying_again(row), now)).cost
        if not leads and dual_control.is_high(state, cost):
            raise NotAllowed("What this costs the shop is decided by somebody who leads.")
        return _moved(move(unit, state, row, CONFIRMED, now=now, decided_by=_staff(unit, state, by, now)))


def offer(
    state: State,
    payment_id: str,
    *,
    by: StaffMember,
    prices: Mapping[str, Money],
    words: str,
    goodwill: Money | None = None,
    keep: bool = False,
    leads: bool = False,
    sequence: int | None = None,
) -> PaymentRow:
    """Let the shopper choose: the right price, with ``goodwill`` taken off, or to cancel (P2, P15).

    ``prices`` are the right prices of one piece by SKU; items that are not named keep theirs. ``keep`` also
    offers the prices that were shown (P12). ``words`` are the shop's own, never a ready answer as it stands
    (P11). ``goodwill`` counts in the month's budget; more than is left of it is given by somebody who leads
    (C6). Raises :class:`InvalidInput`, also where no letter with the choice can reach the shopper, and what
    :func:`confirm` raises.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        row = _open(unit, payment_id, sequence)
        if row.person_id is None or not state.can_mail:
            raise InvalidInput.one("email", "required")
        if not words.strip():
            raise InvalidInput.one("words", "required")
        replies.check_sendable(unit, state, words, field="words")
        lines, right = _priced(row, prices)
        off = _goodwill(row, goodwill, right)
        if keep and not leads and dual_control.is_high(state, right - row.shown):
            raise NotAllowed("What this costs the shop is decided by somebody who leads.")
        left = goodwills.left(unit, state, row.currency, now, but=row.id)
        if off and not leads and left is not None and off > left.minor:
            raise NotAllowed("More goodwill than is left of the month is given by somebody who leads.")
        until = now + state.settings.payments.within
        offered = move(
            unit,
            state,
            row,
            OFFERED,
            now=now,
            lines=lines,
            right_minor=right.minor - off,
            goodwill_minor=off or None,
            goodwill_at=now if off else None,
            choices=[Choice.RIGHT_PRICE, *([Choice.KEEP] if keep else []), Choice.CANCEL],
            words=words,
            until=until,
            next_at=until,
            decided_by=_staff(unit, state, by, now),
        )
        return _moved(offered)


def choose(state: State, payment_id: str, choice: Choice, *, sequence: int | None = None) -> PaymentRow:
    """The shopper's choice; the first one counts, and the same once more is as good as once.

    ``sequence`` is that of the offer they read: nobody agrees to an amount that they have not seen. Raises
    :class:`NotFound`, :class:`StaleVersion` for an offer that another has replaced, and :class:`NotAllowed`
    for what was not offered or comes too late.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        row = unit.payments.get(payment_id, lock=True)
        if row is None:
            raise NotFound("payment", payment_id)
        if row.state == _LEADS_TO[choice] and choice in row.choices:
            return row
        if row.state != OFFERED or choice not in row.choices or row.until <= now:
            raise NotAllowed("This can be chosen no more.")
        if sequence is not None and row.sequence != sequence:
            raise StaleVersion(payment_id, sequence, row.sequence)
        # Whoever pays although the order is held gets their money back: the worker looks after a while.
        back = {"next_at": now} if choice is Choice.CANCEL else {}
        return _moved(move(unit, state, row, _LEADS_TO[choice], now=now, **back))


# -- pieces --------------------------------------------------------------------------------------------------


def _seen(
    row: PaymentRow,
    people: Mapping[str, Person],
    ledger: Mapping[str, Standing],
    left: Money | None = None,
) -> Seen:
    shopper, decided_by = people.get(row.person_id or ""), people.get(row.decided_by or "")
    return Seen(row=row, shopper=shopper, decided_by=decided_by, ledger=ledger, left=left)


def _open(unit: UnitOfWork, payment_id: str, sequence: int | None) -> PaymentRow:
    row = unit.payments.get(payment_id, lock=True)
    if row is None:
        raise NotFound("payment", payment_id)
    if not row.is_open:
        raise NotAllowed("This order waits no more.")
    if sequence is not None and row.sequence != sequence:
        raise StaleVersion(payment_id, sequence, row.sequence)
    return row


def _moved(row: PaymentRow | None) -> PaymentRow:
    if row is None:
        raise NotAllowed("Somebody was first.")
    return row


def _staff(unit: UnitOfWork, state: State, by: StaffMember, now: datetime) -> str:
    person = Person(id=new_id("per", state.randomness), kind="staff", external_id=by.id, name=by.name)
    return unit.persons.staff(person, now=now)


def _priced(row: PaymentRow, prices: Mapping[str, Money]) -> tuple[list[dict[str, object]], Money]:
    """The lines with their right prices, and what the order then costs."""
    lines, total, numbers = [], row.shown_minor, dict[str, int]()
    for line in row.lines:
        price, number = prices.get(line["sku"]), numbers.setdefault(line["sku"], len(numbers))
        if price is not None and (price.currency != row.currency or price.minor <= 0):
            raise InvalidInput.one(f"prices.{number}", "not_money")
        right = line["shown"] if price is None else price.minor
        total += (right - line["shown"]) * line["quantity"]
        lines.append({**line, "right": right})
    if total == row.shown_minor:
        raise InvalidInput.one("prices.0", "same_price")
    return lines, Money.from_minor(total, row.currency)


def _goodwill(row: PaymentRow, goodwill: Money | None, right: Money) -> int:
    if goodwill is None:
        return 0
    if goodwill.currency != row.currency or not 0 <= goodwill.minor < right.minor:
        raise InvalidInput.one("goodwill", "not_money")
    return goodwill.minor


def erase(unit: UnitOfWork, _case_ids: Sequence[str], person_ids: Sequence[str], _now: datetime) -> int:
    """Forget what was written to these persons about their orders, and why staff held them."""
    return unit.payments.erase(person_ids)


forgetting.ERASERS.append(erase)
