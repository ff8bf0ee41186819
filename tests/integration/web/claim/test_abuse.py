"""What programs and strangers try: they wait for a look, change nothing by looking, and share no key."""

import re
import time
from dataclasses import replace

import PIL
import pytest
from bs4 import BeautifulSoup

from flask_amends.disputes.vocabulary import Status
from flask_amends.ports import StaffMember
from flask_amends.service import cases, limits
from flask_amends.storage.records import CaseSummary
from flask_amends.web import images
from flask_amends.web.storefront.globals import TemplateGlobals
from flask_amends.worker import run_once
from tests.integration.cases import dump
from tests.integration.web.claim.conftest import CHOSEN, SENT, address_of
from tests.integration.web.storefront.conftest import GOOD, Page, Visitor, photo

AGENT = StaffMember(id="7", name="Ola Kowalska", roles=frozenset({"agent"}))
AUDITOR = StaffMember(id="10", name="Teresa Sowa", roles=frozenset({"auditor"}))


def all_cases(visitor: Visitor) -> list[CaseSummary]:
    return list(cases.list_for_desk(visitor.shop.state, cases.Filters(is_open=None)))


def by_a_program(visitor: Visitor, **typed: str) -> str:
    """A claim that fills in the trap; returns its id."""
    sent = visitor.send(visitor.review(website="https://spam.example", **typed))
    assert sent.status == 303
    return all_cases(visitor)[0].id


# Quarantine


def test_a_held_claim_disturbs_nobody_and_is_released_by_the_clock(visitor: Visitor):
    case_id = by_a_program(visitor)
    state = visitor.shop.state
    run_once(state)
    assert visitor.shop.mails is not None
    assert visitor.shop.mails.messages == []
    assert visitor.view(case_id).dispute.status is Status.QUARANTINED
    visitor.shop.clock.move(days=1, seconds=1)
    run_once(state)
    run_once(state)
    assert visitor.view(case_id).dispute.status is Status.UNVERIFIED
    assert [str(one["To"]) for one in visitor.shop.mails.messages] == ["anna@example.org"]


def test_a_held_claim_whose_sender_is_nobody_ends_by_itself(visitor: Visitor):
    case_id = by_a_program(visitor)
    for _ in range(9):
        visitor.shop.clock.move(days=1, seconds=1)
        run_once(visitor.shop.state)
    view = visitor.view(case_id)
    assert view.dispute.status is Status.CLOSED
    assert view.dispute.outcome == "expired_unverified"


def test_staff_see_why_it_is_held_and_release_it_once(visitor: Visitor):
    case_id = by_a_program(visitor, name="<b>Anna</b>")
    visitor.shop.staff.member = AGENT
    page = visitor.open("/amends/desk/held")
    assert "A field was filled in that people do not see." in page.text
    assert GOOD["description"] in page.text
    assert "Released by itself on Tuesday, 3 March 2026" in page.text
    assert page.soup.select("h2 b") == []
    form = page.form(f"/held/{case_id}")
    for _ in range(2):
        answer = visitor.post(f"/amends/desk/held/{case_id}", form)
        assert (answer.status, answer.location) == (303, "/amends/desk/held?released=1")
    assert visitor.view(case_id).dispute.status is Status.UNVERIFIED
    done = visitor.open("/amends/desk/held")
    assert "No claim is held." in done.text
    assert len([one for one in visitor.view(case_id).entries if one.event.type == "dispute.released"]) == 1


def test_a_claim_sent_too_fast_says_so_and_opens_at_the_desk(visitor: Visitor):
    form = visitor.open(address_of(visitor)).form("/claim")
    reviewed = visitor.post("/amends/claim", {**form, **CHOSEN, "step": "review"})
    visitor.send(reviewed)
    case_id = all_cases(visitor)[0].id
    visitor.shop.staff.member = AGENT
    page = visitor.open("/amends/desk/held")
    assert "It was sent within three seconds." in page.text
    answer = visitor.post(f"/amends/desk/held/{case_id}", {**page.form("/held/"), "then": "answer"})
    assert answer.location == f"/amends/desk/cases/{case_id}"
    assert visitor.view(case_id).dispute.status is Status.AWAITING_SHOP
    assert "Reject" in visitor.open(answer.location).text


