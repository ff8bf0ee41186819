"""Who gets in: every route of the desk for every kind of visitor. A new route without a row fails here."""

import logging
from collections.abc import Mapping

import pytest

from flask_amends.ports import StaffMember
from flask_amends.service.withdrawing import Statement, submit
from tests.integration.cases import dump
from tests.integration.web.desk.conftest import AGENT, AUDITOR, LEAD, REVIEWER, Desk

NOBODY = None
STRANGER = StaffMember(id="11", name="Someone", roles=frozenset({"warehouse"}))

#: Route -> visitor -> status. Posts carry no form of ours: who may act is refused for that alone (403).
SEES = {"nobody": 404, "agent": 200, "lead": 200, "reviewer": 200, "auditor": 200, "stranger": 200}
ACTS = {"nobody": 404, "agent": 403, "lead": 403, "reviewer": 403, "auditor": 403, "stranger": 403}
MANAGES = {**ACTS, "lead": 200}
JUDGES = {**MANAGES, "reviewer": 200}
AUDITS = {**MANAGES, "auditor": 200}
MATRIX: Mapping[tuple[str, str], Mapping[str, int]] = {
    ("GET", "/amends/desk/"): SEES,
    ("GET", "/amends/desk/live"): SEES,
    ("POST", "/amends/desk/several"): ACTS,
    ("POST", "/amends/desk/cases/<case_id>/kept"): ACTS,
    ("GET", "/amends/desk/cases/<case_id>/offers"): {**MANAGES, "agent": 200},
    ("GET", "/amends/desk/held"): SEES,
    ("POST", "/amends/desk/held/<case_id>"): ACTS,
    ("GET", "/amends/desk/cases/<case_id>"): SEES,
    ("GET", "/amends/desk/cases/<case_id>/photos/<file_id>"): dict.fromkeys(SEES, 404),
    ("GET", "/amends/desk/cases/<case_id>/bundle"): SEES,
    ("POST", "/amends/desk/cases/<case_id>/end-links"): ACTS,
    ("POST", "/amends/desk/cases/<case_id>/act/<action>"): ACTS,
    ("POST", "/amends/desk/cases/<case_id>/compensation"): ACTS,
    ("GET", "/amends/desk/reviews"): SEES,
    ("GET", "/amends/desk/reports"): SEES,
    ("GET", "/amends/desk/readiness"): SEES,
    ("GET", "/amends/desk/delivery"): SEES,
    ("POST", "/amends/desk/delivery/reviewed"): ACTS,
    ("GET", "/amends/desk/catalogue"): SEES,
    ("GET", "/amends/desk/reports/<report>.csv"): SEES,
    ("POST", "/amends/desk/cases/<case_id>/prevention"): ACTS,
    ("GET", "/amends/desk/withdrawals"): SEES,
    ("GET", "/amends/desk/withdrawals/<withdrawal_id>"): SEES,
    ("POST", "/amends/desk/withdrawals/<withdrawal_id>/handled"): ACTS,
    ("POST", "/amends/desk/withdrawals/<withdrawal_id>/receipt"): ACTS,
    ("GET", "/amends/desk/tasks"): SEES,
    ("POST", "/amends/desk/tasks/<promise_id>"): ACTS,
    ("POST", "/amends/desk/cases/<case_id>/tasks/<kind>"): ACTS,
    ("GET", "/amends/desk/snippets"): SEES,
    ("GET", "/amends/desk/snippets/new"): MANAGES,
    ("POST", "/amends/desk/snippets/new"): ACTS,
    ("GET", "/amends/desk/snippets/<snippet_id>"): SEES,
    ("POST", "/amends/desk/snippets/<snippet_id>"): ACTS,
    ("POST", "/amends/desk/snippets/<snippet_id>/retire"): ACTS,
    ("GET", "/amends/desk/notices"): SEES,
    ("GET", "/amends/desk/notices/own/new"): MANAGES,
    ("POST", "/amends/desk/notices/own/new"): ACTS,
    ("GET", "/amends/desk/notices/<key>"): SEES,
    ("POST", "/amends/desk/notices/<key>"): ACTS,
    ("POST", "/amends/desk/notices/<key>/accept"): ACTS,
    ("POST", "/amends/desk/notices/<key>/end"): ACTS,
    ("GET", "/amends/desk/promos"): SEES,
    ("GET", "/amends/desk/promos/new"): MANAGES,
    ("POST", "/amends/desk/promos/new"): ACTS,
    ("GET", "/amends/desk/promos/<promo_id>"): dict.fromkeys(SEES, 404),
    ("POST", "/amends/desk/promos/<promo_id>"): {**ACTS, "lead": 404},
    ("POST", "/amends/desk/promos/<promo_id>/publish"): {**ACTS, "lead": 404},
    ("POST", "/amends/desk/promos/<promo_id>/end"): {**ACTS, "lead": 404},
    ("GET", "/amends/desk/second-looks"): JUDGES,
    ("GET", "/amends/desk/cases/<case_id>/arbiter"): JUDGES,
    ("POST", "/amends/desk/cases/<case_id>/arbiter"): ACTS,
    ("POST", "/amends/desk/cases/<case_id>/arbiter/<seat_id>/end"): ACTS,
    ("GET", "/amends/desk/cases/<case_id>/hold"): MANAGES,
    ("POST", "/amends/desk/cases/<case_id>/hold"): ACTS,
    ("POST", "/amends/desk/cases/<case_id>/hold/<hold_id>"): ACTS,
    ("GET", "/amends/desk/people"): AUDITS,
    ("POST", "/amends/desk/people"): ACTS,
    ("GET", "/amends/desk/people/<person_id>"): {**AUDITS, "lead": 404, "auditor": 404},
    ("GET", "/amends/desk/people/<person_id>/export"): {**AUDITS, "lead": 404, "auditor": 404},
    ("POST", "/amends/desk/people/<person_id>/erase"): {**ACTS, "lead": 404},
    ("GET", "/amends/desk/reach"): AUDITS,
    ("GET", "/amends/desk/reach/<person_id>"): dict.fromkeys(SEES, 404),
    ("POST", "/amends/desk/reach/<person_id>/number"): ACTS,
    ("POST", "/amends/desk/reach/<person_id>/wish"): ACTS,
    ("POST", "/amends/desk/cases/<case_id>/compensation/again"): ACTS,
    ("GET", "/amends/desk/goodwill"): SEES,
    ("GET", "/amends/desk/prices"): SEES,
    ("GET", "/amends/desk/prices/<point_id>"): dict.fromkeys(SEES, 404),
    ("POST", "/amends/desk/prices/<point_id>/decide"): {**ACTS, "agent": 404, "lead": 404},
    ("GET", "/amends/desk/payments"): SEES,
    ("POST", "/amends/desk/payments"): ACTS,
    ("GET", "/amends/desk/payments/<payment_id>"): dict.fromkeys(SEES, 404),
    ("POST", "/amends/desk/payments/<payment_id>/<step>"): {**ACTS, "agent": 404, "lead": 404},
    ("GET", "/amends/desk/stock"): SEES,
    ("POST", "/amends/desk/stock/<step>"): {**ACTS, "agent": 404, "lead": 404},
    ("GET", "/amends/desk/stock/letters/<letter_id>"): dict.fromkeys(SEES, 404),
    ("POST", "/amends/desk/stock/letters/<letter_id>"): {**ACTS, "agent": 404, "lead": 404},
    ("GET", "/amends/desk/incidents"): SEES,
    ("GET", "/amends/desk/incidents/new"): MANAGES,
    ("POST", "/amends/desk/incidents/new"): ACTS,
    ("GET", "/amends/desk/incidents/<incident_id>"): dict.fromkeys(SEES, 404),
    ("POST", "/amends/desk/incidents/<incident_id>/<step>"): {**ACTS, "lead": 404},
    ("GET", "/amends/desk/approvals"): MANAGES,
    ("GET", "/amends/desk/approvals/<approval_id>"): {**ACTS, "lead": 404},
    ("POST", "/amends/desk/approvals/<approval_id>/approve"): {**ACTS, "lead": 404},
    ("POST", "/amends/desk/approvals/<approval_id>/decline"): {**ACTS, "lead": 404},
    ("POST", "/amends/desk/approvals/<approval_id>/take-back"): {**ACTS, "lead": 404, "agent": 404},
    ("GET", "/amends/desk/log"): AUDITS,
    ("GET", "/amends/desk/log.csv"): AUDITS,
    ("GET", "/amends/desk/keys"): MANAGES,
    ("POST", "/amends/desk/keys/<key_id>/revoke"): ACTS,
    ("GET", "/amends/desk/questions"): SEES,
    ("GET", "/amends/desk/questions/<enquiry_id>"): dict.fromkeys(SEES, 404),
    ("POST", "/amends/desk/questions/<enquiry_id>/<action>"): ACTS,
}
VISITORS = {
    "nobody": NOBODY,
    "agent": AGENT,
    "lead": LEAD,
    "reviewer": REVIEWER,
    "auditor": AUDITOR,
    "stranger": STRANGER,
}


