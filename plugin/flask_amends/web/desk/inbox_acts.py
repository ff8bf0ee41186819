"""Several cases at once: who takes them, how urgent they are, a tag, and messages that need no answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from flask import redirect, request
from werkzeug.wrappers import Response

from flask_amends.errors import InvalidInput
from flask_amends.ports import StaffMember
from flask_amends.service import desking
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.storage.desk_records import LONGEST_TAG, Priority
from flask_amends.web import csrf
from flask_amends.web.desk import inbox
from flask_amends.web.desk.access import Right
from flask_amends.web.desk.guard import admit_case
from flask_amends.web.desk.inbox_query import NOBODY, Query
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import bound_to
from flask_amends.web.fields import FormSchema, SafeText, load

LONGEST_QUERY = 2000
LONGEST_FORM_ID = 64


def several(state: State, staff: StaffMember) -> Response:
    """``POST /desk/several``: one change for every case that was ticked."""
    sent = request.form
    query = Query.read(dict(parse_qsl(sent.get("query", "")[:LONGEST_QUERY])))
    chosen = _chosen(sent.getlist("case"))
    try:
        csrf.form_of(state, inbox.BULK, bound=bound_to(staff, ""))
        if not chosen:
            raise InvalidInput.one("cases", "nothing_chosen")
        for case_id in chosen:
            admit_case(state, staff, case_id)
        DEEDS.get(sent.get("do", ""), _unknown)(state, staff, chosen, sent)
    except BadToken:
        expired = InvalidInput.one("cases", "form_expired")
        return inbox.show(state, staff, query, 422, sent=sent, chosen=chosen, wrong=expired)
    except InvalidInput as wrong:
        return inbox.show(state, staff, query, 422, sent=sent, chosen=chosen, wrong=wrong)
    return redirect(query.address(changed=str(len(chosen))), 303)


def _chosen(sent: list[str]) -> list[str]:
    known = dict.fromkeys(one for one in sent if one.isascii() and 0 < len(one) <= LONGEST_FORM_ID)
    return list(known)[: desking.MOST_AT_ONCE + 1]


Deed = Callable[[State, StaffMember, list[str], Mapping[str, str]], object]


def _assign(state: State, staff: StaffMember, chosen: list[str], sent: Mapping[str, str]) -> None:
    assignee = sent.get("assignee", "")
    if not assignee:
        raise InvalidInput.one("assignee", "choose_one")
    desking.assign(state, chosen, None if assignee == NOBODY else assignee, by=staff)


def _take(state: State, staff: StaffMember, chosen: list[str], _sent: Mapping[str, str]) -> None:
    desking.assign(state, chosen, staff.id, by=staff)


def _tag(state: State, staff: StaffMember, chosen: list[str], sent: Mapping[str, str]) -> None:
    desking.tag(state, chosen, typed_tag(sent), by=staff)


def _untag(state: State, staff: StaffMember, chosen: list[str], sent: Mapping[str, str]) -> None:
    desking.untag(state, chosen, typed_tag(sent), by=staff)


def _prioritise(state: State, staff: StaffMember, chosen: list[str], sent: Mapping[str, str]) -> None:
    if sent.get("priority", "") not in set(Priority):
        raise InvalidInput.one("priority", "choose_one")
    desking.prioritise(state, chosen, Priority(sent["priority"]), by=staff)


def _answered(state: State, staff: StaffMember, chosen: list[str], _sent: Mapping[str, str]) -> None:
    desking.needs_no_answer(state, chosen, by=staff)


def _unknown(_state: State, _staff: StaffMember, _chosen: list[str], _sent: Mapping[str, str]) -> None:
    raise InvalidInput.one("cases", "invalid")


def typed_tag(sent: Mapping[str, str]) -> str:
    """The tag of a form, as safe text. Raises :class:`InvalidInput`."""
    return safe_text("tag", sent.get("tag", ""), SafeText(longest=LONGEST_TAG, required=True))


def safe_text(name: str, value: str, field: SafeText) -> str:
    """One text that was typed. Raises :class:`InvalidInput`."""
    schema = FormSchema.from_dict({name: field})
    return str(load(schema(), {name: value})[name])


DEEDS: Mapping[str, Deed] = {
    "take": _take,
    "assign": _assign,
    "tag": _tag,
    "untag": _untag,
    "priority": _prioritise,
    "answered": _answered,
}

ROUTES = (Route("/desk/several", "desk_several", "POST", several, right=Right.ACT),)
