"""The daily digest: once a day for each address, in the language of the staff, about what waits (T7)."""

from datetime import timedelta
from email.message import EmailMessage
from threading import Thread
from typing import Any

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor
from flask_amends.notices.model import Slot
from flask_amends.service import acts, digest
from flask_amends.service.notices import texts
from flask_amends.testing import Shop, make_shop
from flask_amends.worker import run_once
from tests.integration.cases import ORDER, SHOPPER, open_case

TO = "team@shop.example"


@pytest.fixture
def make(sqlite_uri: str):
    yield from shops(sqlite_uri)


@pytest.fixture
def make_anywhere(database_uri: str):
    yield from shops(database_uri)


def shops(uri: str):
    made: list[Shop] = []

    def shop(**config: Any) -> Shop:
        usual: dict[str, Any] = {
            "AMENDS_DIGEST_TO": TO,
            "AMENDS_BASE_URL": "https://shop.example",
            "AMENDS_DIGEST_HOUR": 6,
        }
        made.append(make_shop(uri, orders=[ORDER], **{**usual, **config}))
        return made[-1]

    yield shop
    for one in made:
        one.close()


def digests(shop: Shop, to: str = TO) -> list[EmailMessage]:
    assert shop.mails is not None
    return shop.mails.to(to)


def read(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def wait_until_due_today(shop: Shop) -> str:
    case_id = open_case(shop.state)
    shop.clock.move(timedelta(days=2, hours=22))
    return case_id


def test_it_tells_what_is_due_and_what_has_no_answer_and_names_nobody(make_anywhere) -> None:
    shop = make_anywhere()
    case_id = open_case(shop.state)
    message = c.PostMessage(actor=Actor.SHOPPER, message_id="msg_1", text="Is anybody there?")
    acts.act(shop.state, case_id, message, by=SHOPPER)
    shop.clock.move(timedelta(days=2, hours=22))

    run_once(shop.state)

    [mail] = digests(shop)
    said = read(mail)
    assert mail["Subject"] == "One case is due today"
    assert "Your turn, due today: 1" in said
    assert "Messages without an answer: 1" in said
    assert f"https://shop.example/amends/desk/cases/{case_id}" in said
    assert not any(word in mail.as_string() for word in ("Anna", "anna@", "anybody"))


def test_it_is_sent_once_a_day_by_however_many_workers(make_anywhere) -> None:
    shop = make_anywhere()
    wait_until_due_today(shop)
    day = digest.due_day(shop.state)
    assert day is not None

    workers = [Thread(target=digest.plan, args=(shop.state, day)) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    for _ in range(3):
        run_once(shop.state)

    assert len(digests(shop)) == 1


def test_a_worker_that_died_between_asking_and_sending_is_made_up_for(make) -> None:
    shop = make()
    wait_until_due_today(shop)
    day = digest.due_day(shop.state)
    assert day is not None
    digest.plan(shop.state, day)

    run_once(shop.state)

    assert len(digests(shop)) == 1


def test_it_waits_for_its_hour_and_rests_when_the_shop_does(make) -> None:
    shop = make(AMENDS_TIME_ZONE="Europe/Warsaw", AMENDS_DIGEST_HOUR=11, AMENDS_HOLIDAYS=["2026-03-03"])
    assert digest.due_day(shop.state) is None  # Monday, 10:00 in Warsaw
    shop.clock.move(hours=1)
    assert str(digest.due_day(shop.state)) == "2026-03-02"
    shop.clock.move(days=1)
    assert digest.due_day(shop.state) is None  # a holiday
    shop.clock.move(days=4)
    assert digest.due_day(shop.state) is None  # Saturday


def test_the_shop_can_choose_its_days(make) -> None:
    shop = make(AMENDS_DIGEST_DAYS="6,7")
    assert digest.due_day(shop.state) is None
    shop.clock.move(days=5)
    assert str(digest.due_day(shop.state)) == "2026-03-07"


def test_each_address_gets_its_own_and_in_the_language_of_the_staff(make) -> None:
    shop = make(AMENDS_DIGEST_TO=[TO, "boss@shop.example"], AMENDS_LOCALES=["en"], AMENDS_STAFF_LOCALE="pl")
    wait_until_due_today(shop)

    run_once(shop.state)

    [first], [second] = digests(shop), digests(shop, "boss@shop.example")
    assert first["Content-Language"] == second["Content-Language"] == "pl"


def test_what_is_to_be_looked_at_again_is_told_on_the_day_when_it_is_new(make_anywhere) -> None:
    shop = make_anywhere(AMENDS_LOCALES=["en"])
    write(shop, "custom.sale", "No refunds.")
    shop.clock.move(timedelta(days=1))
    run_once(shop.state)
    [first] = digests(shop)
    assert "Notices: to look at again: 1" in read(first)
    html = first.get_body(("html",))
    assert html is not None
    assert "https://shop.example/amends/desk/notices" in str(html.get_content())

    shop.clock.move(timedelta(days=1))
    run_once(shop.state)
    assert len(digests(shop)) == 1

    write(shop, "custom.blame", "The courier is to blame for the delay.")
    texts.end(shop.state, "custom.sale", 1, by=None)
    shop.clock.move(timedelta(days=1))
    run_once(shop.state)
    assert "Notices: to look at again: 1" in read(digests(shop)[1])

    # What was mended and comes back is new again.
    write(shop, "custom.sale", "All sales are final.", seen=1)
    shop.clock.move(timedelta(days=1))
    run_once(shop.state)
    assert len(digests(shop)) == 3


def test_a_look_that_fails_holds_no_digest_up(make, caplog) -> None:
    def broken() -> list[Any]:
        raise RuntimeError("no catalogue today")

    shop = make()
    shop.amends.delivery_rules(broken)
    with shop.app.app_context():
        wait_until_due_today(shop)
        run_once(shop.state)
    assert "Your turn, due today: 1" in read(digests(shop)[0])
    assert "Delivery terms: to look at again: 1" in read(digests(shop)[0])


def write(shop: Shop, key: str, text: str, *, seen: int = 0) -> None:
    said = dict.fromkeys(shop.state.settings.locales, text)
    texts.save(shop.state, key=key, texts=said, by=None, seen=seen, slots=[Slot.CART])
    texts.accept(shop.state, key, seen + 1, by=None)


def test_a_day_on_which_nothing_waits_needs_no_mail(make) -> None:
    shop = make()
    run_once(shop.state)
    assert digests(shop) == []


def test_yesterdays_is_not_sent_late(make) -> None:
    shop = make()
    open_case(shop.state)
    day = digest.due_day(shop.state)
    assert day is not None
    digest.plan(shop.state, day)
    shop.clock.move(hours=16)

    run_once(shop.state)

    assert digests(shop) == []


def test_without_an_address_there_is_none(make) -> None:
    assert digest.due_day(make(AMENDS_DIGEST_TO="").state) is None
