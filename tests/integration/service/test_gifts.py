"""A gift on top of an offer: performed by a function that gives it, or by hand, and never forgotten (Q7)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Remedy
from flask_amends.errors import NotAllowed
from flask_amends.ports import Compensation, CompensationAdapter, Performed
from flask_amends.service import acts, cases, compensation
from flask_amends.testing import Shop, make_shop
from tests.integration.cases import ORDER, SHOP, SHOPPER, euros, open_case

WITH_GIFT = Terms(kind=Remedy.REPLACEMENT, gift=euros("5.00"))


@pytest.fixture
def shop(sqlite_uri: str) -> Iterator[Shop]:
    made = make_shop(sqlite_uri, orders=[ORDER], mails=False)
    yield made
    made.close()


def owed(shop: Shop) -> str:
    case_id = open_case(shop.state)
    acts.act(shop.state, case_id, c.Propose(actor=Actor.SHOP, alternatives=(WITH_GIFT,)), by=SHOP)
    (offer,) = cases.get(shop.state, case_id, Actor.SHOPPER).dispute.offers
    accepted = c.AcceptOffer(actor=Actor.SHOPPER, offer_id=offer.id, offer_version=offer.version)
    assert acts.act(shop.state, case_id, accepted, by=SHOPPER).dispute.obligation is not None
    return case_id


def noting(asked: list[Compensation]) -> CompensationAdapter:
    def perform(compensation: Compensation) -> Performed:
        asked.append(compensation)
        return Performed(reference="S-1, code ABCD", verified=False)

    return perform


def test_a_function_that_does_not_know_gifts_is_not_asked(shop: Shop):
    asked: list[Compensation] = []
    shop.amends.compensation("replacement")(noting(asked))
    case_id = owed(shop)
    with pytest.raises(NotAllowed):
        compensation.request(shop.state, case_id, by=SHOP)
    assert asked == []


def test_one_that_gives_gifts_is_told_what_it_is_worth(shop: Shop):
    asked: list[Compensation] = []
    shop.amends.compensation("replacement", gifts=True)(noting(asked))
    case_id = owed(shop)
    compensation.request(shop.state, case_id, by=SHOP)
    compensation.perform_due(shop.state)
    assert [one.gift for one in asked] == [euros("5.00")]


def test_the_latest_registration_counts(shop: Shop):
    shop.amends.compensation("replacement", gifts=True)(noting([]))
    shop.amends.compensation("replacement")(noting([]))
    assert shop.state.compensation(Remedy.REPLACEMENT, gift=True) is None
    assert shop.state.compensation(Remedy.REPLACEMENT) is not None
