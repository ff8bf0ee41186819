"""Withdrawals and reviews at the desk."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flask_amends.ports import StaffMember
from flask_amends.service import reviews
from flask_amends.service.reviews import Review
from tests.integration.after.conftest import deliver, fill, rows, withdraw
from tests.integration.after.test_reviews import fulfil, settle
from tests.integration.cases import ORDER, open_case
from tests.integration.web.storefront.conftest import Page, Visitor

OLA = StaffMember(id="7", name="Ola Kowalska")


@pytest.fixture
def desk(guest: Visitor) -> Visitor:
    """Somebody who is both: what they send as a shopper, they see as staff."""
    guest.shop.staff.member = OLA
    return guest


def detail(desk: Visitor) -> Page:
    (row,) = rows(desk, "withdrawals")
    return desk.open(f"/amends/desk/withdrawals/{row['id']}")


def test_a_withdrawal_is_seen_and_marked_as_handled_with_a_note(desk: Visitor):
    desk.shop.orders.add(replace(ORDER, fulfilled_at=desk.shop.clock.now() - timedelta(days=40)))
    mine = open_case(desk.shop.state)
    withdraw(desk)
    inbox = desk.open("/amends/desk/withdrawals")
    for said in ("1 to be handled", "Anna Nowak", "A-1", "After the period"):
        assert said in inbox.text
    page = detail(desk)
    for said in ("I withdraw from the contract named here.", "2026-03-02 10:01:00+01:00", "It came after"):
        assert said in page.text
    assert "Not proven; the address is the order's" in page.text

    sent = {**page.form("/handled"), "note": "Wrote to her about the return.", "ends_cases": "1"}
    done = desk.open(desk.post(str(page.one("form[action*='/handled']")["action"]), sent).location)
    assert "It is marked as handled." in done.text
    assert "Ola Kowalska" in done.text
    assert not desk.view(mine).dispute.is_open
    assert "0 to be handled" in desk.open("/amends/desk/withdrawals").text
    assert "Anna Nowak" in desk.open("/amends/desk/withdrawals?show=handled").text


def test_a_receipt_that_was_held_back_is_sent_by_staff(desk: Visitor):
    form = fill(desk, contract="none", website="http://spam.example").form("/withdraw")
    desk.post("/amends/withdraw", {**form, "step": "confirm"})
    deliver(desk)
    page = detail(desk)
    assert "Looks like a program" in page.text
    desk.post(str(page.one("form[action*='/receipt']")["action"]), page.form("/receipt"))
    assert "On its way" in detail(desk).text
    assert deliver(desk)[-1]["To"] == "anna@example.org"
    after = detail(desk)
    assert "Sent on" in after.text
    assert after.soup.select("form[action*='/receipt']") == []


def test_a_note_that_is_too_long_is_not_taken_and_kept(desk: Visitor):
    withdraw(desk)
    page = detail(desk)
    action = str(page.one("form[action*='/handled']")["action"])
    wrong = desk.post(action, {**page.form("/handled"), "note": "x" * 2001})
    assert wrong.status == 422
    assert wrong.form("/handled")["note"] == "x" * 2001
    assert rows(desk, "withdrawals")[0]["handled_at"] is None


def test_who_may_only_read_has_no_forms(desk: Visitor):
    withdraw(desk)
    sent = {**detail(desk).form("/handled"), "note": "Mine."}
    desk.shop.staff.member = replace(OLA, roles=frozenset({"auditor"}))
    assert detail(desk).soup.select("form[method=post]") == []
    (row,) = rows(desk, "withdrawals")
    assert desk.post(f"/amends/desk/withdrawals/{row['id']}/handled", sent).status == 403
    assert rows(desk, "withdrawals")[0]["handled_at"] is None


def test_the_list_goes_on_over_pages_without_a_gap(desk: Visitor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("flask_amends.web.desk.withdrawals.PAGE", 2)
    for number in range(5):
        withdraw(desk, contract=f"C-{number}", name=f"Buyer {number}")
    seen: list[str] = []
    page = desk.open("/amends/desk/withdrawals")
    while True:
        seen += [one.get_text() for one in page.soup.select("tbody th a")]
        more = page.soup.select_one(".more a")
        if more is None:
            break
        page = desk.open(str(more["href"]))
    assert seen == [f"Buyer {number}" for number in reversed(range(5))]


def test_reviews_are_listed_with_what_they_said_before_and_the_low_ones_on_request(desk: Visitor):
    state = desk.shop.state
    desk.shop.orders.add(replace(ORDER, number="B-2", email="ben@example.org"))
    for number in ("A-1", "B-2"):
        fulfil(desk, number)
    low, high = (row["id"] for row in sorted(rows(desk, "reviews"), key=lambda row: row["order_key"]))
    reviews.submit(state, low, Review(shop=4, goods=1, comment="Wilted."))
    desk.shop.clock.move(hours=1)
    reviews.submit(state, high, Review(shop=2, goods=5, comment="Not quick."))
    reviews.submit(state, high, Review(shop=5, goods=5, comment="Lovely."))
    case_id = settle(desk)

    everything = desk.open("/amends/desk/reviews")
    assert [one.get_text() for one in everything.soup.select("article h2")] == ["Order B-2", "Order A-1"]
    assert "It was changed once" in everything.text
    assert "Not quick." in everything.text
    only_low = desk.open("/amends/desk/reviews?show=low")
    assert [one.get_text() for one in only_low.soup.select("article h2")] == ["Order A-1"]
    assert only_low.one(f"article a[href='/amends/desk/cases/{case_id}']")


@pytest.mark.parametrize("page", ["withdrawals", "reviews"])
def test_an_empty_list_says_so_in_every_language(desk: Visitor, page: str):
    for language in ("en", "pl", "ru", "he"):
        found = desk.open(f"/amends/desk/{page}?lang={language}")
        assert found.one(".empty").get_text().strip()
        assert found.one(f"nav a[aria-current=page][href*='/desk/{page}']")
