"""Links into rooms: no side effect on opening, one purpose, an end, and nothing learnt from a wrong one."""

from datetime import timedelta

import pytest

from flask_amends.disputes.vocabulary import Outcome, Status
from flask_amends.service import cases
from flask_amends.service.tokens import Purpose, link_token, sign
from flask_amends.testing import Shop
from tests.integration.cases import dump
from tests.integration.web.storefront.conftest import MakeVisitor, Visitor


def guest_case(visitor: Visitor) -> str:
    return visitor.case(proven=False)


def test_opening_the_link_changes_nothing_and_its_button_verifies(visitor: Visitor):
    case_id = guest_case(visitor)
    link = visitor.link(case_id)
    before = dump(visitor.shop.state)
    for method in ("get", "head", "options"):
        getattr(visitor.client, method)(link)
    assert dump(visitor.shop.state) == before
    page = visitor.open(link)
    assert "confirm your e-mail address" in page.text
    answer = visitor.post(link, {})
    assert (answer.status, answer.location) == (303, f"/amends/d/{case_id}")
    assert visitor.view(case_id).dispute.status is Status.AWAITING_SHOP
    assert visitor.open(answer.location).status == 200


def test_a_programs_visit_does_not_use_the_link_up(visitor: Visitor):
    case_id = guest_case(visitor)
    link = visitor.link(case_id)
    scanner = visitor.shop.app.test_client()
    assert scanner.get(link).status_code == 200
    assert scanner.post(link).status_code == 303
    assert visitor.post(link, {}).status == 303


