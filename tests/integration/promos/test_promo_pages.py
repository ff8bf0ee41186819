"""Promotions where people meet them: notices in their places, the desk, the API, and the terminal (C1-C4)."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event

from flask_amends.disputes.money import Money
from flask_amends.guards.terms import (
    AppliesTo,
    Benefit,
    Named,
    PromoKind,
    PromoTerms,
    Remainder,
    Said,
    Scope,
)
from flask_amends.notices import baskets
from flask_amends.service import keys, promo_uses, promos
from flask_amends.testing import Shop
from tests.integration.promos.conftest import END, LEAD, TERMS, form, published, roubles, text
from tests.integration.web.api import document

LAMP = {"sku": "lamp", "title": "Lamp", "price": "1000"}
CERTIFICATE = replace(
    TERMS,
    kind=PromoKind.GIFT_CERTIFICATE,
    benefit=Benefit.BALANCE,
    value=roubles("5000"),
    remainder=Remainder.KEPT,
)


def told(shop: Shop, code: object, **more: object) -> str:
    with shop.app.test_request_context("/?lang=en"):
        amends: Any = shop.app.jinja_env.globals["amends"]
        return text(str(amends.promo_notice(code, **more)))


def test_the_banner_says_where_full_use_begins(shop: Shop):  # C1, C2
    published(
        shop, "BANNER", CERTIFICATE, banner=dict.fromkeys(shop.state.settings.locales, "{value}: {code}")
    )
    said = told(shop, "BANNER")
    assert "RUB 5,000.00: BANNER You get" in said
    for part in (
        "1,500.00 or more",
        "25 percent",
        "RUB 20,000.00 or more",
        "until Thursday, 31 December 2026",
    ):
        assert part in said
    mail = told(shop, "BANNER", slot="order_mail", plain=True)
    assert "stays yours" in mail
    assert "stays yours" not in said


def test_the_basket_says_what_is_missing_and_what_it_gives(shop: Shop):  # C2
    published(shop, "BASKET", CERTIFICATE)
    short = told(shop, "BASKET", basket={"lines": [LAMP]})
    assert "RUB 500.00 more, and you get RUB 375.00 off." in short
    enough = told(shop, "BASKET", basket={"lines": [LAMP | {"quantity": 6}]})
    assert "RUB 1,500.00 is taken off. RUB 3,500.00 is left for later." in enough
    assert "RUB 20,000.00 or more" in enough


def test_what_has_ended_is_not_told_to_begin(shop: Shop):
    over = replace(TERMS, valid_to=shop.clock.now() - timedelta(days=1))
    said = told(shop, over, basket={"lines": [LAMP]})
    assert "It ended on" in said
    assert " yet" not in said
    assert said.index("It ended on") < said.index("500.00")
    assert "for this basket yet" in told(shop, TERMS, basket={"lines": [LAMP]})


@pytest.mark.parametrize(
    "slot", ["code_field", "checkout_top", "product_tab", "account", "terms", "order_mail"]
)
def test_each_place_has_the_minimum(shop: Shop, slot: str):
    assert "1,500.00 or more" in told(shop, TERMS, slot=slot)


def test_a_code_that_nobody_published_and_a_banner_that_is_over_say_nothing(shop: Shop):
    promos.save(shop.state, name="Draft", code="DRAFTED", terms=TERMS, by=LEAD)
    assert told(shop, "DRAFTED") == ""
    assert told(shop, replace(TERMS, valid_to=shop.clock.now()))
    assert told(shop, replace(TERMS, valid_to=shop.clock.now() - timedelta(minutes=1))) == ""
    assert "It ended on" not in told(shop, TERMS, basket={"lines": [LAMP]})
    over = replace(TERMS, valid_to=shop.clock.now().replace(year=2025))
    assert "It ended on" in told(shop, over, basket={"lines": [LAMP]})


def test_the_page_and_the_check_never_disagree(shop: Shop):
    """Both count the uses that were recorded, and know the version that somebody has."""
    promo_id = published(shop, "AGREE", replace(TERMS, uses=2, uses_per_customer=1))
    issued_at = shop.clock.now()
    shop.clock.move(timedelta(days=1))
    worse = replace(TERMS, min_spend=roubles("3000"), uses=2, uses_per_customer=1)
    promos.save(shop.state, name="Worse", code="AGREE", terms=worse, by=LEAD, promo_id=promo_id, seen=1)
    promos.publish(shop.state, promo_id, 2, by=LEAD)
    basket = {"lines": [LAMP | {"quantity": 2}]}
    ana, bob = {"id": 7}, {"id": 8}
    holds: Any = {"issued_at": issued_at}
    assert "RUB 1,000.00 more" in told(shop, "AGREE", basket=basket)
    assert "is taken off" in told(shop, "AGREE", basket=basket, customer=ana, used=holds)
    promo_uses.record(shop.state, "AGREE", "A-1", roubles("300"), customer=ana)
    assert "You have used it already" in told(shop, "AGREE", basket=basket, customer=ana, used=holds)
    assert "is taken off" in told(shop, "AGREE", basket=basket, customer=bob, used=holds)
    promo_uses.record(shop.state, "AGREE", "A-2", roubles("300"), customer=bob)
    assert "It has been used up" in told(shop, "AGREE", basket=basket, customer={"id": 9}, used=holds)
    assert told(shop, "AGREE") == ""
    assert promo_uses.undo(shop.state, "AGREE", "A-2")
    assert not promo_uses.undo(shop.state, "AGREE", "A-2")
    assert "is taken off" in told(shop, "AGREE", basket=basket, customer=bob, used=holds)


def test_a_basket_says_what_goes_with_this_order_and_why_it_is_less(shop: Shop):
    lost = replace(TERMS, value=roubles("5000"), remainder=Remainder.LOST, max_share_of_order=None)
    assert "What you do not use of it in that order is lost." in told(
        shop, lost, basket={"lines": [LAMP | {"quantity": 2}]}
    )
    fifth = replace(TERMS, value=roubles("0"), benefit=Benefit.PERCENT, percent=Decimal("0.2"))
    capped = replace(fifth, max_share_of_order=None, max_discount_per_order=roubles("250"))
    said = told(shop, capped, basket={"lines": [LAMP | {"quantity": 3}]})
    assert "RUB 250.00 is taken off. At most RUB 250.00 of it can be used in one order." in said


def test_nobody_is_told_that_nothing_is_taken_off(shop: Shop):
    free = {"benefit": "free_shipping"}
    assert "Delivery is free." in told(shop, free, basket={"lines": [LAMP]})
    assert "RUB 10.00 is taken off" in told(shop, free, basket={"lines": [LAMP], "shipping": 10})
    third = {"benefit": "buy_x_get_y", "buy": 2, "get": 1}
    assert "2 more items are missing" in told(shop, third, basket={"lines": [LAMP]})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"value": "300", "min_spend": 1500, "kind": "code"}, "orders of RUB 1,500.00 or more"),
        ({"benefit": "percent", "percent": Decimal("0.25"), "uses": None}, "25 percent off"),
        ({"value": 300, "valid_to": date(2026, 12, 31)}, "31 December 2026 , 23:59"),
        ({"value": 300, "scope": {"categories": ["lamps"]}, "uses": 3}, "Only these count: lamps"),
        (SimpleNamespace(value=300, no_brands="Alva", combine="none"), "These do not count: Alva"),
        ({"value": 300, "currency": "JPY"}, "JP¥300 off"),
        ({"value": 300, "scope": "lamps"}, ""),
        ({"value": 300, "scope": {"category": ["lamps"]}}, ""),
        ({"value": 300, "min_spend": 900, "max_spend": 800}, ""),
        ({"value": -1}, ""),
        ({"value": "many"}, ""),
        ({}, ""),
        (object(), ""),
    ],
)
def test_terms_as_a_shop_has_them_are_told_and_nonsense_is_not(shop: Shop, given: object, said: str):
    assert said in (found := told(shop, given))
    assert bool(found) is bool(said)


@pytest.mark.parametrize(
    ("line", "counted"),
    [
        ({"quantity": 0}, "0"),
        ({"quantity": "1.5"}, "1500"),
        ({"quantity": 2.0, "before": Money(amount=Decimal(9), currency="EUR")}, "2000"),
        ({"quantity": -3}, "0"),
        ({"quantity": "NaN"}, "1000"),
    ],
)
def test_odd_numbers_of_items_are_counted_as_people_do(line: dict[str, Any], counted: str):
    """Nothing of an item is nothing; a pound and a half is one piece at its price."""
    [read] = baskets.basket([LAMP | line], "RUB").lines
    assert read.unit_price * read.quantity == roubles(counted)


def test_a_page_that_knows_its_promotion_asks_the_database_nothing(shop: Shop):
    published(shop, "REMEMBERED")
    told(shop, "REMEMBERED")
    asked: list[str] = []
    engine = shop.state.store.engine()

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        assert told(shop, "REMEMBERED")
    finally:
        event.remove(engine, "before_cursor_execute", count)
    assert asked == []


def test_a_lead_writes_looks_and_publishes(shop: Shop):  # C3
    client = shop.app.test_client()
    sent = form(client.get("/amends/desk/promos/new?lang=en").text)
    sent |= {"name": "Next purchase", "code": "NEXT", "number": "300", "min_spend": "1500"}
    sent |= {"max_share_of_order": "25", "categories": "lamps = Lamps\nchairs = Chairs"}
    looked = client.post("/amends/desk/promos/new?lang=en", data={**sent, "step": "preview"})
    assert looked.status_code == 200
    assert "RUB 1.00 more, and you get RUB 300.00 off." in text(looked.text)
    saved = client.post("/amends/desk/promos/new?lang=en", data=sent)
    assert saved.status_code == 303
    address = saved.headers["Location"].partition("?")[0]
    page = client.get(f"{address}?lang=en")
    assert "It can be published once this is put right" in text(page.text)
    token = {"form_token": form(page.text)["form_token"], "number": "1"}
    refused = client.post(f"{address}/publish", data=token)
    assert refused.status_code == 422

    whole = form(page.text) | {"valid_to": "2026-12-31T23:59"}
    assert client.post(address, data=whole).status_code == 303
    page = client.get(f"{address}?lang=en&basket=900")
    assert "RUB 900.00" in text(page.text)
    assert client.post(f"{address}/publish", data=form(page.text, "form[action$=publish]")).status_code == 303
    row = promos.in_force(shop.state, "NEXT")
    assert row is not None
    assert [one.name for one in row.terms.scope.categories] == ["Lamps", "Chairs"]
    assert row.terms.valid_to is not None
    assert row.terms.valid_to.isoformat() == "2026-12-31T20:59:00+00:00"
    assert "Next purchase" in client.get("/amends/desk/promos").text


LISTED = Named(
    id="lamps", name="Lamps", names=(Said(locale="pl", text="Lampy"), Said(locale="he", text="\u05de"))
)
NOTHING: Any = {"value": roubles("0")}
WHOLE = replace(TERMS, max_share_of_order=None)


@pytest.mark.parametrize(
    "terms",
    [
        TERMS,
        CERTIFICATE,
        replace(TERMS, scope=Scope(categories=(LISTED,), no_products=(Named(id="x"),), gift_cards=False)),
        replace(
            TERMS, regions=(Named(id="n", names=(Said(locale="ru", text="\u0421"),)),), channels=(LISTED,)
        ),
        replace(WHOLE, **NOTHING, benefit=Benefit.PERCENT, percent=Decimal("0.125")),
        replace(WHOLE, **NOTHING, benefit=Benefit.FREE_SHIPPING),
        replace(WHOLE, **NOTHING, benefit=Benefit.BUY_X_GET_Y, buy=2, get=1),
        replace(WHOLE, benefit=Benefit.FIXED_PRICE, applies_to=AppliesTo.ITEMS),
        replace(WHOLE, applies_to=AppliesTo.SHIPPING, valid_from=END - timedelta(days=9)),
        replace(TERMS, valid_to=None, days_after_issue=30, combine=None, remainder=None, on_return=None),
        replace(TERMS, valid_to=None, open_end=True, budget=roubles("9000"), uses_per_customer=2),
        replace(TERMS, value=Money(amount=Decimal("1.234"), currency="KWD"), min_spend=None),
        replace(TERMS, value=Money(amount=Decimal(1500), currency="JPY"), min_spend=None),
    ],
)
def test_what_is_opened_and_saved_unchanged_is_unchanged(shop: Shop, terms: PromoTerms):
    row = promos.save(shop.state, name="Same", terms=terms, by=LEAD)
    client, address = shop.app.test_client(), f"/amends/desk/promos/{row.promo_id}"
    answer = client.post(address, data=form(client.get(f"{address}?lang=en").text, "form#promo"))
    assert answer.status_code == 303
    assert promos.get(shop.state, row.promo_id, 2).terms == terms


def test_a_lead_ends_what_runs_until_the_shop_ends_it(shop: Shop):
    promo_id = published(shop, "ENDLESS", replace(TERMS, valid_to=None, open_end=True))
    client, address = shop.app.test_client(), f"/amends/desk/promos/{promo_id}"
    sent = form(client.get(f"{address}?lang=en").text, "form[action$=end]")
    assert client.post(f"{address}/end", data=sent).status_code == 303
    page = client.get(f"{address}?lang=en").text
    assert "End it now" not in page
    assert "Ended" in page
    assert client.post(f"{address}/end", data=sent).status_code == 403


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "3,000.000"}, "number"),
        ({"max_share_of_order": "125"}, "max_share_of_order"),
        ({"max_spend": "100", "min_spend": "200"}, "max_spend"),
        ({"given": "gives_items", "number": ""}, "buy"),
        ({"uses": "0"}, "uses"),
        ({"code": "TWO WORDS"}, "code"),
    ],
)
def test_what_contradicts_itself_comes_back_with_its_field(shop: Shop, typed: dict[str, str], field: str):
    client = shop.app.test_client()
    sent = (
        form(client.get("/amends/desk/promos/new?lang=en").text) | {"name": "Wrong", "number": "300"} | typed
    )
    answer = client.post("/amends/desk/promos/new?lang=en", data=sent)
    assert answer.status_code == 422
    assert f'id="promo-{field}-wrong"' in answer.text
    assert "&lt;bdi" not in answer.text


def test_a_program_reads_and_checks(shop: Shop):
    published(shop, "PROGRAM", CERTIFICATE)
    scopes = ("promos:read", "promos:write")
    secret = keys.new(shop.state, name="till", owner="shop", scopes=scopes).secret
    client, root = shop.app.test_client(), "/amends/api/v1/promos/program"
    known = {"Authorization": f"Bearer {secret}"}

    read = client.get(root, headers=known)
    document.check(shop.app, "GET", root, read)
    assert read.get_json()["full_use_from"] == {"currency_code": "RUB", "value": "20000.00"}
    assert "It can be used for orders of RUB 1,500.00 or more." in [
        text(one["message"]) for one in read.get_json()["conditions"]
    ]
    items = {"items": [{"sku": "lamp", "unit_price": {"currency_code": "RUB", "value": "1499.00"}}]}
    checked = client.post(f"{root}/check", json=items, headers={**known, "Idempotency-Key": "one"})
    document.check(shop.app, "POST", f"{root}/check", checked)
    [gap] = checked.get_json()["missing"]
    assert (gap["kind"], gap["amount"]["value"]) == ("min_spend", "1.00")
    use = {"order_number": "A-9", "discount": {"currency_code": "RUB", "value": "300.00"}}
    told_of = client.post(f"{root}/uses", json=use, headers={**known, "Idempotency-Key": "two"})
    assert told_of.get_json()["recorded"] is True
    undone = client.post(
        f"{root}/uses/undo", json={"order_number": "A-9"}, headers={**known, "Idempotency-Key": "3"}
    )
    document.check(shop.app, "POST", f"{root}/uses/undo", undone)
    assert undone.get_json()["undone"] is True
    mixed = {
        "items": [*items["items"], {"sku": "x", "unit_price": {"currency_code": "JPY", "value": "1499"}}]
    }
    refused = client.post(f"{root}/check", json=mixed, headers={**known, "Idempotency-Key": "4"})
    assert refused.status_code == 422


def test_the_terminal_lints_and_publishes(shop: Shop):
    run = shop.app.test_cli_runner()
    bare = replace(TERMS, valid_to=None)
    row = promos.save(shop.state, name="Typed", code="TYPED", terms=bare, by=LEAD)
    linted = run.invoke(args=["amends", "promos", "lint", row.promo_id])
    assert linted.exit_code == 1
    assert "E1 valid_to: Say when it ends" in linted.output
    assert run.invoke(args=["amends", "promos", "publish", row.promo_id]).exit_code == 1
    promos.save(shop.state, name="Typed", code="TYPED", terms=TERMS, by=LEAD, promo_id=row.promo_id, seen=1)
    done = run.invoke(args=["amends", "promos", "publish", row.promo_id])
    assert "version 2, is in force" in done.output
    assert "or more." in run.invoke(args=["amends", "promos", "show", row.promo_id]).output
    assert run.invoke(args=["amends", "promos", "show", row.promo_id, "--locale", "xx"]).exit_code == 1
    ended = run.invoke(args=["amends", "promos", "end", row.promo_id])
    assert (ended.exit_code, "until the shop ends it" in ended.output) == (1, True)
    listed = json.loads(run.invoke(args=["amends", "promos", "list", "--json"]).output)
    assert {one["state"] for one in listed if one["id"] == row.promo_id} == {"published"}
