"""Links that people act on: whom they let in, how they end, where tokens never show (security 27-38)."""

import base64
import json
import logging
import string
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Status
from flask_amends.service import cases, limits
from flask_amends.testing import make_shop
from tests.integration.cases import ORDER, dump
from tests.integration.web.storefront.conftest import MakeVisitor, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

ALPHABET = string.ascii_letters + string.digits + "-_"


@pytest.fixture
def database_uri(sqlite_uri: str) -> str:
    """One kind of database: these tests are about links as texts, and others try the rows on both."""
    return sqlite_uri


@pytest.fixture
def visitor(shared_visitor: Visitor) -> Visitor:
    return shared_visitor


def test_a_token_holds_nothing_personal(visitor: Visitor):  # 31
    link = visitor.link(visitor.case())
    payload = link.rpartition("/")[2].partition(".")[0]
    told = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert set(told) == {"jti"}


def spellings(token: str) -> Iterator[str]:
    """Other texts that decode to the same bytes, and escaped forms of the same text."""
    last = ALPHABET.index(token[-1]) if token[-1] in ALPHABET else 0
    for twin in range(last & ~3, (last & ~3) + 4):
        yield token[:-1] + ALPHABET[twin]
    yield token + "="
    yield token + "=="
    yield "".join(f"%{ord(letter):02X}" for letter in token)
    yield token.replace(".", "%2E")


def test_every_spelling_of_a_token_is_the_same_link_or_none(visitor: Visitor):  # 31
    """State hangs on the ``jti``: uses add up in one row, and revoking it ends them all."""
    case_id = visitor.case()
    link = visitor.link(case_id)
    head, _, token = link.rpartition("/")
    every = [f"{head}/{one}" for one in spellings(token)]
    opened = [one for one in every if visitor.client.post(one).status_code == 303]
    assert len(opened) >= 2
    with visitor.shop.state.store.read() as unit:
        [row] = unit.links.of(case_id)
    assert row.uses == len(opened)
    with visitor.shop.state.store.begin() as unit:
        unit.links.revoke(now=visitor.shop.clock.now(), jti=row.jti)
    assert [visitor.client.post(one).status_code for one in (link, *every)] == [404] * (len(every) + 1)


