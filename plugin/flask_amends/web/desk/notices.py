"""The words of notices at the desk: everybody reads them, leads write them and accept them for the shop.

A version is a draft until somebody accepts it, with their name and the time; nothing of it changes after.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from textwrap import shorten
from typing import Any

from flask import current_app, redirect, request
from werkzeug.wrappers import Response

from amends_widgets.languages import LANGUAGES, Language
from amends_widgets.marking import N_
from amends_widgets.words import Words
from flask_amends.errors import InvalidInput, NotAllowed, StaleVersion
from flask_amends.notices.clauses import CLAUSES
from flask_amends.notices.lint import Finding
from flask_amends.notices.own import COUNTS, OWN, facts_of, is_key, is_own, kind_of, slots_of
from flask_amends.ports import StaffMember
from flask_amends.service.notices import linting, texts
from flask_amends.service.notices.standing import Standing, Whose, standings
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.storage.notice_records import NoticeTextRow
from flask_amends.web import csrf, reader
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.notice_forms import NoticeSchema, OwnNoticeSchema, StepSchema, days, understood
from flask_amends.web.desk.notice_preview import SLOTS, ours, previews
from flask_amends.web.desk.plain_form import PlainForm, sentences
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import bound_to, language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.fields import load
from flask_amends.web.forms import nested
from flask_amends.web.notices.linting import of_app
from flask_amends.web.pages import link, page

FORM, NEW = "desk.notice", "new"
_FRAME = (csrf.FIELD, "step")
EXPIRED = N_("The page was open for a long time. What you typed is kept: please send it again.")
MOVED = N_("Somebody else has changed this notice since you opened the page. What you typed is kept.")
NOT_NOW = N_("This version was accepted or ended before.")
_LABELS = {
    "texts": N_("Words"),
    "slots": N_("Places"),
    "countries": N_("Countries it is meant for"),
    "valid_from": N_("Shown from"),
    "valid_to": N_("Shown until"),
    "name": N_("Name"),
}
_NOTHING: Mapping[str, Any] = {"texts": {}, "slots": (), "asks": False}
#: Any country that no text is meant for.
_ELSEWHERE = "-"
#: The views of the list.
SHOWS: Mapping[str, str] = {
    "drafts": N_("To accept"),
    "own": N_("In your words"),
    "clauses": N_("Clauses"),
    "all": N_("All"),
}


def listing(state: State, staff: StaffMember) -> Response:
    """``GET /desk/notices``."""
    show = request.args.get("show", "all")
    every = standings(state)
    own = {row.key: row.texts for row in texts.counting(state)}
    groups: dict[str, list[tuple[Standing, str]]] = {}
    for one in every:
        if _is_in(one, show):
            groups.setdefault(kind_of(one.key), []).append((one, _sentence(one.key, own)))
    return page(
        "amends/desk/notices.html",
        place=("desk_notices", {"show": show} if show in SHOWS and show != "all" else {}),
        staff=staff,
        shows=[(name, words, sum(_is_in(one, name) for one in every)) for name, words in SHOWS.items()],
        show=show if show in SHOWS else "all",
        groups=groups,
        findings=_told(of_app(current_app._get_current_object(), state), own),  # type: ignore[attr-defined]
        may_manage=Right.MANAGE in rights(staff),
    )


def detail(state: State, staff: StaffMember, key: str) -> Response:
    """``GET /desk/notices/<key>``; leads have the form."""
    return _show(state, staff, key)


def new(state: State, staff: StaffMember) -> Response:
    """``GET /desk/notices/own/new``: a notice that is wholly the shop's."""
    return _show(state, staff, NEW)


def create(state: State, staff: StaffMember) -> Response:
    """``POST /desk/notices/own/new``."""
    return _save(state, staff, NEW)


def save(state: State, staff: StaffMember, key: str) -> Response:
    """``POST /desk/notices/<key>``: a draft, or (the step ``preview``) only a look at it."""
    texts.versions(state, key)
    return _save(state, staff, key)


def accept(state: State, staff: StaffMember, key: str) -> Response:
    """``POST /desk/notices/<key>/accept``."""

    def act(values: Mapping[str, Any]) -> None:
        if values["ours"]:
            texts.accept_ours(state, key, by=staff, seen=values["number"])
        else:
            texts.accept(state, key, values["number"], by=staff)

    return _step(state, staff, key, act)


