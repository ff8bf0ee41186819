"""What an act of the shop would make it owe, and the limits that the order and the budget set to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from flask_amends.disputes import commands as c
from flask_amends.disputes.conditions import Refusal, no
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.events import CompensationPerformed
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.reckoning import left_to_refund, payer_of
from flask_amends.disputes.reckoning import worth as money_in
from flask_amends.disputes.vocabulary import (
    REFUNDS,
    Action,
    Actor,
    Basis,
    Reason,
    RefusalCode,
    Remedy,
)
from flask_amends.service import goodwill
from flask_amends.state import State
from flask_amends.storage.records import CaseRow
from flask_amends.storage.store import UnitOfWork

#: Remedies that hand over goods (or the work on them), which cost what the claimed items cost.
GOODS = frozenset({Remedy.REPLACEMENT, Remedy.REPAIR, Remedy.REFUND_WITH_REPLACEMENT, Remedy.DELIVER_ITEM})
#: Acts that are checked against what the order and the month have left.
_CAPPED = frozenset({Action.ACCEPT_CLAIM, Action.PROPOSE, Action.ACCEPT_OFFER, Action.DECIDE})


def bound_by(dispute: Dispute, command: c.Command) -> tuple[Terms, ...]:
    """The terms that the shop would owe by this act of its own; of several, the shopper chooses one."""
    match command:
        case c.AcceptClaim():
            return (dispute.ask,)
        case c.Propose(alternatives=alternatives):
            return alternatives
        case c.AcceptOffer(offer_id=offer_id):
            return tuple(one.terms for one in dispute.offers if one.id == offer_id)
        case c.Performed():
            owed = dispute.obligation
            return (owed.terms,) if owed is not None and owed.payer is Actor.SHOP else ()
    return ()


def exposure_of(dispute: Dispute, terms: Terms) -> Money | None:
    """The most that the shop may have to part with under these terms; ``None`` where nobody can say.

    By this, limits and second signatures are judged. Not who wins matters, but who pays. What an offer is
    expected to cost, part by part, is :func:`flask_amends.playbooks.cost_of`.
    """
    currency = dispute.currency or (terms.amount.currency if terms.amount else None)
    if currency is None:
        return None
    nothing = Money.from_minor(0, currency)
    gift = terms.gift or nothing
    if not terms.needs_performing or payer_of(dispute, terms, Basis.AGREED) is not Actor.SHOP:
        return gift
    money = money_in(dispute, terms)
    goods = _goods(dispute, terms) if terms.kind in GOODS else nothing
    if goods is None or (money is None and terms.kind not in GOODS):
        return None
    return gift + goods + (money or nothing)


def dearest(dispute: Dispute, alternatives: Iterable[Terms]) -> tuple[bool, Money | None]:
    """``(whether every cost is known, the highest known one)``."""
    costs = [exposure_of(dispute, terms) for terms in alternatives]
    return None not in costs, max((one for one in costs if one is not None), default=None)


def _goods(dispute: Dispute, terms: Terms) -> Money | None:
    items = [one for one in dispute.items if not terms.skus or one.sku in terms.skus]
    prices = [one.unit_price * one.quantity for one in items if one.unit_price is not None]
    if not items or len(prices) < len(items):
        return None
    return sum(prices[1:], prices[0])


# -- limits --------------------------------------------------------------------------------------------------


def refusal(
    unit: UnitOfWork, state: State, row: CaseRow, command: c.Command, now: datetime
) -> Refusal | None:
    """Why the order or the budget has no room for this act; ``None`` if they have.

    The life cycle counts one case; here the other cases of the same order count too. Serialised by order, so
    that two cases cannot spend the same money at once.
    """
    if command.action not in _CAPPED:
        return None
    return _beyond_order(unit, row, command) or _beyond_budget(unit, state, row, command, now)


def _beyond_order(unit: UnitOfWork, row: CaseRow, command: c.Command) -> Refusal | None:
    dispute = row.dispute
    if dispute.order_number is None or dispute.paid is None or dispute.reason is Reason.OFF_PLATFORM_CHARGE:
        return None
    unit.approvals.lock(f"order:{dispute.order_number}")
    elsewhere = spent_elsewhere(unit, row)
    left = left_to_refund(dispute)
    if elsewhere is None or left is None:
        return None
    room = Money.from_minor(max(0, left.minor - elsewhere.minor), left.currency)
    for path, terms in _named(dispute, command):
        amount = terms.amount
        if (
            terms.kind in REFUNDS
            and amount is not None
            and amount.currency == room.currency
            and room < amount
        ):
            if not elsewhere.minor:
                return no(RefusalCode.AMOUNT_ABOVE_PAID, path, limit=room)
            return no(RefusalCode.AMOUNT_ABOVE_ORDER, path, limit=room, elsewhere=elsewhere)
    return None


def _named(dispute: Dispute, command: c.Command) -> Iterator[tuple[str | None, Terms]]:
    """The terms of an act, with the fields that name their amounts."""
    if isinstance(command, c.Decide):
        yield "terms.amount", command.terms
        return
    for index, terms in enumerate(bound_by(dispute, command)):
        yield (f"alternatives.{index}.amount" if isinstance(command, c.Propose) else None), terms


def spent_elsewhere(unit: UnitOfWork, row: CaseRow) -> Money | None:
    """What other cases of the same order owe or gave back that this case has not been told of yet.

    What they gave before this case was opened is in the order as the shop told it then. What they gave since
    may have been told (``record_order_event``): the larger of both counts.
    """
    paid, order = row.dispute.paid, row.dispute.order_number
    if paid is None or order is None:
        return None
    owed = given = 0
    for case_id in unit.cases.of_order(order):
        other = unit.cases.get(case_id) if case_id != row.id else None
        if other is None:
            continue
        amount = _refund_of(other.dispute)
        if amount is None or amount.currency != paid.currency:
            continue
        if other.dispute.obligation is not None and not other.dispute.obligation.performed:
            owed += amount.minor if other.dispute.is_open else 0
        elif _performed_since(unit, other, row.opened_at):
            given += amount.minor
    return Money.from_minor(owed + max(0, given - _told_since(row)), paid.currency)


def _refund_of(dispute: Dispute) -> Money | None:
    owed = dispute.obligation
    if owed is None or owed.terms.kind not in REFUNDS:
        return None
    return money_in(dispute, owed.terms)


def _performed_since(unit: UnitOfWork, other: CaseRow, since: datetime) -> bool:
    kind = CompensationPerformed.type
    return any(one.type == kind and one.at >= since for one in unit.history.of(other.id))


def _told_since(row: CaseRow) -> int:
    """How much the refunds of the order have grown, as this case heard, since it was opened."""
    then = row.order.refunded.minor if row.order is not None and row.order.refunded is not None else 0
    return max(0, (row.dispute.refunded.minor if row.dispute.refunded else 0) - then)


def _beyond_budget(
    unit: UnitOfWork, state: State, row: CaseRow, command: c.Command, now: datetime
) -> Refusal | None:
    """An offer of goodwill stays within the month's budget. What is claimed by right knows no budget."""
    if not isinstance(command, c.Propose):
        return None
    for index, wanted in _goodwill(command.alternatives):
        unit.approvals.lock("goodwill")
        left = goodwill.left(unit, state, wanted.currency, now, but=row.id)
        if left is not None and left < wanted:
            return no(RefusalCode.GOODWILL_SPENT, f"alternatives.{index}.amount", limit=left)
    return None


def _goodwill(alternatives: Iterable[Terms]) -> Iterator[tuple[int, Money]]:
    for index, terms in enumerate(alternatives):
        amount = goodwill.worth(terms)
        if amount is not None and amount.minor:
            yield index, amount
