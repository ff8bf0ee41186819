"""The gate on pages: the notice before the button, the shopper's choice, the desk, and the rule (P9, P10)."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import render_template_string

from flask_amends import check_order, confirm_order, may_pay, offer_choice, orders_to_confirm, place_order
from flask_amends.errors import InvalidInput, NotAllowed, NotFound
from flask_amends.service import payment_acts
from flask_amends.service.payment_orders import SEEN
from flask_amends.service.tokens import Purpose, link_token
from flask_amends.storage.records import LinkRow
from flask_amends.testing import Shop, make_shop
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here
from tests.integration.payments.conftest import ANNA, BORIS, order, put, rub

WORDS = "Dear Maria, <b>two digits</b> were lost."


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Shop]:  # noqa: F811
    database = tmp_path_factory.mktemp("payments") / "amends.sqlite3"
    shutil.copyfile(sqlite_template, database)
    made = make_shop(
        f"sqlite:///{database}",
        AMENDS_CURRENCY="RUB",
        AMENDS_BASE_URL="https://shop.example",
        AMENDS_GOODWILL_BUDGET="30000 RUB",
        AMENDS_NOTICES_ACCEPTED=["price.terms_clause"],
    )
    put(made.state, 990)
    put(made.state, 90990)
    yield made
    made.close()


def said(shop: Shop, template: str, **facts: object) -> BeautifulSoup:
    with shop.app.test_request_context():
        return BeautifulSoup(render_template_string(template, **facts), "html.parser")


def placed(shop: Shop, number: str) -> str:
    """An order that is held; returns the payment's id."""
    with shop.app.app_context():
        decision = place_order(shop.orders.add(order(number))).decision
    assert decision is not None
    assert decision.payment_id is not None
    return decision.payment_id


def way_to(shop: Shop, payment_id: str) -> str:
    state = shop.state
    jti, now = f"lnk_{payment_id}", state.clock.now()
    row = LinkRow(
        jti=jti,
        purpose="payment",
        about=payment_id,
        person_id=None,
        created_at=now,
        expires_at=now.replace(year=2027),
    )
    with state.store.begin() as unit:
        unit.links.add(row)
    return f"/amends/payment/{link_token(state, Purpose.PAYMENT, jti)}"


def token(page: str) -> str:
    return str(re.findall(r'name="form_token" value="([^"]+)"', page)[-1])


@pytest.mark.parametrize("price", [None, 9.99])
def test_a_basket_of_presents_or_of_odd_prices_still_has_a_page(shop: Shop, price: object):
    basket = {"lines": [{"sku": "sample", "quantity": 1, "unit_price": price}]}
    field = said(shop, "{{ amends.seen_prices(basket) }}", basket=basket).input
    assert field is not None
    assert (field["name"], field["value"]) == (SEEN, "")


def test_the_basket_says_before_the_button_that_payment_comes_after(shop: Shop):
    page = said(shop, "{{ amends.payment_notice(basket) }}", basket={"lines": order().lines})
    notice = page.select_one("[data-amends-notice=price_pending]")
    assert notice is not None
    until = "Wednesday, 4 March 2026, 09:00 (UTC)"
    assert f"If you order now, we confirm it by {until}, and you pay only then." in notice.text
    assert notice["data-state"] == "confirm_first"
    assert notice.select_one("a[href='/amends/terms/prices']") is not None


def test_old_and_new_price_stand_side_by_side(shop: Shop):
    basket = {"lines": order(price=990).lines}
    form = {SEEN: "900.00 RUB @ monitor"}
    page = said(shop, "{{ amends.payment_notice(basket, form=form) }}", basket=basket, form=form)
    notice = page.select_one("[data-state=changed]")
    assert notice is not None
    assert "RUB 990.00" in notice.text.replace("\xa0", " ")
    assert "RUB 900.00" in notice.text.replace("\xa0", " ")


def test_the_hidden_field_brings_the_shown_prices_back(shop: Shop):
    basket = {"lines": order().lines}
    field = said(shop, "{{ amends.seen_prices(basket) }}", basket=basket).select_one("input")
    assert field is not None
    with shop.app.app_context():
        assert check_order(basket, {SEEN: str(field["value"])}).changed == ()


def test_a_page_can_hide_its_button(shop: Shop):
    template = "{% if amends.may_pay(order) %}pay{% else %}wait{% endif %}"
    assert said(shop, template, order=order("50", 95000)).text == "wait"