def end(state: State, staff: StaffMember, key: str) -> Response:
    """``POST /desk/notices/<key>/end``: a version is shown no longer, or a draft is given up."""
    return _step(state, staff, key, lambda values: texts.end(state, key, values["number"], by=staff))


def _step(state: State, staff: StaffMember, key: str, act: Any) -> Response:
    texts.versions(state, key)
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, key))
    except BadToken:
        return _show(state, staff, key, _form(state, staff, key, wrong={"": (_say(EXPIRED),)}), 409)
    try:
        act(load(StepSchema(), nested(request.form, without=_FRAME)))
    except StaleVersion:
        return _show(state, staff, key, _form(state, staff, key, wrong={"": (_say(MOVED),)}), 409)
    except NotAllowed:
        return _show(state, staff, key, _form(state, staff, key, wrong={"": (_say(NOT_NOW),)}), 409)
    return redirect(link("desk_notice", key=key, did="1"), 303)


def _save(state: State, staff: StaffMember, key: str) -> Response:
    typed = {name: value for name, value in request.form.items() if name not in (*_FRAME, "seen")}
    form = replace(_form(state, staff, key), typed=typed)
    schema = OwnNoticeSchema() if key == NEW else NoticeSchema()
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, key))
        values = load(schema, nested(request.form, without=_FRAME))
        named = _own_key(values["name"]) if key == NEW else key
        known = understood(values, state.settings.time_zone)
        checked = {name: value for name, value in known.items() if name not in ("countries", "asks")}
        texts.check(named, {code: text for code, text in checked.pop("texts").items() if text}, **checked)
        if request.form.get("step") == "preview":
            return _show(state, staff, key, form, preview=known)
        texts.save(state, key=named, by=staff, seen=values["seen"], **known)
    except BadToken:
        return _show(state, staff, key, replace(form, wrong={"": (_say(EXPIRED),)}), 409)
    except StaleVersion:
        return _show(state, staff, key, replace(form, wrong={"": (_say(MOVED),)}), 409)
    except InvalidInput as error:
        return _show(state, staff, key, replace(form, wrong=_wrong(state, error)), 422)
    return redirect(link("desk_notice", key=named, did="1"), 303)


def _wrong(state: State, error: InvalidInput) -> dict[str, tuple[str, ...]]:
    """What is wrong, by field; that there is no text at all stands at the first."""
    first = f"texts.{state.settings.locales[0]}"
    return {first if name == "texts" else name: said for name, said in sentences(error, _tell()).items()}


def _own_key(name: str) -> str:
    """The key of a notice by its name. Raises :class:`InvalidInput` for a name that gives none."""
    key = OWN + re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
    if not is_own(key):
        raise InvalidInput.one("name", "invalid")
    return key


def _show(
    state: State,
    staff: StaffMember,
    key: str,
    again: PlainForm | None = None,
    status: int = 200,
    *,
    preview: Mapping[str, Any] | None = None,
) -> Response:
    versions = texts.versions(state, key) if key != NEW else []
    last = versions[-1] if versions else None
    written: Mapping[str, Any] = (
        {"texts": last.texts, "slots": last.slots, "asks": last.asks} if last else _NOTHING
    )
    shown = preview or written
    now = texts.counts(state, key)
    codes = {code for row in versions for code in row.countries}
    counts = {one.number for code in ("", _ELSEWHERE, *codes) if (one := texts.counts(state, key, code))}
    return page(
        "amends/desk/notice.html",
        status,
        place=("desk_notice", {"key": key}) if key != NEW else ("desk_notice_new", {}),
        staff=staff,
        key=key,
        is_new=key == NEW,
        wholly_own=key == NEW or is_own(key),
        name=_name(key),
        kind=kind_of(key),
        sentence=_sentence(key, {key: now.texts} if now else {}) if key != NEW and not is_own(key) else "",
        clause=key in CLAUSES,
        by_setting=key in state.settings.notices.accepted,
        ours=ours(state, key),
        fact_names=facts_of(key),
        may_ask=not texts.ASKED_IN.isdisjoint(slots_of(key)),
        number_name=next((name for name in facts_of(key) if name in COUNTS), ""),
        f=again or _form(state, staff, key),
        faults=again.faults(_tell()) if again else [],
        seen=len(versions),
        draft=last if last and last.accepted_at is None and last.ended_at is None else None,
        counts=counts,
        history=_history(state, versions),
        previews=previews(
            state, key if key != NEW else f"{OWN}new", shown["texts"], shown["slots"], asks=shown["asks"]
        ),
        previewed=preview is not None,
        findings=_told(linting.of_typed(state, key, shown["texts"], shown["slots"]), {}),
        slots=[(slot.value, _say(words)) for slot, words in SLOTS.items()],
        languages_of=[(code, LANGUAGES[code]) for code in state.settings.locales],
        may_manage=Right.MANAGE in rights(staff),
        did=request.args.get("did") == "1" and again is None,
    )


