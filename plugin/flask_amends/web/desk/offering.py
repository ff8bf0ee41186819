"""Where an offer is put together: the ready offers, what each costs, and what the shopper will see.

Nothing is sent from here but by the act ``propose`` with its page of review, so that nothing goes round the
rules of the case. All of it is one form that only reads (GET): it needs no script and can be bookmarked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from amends_widgets import formats
from amends_widgets.languages import Language
from amends_widgets.marking import N_
from amends_widgets.words import Words
from flask_amends.disputes import commands
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Reason
from flask_amends.guards.goodwill import Upset
from flask_amends.playbooks import Cost, CostPart, Facts, Lack, OfferCode, ReadyOffer
from flask_amends.ports import StaffMember
from flask_amends.state import State
from flask_amends.web.desk import ahead, playbook_words
from flask_amends.web.desk.access import Right
from flask_amends.web.desk.case_book import bought, may_offer, offers
from flask_amends.web.desk.case_others import others
from flask_amends.web.desk.forms import FORMS
from flask_amends.web.desk.offer_query import LABELS, PICK, asked, typed, with_amounts
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import Sitting, sit
from flask_amends.web.desk.telling import Telling
from flask_amends.web.pages import page
from flask_amends.web.storefront.showing import shown_terms

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One offer as the shopper will read it, in their language."""

    title: str
    meaning: str


def build(state: State, staff: StaffMember, case_id: str) -> Response:
    """``GET /desk/cases/<id>/offers``."""
    sitting = sit(state, staff, case_id)
    query = asked(request.args)
    facts, found = offers(sitting, typed(query, bought(sitting), sitting.currency))
    listed = [with_amounts(query, one, facts) for one in found]
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
        chosen=[one.code.value for one in chosen],
        sending=() if wrong else ready,
        seen=[_seen(sitting, one) for one in ready],
        most=_most(ready),
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


def _seen(sitting: Sitting, offer: ReadyOffer) -> Seen:
    words = Words(Language(sitting.view.locale))
    terms = offer.terms
    if terms is None:
        return Seen(title="", meaning="")
    return Seen(
        title=words.terms(shown_terms(terms, dict(sitting.tell.titles))), meaning=words("meaning", terms.kind)
    )


def _most(chosen: Sequence[ReadyOffer]) -> Money | None:
    """What the dearest of them costs; ``None`` where a part of one is not known."""
    costs = [one.cost for one in chosen if one.cost is not None]
    if not costs or not all(one.is_known for one in costs):
        return None
    return max((one.total for one in costs), key=lambda one: one.minor)


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
    if terms.gift is not None:
        yield "gift", str(terms.gift.amount)
    for place, sku in enumerate(terms.skus):
        yield f"skus.{place}", sku
    if terms.return_required:
        yield "return_required", "on"


def explained(cost: Cost, tell: Telling) -> list[tuple[str, str]]:
    """A cost part by part: ``(what it is, how much)``."""
    return [(_part(part, tell), _sum(part, tell)) for part in cost.parts]


def _part(part: CostPart, tell: Telling) -> str:
    name = tell.language.say(playbook_words.PARTS[part.code.value])
    if part.each is None:
        return name
    code = tell.language.code
    units = formats.number(part.units, code)
    each = formats.money(part.each, code)
    return tell.language.say(N_("%(units)s × %(each)s: %(what)s"), units=units, each=each, what=name)


def _sum(part: CostPart, tell: Telling) -> str:
    if part.amount is None:
        return tell.language.say(N_("not known"))
    return formats.money(part.amount, tell.language.code)


ROUTES = (Route("/desk/cases/<case_id>/offers", "desk_offers", "GET", build, right=Right.ACT),)
