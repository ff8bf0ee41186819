"""How somebody wants to be reached, behind a mailed link: by which way, for what, when, and for how long not.

The link opens these wishes and nothing else, and the page shows no address (K2, K10, K11).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from amends_widgets.facts import Fault
from amends_widgets.languages import Language
from amends_widgets.marking import NN_
from amends_widgets.words.notices.contact import CHANNELS, PURPOSES
from flask_amends.errors import InvalidInput, LimitReached, NotFound
from flask_amends.guards.contact import CHOOSABLE, NEEDABLE, Channel, Purpose, Window
from flask_amends.service import enquiries, wish_links, wishes
from flask_amends.service.enquiries import Question
from flask_amends.service.tokens import BadToken, read
from flask_amends.service.tokens import Purpose as Token
from flask_amends.service.wish_values import Preferences
from flask_amends.state import State, get_state
from flask_amends.storage.wish_records import WishRow
from flask_amends.web import csrf, reader
from flask_amends.web.fields import Choice, Flag, FormSchema, SafeText, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page
from flask_amends.web.storefront import words
from flask_amends.web.storefront.contact_slots import zone_or, zones

FORM = "preferences"
#: The token stands in the address: it goes into no Referer, and a form still says where it comes from.
ORIGIN_ONLY = "strict-origin"
LONGEST_REASON = 2000
PAUSES = ("30", "90")
_DAYS = NN_("%(days)s day", "%(days)s days", "days")
_HOURS = tuple(str(hour) for hour in range(24))
_ORDER = ("quiet_from", "quiet_to", "time_zone", "pause", "reason")


class PreferencesSchema(FormSchema):
    """The whole form; a box that is not ticked is not sent."""

    do_not_call = Flag(load_default=False)
    account_only = Flag(load_default=False)
    quiet_from = Choice(_HOURS, load_default="")
    quiet_to = Choice(_HOURS, load_default="")
    time_zone = SafeText(load_default="", longest=64)
    pause = Choice(("0", *PAUSES), load_default="")
    reason = SafeText(load_default="", longest=LONGEST_REASON, multiline=True)


class InsteadSchema(FormSchema):
    """What somebody would rather have than no mails at all, and why, if they say it (K11, K12)."""

    instead = Choice((*PAUSES, "account"), load_default="")
    reason = SafeText(load_default="", longest=LONGEST_REASON, multiline=True)


def register(bp: Blueprint) -> None:
    """The page, its form, and the choice after a stop."""
    bp.add_url_rule("/preferences/<token>", "preferences", show, methods=["GET"])
    bp.add_url_rule("/preferences/<token>", "save_preferences", save, methods=["POST"])
    bp.add_url_rule("/preferences/<token>/instead", "choose_instead", choose_instead, methods=["POST"])


def show(token: str) -> Response:
    """Read. Nothing happens by opening it."""
    state = get_state()
    found = wish_of(state, token)
    return lost() if found is None else _page(state, token, found)


def save(token: str) -> Response | BaseResponse:
    """Set what was ticked; it holds at once."""
    state = get_state()
    row = wish_of(state, token)
    if row is None:
        return lost()
    try:
        csrf.form_of(state, FORM, bound=bound(token))
        raw = nested(request.form, lists=("ok", "stop"), without=(csrf.FIELD,))
        allowed, stopped = raw.pop("ok", []), raw.pop("stop", [])
        values = load(PreferencesSchema(), raw)
        wanted = _wanted(state, row, values, allowed, stopped)
        reaches = wish_links.reaches_of(read(state, Token.WISHES, token))
        wishes.save(state, kept(state, token), wanted, reaches)
        tell_why(state, row, values["reason"])
    except (BadToken, InvalidInput, LimitReached) as error:
        return _page(state, token, row, _faults(error), _typed(request.form, row))
    return _to(token, "saved")


def choose_instead(token: str) -> Response | BaseResponse:
    """Less than a stop, asked for once the stop is in force (K11)."""
    state = get_state()
    row = wish_of(state, token)
    if row is None:
        return lost()
    try:
        csrf.form_of(state, FORM, bound=bound(token))
        values = load(InsteadSchema(), nested(request.form, without=(csrf.FIELD,)))
        if choice := values["instead"]:
            account = choice == "account"
            wishes.instead(state, kept(state, token), pause=None if account else int(choice), account=account)
        tell_why(state, row, values["reason"])
    except (BadToken, InvalidInput, LimitReached) as error:
        return _page(state, token, row, _faults(error))
    return _to(token, "saved" if values["instead"] else "told")


def wish_of(state: State, token: str) -> WishRow | None:
    """The wishes behind a link; ``None`` for one that is not ours or too old."""
    try:
        return wish_links.behind(state, read(state, Token.WISHES, token))
    except (BadToken, NotFound):
        return None


def kept(state: State, token: str) -> str:
    """The id of the wishes behind a good link, made with the first of them."""
    return wish_links.adopt(state, read(state, Token.WISHES, token))


def bound(token: str) -> str:
    """What ties a form to its link."""
    return hashlib.sha256(token.encode()).hexdigest()[:32]


def lost() -> Response:
    """The link is none of ours, or years old."""
    return page("amends/preferences_lost.html", 404, referrer=ORIGIN_ONLY)


def can_tell_why(state: State, row: WishRow) -> bool:
    """Whether there is somebody to thank for a reason: nobody is known by digests alone."""
    if row.person_id is None:
        return False
    with state.store.read() as unit:
        person = unit.persons.get(row.person_id)
    return person is not None and bool(person.email)


def tell_why(state: State, row: WishRow, reason: str) -> None:
    """Let a person at the shop read why; no mail answers it by itself (K12). Raises :class:`LimitReached`."""
    if not reason or row.person_id is None:
        return
    with state.store.read() as unit:
        person = unit.persons.get(row.person_id)
    if person is None or not person.email:
        return
    topics = [one.name for one in state.settings.contact.questions]
    question = Question(
        topic="other" if "other" in topics else topics[-1],
        email=person.email,
        name=person.name or "",
        text=reason,
        locale=reader.locale(row.locale),
        acknowledged=False,
    )
    enquiries.ask(state, question)


def pauses(code: str) -> list[tuple[str, str]]:
    """How long a pause can be: what stands for it, and its words."""
    plain = Language(code, html=False)
    return [(one, plain.tell(_DAYS, {"days": int(one)}, days=int(one))) for one in PAUSES]


def _wanted(
    state: State,
    row: WishRow,
    values: Mapping[str, Any],
    allowed: list[str],
    stopped: list[str],
) -> Preferences:
    consents = wishes.consents_of(state, row)
    channels = state.settings.manners.channels
    ended = {one for one in channels if one in stopped}
    silent = {*ended, Channel.CALL} if values["do_not_call"] else ended
    shown = {(one, two) for one in channels for two in CHOOSABLE}
    ticked = {(one, two) for one, two in shown if f"{one}:{two}" in allowed}
    sparing = {(one, two) for one, two in shown if two in NEEDABLE and f"{one}:{two}:needed" in allowed}
    offers = frozenset(one for one, two in ticked if two is Purpose.MARKETING and one not in silent)
    before = {(Channel(one), Purpose(two)) for one, two in row.refused}
    spared = {(Channel(one), Purpose(two)) for one, two in row.only_if_needed}
    standing = {(one, Purpose.MARKETING) for one, given in consents.items() if given.withdrawn_at is None}
    refused = {
        pair
        for pair in shown - ticked - sparing
        if pair[1] is not Purpose.MARKETING or pair in before | standing
    }
    begins, ends = values["quiet_from"], values["quiet_to"]
    if bool(begins) != bool(ends) or (begins and begins == ends):
        raise InvalidInput.one("quiet_to" if begins else "quiet_from", "quiet_incomplete")
    return Preferences(
        do_not_call=values["do_not_call"],
        account_only=values["account_only"],
        refused=frozenset(refused | (before - shown)),
        only_if_needed=frozenset(sparing - ticked | (spared - shown)),
        stopped=frozenset(ended | {Channel(one) for one in row.stopped if Channel(one) not in channels}),
        quiet=(Window(int(begins) * 60, int(ends) * 60),) if begins else (),
        zone=zone_or(values["time_zone"], "") or row.zone,
        offers=offers,
        pause=int(values["pause"]) if values["pause"] else None,
        wording=Language(reader.locale(row.locale), html=False).say(PURPOSES[Purpose.MARKETING]),
    )


def _faults(error: BadToken | InvalidInput | LimitReached) -> list[Fault]:
    if isinstance(error, InvalidInput):
        return words.in_order(words.faults_of(error), _ORDER)
    if isinstance(error, LimitReached):
        return [words.limit_fault(error)]
    return [Fault(field="", code="form_expired")]


def _to(token: str, did: str) -> BaseResponse:
    response = redirect(link("preferences", token=token, did=did), 303)
    response.headers["Referrer-Policy"] = ORIGIN_ONLY
    return response


def _page(
    state: State, token: str, row: WishRow, faults: list[Fault] | None = None, typed: _Asked | None = None
) -> Response:
    """The page as things are, or as it was filled in, so that no tick is lost to something to correct."""
    known = row.locale if row.id else None
    now, code = state.clock.now(), reader.locale(known)
    asked = typed or _Asked(row=row, hours=_hours(row), ok=_allowed(state, row, now))
    zones_here = zones(code, now, *filter(None, (asked.row.zone, state.settings.time_zone)))
    ends, begins = (f"{at // 60:02}:{at % 60:02}" for at in state.settings.replies.quiet)
    did = request.args.get("did", "") if not faults else ""
    return page(
        "amends/preferences.html",
        422 if faults else 200,
        referrer=ORIGIN_ONLY,
        known_locale=known,
        known_zone=row.zone,
        token=token,
        form_token=csrf.issue(state, FORM, bound=bound(token)),
        row=asked.row,
        quiet=asked.hours,
        zones=zones_here,
        zone_chosen=asked.row.zone,
        calls_from=(begins, ends) if Channel.CALL in state.settings.manners.channels else None,
        channels=_channels(state, asked),
        can_tell=can_tell_why(state, row),
        paused=row.paused_until if row.paused_until and row.paused_until > now else None,
        pauses=pauses(code),
        pause=asked.pause,
        typed=request.form.get("reason", ""),
        faults=faults or [],
        did=did if did in ("saved", "told") else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the fields hold: ``ok`` are the values of what is allowed, ``hours`` those to be left alone in."""

    row: WishRow
    hours: tuple[int | None, int | None]
    ok: Collection[str]
    pause: str = ""