def _form(
    state: State, staff: StaffMember, key: str, wrong: Mapping[str, tuple[str, ...]] | None = None
) -> PlainForm:
    url = link("desk_notice_create") if key == NEW else link("desk_notice_save", key=key)
    versions = texts.versions(state, key) if key != NEW else []
    typed: dict[str, str] = {}
    if versions:
        last = versions[-1]
        typed |= {f"texts.{code}": text for code, text in last.texts.items()}
        typed |= {f"slots.{place}": slot for place, slot in enumerate(last.slots)}
        typed |= {"asks": "on"} if last.asks else {}
        typed |= {"countries": ", ".join(last.countries)}
        typed |= days(last.valid_from, last.valid_to, state.settings.time_zone)
    token = csrf.issue(state, FORM, bound=bound_to(staff, key))
    say = Language(language().code, html=False).say
    named = {f"texts.{code}": say("Text: %(language)s", language=name) for code, name in LANGUAGES.items()}
    labels = {**_LABELS, **named}
    return PlainForm(key="notice", url=url, token=token, typed=typed, wrong=wrong or {}, labels=labels)


def _history(state: State, versions: Any) -> list[tuple[NoticeTextRow, str, str, dict[str, str]]]:
    """Every version with who wrote it, who accepted it, and its first and last day, the newest first."""
    ids = {one for row in versions for one in (row.written_by, row.accepted_by) if one}
    with state.store.read() as unit:
        people = unit.persons.many(sorted(ids)) if ids else {}

    def name(person_id: str | None) -> str:
        found = people.get(person_id) if person_id else None
        return (found.name or "") if found else ""

    def told(row: NoticeTextRow) -> dict[str, str]:
        return days(row.valid_from, row.valid_to, state.settings.time_zone)

    return [(row, name(row.written_by), name(row.accepted_by), told(row)) for row in reversed(versions)]


def _sentence(key: str, own: Mapping[str, Mapping[str, str]]) -> str:
    """What is shown, or would be, in the reader's language if there is such a text."""
    mine, code = own.get(key, {}), language().code
    return mine.get(code) or next(iter(mine.values()), "") or texts.ours(key, code) or _name(key)


def _name(key: str) -> str:
    """What staff know a notice of the shop's own by."""
    return key.removeprefix(OWN).replace("_", " ").capitalize() if is_own(key) else ""


def _is_in(one: Standing, show: str) -> bool:
    match show:
        case "clauses":
            return one.clause
        case "own":
            return one.whose is Whose.OWN
        case "drafts":
            return bool(one.draft) or (one.clause and one.whose is Whose.NONE)
        case _:
            return True


def _told(
    findings: Sequence[Finding], own: Mapping[str, Mapping[str, str]]
) -> list[tuple[Finding, str, str]]:
    """Each finding with its sentence, and with the beginning of the text if it is about one."""
    words = Words(language())
    return [
        (one, words.lint(one.message, one.params, reader.zone()), _beginning(one.about, own))
        for one in findings
    ]


def _beginning(key: str, own: Mapping[str, Mapping[str, str]]) -> str:
    return shorten(_sentence(key, own), 50, placeholder=" …") if is_key(key) else ""


def _tell() -> Telling:
    return Telling(language(), reader.zone())


def _say(text: str) -> str:
    return language().say(text)


ROUTES = (
    Route("/desk/notices", "desk_notices", "GET", listing),
    Route("/desk/notices/own/new", "desk_notice_new", "GET", new, Right.MANAGE),
    Route("/desk/notices/own/new", "desk_notice_create", "POST", create, Right.MANAGE),
    Route("/desk/notices/<key>", "desk_notice", "GET", detail),
    Route("/desk/notices/<key>", "desk_notice_save", "POST", save, Right.MANAGE),
    Route("/desk/notices/<key>/accept", "desk_notice_accept", "POST", accept, Right.MANAGE),
    Route("/desk/notices/<key>/end", "desk_notice_end", "POST", end, Right.MANAGE),
)
