"""Negotiation: acceptances, offers, silence, promises, extensions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flask_amends.disputes import available_actions, decide, events, sweep
from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.policy import FLOWWOW, PL, OnShopperSilence, OnShopSilence
from flask_amends.disputes.vocabulary import (
    Action,
    Actor,
    Basis,
    EvidenceType,
    OfferStatus,
    Outcome,
    OutcomeReason,
    RefusalCode,
    Remedy,
    Status,
)
from tests.exploration.families import NO_ROUTES, at_marketplace
from tests.exploration.moves import FULL, HALF, PARCEL, REPRICE, RETURN, SORRY, UNKNOWN, claim, zloty
from tests.unit.disputes.story import START, Case

QUARTER = Terms(kind=Remedy.PARTIAL_REFUND, amount=zloty(25))
DAY = timedelta(days=1)


def test_one_click_agrees_and_owes_the_ask():  # X6, X8
    case = Case().shop(c.AcceptClaim)
    assert events.Agreed in case.facts
    assert case.dispute.status is Status.AWAITING_COMPENSATION
    assert case.dispute.obligation is not None
    assert (case.dispute.obligation.terms, case.dispute.obligation.basis) == (FULL, Basis.AGREED)


def test_an_ask_without_a_kind_cannot_be_accepted():  # X17
    assert Case(claim(UNKNOWN)).refused(Actor.SHOP, c.AcceptClaim).code is RefusalCode.ASK_NOT_DEFINITE


def test_an_ask_without_its_amount_cannot_be_accepted():  # X17
    case = Case(claim(Terms(kind=Remedy.PARTIAL_REFUND)))
    assert case.refused(Actor.SHOP, c.AcceptClaim).code is RefusalCode.ASK_NOT_DEFINITE


def test_an_apology_closes_at_once():  # C7
    assert Case(claim(SORRY)).shop(c.AcceptClaim).dispute.outcome is Outcome.RESOLVED_BY_AGREEMENT


def test_a_silent_shop_owes_the_ask_and_no_money_moves_by_itself():  # X10
    case = Case().wait(days=3)
    assert case.dispute.status is Status.AWAITING_COMPENSATION
    assert case.dispute.obligation is not None
    assert case.dispute.obligation.basis is Basis.SILENCE
    assert events.CompensationPerformed not in case.facts


def test_nothing_happens_a_microsecond_before_the_deadline():
    case = Case()
    before = START + 3 * DAY - timedelta(microseconds=1)
    assert sweep(case.dispute, before, FLOWWOW).events[:-1] == ()
    accepted = decide(case.dispute, c.AcceptClaim(actor=Actor.SHOP), before, FLOWWOW)
    assert accepted.refusal is None


def test_an_act_at_the_deadline_meets_the_new_state():
    case = Case()
    late = decide(case.dispute, c.AcceptClaim(actor=Actor.SHOP), START + 3 * DAY, FLOWWOW)
    assert late.refusal is not None
    assert late.dispute.status is Status.AWAITING_COMPENSATION
    assert type(late.events[0].fact) is events.DeadlineMissed


def test_a_sweep_that_comes_late_counts_the_next_turn_from_its_own_time():
    case = Case().wait(days=5)
    assert case.due_in == timedelta(days=3)


def test_after_any_answer_of_the_shop_its_silence_goes_to_review():  # X10
    case = Case().shop(c.PostMessage, message_id="msg_1", text="We look into it.").wait(days=3)
    assert case.dispute.status is Status.UNDER_REVIEW
    assert case.dispute.review_reason is OutcomeReason.NO_RESPONSE_FROM_SHOP


def test_a_policy_may_send_the_shops_silence_to_review():  # X10
    case = Case(policy=replace(FLOWWOW, on_shop_silence=OnShopSilence.ARBITRATE)).wait(days=3)
    assert case.dispute.status is Status.UNDER_REVIEW


def test_silence_cannot_owe_what_nobody_named():  # X17
    assert Case(claim(UNKNOWN)).wait(days=3).dispute.status is Status.UNDER_REVIEW


def test_a_silent_shopper_is_decided_on_the_file():  # X11
    case = Case().offers(HALF).wait(days=3)
    assert case.dispute.status is Status.UNDER_REVIEW
    assert case.dispute.review_reason is OutcomeReason.NO_RESPONSE_FROM_SHOPPER


def test_a_policy_may_close_on_the_shoppers_silence():  # X11
    case = Case(policy=replace(FLOWWOW, on_shopper_silence=OnShopperSilence.CLOSE)).offers(HALF)
    assert case.wait(days=3).dispute.outcome is Outcome.RESOLVED_SHOP_FAVOUR


def test_with_nobody_to_decide_a_silent_shoppers_case_lapses():
    assert Case(policy=NO_ROUTES).offers(HALF).wait(days=3).dispute.outcome is Outcome.LAPSED


def test_messages_and_evidence_move_no_clock():  # X16
    case = Case().wait(days=1)
    clocks = case.dispute.clocks
    case.shopper(c.PostMessage, message_id="msg_1", text="Well?")
    case.shop(c.AddEvidence, evidence_id="evd_1", type=EvidenceType.OTHER)
    assert (case.dispute.status, case.dispute.clocks) == (Status.AWAITING_SHOP, clocks)


def test_an_empty_message_is_refused():
    empty = Case().refused(Actor.SHOP, c.PostMessage, message_id="msg_1", text=" ")
    assert empty.code is RefusalCode.TEXT_MISSING


def test_an_offer_is_accepted_by_id_and_version():
    case = Case().offers(HALF, RETURN)
    first, second = case.dispute.offers
    stale = case.refused(Actor.SHOPPER, c.AcceptOffer, offer_id=first.id, offer_version=first.version - 1)
    assert stale.code is RefusalCode.OFFER_CHANGED
    unknown = case.refused(Actor.SHOPPER, c.AcceptOffer, offer_id="off_y", offer_version=2)
    assert unknown.code is RefusalCode.OFFER_UNKNOWN
    own = case.refused(Actor.SHOP, c.AcceptOffer, offer_id=first.id, offer_version=first.version)
    assert own.code is RefusalCode.OFFER_UNKNOWN
    case.accepts(offer=second)
    assert case.dispute.status is Status.AWAITING_RETURN
    assert [offer.status for offer in case.dispute.offers] == [OfferStatus.SUPERSEDED, OfferStatus.ACCEPTED]


def test_an_offer_that_was_replaced_cannot_be_accepted():
    case = Case().offers(QUARTER)
    replaced = case.last_offer
    case.offers(HALF)
    refused = case.refused(Actor.SHOPPER, c.AcceptOffer, offer_id=replaced.id, offer_version=replaced.version)
    assert refused.code is RefusalCode.OFFER_CHANGED


def test_a_counter_declines_what_was_offered_and_the_shop_can_accept_it():
    case = Case().offers(QUARTER).counters(HALF)
    assert [offer.status for offer in case.dispute.offers] == [OfferStatus.DECLINED, OfferStatus.PROPOSED]
    case.accepts(Actor.SHOP)
    assert case.dispute.obligation is not None
    assert case.dispute.obligation.terms == HALF


def test_the_ask_changes_with_a_counter_of_one_alternative_only():
    assert Case().offers(QUARTER).counters(HALF).dispute.ask == HALF
    assert Case().offers(QUARTER).counters(HALF, RETURN).dispute.ask == FULL


def test_an_offer_expires_with_the_turn():
    case = Case().offers(HALF).wait(days=3)
    assert case.last_offer.status is OfferStatus.EXPIRED


@pytest.mark.parametrize("count", [0, 4])
def test_a_proposal_has_one_to_three_alternatives(count: int):
    refused = Case().refused(Actor.SHOP, c.Propose, alternatives=(HALF,) * count)
    assert refused.code is RefusalCode.ALTERNATIVES_OUT_OF_RANGE


def test_something_else_is_no_offer():  # X17
    refused = Case().refused(Actor.SHOP, c.Propose, alternatives=(HALF, UNKNOWN))
    assert (refused.code, refused.field) == (RefusalCode.ASK_NOT_DEFINITE, "alternatives.1.kind")


def test_six_rounds_are_enough():
    case = Case().rejects()
    for _pair in range(2):
        case.counters(FULL).offers(HALF)
    case.counters(FULL)
    assert case.dispute.counters.rounds == 6
    assert case.refused(Actor.SHOP, c.Propose, alternatives=(HALF,)).code is RefusalCode.NO_ROUNDS_LEFT
    left = {one.action for one in available_actions(case.dispute, Actor.SHOP, case.now, case.policy)}
    assert {Action.ACCEPT_CLAIM, Action.ACCEPT_OFFER, Action.HOLD, Action.REQUEST_INFO} <= left
    assert not {Action.PROPOSE, Action.REJECT} & left


def test_a_better_offer_gives_the_shopper_a_new_turn():
    case = Case().offers(QUARTER).shop(c.PostMessage, message_id="msg_1", text="There is a better one.")
    case.policy = replace(FLOWWOW)
    case.dispute = replace(
        case.dispute,
        clocks=replace(case.dispute.clocks, negotiation_due_at=START + 9 * DAY),
    )
    case.wait(days=1).offers(HALF)
    assert case.due_in == 3 * DAY


def test_a_better_offer_never_outlives_the_time_for_talking():
    case = Case().offers(QUARTER).wait(days=1).offers(HALF)
    assert case.dispute.clocks.turn_due_at == case.dispute.clocks.negotiation_due_at


def test_a_better_offer_never_cuts_the_shoppers_turn():
    """The shopper's turn runs beyond the time for talking; a better offer at its end leaves it alone."""
    case = Case().rejects().wait(days=2).counters(FULL).wait(hours=20).offers(QUARTER)
    turn = case.dispute.clocks.turn_due_at
    assert turn is not None
    assert case.offers(HALF).dispute.clocks.turn_due_at == turn
    case.wait(hours=4)
    assert case.dispute.negotiation_passed
    assert case.offers(FULL).dispute.clocks.turn_due_at == turn
    assert case.dispute.status is Status.AWAITING_SHOPPER


