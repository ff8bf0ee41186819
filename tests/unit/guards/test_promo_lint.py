"""What stands in the way of publishing, and what is only told (C3)."""

import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from amends_widgets.words.promo_lint import LINT
from flask_amends.disputes.money import Money
from flask_amends.guards.terms import (
    AppliesTo,
    BasketLine,
    Benefit,
    Combine,
    Finding,
    Known,
    Named,
    PromoKind,
    PromoTerms,
    Remainder,
    Said,
    Scope,
    lint,
)
from flask_amends.guards.terms.lint import RULES


def roubles(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="RUB")


END = datetime(2026, 12, 31, 20, 59, tzinfo=UTC)
WHOLE = PromoTerms(value=roubles("300"), kind=PromoKind.CODE, min_spend=roubles("900"), valid_to=END)
LAMP = BasketLine(sku="lamp", unit_price=roubles("100"), categories=("lamps",))
ALVA = Named(id="a", name="Alva", names=(Said(locale="pl", text="Alwa"),))
LAMPS = Named(id="lamps", name="Lamps")
PERCENT = replace(WHOLE, value=roubles("0"), benefit=Benefit.PERCENT, percent=Decimal("0.2"))


def codes(found: Iterable[Finding]) -> set[str]:
    return {one.code for one in found}


def sizes(*amounts: str) -> tuple[Money, ...]:
    return tuple(map(roubles, amounts))


def test_whole_terms_have_nothing_wrong():
    assert lint(WHOLE, Known(locales=("en", "pl"), code="MAY", codes=("JUNE",))) == ()


@pytest.mark.parametrize(
    ("code", "where", "terms", "known"),
    [
        ("E1", "valid_to", replace(WHOLE, valid_to=None), Known()),
        ("E2", "banner.en", WHOLE, Known(banner={"en": "300 roubles for you"})),
        ("E2", "banner.ru", WHOLE, Known(banner={"ru": "Скидка двадцать процентов"})),
        ("E2", "banner.en", WHOLE, Known(banner={"en": "{amount} for you"})),
        ("E4", "uses", replace(WHOLE, remainder=Remainder.KEPT), Known()),
        (
            "E4",
            "uses_per_customer",
            replace(WHOLE, uses=None, uses_per_customer=1, remainder=Remainder.KEPT),
            Known(),
        ),
        ("E3", "min_spend", WHOLE, Known(sentences={"en": {"min_spend": "For larger orders."}})),
        ("E5", "banner", WHOLE, Known(locales=("en", "pl"), banner={"en": "For you: {value}"})),
        (
            "E5",
            "issued_for",
            replace(WHOLE, issued_for=(Said(locale="en", text="Sorry"),)),
            Known(locales=("pl",)),
        ),
        ("E6", "remainder", replace(WHOLE, kind=PromoKind.GIFT_CERTIFICATE, remainder=None), Known()),
        ("E6", "on_return", replace(WHOLE, kind=PromoKind.BONUS_BALANCE, on_return=None), Known()),
        ("E7", "unexplained", replace(WHOLE, unexplained=("weekday",)), Known()),
        ("E8", "scope", WHOLE, Known(counts=False)),
        ("E8", "scope", replace(WHOLE, scope=Scope(categories=(LAMPS,), no_categories=(LAMPS,))), Known()),
        ("E9", "code", WHOLE, Known(code="GOLD10", codes=("g0ld-1O",))),
        (
            "W1",
            "max_share_of_order",
            replace(WHOLE, value=roubles("5000"), max_share_of_order=Decimal("0.25")),
            Known(),
        ),
        (
            "W2",
            "max_share_of_order",
            replace(WHOLE, max_share_of_order=Decimal("0.1")),
            Known(baskets=sizes("900", "1700", "2500")),
        ),
        ("E2", "banner.en", WHOLE, Known(banner={"en": "\u00bd price: {value}"})),
        ("E2", "banner.en", WHOLE, Known(banner={"en": "{share} for you"})),
        ("E9", "code", WHOLE, Known(code="BECHA", codes=("\u0412\u0415\u0421\u041d\u0410",))),
        ("W1", "min_spend", replace(WHOLE, min_spend=roubles("1200")), Known()),
        ("W3", "combine", PERCENT, Known(costs=((LAMP, roubles("65")),), others=(PERCENT,))),
        ("W4", "", WHOLE, Known(issued=replace(WHOLE, min_spend=None))),
        (
            "W5",
            "valid_to",
            replace(WHOLE, valid_to=datetime(2026, 3, 3, 1, 0, tzinfo=UTC)),
            Known(now=datetime(2026, 3, 2, 9, 0, tzinfo=UTC), zone="Europe/Warsaw"),
        ),
        ("W6", "min_spend", WHOLE, Known(baskets=sizes("870", "880", "885", "2500", "4000"))),
        (
            "W5",
            "valid_to",
            replace(WHOLE, valid_to=datetime(2026, 12, 30, 23, 0, tzinfo=UTC)),
            Known(now=datetime(2026, 3, 2, 9, 0, tzinfo=UTC), zone="Europe/Warsaw"),
        ),
        ("W7", "sale_items", replace(PERCENT, kind=PromoKind.AUTOMATIC), Known(prior_price=False)),
        (
            "W7",
            "sale_items",
            replace(WHOLE, kind=PromoKind.AUTOMATIC, applies_to=AppliesTo.ITEMS),
            Known(prior_price=False),
        ),
    ],
)
def test_each_rule_sees_its_own(code: str, where: str, terms: PromoTerms, known: Known):
    assert (code, where) in {(one.code, one.where) for one in lint(terms, known)}