def posted(page: str) -> dict[str, str]:
    """What the form of the shopper's page sends beside the choice."""
    fields = BeautifulSoup(page, "html.parser").select("form.am-form input[type=hidden]")
    return {str(one["name"]): str(one["value"]) for one in fields}


def test_nobody_agrees_to_an_amount_that_they_have_not_seen(shop: Shop):  # P2, P15
    payment_id = placed(shop, "60")
    way, client = way_to(shop, payment_id), shop.app.test_client()
    facts: dict[str, Any] = {"by": BORIS, "prices": {"monitor": rub(90990)}, "words": WORDS}
    payment_acts.offer(shop.state, payment_id, goodwill=rub(5000), **facts)
    read = client.get(way).text
    payment_acts.offer(shop.state, payment_id, **facts)  # the shop thinks again, and takes nothing off
    answer = client.post(way, data={**posted(read), "choice": "right_price"})
    assert (answer.status_code, payment_acts.seen(shop.state, payment_id).row.state) == (409, "offered")
    assert "Please choose again." in answer.text
    assert client.post(way, data={**posted(answer.text), "choice": "right_price"}).status_code == 303
    assert payment_acts.seen(shop.state, payment_id).row.right == rub(90990)


def test_a_shopper_chooses_once_without_an_account(shop: Shop):  # P2, P15
    payment_id = placed(shop, "51")
    payment_acts.offer(
        shop.state, payment_id, by=BORIS, prices={"monitor": rub(90990)}, words=WORDS, goodwill=rub(990)
    )
    way, client = way_to(shop, payment_id), shop.app.test_client()
    page = client.get(way)
    assert page.status_code == 200
    assert "<b>two digits</b>" not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    buttons = [one["value"] for one in BeautifulSoup(page.text, "html.parser").select("button[name=choice]")]
    assert buttons == ["right_price", "cancel"]

    assert client.post(way, data={"choice": "cancel"}).status_code == 403
    sent = posted(page.text)
    assert client.post(way, data={**sent, "choice": "keep"}).status_code == 409
    assert client.post(way, data={**sent, "choice": "x"}).status_code == 422
    assert client.post(way, data={**sent, "choice": "right_price"}).status_code == 303
    assert client.post(way, data={**sent, "choice": "cancel"}).status_code == 409
    assert "confirmed" in client.get(way).text
    with shop.app.app_context():
        assert may_pay(order("51")).amount == rub(90000)


def test_nothing_is_said_once_the_order_is_decided(shop: Shop):
    template = "{{ amends.payment_notice(order, slot='account') }}"
    payment_id = placed(shop, "54")
    assert "Until then nothing is charged." in said(shop, template, order=order("54")).text
    payment_acts.confirm(shop.state, payment_id, by=BORIS)
    assert said(shop, template, order=order("54")).text.strip() == ""


def test_a_link_that_is_none_opens_nothing(shop: Shop):
    assert shop.app.test_client().get("/amends/payment/x.y.z").status_code == 404


def test_nobody_is_left_to_choose_by_a_letter_that_cannot_reach_them(shop: Shop):
    with shop.app.app_context():
        decision = place_order(shop.orders.add(order("70", email=None))).decision
    assert decision is not None
    shop.staff.member = BORIS
    client = shop.app.test_client()
    there = f"/amends/desk/payments/{decision.payment_id}"
    form = {"form_token": token(client.get(there).text), "words": WORDS, "prices.0": "90990"}
    answer = client.post(f"{there}/offer", data=form)
    assert (answer.status_code, "The shopper cannot be written to" in answer.text) == (422, True)
    with shop.app.app_context(), pytest.raises(InvalidInput, match=r"^email: required$"):
        offer_choice("70", by=BORIS, prices={"monitor": rub(90990)}, words=WORDS)
    assert payment_acts.seen(shop.state, str(decision.payment_id)).row.state == "waiting"


def test_staff_confirms_or_offers_and_errors_keep_what_was_typed(shop: Shop):
    payment_id = placed(shop, "52")
    shop.staff.member = ANNA
    client = shop.app.test_client()
    assert "52" in client.get("/amends/desk/payments").text
    page = client.get(f"/amends/desk/payments/{payment_id}")
    assert "RUB 90,000.00" in page.text.replace("\xa0", " "), "what keeping the price costs (P12)"
    form = {"prices.0": "90 990,00", "goodwill": "", "words": "[[name]]", "form_token": token(page.text)}
    wrong = client.post(f"/amends/desk/payments/{payment_id}/offer", data=form)
    assert wrong.status_code == 422
    assert "90 990,00" in wrong.text
    sent = client.post(f"/amends/desk/payments/{payment_id}/offer", data={**form, "words": WORDS})
    assert sent.status_code == 303
    assert payment_acts.seen(shop.state, payment_id).row.right == rub(90990)
    done = client.post(f"/amends/desk/payments/{payment_id}/confirm", data={"form_token": token(page.text)})
    assert done.status_code == 303
    late = client.post(f"/amends/desk/payments/{payment_id}/confirm", data={"form_token": token(page.text)})
    assert (late.status_code, "waits no more" in late.text) == (409, True)


