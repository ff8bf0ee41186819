"""The families that are explored: each at the shipped limits of what it is about, and small in the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask_amends.disputes.commands import OpenClaim
from flask_amends.disputes.deadlines import days
from flask_amends.disputes.policy import FLOWWOW, PATIENT, PL, OnShopperSilence, OnShopSilence, Policy
from flask_amends.disputes.vocabulary import Action, Actor, Reason
from tests.exploration.explorer import ALL_ACTIONS, Family
from tests.exploration.moves import FULL, ORDER_FACTS, PARCEL, REPRICE, RETURN, SORRY, UNKNOWN, WORDS, claim

A = Action
TALK = frozenset(
    {A.ACCEPT_CLAIM, A.PROPOSE, A.REJECT, A.COUNTER, A.DECLINE, A.ACCEPT_OFFER, A.ESCALATE, A.RETRACT}
)
QUESTIONS = frozenset({A.REQUEST_INFO, A.PROVIDE_INFO, A.HOLD, A.PROPOSE_EXTENSION, A.ACCEPT_EXTENSION})
JUDGING = frozenset({A.DECIDE, A.RECUSE, A.APPEAL, A.ACCEPT_DECISION})
EVIDENCE = frozenset({A.REQUIRE_EVIDENCE, A.PROVIDE_EVIDENCE, A.NOT_AVAILABLE})
RETURNING = frozenset({A.PROVIDE_LABEL, A.SHIP, A.DELIVERED, A.ACKNOWLEDGE_RETURN})
PAYING = frozenset({A.PERFORMED, A.FAILED, A.CONFIRM, A.NOT_RECEIVED, A.WAIVE})
PASSING_THROUGH = frozenset(
    {
        A.VERIFY,
        A.REQUEST_INFO,
        A.REQUIRE_EVIDENCE,
        A.DECIDE,
        A.PROVIDE_LABEL,
        A.SHIP,
        A.DELIVERED,
        A.PERFORMED,
    }
)
DOOR = frozenset({A.RELEASE, A.VERIFY, A.CLOSE_DUPLICATE, A.RETRACT, A.REOPEN})

SOLD_BY = "flowers"


def small(policy: Policy = FLOWWOW, **limits: Any) -> Policy:
    """``policy`` with one round, no requests and one failure, unless ``limits`` says otherwise."""
    least = {"max_rounds": 1, "max_info_requests": 0, "max_evidence_requests": 0, "max_failures": 1}
    return replace(policy, **{**least, **limits})


def at_marketplace(ask: Any = FULL, **given: Any) -> OpenClaim:
    return claim(ask, **{"marketplace": SOLD_BY, "money_moved_by": Actor.MARKETPLACE, **given})


def delivered_by_marketplace(ask: Any = FULL, **given: Any) -> OpenClaim:
    """A parcel that the marketplace's own courier damaged (X12)."""
    wrong = {"reason": Reason.DAMAGED_IN_TRANSIT, "delivered_by": Actor.MARKETPLACE}
    return at_marketplace(ask, **{**wrong, **given})


NO_ROUTES = replace(FLOWWOW, routes=())