def test_the_cookie_is_for_one_case_and_out_of_reach_of_scripts(visitor: Visitor):
    link = visitor.link(visitor.case())
    plain = visitor.post(link, {}).response.headers["Set-Cookie"]
    secure = visitor.post(link, {}, base_url="https://localhost").response.headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(plain.split("; "))
    assert secure.startswith("__Host-amends_")
    assert {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"} <= set(secure.split("; "))
    assert "Domain" not in secure


def test_only_a_hash_of_the_session_is_stored(visitor: Visitor):
    cookie = visitor.post(visitor.link(visitor.case()), {}).response.headers["Set-Cookie"]
    token = cookie.partition("=")[2].partition(";")[0]
    assert token not in repr(dump(visitor.shop.state))


def test_the_same_claim_again_leads_to_the_open_case(visitor: Visitor):
    first, second = guest_case(visitor), guest_case(visitor)
    visitor.post(visitor.link(first), {})
    answer = visitor.post(visitor.link(second), {})
    assert answer.location == f"/amends/d/{first}?already=1"
    assert "You have already told us about this" in visitor.open(answer.location).text
    assert visitor.view(second).dispute.status is Status.CLOSED
    assert visitor.view(second).dispute.outcome in (Outcome.DUPLICATE, Outcome.RETRACTED)


def tampered(shop: Shop, link: str) -> dict[str, str]:
    """Ways to spell a link that must all be refused."""
    head, _, token = link.rpartition("/")
    payload, moment, signature = token.split(".")
    state = shop.state
    return {
        "another signature": f"{head}/{payload}.{moment}.{signature[:-3]}abc",
        "another moment": f"{head}/{payload}.{moment[:-1]}Z.{signature}",
        "another payload": f"{head}/x{payload}.{moment}.{signature}",
        "cut": f"{head}/{token[:-9]}",
        "empty parts": f"{head}/..",
        "long": f"{head}/{token}{'A' * 600}",
        "not ascii": f"{head}/{token}\u0661",
        "for an order": f"{head}/{sign(state, Purpose.ORDER, {'jti': 'x'})}",
        "for a form": f"{head}/{sign(state, Purpose.FORM, {'jti': 'x'})}",
        "for an upload": f"{head}/{sign(state, Purpose.UPLOAD, {'jti': 'x'})}",
        "unknown jti": f"{head}/{link_token(state, Purpose.ROOM, 'nobody')}",
        "jti of another kind": f"{head}/{sign(state, Purpose.ROOM, {'jti': 7})}",
        "someone's case": f"{head}/dsp_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    }


def test_every_tampered_link_gets_the_same_page_and_opens_nothing(visitor: Visitor):
    link = visitor.link(visitor.case())
    before = dump(visitor.shop.state)
    pages = set()
    for kind, address in tampered(visitor.shop, link).items():
        page = visitor.open(address)
        assert page.status == 404, kind
        pages.add(page.text)
        assert visitor.client.post(address).status_code == 404, kind
    assert len(pages) == 1
    assert dump(visitor.shop.state) == before


@pytest.mark.parametrize(("seconds", "status"), [(-1, 200), (0, 404), (1, 404)])
def test_a_link_ends_when_its_row_says(visitor: Visitor, seconds: int, status: int):
    link = visitor.link(visitor.case(), days=5)
    visitor.shop.clock.move(timedelta(days=5, seconds=seconds))
    assert visitor.open(link).status == status


def test_a_revoked_link_ends_the_sessions_it_opened(visitor: Visitor):
    case_id = visitor.case()
    link = visitor.link(case_id)
    visitor.post(link, {})
    assert visitor.open(f"/amends/d/{case_id}").status == 200
    with visitor.shop.state.store.begin() as unit:
        unit.links.revoke(now=visitor.shop.clock.now(), case_id=case_id)
    assert visitor.open(f"/amends/d/{case_id}").status == 404
    assert visitor.open(link).status == 404


def test_a_clock_that_is_set_back_does_not_end_a_link(visitor: Visitor):
    link = visitor.link(visitor.case())
    visitor.shop.clock.move(hours=-2)
    assert visitor.open(link).status == 200


def test_links_outlive_a_change_of_the_key_while_the_old_one_is_listed(make_visitor: MakeVisitor):
    visitor = make_visitor()
    case_id = visitor.case()
    link = visitor.link(case_id)
    changed = make_visitor(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["test"])
    assert changed.client.post(link).status_code == 303
    forgotten = make_visitor(SECRET_KEY="newer", SECRET_KEY_FALLBACKS=["new"])
    assert forgotten.client.post(link).status_code == 404


def test_a_visit_ends_after_a_while_and_when_the_shopper_leaves(visitor: Visitor):
    case_id = visitor.case()
    visitor.enter(case_id)
    visitor.shop.clock.move(days=2)
    room = visitor.open(f"/amends/d/{case_id}")
    assert room.status == 200
    visitor.post(f"/amends/d/{case_id}/leave", room.form("/leave"))
    assert visitor.open(f"/amends/d/{case_id}").status == 404
    visitor.enter(case_id)
    visitor.shop.clock.move(days=7, seconds=1)
    assert visitor.open(f"/amends/d/{case_id}").status == 404


def test_a_session_of_one_case_opens_no_other(visitor: Visitor):
    mine, theirs = visitor.case(), visitor.case(email="eva@example.org", order_number="E-5", items=())
    visitor.enter(mine)
    cookie = visitor.client._cookies
    assert cookie
    assert visitor.open(f"/amends/d/{theirs}").status == 404


def test_a_new_link_is_mailed_to_the_cases_address_only_and_the_answer_is_always_the_same(visitor: Visitor):
    case_id = visitor.case()
    reference = cases.get(
        visitor.shop.state, case_id, visitor.view(case_id).available[0].actor
    ).reference_number
    answers = set()
    for number, email in [
        (reference, "anna@example.org"),
        (reference, "eva@example.org"),
        ("X", "anna@example.org"),
    ]:
        form = visitor.open("/amends/link").form("/link")
        answer = visitor.post("/amends/link", {**form, "case_reference": number, "email": email})
        answers.add((answer.status, answer.location, answer.response.data))
    assert len(answers) == 1
    with visitor.shop.state.store.read() as unit:
        mails = [mail for mail in unit.mails.of(case_id) if mail.kind == "link"]
    assert len(mails) == 1


def test_a_link_that_was_lost_again_is_mailed_again(visitor: Visitor):
    case_id = visitor.case()
    reference = visitor.view(case_id).reference_number
    for _ in range(2):
        form = visitor.open("/amends/link").form("/link")
        visitor.post("/amends/link", {**form, "case_reference": reference, "email": "anna@example.org"})
    with visitor.shop.state.store.read() as unit:
        assert sum(mail.kind == "link" for mail in unit.mails.of(case_id)) == 2
