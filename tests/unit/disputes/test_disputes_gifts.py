"""What the shop puts on top of an offer out of goodwill: a gift, worth an amount (Q7, Q9, P5)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flask_amends.disputes import codec
from flask_amends.disputes import commands as c
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, RefusalCode, Remedy
from tests.exploration.families import at_marketplace
from tests.exploration.moves import FULL, PARCEL, REPRICE, zloty
from tests.unit.disputes.story import Case

WITH_GIFT = replace(PARCEL, gift=zloty(5))


def test_a_gift_is_owed_with_what_it_comes_on_top_of():  # Q7
    case = Case().offers(WITH_GIFT).accepts()
    assert case.dispute.obligation is not None
    assert case.dispute.obligation.terms.gift == zloty(5)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (replace(PARCEL, gift=zloty(0)), RefusalCode.AMOUNT_NOT_POSITIVE),
        (replace(PARCEL, gift=Money.from_minor(500, "EUR")), RefusalCode.CURRENCY_MISMATCH),
        # Nobody would be left to perform it.
        (Terms(kind=Remedy.APOLOGY, gift=zloty(5)), RefusalCode.AMOUNT_NOT_EXPECTED),
        (replace(REPRICE, gift=zloty(5)), RefusalCode.AMOUNT_NOT_EXPECTED),
    ],
)
def test_a_gift_that_nobody_could_give_is_refused(terms: Terms, code: RefusalCode):
    refused = Case().refused(Actor.SHOP, c.Propose, alternatives=(terms,))
    assert (refused.code, refused.field) == (code, "alternatives.0.gift")


def test_what_a_marketplace_performs_has_no_gift_of_the_shop():  # X14
    case = Case(at_marketplace())
    refused = case.refused(Actor.SHOP, c.Propose, alternatives=(replace(FULL, gift=zloty(5)),))
    assert refused.code is RefusalCode.AMOUNT_NOT_EXPECTED


def test_terms_from_before_there_were_gifts_are_read():
    told = codec.dump(PARCEL)
    del told["gift"]
    assert codec.load(Terms, told) == PARCEL
