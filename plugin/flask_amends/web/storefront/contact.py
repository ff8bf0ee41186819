"""Asking the shop: a form in no one's way, and at once a name and a date for the answer (T3-T7, T9)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from amends_widgets.facts import Fault
from flask_amends.errors import IdempotencyMismatch, InvalidInput, LimitReached, NotAllowed, NotFound
from flask_amends.notices.model import Slot
from flask_amends.service import enquiries
from flask_amends.service.enquiries import Question
from flask_amends.service.enquiry_writing import EnquiryMail, open_link
from flask_amends.service.notices import gathering
from flask_amends.service.tokens import BadToken, Purpose, link_token, read, sign
from flask_amends.settings.contact_values import COMPLAINTS
from flask_amends.state import State, get_state
from flask_amends.web import csrf, reader
from flask_amends.web.fields import FormSchema, SafeEmail, SafeText, load
from flask_amends.web.forms import nested
from flask_amends.web.network import network_of
from flask_amends.web.notices import showing
from flask_amends.web.pages import link, page
from flask_amends.web.storefront import words
from flask_amends.web.storefront.contact_facts import card, topic
from flask_amends.web.storefront.contact_slots import zone_or
from flask_amends.web.storefront.orders import Context, from_token

FORM = "contact"
HONEYPOT = "website"
LONGEST_TEXT = 4000
#: Nobody reads, writes and sends in less; a program does. Its message waits for a look, it is not refused.
SHORTEST_FILL = timedelta(seconds=3)
ORDER = ("topic", "text", "order_number", "name", "email")
_FRAME = (csrf.FIELD, "order", HONEYPOT, "step")


class ContactSchema(FormSchema):
    """What every message to the shop has."""

    topic = SafeText(longest=40, load_default="")
    order_number = SafeText(longest=64, load_default="")
    name = SafeText(longest=120, load_default="")
    email = SafeEmail(required=True)
    time_zone = SafeText(longest=64, load_default="")


class QuestionSchema(ContactSchema):
    """A question."""

    text = SafeText(required=True, shortest=3, longest=LONGEST_TEXT, multiline=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form on its way: what is known, what was typed, and when its first page was opened."""

    state: State
    context: Context
    values: dict[str, Any] = field(default_factory=dict)
    started: int = 0
    key: str | None = None

    @property
    def is_hasty(self) -> bool:
        """Whether a program filled it in, by all we can tell."""
        age = int(self.state.clock.now().timestamp()) - self.started
        return bool(request.form.get(HONEYPOT)) or age < SHORTEST_FILL.total_seconds()


def register(bp: Blueprint) -> None:
    """The card with its form, and the page after it."""
    bp.add_url_rule("/contact", "contact", show, methods=["GET"])
    bp.add_url_rule("/contact", "send_contact", send, methods=["POST"])
    bp.add_url_rule("/contact/sent", "contact_sent", sent, methods=["GET"])


def show() -> Response | BaseResponse:
    """How the shop is reached, and the form for questions. Complaints have a form of their own (T3)."""
    state = get_state()
    order = request.args.get("order", "")
    if request.args.get("topic") == COMPLAINTS:
        return redirect(link("claim", **({"order": order} if order else {})))
    draft = begun(state, order)
    return _form(draft)


def send() -> Response | BaseResponse:
    """Take a question; whatever is wrong with it, nothing that was typed is lost."""
    draft, fault = posted(FORM)
    if fault is not None:
        return _form(draft, [fault])
    try:
        values = load(QuestionSchema(), nested(request.form, without=_FRAME))
        check_topic(draft.state, values["topic"])
    except InvalidInput as error:
        return _form(draft, words.faults_of(missing_topic(draft.state, error)))
    question = Question(**filled(draft, values), text=values["text"])
    return take(draft, question, _form)


def sent() -> Response:
    """Who answers, and by when (T6). The address that leads here names the question, and opens nothing."""
    state = get_state()
    try:
        found = enquiries.get(state, str(read(state, Purpose.RECEIPT, request.args.get("of"))["enquiry"]))
    except (BadToken, KeyError, NotFound):
        return page("amends/contact_sent.html", topic=None, row=None, mailed=False, card=card(state))
    with state.store.read() as unit:
        kinds = {mail.kind for mail in unit.mails.of(found.row.id, "enquiry")}
    return page(
        "amends/contact_sent.html",
        topic=topic(state, found.row.topic),
        row=found.row,
        mailed=EnquiryMail.RECEIVED in kinds,
        card=card(state),
        known_zone=found.row.time_zone,
    )


