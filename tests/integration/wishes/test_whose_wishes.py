"""Whose wishes a link opens: those of an address, never those of everybody who shares a number (K5, K10)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import render_template_string

import flask_amends
from flask_amends.errors import InvalidInput
from flask_amends.guards.contact import Because, Decision
from flask_amends.ports import Order
from flask_amends.service import order_confirming, privacy
from flask_amends.service.reach import digest
from tests.integration.wishes.conftest import MONDAY, Customer, form_token, preferences, rows

ALL = ["email:order_confirmation", "email:delivery", "email:service", "email:marketing", "call:delivery"]


def other(anna: Customer) -> Order:
    """An order of somebody else, with Anna's number."""
    return replace(anna.order, number=f"X-{anna.order.number}", email=f"other.{anna.email}")


def ask(anna: Customer, who: object, channel: str, purpose: str, **more: str) -> Decision:
    with anna.shop.app.app_context():
        return flask_amends.may_contact(who, channel, purpose, **more)


def take(anna: Customer, order: object, **form: str) -> None:
    with anna.shop.app.app_context():
        assert flask_amends.take_preferences(form, order)


def page_of(anna: Customer, order: object) -> str:
    """Where the account of whoever placed an order leads."""
    with anna.shop.app.test_request_context():
        shown = render_template_string('{{ amends.contact_preferences(order, slot="account") }}', order=order)
    found = re.search(r'href="([^"]*/preferences/[^"]+)"', shown)
    assert found is not None
    return found[1]


def save(anna: Customer, address: str, **sent: Any) -> str:
    sent = {"form_token": form_token(anna.get(address)), **sent}
    answer = anna.post(address, **sent)
    assert answer.status_code == 303, answer.text
    return str(anna.get(answer.headers["Location"]).text)


def test_a_shared_number_gives_nobody_the_wishes_of_another(anna: Customer) -> None:
    take(anna, anna.order, amends_do_not_call="1")

    save(anna, page_of(anna, other(anna)), ok=ALL, stop=["email"], time_zone="Asia/Tokyo", pause="90")

    assert ask(anna, anna.order, "call", "delivery").because is Because.DO_NOT_CALL
    assert ask(anna, anna.order.phone, "call", "delivery").because is Because.DO_NOT_CALL
    assert ask(anna, anna.order, "email", "marketing").because is Because.NO_CONSENT
    assert ask(anna, anna.order, "email", "service").because is Because.FREE
    assert ask(anna, other(anna), "email", "service").because is Because.STOPPED


def test_who_came_first_with_a_number_has_no_say_over_who_comes_after(anna: Customer) -> None:
    save(anna, page_of(anna, other(anna)), ok=ALL, stop=["email"], pause="90", account_only="1")

    assert ask(anna, anna.order, "email", "service").because is Because.FREE
    assert ask(anna, anna.order, "email", "marketing").because is Because.NO_CONSENT
    assert ask(anna, other(anna), "email", "service").because is Because.STOPPED


@pytest.mark.parametrize("sent", [{"do_not_call": "1"}, {"stop": ["call"]}])
def test_who_wants_no_calls_is_not_called_on_that_number_for_another_order(anna: Customer, sent: Any) -> None:
    take(anna, anna.order, amends_offers="1")

    save(anna, page_of(anna, other(anna)), ok=ALL, **sent)

    for who in (other(anna), anna.order, anna.order.phone):
        assert ask(anna, who, "call", "delivery").because in {Because.DO_NOT_CALL, Because.STOPPED}
    assert ask(anna, anna.order, "email", "marketing").allows


def test_who_changes_their_address_keeps_their_wishes(anna: Customer) -> None:
    key = f"7-{anna.order.number}"
    before = {"id": key, "email": anna.email, "phone": anna.order.phone}
    take(anna, before, amends_do_not_call="1")
    after = {**before, "email": f"new.{anna.email}", "phone": None}
    assert ask(anna, after, "call", "delivery").because is Because.DO_NOT_CALL
    assert page_of(anna, after)
    save(anna, page_of(anna, after), ok=ALL)
    assert ask(anna, after, "call", "delivery").allows


def test_who_touches_nothing_on_the_page_is_not_moved_to_another_zone(anna: Customer) -> None:  # K1
    abroad = {"email": anna.email, "phone": "+1 212 555 0100"}
    anna.shop.clock.set(MONDAY.replace(hour=9))  # four at night in New York, ten in Warsaw
    address = page_of(anna, abroad)
    shown = anna.get(address).text
    assert re.search(r'<select[^>]*name="time_zone"[^>]*>\s*<option value="">', shown)
    assert " selected>Warsaw" not in shown
    assert "We call only from <bdi>09:00</bdi> to <bdi>20:00</bdi>, on your clock." in shown

    again = save(anna, address, ok=ALL, time_zone="")

    assert ask(anna, abroad, "call", "delivery").because is Because.QUIET_HOURS
    assert re.search(r'<option value="">No change</option>', again)


def test_a_way_that_is_ended_for_good_takes_its_offers_with_it(anna: Customer) -> None:  # K5, K11
    take(anna, anna.order, amends_offers="1")
    letter = anna.invited()
    assert letter is not None

    save(anna, preferences(letter), ok=ALL, stop=["email"])

    [consent] = rows(anna.shop, "consents", wish_id=_id(anna))
    assert consent["withdrawn_at"] is not None
    save(anna, preferences(letter), ok=["email:service"])
    assert ask(anna, anna.order, "email", "marketing").because in {Because.NO_CONSENT, Because.REFUSED}