def test_no_agreement_in_three_days_goes_to_review():  # X9
    case = Case().rejects().wait(days=2).counters(HALF)
    case.shop(c.PostMessage, message_id="msg_1", text="We think about it.").wait(days=1)
    assert case.dispute.status is Status.UNDER_REVIEW
    assert case.dispute.review_reason is OutcomeReason.NO_AGREEMENT_IN_TIME


def test_who_has_said_nothing_yet_keeps_its_turn_when_the_time_for_talking_is_over():  # X9
    case = Case().rejects().wait(days=2).counters(HALF).wait(days=1)
    assert (case.dispute.status, case.dispute.negotiation_passed) == (Status.AWAITING_SHOP, True)
    case.offers(QUARTER)
    assert case.dispute.status is Status.UNDER_REVIEW


def test_no_hold_after_the_time_for_talking():  # T8
    case = Case().rejects().wait(days=2).counters(HALF).wait(days=1)
    assert case.dispute.negotiation_passed
    turn_ends = case.dispute.clocks.turn_due_at
    assert turn_ends is not None
    refused = case.refused(Actor.SHOP, c.Hold, until=turn_ends + DAY, note="More time.")
    assert (refused.code, refused.params["latest"]) == (RefusalCode.DATE_TOO_LATE, turn_ends)