def _typed(form: MultiDict[str, str], row: WishRow) -> _Asked:
    begins, ends = (form.get(name, "") for name in ("quiet_from", "quiet_to"))
    return _Asked(
        row=replace(
            row,
            do_not_call="do_not_call" in form,
            account_only="account_only" in form,
            stopped=tuple(form.getlist("stop")),
            zone=zone_or(form.get("time_zone"), "") or row.zone,
        ),
        hours=(int(begins) if begins in _HOURS else None, int(ends) if ends in _HOURS else None),
        ok=frozenset(form.getlist("ok")),
        pause=form.get("pause", ""),
    )


def _hours(row: WishRow) -> tuple[int | None, int | None]:
    window = next(iter(row.quiet), None)
    return (window[0] // 60, window[1] // 60 % 24) if window else (None, None)


def _allowed(state: State, row: WishRow, now: datetime) -> Collection[str]:
    """Each way with what it may be used for: offers after a yes only, the rest unless they said no."""
    consents = wishes.consents_of(state, row)
    found = {f"{one}:{Purpose.MARKETING}" for one, given in consents.items() if given.holds(now)}
    for one, two in product(state.settings.manners.channels, CHOOSABLE):
        if two is not Purpose.MARKETING and (one, two) not in row.refused:
            found.add(f"{one}:{two}:needed" if (one, two) in row.only_if_needed else f"{one}:{two}")
    return found


def _channels(state: State, asked: _Asked) -> list[dict[str, Any]]:
    def answer(value: str) -> str:
        if value in asked.ok:
            return "yes"
        return "needed" if f"{value}:needed" in asked.ok else "no"

    return [
        {
            "code": channel.value,
            "words": CHANNELS[channel],
            "stopped": channel.value in asked.row.stopped,
            "purposes": [
                {
                    "value": (value := f"{channel}:{purpose}"),
                    "words": PURPOSES[purpose],
                    "answer": answer(value),
                    "has_three": purpose in NEEDABLE,
                }
                for purpose in CHOOSABLE
            ],
        }
        for channel in state.settings.manners.channels
    ]