def test_who_only_reads_sees_held_claims_and_releases_none(visitor: Visitor):
    case_id = by_a_program(visitor)
    visitor.shop.staff.member = AGENT
    form = visitor.open("/amends/desk/held").form("/held/")
    visitor.shop.staff.member = AUDITOR
    page = visitor.open("/amends/desk/held")
    assert (page.status, page.soup.select("form[method=post]")) == (200, [])
    assert visitor.post(f"/amends/desk/held/{case_id}", form).status == 403
    assert visitor.view(case_id).dispute.status is Status.QUARANTINED


# Limits: security 9


@pytest.mark.parametrize(
    ("limit", "same"),
    [("CLAIMS_PER_ADDRESS", {"email": "anna@example.org"}), ("CLAIMS_PER_ORDER", {"order_number": "A-1"})],
)
def test_an_address_and_an_order_have_their_own_limits(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, limit: str, same: dict[str, str]
):
    monkeypatch.setattr(limits, limit, replace(getattr(limits, limit), count=1))
    others = {"email": "eva@example.org", "order_number": "B-2"}
    assert visitor.send(visitor.review()).status == 303
    assert visitor.send(visitor.review(**others)).status == 303
    page = visitor.send(visitor.review(**{"email": "ola@example.org", "order_number": "C-3", **same}))
    assert page.status == 429
    assert "try again tomorrow" in page.text
    assert page.form("/claim")["description"].strip() == GOOD["description"]
    assert len(all_cases(visitor)) == 2


# No unsafe GET: security 13


def addresses(visitor: Visitor) -> list[str]:
    """Every page of the shopper, of a case that is there, of a link that lives, and of none of both."""
    case_id = visitor.case()
    visitor.enter(case_id)
    visitor.act(case_id, "add_evidence", note="Wilted.", photos=photo())
    known = {
        "case_id": case_id,
        "key": case_id,
        "token": visitor.link(case_id).rpartition("/")[2],
        "file_id": visitor.view(case_id).files[0].id,
        "action": "retract",
        "name": "amends.css",
    }
    found: list[str] = []
    build = visitor.shop.app.url_map.bind("localhost").build
    for values in (known, dict.fromkeys(known, "nothing")):
        found += [
            build(rule.endpoint, {name: values.get(name, values["key"]) for name in rule.arguments})
            for rule in visitor.shop.app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and rule.rule.startswith("/amends/") and "<any(" not in rule.rule
        ]
    return sorted(set(found))


#: The order of another shop's page is taken once: whoever reads the address later gets nothing (widgets 8).
TAKEN_ONCE = re.compile(r"/arrive|/embed/claim")


