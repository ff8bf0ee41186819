"""People who wait, and the watch over days and checks (A2, A6)."""

from datetime import timedelta
from itertools import count

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from flask_amends.errors import InvalidInput, NotFound
from flask_amends.guards.stock import Watch
from flask_amends.service import limits, privacy, stock, stock_dates, stock_waiting, stock_watch
from flask_amends.testing import Shop
from tests.integration.cases import subscribe
from tests.integration.stock.conftest import OLA, Post
from tests.integration.stock.test_stock_facts import put

NETWORKS = count(1)


def visitor(shop: Shop) -> FlaskClient:
    """A browser on a network of its own."""
    client = shop.app.test_client()
    client.environ_base["REMOTE_ADDR"] = f"10.{next(NETWORKS)}.0.1"
    return client


def wait(shop: Shop, sku: str) -> str:
    """Somebody puts themselves on the list, as a browser does; returns their address."""
    email = f"{sku}@example.org"
    client = visitor(shop)
    page = BeautifulSoup(client.get("/amends/wait", query_string={"sku": sku}).text, "lxml")
    token = page.select_one("input[name=form_token]")
    assert token is not None
    form = page.select_one("form[method=post]")
    assert form is not None
    answer = client.post(str(form["action"]), data={"form_token": token["value"], "email": email})
    assert answer.status_code == 303, answer.text
    assert "You are on the list." in client.get(answer.location).text
    return email


def waiting(shop: Shop, sku: str) -> int:
    with shop.state.store.read() as unit:
        return unit.stock_waits.count([sku]).get(sku, 0)


def empty(shop: Shop, sku: str, days: int | None = None) -> None:
    """The item is not there; it comes back in so many days."""
    day = None if days is None else stock.today(shop.state) + timedelta(days=days)
    put(shop, sku, 0, title=f"Lamp {sku}", ttl=timedelta(days=30), restock_on=day, restock_source="order 7")


def test_who_waits_is_told_once_when_it_is_back(shop: Shop, sku: str, post: Post):
    empty(shop, sku)
    email = wait(shop, sku)
    wait(shop, sku)
    assert waiting(shop, sku) == 1
    assert post(email) == []

    put(shop, sku, 5, source="warehouse", url="/lamp")
    [letter] = post(email)
    put(shop, sku, 0, source="warehouse")
    put(shop, sku, 5, source="warehouse")

    assert letter.startswith(f"Lamp {sku} is back\n")
    assert "https://shop.example/lamp" in letter
    assert len(post(email)) == 1
    assert waiting(shop, sku) == 0


def test_what_went_again_before_the_letter_keeps_its_place(shop: Shop, sku: str, post: Post):
    empty(shop, sku)
    email = wait(shop, sku)
    put(shop, sku, 5)
    put(shop, sku, 0)

    assert post(email) == []
    assert waiting(shop, sku) == 1


def test_whoever_has_had_enough_leaves_by_the_link_of_a_letter(shop: Shop, sku: str, post: Post):  # K5
    empty(shop, sku, days=5)
    email = wait(shop, sku)
    stock_dates.name(shop.state, sku, stock.today(shop.state) + timedelta(days=9), source="order 7", by=OLA)
    [letter] = post(email)
    assert "It comes back on" in letter
    path = next(line for line in letter.splitlines() if "/amends/wait/" in line).removeprefix(
        "https://shop.example"
    )
    client = shop.app.test_client()

    page = client.get(path)
    assert waiting(shop, sku) == 1, "looking changes nothing"
    token = BeautifulSoup(page.text, "lxml").select_one("input[name=form_token]")
    assert token is not None
    assert "You are off the list." in client.post(path, data={"form_token": token["value"]}).text
    assert waiting(shop, sku) == 0
    assert client.get(path).status_code == 404


def test_erasing_a_person_takes_them_off_every_list(shop: Shop, sku: str):
    empty(shop, sku)
    email = wait(shop, sku)

    assert privacy.erase(shop.state, email=email).texts == 1
    assert waiting(shop, sku) == 0


def test_only_what_is_known_can_be_waited_for(shop: Shop, sku: str):
    assert shop.app.test_client().get(f"/amends/wait?sku={sku}").status_code == 404
    with pytest.raises(NotFound):
        stock_waiting.join(shop.state, sku, "x@example.org", locale="en")


def test_an_address_that_is_none_is_said_at_its_field(shop: Shop, sku: str):
    empty(shop, sku)
    answer = visitor(shop).post(f"/amends/wait?sku={sku}", data={"email": "nobody"})

    assert answer.status_code == 422
    assert "Please write an address such as" in answer.text


def test_one_address_cannot_be_put_on_any_number_of_lists(shop: Shop, sku: str):
    most = limits.WAITS_PER_ADDRESS.count
    for at in range(most + 1):
        empty(shop, f"{sku}-{at}")
    codes = [
        visitor(shop).post(f"/amends/wait?sku={sku}-{at}", data={"email": f"{sku}@x.example"}).status_code
        for at in range(most + 1)
    ]

    assert codes[-1] == 429


