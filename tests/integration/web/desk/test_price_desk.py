"""Held prices at the desk: by what they could cost, in words, decided by somebody else (P1, P7)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from flask_amends.disputes.money import Money
from flask_amends.service import price_decisions, price_desk, price_reading, prices
from flask_amends.service.price_batches import record_all
from flask_amends.service.price_decisions import Decision
from flask_amends.service.price_offers import Offered, Origin
from flask_amends.testing import Shop
from tests.integration.web.desk.conftest import AGENT, AUDITOR, LEAD, Desk, Page
from tests.integration.web.desk.conftest import _page as made


def m(amount: object) -> Money:
    return Money(amount=Decimal(str(amount)), currency="EUR")


def put(shop: Shop, sku: str, amount: object, **known) -> str:
    return prices.record(shop.state, sku, m(amount), **known).point_id or ""


@pytest.fixture
def held(desk: Desk) -> dict[str, str]:
    shop = desk.shop
    put(shop, "mug", 12)
    put(shop, "monitor", 90990)
    small = put(shop, "mug", "1.20", actor=AGENT.id, pieces=3)
    desk.sit(LEAD)
    return {"mug": small, "monitor": put(shop, "monitor", 990, actor=AGENT.id, pieces=2)}


def answer(desk: Desk, point_id: str, **typed: str) -> Page:
    page = desk.open(f"/amends/desk/prices/{point_id}")
    token = page.soup.select_one("#decide input[name=form_token]")
    assert token is not None
    sent = {"form_token": str(token["value"]), **typed}
    answer = desk.client.post(f"/amends/desk/prices/{point_id}/decide", data=sent)
    return desk.open(answer.location) if answer.status_code == 303 else made(answer)


def test_the_dearest_stands_first_with_what_it_looks_like(desk: Desk, held: dict[str, str]):  # P7
    page = desk.open("/amends/desk/prices")
    rows = [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]

    assert rows[0].startswith("monitor")
    assert "€990.00 looks like €90,990.00 with two digits missing." in rows[0]
    assert "€180,000.00" in rows[0]
    assert rows[1].startswith("mug")
    assert "Held prices 2" in page.text


def test_the_right_price_is_filled_in_and_set(desk: Desk, held: dict[str, str]):
    page = desk.open(f"/amends/desk/prices/{held['monitor']}")
    field = page.soup.select_one("#decide-correction")
    assert field is not None
    assert field["value"] == "90990.00"

    done = answer(desk, held["monitor"], answer="correct", correction="89990", note="The new list.")
    assert "Done. The price is in force now." in done.text
    assert "Corrected · Iwona Lis" in done.text
    assert price_reading.current(desk.shop.state, "monitor").price == m(89990)


def test_who_set_it_and_who_only_reads_cannot_decide(desk: Desk, held: dict[str, str]):
    for member in (AGENT, AUDITOR):
        desk.sit(member)
        assert desk.open(f"/amends/desk/prices/{held['mug']}").soup.select("#decide") == []


def test_a_price_is_decided_once(desk: Desk, held: dict[str, str]):
    page = desk.open(f"/amends/desk/prices/{held['mug']}")
    token = page.soup.select_one("#decide input[name=form_token]")
    assert token is not None
    price_decisions.decide(desk.shop.state, held["mug"], Decision.REJECT, by=LEAD)
    sent = {"form_token": str(token["value"]), "answer": "accept"}
    late = desk.client.post(f"/amends/desk/prices/{held['mug']}/decide", data=sent)

    assert late.status_code == 409
    assert "Somebody has decided about this price already." in late.get_data(as_text=True)
    assert "Left out" in desk.open("/amends/desk/prices?show=done").text


def test_a_correction_that_is_no_price_is_asked_for_again(desk: Desk, held: dict[str, str]):
    again = answer(desk, held["monitor"], answer="correct", correction="89,990")
    assert again.status == 422
    assert "can be read in two ways" in again.error("decide-correction")
    assert answer(desk, held["mug"], answer="correct", correction="").status == 422
    slipped = answer(desk, held["monitor"], answer="correct", correction="899.90")
    assert "looks wrong too" in slipped.error("decide-correction")


def test_a_whole_list_is_decided_at_once(desk: Desk):
    desk.sit(LEAD)
    old = {f"b{at}": m(10 + at % 3) for at in range(8)}
    record_all(desk.shop.state, [Offered(sku=sku, new=price) for sku, price in old.items()], Origin())
    slipped = zip(old, [m(9), *list(old.values())[:-1]], strict=True)
    record_all(desk.shop.state, [Offered(sku=sku, new=price) for sku, price in slipped], Origin(actor="7"))
    waiting = price_reading.waiting(desk.shop.state)

    said = (
        "It was held together with its whole list. 7 of 8 changed prices are the old price of the row above"
    )
    assert said in " ".join(desk.open("/amends/desk/prices").text.split())
    answer(desk, waiting[0].id, answer="accept", batch="on")
    assert price_reading.count_waiting(desk.shop.state) == 0
    assert price_reading.current(desk.shop.state, "b0").price == m(9)


def test_a_warning_is_shown_to_the_owner(desk: Desk):
    desk.sit(LEAD)
    put(desk.shop, "cup", 10)
    put(desk.shop, "cup", 21)

    page = desk.open("/amends/desk/prices?show=warned")
    assert "€21.00 is more than twice the last price, €10.00." in page.text


def test_one_waits_too_long_after_thirty_minutes_of_the_shops_hours(desk: Desk, held: dict[str, str]):
    [first, *_] = price_desk.waiting(desk.shop.state)
    hours = desk.shop.state.settings.contact.hours
    opens = next(
        opens
        for day in range(8)
        for opens, _ in hours.spans((first.point.at + timedelta(days=day)).date())
        if opens > first.point.at
    )
    at = opens if not hours.is_open(first.point.at) else first.point.at

    assert not price_desk.is_late(desk.shop.state, first.point, at + timedelta(minutes=30))
    assert price_desk.is_late(desk.shop.state, first.point, at + timedelta(minutes=31))


def test_the_shops_own_decisions_suggest_a_limit(desk: Desk):  # measured against its own labels
    state = desk.shop.state
    for at, (amount, meant) in enumerate([(42, True)] * 6 + [(17, False)]):
        put(desk.shop, f"s{at}", 100)
        point = put(desk.shop, f"s{at}", amount)
        price_decisions.decide(state, point, Decision.ACCEPT if meant else Decision.REJECT, by=LEAD)

    found = price_desk.advice(state)
    assert (found.mistakes, found.meant, found.limit, found.spared) == (1, 6, Decimal("0.18"), 6)
    desk.sit(LEAD)
    page = desk.open("/amends/desk/prices?show=done")
    assert "Held and decided: 7, of them mistakes: 1." in page.text
    assert "AMENDS_PRICE_HOLD_BELOW at 0.18" in page.text


def test_a_list_is_corrected_at_once_to_what_was_meant(desk: Desk):
    state, skus = desk.shop.state, [f"c{at}" for at in range(4)]
    record_all(state, [Offered(sku=sku, new=m(90)) for sku in skus], Origin())
    record_all(state, [Offered(sku=sku, new=m(9)) for sku in skus], Origin(actor=AGENT.id))
    desk.sit(LEAD)
    first = price_reading.waiting(state)[0]
    answer(desk, first.id, answer="correct", correction="89.00", batch="on")

    found = {price_reading.current(state, sku).price for sku in skus if sku != first.sku}
    assert (price_reading.current(state, first.sku).price, found) == (m(89), {m(90)})
    assert price_reading.count_waiting(state) == 0


def test_what_was_replaced_or_taken_back_is_said_and_not_asked(desk: Desk, held: dict[str, str]):
    put(desk.shop, "monitor", 90990, actor=AGENT.id)
    assert "Withdrawn" in desk.open("/amends/desk/prices?show=done").text
    page = desk.open(f"/amends/desk/prices/{held['mug']}")
    token = page.soup.select_one("#decide input[name=form_token]")
    assert token is not None
    put(desk.shop, "mug", 13, actor=AGENT.id)
    sent = {"form_token": str(token["value"]), "answer": "accept"}
    late = desk.client.post(f"/amends/desk/prices/{held['mug']}/decide", data=sent)

    assert late.status_code == 409
    assert "Another price has been set since" in late.get_data(as_text=True)
    assert price_reading.current(desk.shop.state, "mug").price == m(13)
