"""Snippets at the desk: everybody reads them, leads write them; each change is a version that stays (T9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import redirect, request
from marshmallow import fields
from werkzeug.wrappers import Response

from amends_widgets.languages import LANGUAGES, Language
from amends_widgets.marking import N_
from amends_widgets.replycheck import Advice, advise
from amends_widgets.words.snippets import VARIABLES
from flask_amends.disputes.vocabulary import Reason
from flask_amends.errors import InvalidInput, StaleVersion
from flask_amends.ports import StaffMember
from flask_amends.service import snippets
from flask_amends.service.replies import PERSONAL
from flask_amends.service.snippets import Facts, Snippet
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.web import csrf, reader
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.plain_form import PlainForm, sentences
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import bound_to, language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.fields import Choice, Flag, FormSchema, SafeInt, SafeText, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page

FORM, NEW = "desk.snippet", "new"
LONGEST = 4000
_FRAME = (csrf.FIELD, "step")
EXPIRED = N_("The page was open for a long time. What you typed is kept: please send it again.")
MOVED = N_("Somebody else has changed this snippet since you opened the page. What you typed is kept.")
#: What stands for the variables in a preview; none of it is anybody's.
EXAMPLE = {"shopper_name": "Anna", "order_number": "1001", "case_number": "7K3M-2Q9D"}
_LABELS = {"title": N_("Title"), "reasons": N_("Fits these reasons"), "texts": N_("Texts")}


class TextsSchema(FormSchema):
    """A text per language; at least one is needed."""

    en = SafeText(longest=LONGEST, multiline=True, load_default="")
    pl = SafeText(longest=LONGEST, multiline=True, load_default="")
    ru = SafeText(longest=LONGEST, multiline=True, load_default="")
    he = SafeText(longest=LONGEST, multiline=True, load_default="")


class SnippetSchema(FormSchema):
    """A snippet; ``seen`` is the version that was edited."""

    title = SafeText(required=True, longest=120)
    reasons = fields.List(Choice(Reason, required=True), load_default=list)
    texts = fields.Nested(TextsSchema, load_default=dict)
    seen = SafeInt(required=True)


class RetireSchema(FormSchema):
    """That a snippet is offered no longer, or (``back``) again."""

    seen = SafeInt(required=True)
    back = Flag(load_default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A text as its reader would get it: ``parts`` are ``(to be written by a person, words)``."""

    code: str
    parts: tuple[tuple[bool, str], ...]
    advice: tuple[Advice, ...]


def listing(state: State, staff: StaffMember) -> Response:
    """``GET /desk/snippets``."""
    retired = request.args.get("show") == "retired"
    found = snippets.every(state, retired=retired)
    tell = Telling(language(), reader.zone())
    return page(
        "amends/desk/snippets.html",
        place=("desk_snippets", {"show": "retired"} if retired else {}),
        staff=staff,
        tell=tell,
        found=sorted(found, key=lambda one: tell.language.say(one.title).casefold()),
        retired=retired,
        may_manage=Right.MANAGE in rights(staff),
        did=request.args.get("did") == "1",
    )


def detail(state: State, staff: StaffMember, snippet_id: str) -> Response:
    """``GET /desk/snippets/<id>``; leads have the form."""
    return _show(state, staff, snippets.get(state, snippet_id))


def new(state: State, staff: StaffMember) -> Response:
    """``GET /desk/snippets/new``."""
    return _show(state, staff, None)


def create(state: State, staff: StaffMember) -> Response:
    """``POST /desk/snippets/new``."""
    return _save(state, staff, None)


def save(state: State, staff: StaffMember, snippet_id: str) -> Response:
    """``POST /desk/snippets/<id>``: a new version, or (the step ``preview``) only a look at it."""
    return _save(state, staff, snippets.get(state, snippet_id))


def retire(state: State, staff: StaffMember, snippet_id: str) -> Response:
    """``POST /desk/snippets/<id>/retire``."""
    found = snippets.get(state, snippet_id)
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, snippet_id))
        values = load(RetireSchema(), nested(request.form, without=_FRAME))
        snippets.retire(state, snippet_id, by=staff, seen=values["seen"], back=values["back"])
    except BadToken:
        return _show(state, staff, found, _form(state, staff, found, wrong={"": (_say(EXPIRED),)}), 409)
    except StaleVersion:
        return _show(state, staff, found, _form(state, staff, found, wrong={"": (_say(MOVED),)}), 409)
    return redirect(link("desk_snippet", snippet_id=snippet_id, did="1"), 303)


