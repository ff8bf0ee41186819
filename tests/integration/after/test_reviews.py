"""Reviews: every buyer is asked once and after a settled case once more; what they say is kept as given."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flask_amends import invite_review, record_order_event
from flask_amends.disputes.vocabulary import Actor
from flask_amends.errors import LegalHold
from flask_amends.service import orders, privacy, reviews, withdrawals
from flask_amends.service.parties import Party
from flask_amends.service.reviews import Review
from tests.integration.after.conftest import MakeVisitor, deliver, order_token, rows, text_of, told, withdraw
from tests.integration.cases import (
    CLAIM,
    GUEST,
    ORDER,
    STAFF,
    agree,
    confirm,
    dump,
    open_case,
    perform,
    subscribe,
)
from tests.integration.web.storefront.conftest import Page, Visitor
from tests.servers.mail import MailServer


def fulfil(visitor: Visitor, number: str = "A-1") -> None:
    with visitor.shop.app.app_context():
        record_order_event(number, "fulfilled")


def link_in(mail: Any) -> str:
    return next(line for line in text_of(mail).split() if "/amends/review/" in line).partition("example")[2]


def invited(visitor: Visitor) -> str:
    """The link in the mail that a buyer gets a day after the order."""
    fulfil(visitor)
    return link_in(deliver(visitor, days=1)[-1])


def give(visitor: Visitor, link: str, **typed: str) -> Page:
    """Fill in the review behind a link; returns the page after it."""
    page = visitor.open(link)
    answer = visitor.post(link, {**page.form("/review/"), **typed})
    return visitor.open(answer.location) if answer.status == 303 else answer


def only(visitor: Visitor, table: str) -> Mapping[str, Any]:
    (row,) = rows(visitor, table)
    return row


def test_every_buyer_is_asked_once_a_day_after_the_order_and_not_before(
    person: Visitor, smtp_server: MailServer
):
    fulfil(person)
    fulfil(person)
    deliver(person, hours=23)
    assert smtp_server.messages == []
    deliver(person, hours=1)
    (mail,) = smtp_server.wait_for(1)
    assert (mail["To"], mail["Subject"]) == ("anna@example.org", "How was your order A-1?")

    page = person.open(link_in(mail))
    assert "How was your order?" in page.text
    saved = give(person, link_in(mail), shop="5", delivery="4", comment="Quick and kind.")
    assert "Your review is kept as you gave it" in saved.text
    review = only(person, "reviews")
    assert (review["shop"], review["delivery"], review["goods"]) == (5, 4, None)
    assert review["comment"] == "Quick and kind."
    deliver(person, days=30)
    assert len(smtp_server.messages) == 1


def test_looking_at_the_link_changes_nothing(guest: Visitor):
    link = invited(guest)
    before = dump(guest.shop.state)
    for method in ("GET", "HEAD", "OPTIONS"):
        guest.client.open(link, method=method)
    assert guest.client.post(link, data={"shop": "1"}).status_code == 403, "a program that posts"
    assert dump(guest.shop.state) == before
    assert guest.open(link).response.headers["Referrer-Policy"] == "strict-origin"


def test_a_link_that_is_over_says_so_and_opens_nothing(guest: Visitor):
    link = invited(guest)
    sent = {**guest.open(link).form("/review/"), "shop": "5"}
    guest.shop.clock.move(days=31)
    for page in (guest.open(link), guest.post(link, sent), guest.open("/amends/review/none")):
        assert page.status == 404
        assert "This link to your review is over" in page.text
    assert only(guest, "reviews")["submitted_at"] is None


def test_a_changed_review_keeps_what_it_said_before(person: Visitor):
    fulfil(person)
    review = only(person, "reviews")["id"]
    reviews.submit(person.shop.state, review, Review(goods=1, comment="Wilted."))
    person.shop.clock.move(hours=1)
    for _ in range(2):  # sent twice by mistake, it is one change
        reviews.submit(person.shop.state, review, Review(goods=4, comment="They sent new ones."))
    versions = [(one["number"], one["goods"], one["comment"]) for one in rows(person, "review_versions")]
    assert versions == [(1, 1, "Wilted."), (2, 4, "They sent new ones.")]
    assert only(person, "reviews")["comment"] == "They sent new ones."


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        ({"delivery": "1"}, "arrived_late"),
        ({"goods": "1", "delivery": "1"}, "not_as_described"),
        ({"shop": "1", "goods": "5"}, ""),
    ],
)
def test_a_low_mark_is_saved_and_then_leads_to_the_claim_form(
    guest: Visitor, marks: dict[str, str], reason: str
):
    guest.shop.orders.add(replace(ORDER, fulfilled_at=guest.shop.clock.now()))
    page = give(guest, invited(guest), **marks)
    assert only(guest, "reviews")["submitted_at"] is not None
    claim = guest.open(str(page.one("section a.am-button[href*='/claim']")["href"]))
    assert "Order A-1" in claim.text
    assert claim.form("/claim").get("reason", "") == reason
    assert rows(guest, "cases") == [], "a low mark opens nothing by itself"


def test_what_has_not_come_yet_is_claimed_as_such(guest: Visitor):
    page = give(guest, invited(guest), delivery="1")
    assert "reason=item_not_received" in str(page.one("section a.am-button")["href"])


def test_two_is_not_low_and_offers_nothing(guest: Visitor):
    page = give(guest, invited(guest), shop="2", delivery="2", goods="2")
    assert "Something went wrong?" not in page.text


def test_a_review_without_a_mark_keeps_the_comment(guest: Visitor):
    page = give(guest, invited(guest), comment="Hm.")
    assert page.status == 422
    assert list(page.summary()) == ["#rate-shop"]
    assert page.one("#rate-shop")["type"] == "radio"
    assert page.form("/review/")["comment"] == "Hm."
    assert only(guest, "reviews")["submitted_at"] is None


def test_each_mark_says_what_it_means(guest: Visitor):
    page = guest.open(f"{invited(guest)}?lang=pl")
    labels = [" ".join(one.get_text().split()) for one in page.soup.select("fieldset")[0].select("label")]
    assert labels == ["1 bardzo źle", "2 źle", "3 w porządku", "4 dobrze", "5 bardzo dobrze"]


def settle(visitor: Visitor, **changes: Any) -> str:
    case_id = open_case(visitor.shop.state, replace(CLAIM, **changes))
    agree(visitor.shop.state, case_id)
    perform(visitor.shop.state, case_id)
    confirm(visitor.shop.state, case_id)
    return case_id


def test_after_a_settled_case_there_is_one_invitation_to_change_the_review(person: Visitor):
    fulfil(person)
    state = person.shop.state
    subscribe(state, events=("review.invited",))
    reviews.submit(state, only(person, "reviews")["id"], Review(goods=1))
    first = settle(person)
    settle(person, items=())
    assert only(person, "reviews")["case_id"] == first, "an order has one review"
    kinds = [one["kind"] for one in rows(person, "mails") if one["kind"] in ("again", "review_invited")]
    assert kinds == ["again"]
    assert [one["data"]["dispute_id"] for one in told(person)] == [first]

    person.enter(first)
    room = person.open(f"/amends/d/{first}")
    assert room.form("/rate")["goods"] == "1"
    person.act(first, "rate", goods="5")
    assert [one["goods"] for one in rows(person, "review_versions")] == [1, 5]


def test_the_mail_after_a_case_leads_to_the_review_that_is_there(guest: Visitor):
    fulfil(guest)
    reviews.submit(guest.shop.state, only(guest, "reviews")["id"], Review(goods=1, comment="Wilted."))
    settle(guest)
    mail = next(one for one in deliver(guest) if "review" in str(one["Subject"]))
    assert guest.open(link_in(mail)).form("/review/")["comment"] == "Wilted."


def test_whoever_claims_on_a_strangers_order_does_not_touch_its_review(make_guest: MakeVisitor):
    guest = make_guest(mails=False)
    state = guest.shop.state
    fulfil(guest)
    reviews.submit(state, only(guest, "reviews")["id"], Review(goods=5))
    stranger = open_case(state, replace(GUEST, email="eve@example.org"))
    agree(state, stranger)
    perform(state, stranger)
    confirm(state, stranger)
    guest.enter(stranger)
    guest.act(stranger, "rate", goods="1")
    given = {(one["order_key"], one["goods"]) for one in rows(guest, "reviews")}
    assert given == {("A-1", 5), (None, 1)}


def test_who_has_given_a_review_is_not_asked_any_more(guest: Visitor):
    fulfil(guest)
    reviews.submit(guest.shop.state, only(guest, "reviews")["id"], Review(shop=5))
    assert deliver(guest, days=1) == []


def test_an_order_of_long_ago_is_not_asked_about(guest: Visitor):
    with guest.shop.app.app_context():
        record_order_event("A-1", "fulfilled", at=guest.shop.clock.now() - timedelta(days=31))
    assert deliver(guest, days=1) == []


def test_a_marketplace_invites_the_buyers_of_its_own_orders_only(guest: Visitor):
    state = guest.shop.state
    guest.shop.orders.add(replace(ORDER, marketplace="bazaar"))
    for name in ("fair", "bazaar"):
        by = Party(actor=Actor.MARKETPLACE, marketplace=name)
        orders.record_order_event(state, "A-1", "fulfilled", by=by)
        assert len(rows(guest, "reviews")) == (name == "bazaar")


def test_a_shop_invites_without_a_look_up_and_by_its_own_delay(make_guest: MakeVisitor):
    guest = make_guest(AMENDS_REVIEW_AFTER="PT36H")
    guest.shop.amends._handlers.order_lookup = None
    with guest.shop.app.app_context():
        review = invite_review(ORDER)
        assert invite_review(ORDER) == review
    assert deliver(guest, hours=35) == []
    assert len(deliver(guest, hours=1)) == 1


def test_the_shops_own_order_page_takes_a_review_from_whoever_it_knows(guest: Visitor):
    app = guest.shop.app

    @app.get("/order")
    def order() -> str:
        return app.jinja_env.from_string("{{ amends.review_form(order=order) }}").render(order=ORDER)

    form = guest.open("/order").form("/review")
    assert guest.post("/amends/review", {**form, "order": "forged", "shop": "5"}).status == 404
    wrong = guest.post("/amends/review", {**form, "comment": "Hm."})
    assert (wrong.status, wrong.form("/review")["comment"]) == (422, "Hm.")
    answer = guest.post("/amends/review", {**form, "shop": "5"})
    assert "kept as you gave it" in guest.open(answer.location).text
    assert guest.open("/order").form("/review")["shop"] == "5"
    fulfil(guest)
    assert len(rows(guest, "reviews")) == 1


def test_reviews_are_told_in_order_and_with_nobodys_words_where_none_are_wanted(guest: Visitor):
    state = guest.shop.state
    guest.shop.orders.add(replace(ORDER, marketplace="bazaar"))
    subscribe(state, "bazaar", owner="bazaar", events=("review.*",))
    subscribe(state, "quiet", profile="redacted")
    subscribe(state, "fair", owner="fair")
    fulfil(guest)
    review = only(guest, "reviews")["id"]
    reviews.submit(state, review, Review(goods=1, comment="Wilted."))
    reviews.submit(state, review, Review(goods=2, comment="Wilted."))
    bodies = [(one["type"], one["data"]["sequence"], one["data"].get("comment")) for one in told(guest)]
    assert sorted(bodies, key=str) == [
        ("review.changed", 2, "Wilted."),
        ("review.changed", 2, None),
        ("review.submitted", 1, "Wilted."),
        ("review.submitted", 1, None),
    ]
    deliveries = rows(guest, "deliveries")
    assert {one["endpoint_id"] for one in deliveries} == {"end_bazaar", "end_quiet"}
    with state.store.begin() as unit:
        now, lease = state.clock.now(), "lse_1"
        taken = unit.outbox.take(
            "end_bazaar", now=now, until=now, lease=lease, held_before=now - timedelta(hours=1), limit=9
        )
        assert [one.delivery.sequence for one in unit.outbox.taken(taken)] == [1], "the second waits"


def test_erasing_a_person_leaves_marks_and_times_and_no_word(person: Visitor):
    state = person.shop.state
    subscribe(state)
    fulfil(person)
    link = deliver(person, days=1)
    reviews.submit(state, only(person, "reviews")["id"], Review(goods=1, comment="Secret words."))
    withdraw(person, f"?order={order_token(person)}", name="Anna Secret")
    assert link == []
    with pytest.raises(LegalHold, match="wdr_"):
        privacy.erase(state, email="anna@example.org")
    withdrawn = only(person, "withdrawals")["id"]
    withdrawals.mark_handled(state, withdrawn, staff=STAFF, note="Called Anna.")

    privacy.erase(state, email="anna@example.org")
    left = str(dump(state))
    for secret in ("Secret", "anna@example.org", "Called Anna"):
        assert secret not in left
    assert (only(person, "reviews")["goods"], only(person, "review_versions")["goods"]) == (1, 1)
    kept = only(person, "withdrawals")
    assert kept["received_at"] is not None
    assert kept["sha256"]
    assert {one["revoked_at"] is None for one in rows(person, "links")} <= {False}
