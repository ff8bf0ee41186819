"""What the form knows before anything is typed, and what it says before anything is sent."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from amends_widgets.words.reasons import ELSEWHERE, GROUPS
from flask_amends.disputes.vocabulary import Reason
from flask_amends.ports import Delivery, OrderLine
from flask_amends.service.tokens import LONGEST_ORDER
from flask_amends.testing import START
from flask_amends.web.storefront.globals import TemplateGlobals
from flask_amends.web.storefront.orders import LONGEST_IN_ADDRESS, of_order, picture_address, web_address
from tests.integration.cases import ORDER, euros
from tests.integration.web.claim.conftest import SENT, address_of, fill
from tests.integration.web.storefront.conftest import Page, Visitor


def test_the_items_of_the_order_are_there_with_their_price_picture_and_carrier(visitor: Visitor):
    pictured = replace(SENT, lines=(replace(SENT.lines[0], image_url="/static/rose.jpg"), SENT.lines[1]))
    page = visitor.open(address_of(visitor, pictured))
    assert "Order A-1, delivered by Swift Parcels" in page.text.replace(" ,", ",")
    items = [" ".join(one.get_text(" ").split()) for one in page.soup.select(".am-item")]
    assert items == ["Roses €10.00 How many of 3", "Vase €25.00"]
    assert [one["src"] for one in page.soup.select(".am-item img")] == ["/static/rose.jpg"]
    assert [one["alt"] for one in page.soup.select(".am-item img")] == [""]


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/rose.jpg",
        "//elsewhere.example/r.jpg",
        "/\\elsewhere.example",
        "javascript:1",
        "data:x",
    ],
)
def test_a_picture_that_our_policy_would_not_load_is_not_asked_for(address: str):
    assert picture_address(address, "localhost") == ""
    assert picture_address("https://localhost/rose.jpg", "localhost") == "https://localhost/rose.jpg"


def test_a_carriers_address_that_is_none_of_the_web_is_left_out(visitor: Visitor):
    for address in ("javascript:alert(1)", "/track/1", "https://", "ftp://x.example", "https://a b"):
        assert web_address(address) == ""
        delivery = Delivery(carrier="Swift", tracking_url=address, carrier_url=address)
        parcel = of_order(visitor.shop.state, replace(SENT, delivery=delivery)).parcel
        assert parcel is not None
        assert not parcel.can_be_followed


def test_a_product_page_knows_the_product_and_its_price(visitor: Visitor):
    with visitor.shop.app.test_request_context():
        product = {"id": "lamp", "title": "Lamp", "price": euros("42.00")}
        html = str(TemplateGlobals().claim_link(product=product))
    page = visitor.open(html.partition('href="')[2].partition('"')[0])
    assert "Lamp €42.00" in " ".join(page.one(".am-item").get_text(" ").split())
    assert page.one("#claim-order_number")


def test_a_long_order_fits_into_a_link_and_all_its_items_are_there(visitor: Visitor):
    lines = tuple(
        OrderLine(sku=f"sku-{n}", title=f"Розы {n} " * 10, image_url=f"/p/{n * 7919 % 997}.jpg")
        for n in range(60)
    )
    order = visitor.shop.orders.add(replace(SENT, number="L-1", lines=lines))
    address = address_of(visitor, order)
    assert len(address) < LONGEST_IN_ADDRESS + 100
    assert len(visitor.open(address).soup.select(".am-item")) == 60
    with visitor.shop.app.test_request_context():
        whole = of_order(visitor.shop.state, order)
    assert len(whole.lines) == 60
    assert len(whole.token) <= LONGEST_ORDER


def test_every_reason_stands_folded_with_an_example(visitor: Visitor):
    page = visitor.open("/amends/claim")
    groups = page.soup.select("details[data-group]")
    assert [one["data-group"] for one in groups] == [group.code for group in GROUPS]
    assert not any(one.has_attr("open") for one in groups)
    radios = page.soup.select("input[type=radio][name=reason]")
    assert sorted(str(one["value"]) for one in radios) == sorted([*Reason, *ELSEWHERE])
    for one in radios:
        assert page.one(f"label[for={one['id']}]").get_text()
        assert page.one(f"#{one['aria-describedby']}").get_text()


def test_a_chosen_reason_is_open_and_its_photos_are_explained(visitor: Visitor):
    page = visitor.open("/amends/claim?reason=defective")
    assert page.one("[data-group=damaged]").has_attr("open")
    assert guides(page) == ["It is damaged or does not work"]
    assert len(guides(visitor.open("/amends/claim"))) == len([one for one in GROUPS if one.photos])
    assert guides(visitor.open("/amends/claim?reason=unwanted_contact")) == []


def guides(page: Page) -> list[str]:
    """The groups whose guidance for photos is shown."""
    shown = page.soup.select("amends-when[data-field=reason]:not([hidden]) amends-when:not([hidden])")
    return [one.get_text().strip().partition(":")[0] for one in shown]


def test_a_claim_within_the_window_is_told_how_long_it_is(visitor: Visitor):
    page = fill(visitor)
    assert "You are in time" in page.text
    assert "until Wednesday, 4 March 2026" in page.text
    assert "by law" in page.text


def test_a_late_claim_is_taken_and_told_what_is_different(visitor: Visitor):
    late = replace(SENT, fulfilled_at=START - timedelta(days=30))
    visitor.shop.orders.add(late)
    page = fill(visitor, late)
    assert "taken all the same" in page.text
    assert "longer to answer" in page.text
    assert "by law" in page.text
    assert "by Monday, 16 March 2026" in page.text
    sent = visitor.send(page)
    assert visitor.open(sent.location).status == 200


def test_without_a_known_day_the_window_is_told_in_days(visitor: Visitor):
    page = visitor.review()
    assert "3 days after" in page.text
    assert "by law" in page.text


def test_a_guest_who_types_a_strangers_address_learns_nothing_of_the_order(visitor: Visitor):
    late = replace(SENT, fulfilled_at=START - timedelta(days=30))
    visitor.shop.orders.add(late)
    known = visitor.review(order_number="A-1", email="eva@example.org")
    unknown = visitor.review(order_number="Z-1", email="eva@example.org")
    told = [re.sub(r"A-1|Z-1|09:0[0-9]", "", page.text) for page in (known, unknown)]
    assert told[0] == told[1]


def test_what_the_marketplace_delivered_the_marketplace_decides(visitor: Visitor):
    order = replace(ORDER, marketplace="bazaar", delivery=Delivery(delivered_by="marketplace"))
    visitor.shop.orders.add(order)
    page = fill(visitor, order, reason="damaged_in_transit")
    assert "The marketplace delivered this order" in page.text


def test_an_order_is_known_by_either_name_of_its_number_and_one_without_is_known_by_none(visitor: Visitor):
    state = visitor.shop.state
    assert [of_order(state, one).number for one in ({"order_number": 7}, {"number": "A-1"}, {})] == [
        "7",
        "A-1",
        None,
    ]
