"""Reviews: what a buyer gives is kept as given, every version of it, and told to those who asked to hear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask_amends import payloads
from flask_amends.errors import InvalidInput, NotFound
from flask_amends.ports import Order
from flask_amends.service import invitations
from flask_amends.service.announcing import announce
from flask_amends.service.letters import LINK_LIFE
from flask_amends.service.tokens import Purpose
from flask_amends.state import State
from flask_amends.storage.after_records import ReviewRow, ReviewVersion
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import LinkRow, Person
from flask_amends.storage.store import UnitOfWork

STARS = range(1, 6)
SUBJECTS = ("shop", "delivery", "goods")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a shopper gives: one to five for the shop, the delivery and the goods, and a comment."""

    shop: int | None = None
    delivery: int | None = None
    goods: int | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A review as the desk sees it: who gave it, the case it belongs to, and every version of it."""

    row: ReviewRow
    person: Person | None
    versions: tuple[ReviewVersion, ...]


def get(state: State, review_id: str) -> ReviewRow:
    """The invitation or review. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        return _found(unit.reviews.get(review_id), review_id)


def of_case(state: State, case_id: str) -> ReviewRow | None:
    """The invitation that followed a settled case, or the review it became: one per order."""
    with state.store.read() as unit:
        row = unit.cases.get(case_id)
        return None if row is None else invitations.review_of_case(unit, row)


def of_settled_case(state: State, case_id: str) -> ReviewRow | None:
    """The review that a closed case asks for; ``None`` while it is open, or if it asks for none."""
    with state.store.read() as unit:
        row = unit.cases.get(case_id)
        return None if row is None or row.dispute.is_open else invitations.review_of_case(unit, row)


def of_order(state: State, order_number: str) -> ReviewRow | None:
    """The review of an order that the shop knows."""
    with state.store.read() as unit:
        return unit.reviews.of_order(order_number)


def submit(state: State, review_id: str, review: Review) -> ReviewRow:
    """Keep a review, or the change of one. Raises :class:`NotFound` and :class:`InvalidInput`.

    What is sent twice without a change is one version.
    """
    _check(review)
    now = state.clock.now()
    with state.store.begin() as unit:
        before = _found(unit.reviews.get(review_id, lock=True), review_id)
        return _keep(unit, state, before, review, now)


def submit_for_order(state: State, order: Order, review: Review) -> tuple[ReviewRow, str]:
    """Keep the review of an order whose buyer the shop's own page knows; invited or not.

    Returns it with the ``jti`` of a link to it. Raises :class:`InvalidInput`.
    """
    _check(review)
    now = state.clock.now()
    with state.store.begin() as unit:
        known = invitations.review_of_order(unit, state, order, now=now)
        before = _found(unit.reviews.get(known.id, lock=True), known.id)
        kept = _keep(unit, state, before, review, now)
        jti = new_id("lnk", state.randomness)
        unit.links.add(
            LinkRow(
                jti=jti,
                purpose=Purpose.REVIEW.value,
                about=kept.id,
                person_id=kept.person_id,
                created_at=now,
                expires_at=now + LINK_LIFE,
            )
        )
        return kept, jti


def low_marks(review: ReviewRow, below: int) -> tuple[str, ...]:
    """What was marked below a policy's ``dispute_rating_below`` (X2)."""
    marks = ((name, getattr(review, name)) for name in SUBJECTS)
    return tuple(name for name, mark in marks if mark is not None and mark < below)


def page(
    state: State, *, marks_below: int | None, after: tuple[datetime, str] | None, limit: int
) -> Sequence[Given]:
    """Reviews for the desk, the newest first; with ``marks_below`` those with any mark below it."""
    with state.store.read() as unit:
        rows = unit.reviews.page(marks_below=marks_below, after=after, limit=limit)
        persons = unit.persons.many([row.person_id for row in rows if row.person_id])
        versions: dict[str, list[ReviewVersion]] = {}
        for one in unit.reviews.versions([row.id for row in rows]):
            versions.setdefault(one.review_id, []).append(one)
        return [_given(row, persons, versions) for row in rows]


def count_low(state: State) -> int:
    """How many reviews the policy calls low."""
    with state.store.read() as unit:
        return unit.reviews.count_low(state.settings.policy.dispute_rating_below)


def _given(
    row: ReviewRow, persons: Mapping[str, Person], versions: Mapping[str, Sequence[ReviewVersion]]
) -> Given:
    return Given(row=row, person=persons.get(row.person_id or ""), versions=tuple(versions.get(row.id, ())))


def _check(review: Review) -> None:
    for name in SUBJECTS:
        given = getattr(review, name)
        if given is not None and given not in STARS:
            raise InvalidInput.one(name, "rating_out_of_range", lowest=STARS.start, highest=STARS.stop - 1)


def _keep(unit: UnitOfWork, state: State, before: ReviewRow, review: Review, now: datetime) -> ReviewRow:
    values = {name: getattr(review, name) for name in Review.__slots__}
    given = before.submitted_at is not None
    if given and all(getattr(before, name) == value for name, value in values.items()):
        return before
    unit.reviews.change(before.id, **values, **{"changed_at" if given else "submitted_at": now})
    number = len(unit.reviews.versions([before.id])) + 1
    unit.reviews.add_version(ReviewVersion(review_id=before.id, number=number, at=now, **values))
    kept = _found(unit.reviews.get(before.id), before.id)
    _announce(unit, state, kept, number, now)
    unit.after_commit(
        partial(state.announce, "review_given", review_id=kept.id, order_number=kept.order_number)
    )
    return kept


def _announce(unit: UnitOfWork, state: State, review: ReviewRow, number: int, now: datetime) -> None:
    facts = {
        "review_id": review.id,
        "sequence": number,
        "order_number": review.order_number,
        "marketplace": review.marketplace,
        "dispute_id": review.case_id,
        "given_at": now,
        **{name: getattr(review, name) for name in Review.__slots__},
    }
    announce(
        unit,
        state,
        payloads.REVIEW_SUBMITTED if number == 1 else payloads.REVIEW_CHANGED,
        facts,
        about=review.id,
        sequence=number,
        marketplace=review.marketplace,
        now=now,
    )


def _found(review: ReviewRow | None, review_id: str) -> ReviewRow:
    if review is None:
        raise NotFound("review", review_id)
    return review
