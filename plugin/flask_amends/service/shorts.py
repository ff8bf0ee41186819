"""Sold and then short: an order of what is not there gets an official letter within a day (A4, V7).

Staff write it; it offers something similar at a discount, the money back, or to wait. Whatever the buyer
chooses opens a case with everything agreed. One choice wins, and an answer that was cut short is finished.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask_amends.disputes import codec
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Reason, Remedy
from flask_amends.errors import InvalidInput, NotAllowed, NotFound
from flask_amends.playbooks import recipes
from flask_amends.playbooks.facts import Bought, Facts, Similar
from flask_amends.playbooks.offers import refund
from flask_amends.ports import Order, OrderLine, SimilarItem, StaffMember
from flask_amends.service import dual_control, forgetting, replies
from flask_amends.service.letters import post
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import MailRow, Person
from flask_amends.storage.stock_records import StockLetter
from flask_amends.storage.store import UnitOfWork

log = logging.getLogger("flask_amends")

TOPIC, KIND = "stock_short", "stock_short"
#: What staff are told at once: that a letter is owed.
STAFF_TOPIC, OWED_MAIL = "stock", "stock_letter_owed"
#: Who has not answered by then is written to once more.
AGAIN_AFTER = timedelta(days=3)
#: By when the buyer has to hear of it.
WITHIN = timedelta(hours=24)
#: So long before, staff are reminded.
REMIND_BEFORE = timedelta(hours=6)
#: Letters that the shop still owes somebody.
OWED = ("draft", "ready")
#: Letters that wait for their buyer.
SENT = ("sent", "again")
SIMILAR, REFUND, WAIT = "similar", "refund", "wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What staff write: their words, what would do instead, and whether the buyer can wait."""

    words: str
    similar: Sequence[SimilarItem] = ()
    wait: bool = True


def report(
    state: State, order_number: str, sku: str, quantity: int | None = None, *, by: str | None = None
) -> str:
    """Say that an ordered item is not there; returns the id of the letter that is owed now. Twice is one.

    ``quantity`` is how many are missing (default: all that were ordered). Raises :class:`NotFound` for an
    order, or an item in it, that ``order_lookup`` does not find.
    """
    if quantity is not None and quantity < 1:
        raise InvalidInput.one("quantity", "too_small", limit=1)
    order = _order(state, order_number)
    lines = _lines(order, sku)
    line = lines[0]
    now = state.clock.now()
    currency = line.unit_price.currency if line.unit_price else order.currency or state.settings.currency
    ordered = sum(one.quantity for one in lines)
    count = min(quantity or ordered, ordered)
    paid = _paid(lines, count)
    letter = StockLetter(
        id=new_id("stl", state.randomness),
        order_number=order_number,
        sku=sku,
        title=line.title[:300],
        quantity=count,
        locale=order.locale or state.settings.default_locale,
        currency=currency,
        paid_minor=None if paid is None else paid.minor,
        reported_at=now,
        reported_by=by,
        due_at=now + WITHIN,
    )
    with state.store.begin() as unit:
        if not unit.stock_letters.add(letter):
            known = unit.stock_letters.of_order(order_number, sku)
            return known.id if known is not None else letter.id
        if state.settings.staff_email is not None and state.can_mail:
            unit.mails.add([_owed(state, letter.id, 0)])
            unit.after_commit(state.wake)
    return letter.id


def _order(state: State, number: str) -> Order:
    order = state.order_lookup(number, None) if state.order_lookup is not None else None
    if order is None:
        raise NotFound("order", number)
    return order


def _lines(order: Order, sku: str) -> Sequence[OrderLine]:
    """Where the item stands in the order, what cost most first: of what is missing that is given back."""
    lines = [one for one in order.lines if one.sku == sku and one.quantity > 0]
    if not lines:
        raise NotFound("item", sku)
    return sorted(lines, key=lambda one: one.unit_price.amount if one.unit_price else 0, reverse=True)


