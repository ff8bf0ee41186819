"""What depends on the database: rows, histories, lists and letters on SQLite, and again on PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from flask_amends.errors import NotFound
from flask_amends.service import short_answers, shorts, stock, stock_dates, stock_waiting, stock_watch
from flask_amends.service.shorts import Reply
from flask_amends.testing import FrozenClock, Shop, make_shop
from tests.integration.cases import ORDER
from tests.integration.migrated import postgres_template, sqlite_template  # noqa: F401 - pytest finds them here
from tests.integration.stock.conftest import OLA
from tests.integration.stock.test_shorts import WORDS


@pytest.fixture
def any_shop(database_uri: str) -> Iterator[Shop]:
    made = make_shop(
        database_uri,
        clock=FrozenClock(),
        orders=[ORDER],
        AMENDS_BASE_URL="https://shop.example",
        AMENDS_STAFF_EMAIL="claims@shop.example",
        AMENDS_NOTICE_MEMORY=0,
    )
    yield made
    made.close()


def test_stock_is_kept_and_watched_on_every_database(any_shop: Shop):
    state = any_shop.state
    day = stock.today(state) + timedelta(days=1)
    stock.record(state, "vase", -1, restock_on=day, restock_source="order 7", title="Vase")
    stock.record(state, "rose", 4, source="feed")
    stock_waiting.join(state, "vase", "anna@example.org", locale="en")
    stock_waiting.join(state, "vase", "anna@example.org", locale="en")
    with pytest.raises(NotFound):
        stock_waiting.join(state, "tulip", "anna@example.org", locale="en")
    any_shop.clock.move(timedelta(days=4))
    assert stock_watch.run(state) > 0

    with state.store.read() as unit:
        assert [row.sku for row in unit.stock.doubted()] == ["vase"]
        assert [row.sku for row in unit.stock.stale(any_shop.clock.now())] == ["rose", "vase"]
        assert unit.stock.count_stale(any_shop.clock.now()) == 2
        assert unit.stock_waits.count(["vase", "rose"]) == {"vase": 1}
    [dated] = stock_dates.listed(state, due=True)
    assert (dated.row.sku, dated.waiting) == ("vase", 1)
    stock.record(state, "vase", 8)
    with state.store.read() as unit:
        assert unit.stock_waits.count(["vase"]) == {}
        assert [one.on_hand for one in unit.stock.points("vase")] == [8, -1]


def test_workers_that_tell_at_the_same_time_tell_nobody_twice(
    any_shop: Shop, monkeypatch: pytest.MonkeyPatch
):  # A6
    monkeypatch.setattr(stock_waiting, "AT_ONCE", 2)
    state = any_shop.state
    day = stock.today(state) + timedelta(days=5)
    stock.record(state, "vase", 0, restock_on=day, restock_source="order 7")
    for at in range(9):
        stock_waiting.join(state, "vase", f"p{at}@example.org", locale="en")
    stock_dates.name(state, "vase", day + timedelta(days=1), source="order 7", by=OLA)
    with ThreadPoolExecutor(3) as workers:
        told = list(workers.map(lambda _: stock_waiting.tell_due(state, 100), range(3)))

    assert sum(told) == 7, "the first two were told with the move itself"
    mails = state.store.tables.mails
    with state.store.read() as unit:
        query = select(mails.c.topic_id).where(mails.c.kind == stock_waiting.MOVED)
        letters = unit.connection.scalars(query).all()
    assert len(letters) == len(set(letters)) == 9


def test_a_letter_is_answered_on_every_database(any_shop: Shop):
    state = any_shop.state
    letter_id = shorts.report(state, "A-1", "vase")
    shorts.send(state, letter_id, Reply(words=WORDS), by=OLA)
    any_shop.clock.move(timedelta(days=4))
    stock_watch.run(state)
    assert short_answers.answer(state, letter_id, 1).state == "settled"
    assert shorts.listed(state, "sent", "again", "answered") == []