def _save(state: State, staff: StaffMember, found: Snippet | None) -> Response:
    typed = {name: value for name, value in request.form.items() if name not in (*_FRAME, "seen")}
    form = replace(_form(state, staff, found), typed=typed)
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, found.id if found else NEW))
        values = load(SnippetSchema(), nested(request.form, without=_FRAME))
        snippets.check(values["texts"])
        if request.form.get("step") == "preview":
            return _show(state, staff, found, form, texts=values["texts"])
        saved = snippets.save(state, by=staff, snippet_id=found.id if found else None, **values)
    except BadToken:
        return _show(state, staff, found, replace(form, wrong={"": (_say(EXPIRED),)}), 409)
    except StaleVersion:
        now = snippets.get(state, found.id) if found else None
        return _show(state, staff, now, replace(form, wrong={"": (_say(MOVED),)}), 409)
    except InvalidInput as error:
        wrong = sentences(error, Telling(language(), reader.zone()))
        return _show(state, staff, found, replace(form, wrong=wrong), 422)
    return redirect(link("desk_snippet", snippet_id=saved, did="1"), 303)


def _show(
    state: State,
    staff: StaffMember,
    found: Snippet | None,
    again: PlainForm | None = None,
    status: int = 200,
    *,
    texts: Mapping[str, str] | None = None,
) -> Response:
    tell = Telling(language(), reader.zone())
    manages = Right.MANAGE in rights(staff)
    place: tuple[str, dict[str, Any]] = (
        ("desk_snippet", {"snippet_id": found.id}) if found else ("desk_snippet_new", {})
    )
    shown = texts if texts is not None else found.texts if found else {}
    return page(
        "amends/desk/snippet.html",
        status,
        place=place,
        staff=staff,
        tell=tell,
        found=found,
        f=again or _form(state, staff, found),
        faults=again.faults(tell) if again else [],
        seen=found.number if found else 0,
        shown=[_preview(state, staff, code, text) for code, text in shown.items() if text],
        previewed=texts is not None,
        languages_of=[(code, LANGUAGES[code]) for code in LANGUAGES],
        reasons=tell.choices("reason", list(Reason)),
        variables=VARIABLES,
        history=_history(state, found),
        may_manage=manages,
        did=request.args.get("did") == "1" and again is None,
    )


def _form(
    state: State,
    staff: StaffMember,
    found: Snippet | None,
    wrong: Mapping[str, tuple[str, ...]] | None = None,
) -> PlainForm:
    key = found.id if found else NEW
    url = link("desk_snippet_save", snippet_id=found.id) if found else link("desk_snippet_create")
    typed: dict[str, str] = {}
    if found is not None:
        typed["title"] = language().say(found.title) if found.shipped else found.title
        typed |= {f"reasons.{place}": reason for place, reason in enumerate(found.reasons)}
        typed |= {f"texts.{code}": text for code, text in found.texts.items()}
    token = csrf.issue(state, FORM, bound=bound_to(staff, key))
    return PlainForm(
        key="snippet", url=url, token=token, typed=typed, wrong=wrong or {}, labels=_LABELS | _TEXTS
    )


_TEXTS = {f"texts.{code}": N_("Texts") for code in LANGUAGES}


def _preview(state: State, staff: StaffMember, code: str, text: str) -> Shown:
    plain = Language(code, html=False)
    values = {name: plain.say(words) for name, words in VARIABLES.items()} | EXAMPLE
    values |= {"staff_name": staff.name, "shop_name": state.settings.shop_name}
    filled = snippets.fill(text, Facts(locale=code, values=values))
    parts: list[tuple[bool, str]] = []
    end = 0
    for one in PERSONAL.finditer(filled):
        parts += [(False, filled[end : one.start()]), (True, one[1])]
        end = one.end()
    parts.append((False, filled[end:]))
    return Shown(code=code, parts=tuple(one for one in parts if one[1]), advice=advise(filled))


def _history(state: State, found: Snippet | None) -> list[tuple[Any, str]]:
    """Every version with who saved it, the newest first."""
    if found is None:
        return []
    rows = snippets.versions(state, found.id)
    with state.store.read() as unit:
        people = unit.persons.many(sorted({row.by for row in rows}))
    return [(row, people[row.by].name or "") for row in reversed(rows)]


def _say(text: str) -> str:
    return language().say(text)


ROUTES = (
    Route("/desk/snippets", "desk_snippets", "GET", listing),
    Route("/desk/snippets/new", "desk_snippet_new", "GET", new, Right.MANAGE),
    Route("/desk/snippets/new", "desk_snippet_create", "POST", create, Right.MANAGE),
    Route("/desk/snippets/<snippet_id>", "desk_snippet", "GET", detail),
    Route("/desk/snippets/<snippet_id>", "desk_snippet_save", "POST", save, Right.MANAGE),
    Route("/desk/snippets/<snippet_id>/retire", "desk_snippet_retire", "POST", retire, Right.MANAGE),
)