def _paid(lines: Sequence[OrderLine], count: int) -> Money | None:
    """What was paid for so many of them; ``None`` where the order does not say."""
    paid: Money | None = None
    for line in lines:
        if line.unit_price is None:
            return None
        part = line.unit_price * min(count, line.quantity)
        paid, count = part if paid is None else paid + part, count - min(count, line.quantity)
    return paid


def get(state: State, letter_id: str) -> StockLetter:
    """One letter. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        found = unit.stock_letters.get(letter_id)
    if found is None:
        raise NotFound("letter", letter_id)
    return found


def listed(state: State, *states: str) -> Sequence[StockLetter]:
    """Letters in these states, what is due first on top."""
    with state.store.read() as unit:
        return unit.stock_letters.listed(states)


def count_owed(state: State) -> int:
    """How many buyers still have to hear of it."""
    with state.store.read() as unit:
        return unit.stock_letters.count(OWED)


def remind_staff(state: State) -> None:
    """Write to staff once more about letters that are owed and soon due, or late; never a third time (V7)."""
    if state.settings.staff_email is None or not state.can_mail:
        return
    soon = state.clock.now() + REMIND_BEFORE
    late = [one for one in listed(state, *OWED) if one.due_at < soon]
    if late:
        with state.store.begin() as unit:
            unit.mails.add(_owed(state, one.id, 1) for one in late)
            unit.after_commit(state.wake)


def _owed(state: State, letter_id: str, number: int) -> MailRow:
    return post(state, letter_id, OWED_MAIL, topic=STAFF_TOPIC, recipient="staff", sequence=number)


def write_again(state: State, limit: int = 200) -> None:
    """Send the letter a second time to who has not answered it for three days; never a third time."""
    now = state.clock.now()
    with state.store.read() as unit:
        quiet = unit.stock_letters.quiet(until=now - AGAIN_AFTER, limit=limit)
    for one in quiet:
        with state.store.begin() as unit:
            if unit.stock_letters.change(one.id, among=("sent",), state="again"):
                unit.mails.add([_letter(state, one, 1)])
                unit.after_commit(state.wake)


def _letter(state: State, letter: StockLetter, number: int) -> MailRow:
    return post(
        state,
        letter.id,
        KIND,
        topic=TOPIC,
        person_id=letter.person_id,
        sequence=number,
        locale=letter.locale,
    )


def suggested(state: State, sku: str) -> Sequence[SimilarItem]:
    """What would do instead, as the shop's own function (``@amends.similar_items``) says."""
    ask = state.handlers.similar_items
    if ask is None:
        return ()
    try:
        return tuple(ask(sku) or ())
    except Exception:  # a page or a letter does without the shop's suggestions
        log.warning("@amends.similar_items failed for %s.", sku, exc_info=True)
        return ()


# -- writing it ----------------------------------------------------------------------------------------------


def send(state: State, letter_id: str, reply: Reply, *, by: StaffMember) -> str:
    """Write the letter and send it; returns its state.

    ``ready`` says that a second person has to send it, since it costs much (security 42). Raises
    :class:`InvalidInput`, and :class:`NotAllowed` where it was sent already or nobody can be written to.
    """
    order = _order(state, get(state, letter_id).order_number)
    if order.email is None or not state.can_mail or state.settings.base_url is None:
        raise NotAllowed("This buyer cannot be written to; open a case, or call.")
    now = state.clock.now()
    with state.store.begin() as unit:
        letter = unit.stock_letters.get(letter_id, lock=True)
        if letter is None or letter.state not in OWED:
            raise NotAllowed("This letter was sent already.")
        replies.check_sendable(unit, state, reply.words, field="words")
        offers = alternatives(unit, state, letter, order, reply)
        writer = Person(id=new_id("per", state.randomness), kind="staff", external_id=by.id, name=by.name)
        written: dict[str, Any] = {"words": reply.words, "alternatives": offers}
        me = unit.persons.staff(writer, now=now)
        if _needs_two(state, offers) and not (letter.state == "ready" and _same(letter, offers, me)):
            unit.stock_letters.change(letter_id, among=OWED, state="ready", sent_by=me, **written)
            return "ready"
        person = Person(id=new_id("per", state.randomness), kind="shopper", email=order.email)
        unit.persons.add(person, now=now)
        unit.stock_letters.change(
            letter_id, among=OWED, state="sent", sent_by=me, sent_at=now, person_id=person.id, **written
        )
        unit.mails.add([post(state, letter_id, KIND, topic=TOPIC, person_id=person.id, locale=letter.locale)])
        unit.after_commit(state.wake)
    return "sent"


