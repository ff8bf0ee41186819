"""What stands beside a case: the purchase, what was shown, the procedure, and the customer's other cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, EvidenceType, Reason, Remedy
from flask_amends.ports import OrderLine, ShownPrice
from flask_amends.service import orders, privacy
from flask_amends.web.desk import guide_words
from tests.integration.cases import ORDER, euros
from tests.integration.web.desk.conftest import Desk, MakeDesk, Page

BOUGHT_AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SHOWN = tuple(
    ShownPrice(moment=moment, price=euros(price))
    for moment, price in (("basket", "10.00"), ("ordered", "10.00"), ("paid", "12.00"))
)
LINE = OrderLine(
    sku="rose",
    title="Roses",
    quantity=3,
    unit_price=euros("10.00"),
    list_price=euros("15.00"),
    description="Twelve red roses, 50 cm.",
    url="https://shop.example/roses",
    shown=SHOWN,
)
RICH = replace(
    ORDER,
    lines=(LINE, *ORDER.lines[1:]),
    added_at=BOUGHT_AT,
    placed_at=BOUGHT_AT + timedelta(minutes=9),
    paid_at=BOUGHT_AT + timedelta(hours=1),
)


def part(page: Page, name: str) -> str:
    found = page.soup.select_one(f"section[aria-labelledby={name}-title]")
    return " ".join(found.get_text(" ").split()) if found else ""


def rich(desk: Desk) -> str:
    desk.shop.orders.add(RICH)
    return desk.claim()


def test_each_moment_of_the_purchase_has_the_price_shown_then(desk: Desk):  # P4
    told = part(desk.case(rich(desk)), "order")
    assert "Put into the basket 1 Mar 2026, 08:00 €10.00" in told
    assert "Ordered 1 Mar 2026, 08:09 €10.00 Confirmed not recorded" in told
    assert "Paid 1 Mar 2026, 09:00 €12.00 another price than before" in told
    assert "Delivered not recorded" in told


def test_how_an_item_is_packed_is_told_where_it_came_damaged(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):  # Q7
    items = [{"sku": "rose", "category": "plants", "packaging": "in a tube, <i>no</i> filling"}]
    monkeypatch.setattr(desk.shop.state.handlers, "catalogue", lambda: items)
    desk.shop.orders.add(RICH)

    damaged = part(desk.case(desk.claim(reason=Reason.DAMAGED_IN_TRANSIT)), "order")
    other = part(desk.case(desk.claim(reason=Reason.NOT_AS_DESCRIBED)), "order")

    assert "How it is packed Roses: in a tube, <i>no</i> filling" in damaged
    assert "How it is packed" not in other


def test_a_moment_that_comes_later_is_told_by_the_shop(desk: Desk):  # P4
    case_id = rich(desk)
    state = desk.shop.state
    at = BOUGHT_AT + timedelta(days=2)
    told = orders.record_order_event(state, "A-1", "confirmed", at=at, prices={"rose": euros("11.00")})
    assert told == [case_id]
    assert "Confirmed 3 Mar 2026, 08:00 €11.00 another price than before" in part(desk.case(case_id), "order")
    # What is known stays: the past is not written anew.
    assert orders.record_order_event(state, "A-1", "confirmed", prices={"rose": euros("1.00")}) == []
    assert orders.record_order_event(state, "A-1", "paid", prices={"rose": euros("1.00")}) == []


def test_what_the_shopper_was_shown_stands_as_it_was(desk: Desk):  # Q8, P6
    case_id = rich(desk)
    desk.shop.orders.add(replace(RICH, lines=(replace(LINE, description="Ten roses."),)))
    told = part(desk.case(case_id), "shown")
    assert "Description Twelve red roses, 50 cm." in told
    assert "Regular price €15.00" in told
    assert "https://shop.example/roses" in told
    assert "Which notices and conditions stood beside it was not recorded." in told


def test_what_was_not_recorded_is_said(desk: Desk):
    page = desk.case(desk.claim())
    assert "Description not recorded Page not recorded" in part(page, "shown")
    assert "None of its steps was recorded." in part(page, "order")


def test_a_snapshot_of_the_terms_that_were_shown_stands_there(desk: Desk):
    case_id = desk.claim()
    snapshot = c.AddEvidence(
        actor=Actor.SHOPPER, evidence_id="evd_1", type=EvidenceType.SHOWN_TERMS_SNAPSHOT, note="It said so."
    )
    desk.shopper(case_id, snapshot)
    told = part(desk.case(case_id), "shown")
    assert "It said so." in told
    assert "was not recorded" not in told


def test_an_order_nobody_knows_has_nothing_that_was_shown(desk: Desk):
    case_id = desk.claim(order_number=None, items=())
    assert part(desk.case(case_id), "shown") == ""


def test_the_shops_procedure_hints_and_law_stand_beside_the_case(make_small_desk: MakeDesk):  # T11, P11, H2
    desk = make_small_desk(
        AMENDS_PROCEDURES={
            "price_error": {
                "text": {"en": "Ask Iwona first.", "pl": "Najpierw zapytaj Iwonę."},
                "links": [{"title": "Our rules", "url": "https://shop.example/rules#7"}],
            },
            "*": {"text": "Answer today."},
        }
    )
    page = desk.case(desk.claim(reason=Reason.PRICE_ERROR, ask=Remedy.HONOUR_PRICE, amount=None))
    told = part(page, "guide")
    assert told.startswith("How to go about it Ask Iwona first. Answer today. Our rules")
    assert "Throw the script away" in told
    assert "Do not interrupt" in told
    assert "Art. 22" in told
    assert "ask your lawyer" in told
    assert page.soup.select("a[href='https://shop.example/rules#7'][rel='noopener noreferrer']")


def test_hints_follow_the_reason(desk: Desk):  # K8, D7
    calls = part(desk.case(desk.claim(reason=Reason.UNWANTED_CONTACT)), "guide")
    assert "Let them show what disturbed them." in calls
    assert "GDPR, Art. 21" in calls
    delivery = part(desk.case(desk.claim(reason=Reason.DELIVERY_TERMS)), "guide")
    assert "Say plainly how delivery works there" in delivery


def test_every_reason_has_hints_and_no_source_is_named_twice():
    for reason in Reason:
        told = guide_words.hints(reason) + guide_words.law(reason)
        assert len(set(told)) == len(told) > len(guide_words.MANNER)


def test_a_closed_case_needs_no_procedure(desk: Desk):
    case_id = desk.claim()
    desk.shopper(case_id, c.Retract(actor=Actor.SHOPPER))
    assert part(desk.case(case_id), "guide") == ""


def test_other_cases_of_the_same_address_are_linked_open_ones_first(desk: Desk):  # K7
    closed, still_open, case_id = desk.claim(), desk.claim(reason=Reason.OTHER), desk.claim(order_number=None)
    desk.shopper(closed, c.Retract(actor=Actor.SHOPPER))
    page = desk.case(case_id)
    links = [str(one["href"]) for one in page.soup.select("section[aria-labelledby=others-title] a")]
    assert [one.rpartition("/")[2] for one in links] == [still_open, closed]
    stranger = desk.claim(email="bea@example.org", order_number=None)
    assert part(desk.case(stranger), "others") == ""


def test_after_erasure_nothing_is_linked(desk: Desk):
    case_id = desk.claim()
    desk.claim(reason=Reason.OTHER)
    privacy.erase(desk.shop.state, email="anna@example.org", legal_reason="She asked for it.")
    assert part(desk.case(case_id), "others") == ""


def test_the_claim_is_granted_with_one_click_only_when_it_is_definite(desk: Desk):  # X6
    vague = desk.claim(ask=Remedy.OTHER, amount=None)
    page = desk.case(vague)
    assert "accept_claim" not in page.actions
    assert "there is nothing to grant with one click yet" in page.text
    assert "accept_claim" in desk.case(desk.claim(reason=Reason.DEFECTIVE)).actions
