"""What is wrong with terms before they are published: errors stand in the way, warnings are told (C3)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.disputes.promo import PromoTerms
from flask_amends.guards.terms import lint_errors, lint_warnings
from flask_amends.guards.terms.basket import BasketLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known beside the terms themselves; what is not, is not judged.

    ``banner`` is the shop's own text by language, ``sentences`` its own in place of ours by language and
    key. ``codes`` are those of other promotions, ``others`` their terms. ``counts`` says whether any
    product counts. ``baskets`` are recent orders; ``costs`` are items with what each costs the shop;
    ``prior_price`` says whether the lowest price of 30 days stands beside it. ``issued`` are the terms that
    holders have.
    """

    locales: tuple[str, ...] = ()
    banner: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    code: str = ""
    codes: Collection[str] = ()
    others: tuple[PromoTerms, ...] = ()
    counts: bool | None = None
    baskets: tuple[Money, ...] = ()
    costs: tuple[tuple[BasketLine, Money], ...] = ()
    prior_price: bool | None = None
    now: datetime | None = None
    zone: str = "UTC"
    issued: PromoTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: its code (``E1``, ``W1`` …), the field ``where`` it is, and its numbers."""

    code: str
    where: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """Whether it stands in the way of publishing."""
        return self.code.startswith("E")


Rule = Callable[[PromoTerms, Known], Iterator[tuple[str, Mapping[str, Any]]]]
#: Each rule by its code; it yields the field it is about and its numbers.
RULES: Mapping[str, Rule] = {
    "E1": lint_errors.no_end,
    "E2": lint_errors.typed_numbers,
    "E3": lint_errors.silent_banner,
    "E4": lint_errors.kept_for_nothing,
    "E5": lint_errors.missing_languages,
    "E6": lint_errors.open_certificate,
    "E7": lint_errors.unexplained,
    "E8": lint_errors.nothing_counts,
    "E9": lint_errors.code_collides,
    "W1": lint_warnings.far_away,
    "W2": lint_warnings.out_of_reach,
    "W3": lint_warnings.below_cost,
    "W4": lint_warnings.worse_than_issued,
    "W5": lint_warnings.ends_at_night,
    "W6": lint_warnings.bait,
    "W7": lint_warnings.no_prior_price,
}


def lint(terms: PromoTerms, known: Known | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong, errors first.

    Most numbers that contradict each other (E4) cannot be built at all: :class:`PromoError` says so with
    the field (:func:`contradiction` makes the finding of it).
    """
    context = known or Known()
    return tuple(
        Finding(code=code, where=name, params=params)
        for code, rule in RULES.items()
        for name, params in rule(terms, context)
    )


def contradiction(name: str) -> Finding:
    """The finding for terms that contradict themselves in a field (E4)."""
    return Finding(code="E4", where=name)