def routes(desk: Desk) -> set[tuple[str, str]]:
    rules = (rule for rule in desk.shop.app.url_map.iter_rules() if rule.rule.startswith("/amends/desk"))
    return {(method, rule.rule) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}


def withdrawn(desk: Desk) -> str:
    statement = Statement(name="Anna", contract="A-1", email="anna@example.org", declaration="I withdraw.")
    return submit(desk.shop.state, statement).withdrawal_id


def test_every_route_of_the_desk_has_a_row(desk: Desk) -> None:
    assert routes(desk) == set(MATRIX)


@pytest.mark.parametrize("visitor", VISITORS)
def test_each_visitor_gets_what_the_matrix_says(desk: Desk, visitor: str) -> None:
    """Nothing is changed by what carries no form of ours, so one shop serves the whole column."""
    things = {
        "case_id": desk.claim(),
        "withdrawal_id": withdrawn(desk),
        "action": "post_message",
        "report": "weeks",
        "snippet_id": "starter_time",
        "kind": "callback",
        "key": "photo.differs",
    }
    before = dump(desk.shop.state)
    desk.sit(VISITORS[visitor])

    got = {(method, rule): _status(desk, method, rule, things) for method, rule in MATRIX}

    assert got == {route: row[visitor] for route, row in MATRIX.items()}
    assert dump(desk.shop.state) == before


