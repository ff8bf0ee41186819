"""Terms of delivery at the desk: what buyers read of each rule, what lacks, and who looked (D1-D6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from flask import current_app, redirect, request
from werkzeug.wrappers import Response

from amends_widgets.languages import LANGUAGES, Language
from amends_widgets.marking import N_
from flask_amends.errors import InvalidInput, Message, NotFound
from flask_amends.guards.delivery import Fault, Lack
from flask_amends.notices.model import Slot
from flask_amends.ports import StaffMember
from flask_amends.service import delivery_terms
from flask_amends.service.delivery_terms import BrokenRulesError, Reviewed
from flask_amends.service.notices import delivery as notices
from flask_amends.service.places import place_of
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.web import csrf
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.delivery_words import sentence
from flask_amends.web.desk.route import Log, Route
from flask_amends.web.desk.sitting import bound_to, language
from flask_amends.web.notices import delivery_lint
from flask_amends.web.notices.showing import show
from flask_amends.web.pages import link, page
from flask_amends.web.regions import where
from flask_amends.web.text import clean

FORM = "desk.delivery"
MOVED = N_("The terms have changed since you opened the page. Look at them again.")
#: Where the notice is tried out, and what each place is called.
TRIED: tuple[tuple[Slot, str], ...] = (
    (Slot.CART, N_("On the product page and in the basket")),
    (Slot.ORDER_MAIL, N_("In the letter about the order")),
)
_PARTS = ("country", "region", "city", "postal_code")
_LONGEST = 100
_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """A rule as staff sees it: where it holds, what buyers read, and what is wrong with it."""

    number: int
    where: str
    said: tuple[str, ...]
    seen_at: datetime | None
    faults: tuple[tuple[bool, str], ...]


def terms(state: State, staff: StaffMember) -> Response:
    """``GET /desk/delivery``, with an address to try where one is asked for."""
    return _show(state, staff)


def reviewed(state: State, staff: StaffMember) -> Response:
    """``POST /desk/delivery/reviewed``: somebody has looked at the terms shown, and they are right."""
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, FORM))
        delivery_terms.review(state, request.form.getlist("digest")[:_MOST], by=staff)
    except (BadToken, NotFound):
        return _show(state, staff, moved=True)
    except BrokenRulesError as error:
        raise InvalidInput({"": [Message(code="invalid")]}) from error
    return redirect(link("desk_delivery", did="1"), 303)


def _show(state: State, staff: StaffMember, *, moved: bool = False) -> Response:
    tongue = language()
    found = delivery_lint.of_app(current_app, state)
    broken = any(one.lack is Lack.BROKEN for one in found)
    rules = [] if broken else delivery_terms.reviewed(state, delivery_terms.every(state))
    typed = {name: clean(request.args.get(name, ""))[:_LONGEST] for name in _PARTS}
    return page(
        "amends/desk/delivery.html",
        409 if moved else 200,
        place=("desk_delivery", {name: text for name, text in typed.items() if text}),
        staff=staff,
        rules=[_line(state, one, found, tongue) for one in rules],
        digests=[one.digest for one in rules],
        general=[(one.lack.is_advice, sentence(one, tongue)) for one in found if one.rule is None],
        token=csrf.issue(state, FORM, bound=bound_to(staff, FORM)),
        may_manage=Right.MANAGE in rights(staff),
        moved=MOVED if moved else "",
        did=request.args.get("did") == "1" and not moved,
        typed=typed,
        tried=_tried(state, typed) if any(typed.values()) else [],
        in_language=_asked_language(state),
        languages_of=[(code, LANGUAGES[code]) for code in state.settings.locales],
    )


def _line(state: State, one: Reviewed, found: Sequence[Fault], tongue: Language) -> RuleLine:
    zone = ZoneInfo(state.settings.time_zone)
    said = show(
        [notices.of_rule(state, one.rule, Slot.PRODUCT)], Slot.PRODUCT, plain=True, locale=tongue.code
    )
    return RuleLine(
        number=one.number,
        where=where(one.rule.region, tongue),
        said=tuple(str(said).splitlines()),
        seen_at=datetime.combine(one.seen_on, time(12), zone) if one.seen_on else None,
        faults=tuple(
            (fault.lack.is_advice, sentence(fault, tongue)) for fault in found if fault.rule == one.number - 1
        ),
    )


def _tried(state: State, typed: dict[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    """What a buyer at an address reads, place by place."""
    code = _asked_language(state)
    place = place_of(state, typed)
    found = []
    for slot, name in TRIED:
        said = show(notices.of_region(state, place, slot, locale=code), slot, plain=True, locale=code)
        found.append((name, tuple(str(said).splitlines())))
    return found


def _asked_language(state: State) -> str:
    code = request.args.get("in", "")
    return code if code in state.settings.locales else state.settings.default_locale


ROUTES = (
    Route("/desk/delivery", "desk_delivery", "GET", terms, log=Log.NOTHING),
    Route("/desk/delivery/reviewed", "desk_delivery_reviewed", "POST", reviewed, Right.MANAGE),
)
