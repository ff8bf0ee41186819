"""The EU withdrawal function: a statement, a page that shows it once more, and a receipt (notices.md 3.1).

It is open to everybody, asks for no reason and refuses nobody: what looks like a program's work is only
marked for staff. Pages are never cached (see :mod:`flask_amends.web.headers`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from amends_widgets.facts import Fault
from flask_amends.errors import InvalidInput, NotAllowed
from flask_amends.service import withdrawals, withdrawing
from flask_amends.service.tokens import BadToken, Purpose, link_token
from flask_amends.service.withdrawing import Statement
from flask_amends.state import State, get_state
from flask_amends.web import csrf
from flask_amends.web.access import link_of
from flask_amends.web.network import network_of
from flask_amends.web.official import withdrawal_labels
from flask_amends.web.pages import link, page
from flask_amends.web.storefront import words
from flask_amends.web.storefront.orders import Context, from_token
from flask_amends.web.storefront.withdraw_form import HONEYPOT, ORDER, lines_of, read_statement

FORM = "withdraw"
#: Nobody reads, fills in and confirms it in less; a program does.
SHORTEST_FILL = timedelta(seconds=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A statement on its way: what is known, what was typed, and when its first page was opened."""

    state: State
    context: Context
    values: dict[str, Any] = field(default_factory=dict)
    started: int = 0
    key: str | None = None


def register(bp: Blueprint) -> None:
    """The form, its answer and the receipt."""
    bp.add_url_rule("/withdraw", "withdraw", show, methods=["GET"])
    bp.add_url_rule("/withdraw", "send_withdrawal", send, methods=["POST"])
    bp.add_url_rule("/withdraw/done", "withdrawn", done, methods=["GET"])


def show() -> Response:
    """The empty form, with the order that the link to it knows."""
    state = get_state()
    return _form(
        Draft(state=state, context=from_token(state, request.args.get("order")), started=_now(state))
    )


def send() -> Response | BaseResponse:
    """One step: to the page for checking, back to the form, or to the shop."""
    state = get_state()
    csrf.check_origin(state)
    draft = Draft(
        state=state,
        context=from_token(state, request.form.get("order")),
        values=request.form.to_dict(),
        started=_now(state),
    )
    try:
        form = csrf.form_of(state, FORM)
    except (BadToken, NotAllowed):
        # Nothing is done with it, so nothing is lost by showing it again with a fresh token.
        return _form(draft, [Fault(field="", code="form_expired")])
    draft = replace(draft, started=int(form.issued_at.timestamp()), key=form.key)
    step = request.form.get("step", "review")
    if step == "edit":
        return _form(draft)
    try:
        statement = read_statement(state, draft.context, **_trace(draft))
    except InvalidInput as error:
        return _form(draft, words.in_order(words.faults_of(error), ORDER))
    if step != "confirm":
        return _confirm(draft, statement)
    received = withdrawing.submit(state, statement)
    token = link_token(state, Purpose.RECEIPT, received.jti)
    response = redirect(link("withdrawn", receipt=token), 303)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def done() -> Response:
    """The receipt, for whoever has the link to it."""
    state = get_state()
    known = link_of(state, request.args.get("receipt", ""), Purpose.RECEIPT)
    found = withdrawals.get(state, known.about) if known is not None and known.about else None
    if found is None or not found.said:
        return page("amends/link_over.html", 404, referrer="no-referrer", what="receipt")
    row = found.row
    there = row.received_at.astimezone(ZoneInfo(row.time_zone))
    return page(
        "amends/withdraw_done.html",
        referrer="no-referrer",
        known_locale=row.locale,
        known_zone=row.time_zone,
        said=found.said,
        reference=row.reference_number,
        received_at=row.received_at,
        exact=there.isoformat(sep=" ", timespec="seconds"),
        receipt=row.receipt,
    )


def _form(draft: Draft, faults: list[Fault] | None = None) -> Response:
    context = replace(draft.context, lines=lines_of(draft.context, draft.values))
    return page(
        "amends/withdraw.html",
        422 if faults else 200,
        **_facts(draft),
        context=context,
        values=draft.values,
        faults=faults or [],
    )


def _confirm(draft: Draft, statement: Statement) -> Response:
    return page(
        "amends/withdraw_confirm.html",
        **_facts(draft),
        context=draft.context,
        values=draft.values,
        said=statement,
        can_mail=draft.state.can_mail,
    )


def _facts(draft: Draft) -> dict[str, Any]:
    return {
        "labels": withdrawal_labels(),
        "form_token": csrf.issue(draft.state, FORM, started=draft.started),
    }


def _trace(draft: Draft) -> dict[str, Any]:
    """What is known about the sending itself."""
    quick = _now(draft.state) - draft.started < SHORTEST_FILL.total_seconds()
    return {
        "suspicious": bool(request.form.get(HONEYPOT)) or quick,
        "network": network_of(request.remote_addr),
        "idempotency_key": draft.key,
    }


def _now(state: State) -> int:
    return int(state.clock.now().timestamp())
