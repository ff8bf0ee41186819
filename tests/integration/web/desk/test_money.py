"""Money at the desk, as people meet it: a second person, a compensation that failed, one offer to many."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import render_template_string

from flask_amends.disputes.vocabulary import Actor, Remedy, Status
from flask_amends.ports import Failed, Performed
from flask_amends.service import approvals, compensation
from flask_amends.testing import Shop, make_shop
from flask_amends.worker.work import run_once
from tests.integration.cases import ORDER
from tests.integration.web.desk.conftest import AGENT, AUDITOR, LEAD, REVIEWER, Desk, MakeDesk, Page

OTHER_LEAD = replace(LEAD, id="12", name="Jan Dąb")


@pytest.fixture
def strict(make_small_desk: MakeDesk) -> Desk:
    return make_small_desk(AMENDS_DUAL_CONTROL_FROM="20.00 EUR", AMENDS_GOODWILL_BUDGET="50.00 EUR")


def fields(page: Page, at: str) -> dict[str, str]:
    """The fields of a form by its id, or by the end of its address."""
    form = page.soup.select_one(f"form#{at}") if at.isalpha() else None
    form = form or page.soup.select_one(f"form[action*='{at}']")
    assert form is not None, f"no form {at}"
    sent = {str(one["name"]): str(one.get("value") or "") for one in form.select("input[name]")}
    for one in form.select("textarea[name]"):
        sent[str(one["name"])] = one.get_text().removeprefix("\n")
    return sent


def post(desk: Desk, page: Page, at: str, **typed: str) -> Page:
    form = page.soup.select_one(f"form#{at}") if at.isalpha() else None
    form = form or page.soup.select_one(f"form[action*='{at}']")
    assert form is not None, f"no form {at}"
    answer = desk.client.post(str(form["action"]), data={**fields(page, at), **typed})
    if answer.status_code == 303:
        return desk.open(answer.location)
    return _page(answer)


def _page(answer: Any) -> Page:
    from tests.integration.web.desk.conftest import _page as made

    return made(answer)


def code(amount: str) -> dict[str, str]:
    """What is typed to offer a promo code."""
    return {
        "alternatives.0.kind": "promo_code",
        "alternatives.0.amount": amount,
        "note": "We are sorry that the roses had wilted.",
    }


def asked(desk: Desk) -> tuple[str, str]:
    """An agent asks for what costs much."""
    case_id = desk.claim()
    desk.sit(AGENT)
    answer = desk.act(case_id, "accept_claim", note="The cooler failed.")
    assert answer.status == 303
    assert "waits=1" in answer.response.location
    found = approvals.of_case(desk.shop.state, case_id)
    assert found is not None
    return case_id, found.row.id


class TestTwoPersons:
    def test_who_asks_reads_that_it_waits_and_that_time_runs_on(self, strict: Desk):
        case_id, _ = asked(strict)
        page = strict.case(case_id)
        assert "This waits for a second person" in page.text
        assert "the deadline keeps running" in page.text
        assert strict.view(case_id).dispute.status is Status.AWAITING_SHOP

    def test_the_second_person_sees_who_why_and_how_much_and_agrees(self, strict: Desk):
        case_id, approval_id = asked(strict)
        strict.sit(LEAD)
        assert "Approvals 1" in strict.inbox().text
        page = strict.open(f"/amends/desk/approvals/{approval_id}")
        for told in ("Ola Kowalska", "The cooler failed.", "€20.00", "€50.00", "3 days left"):
            assert told in page.text
        done = post(strict, page, "/approve")
        assert "Agreed. It has been done." in done.text
        assert strict.view(case_id).dispute.status is Status.AWAITING_COMPENSATION
        assert "Nothing waits for a second person." in strict.open("/amends/desk/approvals").text

    def test_the_same_person_is_refused_in_words(self, strict: Desk):  # security 42
        case_id = strict.claim()
        strict.sit(LEAD)
        strict.act(case_id, "accept_claim")
        found = approvals.of_case(strict.shop.state, case_id)
        assert found is not None
        address = f"/amends/desk/approvals/{found.row.id}"
        page = strict.open(address)
        assert "somebody else has to agree" in page.text
        assert page.soup.select("form[action*='/approve']") == []
        strict.sit(OTHER_LEAD)
        theirs = fields(strict.open(address), "/approve")
        strict.sit(LEAD)
        assert strict.client.post(f"{address}/approve", data=theirs).status_code == 403
        assert strict.view(case_id).dispute.status is Status.AWAITING_SHOP

    def test_declining_needs_a_reason_and_whoever_asked_reads_it(self, strict: Desk):
        case_id, approval_id = asked(strict)
        strict.sit(LEAD)
        page = strict.open(f"/amends/desk/approvals/{approval_id}")
        wrong = post(strict, page, "decline", answer="")
        assert wrong.status == 422
        assert set(wrong.summary()) == {"#decline-answer"}
        post(strict, wrong, "decline", answer="Offer a code first.")
        strict.sit(AGENT)
        page = strict.case(case_id)
        assert "Declined by Iwona Lis" in page.text
        assert "Offer a code first." in page.text

    def test_taking_it_back_ends_it(self, strict: Desk):
        case_id, approval_id = asked(strict)
        post(strict, strict.case(case_id), "/take-back")
        assert approvals.get(strict.shop.state, approval_id).row.state == "dropped"

    def test_a_page_that_lay_open_while_the_case_moved_on_says_so(self, strict: Desk):
        case_id, approval_id = asked(strict)
        strict.sit(LEAD)
        page = strict.open(f"/amends/desk/approvals/{approval_id}")
        strict.sit(AGENT)
        strict.act(case_id, "reject", ground="conforms_to_contract", note="We checked the photos.")
        strict.sit(LEAD)
        answer = post(strict, page, "/approve")
        assert answer.status == 409
        assert "does not wait any more" in answer.text
        assert "was dropped, since the case moved on" in strict.case(case_id).text

    @pytest.mark.parametrize("member", [AGENT, REVIEWER, AUDITOR])
    def test_only_a_lead_sees_the_queue(self, strict: Desk, member: Any):
        _, approval_id = asked(strict)
        strict.sit(member)
        assert "Approvals" not in strict.inbox().text
        assert strict.open(f"/amends/desk/approvals/{approval_id}").status == 403


def test_a_form_sent_twice_offers_one_code(make_small_desk: MakeDesk):
    desk = make_small_desk()
    case_id = desk.claim()
    desk.sit(AGENT)
    checked = desk.send(case_id, "propose", {**desk.case(case_id).form("propose"), **code("5")})
    sent = {**checked.form("propose"), "step": "confirm"}
    assert desk.send(case_id, "propose", sent).status == 303
    assert desk.send(case_id, "propose", sent).status == 303
    view = desk.view(case_id)
    assert len(view.dispute.offers) == 1
    assert "It can be used for 90 days" in desk.case(case_id).text


def test_what_failed_says_why_and_is_tried_again(make_small_desk: MakeDesk):
    answers = [Failed(reason="The bank is closed."), Performed(reference="bank-1")]

    def prepare(amends: Any) -> None:
        amends.compensation("partial_refund")(lambda _one: answers.pop(0))

    desk = make_small_desk(prepare=prepare)
    case_id = desk.claim()
    desk.sit(AGENT)
    desk.act(case_id, "accept_claim")
    page = desk.case(case_id)
    assert "Who pays" in page.text
    post(desk, page, "/compensation")
    compensation.perform_due(desk.shop.state)
    page = desk.case(case_id)
    for told in ("Did not work", "The bank is closed.", "Attempts 1"):
        assert told in page.text
    post(desk, page, "/compensation/again")
    assert "Being tried" in desk.case(case_id).text
    compensation.perform_due(desk.shop.state)
    assert not desk.view(case_id).dispute.is_open


def test_goodwill_is_told_by_cause_and_where_offers_are_made(strict: Desk):
    case_id = strict.claim()
    strict.sit(AGENT)
    assert "Left of this month's budget for goodwill" in strict.case(case_id).text
    checked = strict.send(case_id, "propose", {**strict.case(case_id).form("propose"), **code("15")})
    strict.send(case_id, "propose", {**checked.form("propose"), "step": "confirm"})
    page = strict.open("/amends/desk/goodwill")
    assert "Left €35.00" in page.text
    row = page.soup.select_one("main table tbody tr")
    assert row is not None
    assert "€15.00" in row.get_text()


ORDERS = [replace(ORDER, number=f"A-{n}", email=f"buyer{n}@example.org") for n in range(1, 4)]


@pytest.fixture
def posted(sqlite_uri: str) -> Any:
    shop = make_shop(
        sqlite_uri, orders=ORDERS, AMENDS_BASE_URL="https://shop.example", AMENDS_STAFF_EMAIL="s@shop.example"
    )
    shop.amends.affected_orders(lambda _facts: ORDERS)
    shop.staff.member = LEAD
    yield Desk(shop=shop, client=shop.app.test_client())
    shop.close()


def letter(shop: Shop, to: str) -> str:
    assert shop.mails is not None
    [one] = shop.mails.to(to)
    body = one.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_one_mistake_is_made_good_for_everybody(posted: Desk):  # S003, P17
    shop, desk = posted.shop, posted
    case_id = desk.claim(order_number="A-1", email="buyer1@example.org")
    page = desk.open("/amends/desk/incidents/new")
    wrong = post(desk, page, "incident", title="", reason="not_as_described", happened="")
    assert wrong.status == 422
    assert set(wrong.summary()) == {"#incident-title", "#incident-happened"}
    found = post(
        desk, wrong, "incident", title="Roses without water", reason="not_as_described", happened="A cooler."
    )
    assert "has not complained" in found.text
    assert post(desk, found, "plan", kind="promo_code", amount="", words="Sorry.").status == 422
    planned = post(desk, found, "plan", kind="promo_code", amount="10", words="Sorry.", cap="25")
    assert "If everybody accepts, it comes to €30.00" in planned.text
    noted = post(desk, planned, "note", **{"notes.en": "A cooler failed on Monday.", "public": "on"})
    public = noted.soup.find("a", string="It can be read by everybody")
    assert public is not None
    post(desk, noted, "send")
    run_once(shop.state)
    run_once(shop.state)
    address = str(found.response.request.path)
    page = desk.open(address)
    assert "Stopped" in page.text, "the cap leaves one out"
    assert "€20.00 of at most €25.00" in page.text
    assert desk.view(case_id, Actor.SHOPPER).dispute.open_offers(Actor.SHOPPER)

    _everybody_reads(desk, str(public["href"]))
    _a_buyer_accepts(desk)
    desk.sit(LEAD)
    page = desk.open(address)
    assert "Accepted €10.00" in page.text
    closed = post(desk, page, "close", report="The cooler is checked daily.")
    assert "The cooler is checked daily." in closed.text
    desk.sit(None)
    assert desk.open(str(public["href"])).status == 404


def _everybody_reads(desk: Desk, address: str) -> None:
    desk.sit(None)
    told = desk.open(address)
    assert told.status == 200
    assert "A cooler failed on Monday." in told.text
    with desk.shop.app.test_request_context():
        slot = render_template_string("{{ amends.incident_notes() }}")
    assert "Roses without water" in slot


def _a_buyer_accepts(desk: Desk) -> None:
    shop = desk.shop
    mailed = letter(shop, "buyer2@example.org")
    assert "It can be used for 90 days after you get it." in mailed
    way = re.search(r"https://shop\.example(/\S+)", mailed)
    assert way is not None
    shopper = Desk(shop=shop, client=shop.app.test_client())
    offer = shopper.open(way[1])
    assert "Roses without water" in offer.text
    accepted = post(shopper, offer, "/incidents/offer", step="accept")
    assert "You have accepted this offer." in accepted.text
    again = post(shopper, offer, "/incidents/offer", step="accept")
    assert again.status == 200
    with shop.state.store.read() as unit:
        [opened] = unit.cases.of_order("A-2")
    owed = desk.view(opened).dispute.obligation
    assert owed is not None
    assert owed.terms.kind is Remedy.PROMO_CODE


def test_an_agent_reads_incidents_but_changes_none(posted: Desk):
    posted.sit(AGENT)
    page = posted.open("/amends/desk/incidents")
    assert page.status == 200
    assert "New incident" not in page.text
    assert posted.open("/amends/desk/incidents/new").status == 403
