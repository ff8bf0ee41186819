"""Held prices at the desk: which mistake each looks like, and what somebody decides about it (P7)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from amends_widgets.marking import N_
from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput, NotAllowed
from flask_amends.guards.price.reading import is_ambiguous
from flask_amends.ports import StaffMember
from flask_amends.service import price_decisions, price_desk, price_reading
from flask_amends.service.price_decisions import Decision
from flask_amends.service.price_desk import Line
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.storage.price_records import PriceRow
from flask_amends.web import csrf, reader
from flask_amends.web.desk import price_words as words
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.places import read_place, write_place
from flask_amends.web.desk.plain_form import PlainForm, sentences
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.schemas import Amount
from flask_amends.web.desk.sitting import bound_to, language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.fields import Choice, Flag, FormSchema, SafeText, check_decimals, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page

FORM = "desk.price"
PAGE = 50
SHOWN = ("waiting", "warned", "done")


class DecisionSchema(FormSchema):
    """What somebody decides, for one price or for what waits of its whole list."""

    answer = Choice(tuple(Decision), required=True)
    correction = Amount(load_default=None)
    note = SafeText(longest=2000, multiline=True, load_default="")
    batch = Flag(load_default=False)


def listing(state: State, staff: StaffMember) -> Response:
    """``GET /desk/prices``."""
    show = request.args.get("show", "")
    show = show if show in SHOWN else "waiting"
    lines, more = _listed(state, show)
    tell = _tell()
    return page(
        "amends/desk/prices.html",
        place=("desk_prices", {"show": show}),
        staff=staff,
        tell=tell,
        show=show,
        lines=lines,
        more=more,
        waiting=price_reading.count_waiting(state),
        sentence=partial(words.sentence, tell),
        exposed=_exposed,
        answers=words.ANSWERS,
        advice=price_desk.advice(state) if show == "done" else None,
        percent=int(state.settings.prices.hold_below * 100),
    )


def detail(state: State, staff: StaffMember, point_id: str) -> Response:
    """``GET /desk/prices/<id>``."""
    return _show(state, staff, point_id)


def decide(state: State, staff: StaffMember, point_id: str) -> Response:
    """``POST /desk/prices/<id>``: it was meant, it is corrected, or it is left out."""
    found = price_desk.seen(state, point_id)
    answer = request.form.get("answer", "")
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, point_id))
        values = load(DecisionSchema(), nested(request.form, without=(csrf.FIELD,)))
        _decide(state, staff, found.line.point, values)
    except BadToken:
        return _show(state, staff, point_id, 409, wrong={"": (language().say(words.EXPIRED),)})
    except InvalidInput as error:
        return _show(state, staff, point_id, 422, wrong=sentences(error, _tell()))
    except NotAllowed:
        again = price_desk.seen(state, point_id)
        gone = words.NEWER if again.is_replaced else words.GONE
        why = words.YOURS if again.line.point.actor == staff.id else gone
        return _show(state, staff, point_id, 409, wrong={"": (language().say(why),)})
    return redirect(link("desk_price", point_id=point_id, did=answer), 303)


def _decide(state: State, staff: StaffMember, point: PriceRow, values: Mapping[str, Any]) -> None:
    answer, note = Decision(values["answer"]), values["note"] or None
    correction = _money(values["correction"], point.price.currency)
    if is_ambiguous(request.form.get("correction", "")):
        raise InvalidInput.one("correction", "two_readings")  # P05
    whole = point.batch if values["batch"] else None
    if whole is None or correction is not None:
        right = correction if answer is Decision.CORRECT else None
        price_decisions.decide(state, point.id, answer, by=staff, correction=right, note=note)
    if whole is not None:
        price_decisions.decide_batch(state, whole, answer, by=staff, note=note)


def _money(amount: Any, currency: str) -> Money | None:
    if amount is None:
        return None
    check_decimals(amount, currency, "correction")
    return Money(amount=amount, currency=currency)


def _listed(state: State, show: str) -> tuple[list[Line], str | None]:
    after = request.args.get("after", "")
    if show == "done":
        return price_desk.decided(state, limit=PAGE), None
    if show == "warned":
        lines = price_desk.warned(state, after=read_place(after), limit=PAGE + 1)
        last = lines[PAGE - 1].point if len(lines) > PAGE else None
        place = write_place(last.at, last.id) if last else ""
    else:
        lines = price_desk.waiting(state, after=_read_exposure(after), limit=PAGE + 1)
        last = lines[PAGE - 1].point if len(lines) > PAGE else None
        place = f"{last.exposure}.{last.id}" if last else ""
    return lines[:PAGE], link("desk_prices", show=show, after=place) if place else None


def _read_exposure(text: str) -> tuple[int, str] | None:
    amount, _, point_id = text.partition(".")
    if not amount.isascii() or not amount.isdigit() or len(amount) > 18 or not point_id.isascii():
        return None
    return int(amount), point_id[:64]


def _exposed(line: Line) -> Money:
    return Money.from_minor(line.point.exposure, line.point.price.currency)


def _tell() -> Telling:
    return Telling(language(), reader.zone())


def _show(
    state: State,
    staff: StaffMember,
    point_id: str,
    status: int = 200,
    *,
    wrong: Mapping[str, tuple[str, ...]] | None = None,
) -> Response:
    found, tell = price_desk.seen(state, point_id), _tell()
    did = request.args.get("did", "")
    suggested = found.line.suggestion
    typed = {name: value for name, value in request.form.items() if name != csrf.FIELD}
    form = PlainForm(
        key="decide",
        url=link("desk_price_decide", point_id=point_id),
        token=csrf.issue(state, FORM, bound=bound_to(staff, point_id)),
        typed=typed or {"correction": "" if suggested is None else str(suggested.amount)},
        wrong=wrong or {},
        labels=words.LABELS,
    )
    return page(
        "amends/desk/price.html",
        status,
        place=("desk_price", {"point_id": point_id}),
        staff=staff,
        tell=tell,
        found=found,
        line=found.line,
        point=found.line.point,
        sentence=partial(words.sentence, tell),
        exposed=_exposed,
        answers=words.ANSWERS,
        sources=SOURCES,
        f=form,
        faults=form.faults(tell),
        did=did if did in words.ANSWERS and not wrong else "",
        mine=found.line.point.actor == staff.id,
        newer=words.NEWER,
        may_act=Right.ACT in rights(staff) and found.line.decision is None,
    )


#: Where a price came from.
SOURCES: Mapping[str, str] = {
    "manual": N_("Typed by hand"),
    "import": N_("A price list"),
    "api": N_("The shop's own program"),
    "repricer": N_("An automatic repricer"),
    "review": N_("Decided here"),
}
ROUTES = (
    Route("/desk/prices", "desk_prices", "GET", listing),
    Route("/desk/prices/<point_id>", "desk_price", "GET", detail),
    Route("/desk/prices/<point_id>/decide", "desk_price_decide", "POST", decide, Right.ACT),
)