def _needs_two(state: State, offers: Sequence[dict[str, Any]]) -> bool:
    found = (codec.load(Terms, one["terms"]) for one in offers)
    return any(dual_control.is_high(state, one.amount) for one in found if one.amount is not None)


def _same(letter: StockLetter, offers: Sequence[dict[str, Any]], me: str) -> bool:
    """Whether somebody else has written just these offers."""
    return letter.sent_by not in (None, me) and [dict(one) for one in letter.alternatives] == list(offers)


def alternatives(
    unit: UnitOfWork, state: State, letter: StockLetter, order: Order, reply: Reply
) -> list[dict[str, Any]]:
    """What the buyer can choose from, in this order: similar items, to wait, the money back."""
    facts = _facts(letter, order)
    waiting = Terms(kind=Remedy.DELIVER_ITEM, skus=() if facts.whole_order else (letter.sku,))
    back = refund(facts, Remedy.CANCEL_ORDER if facts.whole_order else Remedy.PARTIAL_REFUND)
    if back is None or (back.kind is Remedy.PARTIAL_REFUND and back.amount is None):
        raise InvalidInput.one("", "amount_missing")
    row = unit.stock.get(letter.sku)
    can_wait = reply.wait and not (row is not None and row.fact.discontinued)
    room = state.settings.policy.max_alternatives - 1 - can_wait
    if len(reply.similar) > room:
        raise InvalidInput.one("similar", "too_many", limit=room)
    found = [_similar(state, facts, at, one) for at, one in enumerate(reply.similar)]
    if can_wait:
        found.append({"choice": WAIT, "terms": codec.dump(waiting)})
    return [*found, {"choice": REFUND, "terms": codec.dump(back)}]


def _facts(letter: StockLetter, order: Order, similar: Similar | None = None) -> Facts:
    paid = None if letter.paid_minor is None else Money.from_minor(letter.paid_minor, letter.currency)
    each = None if paid is None else Money.from_minor(paid.minor // letter.quantity, letter.currency)
    left = order.total
    if left is not None and order.refunded is not None:
        left = left - order.refunded
    return Facts(
        reason=Reason.OUT_OF_STOCK,
        currency=letter.currency,
        items=(Bought(sku=letter.sku, title=letter.title, quantity=letter.quantity, unit_price=each),),
        left=left,
        whole_order=sum(one.quantity for one in order.lines) == letter.quantity,
        similar=similar,
    )


def _similar(state: State, facts: Facts, at: int, one: SimilarItem) -> dict[str, Any]:
    rules = state.settings.playbooks.rules
    known = replace(facts, similar=Similar(title=one.title, unit_price=one.price))
    offer = recipes.similar(known, rules)
    if offer is None or offer.terms is None:
        raise InvalidInput.one(f"similar.{at}.price", "amount_missing")
    full = known.similar_value() or one.price
    price = full - facts.share(full, rules.discount)
    return {
        "choice": SIMILAR,
        "terms": codec.dump(offer.terms),
        "title": one.title,
        "url": one.url if one.url is not None and is_address(one.url) else "",
        "each": str(one.price.amount),
        "full": codec.dump(full),
        "price": codec.dump(price),
    }


def is_address(url: str) -> bool:
    """Whether a link can lead there: a page of the web, or one of the shop's own by its path."""
    return url.startswith(("https://", "http://")) or (url.startswith("/") and not url.startswith("//"))


def _erase(unit: UnitOfWork, case_ids: Sequence[str], person_ids: Sequence[str], _now: datetime) -> int:
    return unit.stock_letters.erase(case_ids, person_ids)


forgetting.ERASERS.append(_erase)
