"""Opening a claim: what is taken, who answers for it, and whose turn it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from flask_amends.disputes import Money, open_claim
from flask_amends.disputes import commands as c
from flask_amends.disputes.conditions import Refusal
from flask_amends.disputes.offers import Item, Terms
from flask_amends.disputes.policy import FLOWWOW, PL
from flask_amends.disputes.vocabulary import (
    Actor,
    Outcome,
    OutcomeReason,
    Reason,
    RefusalCode,
    Remedy,
    RouteName,
    Status,
)
from tests.exploration.families import NO_ROUTES, delivered_by_marketplace
from tests.exploration.moves import FULL, HALF, UNKNOWN, claim, zloty
from tests.unit.disputes.story import START, Case


def refusal(**changes: Any) -> Refusal:
    refused = open_claim(claim(**changes), START, FLOWWOW)
    assert isinstance(refused, Refusal)
    return refused


def test_a_claim_gives_the_shop_three_days():  # X5, X10
    case = Case()
    assert (case.dispute.status, case.dispute.turn) == (Status.AWAITING_SHOP, Actor.SHOP)
    assert case.due_in == timedelta(days=3)


def test_a_claim_without_a_description_is_refused():  # X4
    assert refusal(description=" \n").code is RefusalCode.TEXT_MISSING


def test_more_than_was_bought_cannot_be_claimed():
    found = refusal(items=(Item(sku="vase", title="Vase", quantity=2),))
    assert (found.code, found.field, found.params["limit"]) == (
        RefusalCode.QUANTITY_ABOVE_BOUGHT,
        "items.0.quantity",
        1,
    )


def test_the_same_item_on_two_lines_is_counted_together():
    one = Item(sku="vase", title="Vase", quantity=1)
    assert refusal(items=(one, one)).field == "items.1.quantity"
    bought_twice = Case(claim(items=(one, one), bought=(one, one)))
    assert len(bought_twice.dispute.items) == 2


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_claimed_quantity_is_at_least_one(quantity: int):
    item = Item(sku="vase", title="Vase", quantity=quantity)
    assert refusal(items=(item,), bought=()).code is RefusalCode.QUANTITY_ABOVE_BOUGHT


def test_an_item_that_was_not_bought_cannot_be_claimed():
    found = refusal(items=(Item(sku="lamp", title="Lamp", quantity=1),))
    assert (found.code, found.field) == (RefusalCode.ITEM_MISMATCH, "items.0.sku")


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (Terms(kind=Remedy.PARTIAL_REFUND, amount=zloty(101)), RefusalCode.AMOUNT_ABOVE_PAID),
        (Terms(kind=Remedy.PARTIAL_REFUND, amount=zloty(0)), RefusalCode.AMOUNT_NOT_POSITIVE),
        (Terms(kind=Remedy.APOLOGY, amount=zloty(1)), RefusalCode.AMOUNT_NOT_EXPECTED),
        (
            Terms(kind=Remedy.PARTIAL_REFUND, amount=Money.from_minor(100, "EUR")),
            RefusalCode.CURRENCY_MISMATCH,
        ),
        (Terms(kind=Remedy.PARTIAL_REFUND, skus=("lamp",)), RefusalCode.ITEM_MISMATCH),
        (Terms(kind=Remedy.FULL_REFUND, deliver_on=START), RefusalCode.AMOUNT_NOT_EXPECTED),
        (Terms(kind=Remedy.REPLACEMENT, deliver_on=START - timedelta(1)), RefusalCode.DATE_IN_PAST),
        (Terms(kind=Remedy.REPLACEMENT, deliver_on=START + timedelta(15)), RefusalCode.DATE_TOO_LATE),
    ],
)
def test_an_ask_that_nobody_could_owe_is_refused(ask: Terms, code: RefusalCode):
    assert refusal(ask=ask).code is code


def test_what_was_refunded_before_cannot_be_asked_again():
    assert refusal(ask=HALF, refunded=zloty(60)).params["limit"] == zloty(40)


def test_an_amount_may_be_left_open_at_first():  # X17
    assert Case(claim(Terms(kind=Remedy.PARTIAL_REFUND))).dispute.ask.amount is None


def test_a_surcharge_by_the_courier_may_exceed_what_was_paid():  # X14
    ask = Terms(kind=Remedy.PARTIAL_REFUND, amount=zloty(500))
    case = Case(claim(ask, reason=Reason.OFF_PLATFORM_CHARGE))
    assert case.dispute.liable is Actor.SHOP


def test_a_claim_without_an_order_takes_its_currency_from_its_first_amount():
    terms = Terms(kind=Remedy.PROMO_CODE, amount=zloty(300))
    case = Case(claim(terms, items=(), bought=(), currency=None, paid=None, order_number=None))
    assert case.dispute.currency == "PLN"


@pytest.mark.parametrize(
    "reason",
    [Reason.ITEM_NOT_RECEIVED, Reason.DAMAGED_IN_TRANSIT, Reason.ARRIVED_LATE, Reason.EMPTY_PARCEL],
)
def test_a_claim_about_the_marketplaces_own_delivery_goes_straight_to_it(reason: Reason):  # X12
    case = Case(delivered_by_marketplace(reason=reason))
    assert (case.dispute.status, case.dispute.route) == (Status.UNDER_REVIEW, RouteName.MARKETPLACE)
    assert case.dispute.liable is Actor.MARKETPLACE


def test_a_defect_is_the_shops_whoever_delivered():  # X12
    assert Case(delivered_by_marketplace(reason=Reason.DEFECTIVE)).dispute.liable is Actor.SHOP


def test_a_surcharge_is_answered_for_by_whoever_delivered():  # X14
    theirs = Case(delivered_by_marketplace(reason=Reason.OFF_PLATFORM_CHARGE))
    assert (theirs.dispute.liable, theirs.dispute.status) == (Actor.MARKETPLACE, Status.UNDER_REVIEW)


def test_a_guest_verifies_first_even_if_the_marketplace_delivered():  # X12
    case = Case(delivered_by_marketplace(needs_verification=True))
    assert case.dispute.status is Status.UNVERIFIED
    case.shopper(c.Verify)
    assert (case.dispute.status, case.dispute.route) == (Status.UNDER_REVIEW, RouteName.MARKETPLACE)


def test_a_marketplace_that_decides_nothing_owes_the_ask():
    case = Case(delivered_by_marketplace(FULL))
    case.wait(days=5)
    assert case.dispute.status is Status.AWAITING_COMPENSATION
    assert case.dispute.obligation is not None
    assert case.dispute.obligation.payer is Actor.MARKETPLACE


def test_a_marketplace_that_is_not_asked_what_it_owes_leaves_the_case_unresolved():
    case = Case(delivered_by_marketplace(UNKNOWN), NO_ROUTES)
    assert (case.dispute.status, case.dispute.outcome) == (Status.CLOSED, Outcome.UNRESOLVED)


def test_the_shop_may_settle_as_goodwill_what_the_marketplace_answers_for():
    case = Case(delivered_by_marketplace(money_moved_by=Actor.SHOP)).shop(c.AcceptClaim)
    assert case.dispute.obligation is not None
    assert case.dispute.obligation.payer is Actor.SHOP
    case.wait(days=3).wait(days=5)
    assert case.dispute.obligation.payer is Actor.SHOP


def test_an_unverified_claim_expires_and_the_shops_clocks_never_started():
    case = Case(claim(needs_verification=True))
    assert case.due_in == timedelta(days=7)
    case.wait(days=7)
    assert case.dispute.outcome is Outcome.EXPIRED_UNVERIFIED
    assert not case.dispute.shop_posted


def test_a_quarantined_claim_is_let_go_after_a_day():
    case = Case(claim(suspicious=True))
    assert case.due_in == timedelta(hours=24)
    case.wait(hours=24)
    assert case.dispute.status is Status.AWAITING_SHOP
    assert not case.dispute.shop_posted


def test_releasing_a_quarantined_claim_is_no_answer_of_the_shop():
    case = Case(claim(suspicious=True)).shop(c.Release)
    case.wait(days=3)
    assert case.dispute.status is Status.AWAITING_COMPENSATION


def test_a_quarantined_guest_verifies_after_the_release():
    assert Case(claim(suspicious=True, needs_verification=True)).shop(c.Release).dispute.status is (
        Status.UNVERIFIED
    )


def test_the_statutory_clock_counts_from_receipt_even_while_unverified():
    case = Case(claim(needs_verification=True), PL)
    case.wait(days=6).shopper(c.Verify)
    assert case.dispute.clocks.statutory_due_at == START + timedelta(days=14)


def test_a_late_claim_is_taken_without_house_rules():  # X3
    case = Case(claim(late=True))
    assert (case.dispute.status, case.dispute.house_rules) == (Status.AWAITING_SHOP, False)
    assert case.due_in == timedelta(days=14)
    assert case.wait(days=14).dispute.outcome is Outcome.UNRESOLVED


def test_a_late_claim_is_accepted_when_the_statutory_clock_runs_out():  # X3
    case = Case(claim(late=True), PL)
    assert case.wait(days=14).dispute.status is Status.AWAITING_COMPENSATION
    assert case.wait(days=3).dispute.outcome is Outcome.DEFAULTED


def test_a_late_claim_lapses_when_the_shopper_is_silent():  # X3
    assert Case(claim(late=True)).rejects().wait(days=3).dispute.outcome is Outcome.LAPSED


def test_nobody_can_escalate_a_late_claim():  # X3
    case = Case(claim(late=True)).wait(days=4)
    assert case.refused(Actor.SHOPPER, c.Escalate).code is RefusalCode.NO_ROUTE


def test_a_late_claim_that_never_ends_is_unresolved_at_last():  # X3
    case = Case(claim(late=True))
    for _round in range(3):
        case.wait(days=13).offers(HALF).wait(days=2).counters(FULL)
    case.wait(days=13).shop(c.Hold, until=START + timedelta(days=61), note="We wait for the maker.")
    assert case.wait(days=2).dispute.outcome is Outcome.UNRESOLVED
    assert case.dispute.outcome_reason is OutcomeReason.CASE_TIME_ENDED
