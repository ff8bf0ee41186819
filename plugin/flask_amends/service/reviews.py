"""Reviews: everybody is invited after settlement, whatever the outcome; what they give is kept as given."""

from __future__ import annotations

from dataclasses import dataclass

from flask_amends.errors import InvalidInput, NotFound
from flask_amends.state import State
from flask_amends.storage.after_records import ReviewRow

STARS = range(1, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a shopper gives: one to five for the shop, the delivery and the goods, and a comment."""

    shop: int | None = None
    delivery: int | None = None
    goods: int | None = None
    comment: str = ""


def get(state: State, review_id: str) -> ReviewRow:
    """The invitation or review. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        return _found(unit.reviews.get(review_id), review_id)


def of_case(state: State, case_id: str) -> ReviewRow | None:
    """The invitation that followed a settled case, or the review it became."""
    with state.store.read() as unit:
        return unit.reviews.of_case(case_id)


def submit(state: State, review_id: str, review: Review) -> ReviewRow:
    """Keep a review, or the change of one. Raises :class:`NotFound` and :class:`InvalidInput`."""
    for name in ("shop", "delivery", "goods"):
        given = getattr(review, name)
        if given is not None and given not in STARS:
            raise InvalidInput.one(name, "rating_out_of_range", lowest=STARS.start, highest=STARS.stop - 1)
    now = state.clock.now()
    with state.store.begin() as unit:
        before = _found(unit.reviews.get(review_id), review_id)
        given_at = "submitted_at" if before.submitted_at is None else "changed_at"
        values = {name: getattr(review, name) for name in Review.__slots__}
        unit.reviews.change(review_id, **values, **{given_at: now})
        return _found(unit.reviews.get(review_id), review_id)


def _found(review: ReviewRow | None, review_id: str) -> ReviewRow:
    if review is None:
        raise NotFound("review", review_id)
    return review