FAMILIES: tuple[Family, ...] = (
    Family(
        name="negotiation: six rounds, acts on any day",
        policy=small(max_rounds=6),
        roots=(claim(),),
        actions=TALK - {A.ACCEPT_CLAIM, A.RETRACT},
        pauses=timedelta(days=1),
    ),
    Family(
        name="talk: two questions, hold, extension, messages",
        policy=small(max_info_requests=2),
        roots=(claim(),),
        actions=TALK - {A.ACCEPT_CLAIM, A.RETRACT} | QUESTIONS | {A.POST_MESSAGE},
    ),
    Family(
        name="time: holds, extensions and messages on any day",
        policy=small(max_rounds=2, max_info_requests=1),
        roots=(claim(),),
        actions=QUESTIONS - {A.ACCEPT_EXTENSION, A.PROPOSE_EXTENSION}
        | {A.PROPOSE, A.COUNTER, A.POST_MESSAGE},
        pauses=timedelta(days=1),
    ),
    Family(
        name="review: both routes, two requests to each party",
        policy=small(max_evidence_requests=2),
        roots=(at_marketplace(),),
        actions=TALK | JUDGING | EVIDENCE,
    ),
    Family(
        name="appeal: patient",
        policy=small(PATIENT),
        roots=(at_marketplace(),),
        actions=TALK - {A.COUNTER} | JUDGING | RETURNING | {A.PERFORMED, A.NOT_RECEIVED},
    ),
    Family(
        name="execution: return, three failures, overdue, guarantee",
        policy=small(max_failures=3),
        roots=(at_marketplace(RETURN), claim(RETURN), claim(PARCEL)),
        actions=TALK - {A.PROPOSE, A.COUNTER} | JUDGING | RETURNING | PAYING | {A.REOPEN},
    ),
    Family(
        name="execution: no label needed, no guarantee",
        policy=small(label_needed=False, marketplace_guarantee=False),
        roots=(at_marketplace(RETURN),),
        actions=TALK | JUDGING | RETURNING | PAYING,
    ),
    Family(
        name="facts about the order: refunds, reversals, chargeback, withdrawal",
        policy=small(max_failures=0),
        roots=(at_marketplace(),),
        actions=TALK | JUDGING | RETURNING | PAYING | ORDER_FACTS,
    ),
    Family(
        name="the door: quarantine, verification, reopening",
        policy=small(),
        roots=(claim(suspicious=True, needs_verification=True), claim(UNKNOWN, suspicious=True)),
        actions=TALK | DOOR | PAYING,
    ),
    Family(
        name="late claims",
        policy=small(max_info_requests=1),
        roots=(claim(late=True), claim(RETURN, late=True), delivered_by_marketplace(late=True)),
        actions=TALK | QUESTIONS | RETURNING | PAYING | {A.REOPEN},
    ),
    Family(
        name="late claims, with a statutory clock",
        policy=small(PL),
        roots=(claim(late=True), claim(UNKNOWN, late=True, needs_verification=True)),
        actions=TALK | QUESTIONS | DOOR | PAYING,
    ),
    Family(
        name="the marketplace delivered",
        policy=small(max_evidence_requests=1),
        roots=(
            delivered_by_marketplace(suspicious=True),
            delivered_by_marketplace(UNKNOWN, needs_verification=True),
        ),
        actions=TALK - {A.COUNTER} | JUDGING | EVIDENCE | {A.PERFORMED, A.CONFIRM, A.NOT_RECEIVED} | DOOR,
    ),
    Family(
        name="the marketplace delivered, and nobody decides",
        policy=small(NO_ROUTES),
        roots=(
            *(delivered_by_marketplace(ask, suspicious=True) for ask in (FULL, RETURN, UNKNOWN)),
            *(delivered_by_marketplace(ask, needs_verification=True) for ask in (FULL, RETURN, UNKNOWN)),
        ),
        actions=TALK | DOOR | PAYING,
    ),
    Family(
        name="the shopper pays the difference",
        policy=small(max_failures=3),
        roots=(claim(REPRICE),),
        actions=TALK | JUDGING | PAYING | {A.REOPEN},
    ),
    Family(
        name="statutory clock: pl",
        policy=small(PL, max_info_requests=1, max_evidence_requests=1),
        roots=(claim(), claim(UNKNOWN, needs_verification=True), claim(SORRY), claim(RETURN)),
        actions=TALK - {A.COUNTER} | {A.REQUEST_INFO, A.HOLD} | EVIDENCE | JUDGING | {A.VERIFY},
    ),
    Family(
        name="the shop's silence goes to review, the shopper's closes",
        policy=small(on_shop_silence=OnShopSilence.ARBITRATE, on_shopper_silence=OnShopperSilence.CLOSE),
        roots=(claim(), at_marketplace()),
        actions=TALK | QUESTIONS | JUDGING | {A.REOPEN},
    ),
    Family(
        name="nobody to decide",
        policy=small(NO_ROUTES, max_info_requests=1),
        roots=(claim(),),
        actions=TALK | QUESTIONS - {A.PROPOSE_EXTENSION} | RETURNING | PAYING | {A.REOPEN},
    ),
    Family(
        name="nobody to decide, acts on any day",
        policy=small(NO_ROUTES, max_rounds=3, max_info_requests=1),
        roots=(claim(UNKNOWN), claim(SORRY)),
        actions=TALK - {A.ACCEPT_CLAIM, A.RETRACT} | {A.REQUEST_INFO, A.PROVIDE_INFO},
        pauses=timedelta(days=1),
    ),
    Family(
        name="nobody to decide, messages on any day",
        policy=small(NO_ROUTES, max_rounds=2),
        roots=(claim(SORRY),),
        actions=frozenset({A.PROPOSE, A.COUNTER, A.POST_MESSAGE}),
        pauses=timedelta(days=1),
    ),
    Family(
        name="a short case clock",
        policy=small(case=days(7), max_evidence_requests=1),
        roots=(at_marketplace(), at_marketplace(UNKNOWN)),
        actions=TALK | {A.HOLD} | EVIDENCE | JUDGING,
    ),
    Family(
        name="messages and evidence in every status",
        policy=small(PATIENT, max_rounds=0, max_info_requests=1, max_evidence_requests=1),
        roots=(at_marketplace(RETURN, suspicious=True, needs_verification=True),),
        actions=WORDS | PASSING_THROUGH,
    ),
    Family(
        name="refunds and reversals before anything is owed",
        policy=small(PATIENT, max_rounds=0, max_evidence_requests=1),
        roots=(at_marketplace(RETURN, suspicious=True, needs_verification=True),),
        actions=PASSING_THROUGH - RETURNING | {A.ORDER_REFUNDED, A.ORDER_REVERSED},
    ),
)

#: Too large for every run.
LARGE: tuple[Family, ...] = (
    Family(
        name="two rounds and everything that is said, acts on any day",
        policy=small(max_rounds=2, max_info_requests=1),
        roots=(claim(),),
        actions=TALK - {A.ACCEPT_CLAIM, A.RETRACT} | QUESTIONS,
        pauses=timedelta(days=1),
    ),
    Family(
        name="all acts in a shop of its own",
        policy=small(max_info_requests=1, max_evidence_requests=1),
        roots=(claim(),),
        actions=ALL_ACTIONS - ORDER_FACTS,
    ),
    Family(
        name="appeal with return, evidence and payment",
        policy=small(PATIENT, max_evidence_requests=1),
        roots=(at_marketplace(),),
        actions=TALK | JUDGING | EVIDENCE | RETURNING | PAYING,
    ),
    Family(
        name="all acts and all facts about the order at a marketplace",
        policy=small(PATIENT, max_failures=0),
        roots=(at_marketplace(suspicious=True, needs_verification=True),),
        actions=ALL_ACTIONS - QUESTIONS,
    ),
)
