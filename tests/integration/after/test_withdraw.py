"""The withdrawal function: two steps, official labels, a receipt with the exact time; nobody is refused."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import Tag

from flask_amends.storage import chain
from tests.integration.after.conftest import (
    WHO,
    MakeVisitor,
    confirm,
    fill,
    order_token,
    rows,
    withdraw,
)
from tests.integration.cases import ORDER, dump
from tests.integration.web.storefront.conftest import Page, Visitor

LABELS = {
    "en": ("Withdraw from contract here", "Confirm withdrawal", "en"),
    "pl": ("Odstąp od umowy tutaj", "Potwierdź odstąpienie od umowy", "pl"),
    "ru": ("Withdraw from contract here", "Confirm withdrawal", "en"),
    "he": ("Withdraw from contract here", "Confirm withdrawal", "en"),
}
PAGES = ("", "claim", "contact", "link", "withdraw", "review/none", "d/none")


def test_a_guest_withdraws_in_two_steps_and_gets_a_receipt_with_everything_and_the_exact_time(
    person: Visitor,
):
    before = dump(person.shop.state)
    shown = fill(person, contract="my red vase of last week", time_zone="Europe/Warsaw")
    for said in ("I withdraw from the contract named here.", "Anna Nowak", "my red vase of last week"):
        assert said in shown.text
    assert dump(person.shop.state) == before, "nothing is declared before it is confirmed"

    receipt = confirm(person, shown)
    for said in (
        "We have received your withdrawal",
        "Monday, 2 March 2026, 10:01 (UTC+1)",
        "2026-03-02 10:01:00+01:00",
        "I withdraw from the contract named here.",
        "Anna Nowak",
        "my red vase of last week",
        "anna@example.org",
        "A copy of this receipt is on its way",
    ):
        assert said in receipt.text
    (row,) = rows(person, "withdrawals")
    said = json.loads(row["statement"])
    assert said["name"] == "Anna Nowak"
    assert said["received_at"] == "2026-03-02T10:01:00+01:00"
    assert row["sha256"] == chain.commitment(row["salt"], row["statement"])
    assert not row["proven"]


@pytest.mark.parametrize("language", LABELS)
def test_every_page_of_ours_leads_to_it_under_its_official_label(guest: Visitor, language: str):
    label, _, code = LABELS[language]
    for path in PAGES:
        page = guest.open(f"/amends/{path}?lang={language}")
        link = page.one(f"footer a[href^='/amends/withdraw'][translate=no][lang={code}]")
        assert link.get_text() == label, path
        beside = link.find_next_sibling()
        assert (beside is not None) == (language in ("ru", "he")), "other languages get its meaning beside it"
        assert str(link["href"]).startswith(f"/amends/withdraw?lang={language}")


@pytest.mark.parametrize("language", LABELS)
def test_the_button_carries_the_official_label_and_nothing_else(guest: Visitor, language: str):
    _, label, code = LABELS[language]
    shown = fill(guest, f"?lang={language}")
    button = shown.one("button[value=confirm]")
    assert button.get_text() == label
    assert (button["lang"], button["translate"]) == (code, "no")
    described = button.get("aria-describedby")
    if language in ("ru", "he"):
        assert label in shown.one(f"#{described}").get_text()
    else:
        assert described is None


def test_a_shop_chooses_the_official_language_for_readers_of_others(make_guest: MakeVisitor):
    polish = make_guest(AMENDS_WITHDRAWAL_LABELS="pl")
    assert polish.open("/amends/withdraw?lang=he").one("h1 span").get_text() == "Odstąp od umowy tutaj"
    assert polish.open("/amends/withdraw?lang=en").one("h1 span").get_text() == "Withdraw from contract here"


def test_no_reason_is_asked_and_nothing_but_what_the_statement_needs(guest: Visitor):
    fields = guest.open("/amends/withdraw").soup.select("form [name]")
    assert {str(one["name"]) for one in fields} == {
        "form_token", "time_zone", "website", "contract", "name", "email", "step",
    }  # fmt: skip


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(guest: Visitor):
    page = fill(guest, contract="", email="anna@", name="Anna")
    assert page.status == 422
    assert page.title.startswith("Error:")
    assert list(page.summary()) == ["#withdraw-contract", "#withdraw-email"]
    assert page.form("/withdraw")["name"] == "Anna"
    assert rows(guest, "withdrawals") == []


def test_of_a_known_order_some_items_can_be_kept(guest: Visitor):
    query = f"?order={order_token(guest)}"
    first = guest.open(f"/amends/withdraw{query}").form("/withdraw")
    assert {name for name in first if name.endswith("chosen")} == {"items.0.chosen", "items.1.chosen"}

    receipt = withdraw(guest, query, items__0__quantity="2", items__1__chosen=None)
    assert "for the items listed here" in receipt.text
    assert "2 × Roses" in receipt.text
    assert "Vase" not in receipt.text
    (row,) = rows(guest, "withdrawals")
    assert (row["whole"], row["items"], row["proven"]) == (False, [{"sku": "rose", "quantity": 2}], True)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"items__0__quantity": "4"}, "#withdraw-items-0-quantity"),
        ({"items__0__quantity": "x"}, "#withdraw-items-0-quantity"),
        ({"items__0__chosen": None, "items__1__chosen": None}, "#withdraw-items"),
    ],
)
def test_more_than_was_bought_and_nothing_at_all_are_corrected(
    guest: Visitor, typed: dict[str, str | None], place: str
):
    page = fill(guest, f"?order={order_token(guest)}", **typed)
    assert page.status == 422
    assert list(page.summary()) == [place]
    assert page.one(place)


def test_all_items_are_the_whole_contract(guest: Visitor):
    receipt = withdraw(guest, f"?order={order_token(guest)}")
    assert "I withdraw from the contract named here." in receipt.text
    (row,) = rows(guest, "withdrawals")
    assert (row["whole"], row["items"], row["order_number"]) == (True, [], "A-1")


def test_whoever_typed_another_address_than_the_buyers_proves_nothing(guest: Visitor):
    withdraw(guest, f"?order={order_token(guest)}", email="eve@example.org")
    (row,) = rows(guest, "withdrawals")
    assert (row["proven"], row["address_matches"]) == (False, False)


def test_the_pages_are_never_cached_and_the_receipt_tells_no_other_site(guest: Visitor):
    shown = fill(guest)
    for page in (guest.open("/amends/withdraw"), shown, confirm(guest, shown)):
        assert page.response.headers["Cache-Control"] == "no-store"
    receipt: Page = confirm(guest, fill(guest))
    assert receipt.response.headers["Referrer-Policy"] == "no-referrer"


def test_a_receipt_opens_by_its_own_link_only(guest: Visitor):
    answer = guest.post("/amends/withdraw", {**fill(guest).form("/withdraw"), "step": "confirm"})
    token = answer.location.partition("receipt=")[2].partition("&")[0]
    assert guest.open(f"/amends/withdraw/done?receipt={token}x").status == 404
    assert guest.open("/amends/withdraw/done").status == 404
    assert guest.open(f"/amends/review/{token}").status == 404, "a link is for one purpose"
    with guest.shop.state.store.begin() as unit:
        unit.links.revoke_about(rows(guest, "withdrawals")[0]["id"], now=guest.shop.clock.now())
    assert guest.open(answer.location).status == 404


def test_the_same_form_is_one_statement_and_a_changed_one_another(guest: Visitor):
    shown = fill(guest)
    first = confirm(guest, shown)
    again = confirm(guest, shown)
    assert [one.one(".am-kicker").get_text() for one in (first, again)] == [
        first.one(".am-kicker").get_text()
    ] * 2
    assert len(rows(guest, "withdrawals")) == 1

    changed = {**shown.form("/withdraw"), "name": "Anna Maria Nowak", "step": "confirm"}
    assert guest.post("/amends/withdraw", changed).status == 303
    assert len(rows(guest, "withdrawals")) == 2


def test_a_page_that_was_open_for_days_keeps_everything_and_can_be_sent(guest: Visitor):
    shown = fill(guest)
    guest.shop.clock.move(timedelta(days=3))
    page = guest.post("/amends/withdraw", {**shown.form("/withdraw"), "step": "confirm"})
    assert page.status == 422
    assert "Everything you typed is still here" in page.text
    kept = page.form("/withdraw")
    assert (kept["name"], kept["email"], kept["contract"]) == (WHO["name"], WHO["email"], "A-1")
    reviewed = guest.post("/amends/withdraw", {**kept, "step": "review"})
    assert "We have received" in confirm(guest, reviewed).text


def test_a_late_one_is_taken_and_its_sender_is_told_nothing_about_the_period(guest: Visitor):
    arrived = guest.shop.clock.now() - timedelta(days=40)
    guest.shop.orders.add(replace(ORDER, fulfilled_at=arrived))
    receipt = withdraw(guest)
    assert "We have received your withdrawal" in receipt.text
    assert "period" not in receipt.text
    (row,) = rows(guest, "withdrawals")
    assert row["period_ends_at"] < row["received_at"]


def test_the_period_ends_with_the_last_day_in_the_shops_zone(guest: Visitor):
    at = guest.shop.clock.now()  # 10:00 on 2 March in Warsaw
    guest.shop.orders.add(replace(ORDER, fulfilled_at=at))
    withdraw(guest)
    (row,) = rows(guest, "withdrawals")
    # The 14th day after the 2nd is the 16th; it is over at midnight in Warsaw.
    assert row["period_ends_at"].isoformat() == "2026-03-16T23:00:00+00:00"


def test_a_broken_look_up_of_orders_loses_no_statement(guest: Visitor, caplog: pytest.LogCaptureFixture):
    @guest.shop.amends.order_lookup
    def broken(_number: str, _email: str | None) -> None:
        raise LookupError("the stock system is away")

    assert "We have received your withdrawal" in withdraw(guest).text
    assert "stock system" in caplog.text


def test_the_shops_own_pages_link_to_it_and_have_a_footer(guest: Visitor):
    app = guest.shop.app

    @app.get("/order")
    def order() -> str:
        template = app.jinja_env.from_string("{{ amends.withdrawal_link(order=order) }}{{ amends.footer() }}")
        return template.render(order=ORDER)

    page = guest.open("/order?lang=pl")
    link, *others = page.soup.select("a")
    assert isinstance(link, Tag)
    assert (link.get_text(), link["lang"], link["translate"]) == ("Odstąp od umowy tutaj", "pl", "no")
    assert "Roses" in guest.open(str(link["href"])).text
    assert [str(one["href"]).partition("?")[0] for one in others] == [
        "/amends/claim", "/amends/contact", "/amends/withdraw",
    ]  # fmt: skip
