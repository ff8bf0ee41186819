"""Notices of all kinds in their places: composed, in the foot, for machines, and in pages of any shop."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import render_template_string
from sqlalchemy import event

from flask_amends.disputes.money import Money
from flask_amends.notices.model import Line, Notice, NoticeKind, Severity, Slot, Way
from flask_amends.service import prices, stock
from flask_amends.service.notices import texts
from flask_amends.testing import Shop, make_shop
from flask_amends.web.notices.showing import show
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here

BASE = "https://help.example"
LAMP: dict[str, Any] = {"sku": "lamp", "name": "Lamp </script>", "price": Money.parse("49.00", "EUR")}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Shop]:  # noqa: F811
    folder = tmp_path_factory.mktemp("places")
    shutil.copyfile(sqlite_template, folder / "amends.sqlite3")
    official = folder / "notice.svg"
    official.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    digest = hashlib.sha256(official.read_bytes()).hexdigest()
    made = make_shop(
        f"sqlite:///{folder / 'amends.sqlite3'}",
        AMENDS_BASE_URL=BASE,
        AMENDS_NOTICES_ACCEPTED=["photo.differs", "price.disclaimer"],
        AMENDS_GUARANTEE_NOTICE={"pl": {"file": str(official), "sha256": digest}},
    )
    prices.record(made.state, "lamp", LAMP["price"])
    prices.record(made.state, "held", Money.parse("0.01", "EUR"))
    stock.record(made.state, "lamp", 2)
    yield made
    made.close()


def html(shop: Shop, call: str, **facts: Any) -> BeautifulSoup:
    with shop.app.test_request_context(f"/?lang={facts.pop('lang', 'en')}"):
        return BeautifulSoup(render_template_string(f"{{{{ amends.{call} }}}}", **facts), "lxml")


def kinds(soup: BeautifulSoup) -> list[str]:
    return [str(one["data-amends-notice"]) for one in soup.select("[data-amends-notice]")]


def custom(key: str, **more: Any) -> Notice:
    return Notice(kind=NoticeKind.CUSTOM, lines=(Line(key=key),), about=key, **more)


def test_a_clause_is_shown_only_once_it_is_accepted_and_takes_nobodys_place(shop: Shop):  # P8 Q5
    many = [custom("stock.disclaimer", severity=Severity.BLOCKING), *map(custom, ("way.ask", "way.claim"))]
    with shop.app.test_request_context():
        told = BeautifulSoup(str(show([*many, custom("way.contact")], Slot.PRODUCT)), "lxml")
    assert [one.get_text(strip=True) for one in told.select(".am-notice")] == [
        "Ask us",
        "Something is wrong with my order",
        "Contact",
    ]
    assert "differ a little" in html(shop, "photo_notice()").get_text()
    assert kinds(html(shop, "photo_notice(slot='cart')")) == []


def test_a_product_page_says_everything_of_a_product_at_most_three_times(shop: Shop):
    told = html(shop, "notices('product', product=lamp)", lamp=LAMP)
    assert kinds(told)[0] == "availability"
    assert len(kinds(told)) == 3
    assert kinds(html(shop, "notices('product', product=held)", held={"sku": "held"}))[0] == "price_pending"


def test_a_letter_has_plain_lines_with_whole_addresses_in_its_own_language(shop: Shop):
    with shop.app.app_context():
        number = texts.save(
            shop.state,
            key="custom.paper",
            texts={"pl": "Pakujemy w papier & sznurek."},
            slots=[Slot.ORDER_MAIL],
            by=None,
            seen=0,
        )
        texts.accept(shop.state, "custom.paper", number, by=None)
    with shop.app.test_request_context("/?lang=ru"):
        lines = render_template_string("{{ amends.notices('order_mail', plain=true, locale='pl')|safe }}")
    assert lines == "Pakujemy w papier & sznurek."


def test_the_foot_of_every_page_has_the_links_and_the_notices_that_belong_there(shop: Shop):  # P8 Q6
    foot = html(shop, "footer()", lang="pl")
    assert set(kinds(foot)) == {"guarantee_notice", "price_error"}
    assert [str(one["href"]).partition("?")[0] for one in foot.select("nav a")] == [
        "/amends/claim",
        "/amends/contact",
        "/amends/withdraw",
    ]


def test_the_official_notice_is_the_file_itself(shop: Shop):  # N11
    told = html(shop, "guarantee_notice()", lang="en")
    picture = told.select_one("[data-amends-notice=guarantee_notice] img")
    assert picture is not None
    assert picture["alt"] == "The official notice on your legal guarantee"
    answer = shop.app.test_client().get(str(picture["src"]))
    assert (answer.mimetype, answer.data) == ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert shop.app.test_client().get("/amends/official/guarantee/he").status_code == 404


def test_search_engines_are_told_what_shoppers_are_told(shop: Shop):  # V6
    script = html(shop, "product_data(lamp)", lamp=LAMP).select_one("script")
    assert script is not None
    assert script["type"] == "application/ld+json"
    data = json.loads(script.string or "")
    assert data["name"] == "Lamp </script>"
    assert data["offers"] == {
        "@type": "Offer",
        "price": "49.00",
        "priceCurrency": "EUR",
        "availability": "https://schema.org/LimitedAvailability",
    }
    held = html(shop, "product_data(one)", one={"sku": "held", "price": Decimal("0.01")}).select_one("script")
    assert held is not None
    assert "offers" not in json.loads(held.string or "")


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"kind": "stock", "sku": "lamp"}, "availability"),
        ({"kind": "price", "sku": "held", "currency": "EUR"}, "price_pending"),
        ({"kind": "guarantee", "slot": "checkout_top"}, "guarantee_notice"),
        ({"kind": "photo"}, "custom"),
        ({"kind": "contact"}, "call_preferences"),
        ({"kind": "place", "slot": "footer"}, "guarantee_notice"),
        ({"kind": "place", "sku": "lamp", "slot": "nowhere"}, "availability"),
    ],
)
def test_every_shop_can_show_them(shop: Shop, asked: dict[str, str], kind: str):
    answer = shop.app.test_client().get("/amends/embed/notice", query_string={**asked, "lang": "en"})
    assert answer.status_code == 200
    soup = BeautifulSoup(answer.text, "lxml")
    assert kinds(soup)[0] == kind
    assert all(str(one["href"]).startswith(f"{BASE}/") for one in soup.select("a"))
    assert all(str(one["src"]).startswith(f"{BASE}/") for one in soup.select("img"))


@pytest.mark.parametrize(
    "asked", [{"kind": "stock"}, {"kind": "promo", "code": "NONE"}, {"kind": "delivery"}]
)
def test_where_there_is_nothing_to_say_the_page_keeps_its_own_text(shop: Shop, asked: dict[str, str]):
    assert shop.app.test_client().get("/amends/embed/notice", query_string=asked).status_code == 204


def test_a_page_with_known_facts_asks_the_database_nothing(shop: Shop):
    def page() -> None:
        html(shop, "notices('product', product=lamp) }}{{ amends.footer()", lamp=LAMP)

    page()
    asked: list[str] = []
    engine = shop.state.store.engine()
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    page()
    assert asked == []


def test_in_a_basket_of_several_a_notice_says_which_one_it_is_about(shop: Shop):
    stock.record(shop.state, "gone", 0)
    two = [LAMP, {"sku": "gone", "title": "Vase <b>"}]
    told = html(shop, "notices('cart', basket=two)", two=two)
    assert [one.get_text(strip=True) for one in told.select(".am-what")][:1] == ["Vase <b>"]
    assert "Vase" not in html(shop, "notices('cart', basket=two)", two=two[1:]).get_text()


def test_words_for_a_country_are_left_out_for_somebody_known_to_be_elsewhere(shop: Shop):
    def say(number: int, text: str, *countries: str) -> None:
        texts.save(
            shop.state,
            key="custom.rules",
            texts={"en": text},
            by=None,
            seen=number - 1,
            slots=[Slot.CONTACT_PAGE],
            countries=countries,
        )
        texts.accept(shop.state, "custom.rules", number, by=None)

    def told(region: Any) -> str:
        found = html(shop, "notices('contact_page', region=region)", region=region)
        return found.get_text(" ", strip=True)

    say(1, "Write to us.")
    say(2, "In Poland we answer within fourteen days.", "PL")
    assert told({"country": "Niemcy"}) == "Write to us."
    assert told("PL") == told(None) == "In Poland we answer within fourteen days."
    texts.end(shop.state, "custom.rules", 1, by=None)
    assert told("DE") == ""
    texts.end(shop.state, "custom.rules", 2, by=None)


def test_the_end_of_a_checkout_says_of_delivery_only_what_stands_in_the_way(tmp_path: Path):  # D1
    rules = [{"region": {"country": "PL"}, "transit": [1, 2]}, {"delivers": False}]
    made = make_shop(f"sqlite:///{tmp_path / 'amends.sqlite3'}", AMENDS_DELIVERY_RULES=rules)
    call = "notices(slot, basket=basket, region=region)"
    facts = {"basket": {"lines": [LAMP]}}
    try:
        assert "delivery_terms" in kinds(html(made, call, slot="checkout_top", region="PL", **facts))
        assert "delivery_terms" not in kinds(html(made, call, slot="checkout_button", region="PL", **facts))
        assert "delivery_terms" in kinds(html(made, call, slot="checkout_button", region="FR", **facts))
    finally:
        made.close()


def test_a_letter_without_a_base_address_leads_to_no_page(tmp_path: Path):
    made = make_shop(f"sqlite:///{tmp_path / 'amends.sqlite3'}", AMENDS_BASE_URL=None)
    order = {"number": "1001", "email": "maria@example.com", "lines": [LAMP]}
    try:
        with made.app.test_request_context():
            text = render_template_string("{{ amends.notices('order_mail', order=o, plain=true) }}", o=order)
    finally:
        made.close()
    assert "instead of calling" in text
    assert "/amends/" not in text


def test_search_engines_get_several_photos_and_no_objects(shop: Shop):  # V6
    lamp = {"sku": "x", "name": "Lamp", "image": ["https://a.example/1.jpg", "https://a.example/2.jpg"]}

    def told(**more: Any) -> dict[str, Any]:
        script = html(shop, "product_data(p)", p={**lamp, **more}).select_one("script")
        assert script is not None
        found: dict[str, Any] = json.loads(script.string or "")
        return found

    data = told(brand={"name": "Loom"}, price=Decimal(-5))
    assert data["image"] == ["https://a.example/1.jpg", "https://a.example/2.jpg"]
    assert data["brand"] == "Loom"
    assert "offers" not in data
    assert "brand" not in told(brand={"id": 7})


def test_when_an_item_comes_back_is_said_with_its_availability_and_takes_no_place(shop: Shop):  # A5 D1
    stock.record(shop.state, "gone", 0)
    told = html(shop, "notices('cart', basket=b)", b={"lines": [{"sku": "gone", "title": "Vase"}]})
    assert kinds(told) == ["availability"]
    assert [one.get_text() for one in told.select(".am-notice p")][1:3] == [
        "Not in stock now.",
        "We do not know yet when it comes back.",
    ]
    assert kinds(html(shop, "notices('account', order=b)", b={"lines": [{"sku": "gone"}]}))[0] == "restock"


def test_the_rule_for_wrong_prices_stands_once_among_the_terms(shop: Shop):  # P8 P10
    before = kinds(html(shop, "notices('terms')"))
    texts.accept_ours(shop.state, "price.terms_clause", by=None, seen=0)
    told = html(shop, "notices('terms')")
    texts.end(shop.state, "price.terms_clause", 1, by=None)
    assert kinds(told).count("price_error") == before.count("price_error") == 1
    assert "Your rights under the law stay as they are." in told.get_text()


def test_where_two_notices_lead_the_same_way_it_is_told_once(shop: Shop):  # P9 P10
    rule, claim = Way(key="price.way_terms", endpoint="price_terms"), Way(key="way.claim", endpoint="claim")
    notices = [custom("photo.differs", ways=(rule,)), custom("price.disclaimer", ways=(rule, claim))]
    with shop.app.test_request_context():
        told = BeautifulSoup(str(show(notices, Slot.PRODUCT)), "lxml")
    assert [one["href"] for one in told.select("a")] == ["/amends/terms/prices", "/amends/claim"]
