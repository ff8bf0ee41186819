"""The conditions of a code: all that is told, in order of weight, and the smallest order that uses it up."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends_widgets.words.promo import CONDITIONS
from flask_amends.disputes.money import Money
from flask_amends.guards.goodwill import Scale, Upset
from flask_amends.guards.terms import Combine, PromoError, PromoTerms, explain, full_use_from, share_of


def roubles(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="RUB")


SEED = PromoTerms(value=roubles("300"), min_spend=roubles("1500"), max_share_of_order=Decimal("0.25"))
SHARES = st.none() | st.integers(1, 100).map(lambda percent: Decimal(percent) / 100)
AMOUNTS = st.integers(1, 10**8).map(lambda minor: Money.from_minor(minor, "RUB"))
TERMS = st.builds(
    PromoTerms,
    value=AMOUNTS,
    min_spend=st.none() | AMOUNTS,
    max_share_of_order=SHARES,
    max_share_of_balance_per_order=SHARES,
    max_discount_per_order=st.none() | AMOUNTS,
    days_after_issue=st.none() | st.integers(1, 999),
    uses=st.integers(1, 9),
)


def test_the_promise_of_the_seed_is_told_with_its_catch():  # C1, C3
    told = [line.key for line in explain(SEED)]
    assert told[:4] == ["gives_amount", "min_spend", "max_share_of_order", "full_use_from"]
    assert full_use_from(SEED) == roubles("1500")
    assert full_use_from(PromoTerms(value=roubles("5000"), max_share_of_order=Decimal("0.25"))) == roubles(
        "20000"
    )


def test_what_never_fits_into_one_order_is_said():
    capped = PromoTerms(value=roubles("300"), max_discount_per_order=roubles("75"))
    shared = PromoTerms(value=roubles("300"), max_share_of_balance_per_order=Decimal("0.25"))
    assert full_use_from(capped) is None
    assert full_use_from(shared) is None
    assert "full_use_never" in [line.key for line in explain(capped)]


def test_an_end_is_a_date_once_it_is_known_when_it_begins():
    terms = PromoTerms(value=roubles("300"), days_after_issue=30)
    given_at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert [line.params for line in explain(terms) if line.key == "days_after_issue"] == [{"num": 30}]
    [ends] = [line for line in explain(terms, issued_at=given_at) if line.key == "valid_to"]
    assert ends.params == {"moment": given_at + timedelta(days=30)}


@given(TERMS)
def test_every_condition_has_words_and_the_weightiest_come_first(terms: PromoTerms):
    lines = explain(terms)
    weights = [line.significance for line in lines]
    assert weights == sorted(weights)
    assert {line.key for line in lines} <= set(CONDITIONS)
    assert len({line.key for line in lines}) == len(lines)


@given(TERMS)
def test_the_whole_value_fits_where_it_is_said_to(terms: PromoTerms):
    least = full_use_from(terms)
    if least is None:
        return
    assert terms.min_spend is None or terms.min_spend <= least
    share = terms.max_share_of_order
    assert share is None or terms.value <= share_of(least, share)


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": roubles("0")},
        {"max_share_of_order": Decimal(0)},
        {"max_share_of_order": Decimal("1.01")},
        {"min_spend": Money(amount=Decimal(1), currency="EUR")},
        {"uses": 0},
        {"days_after_issue": 0},
        {"days_after_issue": 9, "valid_to": datetime(2026, 3, 2, tzinfo=UTC)},
    ],
)
def test_terms_that_contradict_themselves_are_refused(wrong: dict[str, object]):
    with pytest.raises(PromoError):
        PromoTerms(**{"value": roubles("300"), "combine": Combine.NONE, **wrong})  # type: ignore[arg-type]


SCALES = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(
    lambda bounds: Scale(
        least=Money.from_minor(min(bounds), "RUB"), most=Money.from_minor(max(bounds), "RUB")
    )
)


@given(SCALES, st.sampled_from(Upset), st.none() | st.integers(0, 10**6))
def test_goodwill_stays_within_its_bounds_and_the_budget(scale: Scale, upset: Upset, left: int | None):
    """C6: within the scale, and nothing is on every scale; never more than is left."""
    rest = None if left is None else Money.from_minor(left, "RUB")
    amount = scale.amount(upset, rest)
    assert scale.contains(amount)
    assert rest is None or amount <= rest
    if upset is Upset.CALM:
        assert amount.minor == 0


@given(SCALES)
def test_whoever_is_more_upset_gets_no_less(scale: Scale):
    amounts = [scale.amount(upset).minor for upset in Upset]
    assert amounts == sorted(amounts)
    assert amounts[-1] <= scale.most.minor


def test_the_seed_is_two_to_five_hundred():  # C6, C7
    scale = Scale(least=roubles("200"), most=roubles("500"))
    assert [scale.amount(upset) for upset in Upset] == [roubles(n) for n in ("0", "200", "350", "500")]
    assert scale.amount(Upset.FURIOUS, roubles("250.70")) == roubles("250")
    assert scale.amount(Upset.FURIOUS, roubles("199")) == roubles("0")
