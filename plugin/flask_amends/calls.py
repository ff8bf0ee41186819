"""The functions a shop calls from its own code, inside an app context.

In a shop that handed us its session they write through it and commit nothing: their rows are committed or
rolled back with the shop's own. Without a session each is a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Unpack

from flask_amends.disputes.commands import Command
from flask_amends.disputes.money import Money
from flask_amends.disputes.promo import PromoTerms
from flask_amends.disputes.vocabulary import Actor
from flask_amends.guards.contact import Channel, Decision, Purpose
from flask_amends.guards.stock import Shortage
from flask_amends.guards.terms import Eligibility
from flask_amends.guards.terms import check as reckon
from flask_amends.notices import baskets
from flask_amends.ports import Order, StaffMember
from flask_amends.service import (
    acts,
    cases,
    claims,
    gate,
    invitations,
    order_confirming,
    orders,
    payment_acts,
    payments,
    prices,
    promo_uses,
    shorts,
    stock,
    stock_input,
    taking_wishes,
    wish_links,
)
from flask_amends.service.claims import ClaimForm, Submitted
from flask_amends.service.notices import taking
from flask_amends.service.notices.taking import Taken
from flask_amends.service.orders import OrderFact
from flask_amends.service.parties import Party
from flask_amends.service.payment_acts import Seen
from flask_amends.service.payments import Checked, PaymentDecision
from flask_amends.service.price_offers import Known, PriceKind, Recorded
from flask_amends.state import State, get_state
from flask_amends.storage.records import CaseView


def open_claim(claim: ClaimForm) -> Submitted:
    """Take a claim. Set ``proven=True`` on it when the shop knows that this is the order's customer.

    Raises :class:`flask_amends.errors.RefusedError`, :class:`flask_amends.errors.InvalidInput` and
    :class:`flask_amends.errors.LimitReached`.
    """
    return claims.submit(_joined(), claim)


def act(
    case_id: str, command: Command, *, by: Party | None = None, expected_version: int | None = None
) -> CaseView:
    """Carry out a command; ``by`` defaults to the command's actor without a name.

    Raises :class:`flask_amends.errors.RefusedError` and :class:`flask_amends.errors.StaleVersion`.
    """
    party = by or Party(actor=command.actor)
    return acts.act(_joined(), case_id, command, by=party, expected_version=expected_version)


def get_dispute(case_id: str, viewer: Actor = Actor.SHOP) -> CaseView:
    """A case with its history. Raises :class:`flask_amends.errors.NotFound`."""
    return cases.get(_joined(), case_id, viewer)


def record_order_event(
    order_number: str,
    kind: OrderFact | str,
    *,
    amount: Money | None = None,
    reference: str = "",
    full: bool = False,
    at: datetime | None = None,
    prices: Mapping[str, Money] | None = None,
) -> Sequence[str]:
    """Tell an order's cases that it was ``fulfilled``, ``refunded`` …; returns the ids of the changed.

    ``prices`` by SKU are what the buyer was shown for one when the order was ``ordered``, ``confirmed``,
    ``paid`` or ``fulfilled`` (P4).
    """
    return orders.record_order_event(
        _joined(), order_number, kind, amount=amount, reference=reference, full=full, at=at, prices=prices
    )


def invite_review(order: Order, *, at: datetime | None = None) -> str:
    """Invite the buyer of an order to a review, once; ``at`` is when it was fulfilled (default: now).

    ``record_order_event(number, "fulfilled")`` does this by itself where ``order_lookup`` finds the order.
    Returns the review's id.
    """
    return invitations.invite_buyer(_joined(), order, at=at)


def record_price(
    sku: str,
    new: Money,
    *,
    source: str = "api",
    actor: str | None = None,
    kind: PriceKind | str = PriceKind.REGULAR,
    pieces: int | None = None,
    **known: Unpack[Known],
) -> Recorded:
    """Set the price of an item through the price guard; it is in force unless the guard holds or blocks it.

    ``pieces`` is how many could be sold, ``actor`` who set it; ``known`` is what the guard may be told beside
    it (``cost=``, ``list_price=``, ``promotion=`` …). Show the price that comes back as ``in_force``.
    """
    state, whom = _joined(), PriceKind(kind)
    return prices.record(state, sku, new, source=source, actor=actor, kind=whom, pieces=pieces, **known)


def take_shown(form: object, order: Any) -> Taken:
    """Keep exactly what the buyer was shown, by what ``amends.shown()`` put into the checkout's form (P6).

    ``form`` is the posted form, or values of its field ``amends_shown`` from several pages; ``order`` is the
    order, or its number. Where nothing of it holds, the notices in force are kept instead, and it says so.
    A later claim about the order has it as evidence for both sides.
    """
    return taking.take_shown(_joined(), form, order)


def snapshot(order: Any) -> int:
    """Keep the notices in force for an order now, where no page could send back what it showed (P6)."""
    return taking.snapshot(_joined(), order)


def check_order(basket: Any, form: Mapping[str, str] | None = None) -> Checked:
    """Check a basket or order against the price ledger before it is placed; nothing is written.

    ``basket`` has ``lines`` with ``sku``, ``title``, ``quantity`` and ``unit_price``; ``form`` is the posted
    checkout form with the hidden field of ``amends.seen_prices(basket)``. Where ``changed`` is not empty,
    show the page again: ``amends.payment_notice(basket, form=…)`` names old and new prices.
    """
    return payments.check(_joined(), basket, form)


def place_order(order: Any, form: Mapping[str, str] | None = None) -> Checked:
    """Check an order as it is placed, and hold it if the shop has to confirm it before it is paid (P9).

    It needs its ``number``, and its buyer's ``email`` if they are to be told. Nothing is held where a price
    has changed since it was shown: roll your order back, and ask again.
    """
    return payments.place(_joined(), order, form)


def may_pay(order: Any) -> PaymentDecision:
    """Whether an order can be paid now; ask right before you charge, and charge its ``amount`` (P9).

    True in a condition if it can. Otherwise ``reason`` says why not: ``waits``, ``choose``, ``cancelled`` or
    ``timed_out``.
    """
    return payments.may_pay(_joined(), order)


def orders_to_confirm() -> Sequence[Seen]:
    """The orders that wait for the shop, or for their buyer's choice, the most urgent first (P9).

    Of each: ``row`` (``order_number``, ``reasons``, ``until``, ``lines`` …), what it would ``cost`` to keep
    the prices that were shown, and the ``suggestion(sku)`` of the right one.
    """
    return payment_acts.to_confirm(_joined())


def confirm_order(order_number: str, *, by: StaffMember, leads: bool = False) -> PaymentDecision:
    """Let an order that waits be paid at the prices that were shown (P12).

    ``leads`` is whether they may decide about much. Raises :class:`flask_amends.errors.NotFound` and
    :class:`flask_amends.errors.NotAllowed`.
    """
    state = _joined()
    waits = payment_acts.of_order(state, order_number)
    return payments.decision_of(payment_acts.confirm(state, waits, by=by, leads=leads))


def offer_choice(
    order_number: str,
    *,
    by: StaffMember,
    prices: Mapping[str, Money],
    words: str,
    goodwill: Money | None = None,
    keep: bool = False,
    leads: bool = False,
) -> PaymentDecision:
    """Let the buyer of an order that waits choose: the right ``prices`` by SKU, or to cancel (P2, P12, P15).

    ``goodwill`` is taken off for them; ``keep`` also offers the prices that were shown. ``words`` are the
    shop's own to the buyer (P11). Raises what :func:`confirm_order` does, and
    :class:`flask_amends.errors.InvalidInput`.
    """
    state = _joined()
    row = payment_acts.offer(
        state,
        payment_acts.of_order(state, order_number),
        by=by,
        prices=prices,
        words=words,
        goodwill=goodwill,
        keep=keep,
        leads=leads,
    )
    return payments.decision_of(row)


def may_contact(
    customer: Any,
    channel: Channel | str,
    purpose: Purpose | str,
    *,
    order_number: str | None = None,
    needed: str = "",
    despite: str = "",
) -> Decision:
    """Whether to contact a customer now: ``.allows``, else ``.because`` and, where it is only later, ``.at``.

    ``customer`` is one, an order, an address or a number; ``channel`` is ``call``, ``sms``, ``messenger``,
    ``email``, ``push`` or ``account``; ``purpose`` is ``order_confirmation``, ``delivery``, ``claim``,
    ``service`` (invitations, notices), ``withdrawal``, ``security`` or ``marketing``. Some allow a matter
    ``only_if_needed``: ask again with the reason why it cannot go on otherwise, ``needed``. The answer is
    kept in a log with that reason, or the one to contact somebody all the same, ``despite`` (K1-K5, K10).
    Raises :class:`flask_amends.errors.NotAllowed` for offers that nobody wants, whatever the reason, and
    :class:`flask_amends.errors.InvalidInput` for a customer without an address, a reason that is none, and
    another channel or purpose.
    """
    return gate.may_contact(
        _joined(),
        customer,
        channel,
        purpose,
        order_number=order_number,
        needed=needed,
        despite=despite,
    )


def ask_buyer_to_confirm(order: Any, by: datetime) -> bool:
    """Write to the buyer of an order: one tap confirms it, and nobody has to ring (K1-K3).

    ``by``, an aware moment, keeps its delivery as planned. It is asked once; ``False`` if it was done before.
    Raises :class:`flask_amends.errors.InvalidInput` for an order without number or address, and for what is
    over.
    """
    return order_confirming.ask(_joined(), order, by)


def buyer_confirmed_at(order_number: str) -> datetime | None:
    """When the buyer confirmed an order, if they have. The signal is ``order_confirmed``."""
    return order_confirming.confirmed_at(_joined(), order_number)


def unsubscribe_headers(customer: Any) -> dict[str, str]:
    """The headers of an e-mail of the shop's own that nobody needs: one click ends them all (K5, RFC 8058).

    ``{"List-Unsubscribe": "<https://…>", "List-Unsubscribe-Post": …}``; its address is for the text, too.
    Empty without ``AMENDS_BASE_URL``. Ask :func:`may_contact` first. Raises
    :class:`flask_amends.errors.InvalidInput` for a customer without an e-mail address.
    """
    return wish_links.way_out(_joined(), customer)


def take_preferences(form: Mapping[str, str], order: Any) -> str | None:
    """Keep what was ticked in ``amends.contact_preferences`` beside an order (K2).

    Returns the id of the wishes; ``None`` where nothing was ticked, or for an order without address or number
    (which is logged). A box that is not ticked takes nothing back that was wished before.
    """
    return taking_wishes.take(_joined(), form, order)


def record_stock(
    sku: str,
    on_hand: int | None = None,
    *,
    reserved: int = 0,
    source: str = stock.MANUAL,
    checked_at: datetime | None = None,
    restock_on: date | None = None,
    restock_until: date | None = None,
    restock_source: str = "",
    actor: str | None = None,
    **known: Unpack[stock_input.Known],
) -> stock.Recorded:
    """Tell what is known about an item's stock, with its evidence: who counted (``source``), and when (A1).

    ``on_hand`` is ``None`` where nobody counts, or for other facts alone: a count that is known stays. After
    an hour (a day for the source ``manual``; ``ttl=``) it is too old to be promised (A2). ``checked_at`` has
    its zone. A day to come back needs its ``restock_source`` (A5). ``known`` is what stays until it is told
    again: ``title``, ``url``, ``safety_stock``, ``ttl``, ``backorder``, ``made_to_order``, ``discontinued``,
    ``release_on``, ``lead_days``, ``sales_per_hour``, ``sync_every``. Whoever waits for the item is told when
    it is back. Raises :class:`flask_amends.errors.InvalidInput`, which names the fact.
    """
    return stock.record(
        _joined(),
        sku,
        on_hand,
        reserved=reserved,
        source=source,
        checked_at=checked_at,
        restock_on=restock_on,
        restock_until=restock_until,
        restock_source=restock_source,
        actor=actor,
        **known,
    )


def check_stock(wanted: Mapping[str, int]) -> Sequence[Shortage]:
    """What of a basket, by SKU, is not there now; ask right before an order is placed (A4).

    Items that nothing is known about are not in it.
    """
    return stock.recheck(_joined(), wanted)


def report_short(order_number: str, sku: str, quantity: int | None = None) -> str:
    """Say that an ordered item is not there: staff owe its buyer a letter within a day (A4).

    Returns the letter's id. Raises :class:`flask_amends.errors.NotFound` where ``order_lookup`` finds no
    such item.
    """
    return shorts.report(_joined(), order_number, sku, quantity)


def check(
    terms: PromoTerms, basket: Any, customer: Any = None, now: datetime | None = None, *, used: Any = None
) -> Eligibility:
    """What terms of the shop's own give for a basket, and what is missing (C2); for a published code
    :func:`check_promo`.

    ``basket``, ``customer`` and ``used`` are our values, mappings, or objects with the same names. Without
    ``now`` dates are not looked at. Works without an app. Raises
    :class:`flask_amends.disputes.money.MoneyError` for what was used in another currency.
    """
    currency = terms.value.currency
    read = baskets.basket(basket, currency), baskets.buyer(customer)
    return reckon(terms, *read, now, used=baskets.used(used, currency))


def check_promo(
    code: str, basket: Any, customer: Any = None, *, used: Any = None
) -> tuple[PromoTerms, Eligibility]:
    """The terms behind a published code (or id), and what they give for a basket (C2).

    ``basket``, ``customer`` and ``used`` are our values, mappings, or objects with the same names. The uses
    that were recorded count too: those of everybody for what all share, those of the ``customer`` (by ``id``
    or ``key``) for what each has. Raises :class:`flask_amends.errors.NotFound`.
    """
    row, found = promo_uses.check(_joined(), code, basket, customer, used=used)
    return row.terms, found


def record_promo_use(code: str, order_number: str, discount: Money, customer: Any = None) -> bool:
    """Say that an order used a promotion; ``False`` if that was known (C4).

    Of the order, and of the ``customer`` (an id, or what has one), only digests are kept. Raises
    :class:`flask_amends.errors.NotFound`, and :class:`flask_amends.errors.InvalidInput` for another currency.
    """
    return promo_uses.record(_joined(), code, order_number, discount, customer=customer)


def undo_promo_use(code: str, order_number: str) -> bool:
    """Say that an order came to nothing: what it used can be used again. ``False`` if it had used nothing."""
    return promo_uses.undo(_joined(), code, order_number)


def _joined() -> State:
    state = get_state()
    return replace(state, store=state.store.joined())
