"""Where an offer is put together: the ready offers, what each costs, and what the shopper will see.

Nothing is sent from here but by the act ``propose`` with its page of review, so that nothing goes round the
rules of the case. All of it is one form that only reads (GET): it needs no script and can be bookmarked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from amends_widgets import formats
from amends_widgets.languages import Language
from amends_widgets.marking import N_
from flask_amends.disputes import commands
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Reason
from flask_amends.guards.goodwill import Upset
from flask_amends.playbooks import Facts, Lack, OfferCode, ReadyOffer
from flask_amends.ports import StaffMember
from flask_amends.state import State
from flask_amends.web.desk import ahead, playbook_words
from flask_amends.web.desk.access import Right
from flask_amends.web.desk.case_book import bought, may_offer, offers
from flask_amends.web.desk.case_others import others
from flask_amends.web.desk.code_conditions import hidden
from flask_amends.web.desk.forms import FORMS
from flask_amends.web.desk.offer_conditions import CONDITIONS, shown, with_conditions
from flask_amends.web.desk.offer_query import LABELS, PICK, asked, typed, with_amounts
from flask_amends.web.desk.promo_words import label, told
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.seen import Seen, explained, most, seen
from flask_amends.web.desk.sitting import Sitting, sit
from flask_amends.web.pages import page

#: How upset the shopper is, in words (C6).
UPSETS: Mapping[Upset, str] = {
    Upset.CALM: N_("Calm: an apology is enough"),
    Upset.ANNOYED: N_("Annoyed"),
    Upset.UPSET: N_("Upset"),
    Upset.FURIOUS: N_("Furious"),
}
#: Reasons in which the real price of the goods matters.
PRICED = frozenset({Reason.PRICE_ERROR, Reason.PROMO_TERMS})
TOO_MANY = N_("Choose at most %(limit)s. People decide more easily between a few.")


def build(state: State, staff: StaffMember, case_id: str) -> Response:
    """``GET /desk/cases/<id>/offers``."""
    sitting = sit(state, staff, case_id)
    query = asked(request.args)
    facts, found = offers(sitting, typed(query, bought(sitting), sitting.currency))
    codes = state.settings.money.code_terms
    listed = [with_conditions(query, with_amounts(query, one, facts), codes) for one in found]
    chosen = [one for one in listed if one.code.value in query.picked and one.can_be_sent]
    limit = sitting.view.policy.max_alternatives
    wrong = {name: sitting.tell.fault(one) for name, one in query.wrong.items()}
    if len(chosen) > limit:
        wrong[PICK] = sitting.tell.language.say(
            TOO_MANY, limit=formats.number(limit, sitting.tell.language.code)
        )
    ready = chosen if chosen and not wrong else []
    wrong |= dict(_refused(sitting, ready))
    return page(
        "amends/desk/offers.html",
        422 if wrong else 200,
        place=("desk_offers", {"case_id": case_id}),
        staff=staff,
        tell=sitting.tell,
        view=sitting.view,
        case=sitting.view.dispute,
        currency=sitting.currency,
        query=query,
        facts=facts,
        items=bought(sitting),
        offers=listed,
        conditions={one.code.value: shown(query, one, codes) for one in listed},
        condition=lambda name: label(CONDITIONS[name], sitting.tell.language),
        warned=lambda one: told(one, sitting.tell.language, sitting.tell.zone),
        chosen=[one.code.value for one in chosen],
        sending=() if wrong else ready,
        seen=(sent := _sent(sitting, ready)),
        most=most([one.cost for one in sent]),
        wrong=wrong,
        form=_form(sitting, ready) if ready and not wrong and may_offer(sitting) else None,
        may_offer=may_offer(sitting),
        asks=_asks(facts, found),
        labels=LABELS,
        upsets=UPSETS,
        words=playbook_words,
        other=others(sitting).open_case if facts.other_open else None,
        explained=lambda cost: explained(cost, sitting.tell),
        theirs=Language(sitting.view.locale),
        known=request.query_string.decode("ascii", "ignore"),
    )


def _asks(facts: Facts, found: Sequence[ReadyOffer]) -> frozenset[str]:
    """What the page asks for: only what an offer of this playbook needs."""
    codes = {one.code for one in found}
    lacking = {one.lacking for one in found}
    asks = {
        "real": facts.reason in PRICED or Lack.REAL_PRICE in lacking,
        "similar": OfferCode.SIMILAR in codes,
        "loss": bool(codes & {OfferCode.MAKE_GOOD, OfferCode.GIVE_BACK_SUM}),
        "upset": facts.scale is not None and not codes.isdisjoint({OfferCode.GOODWILL, OfferCode.APOLOGY}),
    }
    return frozenset(name for name, needed in asks.items() if needed)


def _refused(sitting: Sitting, chosen: Sequence[ReadyOffer]) -> Iterator[tuple[str, str]]:
    """What the case itself would refuse, said before anything is sent."""
    if not chosen or not may_offer(sitting):
        return
    for one in chosen:
        terms = one.terms
        if terms is None:
            continue
        proposal = commands.Propose(actor=Actor.SHOP, alternatives=(terms,))
        refusal = ahead.act(sitting.view, proposal, sitting.now).refusal
        if refusal is not None:
            yield f"{PICK}.{one.code.value}", sitting.tell.refusal(refusal.code, refusal.params)


def _sent(sitting: Sitting, chosen: Sequence[ReadyOffer]) -> list[Seen]:
    return [seen(sitting, one.terms, one.cost) for one in chosen if one.terms and one.cost]


def _form(sitting: Sitting, chosen: Sequence[ReadyOffer]) -> Any:
    """The form of the act ``propose``, filled in with what was chosen."""
    filled: dict[str, str] = {}
    for place, one in enumerate(chosen):
        if one.terms is not None:
            filled |= {f"alternatives.{place}.{name}": value for name, value in _fields(one.terms)}
    return replace(sitting.bind(FORMS["propose"]), typed=filled)


def _fields(terms: Terms) -> Iterator[tuple[str, str]]:
    yield "kind", terms.kind.value
    if terms.amount is not None:
        yield "amount", str(terms.amount.amount)
    if terms.promo is not None:
        yield from hidden(terms.promo)
    if terms.gift is not None:
        yield "gift", str(terms.gift.amount)
    for place, sku in enumerate(terms.skus):
        yield f"skus.{place}", sku
    if terms.return_required:
        yield "return_required", "on"


ROUTES = (Route("/desk/cases/<case_id>/offers", "desk_offers", "GET", build, right=Right.ACT),)