def look(visitor: Visitor, address: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        answer = visitor.client.open(address, method=method)
        assert answer.status_code < 500, address
        answer.close()


def test_no_page_changes_anything_by_being_looked_at(visitor: Visitor):
    looked_at = [one for one in addresses(visitor) if not TAKEN_ONCE.search(one)]
    assert len(looked_at) > 20
    visitor.shop.staff.member = AGENT
    before = dump(visitor.shop.state)
    for address in looked_at:
        look(visitor, address)
    after = dump(visitor.shop.state)
    changed = [name for name, rows in before.items() if rows != after[name]]
    assert changed == [], "one of the pages has changed something"


# A shop that caches its pages: widgets 1.7


def from_cache(html: str) -> dict[str, str]:
    """The form of a page that a shop's cache hands to everybody."""
    soup = BeautifulSoup(html, "lxml")
    return {str(one["name"]): str(one.get("value", "")) for one in soup.select("input[type=hidden][name]")}


def test_two_shoppers_of_one_cached_page_get_a_claim_each(visitor: Visitor):
    with visitor.shop.app.test_request_context():
        form = from_cache(str(TemplateGlobals().claim_form(product={"id": "lamp", "title": "Lamp"})))
    visitor.shop.clock.move(hours=5)

    def send(email: str) -> Page:
        typed = {**GOOD, "order_number": "", "email": email, "step": "review"}
        return visitor.send(visitor.post("/amends/claim", {**form, **typed}))

    answers = [send("anna@example.org"), send("eva@example.org")]
    assert {(one.status, one.location) for one in answers} == {(303, "/amends/claim/sent")}
    assert sorted(str(one.shopper_email) for one in all_cases(visitor)) == [
        "anna@example.org",
        "eva@example.org",
    ]
    assert {one.status for one in all_cases(visitor)} == {Status.UNVERIFIED}


def test_even_a_key_that_two_shoppers_share_shows_neither_the_others_claim(visitor: Visitor):
    with visitor.shop.app.test_request_context():
        form = from_cache(str(TemplateGlobals().claim_form()))
    visitor.shop.clock.move(hours=5)
    sent = {**form, **GOOD, "step": "send"}
    assert visitor.post("/amends/claim", {**sent, "email": "anna@example.org"}).status == 303
    answer = visitor.post("/amends/claim", {**sent, "email": "eva@example.org"})
    assert answer.status == 422
    assert "anna@example.org" not in answer.text
    assert answer.form("/claim")["email"] == "eva@example.org"
    again = visitor.send(visitor.post("/amends/claim", {**answer.form("/claim"), "step": "review"}))
    assert again.status == 303
    assert len(all_cases(visitor)) == 2


def test_a_page_that_was_cached_for_days_loses_nothing(visitor: Visitor):
    with visitor.shop.app.test_request_context():
        form = from_cache(str(TemplateGlobals().claim_form(order=SENT)))
    visitor.shop.clock.move(days=3)
    page = visitor.post("/amends/claim", {**form, **CHOSEN, "photos": photo(), "step": "review"})
    assert page.status == 422
    assert page.form("/claim")["description"].strip() == CHOSEN["description"]
    assert len(page.form("/claim")["uploads"]) == 1


# Bodies and photos


def multipart(*parts: bytes) -> bytes:
    return b"".join(b"--x\r\n" + part + b"\r\n" for part in parts) + b"--x--\r\n"


MULTIPART = "multipart/form-data; boundary=x"
PART = b'Content-Disposition: form-data; name="%s"\r\n\r\n%s'
FLOODS = {
    "line feeds": multipart(PART % (b"description", b"\n" * 400_000)),
    "carriage returns": multipart(PART % (b"description", b"\r" * 400_000)),
    "beginnings of the boundary": multipart(PART % (b"description", b"\r\n--" * 100_000)),
    "a header of megabytes": multipart(b"X: " + b"y" * 4_000_000 + b"\r\n\r\n"),
    "no end": b"--x\r\n" + PART % (b"photos", b"z" * 1_000_000),
    "many parts": multipart(*(PART % (b"a%d" % number, b"1") for number in range(5_000))),
    "no boundary": b"z" * 1_000_000,
}


def test_a_flood_of_parts_is_answered_at_once(visitor: Visitor):
    # security 26
    visitor.open("/amends/claim")
    for name, body in FLOODS.items():
        began = time.process_time()
        answer = visitor.client.post(
            "/amends/claim", data=body, content_type="multipart/form-data; boundary=x"
        )
        assert answer.status_code in {400, 403, 413, 422}, name
        assert time.process_time() - began < 0.5, name


def test_the_decoder_is_one_without_known_holes():
    # security 20
    assert tuple(int(part) for part in PIL.__version__.split(".")[:2]) >= (12, 3)


def test_a_decoder_that_hangs_costs_one_photo_and_no_worker(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
):
    # security 19
    monkeypatch.setattr(images, "WALL_SECONDS", 0.001)
    page = visitor.review(photos=photo())
    assert page.status == 422
    assert "cannot be opened" in page.text
    monkeypatch.undo()
    assert visitor.review(photos=photo()).status == 200
