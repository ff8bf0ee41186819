"""The letter about an ordered item that is not there, as staff write it (A4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from amends_widgets.marking import N_
from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput, NotAllowed
from flask_amends.ports import SimilarItem, StaffMember
from flask_amends.service import short_answers, shorts
from flask_amends.service.shorts import Reply
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.storage.stock_records import StockLetter
from flask_amends.web import csrf, reader
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.plain_form import PlainForm, sentences
from flask_amends.web.desk.replying import ANYWAY, look
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import bound_to, language
from flask_amends.web.desk.stock import LETTERS
from flask_amends.web.desk.telling import Telling
from flask_amends.web.fields import Flag, FormSchema, MoneyAmount, SafeText, check_decimals, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page

FORM = "desk.stock_letter"
_FRAME = (csrf.FIELD, "step")
#: How many similar items the form has room for.
ROWS = ("first", "second")
EXPIRED = N_("The page was open for a long time. What you typed is kept: please send it again.")
NOT_NOW = N_("This letter was sent already, or its buyer cannot be written to.")
_OF_ROW = (("title", N_("Similar item")), ("price", N_("Its regular price")), ("url", N_("Its page")))
_LABELS = {"words": N_("Your words to the shopper")} | {
    f"{row}_{name}": text for row in ROWS for name, text in _OF_ROW
}


class LetterSchema(FormSchema):
    """What staff write; of a similar item its name and regular price are needed."""

    words = SafeText(required=True, shortest=10, longest=4000, multiline=True)
    first_title = SafeText(longest=200, load_default="")
    first_price = MoneyAmount(load_default=None)
    first_url = SafeText(longest=500, load_default="")
    second_title = SafeText(longest=200, load_default="")
    second_price = MoneyAmount(load_default=None)
    second_url = SafeText(longest=500, load_default="")
    wait = Flag(load_default=False)


def detail(state: State, staff: StaffMember, letter_id: str) -> Response:
    """``GET /desk/stock/letters/<id>``."""
    return _show(state, staff, shorts.get(state, letter_id))


def send(state: State, staff: StaffMember, letter_id: str) -> Response:
    """``POST /desk/stock/letters/<id>``: once for advice, where there is some; then it is sent."""
    letter = shorts.get(state, letter_id)
    typed = {name: value for name, value in request.form.items() if name not in _FRAME}
    form = replace(_form(state, staff, letter), typed=typed)
    tell = Telling(language(), reader.zone())
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, letter_id))
        without = {name for name, value in request.form.items() if not value.strip()}
        values = load(LetterSchema(), nested(request.form, without=(*_FRAME, *without)))
        found = look(values["words"])
        if found.any and request.form.get("step") != ANYWAY:
            return _show(state, staff, letter, replace(form, help=found))
        reply = Reply(words=values["words"], similar=_similar(letter, values), wait=values["wait"])
        shorts.send(state, letter_id, reply, by=staff)
    except BadToken:
        return _show(state, staff, letter, replace(form, wrong={"": (_say(EXPIRED),)}), 409)
    except NotAllowed:
        return _show(state, staff, letter, replace(form, wrong={"": (_say(NOT_NOW),)}), 409)
    except InvalidInput as error:
        return _show(state, staff, letter, replace(form, wrong=_placed(error, tell)), 422)
    return redirect(link("desk_stock_letter", letter_id=letter_id, did="1"), 303)


def _similar(letter: StockLetter, values: Mapping[str, Any]) -> list[SimilarItem]:
    found = []
    for row in ROWS:
        title, price = values[f"{row}_title"], values[f"{row}_price"]
        if not title and price is None:
            continue
        if not title or price is None:
            raise InvalidInput.one(f"{row}_{'price' if title else 'title'}", "required")
        check_decimals(price, letter.currency, f"{row}_price")
        if values[f"{row}_url"] and not shorts.is_address(values[f"{row}_url"]):
            raise InvalidInput.one(f"{row}_url", "invalid")
        money = Money(amount=price, currency=letter.currency)
        found.append(SimilarItem(sku="", title=title, price=money, url=values[f"{row}_url"] or None))
    return found


def _placed(error: InvalidInput, tell: Telling) -> dict[str, tuple[str, ...]]:
    """The sentences at the fields of this form."""
    names = {"similar": "second_title", "similar.0.price": "first_price", "similar.1.price": "second_price"}
    return {names.get(name, name): many for name, many in sentences(error, tell).items()}


def _form(state: State, staff: StaffMember, letter: StockLetter) -> PlainForm:
    typed = {"wait": "on"}
    for row, one in zip(ROWS, shorts.suggested(state, letter.sku)[:1], strict=False):
        typed[f"{row}_title"], typed[f"{row}_url"] = one.title, one.url or ""
        typed[f"{row}_price"] = str(one.price.amount) if one.price.currency == letter.currency else ""
    if letter.words is not None:
        typed |= _written(letter)
    return PlainForm(
        key="short",
        url=link("desk_stock_letter_send", letter_id=letter.id),
        token=csrf.issue(state, FORM, bound=bound_to(staff, letter.id)),
        typed=typed,
        labels=_LABELS,
    )


def _written(letter: StockLetter) -> dict[str, str]:
    """What somebody has written, for the second person who sends it."""
    found = {"words": letter.words or "", "wait": ""}
    similar = [one for one in letter.alternatives if one["choice"] == shorts.SIMILAR]
    for row, one in zip(ROWS, similar, strict=False):
        found[f"{row}_title"], found[f"{row}_url"] = one["title"], one["url"]
        found[f"{row}_price"] = str(one["each"])
    if any(one["choice"] == shorts.WAIT for one in letter.alternatives):
        found["wait"] = "on"
    return found


def _show(
    state: State, staff: StaffMember, letter: StockLetter, again: PlainForm | None = None, status: int = 200
) -> Response:
    tell = Telling(language(), reader.zone())
    rules = state.settings.playbooks.rules
    return page(
        "amends/desk/stock_letter.html",
        status,
        place=("desk_stock_letter", {"letter_id": letter.id}),
        staff=staff,
        tell=tell,
        letter=letter,
        ways=short_answers.ways(state, letter),
        stands=LETTERS.get(letter.state, ""),
        f=again or _form(state, staff, letter),
        faults=again.faults(tell) if again else [],
        rows=ROWS,
        discount=rules.discount,
        paid=None if letter.paid_minor is None else Money.from_minor(letter.paid_minor, letter.currency),
        open=letter.state in shorts.OWED,
        may=Right.ACT in rights(staff),
        did=request.args.get("did") == "1" and again is None,
    )


def _say(text: str) -> str:
    return language().say(text)


ROUTES = (
    Route("/desk/stock/letters/<letter_id>", "desk_stock_letter", "GET", detail),
    Route("/desk/stock/letters/<letter_id>", "desk_stock_letter_send", "POST", send, Right.ACT),
)