def test_old_entries_are_dropped(shop: Shop, sku: str, post: Post):
    empty(shop, sku)
    wait(shop, sku)
    shop.clock.move(timedelta(days=366))
    stock_watch.run(shop.state)

    assert waiting(shop, sku) == 0


# -- days ----------------------------------------------------------------------------------------------------


def asks(shop: Shop, sku: str) -> Watch | None:
    return next((one.asks for one in stock_dates.listed(shop.state) if one.row.sku == sku), None)


def test_a_day_is_watched_from_two_days_before_until_after_it(shop: Shop, sku: str, post: Post):  # A6
    subscribe(shop.state, sku[:20], events=("restock.overdue",))
    empty(shop, sku, days=5)
    email = wait(shop, sku)
    stock_watch.run(shop.state)
    assert asks(shop, sku) is Watch.NOTHING

    shop.clock.move(timedelta(days=3))
    stock_watch.run(shop.state)
    stock_watch.run(shop.state)
    staff = [one for one in post("claims@shop.example") if f"Lamp {sku}" in one]
    assert len(staff) == 1
    assert "to confirm" in staff[0].splitlines()[0]

    shop.clock.move(timedelta(days=2))
    stock_watch.run(shop.state)
    row = stock.current(shop.state, sku)
    assert row is not None
    assert stock.said(shop.state, row.fact).day is None
    assert post(email) == []

    shop.clock.move(timedelta(days=1))
    stock_watch.run(shop.state)
    stock_watch.run(shop.state)
    [letter] = post(email)
    assert "is not back yet" in letter
    assert "We do not know yet when it comes back." in letter
    assert waiting(shop, sku) == 1
    with shop.state.store.read() as unit:
        types = [
            row.type
            for row in unit.connection.execute(shop.state.store.tables.messages.select())
            if sku in row.body.decode()
        ]
    assert types == ["restock.overdue"]


def test_a_day_that_is_confirmed_needs_nobody(shop: Shop, sku: str):
    empty(shop, sku, days=2)
    stock_dates.confirm(shop.state, sku, by=OLA)
    shop.clock.move(timedelta(days=2))

    assert asks(shop, sku) is Watch.NOTHING
    row = stock.current(shop.state, sku)
    assert row is not None
    assert stock.said(shop.state, row.fact).day == stock.today(shop.state)


def test_those_who_wait_are_told_of_each_move_and_that_a_day_was_taken_back(shop: Shop, sku: str, post: Post):
    empty(shop, sku, days=3)
    email = wait(shop, sku)
    day = stock.today(shop.state)
    stock_dates.name(shop.state, sku, day + timedelta(days=5), source="order 7", by=OLA)
    assert len(post(email)) == 1
    stock_dates.name(shop.state, sku, day + timedelta(days=7), source="order 7", by=OLA)
    stock_dates.withdraw(shop.state, sku, by=OLA)

    letters = post(email)
    assert len(letters) == 2, "of two changes before a letter could go they hear how it stands, once"
    assert "We do not know yet when it comes back." in letters[-1]
    with pytest.raises(NotFound):
        stock_dates.confirm(shop.state, sku, by=OLA)


def test_a_day_has_a_source_and_lies_ahead(shop: Shop, sku: str):  # A5
    empty(shop, sku)
    day = stock.today(shop.state)
    with pytest.raises(InvalidInput, match="source"):
        stock_dates.name(shop.state, sku, day, source=" ", by=OLA)
    with pytest.raises(InvalidInput, match="day"):
        stock_dates.name(shop.state, sku, day - timedelta(days=1), source="x", by=OLA)


def test_what_is_made_to_order_needs_no_check(shop: Shop, sku: str):
    put(shop, sku, None, source="feed", made_to_order=True)
    shop.clock.move(timedelta(days=9))
    now = shop.clock.now()

    with shop.state.store.read() as unit:
        assert sku not in [row.sku for row in unit.stock.to_alarm(now, 1000)]
        assert sku not in [row.sku for row in unit.stock.stale(now, limit=1000)]


def test_a_feed_that_has_stopped_alarms_once(shop: Shop, sku: str, post: Post):  # A2
    subscribe(shop.state, f"s{sku[:20]}", events=("stock.stale",))
    put(shop, sku, 9, source="feed", title=f"Clock {sku}")
    shop.clock.move(timedelta(hours=2))
    stock_watch.run(shop.state)
    with shop.state.store.read() as unit:
        assert sku not in [row.sku for row in unit.stock.to_alarm(shop.clock.now(), 100)]
    shop.clock.move(timedelta(hours=2))
    stock_watch.run(shop.state)
    stock_watch.run(shop.state)

    with shop.state.store.read() as unit:
        rows = unit.connection.execute(shop.state.store.tables.messages.select())
        said = [row.type for row in rows if sku in row.body.decode()]
    assert said == ["stock.stale"]
    letters = [one for one in post("claims@shop.example") if "was not checked" in one or "were not" in one]
    assert letters
