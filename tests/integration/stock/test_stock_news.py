"""News for many who wait: everybody hears of them once, whatever is cut short; and what is no news (A6)."""

from datetime import timedelta

import pytest

from flask_amends.disputes.vocabulary import Actor
from flask_amends.guards.stock import MOST_MOVES
from flask_amends.ports import Order
from flask_amends.service import cases, short_answers, shorts, stock, stock_dates, stock_waiting, stock_watch
from flask_amends.testing import Shop
from flask_amends.worker.work import run_once
from tests.integration.stock.conftest import OLA, Post
from tests.integration.stock.test_shorts import place, sent
from tests.integration.stock.test_stock_facts import put
from tests.integration.stock.test_stock_watch import empty, visitor, wait, waiting


def crowd(shop: Shop, sku: str, count: int) -> list[str]:
    """So many wait for the item."""
    emails = [f"{sku}-{at}@example.org" for at in range(count)]
    for email in emails:
        stock_waiting.join(shop.state, sku, email, locale="en")
    return emails


def name(shop: Shop, sku: str, days: int) -> None:
    day = stock.today(shop.state) + timedelta(days=days)
    stock_dates.name(shop.state, sku, day, source="order 7", by=OLA)


def letters(shop: Shop, emails: list[str]) -> list[int]:
    with shop.app.app_context():
        run_once(shop.state)
    assert shop.mails is not None
    return [len(shop.mails.to(email)) for email in emails]


def test_everybody_on_a_long_list_is_told_in_one_round(
    shop: Shop, sku: str, monkeypatch: pytest.MonkeyPatch
):  # A6
    monkeypatch.setattr(stock_waiting, "AT_ONCE", 2)
    empty(shop, sku, days=5)
    emails = crowd(shop, sku, 5)
    name(shop, sku, 9)

    assert letters(shop, emails) == [1] * 5
    put(shop, sku, 3)
    assert letters(shop, emails) == [2] * 5
    assert waiting(shop, sku) == 0
    assert letters(shop, emails) == [2] * 5


def test_nobody_is_told_twice_where_a_round_was_cut_short(
    shop: Shop, sku: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stock_waiting, "AT_ONCE", 2)
    empty(shop, sku, days=5)
    emails = crowd(shop, sku, 5)
    rounds = []

    def stops(unit: object, state: object, sku: str, **more: object) -> int:
        rounds.append(sku)
        told = go_on(unit, state, sku, **more)  # type: ignore[arg-type]
        if len(rounds) == 2:
            raise OSError("gone")
        return told

    go_on = stock_waiting.go_on
    name(shop, sku, 9)
    with monkeypatch.context() as patch:
        patch.setattr(stock_waiting, "go_on", stops)
        with pytest.raises(OSError, match="gone"):
            stock_waiting.tell_due(shop.state, 100)

    assert letters(shop, emails) == [1] * 5


def test_whoever_joins_after_the_news_is_not_told_what_the_page_said(shop: Shop, sku: str, post: Post):
    empty(shop, sku, days=5)
    [first] = crowd(shop, sku, 1)
    name(shop, sku, 9)
    late = wait(shop, sku)

    assert (len(post(first)), len(post(late))) == (1, 0)
    name(shop, sku, 12)
    assert (len(post(first)), len(post(late))) == (2, 1)


def test_what_is_no_longer_sold_is_told_once_and_not_waited_for(shop: Shop, sku: str, post: Post):
    empty(shop, sku, days=5)
    email = wait(shop, sku)
    put(shop, sku, 0, discontinued=True)
    put(shop, sku, 0)

    [letter] = post(email)
    assert letter.startswith(f"Lamp {sku} is no longer sold\n")
    assert waiting(shop, sku) == 0
    row = stock.current(shop.state, sku)
    assert row is not None
    assert row.fact.restock is None, "nobody has to look after its day any more"
    page = visitor(shop).get("/amends/wait", query_string={"sku": sku})
    assert "No longer sold." in page.text
    assert "<form" not in page.text


