"""Somebody from outside decides a case behind a mailed link, and nothing but that case (point 7, X9)."""

import logging
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import redirect
from PIL import Image

from flask_amends.disputes import commands as c
from flask_amends.disputes.events import Decided, EvidenceAdded
from flask_amends.disputes.vocabulary import Actor, EvidenceType, Reason, Remedy, RouteName, Status
from flask_amends.service import arbiters, history
from flask_amends.service.audit import AuditFilters
from flask_amends.web import access, logs
from tests.integration.cases import CLAIM, ORDER, dump
from tests.integration.web.arbiter.conftest import EMAIL, Arbiter, ask
from tests.integration.web.desk.conftest import AGENT, REVIEWER, Desk

AWARD = {"terms__kind": "partial_refund", "terms__amount": "10.00"}
WHY = {"reason": "item_not_as_described", "note": "The photos show it."}


def photo() -> tuple[BytesIO, str]:
    content = BytesIO()
    Image.new("RGB", (40, 30), "green").save(content, "PNG")
    content.seek(0)
    return content, "report.png"


def under_review(desk: Desk, **changes: Any) -> str:
    """Another case that waits for a second look."""
    case_id = desk.claim(**changes)
    desk.sit(AGENT)
    desk.act(case_id, "reject", ground="conforms_to_contract", note="We checked it.")
    desk.wait(days=3)
    return case_id


def test_opening_the_link_changes_nothing_and_its_button_opens_the_case(arbiter: Arbiter):
    before = dump(arbiter.desk.shop.state)
    page = arbiter.open(arbiter.link)
    assert arbiter.client.head(arbiter.link).status_code == 200
    assert dump(arbiter.desk.shop.state) == before
    assert "Read the case" in page.text
    answer = arbiter.enter()
    assert answer.response.location == f"/amends/arbiter/{arbiter.seat_id}"
    assert arbiter.open().status == 200


def test_the_page_shows_both_sides_and_no_address(seated: Arbiter):
    text = seated.open().text
    for shown in (CLAIM.description, "We checked the photos.", "Roses", "20.00", "What the shopper asks for"):
        assert shown in text
    html = seated.open().response.get_data(as_text=True)
    for hidden in (CLAIM.email, CLAIM.phone, CLAIM.name, AGENT.name):
        assert hidden is not None
        assert hidden not in html


def test_a_decision_is_recorded_with_its_reason_and_the_evidence_relied_on(seated: Arbiter):
    seated.act("opinion", note="Dr Kowalski looked at the vase: the crack is old.", photos=[photo()])
    page = seated.open()
    evidence = [str(one["value"]) for one in page.soup.select("[name^='evidence_ids.']")]
    assert len(evidence) == 1
    assert seated.act("decide", **AWARD, **WHY, evidence_ids__0=evidence[0]).status == 303
    view = seated.desk.view(seated.case_id)
    decided = next(one for one in view.entries if one.event.type == "dispute.decided")
    assert isinstance(decided.event.fact, Decided)
    assert decided.event.fact.evidence_ids == (evidence[0],)
    assert decided.actor_name == "Jan Arbiter"
    assert decided.event.actor is Actor.ARBITER
    assert view.dispute.status is Status.AWAITING_COMPENSATION
    assert history.verify_chain(seated.desk.shop.state, seated.case_id) == view.version


def test_nothing_is_decided_on_one_click(seated: Arbiter):
    before = seated.desk.view(seated.case_id).version
    sent = {**seated.open().form("decide"), **{k.replace("__", "."): v for k, v in AWARD.items()}, **WHY}
    page = seated.send("decide", sent)
    assert page.status == 200
    assert "What follows" in page.text
    assert seated.desk.view(seated.case_id).version == before


def test_an_experts_opinion_is_evidence_of_its_own_kind_with_its_photos(seated: Arbiter):
    assert seated.act("opinion", note="The crack is old.", photos=[photo()]).status == 303
    entry = seated.desk.view(seated.case_id).entries[-1]
    assert isinstance(entry.event.fact, EvidenceAdded)
    assert entry.event.fact.evidence_type is EvidenceType.THIRD_PARTY_EXPERT_OPINION
    assert len(entry.files) == 1
    image = seated.open().soup.select_one(".thumbs img")
    assert image is not None
    assert seated.client.get(str(image["src"])).status_code == 200


