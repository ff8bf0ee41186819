"""The exploration is worth something: each expiry and each bound that is taken away makes it fail."""

from __future__ import annotations

from dataclasses import fields, replace
from importlib import import_module
from typing import Any

import pytest

from flask_amends.disputes import course, events, transitions
from flask_amends.disputes.dispute import Counters, Dispute
from flask_amends.disputes.effects import review
from flask_amends.disputes.policy import Policy, Route
from flask_amends.disputes.reckoning import next_route
from flask_amends.disputes.table import EXPIRY, Row
from flask_amends.disputes.vocabulary import Action, Clock, Status
from tests.exploration import keys
from tests.exploration.explorer import Family, Stuck, explore
from tests.exploration.families import FAMILIES

#: The module; the package exports its function under the same name.
evolve = import_module("flask_amends.disputes.evolve")

BY_NAME = {family.name: family for family in FAMILIES}
EXPIRIES = [row for row in transitions.ROWS if row.action in EXPIRY.values()]

#: A quick family that reaches the expiry of each status, and of each clock beside the turn's.
REACHED_IN: dict[Status | Action, str] = {
    Status.QUARANTINED: "the door: quarantine, verification, reopening",
    Status.UNVERIFIED: "the door: quarantine, verification, reopening",
    Status.AWAITING_SHOP: "execution: no label needed, no guarantee",
    Status.AWAITING_SHOPPER: "execution: no label needed, no guarantee",
    Status.UNDER_REVIEW: "execution: no label needed, no guarantee",
    Status.EVIDENCE_REQUIRED: "a short case clock",
    Status.DECIDED: "appeal: patient",
    Status.AWAITING_RETURN: "execution: no label needed, no guarantee",
    Status.RETURN_IN_TRANSIT: "execution: no label needed, no guarantee",
    Status.RETURN_INSPECTION: "execution: no label needed, no guarantee",
    Status.AWAITING_COMPENSATION: "execution: no label needed, no guarantee",
    Status.AWAITING_CONFIRMATION: "execution: no label needed, no guarantee",
    Action.NEGOTIATION_EXPIRED: "nobody to decide, messages on any day",
    Action.STATUTORY_EXPIRED: "late claims, with a statutory clock",
    Action.CASE_EXPIRED: "a short case clock",
}

#: A family in which each counter is what ends a loop.
COUNTED_IN = {
    "rounds": "nobody to decide, messages on any day",
    "info_requests": "late claims",
    "evidence_requests_shop": "a short case clock",
    "evidence_requests_shopper": "a short case clock",
    "holds": "a short case clock",
    "extensions": "talk: two questions, hold, extension, messages",
    "failures": "the shopper pays the difference",
    "not_received": "the shopper pays the difference",
    "overdue_reviews": "facts about the order: refunds, reversals, chargeback, withdrawal",
    "guarantees": "execution: return, three failures, overdue, guarantee",
    "reversals": "facts about the order: refunds, reversals, chargeback, withdrawal",
    "reopenings": "the door: quarantine, verification, reopening",
}


def _place(row: Row) -> Status | Action:
    return next(iter(row.statuses)) if row.action is EXPIRY[Clock.TURN] else row.action


def _named(row: Row) -> str:
    return _place(row).value


@pytest.mark.parametrize("row", EXPIRIES, ids=_named)
def test_without_an_expiry_a_dispute_is_stuck(row: Row, monkeypatch: pytest.MonkeyPatch):
    left = {key: one for key, one in transitions._INDEX.items() if one is not row}
    monkeypatch.setattr(transitions, "_INDEX", left)
    with pytest.raises(Stuck, match="No row ends"):
        explore(BY_NAME[REACHED_IN[_place(row)]], limit=30_000)


def test_every_counter_is_taken_away_once():
    assert set(COUNTED_IN) == {one.name for one in fields(Counters)}


@pytest.mark.parametrize("name", COUNTED_IN)
def test_without_a_counter_a_dispute_can_run_on(name: str, monkeypatch: pytest.MonkeyPatch):
    counted = evolve._count

    def count(dispute: Dispute, **by: int) -> Counters:
        kept: Counters = counted(dispute, **{one: number for one, number in by.items() if one != name})
        return kept

    monkeypatch.setattr(evolve, "_count", count)
    _runs_on(BY_NAME[COUNTED_IN[name]])


def _runs_on(family: Family) -> None:
    with pytest.raises(Stuck, match=r"A limit was exceeded|cycle"):
        explore(family, limit=30_000)


def test_without_the_memory_of_used_routes_a_review_goes_round(monkeypatch: pytest.MonkeyPatch):
    def any_route(dispute: Dispute, policy: Policy, *, restart: bool) -> Route | None:
        return next_route(dispute, policy, restart=True)

    family = replace(
        BY_NAME["execution: no label needed, no guarantee"],
        actions=frozenset({Action.REJECT, Action.RECUSE}),
    )
    assert explore(family).configurations < 300
    monkeypatch.setattr(course, "next_route", any_route)
    with pytest.raises(Stuck, match="something is not counted"):
        explore(family, limit=300)


def test_without_the_memory_of_who_asked_extensions_are_proposed_again(monkeypatch: pytest.MonkeyPatch):
    def proposed(_dispute: Dispute, event: Any) -> dict[str, Any]:
        return {"extension_asked_by": (event.actor,), "extension_until": event.fact.until}

    monkeypatch.setitem(evolve._APPLY, events.ExtensionProposed, proposed)
    _runs_on(BY_NAME["talk: two questions, hold, extension, messages"])


def test_without_the_rule_of_the_first_decision_a_case_is_appealed_twice(monkeypatch: pytest.MonkeyPatch):
    def possible(now: course.Course) -> bool:
        return next_route(now.dispute, now.policy, restart=False) is not None

    monkeypatch.setattr(review, "_appeal_possible", possible)
    _runs_on(BY_NAME["appeal: patient"])


def test_without_the_state_of_the_return_it_is_asked_for_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(course, "_RETURN_SETTLED", frozenset())
    _runs_on(BY_NAME["execution: no label needed, no guarantee"])


def test_a_key_that_leaves_out_too_much_is_found_out(monkeypatch: pytest.MonkeyPatch):
    """The comparison of disputes that share a configuration sees a field that the key forgot."""
    monkeypatch.setattr(keys, "_offers", lambda _dispute: ())
    family = BY_NAME["execution: no label needed, no guarantee"]
    with pytest.raises(Stuck, match="A key hides a difference"):
        explore(family, sample=1)
