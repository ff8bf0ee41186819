"""Rating a settled case: up to three marks and a comment, kept as given and open to change (X1, X18)."""

from __future__ import annotations

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as BaseResponse

from amends_widgets.facts import Fault
from flask_amends.errors import InvalidInput, NotFound
from flask_amends.service import reviews
from flask_amends.service.tokens import BadToken
from flask_amends.state import get_state
from flask_amends.web import csrf
from flask_amends.web.access import visitor
from flask_amends.web.pages import link
from flask_amends.web.storefront.marks import read_review
from flask_amends.web.storefront.room import FORM, show_again
from flask_amends.web.storefront.words import faults_of

ACTION = "rate"


def register(bp: Blueprint) -> None:
    """The form below a closed case."""
    bp.add_url_rule(f"/d/<case_id>/{ACTION}", "rate", rate, methods=["POST"])


def rate(case_id: str) -> Response | BaseResponse:
    """Keep the marks and the comment, or the change of them. At least one mark is needed."""
    state = get_state()
    who = visitor(state, case_id)
    try:
        csrf.form_of(state, FORM, bound=who.bound)
    except BadToken:
        return show_again(case_id, ACTION, [Fault(field="", code="form_expired")])
    with_case = reviews.of_settled_case(state, case_id)
    if with_case is None:
        raise NotFound("review", case_id)
    try:
        review = read_review()
    except InvalidInput as error:
        return show_again(case_id, ACTION, faults_of(error))
    reviews.submit(state, with_case.id, review)
    return redirect(link("room", key=case_id, did=ACTION), 303)
