"""Offers before they are sent: as the shopper will read them, and what each costs the shop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from amends_widgets import formats
from amends_widgets.languages import Language
from amends_widgets.marking import N_
from amends_widgets.words import Words
from flask_amends.disputes.events import Event, OfferProposed
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.playbooks import Cost, CostPart, cost_of
from flask_amends.service.weighing import with_conditions
from flask_amends.web.desk import playbook_words
from flask_amends.web.desk.case_book import bought, offers
from flask_amends.web.desk.offer_query import asked, typed
from flask_amends.web.desk.sitting import Sitting
from flask_amends.web.desk.telling import Telling
from flask_amends.web.storefront.showing import shown_terms

_LONGEST = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One offer as the shopper will read it. ``cost`` is ``None`` where nobody can say it yet.

    ``conditions`` are those of a code: it may ask for nothing that does not stand here (X13).
    """

    title: str
    items: tuple[str, ...]
    meaning: str
    conditions: tuple[str, ...]
    cost: Money | None


def seen(sitting: Sitting, terms: Terms, cost: Cost) -> Seen:
    """What the shopper reads of these terms."""
    words = Words(Language(sitting.view.locale))
    shown = shown_terms(with_conditions(sitting.state, terms), dict(sitting.tell.titles))
    zone = sitting.view.time_zone or sitting.tell.zone
    return Seen(
        title=words.terms(shown),
        items=shown.titles,
        meaning=words("meaning", terms.kind),
        conditions=tuple(words.condition(one, zone) for one in shown.conditions),
        cost=cost.total if cost.is_known else None,
    )


def proposed(sitting: Sitting, events: Iterable[Event], known: str = "") -> Sequence[Seen]:
    """The offers in what would happen, for the page before they are sent.

    ``known`` is the query of the page where they were put together: prices that no record has.
    """
    made = [
        offer.terms
        for event in events
        if isinstance(event.fact, OfferProposed)
        for offer in event.fact.offers
    ]
    if not made:
        return ()
    query = asked(MultiDict(parse_qsl(known[:_LONGEST], keep_blank_values=True)))
    facts, found = offers(sitting, typed(query, bought(sitting), sitting.currency))
    ready = {_core(one.terms): one.cost for one in found if one.terms and one.cost}
    return [seen(sitting, terms, ready.get(_core(terms)) or cost_of(terms, facts)) for terms in made]


def _core(terms: Terms) -> Terms:
    """The terms without the conditions of a code, which are put in on the way and cost nothing."""
    return replace(terms, promo=None)


def most(costs: Sequence[Money | None]) -> Money | None:
    """What the dearest of them costs; ``None`` where one is not known."""
    known = [one for one in costs if one is not None]
    return max(known, key=lambda one: one.minor) if known and len(known) == len(costs) else None


def explained(cost: Cost, tell: Telling) -> list[tuple[str, str]]:
    """A cost part by part: ``(what it is, how much)``."""
    return [(_part(part, tell), _sum(part, tell)) for part in cost.parts]


def _part(part: CostPart, tell: Telling) -> str:
    name = tell.language.say(playbook_words.PARTS[part.code.value])
    if part.each is None:
        return name
    code = tell.language.code
    units, each = formats.number(part.units, code), formats.money(part.each, code)
    return tell.language.say(N_("%(units)s × %(each)s: %(what)s"), units=units, each=each, what=name)


def _sum(part: CostPart, tell: Telling) -> str:
    if part.amount is None:
        return tell.language.say(N_("not known"))
    # A line may end behind a hyphen, but not behind a minus sign.
    return formats.money(part.amount, tell.language.code).replace("-", "\N{MINUS SIGN}")
