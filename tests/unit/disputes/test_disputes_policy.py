"""Policies: the shipped ones, and what a policy may not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flask_amends.disputes import POLICIES
from flask_amends.disputes.deadlines import Window, days
from flask_amends.disputes.policy import FLOWWOW, PATIENT, PL, Route
from flask_amends.disputes.vocabulary import RouteName


def test_the_shipped_policies_are_known_by_name():
    assert POLICIES == {"flowwow": FLOWWOW, "pl": PL, "patient": PATIENT}


def test_flowwow_gives_three_days_for_everything_its_source_names():  # X3, X9, X10, X11
    named = {FLOWWOW.turn, FLOWWOW.negotiation, FLOWWOW.claim_window, FLOWWOW.escalate_after}
    assert named == {days(3)}
    assert not FLOWWOW.appeal
    assert FLOWWOW.statutory is None


def test_pl_is_flowwow_with_the_statutory_fourteen_days():
    assert replace(PL, name="flowwow", statutory=None) == FLOWWOW
    assert PL.statutory == days(14)


def test_patient_gives_ten_days_to_agree_and_an_appeal():
    assert (PATIENT.turn, PATIENT.negotiation, PATIENT.appeal) == (days(7), days(10), True)


@pytest.mark.parametrize(
    "change",
    [
        {"turn": Window()},
        {"evidence": Window(length=timedelta(0))},
        {"routes": (Route(name=RouteName.SECOND_LOOK, window=Window()),)},
        {"routes": (FLOWWOW.routes[0], FLOWWOW.routes[0])},
        {"max_rounds": -1},
        {"max_alternatives": 0},
    ],
)
def test_a_policy_under_which_a_case_could_stand_still_is_refused(change: dict[str, object]):
    with pytest.raises(ValueError, match="Policy flowwow"):
        replace(FLOWWOW, **change)  # type: ignore[arg-type]


def test_a_policy_may_let_the_parties_escalate_at_once():
    assert replace(FLOWWOW, escalate_after=Window()).escalate_after.is_empty
