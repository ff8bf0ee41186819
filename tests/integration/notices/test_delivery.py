"""Terms of delivery as buyers and staff meet them: notices, letters, the lint, the desk (D1-D8), and Q5."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import render_template_string
from jinja2 import DictLoader
from sqlalchemy import event

from flask_amends import Amends, DeliveryRule, Order
from flask_amends.ports import Delivery, StaffMember
from flask_amends.service import delivery_terms
from flask_amends.testing import START, Shop, make_shop
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here

LEAD = StaffMember(id="8", name="Iwona Lis", roles=frozenset({"lead"}))
DPD = {
    "name": "DPD",
    "phone": "+48 22 577 55 55",
    "about": {"en": "they have brought our parcels since 2015."},
}
RULES: list[dict[str, Any]] = [
    {"carrier": DPD, "transit": [4, 9], "prepayment": "full", "inspection": "no"},
    {
        "region": {"country": "PL"},
        "method": "courier",
        "carrier": DPD,
        "cost": "14.90 EUR",
        "free_from": "50.00 EUR",
        "cutoff": "14:00",
        "zone": "Europe/Warsaw",
        "prepayment": "none",
        "pay_on_delivery": True,
        "inspection": "for_a_fee",
        "not_for": ["plants"],
    },
    {
        "region": {"country": "PL"},
        "method": "pickup_point",
        "carrier": {"name": "Boxberry", "contact": "the shop at Zielona 4, +48 1"},
        "cost": "9.90 EUR",
        "prepayment": "part",
        "prepayment_share": "0.3",
        "inspection": "no",
        "not_for": ["Plants", "glass"],
        "storage_days": 5,
    },
    {"region": {"country": "PL", "postal_ranges": [["72-600", "72-612"]]}, "delivers": False},
]
ITEMS = [
    {"sku": "rose", "title": "Rose <b>", "category": "plants"},
    {"sku": "vase", "title": "Vase", "image": "/v.jpg", "category": "glass", "packaging": "two boxes"},
]
ORDER = Order(
    number="A-1",
    email="anna@example.org",
    currency="EUR",
    region="PL",
    placed_at=START - timedelta(days=7),
    delivery=Delivery(method="pickup_point"),
)


def prepare(amends: Amends) -> None:
    amends.delivery_rules(lambda: RULES)
    amends.catalogue(lambda: ITEMS)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Shop]:  # noqa: F811
    database = tmp_path_factory.mktemp("delivery") / "amends.sqlite3"
    shutil.copyfile(sqlite_template, database)
    made = make_shop(
        f"sqlite:///{database}",
        orders=[ORDER],
        prepare=prepare,
        AMENDS_BASE_URL="https://shop.example",
        AMENDS_DELIVERY_COUNTRIES=["PL", "DE"],
        AMENDS_ORDER_MAIL_TEMPLATES=["good.txt", "whole.txt", "bad.txt", "gone.txt"],
    )
    made.app.jinja_loader = DictLoader(
        {
            "good.txt": "{{ amends.delivery_notice(order=order) }}",
            "whole.txt": "Thank you. {% include 'good.txt' %}",
            "bad.txt": "Thank you. {# {{ amends.delivery_notice(order=order) }} #}",
        }
    )
    yield made
    made.close()


def said(shop: Shop, call: str, **known: Any) -> str:
    with shop.app.test_request_context("/"):
        return render_template_string(f"{{{{ amends.delivery_notice({call}) }}}}", **known)


def test_each_way_of_delivery_says_days_carrier_payment_and_inspection(shop: Shop) -> None:  # D1, D3, D4, D6
    courier, point = BeautifulSoup(said(shop, "'PL'"), "html.parser").select(".am-notice")

    assert courier["data-amends-notice"] == "delivery_terms"
    assert str(courier["data-from"]) < str(courier["data-until"])
    lines = [line.get_text() for line in courier.select("p")][1:]
    assert lines[0].startswith("It arrives between ")
    assert lines[1].startswith("For this, order by ")
    assert lines[2:] == [
        "DPD brings it to your door.",
        "Delivery costs €14.90.",
        "Orders of €50.00 or more come for free.",
        "Nothing is paid in advance.",
        "You can pay on delivery.",
        "Looking at the goods before you pay the carrier costs extra.",
        "Delivery terms",
    ]
    assert "30% is paid in advance." in point.text
    assert "You collect it at a pickup point of Boxberry." in point.text


def test_a_large_basket_is_brought_for_free(shop: Shop) -> None:
    text = said(shop, "'PL', basket={'total': '60.00'}, slot='cart'")

    assert "Delivery is free." in text
    assert "€14.90" not in text


def test_what_delivery_costs_does_not_make_it_free(shop: Shop) -> None:  # D1
    text = said(shop, "'PL', basket={'goods_total': '48.00', 'total': '62.90'}, slot='cart', plain=True")

    assert "Delivery costs €14.90." in text


def test_an_unknown_region_has_the_terms_that_hold_everywhere_and_is_told_so(shop: Shop) -> None:  # D2
    text = said(shop, "slot='product', plain=True")

    assert "The whole order is paid in advance.\nYou see the goods only after you have paid." in text
    assert "Yours show once we know the address." in text


@pytest.mark.parametrize("country", ["Poland", "polska", "Польша", "פולין", "Republic of Poland"])
def test_a_country_may_be_written_by_its_name_and_a_word_is_never_a_refusal(
    shop: Shop, country: str
) -> None:  # D2
    text = said(shop, "a, plain=True", a={"country": country, "city": "Gdynia"})

    assert ("DPD brings it to your door." in text) is (country != "Republic of Poland")
    assert "We do not deliver" not in text


@pytest.mark.parametrize("region", ["'US'", "{'country': 'PL', 'postcode': '72-605'}"])
def test_where_nothing_is_brought_is_said_before_the_order(shop: Shop, region: str) -> None:
    notice = BeautifulSoup(said(shop, f"{region}, slot='cart'"), "html.parser").select_one(".am-notice")

    assert notice is not None
    assert "am-notice-blocking" in notice["class"]
    assert "We do not deliver there." in notice.text


def test_an_item_that_is_not_brought_there_is_named_so(shop: Shop) -> None:
    text = said(shop, "'PL', product={'sku': 'rose', 'category': 'plants'}, plain=True")

    assert text.startswith("We do not deliver this item there.")


def test_only_the_ways_that_bring_the_whole_basket_are_offered(shop: Shop) -> None:  # D1
    text = said(shop, "'PL', basket=[{'sku': 'vase', 'title': 'Vase'}], slot='cart', plain=True")

    assert "DPD brings it to your door." in text
    assert "Boxberry" not in text
    assert "do not deliver" not in text


def test_what_no_way_brings_is_named_by_what_the_catalogue_says_of_it(shop: Shop) -> None:
    lines = [{"sku": "vase", "title": "Vase"}, {"sku": "rose", "title": "Rose"}, {"sku": "card"}]
    text = said(shop, "'PL', basket={'lines': lines}, slot='cart'", lines=lines)

    notice = BeautifulSoup(text, "html.parser").select_one(".am-notice")
    assert notice is not None
    assert "am-notice-blocking" in notice["class"]
    assert "We do not deliver there: Rose" in notice.text
    assert "Vase" not in notice.text


def test_a_product_names_its_categories_in_any_form(shop: Shop) -> None:
    for category in ("Plants", ["gifts", "plants"], {"name": "plants"}):
        text = said(shop, "'PL', product={'title': 'Fern', 'category': c}, plain=True", c=category)
        assert text.startswith("We do not deliver there: Fern")


def test_the_letter_repeats_everything_for_the_way_it_travels(shop: Shop) -> None:  # D2, D5, D7, D8
    call = "order=order, slot='order_mail', plain=True, locale='en'"
    lines = said(shop, call, order=ORDER).splitlines()

    assert lines[0].startswith("It arrives between ")
    assert lines[1:6] == [
        "You collect it at a pickup point of Boxberry.",
        "It waits there for you for 5 days.",
        "Questions about the parcel: the shop at Zielona 4, +48 1.",
        "Delivery costs €9.90.",
        "Not brought this way: Plants, glass",
    ]
    assert lines[-1].startswith("Something is wrong with my order https://shop.example/amends/claim?order=")
    assert "order by" not in "\n".join(lines)
    by_courier = said(shop, call, order=replace(ORDER, delivery=Delivery(method="courier")))
    assert "About DPD: they have brought our parcels since 2015." in by_courier


def test_the_days_of_an_order_count_from_when_it_was_placed(shop: Shop) -> None:  # D1
    now, before = (
        BeautifulSoup(said(shop, "order=order", order=one), "html.parser").select_one(".am-notice")
        for one in (replace(ORDER, placed_at=START), ORDER)
    )

    assert now is not None
    assert before is not None
    assert str(before["data-until"]) < str(now["data-until"])


def test_a_page_asks_the_database_nothing_once_it_knows(shop: Shop) -> None:
    said(shop, "'PL'")
    asked: list[str] = []
    engine = shop.state.store.engine()
    event.listen(engine, "before_cursor_execute", lambda *facts: asked.append(facts[2]))

    said(shop, "'PL'")

    assert asked == []


def test_terms_are_known_by_what_they_say_however_a_shop_wrote_them() -> None:
    rule = DeliveryRule(days_off=[date(2026, 12, 24)], storage_days=5)  # type: ignore[arg-type]

    known = delivery_terms.digest(replace(rule, days_off=frozenset(rule.days_off)))
    assert delivery_terms.digest(replace(rule, lately=(3,))) == delivery_terms.digest(rule)
    assert delivery_terms.digest(replace(rule, storage_days=6)) != delivery_terms.digest(rule)
    assert known == delivery_terms.digest(replace(rule, days_off=frozenset(rule.days_off), lately=(3,)))


def test_a_function_that_fails_leaves_out_the_notice_and_is_a_fault(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop.state.handlers, "delivery_rules", lambda: [{"carier": "DPD"}])
    shop.state.memory.forget("delivery")
    try:
        assert said(shop, "'PL'").strip() == ""
        result = shop.app.test_cli_runner().invoke(args=["amends", "delivery", "lint"])
        assert result.exit_code == 1
        assert "failed: ValueError: rule 1: carier is not known" in result.output
    finally:
        shop.state.memory.forget("delivery")


def test_the_lint_tells_what_lacks_by_rule(shop: Shop) -> None:  # D2, D3
    result = shop.app.test_cli_runner().invoke(args=["amends", "delivery", "lint", "--json"])
    found = {(one["lack"], one["rule"], one["level"]) for one in json.loads(result.output)}

    assert result.exit_code == 1
    assert found >= {
        ("no_rule_for_country", None, "fault"),
        ("mail_silent", None, "fault"),
        ("mail_missing", None, "fault"),
        ("not_reviewed", 1, "advice"),
    }
    letters = {one["detail"] for one in json.loads(result.output) if one["lack"].startswith("mail")}
    assert letters == {"bad.txt", "gone.txt"}


def test_what_a_buyer_reads_is_shown_in_a_terminal(shop: Shop) -> None:
    result = shop.app.test_cli_runner().invoke(args=["amends", "delivery", "show", "Poland"])

    assert "DPD brings it to your door." in result.output
    assert "Something is wrong with my order https://shop.example/amends/claim" in result.output


def test_a_letter_is_written_outside_of_any_request(shop: Shop) -> None:  # D2
    call = "slot='order_mail', plain=True"
    with shop.app.app_context():
        text = render_template_string(
            f"{{{{ amends.delivery_notice(order=o, locale='en', {call}) }}}}", o=ORDER
        )
        unasked = render_template_string(f"{{{{ amends.delivery_notice('PL', {call}) }}}}")
        waiting = render_template_string("{{ amends.delivery_notice('PL', slot='pickup_mail', plain=True) }}")

    assert "https://shop.example/amends/claim?order=" in text
    assert "DPD brings it to your door." in unasked
    assert "It arrives" in unasked
    assert "order by" not in unasked, "it is ordered already"
    assert "It waits there for you for 5 days." in waiting
    assert "It arrives" not in waiting, "it is there"


def the_page(shop: Shop, query: str = "") -> BeautifulSoup:
    answer = shop.app.test_client().get(f"/amends/delivery{query}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.data, "html.parser")


def test_everybody_can_read_the_terms_of_every_region(shop: Shop) -> None:  # D1, D3
    page = the_page(shop, "?lang=pl")
    places = [one.get_text() for one in page.select("dt")]

    assert places == ["Polska", "Polska", "Polska, 72-600–72-612", "Niemcy", "Wszędzie indziej"]
    assert [one["value"] for one in page.select("select option")] == ["", "DE", "PL", "ZZ"]
    assert page.select_one("[name=city], [name=region]") is None
    assert page.select_one("#answer") is None
    last = the_page(shop).select("dd")[-1]
    assert last.get_text() == "We do not deliver there."


def test_what_holds_for_several_places_is_said_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    cities = (("Moskwa", "3.00 EUR"), ("Kazań", "5.00 EUR"), ("Москва", "3.00 EUR"))
    rules = [{"region": {"city": city}, "carrier": DPD, "cost": cost} for city, cost in cities]
    monkeypatch.setattr(shop.state.handlers, "delivery_rules", lambda: [*rules, {"delivers": False}])
    shop.state.memory.forget("delivery")
    try:
        places = [one.get_text() for one in the_page(shop).select("dt")]
        assert places[:2] == ["Moskwa · Москва", "Kazań"]  # D1
        assert "Everywhere else" in places
    finally:
        shop.state.memory.forget("delivery")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?country=PL", "DPD brings it to your door."),
        ("?country=PL&postal_code=72%20605", "We do not deliver there."),
        ("?country=ZZ", "We do not deliver there."),
        ("?country=DE", "Questions about the parcel: +48 22 577 55 55."),
        ("?postal_code=72-605", "These terms hold where no others do."),
        ("?country=<b>&postal_code=%00", "These terms hold where no others do."),
    ],
)
def test_an_address_has_its_answer_without_a_script(shop: Shop, query: str, told: str) -> None:  # D2
    answer = the_page(shop, query).select_one("#answer")

    assert answer is not None
    assert told in " ".join(answer.get_text().split())
    assert answer.select_one("details") is None


def test_notices_and_foot_lead_to_the_page_where_there_are_terms(shop: Shop) -> None:  # D1
    notice = BeautifulSoup(said(shop, "'PL', slot='cart'"), "html.parser")
    foot = BeautifulSoup(shop.app.test_client().get("/amends/").data, "html.parser")

    assert notice.select_one("a[href='/amends/delivery']") is not None
    assert foot.select_one(".am-foot a[href='/amends/delivery']") is not None
    with make_shop("sqlite://").app.test_client() as plain:
        assert plain.get("/amends/delivery").status_code == 404


def test_staff_sees_every_rule_tries_an_address_and_says_that_they_are_right(shop: Shop) -> None:
    shop.staff.member = LEAD
    client = shop.app.test_client()
    page = BeautifulSoup(client.get("/amends/desk/delivery?country=PL&city=Gdynia&in=en").data, "html.parser")
    text = " ".join(page.get_text().split())
    assert "Nobody has looked at it for 180 days." in text
    assert "Poland, 72-600–72-612" in text
    assert "You sell to Germany, but no rule is for it." in text
    assert "Something is wrong with my order" in text

    form = page.select_one("form.act")
    assert form is not None
    fields = {"form_token": form.select_one("[name=form_token]")["value"]}  # type: ignore[index]
    digests = [one["value"] for one in form.select("[name=digest]")]
    stale = client.post("/amends/desk/delivery/reviewed", data={**fields, "digest": ["0" * 64]})
    assert stale.status_code == 409
    done = client.post("/amends/desk/delivery/reviewed", data={**fields, "digest": digests})
    assert done.status_code == 303

    with shop.app.app_context():
        known = delivery_terms.reviewed(shop.state, delivery_terms.every(shop.state))
        assert all(one.seen_on is not None for one in known)
    assert "Nobody has looked" not in client.get("/amends/desk/delivery").text
    shop.staff.member = None


def test_items_that_lack_something_are_listed_at_the_desk_and_in_a_terminal(
    shop: Shop, tmp_path: Path
) -> None:  # Q5
    shop.staff.member = LEAD
    page = shop.app.test_client().get("/amends/desk/catalogue?lack=photo").text
    shop.staff.member = None
    assert "Rose &lt;b&gt;" in page
    assert "Vase" not in page

    run = shop.app.test_cli_runner().invoke
    assert "2 of 2 items lack something." in run(args=["amends", "catalogue", "lint"]).output
    (file := tmp_path / "items.csv").write_text("SKU;Name;Image;Size\n1;Bowl;/b.jpg;3 cm\n", "utf-8-sig")
    of_file = run(args=["amends", "catalogue", "lint", str(file), "--delimiter", ";", "--json", "--strict"])
    assert of_file.exit_code == 1
    assert json.loads(of_file.output)["counts"] == {"description": 1, "material": 1}
    assert "No column" in run(args=["amends", "catalogue", "lint", str(file)]).output