def test_evidence_is_required_and_the_seat_outlives_the_wait(seated: Arbiter):
    assert seated.act("require_evidence", party="shopper", note="A photo of the box, please.").status == 303
    assert seated.desk.view(seated.case_id).dispute.status is Status.EVIDENCE_REQUIRED
    assert seated.open().status == 200
    request = seated.desk.view(seated.case_id).dispute.evidence_request
    assert request is not None
    seated.desk.shopper(
        seated.case_id, c.NotAvailable(actor=Actor.SHOPPER, request_id=request.id, note="Thrown away.")
    )
    assert "Thrown away." in seated.open().text
    assert "decide" in seated.open().actions


def test_both_sides_read_what_an_arbiter_writes(seated: Arbiter):
    assert seated.act("write", text="I have read everything.").status == 303
    assert "I have read everything." in seated.desk.case(seated.case_id).text


def test_stepping_aside_ends_the_seat_and_says_so(seated: Arbiter):
    assert seated.act("recuse", note="I know the shop.").status == 303
    page = seated.open()
    assert "You have stepped aside" in page.text
    assert CLAIM.description not in page.text


@pytest.mark.parametrize("moment", ["decided", "ended", "late", "newer"])
def test_a_seat_that_is_over_shows_nothing_of_the_case_and_takes_nothing(seated: Arbiter, moment: str):
    sent = {**seated.open().form("write"), "text": "Too late."}
    said = {
        "decided": "Thank you, you have decided",
        "ended": "This link has ended",
        "late": "The time for this decision is over",
        "newer": "This link has ended",
    }
    if moment == "decided":
        seated.act("decide", **AWARD, **WHY)
    elif moment == "ended":
        arbiters.end(seated.desk.shop.state, seated.case_id, seated.seat_id)
    elif moment == "late":
        seated.desk.shop.clock.move(days=4, hours=23)
        assert seated.enter().status == 303
        seated.desk.shop.clock.move(hours=2)  # the sweep has not come by yet
    else:
        ask(seated.desk, seated.case_id)
    version = seated.desk.view(seated.case_id).version
    pages = [seated.open(seated.link), seated.send("write", sent)]
    if moment in ("ended", "newer"):  # every session of the seat is gone, and its link as well
        assert [one.status for one in pages] == [404, 404]
    else:
        assert all(said[moment] in one.text for one in pages)
    assert all(CLAIM.description not in one.text for one in pages)
    assert seated.desk.view(seated.case_id).version == version


def test_a_session_opens_one_case_only_and_no_room(seated: Arbiter):
    other = ask(seated.desk, under_review(seated.desk, reason=Reason.DEFECTIVE))
    assert seated.client.get(f"/amends/arbiter/{other.seat_id}").status_code == 404
    assert seated.client.get(f"/amends/d/{seated.case_id}").status_code == 404
    cookies = seated.client._cookies or {}
    token = next(one.value for one in cookies.values() if "arbiter" in one.key)
    stranger = seated.desk.shop.app.test_client()
    with seated.desk.shop.app.test_request_context():
        stranger.set_cookie(access.cookie(seated.case_id).name, token)
    assert stranger.get(f"/amends/d/{seated.case_id}").status_code == 404


def test_a_token_of_another_purpose_is_no_link_and_a_changed_one_neither(arbiter: Arbiter):
    token = arbiter.link.rpartition("/")[2]
    for wrong in (f"/amends/arbiter/{token[:-2]}xx", "/amends/arbiter/nothing", f"/amends/d/{token}"):
        assert arbiter.client.post(wrong).status_code == 404
        assert arbiter.client.get(wrong).status_code == 404


def test_the_pages_carry_the_strictest_headers_and_send_no_address_on(arbiter: Arbiter):
    pages = [arbiter.open(arbiter.link)]
    arbiter.enter()
    pages.append(arbiter.open())
    for page in pages:
        headers = page.response.headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert page.soup.select("script, style, [style], [onclick]") == []


def test_the_token_of_a_link_stands_in_no_log(arbiter: Arbiter, caplog: pytest.LogCaptureFixture):
    line = f'127.0.0.1 - - "GET {arbiter.link} HTTP/1.1" 200 -'
    assert arbiter.link.rpartition("/")[2] not in logs.hidden_in(line)
    with caplog.at_level(logging.DEBUG):
        arbiter.open(arbiter.link)
        arbiter.enter()
    assert arbiter.link.rpartition("/")[2] not in caplog.text


def test_neither_side_is_asked_to_decide_its_own_case(desk: Desk):
    case_id = desk.under_review()
    desk.sit(REVIEWER)
    address = f"/amends/desk/cases/{case_id}/arbiter"
    token = desk.open(address).soup.select_one("form#act-arbiter [name=form_token]")
    assert token is not None
    sent = {"form_token": token["value"], "name": "Anna", "email": CLAIM.email.upper(), "locale": "pl"}
    answer = desk.client.post(address, data=sent)
    assert answer.status_code == 422
    assert "neither decides its own case" in answer.get_data(as_text=True)
    assert "ANNA@EXAMPLE.ORG" in answer.get_data(as_text=True)
    assert arbiters.of_case(desk.shop.state, case_id) == []