def _id(anna: Customer) -> str:
    [one] = rows(anna.shop, "reaches", digest=digest("email", anna.email))
    return str(one["wish_id"])


def test_the_number_of_an_order_need_not_be_said_twice(anna: Customer) -> None:  # K1
    assert ask(anna, anna.order, "call", "order_confirmation").allows
    assert ask(anna, anna.order, "call", "order_confirmation").because is Because.TOO_OFTEN


def test_a_way_or_a_matter_that_there_is_not_is_named(anna: Customer) -> None:
    for channel, purpose, field in (("fax", "delivery", "channel"), ("call", "gossip", "purpose")):
        with pytest.raises(InvalidInput) as raised:
            ask(anna, anna.order, channel, purpose)
        assert [*raised.value.fields] == [field]


@pytest.mark.parametrize("by", [None, "tomorrow"])
def test_a_confirmation_by_no_moment_is_refused(anna: Customer, by: Any) -> None:
    with anna.shop.app.app_context(), pytest.raises(InvalidInput):
        flask_amends.ask_buyer_to_confirm(anna.order, by)


def test_an_answer_that_is_given_or_too_late_is_not_asked_for(anna: Customer) -> None:  # K9
    shown = '{{ amends.contact_preferences(order, slot="account") }}'
    order = {"number": anna.order.number, "email": anna.email, "confirm_by": MONDAY + timedelta(days=1)}

    def asks(**more: object) -> bool:
        with anna.shop.app.test_request_context():
            return "Please confirm your order" in render_template_string(shown, order={**order, **more})

    assert asks()
    assert not asks(confirm_by=MONDAY - timedelta(days=1))
    assert not asks(confirmed_at=MONDAY)
    with anna.shop.app.app_context():
        flask_amends.ask_buyer_to_confirm(order, MONDAY + timedelta(days=1))
    [row] = rows(anna.shop, "order_confirmations", order_number=anna.order.number)
    order_confirming.confirm(anna.shop.state, row["id"])
    assert not asks()


def test_the_log_names_whose_order_it_was(anna: Customer) -> None:  # K10
    take(anna, anna.order, amends_do_not_call="1")
    ask(anna, anna.order, "call", "delivery")
    [kept] = rows(anna.shop, "contact_decisions", wish_id=_id(anna))
    assert kept["order_number"] == anna.order.number
    [person] = rows(anna.shop, "persons", id=kept["person_id"])
    assert person["email"] == anna.email


def test_an_offer_that_the_shop_sends_itself_has_a_click_that_ends_them(anna: Customer) -> None:  # K5
    take(anna, anna.order, amends_offers="1")
    with anna.shop.app.app_context():
        headers = flask_amends.unsubscribe_headers(anna.order)
        with pytest.raises(InvalidInput):
            flask_amends.unsubscribe_headers({"phone": anna.order.phone})
    letter = EmailMessage()
    for name, value in headers.items():
        letter[name] = value
    assert f"List-Unsubscribe: {headers['List-Unsubscribe']}\n" in letter.as_string(), "on one line, as it is"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert ask(anna, anna.email, "email", "marketing").allows

    way_out = headers["List-Unsubscribe"].strip("<>")
    assert "It holds since" in anna.post(way_out).text
    anna.shop.clock.move(days=9)
    assert "It holds since" not in anna.post(way_out).text, "it was in force before"

    assert ask(anna, anna.email, "email", "marketing").because is Because.REFUSED


def test_no_tick_is_lost_to_something_to_correct(anna: Customer) -> None:  # K2
    address = page_of(anna, anna.order)
    sent = {"do_not_call": "1", "account_only": "1", "stop": ["email"], "quiet_from": "12", "quiet_to": ""}
    more = {"time_zone": "Asia/Tokyo", "pause": "90", "ok": ["email:delivery:needed", "email:marketing"]}

    again = anna.post(address, form_token=form_token(anna.get(address)), **sent, **more)

    assert again.status_code == 422
    assert again.text.count(" checked>") == 4
    for chosen in ("12", "Asia/Tokyo", "90", "email:delivery:needed"):
        assert f'<option value="{chosen}" selected>' in again.text


def test_an_old_page_of_a_stop_asks_again_and_refuses_nothing_by_itself(anna: Customer) -> None:
    letter = anna.invited()
    assert letter is not None
    address = preferences(letter)
    stale = form_token(anna.get(address))
    anna.shop.clock.move(days=3)

    again = anna.post(f"{address}/instead", form_token=stale, instead="30")

    assert again.status_code == 422
    assert 'value="email:service" checked' in again.text


def test_a_consent_given_behind_a_link_or_after_an_erasure_ends_with_the_next_one(anna: Customer) -> None:
    save(anna, page_of(anna, anna.order), ok=ALL)
    for _ in range(2):
        assert ask(anna, anna.order, "email", "marketing").allows
        privacy.erase(anna.shop.state, email=anna.email.upper())
        anna.shop.clock.move(days=8)
        assert ask(anna, anna.order, "email", "marketing").because is Because.NO_CONSENT
        take(anna, anna.order, amends_offers="1")