def begun(state: State, order: str) -> Draft:
    """An empty form, with what the link to it knows."""
    context = from_token(state, order)
    typed = {name: request.args.get(name, "") for name in ("topic", "time_zone")}
    typed["order_number"] = context.number or ""
    return Draft(state=state, context=context, values=typed, started=int(state.clock.now().timestamp()))


def posted(name: str) -> tuple[Draft, Fault | None]:
    """The form that was sent, and what is wrong with its token; :class:`NotAllowed` for another site's."""
    state = get_state()
    csrf.check_origin(state)
    draft = Draft(
        state=state,
        context=from_token(state, request.form.get("order")),
        values=request.form.to_dict(),
        started=int(state.clock.now().timestamp()),
    )
    try:
        form = csrf.form_of(state, name)
    except (BadToken, NotAllowed):
        # Nothing is done with it, so nothing is lost by showing it again with a fresh token.
        return draft, Fault(field="", code="form_expired")
    issued = int(form.issued_at.timestamp())
    return Draft(state=state, context=draft.context, values=draft.values, started=issued, key=form.key), None


def check_topic(state: State, name: str) -> None:
    """Raise :class:`InvalidInput` unless it is a topic of questions."""
    if name not in {one.name for one in state.settings.contact.questions}:
        raise InvalidInput.one("topic", "not_a_choice" if name else "choose_one")


def missing_topic(state: State, error: InvalidInput) -> InvalidInput:
    """The error, with the topic's fault beside the others."""
    try:
        check_topic(state, request.form.get("topic", ""))
    except InvalidInput as also:
        return InvalidInput({**also.fields, **error.fields})
    return error


def filled(draft: Draft, values: dict[str, Any]) -> dict[str, Any]:
    """What every message has, from the form and from what is known besides."""
    context = draft.context
    zone = zone_or(values["time_zone"], "") or context.zone
    return {
        "topic": values["topic"],
        "email": values["email"],
        "name": values["name"],
        "order_number": context.number or values["order_number"] or None,
        "locale": reader.locale(),
        "time_zone": zone,
        "idempotency_key": draft.key,
        "network": network_of(request.remote_addr),
        "suspicious": draft.is_hasty,
    }


def take(draft: Draft, question: Question, again: Any) -> Response | BaseResponse:
    """Hand a message in and show who answers it; ``again`` shows the form with what is wrong."""
    state = draft.state
    try:
        enquiry_id = enquiries.ask(state, question)
    except LimitReached as error:
        response: Response = again(draft, [words.limit_fault(error)], status=429)
        response.headers["Retry-After"] = str(int(error.retry_after.total_seconds()))
        return response
    except IdempotencyMismatch:
        fresh = Draft(state=state, context=draft.context, values=draft.values, started=draft.started)
        shown: Response = again(fresh, [Fault(field="", code="form_expired")])
        return shown
    if not state.can_mail:
        # No mail can carry the link, so the page itself is opened for its sender.
        token = link_token(state, Purpose.ENQUIRY, open_link(state, enquiry_id))
        return redirect(link("enquiry", token=token, did="ask"), 303)
    receipt = sign(state, Purpose.RECEIPT, {"enquiry": enquiry_id})
    return redirect(link("contact_sent", of=receipt), 303)


def _form(draft: Draft, faults: list[Fault] | None = None, status: int | None = None) -> Response:
    state = draft.state
    return page(
        "amends/contact.html",
        status or (422 if faults else 200),
        notices=showing.show(gathering.of_shop(state, Slot.CONTACT_PAGE, reader.locale()), Slot.CONTACT_PAGE),
        card=card(state, draft.context.token),
        context=draft.context,
        values=draft.values,
        faults=words.in_order(faults or [], ORDER),
        form_token=csrf.issue(state, FORM, started=draft.started),
        longest=LONGEST_TEXT,
    )