STACKED = Known(costs=((LAMP, roubles("65")),), others=(PERCENT,))


@pytest.mark.parametrize(
    ("terms", "known"),
    [
        (replace(PERCENT, combine=Combine.NONE), STACKED),
        (replace(PERCENT, scope=Scope(no_categories=(LAMPS,))), STACKED),
        (PERCENT, replace(STACKED, others=(replace(PERCENT, valid_to=END.replace(year=2025)),), now=END)),
        (PERCENT, replace(STACKED, costs=((LAMP, roubles("64")),))),
        (PERCENT, replace(STACKED, others=(replace(PERCENT, kind=PromoKind.GIFT_CERTIFICATE),))),
        (replace(PERCENT, valid_from=END.replace(year=2027), valid_to=None, open_end=True), STACKED),
        (WHOLE, Known(banner={"en": "{value} from {min_spend}, until {until}"})),
        (replace(PERCENT, kind=PromoKind.AUTOMATIC), Known()),
        (replace(WHOLE, valid_to=END.replace(year=2025, hour=21)), Known(now=END, zone="UTC")),
        (replace(WHOLE, scope=Scope(brands=(ALVA,))), Known(locales=("en", "pl"))),
    ],
)
def test_near_misses_are_not_found(terms: PromoTerms, known: Known):
    """W3: two fifths off in two steps leave 64 of 100; what never meets is not stacked."""
    assert lint(terms, known) == ()


def test_every_rule_has_its_sentence():
    assert {*RULES, "E4"} == set(LINT)


def test_a_condition_without_a_sentence_would_be_seen(monkeypatch: pytest.MonkeyPatch):
    """E7 looks at what is explained, not at a list: a new field that nobody explains is an error."""
    module = sys.modules["flask_amends.guards.terms.explain"]
    monkeypatch.setattr(module, "_people", lambda *_: iter(()))
    assert ("E7", "one_account") in {(one.code, one.where) for one in lint(replace(WHOLE, one_account=True))}


def test_undecided_errors_are_errors_and_the_rest_warnings():
    found = lint(replace(WHOLE, valid_to=None, combine=Combine.NONE), Known(baskets=sizes("880", "880")))
    assert {one.code for one in found if one.is_error} == {"E1"}
    assert codes(found) == {"E1", "W2", "W6"}
