"""Review: routes, evidence, decisions, the default rule, appeal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask_amends.disputes import commands as c
from flask_amends.disputes import events
from flask_amends.disputes.deadlines import days
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.policy import FLOWWOW, PATIENT, DefaultRule
from flask_amends.disputes.vocabulary import (
    Actor,
    Basis,
    EvidenceType,
    Outcome,
    OutcomeReason,
    RefusalCode,
    Remedy,
    RouteName,
    Status,
)
from tests.exploration.families import NO_ROUTES, at_marketplace
from tests.exploration.moves import ALL, FULL, HALF, NOTHING, RETURN, UNKNOWN, claim, zloty
from tests.unit.disputes.story import Case

MARKETPLACE, ARBITER = Actor.MARKETPLACE, Actor.ARBITER


def reviewed(case: Case | None = None) -> Case:
    """A case whose shopper did not answer the shop's rejection."""
    told = case or Case(at_marketplace())
    told.rejects().wait(seconds=told.policy.turn.length.total_seconds())
    assert told.dispute.status is Status.UNDER_REVIEW
    return told


def evidence(case: Case, party: Actor, actor: Actor = MARKETPLACE) -> Case:
    named = case.dispute.assignment_id
    return case.act(actor, c.RequireEvidence, assignment_id=named, party=party, note="A photo, please.")


def test_each_route_has_five_days_and_then_the_default_rule_decides():
    case = reviewed()
    assert (case.dispute.route, case.due_in) == (RouteName.MARKETPLACE, timedelta(days=5))
    case.wait(days=5)
    assert (case.dispute.route, case.dispute.turn) == (RouteName.SECOND_LOOK, ARBITER)
    case.wait(days=5)
    assert case.dispute.award is not None
    assert case.dispute.award.terms == FULL
    assert case.dispute.award.reason is OutcomeReason.ARBITER_UNAVAILABLE_DEFAULT_RULE


def test_a_decision_under_a_lapsed_assignment_changes_nothing():
    case = reviewed()
    stale = case.decision(HALF)
    case.wait(days=5)
    assert case.refused(ARBITER, c.Decide, **stale).code is RefusalCode.LAPSED_ASSIGNMENT


def test_a_marketplace_decides_only_what_was_handed_to_it():
    case = reviewed().wait(days=5)
    refused = case.refused(MARKETPLACE, c.Decide, **case.decision(HALF))
    assert refused.code is RefusalCode.WRONG_ACTOR


def test_nobody_in_the_shop_decides_what_was_handed_to_the_marketplace():
    case = reviewed()
    assert case.refused(ARBITER, c.Decide, **case.decision(NOTHING)).code is RefusalCode.WRONG_ACTOR


def test_an_award_is_owed_and_a_decision_for_the_shop_closes():
    awarded = reviewed().decides(HALF, MARKETPLACE).dispute
    assert awarded.obligation is not None
    assert (awarded.status, awarded.obligation.basis) == (Status.AWAITING_COMPENSATION, Basis.AWARD)
    assert reviewed().decides(NOTHING, MARKETPLACE).dispute.outcome is Outcome.RESOLVED_SHOP_FAVOUR


def test_a_decision_says_why():
    case = reviewed()
    given = {**case.decision(HALF), "note": " "}
    assert case.refused(MARKETPLACE, c.Decide, **given).code is RefusalCode.TEXT_MISSING


def test_the_parties_may_settle_while_somebody_decides():
    assert reviewed().shop(c.AcceptClaim).dispute.status is Status.AWAITING_COMPENSATION
    offered = reviewed().offers(HALF)
    assert offered.dispute.status is Status.UNDER_REVIEW
    assert offered.accepts().dispute.status is Status.AWAITING_COMPENSATION
    assert reviewed().shopper(c.Retract).dispute.outcome is Outcome.RETRACTED


def test_who_recuses_hands_over_to_the_next_route():
    case = reviewed()
    case.act(MARKETPLACE, c.Recuse, assignment_id=case.dispute.assignment_id)
    assert case.dispute.route is RouteName.SECOND_LOOK


