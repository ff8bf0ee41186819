"""Putting an offer together: the playbook's ready offers, their cost, the shopper's view, and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, OfferStatus, Reason, Remedy
from flask_amends.playbooks import Check, Lack, OfferCode, PartCode
from flask_amends.ports import Order, OrderLine
from flask_amends.service.claims import ClaimedItem
from flask_amends.testing import make_shop
from flask_amends.web.desk import playbook_words
from tests.integration.web.desk.conftest import AGENT, AUDITOR, Desk, Page


def rub(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="RUB")


BOUGHT_AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
#: Two monitors for 990 each in place of 90,990 (P7), and a cable that was priced right.
ORDER = Order(
    number="A-7",
    email="anna@example.org",
    currency="RUB",
    lines=(
        OrderLine(sku="monitor", title="Monitor", quantity=2, unit_price=rub("990")),
        OrderLine(sku="cable", title="Cable", quantity=1, unit_price=rub("500")),
    ),
    total=rub("2480"),
    placed_at=BOUGHT_AT,
    paid_at=BOUGHT_AT + timedelta(hours=1),
)
REAL = "real.0=90990"


@pytest.fixture
def prices(sqlite_uri: str) -> Iterator[Desk]:
    """A desk of a shop that sold monitors too cheaply."""
    shop = make_shop(
        sqlite_uri, orders=[ORDER], mails=False, AMENDS_CURRENCY="RUB", AMENDS_GOODWILL_BUDGET="1000 RUB"
    )
    shop.staff.member = AGENT
    yield Desk(shop=shop, client=shop.app.test_client())
    shop.close()


def claim(desk: Desk, **changes: Any) -> str:
    wrong_price: dict[str, Any] = {
        "reason": Reason.PRICE_ERROR,
        "ask": Remedy.HONOUR_PRICE,
        "amount": None,
        "order_number": "A-7",
        "items": (ClaimedItem(sku="monitor", quantity=2),),
        "locale": "ru",
    }
    return desk.claim(**{**wrong_price, **changes})


def offers(desk: Desk, case_id: str, query: str = "") -> Page:
    return desk.open(f"/amends/desk/cases/{case_id}/offers?{query}")


def cards(page: Page) -> dict[str, str]:
    """Every offer by its code, with all that is said about it."""
    found = page.soup.select("section.card[aria-labelledby^='offer-']")
    return {
        str(one["aria-labelledby"]).removeprefix("offer-").removesuffix("-title"): " ".join(
            one.get_text(" ").split()
        )
        for one in found
    }


def send(desk: Desk, case_id: str, page: Page, note: str = "") -> Page:
    """Through the review, as a person would."""
    review = desk.send(case_id, "propose", {**page.form("propose"), "note": note})
    assert review.status == 200
    return desk.send(case_id, "propose", {**review.form("propose"), "step": "confirm"})


def test_the_case_offers_refund_and_real_price_first(prices: Desk):  # P2
    page = prices.case(claim(prices))
    buttons = [" ".join(one.get_text(" ").split()) for one in page.soup.select("section a.button")]
    assert buttons[0] == "Cancelling the order, with the money back · RUB 1,980.00 · Monitor"
    assert buttons[1] == "The shopper pays the real price"
    assert "The real price is not recorded." in page.text


def test_a_typed_real_price_works_out_every_amount(prices: Desk):  # P12, P15
    case_id = claim(prices)
    assert "Type the real price above" in cards(offers(prices, case_id))["pay_real_price"]

    told = cards(offers(prices, case_id, REAL))

    assert "An additional payment · RUB 180,000.00" in told["pay_real_price"]
    assert (
        "Costs the shop RUB 180,000.00 2 × RUB 90,000.00: the real price less the price paid"
        in told["honour"]
    )
    assert "An additional payment · RUB 89,010.00" in told["share_of_real"]
    assert "Costs the shop RUB 90,990.00" in told["share_of_real"]
    assert "Carried out by Shopper" in told["share_of_real"]


def test_a_recorded_regular_price_needs_no_typing(prices: Desk):  # P12
    lines = (OrderLine(sku="tea", title="Tea", unit_price=rub("10"), list_price=rub("100")),)
    prices.shop.orders.add(Order(number="A-8", email="anna@example.org", currency="RUB", lines=lines))
    case_id = claim(prices, order_number="A-8", items=(ClaimedItem(sku="tea", quantity=1),))
    assert "RUB 90.00" in cards(offers(prices, case_id))["honour"]


def test_chosen_offers_are_shown_as_the_shopper_will_read_them_and_sent(prices: Desk):  # P2, P15
    case_id = claim(prices)
    page = offers(prices, case_id, f"{REAL}&pick=money_back&pick=pay_real_price&pick=share_of_real")

    chosen = page.soup.select_one("#chosen")
    assert chosen is not None
    assert "at most RUB 90,990.00" in page.text
    shown = chosen.select_one("ol[lang=ru]")
    assert shown is not None
    assert "Отмена заказа" in shown.get_text()
    answer = send(prices, case_id, page, "We typed the price wrong, and we are sorry.")

    assert answer.status == 303
    made = prices.view(case_id).dispute.offers
    assert [one.terms for one in made] == [
        Terms(kind=Remedy.CANCEL_ORDER, amount=rub("1980"), skus=("monitor",)),
        Terms(kind=Remedy.REPRICE_ORDER, amount=rub("180000")),
        Terms(kind=Remedy.REPRICE_ORDER, amount=rub("89010")),
    ]
    assert {one.status for one in made} == {OfferStatus.PROPOSED}
    assert prices.view(case_id).dispute.turn is Actor.SHOPPER


def test_the_review_shows_the_shoppers_view_and_what_follows(prices: Desk):  # X6
    case_id = claim(prices, locale="pl")
    page = offers(prices, case_id, "pick=money_back")
    review = prices.send(case_id, "propose", page.form("propose"))
    assert "it costs the shop at most RUB 0.00" in review.text
    assert "The shopper can accept one of these until" in review.text
    assert review.soup.select_one("ol[lang=pl]") is not None
    assert prices.view(case_id).dispute.offers == ()


def test_the_review_counts_with_what_was_typed(prices: Desk):  # P12
    case_id = claim(prices)
    typed = f"{REAL}&similar=Smaller&similar_price=60000"
    for code, cost in (("honour", "180,000.00"), ("similar", "12,000.00")):
        page = offers(prices, case_id, f"{typed}&pick={code}")
        review = prices.send(case_id, "propose", page.form("propose"))
        assert f"it costs the shop at most RUB {cost}" in review.text


@pytest.mark.parametrize("known", ["real.0=%FF%FE&x", "=&&&==", "real.0=" + "9" * 9000, "\ud800"])
def test_nonsense_in_its_place_costs_only_the_figure(prices: Desk, known: str):
    case_id = claim(prices)
    sent = {
        **offers(prices, case_id, "pick=honour").form("propose"),
        "known": known.encode("utf-8", "replace"),
    }
    review = prices.send(case_id, "propose", sent)
    assert review.status == 200
    assert "What it costs at most is not known." in review.text


def test_staff_change_amounts_and_the_cost_follows(prices: Desk):
    case_id = claim(prices, reason=Reason.NOT_AS_DESCRIBED)
    page = offers(prices, case_id, "pick=keep_for_less&amount.keep_for_less=700&gift.keep_for_less=50")
    told = cards(page)["keep_for_less"]
    assert "Part of the money back · RUB 700.00 · Monitor · a gift worth RUB 50.00 on top" in told
    assert "Costs the shop RUB 750.00" in told
    assert send(prices, case_id, page).status == 303
    (made,) = prices.view(case_id).dispute.offers
    assert (made.terms.amount, made.terms.gift) == (rub("700"), rub("50"))


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("real.0=cheap", "offer-real-0", "Please write the amount in digits"),
        ("loss=0", "offer-loss", "more than zero"),
        ("similar=Other", "offer-similar_price", "Please fill this in."),
        ("pick=keep_for_less&amount.keep_for_less=9999999", "offer-pick-keep_for_less", "RUB 2,480.00"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_is_kept(prices: Desk, query: str, field: str, sentence: str):
    case_id = claim(prices, reason=Reason.NOT_AS_DESCRIBED)
    if "real" in query or "similar" in query:
        case_id = claim(prices)
    page = offers(prices, case_id, query)
    assert page.status == 422
    assert f"#{field}" in page.summary()
    assert sentence in page.summary()[f"#{field}"]
    assert page.soup.find(id=field) is not None
    assert page.soup.select_one("#chosen") is None
    name, _, value = query.rpartition("&")[2].partition("=")
    kept = page.soup.select_one(f"input[name='{name}']")
    assert kept is not None
    assert kept["value"] == value


def test_more_than_three_are_not_sent(prices: Desk):
    case_id = claim(prices)
    picks = "&".join(f"pick={one}" for one in ("money_back", "pay_real_price", "honour", "share_of_real"))
    page = offers(prices, case_id, f"{REAL}&{picks}")
    assert page.status == 422
    assert "Choose at most 3" in page.text
    assert page.soup.select_one("#chosen") is None


def test_a_gift_beyond_the_budget_is_not_offered(prices: Desk):  # C6
    case_id = claim(prices)
    assert "cancel_with_gift" in cards(offers(prices, case_id))
    page = offers(prices, case_id, "pick=cancel_with_gift&gift.cancel_with_gift=5000")
    answer = page if page.status == 422 else send(prices, case_id, page)
    assert answer.status == 422
    assert prices.view(case_id).dispute.offers == ()


def test_a_code_is_seen_with_all_of_its_conditions(prices: Desk):  # X13, C2
    case_id = claim(prices, reason=Reason.PROMO_TERMS, ask=Remedy.APOLOGY, items=(), locale="en")
    page = offers(prices, case_id, "pick=goodwill&upset=3")
    shown = [" ".join(one.get_text(" ").split()) for one in page.soup.select("#chosen ol ul li")]
    assert any("90 days" in one for one in shown)
    review = prices.send(case_id, "propose", page.form("propose"))
    assert [" ".join(one.get_text(" ").split()) for one in review.soup.select("ol ul li")] == shown


def test_goodwill_of_nothing_leaves_the_apology(prices: Desk):  # C7
    case_id = claim(prices, reason=Reason.PROMO_TERMS, ask=Remedy.APOLOGY, items=())
    upset = cards(offers(prices, case_id, "upset=3"))
    assert "A promo code · RUB 500.00" in upset["goodwill"]
    calm = cards(offers(prices, case_id, "upset=0"))
    assert "goodwill" not in calm
    assert "Costs the shop RUB 0.00" in calm["apology"]


def test_a_complaint_about_calls_leads_to_the_open_case(prices: Desk):  # K7, K12
    other = claim(prices)
    case_id = claim(prices, reason=Reason.UNWANTED_CONTACT, ask=Remedy.APOLOGY, items=())
    page = prices.case(case_id)
    assert page.soup.select(f"section[aria-labelledby=others-title] a[href$='/cases/{other}']")
    assert "Settle the other case first" in page.text
    builder = offers(prices, case_id)
    assert builder.soup.select(f"section[aria-labelledby=steps-title] a[href$='/cases/{other}']")


def test_who_may_not_act_sees_no_ready_offers(prices: Desk):
    case_id = claim(prices)
    prices.sit(AUDITOR)
    assert prices.case(case_id).soup.select_one("#book-title") is None
    assert offers(prices, case_id).status == 403


def test_a_case_that_takes_no_offer_still_shows_what_each_would_cost(prices: Desk):
    case_id = claim(prices)
    prices.act(case_id, "accept_claim")
    page = offers(prices, case_id, "pick=money_back")
    assert "No offer can be made in this case now." in page.text
    assert not page.actions


def test_every_code_has_words():
    assert set(playbook_words.OFFERS) == set(playbook_words.WHYS) == {one.value for one in OfferCode}
    assert set(playbook_words.CHECKS) == {one.value for one in Check}
    assert set(playbook_words.LACKING) == set(playbook_words.MISSING) == {one.value for one in Lack}
    assert set(playbook_words.PARTS) == {one.value for one in PartCode}


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_offers_on_its_page(prices: Desk, reason: Reason):
    case_id = claim(prices, reason=reason, ask=Remedy.OTHER)
    page = offers(prices, case_id)
    assert page.status == 200
    assert cards(page)


def promised(desk: Desk) -> str:
    """A claim that a code answers."""
    return claim(desk, reason=Reason.PROMO_TERMS, ask=Remedy.APOLOGY, items=(), locale="en")


def test_a_code_goes_out_with_the_conditions_that_staff_typed_for_it(prices: Desk):  # X13, C2
    case_id = promised(prices)
    query = "pick=goodwill&upset=2&code_least.goodwill=4000&code_share.goodwill=&code_days.goodwill=60"
    page = offers(prices, case_id, query)
    told = cards(page)["goodwill"]
    assert "That disappoints." in told
    assert "It can be used for orders of RUB 4,000.00 or more." in page.text
    review = prices.send(case_id, "propose", page.form("propose"))
    assert "It can be used for 60 days after you get it." in review.text
    back = prices.send(case_id, "propose", {**review.form("propose"), "step": "change"})
    assert back.form("propose")["alternatives.0.code.days_after_issue"] == "60"
    assert "4000.00" not in " ".join(one.get_text() for one in review.soup.select("dd"))
    sent = send(prices, case_id, page)
    assert sent.status == 303
    [offer] = prices.view(case_id).dispute.offers
    assert offer.terms.promo is not None
    assert (offer.terms.promo.min_spend, offer.terms.promo.days_after_issue) == (rub("4000"), 60)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("code_least", "10,5,5"), ("code_share", "130"), ("code_days", "0"), ("code_days", "soon")],
)
def test_a_condition_that_cannot_be_is_said_at_its_field(prices: Desk, name: str, typed: str):
    page = offers(prices, promised(prices), f"pick=goodwill&upset=2&{name}.goodwill={typed}")
    assert page.status == 422
    assert page.soup.select_one(f"#offer-{name}-goodwill-wrong") is not None


def test_a_code_without_typed_conditions_has_those_of_the_shop(prices: Desk):
    page = offers(prices, promised(prices), "pick=goodwill&upset=2")
    assert page.soup.select_one("#offer-code_days-goodwill")["value"] == "90"  # type: ignore[index]
    assert not any("code." in str(one.get("name")) for one in page.soup.select("form[action$=propose] input"))
