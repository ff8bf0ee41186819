"""The conditions of a code where an offer is put together: told, typed, and what disappoints (X13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask_amends.errors import InvalidInput
from flask_amends.guards.terms import Finding, lint
from flask_amends.playbooks import ReadyOffer
from flask_amends.settings.money import CodeTerms
from flask_amends.web.desk.code_conditions import CodeSchema, conditions, is_code, sent_of
from flask_amends.web.desk.offer_query import Query
from flask_amends.web.fields import load

#: The fields, by the term that each is: in the address as ``<name>.<code of the offer>``.
CONDITIONS: Mapping[str, str] = {
    "code_least": "min_spend",
    "code_share": "max_share_of_order",
    "code_days": "days_after_issue",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The conditions of one offer as its fields have them, by name, and what disappoints about them.

    ``are_own`` says that they are not the shop's usual ones.
    """

    values: Mapping[str, str]
    are_own: bool
    warnings: tuple[Finding, ...] = ()


def with_conditions(query: Query, offer: ReadyOffer, usual: CodeTerms) -> ReadyOffer:
    """The offer with the conditions typed for it; what is wrong with one is noted at its field."""
    terms, code = offer.terms, offer.code.value
    names = {f"{name}.{code}": term for name, term in CONDITIONS.items()}
    if terms is None or terms.amount is None or not is_code(terms) or query.values.keys().isdisjoint(names):
        return offer
    own = sent_of(usual.of(terms.amount))
    sent = {term: query.value(name, own[term]).strip() for name, term in names.items()}
    back = {term: name for name, term in names.items()}
    try:
        promo = conditions(usual, terms.amount, load(CodeSchema(), sent), "")
    except InvalidInput as error:
        for term, many in error.fields.items():
            query.wrong[back.get(term, next(iter(names)))] = many[0]
        return offer
    if promo == usual.of(terms.amount):
        return offer
    return replace(offer, terms=replace(terms, promo=promo))


def shown(query: Query, offer: ReadyOffer, usual: CodeTerms) -> Typed | None:
    """What the fields of an offer have: what was typed, else the shop's own; ``None`` for what is no code."""
    terms = offer.terms
    if terms is None or terms.amount is None or not is_code(terms):
        return None
    promo = terms.promo or usual.of(terms.amount)
    own = sent_of(promo)
    values = {name: query.value(f"{name}.{offer.code.value}", own[term]) for name, term in CONDITIONS.items()}
    warnings = tuple(one for one in lint(promo) if not one.is_error)
    return Typed(values=values, are_own=terms.promo is not None, warnings=warnings)