def test_the_clock_of_the_route_stands_still_while_evidence_is_awaited():
    case = evidence(reviewed().wait(days=2), Actor.SHOPPER)
    assert (case.dispute.status, case.due_in) == (Status.EVIDENCE_REQUIRED, timedelta(days=3))
    case.wait(days=3)
    assert (case.dispute.status, case.due_in) == (Status.UNDER_REVIEW, timedelta(days=3))


def test_only_the_named_party_answers_and_only_the_open_request():
    case = evidence(reviewed(), Actor.SHOPPER)
    request = case.dispute.evidence_request
    assert request is not None
    given = {"request_id": request.id, "evidence_id": "evd_1", "type": EvidenceType.PROOF_OF_DAMAGE}
    assert case.refused(Actor.SHOP, c.ProvideEvidence, **given).code is RefusalCode.NOT_THE_NAMED_PARTY
    other = {**given, "request_id": "evr_y"}
    assert case.refused(Actor.SHOPPER, c.ProvideEvidence, **other).code is RefusalCode.NO_REQUEST_OPEN
    kept = case.shopper(c.AddEvidence, evidence_id="evd_2", type=EvidenceType.OTHER).dispute
    assert kept.status is Status.EVIDENCE_REQUIRED
    assert case.shopper(c.ProvideEvidence, **given).dispute.status is Status.UNDER_REVIEW


def test_each_party_is_asked_twice_at_most():
    case = reviewed()
    for _time in range(2):
        evidence(case, Actor.SHOP).wait(days=3)
    given = {"assignment_id": case.dispute.assignment_id, "party": Actor.SHOP, "note": "Once more."}
    assert case.refused(MARKETPLACE, c.RequireEvidence, **given).code is RefusalCode.NO_REQUEST_LEFT
    assert evidence(case, Actor.SHOPPER).dispute.status is Status.EVIDENCE_REQUIRED


# -- the default rule ----------------------------------------------------------------------------------------


def decided_by_default(case: Case) -> Terms | None:
    award = case.wait(days=3).wait(days=5).dispute.award
    return award.terms if award else None


def test_the_default_rule_takes_the_shops_last_offer_even_if_it_expired():
    assert decided_by_default(Case().offers(HALF, RETURN)) == HALF


def test_the_default_rule_takes_the_ask_of_a_shop_without_evidence():
    assert decided_by_default(Case().rejects()) == FULL


def test_the_default_rule_splits_what_is_known():
    proof = {"evidence_id": "evd_1", "type": EvidenceType.PHOTOS_OF_SHIPPED_ITEM}
    asked = Terms(kind=Remedy.PARTIAL_REFUND, amount=zloty(25))
    half = Terms(kind=Remedy.PARTIAL_REFUND, amount=zloty(50))
    quarter = decided_by_default(Case(claim(asked)).shop(c.AddEvidence, **proof).rejects())
    assert quarter is not None
    assert quarter.amount is not None
    assert quarter.amount.minor == 1250
    assert decided_by_default(Case(claim(ALL)).shop(c.AddEvidence, **proof).rejects()) == half
    assert decided_by_default(Case(claim(FULL)).shop(c.AddEvidence, **proof).rejects()) == half


def test_the_default_rule_owes_nothing_that_nobody_knows():
    case = Case(claim(UNKNOWN)).rejects().wait(days=3).wait(days=5)
    assert case.dispute.outcome is Outcome.UNRESOLVED
    closed = case.history[-1].fact
    assert isinstance(closed, events.Closed)
    assert closed.name_adr_body


def test_a_policy_chooses_its_default_rules():
    policy = replace(FLOWWOW, default_rules=(DefaultRule.SPLIT,))
    case = Case(claim(ALL), policy).offers(RETURN)
    assert decided_by_default(case) == Terms(kind=Remedy.PARTIAL_REFUND, amount=zloty(50))


def test_with_no_route_at_all_the_default_rule_applies_at_once():
    case = Case(policy=NO_ROUTES).shop(c.PostMessage, message_id="msg_1", text="Hello.").wait(days=3)
    assert case.dispute.status is Status.AWAITING_COMPENSATION


