"""The playbooks: every reason has one, amounts keep to what was paid, and a cost can always be explained."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import REFUNDS, Actor, Reason, Remedy
from flask_amends.guards.goodwill import Scale, Upset
from flask_amends.playbooks import (
    BOOK,
    Bought,
    Facts,
    Lack,
    OfferCode,
    PartCode,
    ReadyOffer,
    Rules,
    Similar,
    cost_of,
    ready,
)
from flask_amends.playbooks.cost import RELIEF


def rub(amount: str | int) -> Money:
    return Money(amount=Decimal(amount), currency="RUB")


#: The monitor of the source: 990 in place of 90,990 (P7).
MONITOR = Bought(sku="monitor", title="Monitor", quantity=2, unit_price=rub(990), real_price=rub(90990))
SCALE = Scale(least=rub(200), most=rub(500))
WRONG_PRICE = Facts(reason=Reason.PRICE_ERROR, currency="RUB", items=(MONITOR,), left=rub(1980), scale=SCALE)


def find(facts: Facts, code: OfferCode, rules: Rules | None = None) -> ReadyOffer:
    return next(one for one in ready(facts, rules) if one.code is code)


def test_every_reason_has_a_playbook():
    assert set(BOOK) == set(Reason)
    assert all(BOOK.values())


def test_the_first_two_offers_of_a_wrong_price_are_refund_and_real_price():  # P2
    first, second = ready(WRONG_PRICE)[:2]
    assert (first.terms, first.cost and first.cost.total) == (
        Terms(kind=Remedy.CANCEL_ORDER, amount=rub(1980)),
        rub(0),
    )
    assert second.terms == Terms(kind=Remedy.REPRICE_ORDER, amount=rub(180000))
    assert (second.payer, second.cost and second.cost.total) == (Actor.SHOPPER, rub(0))


def test_honouring_costs_units_times_difference():  # P12
    cost = find(WRONG_PRICE, OfferCode.HONOUR).cost
    assert cost is not None
    assert [(one.code, one.units, one.each, one.amount) for one in cost.parts] == [
        (PartCode.DIFFERENCE, 2, rub(90000), rub(180000))
    ]


def test_half_of_the_real_value_is_what_the_shopper_adds_up_to():  # P15
    offer = find(WRONG_PRICE, OfferCode.SHARE_OF_REAL)
    assert offer.terms == Terms(kind=Remedy.REPRICE_ORDER, amount=rub(2 * 45495 - 1980))
    assert offer.cost is not None
    assert offer.cost.total == rub(2 * 45495)


def test_the_share_is_the_shops_own():  # P15
    offer = find(WRONG_PRICE, OfferCode.SHARE_OF_REAL, Rules(counter=Decimal("0.8")))
    assert offer.terms is not None
    assert offer.terms.amount == rub(2 * 72792 - 1980)


def test_a_price_above_half_is_not_met_half_way():  # P15
    modest = replace(WRONG_PRICE, items=(replace(MONITOR, real_price=rub(1500)),))
    assert OfferCode.SHARE_OF_REAL not in {one.code for one in ready(modest)}


def test_without_the_real_price_the_builder_asks_for_it():
    unknown = replace(WRONG_PRICE, items=(replace(MONITOR, real_price=None),))
    lacking = {one.code: one.lacking for one in ready(unknown) if one.lacking}
    assert lacking == {
        OfferCode.PAY_REAL_PRICE: Lack.REAL_PRICE,
        OfferCode.SHARE_OF_REAL: Lack.REAL_PRICE,
        OfferCode.SIMILAR: Lack.SIMILAR,
    }
    honour = find(unknown, OfferCode.HONOUR)
    assert honour.cost is not None
    assert not honour.cost.is_known


def test_cancelling_brings_a_gift_within_the_budget():  # P5, C6
    assert find(WRONG_PRICE, OfferCode.CANCEL_WITH_GIFT).terms == Terms(
        kind=Remedy.CANCEL_ORDER, amount=rub(1980), gift=rub(200)
    )
    spent = replace(WRONG_PRICE, goodwill_left=rub(100))
    assert OfferCode.CANCEL_WITH_GIFT not in {one.code for one in ready(spent)}


def test_damage_is_met_with_the_same_model_and_a_gift():  # Q7
    offer = ready(replace(WRONG_PRICE, reason=Reason.DAMAGED_IN_TRANSIT), Rules(gift=rub(300)))[0]
    assert offer.terms == Terms(kind=Remedy.REPLACEMENT, gift=rub(300))
    assert offer.cost is not None
    assert offer.cost.total == rub(1980 + 300)


def test_a_lost_parcel_is_looked_for_first():  # Q9
    codes = [one.code for one in ready(replace(WRONG_PRICE, reason=Reason.ITEM_NOT_RECEIVED))]
    assert codes[:3] == [OfferCode.LOCATE, OfferCode.SEND_AGAIN, OfferCode.MONEY_WITH_GIFT]


SOLD_OUT = Facts(
    reason=Reason.OUT_OF_STOCK,
    currency="RUB",
    items=(Bought(sku="a", title="Lamp", quantity=1, unit_price=rub(1000)),),
    left=rub(1000),
)


@pytest.mark.parametrize(
    ("regular", "terms"),
    [
        (2000, Terms(kind=Remedy.REPRICE_ORDER, amount=rub(800))),
        (1000, Terms(kind=Remedy.REFUND_WITH_REPLACEMENT, amount=rub(100))),
    ],
)
def test_a_similar_item_costs_its_discount(regular: int, terms: Terms):  # A4
    similar = Similar(title="Other lamp", unit_price=rub(regular))
    offer = find(replace(SOLD_OUT, similar=similar), OfferCode.SIMILAR)
    assert offer.terms == terms
    assert offer.cost is not None
    assert offer.cost.total == rub(regular // 10)


@pytest.mark.parametrize(("upset", "amount"), [(1, 200), (2, 350), (3, 500)])
def test_goodwill_follows_the_scale(upset: int, amount: int):  # C6
    facts = Facts(reason=Reason.PROMO_TERMS, currency="RUB", scale=SCALE, upset=Upset(upset))
    offer = ready(facts)[0]
    assert offer.terms == Terms(kind=Remedy.PROMO_CODE, amount=rub(amount))


@pytest.mark.parametrize("changes", [{"upset": Upset.CALM}, {"goodwill_left": rub(0)}])
def test_no_goodwill_leaves_the_apology(changes: dict[str, object]):  # C7
    facts = replace(Facts(reason=Reason.PROMO_TERMS, currency="RUB", scale=SCALE), **changes)  # type: ignore[arg-type]
    codes = [one.code for one in ready(facts)]
    assert OfferCode.GOODWILL not in codes
    assert OfferCode.APOLOGY in codes


def test_a_complaint_about_calls_leads_to_the_bigger_dispute():  # K7, K10, K12
    alone = Facts(reason=Reason.UNWANTED_CONTACT, currency="RUB")
    assert [one.code for one in ready(alone)][:2] == [OfferCode.STOP_CONTACT, OfferCode.TO_A_PERSON]
    assert OfferCode.SETTLE_BIGGER in {one.code for one in ready(replace(alone, other_open=True))}


def test_a_loss_is_made_good():  # H8
    facts = replace(WRONG_PRICE, reason=Reason.DEFECTIVE, loss=rub(700))
    assert find(facts, OfferCode.MAKE_GOOD).terms == Terms(kind=Remedy.STORE_CREDIT, amount=rub(700))


def test_a_share_above_the_whole_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        Rules(counter=Decimal("1.2"))


# -- properties ----------------------------------------------------------------------------------------------

amounts = st.integers(1, 10_000_00).map(lambda minor: Money.from_minor(minor, "RUB"))
maybe = st.none() | amounts
shares = st.decimals(0, 1, places=2)
items = st.lists(
    st.builds(
        Bought,
        sku=st.sampled_from(["a", "b", "c"]),
        title=st.just("Lamp"),
        quantity=st.integers(1, 9),
        unit_price=maybe,
        real_price=maybe,
    ),
    max_size=3,
    unique_by=lambda one: one.sku,
).map(tuple)
scales = st.tuples(amounts, amounts).map(
    lambda pair: Scale(least=min(pair, key=lambda one: one.minor), most=max(pair, key=lambda one: one.minor))
)
cases = st.builds(
    Facts,
    reason=st.sampled_from(Reason),
    currency=st.just("RUB"),
    items=items,
    left=st.none() | st.integers(0, 10_000_00).map(lambda minor: Money.from_minor(minor, "RUB")),
    whole_order=st.booleans(),
    delivered=st.booleans(),
    refunded_by=st.sampled_from([Actor.SHOP, Actor.MARKETPLACE]),
    similar=st.none() | st.builds(Similar, title=st.just("Other"), unit_price=amounts),
    loss=maybe,
    upset=st.sampled_from(Upset),
    scale=st.none() | scales,
    goodwill_left=maybe,
    other_open=st.booleans(),
)
rules = st.builds(Rules, counter=shares, discount=shares, keep=shares, gift=maybe)


@given(cases, rules)
def test_a_refund_is_never_more_than_was_paid_less_what_was_refunded(facts: Facts, shares: Rules):  # X14
    for offer in ready(facts, shares):
        if offer.terms and offer.terms.kind in REFUNDS and offer.terms.amount and facts.left:
            assert offer.terms.amount <= facts.left


@given(cases, rules)
def test_an_amount_that_is_offered_is_positive(facts: Facts, shares: Rules):
    for offer in ready(facts, shares):
        if offer.terms is not None:
            assert offer.terms.is_definite
            assert offer.terms.amount is None or offer.terms.amount.minor > 0
            assert offer.terms.gift is None or offer.terms.gift.minor > 0


@given(cases, rules)
def test_every_offer_is_a_step_or_has_terms_or_says_what_is_lacking(facts: Facts, shares: Rules):
    offers = ready(facts, shares)
    assert offers
    assert len({one.code for one in offers}) == len(offers)
    for offer in offers:
        assert [offer.is_step, offer.terms is not None, offer.lacking is not None].count(True) == 1


@given(cases, rules)
def test_a_cost_is_the_sum_of_its_parts_and_only_relief_is_negative(facts: Facts, shares: Rules):
    for offer in ready(facts, shares):
        if offer.cost is None:
            continue
        known = [part.amount for part in offer.cost.parts if part.amount is not None]
        assert offer.cost.total == sum(known, facts.nothing)
        for part in offer.cost.parts:
            negative = part.amount is not None and part.amount.minor < 0
            assert not negative or part.code in RELIEF
            if part.each is not None:
                assert part.amount == part.each * part.units


@given(cases, rules)
def test_a_gift_keeps_to_the_budget(facts: Facts, shares: Rules):  # C6
    for offer in ready(facts, shares):
        if offer.terms and offer.terms.gift and facts.goodwill_left is not None:
            assert offer.terms.gift <= facts.goodwill_left


@given(cases, amounts)
def test_other_amounts_have_another_cost(facts: Facts, amount: Money):
    cost = cost_of(Terms(kind=Remedy.PROMO_CODE, amount=amount), facts)
    assert (cost.total, cost.is_known) == (amount, True)