def test_nobody_can_be_asked_while_nobody_has_to_decide(desk: Desk):
    case_id = desk.claim()
    desk.sit(REVIEWER)
    page = desk.open(f"/amends/desk/cases/{case_id}/arbiter")
    assert page.soup.select("main form") == []
    assert "Nobody is asked to decide this case now." in page.text


def test_a_form_sent_twice_decides_once(seated: Arbiter):
    sent = {**seated.open().form("write"), "text": "Once."}
    assert [seated.send("write", sent).status for _ in range(2)] == [303, 303]
    said = [one for one in seated.desk.view(seated.case_id).entries if one.texts.get("text") == "Once."]
    assert len(said) == 1


def test_what_is_missing_stands_at_its_field_with_everything_typed(seated: Arbiter):
    page = seated.send("decide", {**seated.open().form("decide"), "note": "Because."})
    assert page.status == 422
    assert page.summary()
    assert "Because." in page.text


def test_a_guest_of_the_link_is_logged_as_an_arbiter(seated: Arbiter):
    seated.open()
    with seated.desk.shop.state.store.read() as unit:
        lines = unit.audit.page(AuditFilters(), None, 50)
    mine = [line for line in lines if line.actor_kind == "arbiter"]
    assert {line.about for line in mine} == {seated.case_id}
    assert {line.kind for line in mine} == {"read"}
    assert EMAIL not in repr(lines)


def test_on_every_database_a_seat_is_asked_opened_and_decides(real_desk: Desk):
    arbiter = ask(real_desk, real_desk.under_review())
    arbiter.enter()
    assert arbiter.act("decide", terms__kind="no_action", **WHY).status == 303
    assert real_desk.view(arbiter.case_id).dispute.status is Status.CLOSED
    assert arbiter.standing == "decided"


def test_the_shopper_reads_why_and_on_what_it_was_decided(seated: Arbiter):
    seated.act("opinion", note="The crack is old.", photos=[photo()])
    evidence = seated.open().soup.select_one("[name^='evidence_ids.']")
    assert evidence is not None
    seated.act("decide", **AWARD, **WHY, evidence_ids__0=str(evidence["value"]))
    desk = seated.desk
    room = desk.shop.app.test_client()
    with desk.shop.app.test_request_context():
        opened = redirect("/")
        access.open_room(desk.shop.state, opened, seated.case_id)  # type: ignore[arg-type]
    room.set_cookie(*opened.headers["Set-Cookie"].partition(";")[0].split("=", 1))
    said = " ".join(BeautifulSoup(room.get(f"/amends/d/{seated.case_id}").text, "lxml").get_text(" ").split())
    assert "The decision relies on: Evidence that whoever decides added, such as an expert's opinion" in said
    assert "The photos show it." in said
    desk.sit(AGENT)
    assert "The decision relies on:" in desk.case(seated.case_id).text


def test_for_a_marketplace_without_an_interface_somebody_decides_in_its_name(desk: Desk):
    desk.shop.state.order_lookup.add(replace(ORDER, number="M-1", marketplace="flora"))  # type: ignore[union-attr]
    case_id = under_review(desk, order_number="M-1", items=(), ask=Remedy.FULL_REFUND, amount=None)
    assert desk.view(case_id).dispute.route is RouteName.MARKETPLACE
    arbiter = ask(desk, case_id)
    arbiter.enter()
    assert "You decide for: flora" in arbiter.open().text
    assert arbiter.act("decide", terms__kind="no_action", **WHY).status == 303
    decided = next(one for one in desk.view(case_id).entries if one.event.type == "dispute.decided")
    assert decided.event.actor is Actor.MARKETPLACE
    assert decided.actor_name == "Jan Arbiter"
    assert "The photos show it." in desk.case(case_id).text


def test_signing_out_ends_the_session_and_leaves_the_link(seated: Arbiter):
    form = seated.open().soup.select_one("form.who [name=form_token]")
    assert form is not None
    seated.desk.shop.clock.move(hours=3)
    address = f"/amends/arbiter/{seated.seat_id}"
    said = seated.client.post(f"{address}/leave", data={"form_token": form["value"]})
    assert "You are signed out" in said.get_data(as_text=True)
    assert seated.open().status == 404
    assert seated.enter().status == 303