def test_programs_that_look_and_press_first_do_not_burn_a_link(visitor: Visitor):  # 33
    """A mail scanner: HEAD, GET, GET and POST from elsewhere, several times; then the person."""
    case_id = visitor.case(proven=False)
    link = visitor.link(case_id)
    before = dump(visitor.shop.state)
    scanner = visitor.shop.app.test_client()
    for method in ("head", "get", "get", "options"):
        assert getattr(scanner, method)(link).status_code == 200
    assert dump(visitor.shop.state) == before
    for _ in range(3):
        assert scanner.post(link).status_code == 303
    assert visitor.post(link, {}).status == 303
    assert visitor.open(f"/amends/d/{case_id}").status == 200
    assert visitor.view(case_id).dispute.status is Status.AWAITING_SHOP


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_of_a_link_tells_nobody_where_it_was(visitor: Visitor, method: str):  # 34
    answer = getattr(visitor.client, method)(visitor.link(visitor.case()))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_request_of_a_browser_carries_a_token_as_its_referer(sqlite_uri: str, page: "Page"):  # 34
    """The way of a shopper in Chromium: the link, its button, the room, the contact page, and back."""
    shop = make_shop(sqlite_uri, orders=[ORDER])
    visitor = Visitor(shop=shop, client=shop.app.test_client())
    server = make_server("127.0.0.1", 0, shop.app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    sent: list[Request] = []
    page.on("request", lambda one: sent.append(one))  # noqa: PLW0108 - it marks what it is given
    written = logging.getLogger("werkzeug")
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    written.addHandler(handler)
    try:
        link = visitor.link(visitor.case())
        token = link.rpartition("/")[2]
        page.goto(f"http://127.0.0.1:{server.port}{link}")
        page.click("main form button")
        page.wait_for_url("**/d/dsp_*")
        page.click("header nav a")
        page.wait_for_url("**/contact*")
        told = [one.headers.get("referer", "") for one in sent]
        assert [one for one in told if token in one] == []
        assert any(told), "no referer at all would prove nothing"
        assert lines
        assert [one for one in lines if token in one] == []
    finally:
        written.removeHandler(handler)
        server.shutdown()
        serving.join()
        server.server_close()
        shop.close()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.test"},
        {"X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "https"},
        {"Forwarded": "host=evil.test"},
        {"X-Original-URL": "https://evil.test/"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_address_comes_from_a_header(make_visitor: MakeVisitor, headers: dict[str, str]):  # 35
    visitor = make_visitor(AMENDS_BASE_URL="https://shop.example")
    case_id = visitor.case()
    form = visitor.open("/amends/link").form("/link")
    reference = visitor.view(case_id).reference_number
    sent = {**form, "case_reference": reference, "email": "anna@example.org"}
    answer = visitor.client.post("/amends/link", data=sent, headers=headers)
    assert answer.status_code == 303
    assert "evil.test" not in answer.headers["Location"]
    link = visitor.link(case_id)
    pages = [
        visitor.client.get(one, headers=headers) for one in (link, "/amends/link", "/amends/", link + "x")
    ]
    assert not any("evil.test" in page.get_data(as_text=True) for page in pages)


def test_a_session_that_was_planted_is_never_taken_over(visitor: Visitor):  # 36
    case_id = visitor.case()
    link = visitor.link(case_id)
    name = visitor.post(link, {}).response.headers["Set-Cookie"].partition("=")[0]
    planted = visitor.shop.app.test_client()
    planted.set_cookie(name, "planted-by-somebody-else")
    given = planted.post(link).headers["Set-Cookie"]
    assert "planted" not in given
    other = visitor.shop.app.test_client()
    other.set_cookie(name, "planted-by-somebody-else")
    assert other.get(f"/amends/d/{case_id}").status_code == 404


def test_a_visit_ends_for_good_after_two_weeks_however_much_it_is_used(visitor: Visitor):  # 36
    case_id = visitor.case()
    visitor.enter(case_id)
    for _ in range(6):
        visitor.shop.clock.move(days=2)
        assert visitor.open(f"/amends/d/{case_id}").status == 200
    visitor.shop.clock.move(days=2)
    assert visitor.open(f"/amends/d/{case_id}").status == 404


def test_a_session_that_was_left_cannot_be_used_again(visitor: Visitor):  # 36
    case_id = visitor.case()
    visitor.enter(case_id)
    cookies = visitor.client._cookies
    assert cookies is not None
    kept = cookies.copy()
    room = visitor.open(f"/amends/d/{case_id}")
    visitor.post(f"/amends/d/{case_id}/leave", room.form("/leave"))
    cookies.update(kept)
    assert visitor.open(f"/amends/d/{case_id}").status == 404


@pytest.mark.parametrize("action", ["retract", "waive", "confirm"])
def test_a_final_act_is_done_by_its_second_page_only(visitor: Visitor, action: str):  # 37
    case_id = visitor.case()
    if action != "retract":
        visitor.shop_does(case_id, c.AcceptClaim(actor=Actor.SHOP))
    if action == "confirm":
        visitor.shop_does(case_id, c.Performed(actor=Actor.SHOP, reference="T-1"))
    visitor.enter(case_id)
    form = visitor.open(f"/amends/d/{case_id}").form("/post_message")
    before = dump(visitor.shop.state)
    first = visitor.open(f"/amends/d/{case_id}/{action}")
    assert first.status == 200
    sent = {name: form[name] for name in ("form_token", "seen")}
    again = visitor.post(f"/amends/d/{case_id}/{action}", sent)
    assert again.status == 200
    assert again.form(f"/{action}")["confirmed"] == "1"
    assert dump(visitor.shop.state) == before
    assert visitor.post(f"/amends/d/{case_id}/{action}", first.form(f"/{action}")).status == 303


def test_a_case_gets_five_new_links_an_hour_and_the_sixth_answer_is_the_same(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
):  # 38
    # An address gets fewer mails a day than that; here the limit of the case alone is looked at.
    monkeypatch.setattr(limits, "MAILS_PER_ADDRESS", replace(limits.MAILS_PER_ADDRESS, count=100))
    case_id = visitor.case()
    asked = {"case_reference": visitor.view(case_id).reference_number, "email": "anna@example.org"}
    answers = set()
    for _ in range(7):
        form = visitor.open("/amends/link").form("/link")
        answer = visitor.post("/amends/link", {**form, **asked})
        answers.add((answer.status, answer.location, answer.response.data))
    assert len(answers) == 1
    assert mailed(visitor, case_id) == 5
    visitor.shop.clock.move(hours=1, seconds=1)
    visitor.post("/amends/link", {**visitor.open("/amends/link").form("/link"), **asked})
    assert mailed(visitor, case_id) == 6


def mailed(visitor: Visitor, case_id: str) -> int:
    with visitor.shop.state.store.read() as unit:
        return sum(mail.kind == "link" for mail in unit.mails.of(case_id))


def test_a_shopper_ends_all_links_on_every_device(visitor: Visitor):  # 31
    case_id = visitor.case()
    links = [visitor.link(case_id) for _ in range(2)]
    visitor.enter(case_id)
    thief = visitor.shop.app.test_client()
    thief.post(links[0])
    assert thief.get(f"/amends/d/{case_id}").status_code == 200
    version = visitor.view(case_id).version
    form = visitor.open(f"/amends/d/{case_id}").form("/end-links")
    answer = visitor.post(f"/amends/d/{case_id}/end-links", form)
    assert "All links to your case have ended" in visitor.open(answer.location).text
    assert thief.get(f"/amends/d/{case_id}").status_code == 404
    assert visitor.open(f"/amends/d/{case_id}").status == 404
    assert {visitor.open(link).status for link in links} == {404}
    assert visitor.open(visitor.link(case_id)).status == 200
    assert cases.get(visitor.shop.state, case_id, Actor.SHOPPER).version == version


def test_ending_all_links_takes_the_form_of_this_visit(visitor: Visitor):  # 31
    case_id = visitor.case()
    visitor.enter(case_id)
    form = visitor.open(f"/amends/d/{case_id}").form("/end-links")
    for sent, headers in (({}, {}), (form, {"Sec-Fetch-Site": "cross-site"})):
        assert visitor.post(f"/amends/d/{case_id}/end-links", sent, headers=headers).status == 403
    assert visitor.client.get(f"/amends/d/{case_id}/end-links").status_code == 404
    assert visitor.open(f"/amends/d/{case_id}").status == 200


def test_nobody_locks_themselves_out_where_no_mail_leaves(make_visitor: MakeVisitor):
    visitor = make_visitor(mails=False)
    case_id = visitor.case()
    page = visitor.enter(case_id)
    assert "end-links" not in page.response.text
    form = {"form_token": page.form("/leave")["form_token"]}
    assert visitor.post(f"/amends/d/{case_id}/end-links", form).status == 403
    assert visitor.open(f"/amends/d/{case_id}").status == 200
