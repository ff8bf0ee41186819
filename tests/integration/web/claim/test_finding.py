"""Find my order: the page tells nothing, the mail tells its owner, and the link changes nothing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from flask_amends.service import cases, claims, housekeeping, limits
from flask_amends.service.notices import taking
from flask_amends.state import State
from flask_amends.worker import run_once
from tests.integration.cases import dump
from tests.integration.web.claim.conftest import CHOSEN, SENT
from tests.integration.web.storefront.conftest import MakeVisitor, Page, Visitor


def ask(visitor: Visitor, number: str = "A-1", email: str = "anna@example.org") -> Page:
    form = visitor.open("/amends/order").form("/order")
    return visitor.post("/amends/order", {**form, "order_number": number, "email": email})


def mailed_link(visitor: Visitor) -> str:
    run_once(visitor.shop.state)
    assert visitor.shop.mails is not None
    [letter] = visitor.shop.mails.to("anna@example.org")
    body = letter.get_body(("plain",))
    assert body is not None
    found = re.search(r"http://localhost(/amends/order/\S+)", body.get_content())
    assert found is not None
    return found[1]


def test_the_mailed_link_opens_the_form_with_the_items_and_proves_the_address(visitor: Visitor):
    assert ask(visitor).location == "/amends/order?sent=1"
    answer = visitor.open(mailed_link(visitor))
    assert answer.status == 303
    assert answer.response.headers["Referrer-Policy"] == "no-referrer"
    page = visitor.open(answer.location)
    assert [one["value"] for one in page.soup.select("[name$='.sku']")] == ["rose", "vase"]
    visitor.shop.clock.move(seconds=90)
    reviewed = visitor.post("/amends/claim", {**page.form("/claim"), **CHOSEN, "step": "review"})
    sent = visitor.send(reviewed)
    assert visitor.open(sent.location).status == 200
    [case] = cases.list_for_desk(visitor.shop.state)
    assert visitor.view(case.id).dispute.order_verified


@contextmanager
def statements(state: State) -> Iterator[list[str]]:
    """What the database is asked until the block ends, without the values."""
    seen: list[str] = []

    def note(*call: object) -> None:
        seen.append(str(call[2]))

    with state.store.read() as unit:
        engine = unit.connection.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("number", "email"), [("A-1", "eva@example.org"), ("Z-9", "anna@example.org")])
def test_the_answer_and_the_work_are_the_same_whether_or_not_it_exists(
    visitor: Visitor, number: str, email: str
):
    # security 7
    right = ask(visitor).response
    rows = {name: len(found) for name, found in dump(visitor.shop.state).items()}
    wrong = ask(visitor, number, email).response
    assert (right.status_code, right.data, list(right.headers)) == (
        wrong.status_code,
        wrong.data,
        list(wrong.headers),
    )
    after = dump(visitor.shop.state)
    assert len(after["amends_order_requests"]) == 2 * rows["amends_order_requests"]
    assert len(after["amends_mails"]) == 2 * rows["amends_mails"]
    run_once(visitor.shop.state)
    assert visitor.shop.mails is not None
    assert [str(one["To"]) for one in visitor.shop.mails.messages] == ["anna@example.org"]


def test_a_guests_claim_asks_the_database_the_same_whether_or_not_its_order_is_there(visitor: Visitor):
    # security 7; P4, P6: what is known of an order joins the claim with the proof that it is the shopper's.
    state = visitor.shop.state
    told = {name: value for name, value in CHOSEN.items() if not name.startswith("items.")}
    assert taking.snapshot(state, SENT) > 0
    asked: dict[str, list[str]] = {}
    for number in ("A-1", "Z-9"):
        form = visitor.open("/amends/claim").form("/claim")
        visitor.shop.clock.move(seconds=90)
        with statements(state) as asked[number]:
            sent = visitor.post("/amends/claim", {**form, **told, "order_number": number, "step": "send"})
        assert sent.status == 303
    assert asked["A-1"] == asked["Z-9"] != []
    [known] = [one[0] for one in dump(state)["amends_cases"] if "A-1" in one]
    assert dump(state)["amends_seen_prices"] == []
    claims.verify(state, known)
    assert {one[0] for one in dump(state)["amends_seen_prices"]} == {known}
    assert "dispute.evidence.added" in str(dump(state)["amends_events"])


def test_of_an_order_that_is_not_there_nothing_is_kept(visitor: Visitor):
    ask(visitor, "Z-9", "eva@example.org")
    assert "eva@example.org" not in str(dump(visitor.shop.state)["amends_order_requests"])
    assert "Z-9" not in str(dump(visitor.shop.state)["amends_order_requests"])


def test_a_request_is_forgotten_after_two_days_and_its_link_says_so(visitor: Visitor):
    ask(visitor)
    address = mailed_link(visitor)
    visitor.shop.clock.move(days=2, minutes=1)
    housekeeping.tidy(visitor.shop.state)
    assert dump(visitor.shop.state)["amends_order_requests"] == []
    page = visitor.open(address)
    assert page.status == 404
    assert "This link has ended." in page.text
    assert page.one("form[action*='/order']")


def test_a_link_of_an_order_that_changed_hands_opens_nothing(visitor: Visitor):
    ask(visitor)
    address = mailed_link(visitor)
    visitor.shop.orders.add(replace(SENT, email="eva@example.org"))
    assert visitor.open(address).status == 404


def test_opening_the_link_changes_nothing_and_does_not_burn_it(visitor: Visitor):
    # security 13, 33
    ask(visitor)
    address = mailed_link(visitor)
    before = dump(visitor.shop.state)
    for _ in range(3):
        assert visitor.client.head(address).status_code == 303
        assert visitor.open(address).status == 303
    assert dump(visitor.shop.state) == before


def test_an_address_gets_three_mails_a_day_from_whoever_asks(visitor: Visitor):
    # security 11
    for _ in range(2):
        assert ask(visitor).status == 303
    visitor.send(visitor.review(email="anna@example.org"))
    for _ in range(3):
        assert ask(visitor).status == 303
        visitor.send(visitor.review(email="ANNA@example.org"))
    run_once(visitor.shop.state)
    assert visitor.shop.mails is not None
    assert len(visitor.shop.mails.to("@example.org")) == 3
    visitor.shop.clock.move(timedelta(days=1))
    ask(visitor)
    run_once(visitor.shop.state)
    assert len(visitor.shop.mails.to("@example.org")) == 4


def test_no_subject_says_what_a_stranger_typed(visitor: Visitor):
    # security 11
    ask(visitor)
    visitor.send(visitor.review(name="Buy now https://spam.example", order_number="https://spam.example"))
    run_once(visitor.shop.state)
    assert visitor.shop.mails is not None
    subjects = [str(one["Subject"]) for one in visitor.shop.mails.messages]
    assert len(subjects) == 2
    assert not any("spam" in one for one in subjects)


def test_a_network_that_asks_too_often_is_told_to_wait_with_everything_kept(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "FINDS_PER_NETWORK", replace(limits.FINDS_PER_NETWORK, count=1))
    ask(visitor)
    page = ask(visitor)
    assert page.status == 429
    assert page.form("/order")["order_number"] == "A-1"


def test_what_is_wrong_is_said_at_its_field(visitor: Visitor):
    page = ask(visitor, "", "anna@")
    assert page.status == 422
    assert set(page.summary()) == {"#find-order_number", "#find-email"}


def test_a_shop_without_mail_offers_the_form_instead(make_visitor: MakeVisitor):
    visitor = make_visitor(mails=False)
    assert visitor.open("/amends/order").soup.select("form[action*='/order']") == []
    assert "amends/order" not in str(visitor.open("/amends/claim").soup)


@pytest.mark.parametrize(
    "typed", ["anna@example.org\r\nBcc: eva@example.org", "anna@example.org,eva@example.org"]
)
def test_no_address_carries_a_second_header(visitor: Visitor, typed: str):
    # security 12
    before = dump(visitor.shop.state)
    assert ask(visitor, email=typed).status == 422
    assert visitor.review(email=typed).status == 422
    assert visitor.review(name="Anna\r\nBcc: eva@example.org").status == 200
    assert dump(visitor.shop.state) == before
