"""Invitations to a review: every buyer once after the order (X1), and once more after a case (X18)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from flask_amends.disputes.events import Event
from flask_amends.ports import Order
from flask_amends.service.letters import post
from flask_amends.service.publishing import publish_review_invitation
from flask_amends.state import State
from flask_amends.storage.after_records import ReviewRow
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import CaseRow, MailRow, Person
from flask_amends.storage.store import UnitOfWork

TOPIC = "review"
#: The mails: the first invitation, and the one to change what was given, after a settled case.
INVITED, AGAIN = "invited", "again"
#: The mail about a settled case that leads into its room.
OF_CASE = "review_invited"
#: Of an order that was fulfilled longer ago nobody wants to be asked.
TOO_LATE = timedelta(days=30)

log = logging.getLogger("flask_amends")


def after_fulfilment(
    state: State, order_number: str, *, at: datetime, marketplace: str | None = None
) -> str | None:
    """Invite the buyer of an order that the shop's look-up knows; returns the review's id.

    ``marketplace`` is who told of it: of a stranger's order it can tell nothing.
    """
    if state.order_lookup is None:
        return None
    try:
        order = state.order_lookup(order_number, None)
    except Exception:  # the shop's own code; its order was fulfilled all the same
        log.exception("order_lookup failed; the buyer of the order is not invited to a review.")
        return None
    if order is None or (marketplace is not None and order.marketplace != marketplace):
        return None
    return invite_buyer(state, order, at=order.fulfilled_at or at)


def invite_buyer(state: State, order: Order, *, at: datetime | None = None) -> str:
    """Invite the buyer once per order, by mail after the time that ``AMENDS_REVIEW_AFTER`` gives.

    ``at`` is when the order was fulfilled (default: now). Returns the review's id, the same each time.
    """
    now = state.clock.now()
    fulfilled_at = at or now
    with state.store.begin() as unit:
        review, is_new = _review_of(unit, state, order, now)
        if is_new and order.email and state.can_mail and now - fulfilled_at <= TOO_LATE:
            due = max(now, fulfilled_at + state.settings.after.review_after)
            unit.mails.add([_mail(state, review, INVITED, person_id=review.person_id, due=due)])
            unit.after_commit(state.wake)
    return review.id


def after_case(unit: UnitOfWork, state: State, row: CaseRow, closed: Event, *, now: datetime) -> None:
    """Invite the shopper of a settled case, whatever its outcome, in the transaction that closes it.

    An order that the shop knows has one review: then this is the one invitation to change it. Whoever has
    not given one yet, or whose order is not known, is led into the room of the case.
    """
    review = _after_case(unit, state, row, now)
    if review is None:
        return
    publish_review_invitation(unit, state, row, closed, now=now)
    if not state.can_mail:
        return
    if review.submitted_at is not None:
        unit.mails.add([_mail(state, review, AGAIN, person_id=row.shopper_id, due=now)])
    else:
        unit.mails.add([_case_mail(state, row, closed)])


def order_key_of(row: CaseRow) -> str | None:
    """The order whose review a case shares: only one that is surely this shopper's."""
    return row.dispute.order_number if row.dispute.order_verified else None


def review_of_case(unit: UnitOfWork, row: CaseRow) -> ReviewRow | None:
    """The review that a settled case asks for: its own, or its order's."""
    found = unit.reviews.of_case(row.id)
    if found is None and (key := order_key_of(row)) is not None:
        found = unit.reviews.of_order(key)
    return found


def review_of_order(unit: UnitOfWork, state: State, order: Order, *, now: datetime) -> ReviewRow:
    """The review of an order, made if there is none yet; no mail goes out for it."""
    return _review_of(unit, state, order, now)[0]


def _review_of(unit: UnitOfWork, state: State, order: Order, now: datetime) -> tuple[ReviewRow, bool]:
    known = unit.reviews.of_order(order.number)
    if known is not None:
        return known, False
    person = Person(id=new_id("per", state.randomness), kind="shopper", email=order.email)
    unit.persons.add(person, now=now)
    review = ReviewRow(
        id=new_id("rev", state.randomness),
        case_id=None,
        order_number=order.number,
        order_key=order.number,
        person_id=person.id,
        invited_at=now,
        marketplace=order.marketplace,
        locale=order.locale or state.settings.default_locale,
        time_zone=order.time_zone,
    )
    if unit.reviews.invite(review):
        return review, True
    # Somebody else was faster; what they wrote is what counts.
    return unit.reviews.of_order(order.number) or review, False


def _after_case(unit: UnitOfWork, state: State, row: CaseRow, now: datetime) -> ReviewRow | None:
    key = order_key_of(row)
    known = unit.reviews.of_order(key) if key is not None else None
    if known is not None:
        if not unit.reviews.reinvite(known.id, now=now):
            return None
        if known.case_id is None:
            unit.reviews.change(known.id, case_id=row.id)
        return known
    review = ReviewRow(
        id=new_id("rev", state.randomness),
        case_id=row.id,
        order_number=row.dispute.order_number,
        order_key=key,
        person_id=row.shopper_id,
        invited_at=now,
        reinvited_at=now,
        marketplace=row.dispute.marketplace,
        locale=row.locale,
        time_zone=row.time_zone,
    )
    return review if unit.reviews.invite(review) else None


def _mail(state: State, review: ReviewRow, kind: str, *, person_id: str | None, due: datetime) -> MailRow:
    return post(
        state,
        review.id,
        kind,
        topic=TOPIC,
        person_id=person_id,
        sequence=1 if kind == INVITED else 2,
        locale=review.locale,
        due=due,
    )


def _case_mail(state: State, row: CaseRow, closed: Event) -> MailRow:
    return post(
        state,
        row.id,
        OF_CASE,
        person_id=row.shopper_id,
        sequence=closed.sequence,
        locale=row.locale,
    )
