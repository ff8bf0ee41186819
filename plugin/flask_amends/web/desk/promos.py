"""Promotions at the desk: everybody reads them, leads write and publish them (C1-C4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import redirect, request
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from amends_widgets.languages import LANGUAGES, Language
from amends_widgets.marking import N_
from flask_amends.disputes.money import Money, MoneyError
from flask_amends.errors import InvalidInput, StaleVersion
from flask_amends.guards.terms import Finding
from flask_amends.guards.terms.derived import is_shared
from flask_amends.ports import StaffMember
from flask_amends.service import promo_lint, promo_uses, promos
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.storage.promo_records import PromoRow
from flask_amends.web import csrf, reader
from flask_amends.web.desk import promo_preview
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.plain_form import PlainForm
from flask_amends.web.desk.promo_forms import PromoSchema, PublishSchema, terms_of, typed_of
from flask_amends.web.desk.promo_words import KIND_NAMES, choices, label, sentences_of, told
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import bound_to, language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.fields import MoneyAmount, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page

FORM, NEW = "desk.promo", "new"
_FRAME = (csrf.FIELD, "step")
EXPIRED = N_("The page was open for a long time. What you typed is kept: please send it again.")
MOVED = N_("Somebody else has changed this promotion since you opened the page. What you typed is kept.")
#: Where the field of a finding stands in the form, if it has another name there.
_FIELDS = {
    "scope": "products",
    "only": "products",
    "never": "no_products",
    "sale_items": "no_sale_items",
    "banner": "banner.en",
    "issued_for": "issued_for.en",
}


def listing(state: State, staff: StaffMember) -> Response:
    """``GET /desk/promos``."""
    rows = promos.every(state)
    judged = {row.promo_id: wrong for row, wrong in promo_lint.every(state)}
    found = {row.promo_id: judged.get(row.promo_id, ()) for row in rows}
    return page(
        "amends/desk/promos.html",
        place=("desk_promos", {}),
        staff=staff,
        rows=rows,
        kinds=KIND_NAMES,
        errors={key: sum(one.is_error for one in many) for key, many in found.items()},
        warnings={key: sum(not one.is_error for one in many) for key, many in found.items()},
        may_manage=Right.MANAGE in rights(staff),
    )


def detail(state: State, staff: StaffMember, promo_id: str) -> Response:
    """``GET /desk/promos/<id>``; leads have the form."""
    return _show(state, staff, promos.get(state, promo_id))


def new(state: State, staff: StaffMember) -> Response:
    """``GET /desk/promos/new``."""
    return _show(state, staff, None)


def create(state: State, staff: StaffMember) -> Response:
    """``POST /desk/promos/new``."""
    return _save(state, staff, None)


def save(state: State, staff: StaffMember, promo_id: str) -> Response:
    """``POST /desk/promos/<id>``: a draft, or (the step ``preview``) only a look at it."""
    return _save(state, staff, promos.get(state, promo_id))


def publish(state: State, staff: StaffMember, promo_id: str) -> Response:
    """``POST /desk/promos/<id>/publish``: refused while an error stands in its way (C3)."""
    found = promos.get(state, promo_id)
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, promo_id))
        values = load(PublishSchema(), nested(request.form, without=_FRAME))
        promos.publish(state, promo_id, values["number"], by=staff)
    except BadToken:
        return _show(state, staff, found, _form(state, staff, found, wrong={"": (_say(EXPIRED),)}), 409)
    except StaleVersion:
        return _show(state, staff, found, _form(state, staff, found, wrong={"": (_say(MOVED),)}), 409)
    except InvalidInput as error:
        wrong = {_FIELDS.get(name, name): many for name, many in sentences_of(error, _tell()).items()}
        return _show(state, staff, found, _form(state, staff, found, wrong=wrong), 422)
    return redirect(link("desk_promo", promo_id=promo_id, did="1"), 303)


def end(state: State, staff: StaffMember, promo_id: str) -> Response:
    """``POST /desk/promos/<id>/end``: what runs until the shop ends it, ends."""
    found = promos.get(state, promo_id)
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, promo_id))
        promos.end(state, promo_id, by=staff)
    except BadToken:
        return _show(state, staff, found, _form(state, staff, found, wrong={"": (_say(EXPIRED),)}), 409)
    return redirect(link("desk_promo", promo_id=promo_id, did="1"), 303)


def _save(state: State, staff: StaffMember, found: PromoRow | None) -> Response:
    typed = {name: value for name, value in request.form.items() if name not in (*_FRAME, "seen")}
    form = replace(_form(state, staff, found), typed=typed)
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, found.promo_id if found else NEW))
        values = load(PromoSchema(), nested(request.form, without=_FRAME))
        terms = terms_of(values, state.settings.time_zone)
        banner = {code: text for code, text in values["banner"].items() if text}
        if request.form.get("step") == "preview":
            draft = PromoRow(
                promo_id=found.promo_id if found else NEW,
                number=values["seen"] + 1,
                name=values["name"],
                code=values["code"] or None,
                terms=terms,
                banner=banner,
                written_at=state.clock.now(),
            )
            return _show(state, staff, found, form, looked_at=draft)
        saved = promos.save(
            state,
            by=staff,
            promo_id=found.promo_id if found else None,
            seen=values["seen"],
            name=values["name"],
            code=values["code"],
            terms=terms,
            banner=banner,
        )
    except BadToken:
        return _show(state, staff, found, replace(form, wrong={"": (_say(EXPIRED),)}), 409)
    except StaleVersion:
        return _show(state, staff, found, replace(form, wrong={"": (_say(MOVED),)}), 409)
    except InvalidInput as error:
        return _show(state, staff, found, replace(form, wrong=sentences_of(error, _tell())), 422)
    return redirect(link("desk_promo", promo_id=saved.promo_id, did="1"), 303)


def _show(
    state: State,
    staff: StaffMember,
    found: PromoRow | None,
    again: PlainForm | None = None,
    status: int = 200,
    *,
    looked_at: PromoRow | None = None,
) -> Response:
    tell, shown = _tell(), looked_at or found
    shared = shown is None or is_shared(shown.terms)
    findings = promo_lint.findings(state, shown) if shown else ()
    asked, size = request.args.get("basket", ""), None
    if shown and asked:
        size = _typed_size(asked, shown)
    versions = promos.versions(state, found.promo_id) if found else []
    return page(
        "amends/desk/promo_terms.html",
        status,
        place=("desk_promo", {"promo_id": found.promo_id}) if found else ("desk_promo_new", {}),
        staff=staff,
        tell=tell,
        found=found,
        f=again or _form(state, staff, found),
        faults=again.faults(tell) if again else [],
        seen=versions[-1].number if versions else 0,
        said=_at_fields(findings, tell),
        errors=[(one, told(one, tell.language, tell.zone)) for one in findings if one.is_error],
        previewed=looked_at is not None,
        banners=promo_preview.banners(state, shown) if shown else [],
        sizes=promo_preview.sizes(state, shown, tell.language, size) if shown else [],
        asked=asked,
        label=lambda name: label("uses_in_all" if name == "uses" and shared else name, tell.language),
        choices=choices(tell),
        kinds=KIND_NAMES,
        languages_of=[(code, LANGUAGES[code]) for code in state.settings.locales],
        own_fields=[f"{name}.{code}" for name in ("banner", "issued_for") for code in state.settings.locales],
        history=_history(state, versions),
        can_end=promos.can_end(versions),
        uses=promo_uses.uses(state, found.promo_id) if found else [],
        may_manage=Right.MANAGE in rights(staff),
        did=request.args.get("did") == "1" and again is None,
    )


def _form(
    state: State,
    staff: StaffMember,
    found: PromoRow | None,
    wrong: Mapping[str, tuple[str, ...]] | None = None,
) -> PlainForm:
    zone = state.settings.time_zone
    if found is not None:
        url = link("desk_promo_save", promo_id=found.promo_id)
        typed = typed_of(found.name, found.code, found.terms, found.banner, zone)
    else:
        url = link("desk_promo_create")
        typed = {"currency": state.settings.currency, "kind": "code", "given": "gives_amount"}
        typed |= {"uses_per_customer": "1", "who": "everyone", "base": "goods_after_discounts"}
    token = csrf.issue(state, FORM, bound=bound_to(staff, found.promo_id if found else NEW))
    plain = Language(language().code, html=False)
    labels = {name: label(name, plain).rstrip(".") for name in (*typed, *PromoSchema().fields)}
    return PlainForm(key="promo", url=url, token=token, typed=typed, wrong=wrong or {}, labels=labels)


def _at_fields(findings: Sequence[Finding], tell: Telling) -> dict[str, list[tuple[bool, str]]]:
    """What is wrong, by the field it stands at: ``(is an error, sentence)``."""
    found: dict[str, list[tuple[bool, str]]] = {}
    for one in findings:
        said = (one.is_error, told(one, tell.language, tell.zone))
        found.setdefault(_FIELDS.get(one.where, one.where), []).append(said)
    return found


def _typed_size(text: str, row: PromoRow) -> Money | None:
    try:
        return Money(amount=MoneyAmount().deserialize(text), currency=row.terms.value.currency)
    except (ValidationError, MoneyError):
        return None


def _history(state: State, versions: Sequence[PromoRow]) -> list[tuple[PromoRow, str, str]]:
    """Every version with who wrote and who published it, the newest first."""
    ids = {one for row in versions for one in (row.written_by, row.published_by) if one}
    with state.store.read() as unit:
        people = unit.persons.many(sorted(ids)) if ids else {}

    def name(person_id: str | None) -> str:
        person = people.get(person_id) if person_id else None
        return (person.name or "") if person else ""

    return [(row, name(row.written_by), name(row.published_by)) for row in reversed(versions)]


def _tell() -> Telling:
    return Telling(language(), reader.zone())


def _say(text: str) -> str:
    return language().say(text)


ROUTES = (
    Route("/desk/promos", "desk_promos", "GET", listing),
    Route("/desk/promos/new", "desk_promo_new", "GET", new, Right.MANAGE),
    Route("/desk/promos/new", "desk_promo_create", "POST", create, Right.MANAGE),
    Route("/desk/promos/<promo_id>", "desk_promo", "GET", detail),
    Route("/desk/promos/<promo_id>", "desk_promo_save", "POST", save, Right.MANAGE),
    Route("/desk/promos/<promo_id>/publish", "desk_promo_publish", "POST", publish, Right.MANAGE),
    Route("/desk/promos/<promo_id>/end", "desk_promo_end", "POST", end, Right.MANAGE),
)
