"""Sold and then short: the official letter, its buttons, and the case that each of them opens (A4)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from flask_amends import report_short
from flask_amends.disputes.vocabulary import Actor, Reason, Remedy
from flask_amends.errors import InvalidInput, NotAllowed, NotFound
from flask_amends.ports import Order
from flask_amends.service import cases, privacy, short_answers, shorts, stock, stock_watch
from flask_amends.service.shorts import Reply
from flask_amends.storage.stock_records import StockLetter
from flask_amends.testing import Shop
from tests.integration.cases import euros
from tests.integration.stock.conftest import IWONA, OLA, VASE, Post
from tests.integration.stock.test_stock_facts import put

WORDS = "The last one broke on our shelf this morning, and I am sorry that I have to write this. Ola"


def short(shop: Shop, order: Order) -> str:
    with shop.app.app_context():
        return report_short(order.number, order.lines[0].sku)


def sent(shop: Shop, order: Order, **reply: Any) -> StockLetter:
    letter_id = short(shop, order)
    shorts.send(shop.state, letter_id, Reply(**{"words": WORDS, "similar": [VASE], **reply}), by=OLA)
    return shorts.get(shop.state, letter_id)


def place(letter: StockLetter, choice: str) -> int:
    return [one["choice"] for one in letter.alternatives].index(choice)


def test_what_is_short_is_owed_a_letter_within_a_day(shop: Shop, order: Order):
    first, again = short(shop, order), short(shop, order)
    letter = shorts.get(shop.state, first)

    assert first == again
    assert letter.due_at - letter.reported_at == timedelta(hours=24)
    assert (letter.state, letter.quantity, letter.paid_minor) == ("draft", 2, 5000)
    with shop.app.app_context(), pytest.raises(NotFound):
        report_short("nobody's", "x")
    with shop.app.app_context(), pytest.raises(NotFound):
        report_short(order.number, "not in it")


def test_an_item_in_two_lines_of_an_order_is_counted_and_paid_once(shop: Shop, order: Order):
    line = replace(order.lines[0], quantity=1, unit_price=euros("30.00"))
    shop.orders.add(replace(order, lines=(*order.lines, line)))
    with shop.app.app_context(), pytest.raises(InvalidInput, match="quantity"):
        report_short(order.number, line.sku, -1)
    letter = shorts.get(shop.state, short(shop, order))

    assert (letter.quantity, letter.paid_minor) == (3, 8000)


def test_the_letter_says_what_is_not_there_and_what_can_be_chosen(shop: Shop, order: Order, post: Post):
    sku, day = order.lines[0].sku, stock.today(shop.state) + timedelta(days=20)
    put(shop, sku, 0, ttl=timedelta(days=30), restock_on=day, restock_source="order 9")
    sent(shop, order)
    [letter] = post(order.email or "")

    plain = letter.replace("\u2068", "").replace("\u2069", "")
    assert "the shop: 2 × Green vase is not there" in plain, "how many the sums are for"
    assert WORDS in plain
    assert "2 × Blue vase instead, for €54.00 rather than €60.00" in plain
    assert "The money for it back: €50.00" in plain
    assert "Wait for it" in plain
    assert "Mar 22, 2026" in plain or "22 March 2026" in plain, plain
    assert "https://shop.example/amends/short/" in plain


@pytest.mark.parametrize(
    ("choice", "agreed"),
    [
        (shorts.SIMILAR, (Remedy.REPRICE_ORDER, euros("4.00"))),
        (shorts.WAIT, (Remedy.DELIVER_ITEM, None)),
        (shorts.REFUND, (Remedy.PARTIAL_REFUND, euros("50.00"))),
    ],
)
def test_each_button_opens_a_case_with_everything_agreed(
    shop: Shop, order: Order, post: Post, choice: str, agreed: Any
):
    letter = sent(shop, order)
    path = next(
        line.removeprefix("https://shop.example")
        for line in post(order.email or "")[0].splitlines()
        if "/amends/short/" in line
    )
    client = shop.app.test_client()
    page = BeautifulSoup(client.get(path).text, "lxml")
    assert shorts.get(shop.state, letter.id).state == "sent", "looking changes nothing"
    token = page.select_one("input[name=form_token]")
    assert token is not None
    chosen = place(letter, choice)
    form = {"form_token": str(token["value"]), "place": chosen}

    assert client.post(path, data=form).status_code == 303
    assert client.post(path, data=form).status_code == 303
    assert client.post(path, data={**form, "place": (chosen + 1) % 3}).status_code == 409
    assert "it counts as agreed" in client.get(path).text
    done = shorts.get(shop.state, letter.id)
    assert (done.state, done.choice) == ("settled", chosen)
    dispute = cases.get(shop.state, done.case_id or "", Actor.SHOP).dispute
    assert dispute.reason is Reason.OUT_OF_STOCK
    assert dispute.obligation is not None
    assert (dispute.obligation.terms.kind, dispute.obligation.terms.amount) == agreed
    assert len(dispute.offers) == 3
    with shop.state.store.read() as unit:
        assert len(unit.cases.of_order(order.number)) == 1
    assert not [one for one in post(order.email or "") if "The shop made an offer" in one], "it is answered"


def test_a_whole_order_is_called_off(shop: Shop, whole: Order):
    letter = sent(shop, whole)
    short_answers.answer(shop.state, letter.id, place(letter, shorts.REFUND))

    done = shorts.get(shop.state, letter.id)
    dispute = cases.get(shop.state, done.case_id or "", Actor.SHOP).dispute
    assert dispute.obligation is not None
    assert (dispute.obligation.terms.kind, dispute.obligation.terms.amount) == (
        Remedy.CANCEL_ORDER,
        euros("50.00"),
    )


def broken(*_: Any, **__: Any) -> None:
    raise OSError("gone")


@pytest.mark.parametrize("step", ["claims.submit", "_offer_once", "_accept_once"])
def test_an_answer_that_was_cut_short_is_finished(
    shop: Shop, order: Order, step: str, monkeypatch: pytest.MonkeyPatch
):
    letter = sent(shop, order)
    with monkeypatch.context() as patch:
        patch.setattr(f"flask_amends.service.short_answers.{step}", broken)
        with pytest.raises(OSError, match="gone"):
            short_answers.answer(shop.state, letter.id, 0)
    assert shorts.get(shop.state, letter.id).state == "answered"

    with pytest.raises(NotAllowed):
        short_answers.answer(shop.state, letter.id, 1)
    assert short_answers.finish(shop.state) == 1
    done = shorts.get(shop.state, letter.id)
    assert done.state == "settled"
    assert len(cases.get(shop.state, done.case_id or "", Actor.SHOP).dispute.offers) == 3
    with shop.state.store.read() as unit:
        assert len(unit.cases.of_order(order.number)) == 1


def test_a_letter_goes_out_once_and_not_as_a_snippet(shop: Shop, order: Order):  # P11
    letter_id = short(shop, order)
    with pytest.raises(InvalidInput, match="personal_left"):
        shorts.send(shop.state, letter_id, Reply(words="We are sorry, [[what happened]]."), by=OLA)
    shorts.send(shop.state, letter_id, Reply(words=WORDS), by=OLA)
    with pytest.raises(NotAllowed):
        shorts.send(shop.state, letter_id, Reply(words=WORDS), by=OLA)


def test_no_more_is_offered_than_a_case_takes_and_nobody_waits_for_what_is_gone(shop: Shop, order: Order):
    letter_id = short(shop, order)
    with pytest.raises(InvalidInput, match="too_many"):
        shorts.send(shop.state, letter_id, Reply(words=WORDS, similar=[VASE, VASE]), by=OLA)
    put(shop, order.lines[0].sku, 0, discontinued=True)
    shorts.send(shop.state, letter_id, Reply(words=WORDS, similar=[VASE, VASE]), by=OLA)

    chosen = [one["choice"] for one in shorts.get(shop.state, letter_id).alternatives]
    assert chosen == [shorts.SIMILAR, shorts.SIMILAR, shorts.REFUND]


def test_what_costs_much_is_sent_by_a_second_person(
    shop: Shop, order: Order, monkeypatch: pytest.MonkeyPatch
):  # security 42
    monkeypatch.setattr(
        "flask_amends.service.dual_control.is_high", lambda _state, cost: cost >= euros("50.00")
    )
    letter_id, reply = short(shop, order), Reply(words=WORDS, similar=[VASE])

    assert shorts.send(shop.state, letter_id, reply, by=OLA) == "ready"
    assert shorts.send(shop.state, letter_id, reply, by=OLA) == "ready"
    assert shorts.send(shop.state, letter_id, Reply(words=WORDS), by=IWONA) == "ready", "another offer"
    assert shorts.send(shop.state, letter_id, Reply(words=WORDS), by=OLA) == "sent"


def test_erasing_its_buyer_takes_the_words_and_the_letter_away(shop: Shop, order: Order, post: Post):
    letter = sent(shop, order)

    assert privacy.erase(shop.state, email=order.email).texts >= 1
    assert shorts.get(shop.state, letter.id).words is None
    assert post(order.email or "") == []


def test_staff_hear_at_once_that_a_letter_is_owed(shop: Shop, order: Order, post: Post):
    letter_id = short(shop, order)
    told = [one for one in post("claims@shop.example") if letter_id in one]

    assert len(told) == 1
    assert "was ordered and is not there" in told[0].splitlines()[0]
    for hours, letters in ((15, 1), (4, 2), (4, 2), (40, 2)):
        shop.clock.move(timedelta(hours=hours))
        stock_watch.run(shop.state)
        assert len([one for one in post("claims@shop.example") if letter_id in one]) == letters


def test_who_does_not_answer_is_written_to_once_more_and_the_words_are_kept_no_longer_than_a_case(
    shop: Shop, order: Order, post: Post
):
    letter = sent(shop, order)
    for days, letters in ((0, 1), (2, 1), (2, 2), (9, 2)):
        shop.clock.move(timedelta(days=days))
        stock_watch.run(shop.state)
        assert len(post(order.email or "")) == letters
    assert shorts.get(shop.state, letter.id).state == "again"
    short_answers.answer(shop.state, letter.id, 0)
    assert shorts.get(shop.state, letter.id).state == "settled"

    shop.clock.move(timedelta(days=731))
    stock_watch.run(shop.state)
    assert shorts.get(shop.state, letter.id).words is None
