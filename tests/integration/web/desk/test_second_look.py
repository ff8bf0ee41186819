"""The second look: somebody who did not handle the case decides, and nobody else."""

import pytest

from flask_amends.disputes.vocabulary import Actor, Outcome, RouteName, Status
from flask_amends.ports import StaffMember
from tests.integration.web.desk.conftest import AGENT, LEAD, REVIEWER, Desk

REVIEWS = {"decide", "require_evidence", "recuse"}
DECISION = {
    "terms__kind": "partial_refund",
    "terms__amount": "5.00",
    "reason": "item_not_as_described",
    "note": "Half of them had wilted.",
}


def test_a_reviewer_who_did_not_handle_the_case_decides_it(real_desk: Desk) -> None:
    case_id = real_desk.under_review()
    real_desk.sit(REVIEWER)
    page = real_desk.case(case_id)
    assert page.actions >= REVIEWS

    done = real_desk.act(case_id, "decide", **DECISION)

    assert done.status == 303
    view = real_desk.view(case_id)
    assert view.dispute.award is not None
    assert view.dispute.status is Status.AWAITING_COMPENSATION
    decided = next(entry for entry in view.entries if entry.event.type == "dispute.decided")
    assert (decided.event.actor, decided.actor_name) == (Actor.ARBITER, "Rafał Wilk")
    assert (
        "Decided: Part of the money back · €5.00. The goods were not as described"
        in real_desk.case(case_id).text
    )


def test_deciding_for_the_shop_closes_the_case(desk: Desk) -> None:
    case_id = desk.under_review()
    desk.sit(REVIEWER)

    done = desk.act(
        case_id, "decide", terms__kind="no_action", reason="item_sold_as_described", note="As described."
    )

    assert done.status == 303
    assert desk.view(case_id).dispute.outcome is Outcome.RESOLVED_SHOP_FAVOUR


def test_a_lead_who_handled_the_case_is_told_why_not(desk: Desk) -> None:
    case_id = desk.under_review()
    desk.sit(LEAD)
    sent = desk.case(case_id).form("decide")
    desk.act(case_id, "post_message", text="I looked at it as well.")

    page = desk.case(case_id)
    refused = desk.send(case_id, "decide", {**sent, "note": "A long reasoning.", "step": "confirm"})

    assert not REVIEWS & page.actions
    assert "You have handled this case" in page.text
    assert refused.status == 403
    assert "You have handled this case" in refused.text
    assert "A long reasoning." in refused.soup.select(".kept-words")[0].get_text()
    assert desk.view(case_id).dispute.status is Status.UNDER_REVIEW


@pytest.mark.parametrize("member", [AGENT, StaffMember(id="12", name="No roles")], ids=["agent", "no roles"])
def test_who_is_no_reviewer_cannot_decide(desk: Desk, member: StaffMember) -> None:
    case_id = desk.under_review()
    desk.sit(member)

    assert not REVIEWS & desk.case(case_id).actions
    assert desk.send(case_id, "decide", {"version": "3"}).status == 403


def test_who_judges_does_not_act_for_the_shop_meanwhile(desk: Desk) -> None:
    case_id = desk.under_review()
    desk.sit(LEAD)
    desk.act(case_id, "require_evidence", party="shopper", note="A photo, please.")

    page = desk.case(case_id)

    assert page.actions == {"opinion", "write"}  # as whoever decides, to both sides
    assert desk.send(case_id, "post_message", {}).status == 403


def test_stepping_aside_leads_to_the_rule_where_nobody_else_is_left(desk: Desk) -> None:
    case_id = desk.under_review()
    desk.sit(REVIEWER)
    review = desk.send(case_id, "recuse", desk.case(case_id).form("recuse"))
    assert "The default rule decides: Part of the money back · €20.00." in review.text

    assert desk.act(case_id, "recuse", note="I know the shopper.").status == 303

    assert desk.view(case_id).dispute.route in {None, RouteName.SECOND_LOOK}
    assert desk.view(case_id).dispute.status is Status.AWAITING_COMPENSATION


def test_nobody_in_the_shop_decides_what_a_marketplace_was_asked(desk: Desk) -> None:
    case_id = desk.claim()
    desk.sit(REVIEWER)

    page = desk.case(case_id)

    assert not REVIEWS & page.actions
    assert "Second look" not in {one.get_text() for one in page.soup.select("h2")}