def test_a_hold_moves_the_turn_once_by_at_most_three_days():  # T8
    case = Case()
    too_late = case.refused(Actor.SHOP, c.Hold, until=START + 6.1 * DAY, note="We wait for the carrier.")
    assert too_late.code is RefusalCode.DATE_TOO_LATE
    case.shop(c.Hold, until=START + 6 * DAY, note="We wait for the carrier.")
    assert case.due_in == 6 * DAY
    again = case.refused(Actor.SHOP, c.Hold, until=START + 6 * DAY, note="Again.")
    assert again.code is RefusalCode.HOLD_USED


def test_a_hold_needs_a_reason():  # T8
    assert Case().refused(Actor.SHOP, c.Hold, until=START + DAY, note="").code is RefusalCode.TEXT_MISSING


def test_a_shop_asks_for_details_twice_at_most():
    case = Case()
    for _time in range(2):
        case.shop(c.RequestInfo, note="Which vase?").shopper(c.ProvideInfo, note="The blue one.")
    assert case.refused(Actor.SHOP, c.RequestInfo, note="Really?").code is RefusalCode.NO_REQUEST_LEFT


def test_an_extension_moves_only_the_time_for_talking():
    case = Case().rejects()
    turn = case.dispute.clocks.turn_due_at
    case.shopper(c.ProposeExtension, until=START + 10 * DAY).shop(c.AcceptExtension)
    assert case.dispute.clocks.negotiation_due_at == START + 10 * DAY
    assert case.dispute.clocks.turn_due_at == turn