def test_the_case_clock_ends_a_review_that_outlives_it():
    case = reviewed(Case(at_marketplace(), replace(FLOWWOW, case=days(7)))).wait(days=4)
    assert case.dispute.award is not None
    assert case.dispute.award.reason is OutcomeReason.CASE_TIME_ENDED


# -- appeal --------------------------------------------------------------------------------------------------


def appealable(terms: Terms = HALF) -> Case:
    return reviewed(Case(at_marketplace(), PATIENT)).decides(terms, MARKETPLACE)


def test_whoever_got_less_than_it_asked_may_appeal_within_three_days():
    case = appealable()
    assert (case.dispute.status, case.due_in) == (Status.DECIDED, timedelta(days=3))
    assert case.dispute.turn is None  # both lost
    case.shopper(c.Appeal, note="There is a second photo.")
    assert (case.dispute.status, case.dispute.route) == (Status.UNDER_REVIEW, RouteName.SECOND_LOOK)


def test_who_got_all_it_asked_for_cannot_appeal():
    case = appealable(FULL)
    assert case.dispute.turn is Actor.SHOP
    refused = case.refused(Actor.SHOPPER, c.Appeal, note="More.")
    assert refused.code is RefusalCode.NOT_THE_LOSER


def test_more_than_was_asked_is_no_loss():
    asked = Terms(kind=Remedy.PARTIAL_REFUND, amount=zloty(30))
    case = reviewed(Case(at_marketplace(asked), PATIENT)).decides(HALF, MARKETPLACE)
    assert case.dispute.turn is Actor.SHOP


def test_a_shop_that_pays_what_it_offered_has_not_lost():
    case = Case(at_marketplace(), PATIENT).offers(HALF).wait(days=7).decides(HALF, MARKETPLACE)
    assert case.dispute.turn is Actor.SHOPPER


def test_a_decision_stands_when_every_loser_accepts_it():
    case = appealable().shopper(c.AcceptDecision)
    decided = case.dispute
    assert decided.status is Status.DECIDED
    assert case.refused(Actor.SHOPPER, c.Appeal, note="After all.").code is RefusalCode.NOT_THE_LOSER
    assert case.shop(c.AcceptDecision).dispute.status is Status.AWAITING_COMPENSATION


def test_a_decision_that_nobody_appeals_stands():
    assert appealable().wait(days=3).dispute.status is Status.AWAITING_COMPENSATION


def test_only_the_first_decision_can_be_appealed():
    case = appealable().shopper(c.Appeal, note="There is a second photo.").decides(RETURN)
    assert case.dispute.status is Status.AWAITING_RETURN


def test_a_decision_that_nobody_else_could_review_is_final():
    case = reviewed(Case(policy=PATIENT)).decides(HALF)
    assert case.dispute.status is Status.AWAITING_COMPENSATION


def test_an_appeal_that_nobody_decides_leaves_the_decision_as_it_was():
    case = appealable(NOTHING).shopper(c.Appeal, note="There is a second photo.").wait(days=5)
    assert case.dispute.outcome is Outcome.RESOLVED_SHOP_FAVOUR


def test_an_appealed_claim_can_be_settled_but_not_taken_back():
    case = appealable(NOTHING).shopper(c.Appeal, note="There is a second photo.")
    assert case.refused(Actor.SHOPPER, c.Retract).code is RefusalCode.ALREADY_AGREED
    assert case.shop(c.AcceptClaim).dispute.status is Status.AWAITING_COMPENSATION


def test_an_appeal_gets_the_time_of_its_routes_whatever_the_case_clock_says():
    policy = replace(PATIENT, case=days(11))
    case = reviewed(Case(at_marketplace(), policy)).wait(days=3).decides(NOTHING, MARKETPLACE)
    case.shopper(c.Appeal, note="There is a second photo.")
    assert case.dispute.clocks.case_due_at is not None
    assert case.dispute.clocks.case_due_at - case.now >= timedelta(days=10)
