"""Execution: the return, the compensation, its confirmation; and facts about the order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flask_amends.disputes import Money, events
from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.policy import FLOWWOW
from flask_amends.disputes.vocabulary import (
    Actor,
    Basis,
    Outcome,
    OutcomeReason,
    Reason,
    RefusalCode,
    Remedy,
    ReturnCondition,
    ReturnState,
    Status,
)
from tests.exploration.families import at_marketplace
from tests.exploration.moves import ALL, FULL, HALF, PARCEL, REPRICE, RETURN, claim, zloty
from tests.unit.disputes.story import Case

DAY = timedelta(days=1)
PROMO = Terms(kind=Remedy.PROMO_CODE, amount=zloty(20))


def owed(ask: Terms = FULL) -> Case:
    return Case(claim(ask)).shop(c.AcceptClaim)


def sent_back() -> Case:
    return owed(RETURN).shop(c.ProvideLabel, note="Print it.").shopper(c.Ship, carrier="Post", tracking="1")


def paid(case: Case, **given: object) -> Case:
    return case.shop(c.Performed, reference="T-1", **given)


# -- return --------------------------------------------------------------------------------------------------


def test_a_return_waits_for_the_label_then_for_the_parcel():
    case = owed(RETURN)
    assert (case.dispute.turn, case.due_in) == (Actor.SHOP, 3 * DAY)
    early = case.refused(Actor.SHOPPER, c.Ship, carrier="Post", tracking="1")
    assert early.code is RefusalCode.TURN_NOT_REACHED
    case.shop(c.ProvideLabel, note="Print it.")
    assert (case.dispute.turn, case.due_in) == (Actor.SHOPPER, 7 * DAY)


def test_a_label_is_an_address_or_words_and_a_parcel_has_a_number():
    case = owed(RETURN)
    assert case.refused(Actor.SHOP, c.ProvideLabel, note="").code is RefusalCode.TEXT_MISSING
    case.shop(c.ProvideLabel, note="", label_url="https://shop.test/label")
    missing = case.refused(Actor.SHOPPER, c.Ship, carrier="Post", tracking=" ")
    assert (missing.code, missing.field) == (RefusalCode.TEXT_MISSING, "tracking")


def test_a_shop_that_sends_no_label_waives_the_return():
    case = owed(RETURN).wait(days=3)
    assert (case.dispute.status, case.dispute.return_state) == (
        Status.AWAITING_COMPENSATION,
        ReturnState.DROPPED,
    )


def test_where_no_label_is_needed_the_shopper_ships_at_once():
    case = Case(claim(RETURN), replace(FLOWWOW, label_needed=False)).shop(c.AcceptClaim)
    assert (case.dispute.turn, case.due_in) == (Actor.SHOPPER, 7 * DAY)


def test_a_parcel_that_is_not_sent_back_lapses():
    case = owed(RETURN).shop(c.ProvideLabel, note="Print it.").wait(days=7)
    assert case.dispute.outcome is Outcome.LAPSED


def test_a_return_that_lapsed_is_asked_for_again_after_reopening():
    case = owed(RETURN).shop(c.ProvideLabel, note="Print it.").wait(days=7)
    case.shopper(c.Reopen, note="I was in hospital.").shop(c.AcceptClaim)
    assert case.dispute.status is Status.AWAITING_RETURN


def test_a_parcel_lost_on_the_way_is_reviewed_once_and_then_owed():
    case = sent_back().wait(days=14)
    assert (case.dispute.status, case.dispute.review_reason) == (
        Status.UNDER_REVIEW,
        OutcomeReason.RETURN_LOST,
    )
    assert case.wait(days=5).dispute.turn is Actor.SHOP
    assert case.dispute.return_state is ReturnState.LOST


def test_an_inspection_that_does_not_happen_found_everything_in_order():
    case = sent_back().act(Actor.CARRIER, c.Delivered).wait(days=3)
    assert (case.dispute.status, case.dispute.return_state) == (
        Status.AWAITING_COMPENSATION,
        ReturnState.RECEIVED,
    )


@pytest.mark.parametrize("condition", [one for one in ReturnCondition if one != "item_received"])
def test_a_disputed_return_is_reviewed(condition: ReturnCondition):
    case = sent_back().act(Actor.CARRIER, c.Delivered).shop(c.AcknowledgeReturn, condition=condition)
    assert case.dispute.review_reason is OutcomeReason.RETURN_DISPUTED
    assert case.decides(RETURN).dispute.status is Status.AWAITING_COMPENSATION


# -- compensation --------------------------------------------------------------------------------------------


def test_verified_money_closes_and_other_money_awaits_the_shopper():  # X8, X17
    assert paid(owed(), verified=True).dispute.outcome is Outcome.RESOLVED_BY_AGREEMENT
    case = paid(owed())
    assert (case.dispute.status, case.dispute.turn) == (Status.AWAITING_CONFIRMATION, Actor.SHOPPER)
    assert case.shopper(c.Confirm).dispute.outcome is Outcome.RESOLVED_BY_AGREEMENT


def test_only_who_owes_it_says_that_it_is_done():
    refused = owed().refused(Actor.MARKETPLACE, c.Performed, reference="T-1")
    assert refused.code is RefusalCode.NOT_THE_PAYER


@pytest.mark.parametrize(("ask", "most"), [(FULL, 10), (PARCEL, 14)])
def test_what_is_promised_for_later_than_it_takes_is_refused(ask: Terms, most: int):
    case = owed(ask)
    late = case.now + most * DAY + timedelta(microseconds=1)
    refused = case.refused(Actor.SHOP, c.Performed, reference="T-1", expected_by=late)
    assert (refused.code, refused.params["latest"]) == (RefusalCode.DATE_TOO_LATE, case.now + most * DAY)
    paid(case, expected_by=case.now + most * DAY)
    assert case.due_in == (most + 5) * DAY


@pytest.mark.parametrize(("ask", "expected"), [(FULL, 10), (PARCEL, 14), (PROMO, 0)])
def test_without_a_date_it_is_expected_when_its_kind_usually_arrives(ask: Terms, expected: int):
    assert paid(owed(ask)).due_in == (expected + 5) * DAY


def test_it_can_be_missed_once_and_only_when_it_should_be_there():
    case = paid(owed(), expected_by=owed().now + 2 * DAY)
    assert case.refused(Actor.SHOPPER, c.NotReceived).code is RefusalCode.TOO_EARLY
    case.wait(days=2).shopper(c.NotReceived)
    assert case.dispute.status is Status.AWAITING_COMPENSATION
    again = paid(case, expected_by=case.now).refused(Actor.SHOPPER, c.NotReceived)
    assert again.code is RefusalCode.LIMIT_REACHED


def test_a_silent_shopper_has_received_it_and_may_come_back():
    case = paid(owed(), expected_by=owed().now).wait(days=5)
    assert (case.dispute.outcome, case.dispute.outcome_reason) == (
        Outcome.RESOLVED_BY_AGREEMENT,
        OutcomeReason.AUTO_CONFIRMED,
    )
    assert case.shopper(c.Reopen, note="It never came.").dispute.status is Status.AWAITING_SHOP


def test_a_failure_keeps_the_timer_and_is_told_three_times_at_most():
    case = owed()
    for _time in range(3):
        case.shop(c.Failed, note="The card is closed.")
    assert case.due_in == 3 * DAY
    assert case.refused(Actor.SHOP, c.Failed, note="Again.").code is RefusalCode.LIMIT_REACHED


def test_an_agreed_deal_that_is_overdue_is_reviewed_once_then_defaulted():
    case = owed().wait(days=3)
    assert case.dispute.review_reason is OutcomeReason.COMPENSATION_OVERDUE
    case.wait(days=5)
    assert case.dispute.obligation is not None
    assert case.dispute.obligation.basis is Basis.AWARD
    assert case.wait(days=3).dispute.outcome is Outcome.DEFAULTED


def test_an_overdue_review_keeps_what_was_agreed():
    case = Case().offers(HALF).accepts().wait(days=3).wait(days=5)
    assert case.dispute.obligation is not None
    assert case.dispute.obligation.terms == HALF


def test_the_marketplace_steps_in_once():
    case = Case(at_marketplace(money_moved_by=Actor.SHOP)).shop(c.AcceptClaim).wait(days=3)
    case.decides(FULL, Actor.MARKETPLACE).wait(days=3)
    assert (case.dispute.status, case.dispute.turn) == (Status.AWAITING_COMPENSATION, Actor.MARKETPLACE)
    assert case.wait(days=3).dispute.outcome is Outcome.DEFAULTED


def test_the_shopper_may_waive_what_is_owed():
    assert owed().shopper(c.Waive).dispute.outcome is Outcome.WAIVED
    assert owed(RETURN).shopper(c.Waive).dispute.outcome is Outcome.WAIVED


def test_the_shop_confirms_what_the_shopper_pays():  # P2
    case = owed(REPRICE).shopper(c.Performed, reference="T-1")
    assert case.refused(Actor.SHOPPER, c.Confirm).code is RefusalCode.NOT_THE_PAYEE
    assert case.shop(c.Confirm).dispute.outcome is Outcome.RESOLVED_BY_AGREEMENT


def test_the_marketplace_moves_money_and_the_shop_sends_goods():  # X14
    money = Case(at_marketplace()).shop(c.AcceptClaim).dispute.turn
    goods = Case(at_marketplace(PARCEL)).shop(c.AcceptClaim).dispute.turn
    surcharge = Case(at_marketplace(HALF, reason=Reason.OFF_PLATFORM_CHARGE)).shop(c.AcceptClaim).dispute.turn
    assert (money, goods, surcharge) == (Actor.MARKETPLACE, Actor.SHOP, Actor.SHOP)


# -- reopening -----------------------------------------------------------------------------------------------


def test_a_case_is_reopened_once_within_seven_days():
    case = Case().shopper(c.Retract).wait(days=7).shopper(c.Reopen, note="I found the receipt.")
    assert case.dispute.clocks.case_due_at == case.now + 30 * DAY
    case.shopper(c.Retract)
    assert case.refused(Actor.SHOPPER, c.Reopen, note="Again.").code is RefusalCode.REOPEN_NOT_POSSIBLE


def test_after_seven_days_a_case_stays_closed():
    case = Case().shopper(c.Retract).wait(days=7, microseconds=1)
    assert case.refused(Actor.SHOPPER, c.Reopen, note="Late.").code is RefusalCode.REOPEN_NOT_POSSIBLE


def test_a_decided_case_is_never_reopened():
    case = Case().rejects().wait(days=3).decides(HALF)
    paid(case, expected_by=case.now).wait(days=5)
    assert case.dispute.outcome_reason is OutcomeReason.AUTO_CONFIRMED
    assert case.refused(Actor.SHOPPER, c.Reopen, note="No.").code is RefusalCode.REOPEN_NOT_POSSIBLE


def test_an_unverified_claim_is_verified_after_reopening():
    case = Case(claim(needs_verification=True)).wait(days=7).shopper(c.Reopen, note="The mail was in spam.")
    assert case.dispute.status is Status.UNVERIFIED


def test_reopening_restores_the_offer_that_lapsed():
    case = Case(policy=replace(FLOWWOW, routes=())).offers(HALF).wait(days=3)
    case.shopper(c.Reopen, note="I was away.").accepts()
    assert case.dispute.status is Status.AWAITING_COMPENSATION


def test_what_was_not_chosen_is_not_restored():
    case = Case().offers(HALF, PARCEL).accepts(offer=None)
    first = case.dispute.offers[0]
    paid(case, expected_by=case.now).wait(days=5).shopper(c.Reopen, note="It is broken too.")
    gone = case.refused(Actor.SHOPPER, c.AcceptOffer, offer_id=first.id, offer_version=first.version)
    assert gone.code is RefusalCode.OFFER_CHANGED


@pytest.mark.parametrize(
    ("ask", "agreed", "left"),
    [
        (ALL, HALF, Terms(kind=Remedy.PARTIAL_REFUND, amount=zloty(50))),
        (FULL, HALF, Terms(kind=Remedy.PARTIAL_REFUND, amount=zloty(50))),
        (FULL, FULL, Terms(kind=Remedy.OTHER)),
        (PARCEL, HALF, Terms(kind=Remedy.OTHER)),
    ],
)
def test_a_reopened_case_asks_less_what_was_given(ask: Terms, agreed: Terms, left: Terms):
    case = Case(claim(ask)).offers(agreed).accepts()
    paid(case, expected_by=case.now).wait(days=5).shopper(c.Reopen, note="It is not enough.")
    assert case.dispute.ask == left


# -- facts about the order -----------------------------------------------------------------------------------


def fact(case: Case, kind: type[c.Command], **given: object) -> Case:
    return case.act(Actor.SYSTEM, kind, **{"reference": "R-1", **given})


def test_a_full_refund_settles_a_case_from_outside():
    case = fact(Case(), c.OrderRefunded, amount=zloty(100), full=True)
    assert case.dispute.outcome is Outcome.SETTLED_EXTERNALLY


def test_a_part_lowers_the_ask_and_the_rest_settles_it():
    case = fact(Case(claim(HALF)), c.OrderRefunded, amount=zloty(20))
    assert case.dispute.ask.amount == zloty(30)
    assert fact(case, c.OrderRefunded, amount=zloty(30)).dispute.outcome is Outcome.SETTLED_EXTERNALLY


def test_two_halves_are_a_whole():
    case = fact(Case(), c.OrderRefunded, amount=zloty(50))
    assert case.refused(Actor.SHOP, c.Propose, alternatives=(ALL,)).params["limit"] == zloty(50)
    assert fact(case, c.OrderRefunded, amount=zloty(50)).dispute.outcome is Outcome.SETTLED_EXTERNALLY


def test_a_refund_of_what_is_owed_performs_it_and_drops_the_return():
    case = fact(owed(RETURN), c.OrderRefunded, amount=zloty(100))
    assert case.dispute.outcome is Outcome.RESOLVED_BY_AGREEMENT
    assert case.dispute.return_state is ReturnState.DROPPED
    assert events.CompensationPerformed in case.facts


def test_a_part_of_what_is_owed_lowers_it():
    case = fact(owed(HALF), c.OrderRefunded, amount=zloty(20))
    assert case.dispute.obligation is not None
    assert case.dispute.obligation.terms.amount == zloty(30)


def test_a_refund_does_not_stand_for_a_promo_code():
    case = fact(Case(claim(PROMO)), c.OrderRefunded, amount=zloty(20))
    assert case.dispute.is_open
    assert case.dispute.ask == PROMO


def test_an_offer_above_what_is_left_cannot_be_accepted_any_more():
    case = fact(
        Case().offers(Terms(kind=Remedy.PARTIAL_REFUND, amount=zloty(90))), c.OrderRefunded, amount=zloty(20)
    )
    offer = case.last_offer
    refused = case.refused(Actor.SHOPPER, c.AcceptOffer, offer_id=offer.id, offer_version=offer.version)
    assert refused.code is RefusalCode.AMOUNT_ABOVE_PAID


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (zloty(0), RefusalCode.AMOUNT_NOT_POSITIVE),
        (zloty(-100), RefusalCode.AMOUNT_NOT_POSITIVE),
        (Money.from_minor(100, "EUR"), RefusalCode.CURRENCY_MISMATCH),
    ],
)
def test_a_refund_is_some_money_in_the_orders_currency(amount: Money, code: RefusalCode):
    for kind in (c.OrderRefunded, c.OrderReversed):
        assert Case().refused(Actor.SYSTEM, kind, amount=amount, reference="R-1").code is code


def test_a_reversed_refund_is_owed_again_once():
    case = fact(Case(), c.OrderRefunded, amount=zloty(100), full=True)
    fact(case, c.OrderReversed, amount=zloty(100))
    assert (case.dispute.status, case.dispute.outcome) == (Status.AWAITING_COMPENSATION, None)
    closed = paid(case, verified=True).dispute
    assert closed.outcome is Outcome.RESOLVED_BY_AGREEMENT
    assert fact(case, c.OrderReversed, amount=zloty(100)).dispute.outcome is Outcome.RESOLVED_BY_AGREEMENT


def test_a_reversed_part_is_asked_again():
    case = fact(Case(claim(HALF)), c.OrderRefunded, amount=zloty(20))
    fact(case, c.OrderReversed, amount=zloty(20))
    assert case.dispute.ask == HALF
    assert case.dispute.refunded == zloty(0)


def test_a_reversed_refund_does_not_replace_a_parcel():
    case = paid(owed(PARCEL))
    before = case.dispute.obligation
    assert fact(case, c.OrderReversed, amount=zloty(10)).dispute.obligation == before


def test_a_chargeback_and_a_withdrawal_end_the_case():
    charged_back = fact(Case(), c.OrderChargedBack).dispute
    withdrawn = fact(owed(), c.OrderWithdrawn).dispute
    assert charged_back.outcome is Outcome.SUPERSEDED_BY_CHARGEBACK
    assert withdrawn.outcome is Outcome.SUPERSEDED_BY_WITHDRAWAL
