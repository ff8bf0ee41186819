"""What somebody wishes is taken down, found again by every address of theirs, and kept (K1-K5, K10)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import render_template_string
from sqlalchemy import event

import flask_amends
from flask_amends.errors import InvalidInput, NotAllowed
from flask_amends.guards.contact import Answer, Because, Channel, Purpose
from flask_amends.ports import Customer as Buyer
from flask_amends.service import gate, privacy, wish_links, wishes
from flask_amends.service.reach import Reached, digest, of, zones_of
from flask_amends.service.wish_values import Preferences
from flask_amends.storage.records import Person
from flask_amends.storage.wish_records import WishRow
from flask_amends.storage.wishes import WishBook
from flask_amends.testing import FrozenClock, make_shop
from tests.integration.wishes.conftest import MONDAY, SHOP, Customer, form_token, preferences, rows

SERVICE = Purpose.SERVICE


def ask(anna: Customer, channel: str, purpose: str, who=None, **more):
    with anna.shop.app.app_context():
        return flask_amends.may_contact(who or anna.order, channel, purpose, **more)


def take(anna: Customer, **form: str) -> str | None:
    with anna.shop.app.app_context():
        return flask_amends.take_preferences(form, anna.order)


def test_the_field_beside_an_order_stands_on_its_own_line_and_is_not_ticked(anna: Customer) -> None:  # K2, K3
    with anna.shop.app.test_request_context():
        shown = render_template_string(
            "{{ amends.contact_preferences(order, offers=true) }}", order=anna.order
        )
    assert 'name="amends_do_not_call"' in shown
    assert 'name="amends_offers"' in shown
    assert "checked" not in shown
    assert "We call only from <bdi>09:00</bdi> to <bdi>20:00</bdi>, on your clock." in shown


def test_a_tick_survives_a_form_that_comes_back(anna: Customer) -> None:
    with anna.shop.app.test_request_context("/checkout", method="POST", data={"amends_do_not_call": "1"}):
        shown = render_template_string(
            "{{ amends.contact_preferences(order, offers=true) }}", order=anna.order
        )
    assert shown.count(" checked>") == 1


def test_who_ticks_it_is_called_no_more_by_any_of_their_addresses(anna: Customer) -> None:  # K2, K10
    assert ask(anna, "call", "order_confirmation", order_number="N").allows
    assert take(anna, amends_do_not_call="1")

    for who in (anna.order, anna.email.upper(), anna.order.phone, Buyer(email=anna.email)):
        assert ask(anna, "call", "service", who).because is Because.DO_NOT_CALL
    assert ask(anna, "email", "delivery").allows
    assert take(anna) is None, "a box that is not ticked takes nothing back"
    assert ask(anna, "call", "service").because is Because.DO_NOT_CALL
    with anna.shop.app.test_request_context():
        shown = render_template_string("{{ amends.contact_preferences(order) }}", order=anna.order)
    assert "You are not called, as you wished." in shown
    assert "amends_do_not_call" not in shown, "nobody is asked for what they have said"


def test_a_number_as_it_is_dialled_at_home_is_the_same_number(anna: Customer) -> None:  # K2
    home = {"number": "N", "phone": str(anna.order.phone).removeprefix("+48"), "region": "pl"}
    with anna.shop.app.app_context():
        assert flask_amends.take_preferences({"amends_do_not_call": "1"}, home)
    assert ask(anna, "call", "service", anna.order.phone).because is Because.DO_NOT_CALL


def test_nobody_at_all_is_no_customer(anna: Customer, caplog) -> None:
    for who in (None, {}, " ", {"email": " "}, Buyer()):
        with pytest.raises(InvalidInput):
            gate.may_contact(anna.shop.state, who, "email", "service")
    with anna.shop.app.app_context():
        assert flask_amends.take_preferences({"amends_do_not_call": "1"}, {"number": "N"}) is None
    assert "it is lost" in caplog.text


def test_offers_need_a_yes_that_is_kept_with_its_words_and_can_be_taken_back(anna: Customer) -> None:  # K5
    assert ask(anna, "email", "marketing").because is Because.NO_CONSENT
    wish_id = take(anna, amends_offers="1")
    assert wish_id is not None
    [kept] = rows(anna.shop, "consents", wish_id=wish_id)
    assert kept["wording"].startswith("Send me offers by e-mail")
    assert (kept["place"], kept["channel"]) == ("checkout", "email")
    assert ask(anna, "email", "marketing").allows
    assert ask(anna, "email", "marketing").because is Because.TOO_OFTEN, "once a week"
    assert ask(anna, "sms", "marketing").because is Because.NO_CONSENT, "each way by itself"

    wishes.stop(anna.shop.state, wish_id)

    assert ask(anna, "email", "marketing").because is Because.REFUSED


def test_nobody_is_rung_at_night_even_without_a_tick(anna: Customer) -> None:  # K1, K3
    anna.shop.clock.move(hours=17)  # three at night in Warsaw
    found = ask(anna, "call", "order_confirmation", order_number="N")
    assert (found.answer, found.because) == (Answer.LATER, Because.QUIET_HOURS)
    assert found.at == MONDAY + timedelta(days=1, hours=-1)
    assert ask(anna, "email", "claim").because is Because.OWED


def test_every_answer_is_kept_with_its_reason_and_a_no_is_passed_over_only_in_writing(anna: Customer) -> None:
    wish_id = take(anna, amends_do_not_call="1")
    ask(anna, "call", "delivery", order_number="N")
    with pytest.raises(InvalidInput):
        ask(anna, "call", "delivery", despite="hm")
    with pytest.raises(NotAllowed):
        ask(anna, "call", "marketing", despite="We have such a good offer.")

    assert ask(anna, "call", "delivery", despite="The courier stands at the door.").allows

    kept = rows(anna.shop, "contact_decisions", wish_id=wish_id)
    assert [(one["answer"], one["because"], one["note"]) for one in kept] == [
        ("deny", "do_not_call", None),
        ("allow", "overridden", "The courier stands at the door."),
    ]


def test_a_call_that_is_allowed_only_if_needed_says_why_it_is(anna: Customer) -> None:
    wish_id = take(anna, amends_do_not_call="1")
    assert wish_id is not None
    sparing = frozenset({(Channel.CALL, Purpose.DELIVERY)})
    wishes.save(anna.shop.state, wish_id, Preferences(only_if_needed=sparing))

    assert ask(anna, "call", "delivery").because is Because.ONLY_IF_NEEDED
    with pytest.raises(InvalidInput):
        ask(anna, "call", "delivery", needed="hm")
    assert ask(anna, "call", "delivery", needed=" The gate has no bell. ").because is Because.NEEDED
    anna.shop.clock.move(hours=17)
    assert ask(anna, "call", "delivery", needed="The gate has no bell.").because is Because.QUIET_HOURS

    noted = [one["note"] for one in rows(anna.shop, "contact_decisions", wish_id=wish_id)]
    assert noted == [None, "The gate has no bell.", None]


def test_what_was_wished_holds_after_the_person_is_erased_and_nothing_names_them(anna: Customer) -> None:
    wish_id = take(anna, amends_do_not_call="1", amends_offers="1")
    assert wish_id is not None
    ask(anna, "call", "delivery", despite="The courier asks for Anna.", order_number="N")

    privacy.erase(anna.shop.state, email=anna.email)

    assert ask(anna, "call", "service").because is Because.DO_NOT_CALL
    assert ask(anna, "email", "marketing").because is Because.NO_CONSENT
    [row] = rows(anna.shop, "wishes", id=wish_id)
    assert (row["person_id"], row["customer_id"]) == (None, None)
    assert {one["note"] for one in rows(anna.shop, "contact_decisions", wish_id=wish_id)} == {None}


def test_a_wish_is_found_whatever_becomes_of_the_apps_secret(anna: Customer, tmp_path) -> None:
    assert digest("email", "a@b.c") == digest("email", "a@b.c") != digest("phone", "a@b.c")
    shops = [make_shop(f"sqlite:///{tmp_path / 's.db'}", SECRET_KEY=one, **SHOP) for one in ("one", "two")]
    with shops[0].app.app_context():
        flask_amends.take_preferences({"amends_do_not_call": "1"}, anna.order)
    with shops[1].app.app_context():
        assert not flask_amends.may_contact(anna.order, "call", "service").allows
    for one in shops:
        one.close()


def test_the_page_shows_what_holds_and_sets_all_of_it_at_once(anna: Customer) -> None:
    letter = anna.invited()
    assert letter is not None
    page = anna.get(preferences(letter))
    assert anna.email not in page.text, "the link may have been passed on"
    assert 'value="email:service" checked' in page.text
    assert '<option value="call:delivery" selected>' in page.text
    assert 'value="email:marketing">' in page.text, "no offer is agreed to beforehand"

    answer = anna.post(
        preferences(letter),
        form_token=form_token(page),
        do_not_call="1",
        quiet_from="12",
        quiet_to="15",
        time_zone="Asia/Tokyo",
        ok=["email:order_confirmation", "email:marketing", "call:delivery:needed", "email:service:needed"],
        stop=[],
        pause="90",
        reason="",
    )

    assert answer.status_code == 303
    saved = anna.get(answer.headers["Location"]).text
    assert "Saved. It holds from now on." in saved
    assert '<option value="call:delivery:needed" selected>' in saved
    assert ask(anna, "call", "order_confirmation").because is Because.DO_NOT_CALL
    assert ask(anna, "email", "service").because is Because.REFUSED
    assert ask(anna, "email", "marketing").because is Because.PAUSED
    assert ask(anna, "sms", "delivery").allows
    anna.shop.clock.set(MONDAY.replace(hour=4))  # one in the afternoon in Tokyo
    assert ask(anna, "sms", "delivery").at == MONDAY.replace(hour=6)


@pytest.mark.parametrize("ends", ["", "12"])
def test_half_a_window_or_one_of_no_length_is_refused(anna: Customer, ends: str) -> None:
    letter = anna.invited()
    assert letter is not None
    page = anna.get(preferences(letter))
    sent = {"form_token": form_token(page), "quiet_from": "12", "quiet_to": ends, "reason": "As I said."}

    again = anna.post(preferences(letter), **sent)

    assert again.status_code == 422
    assert "Please choose both, or none; they are different hours." in again.text
    assert "As I said." in again.text


def test_a_form_of_another_page_sets_nothing(anna: Customer) -> None:
    letter = anna.invited()
    assert letter is not None
    assert anna.post(preferences(letter), do_not_call="1", form_token="x").status_code == 403
    page = anna.get(preferences(letter))
    other = anna.client.post(
        preferences(letter).removeprefix("https://shop.example"),
        data={"form_token": form_token(page), "do_not_call": "1"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert other.status_code == 403
    assert ask(anna, "call", "service").allows


def test_an_account_shows_in_place_of_mails_what_they_would_have_said(anna: Customer) -> None:  # K11
    with anna.shop.state.store.begin() as unit:
        row = wishes.ensure(unit, anna.shop.state, of(anna.email))
    wishes.instead(anna.shop.state, row.id, account=True)

    assert anna.invited() is None

    with anna.shop.app.test_request_context():
        block = render_template_string(
            '{{ amends.contact_preferences(who, slot="account") }}', who=Buyer(email=anna.email)
        )
    assert "Notices stand here instead of e-mails." in block
    assert "How was your order?" in block
    [held] = rows(anna.shop, "contact_decisions", wish_id=row.id)
    assert held["because"] == "account_only"
    assert anna.get(held["link"]).status_code == 200


def test_who_never_wished_anything_gets_a_link_that_makes_a_beginning(anna: Customer) -> None:
    who = replace(of(anna.email), email="new@example.org")
    token = wish_links.token_for(anna.shop.state, who)
    page = anna.get(f"/amends/preferences/{token}")
    assert page.status_code == 200
    assert rows(anna.shop, "reaches", digest=digest("email", "new@example.org")) == []

    anna.post(f"/amends/preferences/{token}", form_token=form_token(page), do_not_call="1")

    assert ask(anna, "call", "service", "new@example.org").because is Because.DO_NOT_CALL


@pytest.mark.parametrize(
    ("known", "zones"),
    [
        ({"phone": "+48 600 100 200"}, {"Europe/Warsaw"}),
        ({"phone": "0048600100200", "zone": "Europe/Warsaw"}, {"Europe/Warsaw"}),
        ({"phone": "+7 900 000 00 00", "zone": "Asia/Omsk"}, {"Asia/Omsk"}),
        ({"phone": "+48 600 100 200", "zone": "Asia/Tokyo"}, {"Europe/Warsaw", "Asia/Tokyo"}),
        ({"country": "IL", "phone": "+48 600 100 200"}, {"Asia/Jerusalem"}),
        ({"zone": "Asia/Tokyo"}, {"Asia/Tokyo"}),
        ({}, {"Europe/Warsaw"}),
    ],
)
def test_where_somebody_is_known_by_the_surest_sign(anna: Customer, known, zones) -> None:
    who = replace(of("a@b.c"), **known)
    assert set(zones_of(anna.shop.state, who)) == zones
    assert zones_of(anna.shop.state, who, "Asia/Kathmandu") == ("Asia/Kathmandu",)


def test_in_a_country_of_many_zones_it_has_to_be_day_in_all_of_them(anna: Customer) -> None:  # 2.5
    russia = replace(of("a@b.c"), phone="+7 900 000 00 00")
    zones = zones_of(anna.shop.state, russia)
    assert {"Europe/Kaliningrad", "Asia/Kamchatka"} <= set(zones)
    with anna.shop.app.app_context():
        anna.shop.clock.set(MONDAY.replace(hour=7, minute=30))
        assert flask_amends.may_contact("+7 900 000 00 00", "call", "service").allows
        anna.shop.clock.set(MONDAY.replace(hour=9))  # nine in the evening in Kamchatka
        later = flask_amends.may_contact("+7 900 000 00 00", "call", "service")
    assert later.at == MONDAY.replace(hour=7) + timedelta(days=1)


def test_an_order_is_confirmed_by_one_call_only(anna: Customer) -> None:  # K1
    assert ask(anna, "call", "order_confirmation", order_number="N").allows
    assert ask(anna, "call", "order_confirmation", order_number="N").because is Because.TOO_OFTEN
    assert ask(anna, "call", "order_confirmation", order_number="M").allows


def test_two_who_ask_at_once_ring_once(database_uri: str, anna: Customer) -> None:  # K1
    made = make_shop(database_uri, clock=FrozenClock(MONDAY), **SHOP)

    def call(_: int) -> bool:
        return gate.may_contact(made.state, anna.order, "call", "order_confirmation", order_number="N").allows

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(call, range(8))).count(True) == 1
    made.close()


def test_stopping_a_way_for_good_leaves_what_is_owed(anna: Customer) -> None:
    with anna.shop.state.store.begin() as unit:
        row = wishes.ensure(unit, anna.shop.state, of(anna.email))
    wishes.save(anna.shop.state, row.id, Preferences(stopped=frozenset({Channel.EMAIL})))

    assert ask(anna, "email", "delivery").because is Because.STOPPED
    assert ask(anna, "email", "claim").allows
    assert ask(anna, "email", "withdrawal").allows


def test_wishes_are_kept_on_each_database(database_uri: str, anna: Customer) -> None:
    made = make_shop(database_uri, clock=FrozenClock(MONDAY), **SHOP)
    with made.app.app_context():
        wish_id = flask_amends.take_preferences({"amends_do_not_call": "1", "amends_offers": "1"}, anna.order)
        assert wish_id is not None
        wishes.save(made.state, wish_id, Preferences(refused=frozenset({(Channel.SMS, SERVICE)}), pause=30))
        assert flask_amends.may_contact(anna.order, "sms", "service").because is Because.REFUSED
        assert gate.may_contact(made.state, anna.order, "call", "service").because is Because.PAUSED
        privacy.erase(made.state, email=anna.email)
    made.close()


def test_a_page_with_known_facts_asks_the_database_nothing(anna: Customer, tmp_path) -> None:
    made = make_shop(f"sqlite:///{tmp_path / 's.db'}", **{**SHOP, "AMENDS_NOTICE_MEMORY": 30})
    asked: list[str] = []
    event.listen(made.state.store.engine(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    shown = '{{ amends.contact_preferences(who, slot="account") }}'
    with made.app.test_request_context():
        first = render_template_string(shown, who=anna.order)
        assert asked
        asked.clear()
        again = render_template_string(shown, who=anna.order)
        assert asked == []
        assert "We call only from" in first
        assert "We call only from" in again
        flask_amends.take_preferences({"amends_do_not_call": "1"}, anna.order)
        assert "You are not called, as you wished." in render_template_string(shown, who=anna.order)
    made.close()


def test_instead_of_a_call_at_night_stands_until_when_an_answer_is_in_time(anna: Customer) -> None:  # K9
    order = {"number": "N", "email": anna.email, "confirm_by": MONDAY + timedelta(days=1)}
    shown = '{{ amends.contact_preferences(order, slot="order_mail", plain=true) }}'
    with anna.shop.app.test_request_context():
        said = render_template_string(shown, order=order)
        assert "Please confirm your order by Tuesday, 3 March 2026" in said
        assert "Please confirm" not in render_template_string(shown, order=anna.order)


def test_two_that_begin_at_once_make_one_row_of_wishes(database_uri: str, anna: Customer) -> None:
    """A letter must never link to wishes that no address leads to: a stop there would stop nothing."""
    made = make_shop(database_uri, clock=FrozenClock(MONDAY), **SHOP)
    who, real = of(anna.email), WishBook.reach
    ids: list[str] = []

    def late(self: WishBook, wish_id: str, reaches) -> None:
        if not ids:
            ids.append(wish_id)
            self.add(replace(_blank(wish_id), id="wsh_faster"))
            real(self, "wsh_faster", reaches)
        real(self, wish_id, reaches)

    with pytest.MonkeyPatch.context() as patch, made.state.store.begin() as unit:
        patch.setattr(WishBook, "reach", late)
        row = wishes.ensure(unit, made.state, who)
    assert row.id == "wsh_faster"
    assert [one["id"] for one in rows(made, "wishes")] == ["wsh_faster"]
    made.close()


def _blank(wish_id: str) -> WishRow:
    return WishRow(id=wish_id, person_id=None, created_at=MONDAY, updated_at=MONDAY)


def test_somebody_without_any_address_has_one_row_too(anna: Customer) -> None:
    who = Reached(person_id=_person(anna))
    for _ in range(2):
        with anna.shop.state.store.begin() as unit:
            wishes.forbid_calls(unit, anna.shop.state, who, now=MONDAY)
    assert len(rows(anna.shop, "wishes", person_id=who.person_id)) == 1
    assert ask(anna, "call", "service", who).because is Because.DO_NOT_CALL


def _person(anna: Customer) -> str:
    person = Person(id=f"per_{anna.order.number}", kind="shopper", name="Anna")
    with anna.shop.state.store.begin() as unit:
        unit.persons.add(person, now=MONDAY)
    return person.id