def test_the_other_side_may_answer_a_proposed_extension_with_its_own():
    case = Case().rejects().shopper(c.ProposeExtension, until=START + 10 * DAY)
    case.shop(c.ProposeExtension, until=START + 5 * DAY)
    assert case.refused(Actor.SHOP, c.AcceptExtension).code is RefusalCode.NO_EXTENSION_PROPOSED
    case.shopper(c.AcceptExtension)
    assert case.dispute.clocks.negotiation_due_at == START + 5 * DAY
    again = case.refused(Actor.SHOPPER, c.ProposeExtension, until=START + 9 * DAY)
    assert again.code is RefusalCode.EXTENSION_USED


def test_talking_takes_fourteen_days_at_most():
    refused = Case().rejects().refused(Actor.SHOPPER, c.ProposeExtension, until=START + 14.5 * DAY)
    assert refused.code is RefusalCode.DATE_TOO_LATE


def test_each_side_may_escalate_after_three_days_from_the_opening():
    case = Case().shop(c.RequestInfo, note="Which vase?").wait(days=2)
    assert case.refused(Actor.SHOPPER, c.Escalate).params["earliest"] == START + 3 * DAY
    case.shopper(c.ProvideInfo, note="The blue one.").wait(days=1)
    assert case.shopper(c.Escalate).dispute.status is Status.UNDER_REVIEW


def test_nobody_can_escalate_where_nobody_decides():
    case = Case(policy=NO_ROUTES).rejects().counters(HALF).wait(days=2)
    assert case.refused(Actor.SHOPPER, c.Escalate).code is RefusalCode.NO_ROUTE


def test_a_claim_can_be_taken_back_until_something_is_agreed():
    assert Case().shopper(c.Retract).dispute.outcome is Outcome.RETRACTED
    agreed = Case().shop(c.AcceptClaim)
    assert agreed.refused(Actor.SHOPPER, c.Retract).code is RefusalCode.WRONG_STATUS


def test_the_law_accepts_the_claim_after_fourteen_days_whatever_was_said():  # PL
    case = Case(at_marketplace(), PL).shop(c.RequestInfo, note="Which vase?").wait(days=2)
    reviewed = case.shopper(c.ProvideInfo, note="The blue one.").wait(days=3).wait(days=5).dispute
    assert reviewed.status is Status.UNDER_REVIEW
    case.wait(days=4)
    assert case.dispute.status is Status.AWAITING_COMPENSATION