def test_staff_holds_an_order_by_its_number(shop: Shop):
    shop.staff.member = ANNA
    shop.orders.add(order("53", 95000))
    client = shop.app.test_client()
    form = {
        "order_number": "53",
        "note": "Ask first.",
        "form_token": token(client.get("/amends/desk/payments").text),
    }
    assert client.post("/amends/desk/payments", data={**form, "order_number": "999"}).status_code == 422
    assert client.post("/amends/desk/payments", data=form).status_code == 303
    with shop.app.app_context():
        assert may_pay(order("53", 95000)).reason == "waits"


def test_the_rule_for_wrong_prices_has_its_own_place_once_it_is_accepted(shop: Shop):  # P10
    page = BeautifulSoup(shop.app.test_client().get("/amends/terms/prices").text, "html.parser")
    assert page.select_one("#amends-wrong-prices") is not None
    assert "Your rights under the law stay as they are." in page.text
    assert "Your rights" in said(shop, "{{ amends.terms_clause() }}").text


def test_a_shop_decides_in_its_own_office(shop: Shop):  # P2, P9, P12
    placed(shop, "55")
    placed(shop, "56")
    with shop.app.app_context():
        listed = {one.row.order_number: one for one in orders_to_confirm()}
        assert (listed["55"].cost, listed["55"].suggestion("monitor")) == (rub(90000), rub(90990))
        assert confirm_order("55", by=ANNA).amount == rub(990)
        with pytest.raises(NotAllowed):
            confirm_order("55", by=ANNA)
        offered = offer_choice("56", by=BORIS, prices={"monitor": rub(90990)}, words=WORDS)
        assert (offered.reason, "55" in {one.row.order_number for one in orders_to_confirm()}) == (
            "choose",
            False,
        )
        with pytest.raises(NotFound):
            confirm_order("no such order", by=ANNA)


def test_who_decides_second_is_told_and_keeps_what_was_typed(shop: Shop):
    payment_id = placed(shop, "57")
    shop.staff.member = ANNA
    client = shop.app.test_client()
    page = BeautifulSoup(client.get(f"/amends/desk/payments/{payment_id}").text, "html.parser")
    payment_acts.offer(
        shop.state, payment_id, by=BORIS, prices={"monitor": rub(90000)}, words="Boris was first."
    )
    answers = []
    for form in page.select("form.act"):
        fields = form.select("input[name]:not([type=checkbox])")
        sent = {str(one["name"]): str(one.get("value", "")) for one in fields}
        answers.append(client.post(str(form["action"]), data={**sent, "words": "Anna was second."}))
    assert [one.status_code for one in answers] == [409, 409]
    assert all("Somebody else has decided about this order" in one.text for one in answers)
    assert "Anna was second." in answers[-1].text
    assert payment_acts.seen(shop.state, payment_id).row.words == "Boris was first."


def test_an_item_at_two_prices_has_one_field_for_the_right_price(shop: Shop):
    twice = replace(order("58"), lines=tuple(order("58", price).lines[0] for price in (990, 495)))
    with shop.app.app_context():
        assert may_pay(twice).reason == "waits"
    payment_id = next(one.id for one in payment_acts.listed(shop.state) if one.order_number == "58")
    shop.staff.member = ANNA
    page = BeautifulSoup(
        shop.app.test_client().get(f"/amends/desk/payments/{payment_id}").text, "html.parser"
    )
    assert [one["name"] for one in page.select("#offer input[name^=prices]")] == ["prices.0"]
    assert len(page.select("tbody tr")) == 2


def test_staff_sees_what_is_left_of_the_month(shop: Shop):  # C6
    payment_id = placed(shop, "59")
    shop.staff.member = ANNA
    way = f"/amends/desk/payments/{payment_id}"
    page = BeautifulSoup(shop.app.test_client().get(way).text, "html.parser")
    hint = page.select_one("#offer-goodwill-hint")
    assert hint is not None
    said_there = hint.text.replace("\xa0", " ")
    assert "Half of the right price is RUB 45,495.00. This month's goodwill has RUB" in said_there