def test_every_item_that_is_here_again_by_itself_is_told(
    shop: Shop, sku: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stock_watch, "BATCH", 1)
    out = stock.today(shop.state) + timedelta(days=1)
    skus = [f"{sku}-{at}" for at in range(3)]
    for one in skus:
        put(shop, one, 5, ttl=timedelta(days=30), release_on=out)
        crowd(shop, one, 1)
    shop.clock.move(timedelta(days=1))

    stock_watch.run(shop.state)
    assert [waiting(shop, one) for one in skus] == [0, 0, 0]


def test_days_that_passed_long_ago_hide_no_other(shop: Shop, sku: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stock_watch, "BATCH", 1)
    for at, days in enumerate((1, 1, 2)):
        empty(shop, f"{sku}-{at}", days=days)
        crowd(shop, f"{sku}-{at}", 1)
    shop.clock.move(timedelta(days=4))
    stock_watch.run(shop.state)

    assert letters(shop, [f"{sku}-{at}-0@example.org" for at in range(3)]) == [1, 1, 1]


def test_a_day_that_was_put_off_too_often_is_no_news_any_more(shop: Shop, sku: str, post: Post):  # A6
    empty(shop, sku, days=3)
    email = wait(shop, sku)
    for at in range(MOST_MOVES + 1):
        name(shop, sku, 4 + at)
    assert "We do not know yet when it comes back." in post(email)[-1]

    name(shop, sku, 9)
    shop.clock.move(timedelta(days=10))
    stock_watch.run(shop.state)
    assert len(post(email)) == 1, "they were told that no day is known"


def test_a_day_taken_back_and_named_again_is_a_move_until_the_item_is_there(shop: Shop, sku: str):  # A6
    empty(shop, sku, days=3)
    for _ in range(MOST_MOVES + 1):
        stock_dates.withdraw(shop.state, sku, by=OLA)
        name(shop, sku, 3)
    row = stock.current(shop.state, sku)
    assert row is not None
    assert stock.said(shop.state, row.fact).day is None

    put(shop, sku, 1)
    empty(shop, sku, days=3)
    row = stock.current(shop.state, sku)
    assert row is not None
    assert stock.said(shop.state, row.fact).day == stock.today(shop.state) + timedelta(days=3)


def test_a_day_that_has_passed_when_it_is_told_is_none(shop: Shop, sku: str):  # A5
    empty(shop, sku, days=-1)
    row = stock.current(shop.state, sku)
    assert row is not None
    assert row.fact.restock is None


@pytest.mark.parametrize(("days", "planned"), [(5, True), (40, False)])
def test_to_wait_is_agreed_until_after_the_day_that_was_named(
    shop: Shop, order: Order, days: int, planned: bool
):  # A4, H7
    sku = order.lines[0].sku
    empty(shop, sku, days=days)
    letter = sent(shop, order)
    done = short_answers.answer(shop.state, letter.id, place(letter, shorts.WAIT))

    assert done.state == "settled"
    dispute = cases.get(shop.state, done.case_id or "", Actor.SHOP).dispute
    assert dispute.obligation is not None
    on = dispute.obligation.terms.deliver_on
    assert (on is not None) is planned
    if on is not None:
        assert on.date() > stock.today(shop.state) + timedelta(days=days)


def test_a_buyer_who_chose_to_wait_hears_of_the_day_and_need_not(shop: Shop, order: Order, post: Post):  # A4
    sku, email = order.lines[0].sku, order.email or ""
    empty(shop, sku, days=5)
    letter = sent(shop, order)
    short_answers.answer(shop.state, letter.id, place(letter, shorts.WAIT))
    before = len(post(email))
    name(shop, sku, 9)

    moved = post(email)[before:]
    assert len(moved) == 1
    assert "It comes back on" in moved[0]
    assert "ask for your money back" in moved[0]
    assert "Open my case" in moved[0]
    assert "/amends/wait/" not in moved[0]
    put(shop, sku, 5)
    assert "What you ordered is in stock again." in post(email)[-1]