@pytest.mark.parametrize(
    "answer",
    [
        lambda case: case.rejects(),
        lambda case: case.offers(HALF),
        lambda case: case.shop(c.AcceptClaim),
    ],
)
def test_the_shops_answer_stops_the_statutory_clock_for_good(answer: object):
    case = Case(policy=PL)
    answer(case)  # type: ignore[operator]
    assert case.dispute.clocks.statutory_due_at is None


def test_a_question_or_a_hold_does_not_stop_the_statutory_clock():
    case = Case(policy=PL).shop(c.Hold, until=START + 6 * DAY, note="We wait for the carrier.")
    assert case.shop(c.RequestInfo, note="Which?").dispute.clocks.statutory_due_at == START + 14 * DAY


def test_the_law_overrides_a_policy_that_would_rather_review():
    strict = replace(PL, on_shop_silence=OnShopSilence.ARBITRATE, statutory=replace(PL.turn))
    assert Case(policy=strict).wait(days=3).dispute.status is Status.AWAITING_COMPENSATION


def test_an_entitlement_of_unknown_amount_is_accepted_and_its_amount_reviewed():
    case = Case(at_marketplace(UNKNOWN), replace(PL, statutory=PL.turn)).wait(days=3)
    assert events.ClaimAccepted in case.facts
    assert (case.dispute.status, case.dispute.review_reason) == (
        Status.UNDER_REVIEW,
        OutcomeReason.AMOUNT_NOT_KNOWN,
    )


def test_the_shopper_chooses_the_day_of_a_parcel():  # H7
    case = Case().offers(PARCEL)
    assert case.refused(Actor.SHOPPER, c.AcceptOffer, **_of(case), deliver_on=START + 15 * DAY).code is (
        RefusalCode.DATE_TOO_LATE
    )
    case.accepts(deliver_on=START + 10 * DAY)
    assert case.dispute.clocks.turn_due_at == START + 10 * DAY


def test_the_shop_does_not_choose_the_day():  # H7
    case = Case().rejects().counters(PARCEL)
    refused = case.refused(Actor.SHOP, c.AcceptOffer, **_of(case), deliver_on=START + 2 * DAY)
    assert (refused.code, refused.field) == (RefusalCode.WRONG_ACTOR, "deliver_on")


def test_money_has_no_day_of_delivery():  # H7
    case = Case().offers(HALF)
    refused = case.refused(Actor.SHOPPER, c.AcceptOffer, **_of(case), deliver_on=START + DAY)
    assert refused.code is RefusalCode.AMOUNT_NOT_EXPECTED


def test_a_day_more_than_two_weeks_ahead_cannot_be_proposed():  # H7
    far = replace(PARCEL, deliver_on=START + 15 * DAY)
    refused = Case().refused(Actor.SHOP, c.Propose, alternatives=(far,))
    assert (refused.code, refused.field) == (RefusalCode.DATE_TOO_LATE, "alternatives.0.deliver_on")


def test_the_shopper_pays_the_difference_and_lapses_without():  # P2, P15
    case = Case().offers(REPRICE).accepts()
    assert case.dispute.turn is Actor.SHOPPER
    assert case.wait(days=3).dispute.outcome is Outcome.LAPSED


def test_offered_actions_are_those_after_what_is_due():
    case = Case()
    later = available_actions(case.dispute, Actor.SHOP, START + 3 * DAY, case.policy)
    assert Action.PERFORMED in {one.action for one in later}
    assert Action.ACCEPT_CLAIM not in {one.action for one in later}


def test_a_turn_is_reminded_once():
    case = Case().wait(days=2)
    assert case.facts[-1] is events.DeadlineApproaching
    assert case.wait(hours=1).facts.count(events.DeadlineApproaching) == 1


def _of(case: Case) -> dict[str, object]:
    return {"offer_id": case.last_offer.id, "offer_version": case.last_offer.version}
