"""The page of a question, behind a mailed link: its sender reads the answer there and writes again."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from amends_widgets import contactfacts
from amends_widgets.facts import Fault
from amends_widgets.words.contact import ENQUIRY_ENTRIES
from flask_amends.errors import InvalidInput, LimitReached
from flask_amends.service import enquiries
from flask_amends.service.enquiries import Enquiry
from flask_amends.service.enquiry_writing import CALL
from flask_amends.service.tokens import BadToken, Purpose
from flask_amends.state import State, get_state
from flask_amends.storage.records import LinkRow
from flask_amends.web import csrf
from flask_amends.web.access import link_of
from flask_amends.web.fields import FormSchema, SafeText, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page
from flask_amends.web.storefront.contact import LONGEST_TEXT
from flask_amends.web.storefront.contact_facts import card, topic
from flask_amends.web.storefront.words import faults_of, limit_fault

FORM = "enquiry"
#: The token stands in the address of this page, so no address leaves it; the origin does, or a browser
#: that sends no ``Sec-Fetch-Site`` would say ``Origin: null`` with the form.
REFERRER = "strict-origin"


class ReplySchema(FormSchema):
    """What its sender adds."""

    text = SafeText(required=True, shortest=2, longest=LONGEST_TEXT, multiline=True)


def register(bp: Blueprint) -> None:
    """The page and its form."""
    bp.add_url_rule("/contact/<token>", "enquiry", show, methods=["GET"])
    bp.add_url_rule("/contact/<token>", "send_reply", send, methods=["POST"])


def show(token: str) -> Response:
    """Read. Nothing happens by opening it, so programs that look into mails change nothing (security 33)."""
    state = get_state()
    known = link_of(state, token, Purpose.ENQUIRY)
    return _lost(state) if known is None else _page(state, token, known)


def send(token: str) -> Response | BaseResponse:
    """Write again."""
    state = get_state()
    csrf.check_origin(state)
    known = link_of(state, token, Purpose.ENQUIRY)
    if known is None:
        return _lost(state)
    try:
        csrf.form_of(state, FORM, bound=known.jti)
        text = load(ReplySchema(), nested(request.form, without=(csrf.FIELD,)))["text"]
        enquiries.reply(state, known.about or "", text)
    except BadToken:
        return _page(state, token, known, [Fault(field="", code="form_expired")])
    except InvalidInput as error:
        return _page(state, token, known, faults_of(error))
    except LimitReached as error:
        late = _page(state, token, known, [limit_fault(error)], status=429)
        late.headers["Retry-After"] = str(int(error.retry_after.total_seconds()))
        return late
    response = redirect(link("enquiry", token=token, did="reply"), 303)
    response.headers["Referrer-Policy"] = REFERRER
    return response


def _page(
    state: State, token: str, known: LinkRow, faults: list[Fault] | None = None, status: int | None = None
) -> Response:
    found = enquiries.get(state, known.about or "")
    did = request.args.get("did", "") if not faults else ""
    return page(
        "amends/enquiry.html",
        status or (422 if faults else 200),
        enquiry=_shown(state, found),
        card=card(state, known_locale=found.row.locale),
        token=token,
        did=did if did in ("ask", "reply") else "",
        faults=faults or [],
        typed=request.form.get("text", ""),
        form_token=csrf.issue(state, FORM, bound=known.jti),
        known_locale=found.row.locale,
        known_zone=found.row.time_zone,
        referrer=REFERRER,
    )


def _shown(state: State, found: Enquiry) -> contactfacts.Enquiry:
    row = found.row
    entries = tuple(
        contactfacts.Entry(
            kind=one.kind,
            by=one.by,
            at=one.at,
            name=found.names.get(one.person_id or "") if one.by == "staff" else None,
            text=one.text,
        )
        for one in found.messages
        if one.kind in ENQUIRY_ENTRIES
    )
    wanted = [datetime.fromisoformat(one) for one in row.wanted]
    return contactfacts.Enquiry(
        reference=row.reference_number,
        topic=topic(state, row.topic, row.locale),
        # What waits for a look is nothing its sender has to know of.
        state="open" if row.state == "held" else row.state,
        entries=entries,
        answer_by=row.answer_by,
        slot_at=row.slot_at,
        slot_end=row.slot_at + CALL if row.slot_at is not None else None,
        order_number=row.order_number,
        phone=found.person.phone,
        wanted=tuple((one, one + CALL) for one in wanted),
    )


def _lost(state: State) -> Response:
    return page("amends/enquiry_lost.html", 404, referrer=REFERRER, card=card(state))
