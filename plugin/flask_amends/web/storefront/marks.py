"""The marks and the comment of a review, as forms send them."""

from __future__ import annotations

from typing import Any

from flask import request

from flask_amends.errors import InvalidInput
from flask_amends.service import reviews
from flask_amends.service.reviews import Review
from flask_amends.storage.after_records import ReviewRow
from flask_amends.web import csrf
from flask_amends.web.fields import FormSchema, SafeInt, SafeText, load
from flask_amends.web.forms import nested

LONGEST_COMMENT = 2000
ORDER = (*reviews.SUBJECTS, "comment")


def _mark() -> SafeInt:
    return SafeInt(smallest=reviews.STARS.start, largest=reviews.STARS.stop - 1, load_default=None)


class RatingSchema(FormSchema):
    """One to five for the shop, the delivery and the goods."""

    shop = _mark()
    delivery = _mark()
    goods = _mark()
    comment = SafeText(longest=LONGEST_COMMENT, multiline=True, load_default="")


def read_review() -> Review:
    """The posted review; at least one mark is needed. Raises :class:`InvalidInput`."""
    values = load(RatingSchema(), nested(request.form, without=(csrf.FIELD, "order")))
    if all(values[name] is None for name in reviews.SUBJECTS):
        raise InvalidInput.one("shop", "no_mark")
    return Review(**values)


def given(review: ReviewRow | None) -> dict[str, Any]:
    """What was given last, for a form to show."""
    return {} if review is None else {name: getattr(review, name) for name in ORDER}
