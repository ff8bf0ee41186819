"""The review of an order (X1), by the link in the mail or from the shop's page; a low one leads to a claim.

What is given is saved first, whatever it is. Only then, below the policy's ``dispute_rating_below``, the page
offers the claim form, with the order and a reason that fits (X2).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from amends_widgets.facts import Fault
from flask_amends.disputes.vocabulary import Reason
from flask_amends.errors import InvalidInput, NotFound
from flask_amends.ports import Order
from flask_amends.service import reviews
from flask_amends.service.tokens import BadToken, Purpose, link_token
from flask_amends.state import State, get_state
from flask_amends.storage.after_records import ReviewRow
from flask_amends.web import csrf
from flask_amends.web.access import link_of
from flask_amends.web.pages import link, page
from flask_amends.web.storefront import words
from flask_amends.web.storefront.marks import ORDER, given, read_review
from flask_amends.web.storefront.orders import LONGEST_IN_ADDRESS, Context, from_token, of_order

FORM = "review"
#: The token in the address goes into no Referer, and yet a form on the page says where it comes from: with
#: ``no-referrer`` browsers send ``Origin: null``.
ORIGIN_ONLY = "strict-origin"

log = logging.getLogger("flask_amends")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A review on its page: what is known, what was typed, and what is wrong with that."""

    state: State
    token: str
    review: ReviewRow
    typed: dict[str, Any] | None = None
    faults: list[Fault] = field(default_factory=list)


def register(bp: Blueprint) -> None:
    """The page behind the link, and what the form in a shop's own page sends."""
    bp.add_url_rule("/review/<token>", "review_order", show, methods=["GET"])
    bp.add_url_rule("/review/<token>", "send_review", send, methods=["POST"])
    bp.add_url_rule("/review", "send_order_review", send_from_shop, methods=["POST"])


def show(token: str) -> Response:
    """The form; it changes nothing by being looked at."""
    state = get_state()
    review = _known(state, token)
    return _page(Shown(state=state, token=token, review=review)) if review is not None else _over()


def send(token: str) -> Response | BaseResponse:
    """Keep the review, or the change of it."""
    state = get_state()
    known = _known(state, token)
    if known is None:
        return _over()
    shown = Shown(state=state, token=token, review=known)
    try:
        csrf.form_of(state, FORM, bound=known.id)
        review = read_review()
    except (BadToken, InvalidInput) as error:
        return _again(shown, error)
    reviews.submit(state, known.id, review)
    return _to_page(token)


def send_from_shop() -> Response | BaseResponse:
    """Keep the review that the shop's own order page asked for; the order is the one that page signed."""
    state = get_state()
    csrf.check_origin(state)
    context = from_token(state, request.form.get("order"))
    if not context.number:
        raise NotFound("order", "review")
    try:
        csrf.form_of(state, FORM)
        review = read_review()
    except (BadToken, InvalidInput) as error:
        return _again_from_shop(state, context, error)
    _, jti = reviews.submit_for_order(state, _order(state, context), review)
    return _to_page(link_token(state, Purpose.REVIEW, jti))


def form_facts(state: State, order: Any) -> dict[str, Any]:
    """The form for a shop's own order page, whose reader is the buyer."""
    context = of_order(state, order)
    known = reviews.of_order(state, context.number or "")
    return _form_facts(state, context, given(known)) | {
        "faults": [],
        "given_at": known.given_at if known is not None else None,
    }


def _form_facts(state: State, context: Context, typed: dict[str, Any]) -> dict[str, Any]:
    return {
        "address": link("send_order_review"),
        "form_token": csrf.issue(state, FORM),
        "order_token": context.token,
        "draft": context.number,
        "given": typed,
    }


def _known(state: State, token: str) -> ReviewRow | None:
    """The review behind a link that is not over."""
    known = link_of(state, token, Purpose.REVIEW)
    return reviews.get(state, known.about) if known is not None and known.about else None


def _over() -> Response:
    return page("amends/link_over.html", 404, referrer=ORIGIN_ONLY, what="review")


def _page(shown: Shown) -> Response:
    state, review = shown.state, shown.review
    saved = request.args.get("did") == "review" and not shown.faults and review.submitted_at is not None
    return page(
        "amends/rating_page.html",
        422 if shown.faults else 200,
        referrer=ORIGIN_ONLY,
        known_locale=review.locale,
        known_zone=review.time_zone,
        address=link("send_review", token=shown.token),
        form_token=csrf.issue(state, FORM, bound=review.id),
        order_token="",
        draft=review.id,
        order_number=review.order_number,
        given=given(review) if shown.typed is None else shown.typed,
        given_at=review.given_at,
        faults=words.in_order(shown.faults, ORDER),
        saved=saved,
        claim=_claim(state, review) if saved else None,
    )


def _again(shown: Shown, error: BadToken | InvalidInput) -> Response:
    typed = request.form.to_dict()
    return _page(
        Shown(
            state=shown.state,
            token=shown.token,
            review=shown.review,
            typed=typed,
            faults=_faults(error),
        )
    )


def _again_from_shop(state: State, context: Context, error: BadToken | InvalidInput) -> Response:
    """The form once more, on a page of ours: the shop's own is not ours to show."""
    facts = _form_facts(state, context, request.form.to_dict())
    return page(
        "amends/rating_page.html",
        422,
        **facts,
        order_number=context.number,
        given_at=None,
        faults=words.in_order(_faults(error), ORDER),
        saved=False,
        claim=None,
    )


def _faults(error: BadToken | InvalidInput) -> list[Fault]:
    if isinstance(error, InvalidInput):
        return words.faults_of(error)
    return [Fault(field="", code="form_expired")]


def _to_page(token: str) -> BaseResponse:
    response = redirect(link("review_order", token=token, did="review"), 303)
    response.headers["Referrer-Policy"] = ORIGIN_ONLY
    return response


def _order(state: State, context: Context) -> Order:
    """The order as the shop's look-up has it now, else as its page signed it."""
    found = _found(state, context.number or "")
    if found is not None:
        return found
    return Order(
        number=context.number or "",
        marketplace=context.marketplace,
        fulfilled_at=context.fulfilled_at,
        time_zone=context.zone,
    )


def _found(state: State, number: str) -> Order | None:
    if state.order_lookup is None:
        return None
    try:
        return state.order_lookup(number, None)
    except Exception:  # the shop's own code; the review goes on without it
        log.exception("order_lookup failed; the review goes on without the order.")
        return None


def _claim(state: State, review: ReviewRow) -> str | None:
    """The address of the claim form for what was marked low; ``None`` if nothing was."""
    low = reviews.low_marks(review, state.settings.policy.dispute_rating_below)
    if not low:
        return None
    order = _found(state, review.order_key) if review.order_key else None
    values: dict[str, str] = {}
    if order is not None:
        values["order"] = of_order(state, order, longest=LONGEST_IN_ADDRESS).token
    if (reason := _reason(low, order)) is not None:
        values["reason"] = reason
    return link("claim", **values)


def _reason(low: tuple[str, ...], order: Order | None) -> str | None:
    """The reason that fits best; the form asks all the same."""
    if "goods" in low:
        return Reason.NOT_AS_DESCRIBED
    if "delivery" in low:
        arrived = order is None or order.fulfilled_at is not None
        return Reason.ARRIVED_LATE if arrived else Reason.ITEM_NOT_RECEIVED
    return None