def _status(desk: Desk, method: str, rule: str, things: Mapping[str, str]) -> int:
    """What a route answers; what is not among the things is an id of nothing."""
    names = [part.partition(">")[0] for part in rule.split("<")[1:]]
    if "enquiry_id" in names:
        things = {**things, "action": "answer"}
    for name in names:
        rule = rule.replace(f"<{name}>", things.get(name, "none_x"))
    return desk.client.open(rule, method=method).status_code


def test_without_a_staff_check_there_is_no_desk(desk: Desk) -> None:
    case_id = desk.claim()
    desk.shop.amends._handlers.staff_check = None

    assert desk.inbox().status == 404
    assert desk.case(case_id).status == 404


def test_a_staff_check_that_fails_lets_nobody_in(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    case_id = desk.claim()

    @desk.shop.amends.staff_check
    def broken() -> StaffMember:
        raise LookupError("the session store is away")

    with caplog.at_level(logging.CRITICAL, "flask_amends"):
        pages = [desk.inbox(), desk.case(case_id), desk.send(case_id, "post_message", {"text": "x"})]

    assert [page.status for page in pages] == [403, 403, 403]
    assert "session store" not in "".join(page.text for page in pages)


def test_the_staff_check_is_asked_on_every_request(desk: Desk) -> None:
    case_id = desk.claim()
    sent = {**desk.case(case_id).form("post_message"), "text": "x"}
    desk.sit(None)

    assert desk.send(case_id, "post_message", sent).status == 404
    assert desk.view(case_id).version == 1


@pytest.mark.parametrize("member", [AUDITOR, REVIEWER, STRANGER], ids=lambda member: member.name)
def test_who_may_only_read_has_no_forms_and_is_told_so(desk: Desk, member: StaffMember) -> None:
    case_id = desk.claim()
    sent = {**desk.case(case_id).form("post_message"), "text": "x"}
    desk.sit(member)

    page = desk.case(case_id)
    refused = desk.send(case_id, "post_message", sent)

    assert page.actions == set()
    assert "To act in it you need another role." in page.text
    assert refused.status == 403
    assert "your role does not include this" in refused.text
    assert desk.view(case_id).version == 1


def test_staff_without_roles_are_agents(desk: Desk) -> None:
    case_id = desk.claim()
    desk.sit(StaffMember(id="12", name="Just me"))

    assert desk.act(case_id, "post_message", text="Hello.").status == 303


def test_a_case_that_is_not_there_is_not_there_for_staff_either(desk: Desk) -> None:
    assert desk.case("dsp_none").status == 404
    assert desk.send("dsp_none", "post_message", {}).status == 404
    assert desk.send(desk.claim(), "no_such_act", {}).status == 404


def test_a_photo_of_another_case_is_not_found(desk: Desk) -> None:
    assert desk.open(f"/amends/desk/cases/{desk.claim()}/photos/fil_other").status == 404


def test_pages_carry_the_strictest_headers(desk: Desk) -> None:
    for page in (desk.inbox(), desk.case(desk.claim())):
        headers = page.response.headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"
        assert page.soup.select("script:not([src^='/amends/s/desk.']), style, [style], [onclick]") == []
        assert [one.get_text() for one in page.soup.select("script")] == [""]
