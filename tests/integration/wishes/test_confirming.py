"""An order is confirmed by a letter and one tap, and nobody is rung for it (K1-K3)."""

import re
from datetime import timedelta
from typing import Any

import pytest

import flask_amends
from flask_amends import signals
from flask_amends.errors import InvalidInput
from flask_amends.guards.contact import Because, Channel, Purpose
from flask_amends.service import gate, privacy, wishes
from flask_amends.service.reach import of
from flask_amends.service.wish_values import Preferences
from flask_amends.testing import FrozenClock, make_shop
from flask_amends.worker.postman import Postman
from tests.integration.wishes.conftest import MONDAY, SHOP, Customer, form_token, rows

BY = MONDAY + timedelta(days=1)


@pytest.fixture
def told(anna: Customer) -> Any:
    """What the shop's own code hears."""
    heard: list[dict[str, Any]] = []

    def hear(_app: object, **facts: Any) -> None:
        heard.append(facts)

    with signals.order_confirmed.connected_to(hear, sender=anna.shop.app):
        yield heard


def ask(anna: Customer) -> bool:
    with anna.shop.app.app_context():
        done = flask_amends.ask_buyer_to_confirm(anna.order, BY)
    Postman(anna.shop.state).drain()
    return done


def way(anna: Customer) -> str:
    """The link of the letter."""
    [letter] = anna.letters()
    assert letter["Subject"] == f"Please confirm order {anna.order.number}"
    body = letter.get_body(("plain",))
    assert body is not None
    found = re.search(r"https://shop\.example/amends/confirm/\S+", body.get_content())
    assert found is not None
    return found[0]


def confirmed_at(anna: Customer) -> Any:
    with anna.shop.app.app_context():
        return flask_amends.buyer_confirmed_at(str(anna.order.number))


def prefer(anna: Customer, **wanted: Any) -> None:
    with anna.shop.state.store.begin() as unit:
        row = wishes.ensure(unit, anna.shop.state, of(anna.email))
    wishes.save(anna.shop.state, row.id, Preferences(**wanted))


def test_reading_changes_nothing_and_one_tap_confirms_once(anna: Customer, told: list[Any]) -> None:
    assert ask(anna)
    link = way(anna)
    page = anna.get(link)
    assert "Tuesday, 3 March 2026" in page.text
    assert "or its delivery moves" in page.text
    assert anna.email not in page.text, "the link may have been passed on"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert (confirmed_at(anna), told) == (None, [])

    done = [anna.post(link, form_token=form_token(page)) for _ in range(2)]
    assert [one.status_code for one in done] == [303, 303]
    assert "Your order is confirmed" in anna.get(done[0].headers["Location"]).text
    assert "<button" not in anna.get(link).text
    assert confirmed_at(anna) == MONDAY
    assert told == [{"order_number": anna.order.number, "at": MONDAY, "in_time": True}]


def test_who_takes_longer_can_still_confirm_and_the_shop_knows(anna: Customer, told: list[Any]) -> None:
    ask(anna)
    link = way(anna)
    anna.shop.clock.set(BY)
    page = anna.get(link)
    assert "or its delivery moves" not in page.text
    anna.post(link, form_token=form_token(page))
    assert [one["in_time"] for one in told] == [False]


def test_who_has_confirmed_is_not_rung_for_it(anna: Customer) -> None:  # K1
    ask(anna)
    link = way(anna)
    number = str(anna.order.number)
    call = (anna.shop.state, anna.order, "call", "order_confirmation")
    assert gate.may_contact(*call, order_number=number).allows
    anna.post(link, form_token=form_token(anna.get(link)))
    assert gate.may_contact(*call, order_number=number).because is Because.CONFIRMED
    assert gate.may_contact(*call, order_number="another").allows


def test_it_is_asked_once(anna: Customer) -> None:
    assert [ask(anna), ask(anna)] == [True, False]
    assert len(anna.letters()) == 1


def test_a_form_of_nobody_and_a_link_of_nobody_confirm_nothing(anna: Customer) -> None:
    ask(anna)
    assert anna.post(way(anna), form_token="x").status_code == 403
    assert anna.get("/amends/confirm/x.y.z").status_code == 404
    assert confirmed_at(anna) is None


def test_what_lacks_a_number_an_address_or_time_is_refused(anna: Customer) -> None:
    whole = {"number": "N", "email": "a@b.example"}
    with anna.shop.app.app_context():
        for order, by in (
            ({**whole, "number": ""}, BY),
            ({**whole, "number": "N" * 201}, BY),
            ({**whole, "email": None}, BY),
            (whole, MONDAY),
            (whole, BY.replace(tzinfo=None)),
        ):
            with pytest.raises(InvalidInput):
                flask_amends.ask_buyer_to_confirm(order, by)


def test_a_number_that_is_counted_is_one(anna: Customer) -> None:
    with anna.shop.app.app_context():
        assert flask_amends.ask_buyer_to_confirm({"order_number": 12, "email": anna.email}, BY)
        assert flask_amends.buyer_confirmed_at("12") is None


def test_who_wants_no_such_mail_gets_none(anna: Customer) -> None:
    prefer(anna, refused=frozenset({(Channel.EMAIL, Purpose.ORDER_CONFIRMATION)}))
    ask(anna)
    assert anna.letters() == []


def test_who_allows_it_only_if_needed_gets_it_and_why_is_kept(anna: Customer) -> None:
    prefer(anna, only_if_needed=frozenset({(Channel.EMAIL, Purpose.ORDER_CONFIRMATION)}))
    ask(anna)
    way(anna)
    kept = rows(anna.shop, "contact_decisions", purpose="order_confirmation", because="needed")
    assert [one["note"] for one in kept] == ["The order waits for it"]


def test_a_letter_that_comes_too_late_or_to_nobody_is_not_sent(anna: Customer) -> None:
    with anna.shop.app.app_context():
        flask_amends.ask_buyer_to_confirm(anna.order, BY)
    anna.shop.clock.set(BY)
    Postman(anna.shop.state).drain()
    assert anna.letters() == []


def test_facts_of_any_length_are_taken(database_uri: str, anna: Customer) -> None:
    """A shop's own facts have no bound of ours; a wish is not lost over them."""
    made = make_shop(database_uri, clock=FrozenClock(MONDAY), **SHOP)
    order = {
        "number": "N" * 200,
        "email": " anna@example.org ",
        "phone": "+48 600 100 200, " * 9,
        "customer_id": "7" * 300,
        "locale": "en_US.UTF-8@euro",
    }
    with made.app.app_context():
        assert flask_amends.take_preferences({"amends_do_not_call": "1"}, order)
        call = {"order_number": order["number"], "despite": "The courier waits."}
        assert flask_amends.may_contact(order, "call", "order_confirmation", **call).allows
        assert flask_amends.ask_buyer_to_confirm(order, BY)
    [kept] = rows(made, "wishes")
    assert kept["locale"] == "en"
    made.close()


def test_after_erasure_nobody_knows_whose_order_it_was(anna: Customer) -> None:
    ask(anna)
    privacy.erase(anna.shop.state, email=anna.email)
    [kept] = rows(anna.shop, "order_confirmations", order_number=anna.order.number)
    assert kept["person_id"] is None
