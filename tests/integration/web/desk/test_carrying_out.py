"""After the talking: appeals, payments of either side, and what is left when a person was forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Action, Actor, Outcome, OutcomeReason, Reason, Remedy, Status
from flask_amends.service import acts, privacy
from flask_amends.service.parties import Party
from tests.integration.cases import ORDER, euros
from tests.integration.web.desk.conftest import REVIEWER, Desk, MakeDesk

MARKETPLACE = Party(actor=Actor.MARKETPLACE, marketplace="bazaar")


@pytest.fixture
def decided(make_small_desk: MakeDesk) -> tuple[Desk, str]:
    """A case that a marketplace decided against the shop, which may appeal."""
    desk = make_small_desk(AMENDS_POLICY="patient")
    desk.shop.orders.add(replace(ORDER, marketplace="bazaar"))
    case_id = desk.claim()
    desk.act(case_id, "reject", ground="minor_defect", note="It can be polished.")
    desk.wait(days=7)
    award = c.Decide(
        actor=Actor.MARKETPLACE,
        assignment_id=desk.view(case_id).dispute.assignment_id or "",
        terms=Terms(kind=Remedy.FULL_REFUND),
        reason=OutcomeReason.ITEM_NOT_AS_DESCRIBED,
        note="The photos are clear.",
    )
    acts.act(desk.shop.state, case_id, award, by=MARKETPLACE)
    assert desk.view(case_id).dispute.status is Status.DECIDED
    return desk, case_id


def test_a_marketplaces_decision_is_appealed_to_a_colleague(decided: tuple[Desk, str]) -> None:
    desk, case_id = decided
    page = desk.case(case_id)
    assert {"appeal", "accept_decision"} <= page.actions
    assert "The photos are clear." in page.text

    assert desk.act(case_id, "appeal", note="The courier has new photos.").status == 303

    assert desk.view(case_id).dispute.status is Status.UNDER_REVIEW
    desk.sit(REVIEWER)
    assert "decide" in desk.case(case_id).actions


def test_a_decision_is_accepted_after_a_look_at_what_follows(decided: tuple[Desk, str]) -> None:
    desk, case_id = decided

    done = desk.act(case_id, "accept_decision")

    assert done.status == 303
    assert "Accepted the decision" in desk.case(case_id).text


def test_while_a_marketplace_decides_nobody_in_the_shop_does(make_small_desk: MakeDesk) -> None:
    desk = make_small_desk()
    desk.shop.orders.add(replace(ORDER, marketplace="bazaar"))
    case_id = desk.claim()
    desk.act(case_id, "reject", ground="minor_defect", note="It can be polished.")
    desk.wait(days=3)
    desk.sit(REVIEWER)

    page = desk.case(case_id)

    assert "Marketplace's turn" in page.text
    assert page.actions == set()
    assert desk.send(case_id, "decide", {}).status == 403


def test_what_the_shopper_pays_is_confirmed_or_missed_by_the_shop(desk: Desk) -> None:
    case_id = desk.claim(reason=Reason.PRICE_ERROR)
    desk.act(case_id, "propose", alternatives__0__kind="reprice_order", alternatives__0__amount="15")
    offer = desk.view(case_id).dispute.offers[0]
    accept = c.AcceptOffer(actor=Actor.SHOPPER, offer_id=offer.id, offer_version=offer.version)
    desk.shopper(case_id, accept)
    assert "waive" in desk.case(case_id).actions
    assert "performed" not in desk.case(case_id).actions
    desk.shopper(case_id, c.Performed(actor=Actor.SHOPPER, reference="transfer-9"))

    assert desk.act(case_id, "not_received", note="Our account shows nothing.").status == 303
    assert desk.view(case_id).dispute.status is Status.AWAITING_COMPENSATION
    desk.shopper(case_id, c.Performed(actor=Actor.SHOPPER, reference="transfer-10"))
    assert desk.act(case_id, "confirm").status == 303

    assert desk.view(case_id).dispute.outcome is Outcome.RESOLVED_BY_AGREEMENT


def test_a_failure_is_told_and_the_deadline_stays(desk: Desk) -> None:
    case_id = desk.claim()
    desk.act(case_id, "accept_claim")
    due = desk.view(case_id).dispute.clocks.turn_due_at

    assert desk.act(case_id, "failed", note="The card has expired.").status == 303

    assert desk.view(case_id).dispute.clocks.turn_due_at == due
    assert "The card has expired." in desk.case(case_id).text


def test_both_sides_can_agree_on_more_time(desk: Desk) -> None:
    case_id = desk.claim()
    desk.act(case_id, "propose", alternatives__0__kind="gift")
    until = desk.shop.clock.now() + timedelta(days=10)
    desk.shopper(case_id, c.ProposeExtension(actor=Actor.SHOPPER, until=until))
    assert "Asked for: until Thursday, 12 March 2026, 09:00 (UTC)" in desk.case(case_id).text

    assert desk.act(case_id, "accept_extension").status == 303

    assert desk.view(case_id).dispute.clocks.negotiation_due_at == until


def test_more_time_is_asked_for_within_its_bound(desk: Desk) -> None:
    case_id = desk.claim()
    desk.act(case_id, "propose", alternatives__0__kind="gift")

    late = desk.act(case_id, "propose_extension", until="2026-03-16T09:01")
    done = desk.act(case_id, "propose_extension", until="2026-03-16T09:00")

    assert late.status == 422
    assert "no later than Monday, 16 March 2026, 09:00" in late.error("propose_extension-until")
    assert done.status == 303
    assert "propose_extension" not in desk.case(case_id).actions


def test_a_case_is_handed_over_once_the_time_for_it_has_come(make_small_desk: MakeDesk) -> None:
    desk = make_small_desk(AMENDS_POLICY="patient")
    case_id = desk.claim()
    assert "escalate" not in desk.case(case_id).actions
    desk.act(case_id, "hold", until="2026-03-11T09:00", note="The maker answers by then.")
    desk.wait(days=8)

    assert desk.act(case_id, "escalate", note="We cannot agree.").status == 303

    assert desk.view(case_id).dispute.status is Status.UNDER_REVIEW


def test_evidence_that_does_not_exist_is_said_not_to(desk: Desk) -> None:
    case_id = desk.under_review()
    assignment = desk.view(case_id).dispute.assignment_id or ""
    require = c.RequireEvidence(
        actor=Actor.ARBITER, assignment_id=assignment, party=Actor.SHOP, note="A photo, please."
    )
    acts.act(desk.shop.state, case_id, require, by=Party(actor=Actor.ARBITER, staff=REVIEWER))

    assert desk.act(case_id, "not_available").status == 303

    assert desk.view(case_id).dispute.status is Status.UNDER_REVIEW


def test_an_erased_person_leaves_a_case_that_can_still_be_read(desk: Desk) -> None:
    case_id = desk.claim()
    desk.shopper(case_id, c.PostMessage(actor=Actor.SHOPPER, message_id="msg_1", text="Hello?"))
    desk.shopper(case_id, c.Retract(actor=Actor.SHOPPER))
    privacy.erase(desk.shop.state, email="anna@example.org")

    case, inbox = desk.case(case_id), desk.inbox("?show=closed")

    assert (case.status, inbox.status) == (200, 200)
    assert "This person's data was erased." in case.text
    assert "The words were erased." in case.text
    assert "Name erased" in inbox.text
    assert "anna@example.org" not in case.text + inbox.text
    assert Action.RETRACT.value not in case.actions
    assert euros("20.00") == desk.view(case_id).dispute.ask.amount
