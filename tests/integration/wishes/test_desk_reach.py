"""The desk: a number is shown where the gate lets it out, and each time is written down (K2, K10)."""

import re
from dataclasses import replace
from typing import Any

import pytest

from flask_amends.disputes.vocabulary import Actor
from flask_amends.guards.contact import Because, Channel, Purpose
from flask_amends.ports import StaffMember
from flask_amends.service import cases, gate, wishes
from flask_amends.service.reach import of
from flask_amends.service.wish_values import Preferences
from flask_amends.web.desk.reach import REASONS
from tests.integration.cases import CLAIM, open_case
from tests.integration.wishes.conftest import MONDAY, Customer, form_token, rows

OLA = StaffMember(id="7", name="Ola Nowak")
LEAD = StaffMember(id="8", name="Jan Lis", roles=frozenset({"lead"}))
PHONE = "+48 500 600 700"


@pytest.fixture
def person(anna: Customer) -> str:
    """The id of a customer with a case; somebody of the staff sits at the desk."""
    anna.shop.staff.member = OLA
    case_id = open_case(anna.shop.state, replace(CLAIM, email=anna.email, phone=PHONE, time_zone=None))
    page = anna.get(f"/amends/desk/cases/{case_id}")
    assert PHONE not in page.text
    person_id = cases.get(anna.shop.state, case_id, Actor.SHOP).shopper.id
    assert f"/desk/reach/{person_id}" in page.text
    return person_id


def look(anna: Customer, person: str) -> Any:
    return anna.get(f"/amends/desk/reach/{person}")


def send(anna: Customer, person: str, form_of: str, **sent: str) -> Any:
    """Send one of the two forms of the page."""
    page = look(anna, person).text
    [form] = re.findall(rf'<form[^>]*/reach/{person}/{form_of}".*?</form>', page, re.DOTALL)
    found = re.search(r'name="form_token" value="([^"]+)"', form)
    assert found is not None
    return anna.post(f"/amends/desk/reach/{person}/{form_of}", form_token=found[1], **sent)


def test_the_number_is_given_by_day_and_it_is_kept_to_whom(anna: Customer, person: str) -> None:
    assert PHONE not in look(anna, person).text

    assert PHONE in send(anna, person, "number").text

    [kept] = rows(anna.shop, "contact_decisions", person_id=person, channel="call")
    assert (kept["answer"], kept["purpose"]) == ("allow", "claim")
    assert kept["by"] is not None
    assert "Ola Nowak" in look(anna, person).text


def test_at_night_it_is_given_for_a_written_reason_only(anna: Customer, person: str) -> None:
    anna.shop.clock.set(MONDAY.replace(hour=2))
    assert "It is no time for it where they are" in look(anna, person).text

    assert PHONE not in send(anna, person, "number").text
    short = send(anna, person, "number", despite="hm")
    assert short.status_code == 422
    assert PHONE not in short.text
    assert PHONE in send(anna, person, "number", despite="The cake goes out in an hour.").text

    kept = rows(anna.shop, "contact_decisions", person_id=person, channel="call")
    assert [(one["answer"], one["note"]) for one in kept] == [
        ("later", None),
        ("allow", "The cake goes out in an hour."),
    ]


def test_what_somebody_says_on_the_telephone_is_noted_and_holds_at_once(anna: Customer, person: str) -> None:
    assert send(anna, person, "wish", what="no_calls").status_code == 303
    assert send(anna, person, "wish", what="no_mails").status_code == 303

    page = look(anna, person).text
    assert "They do not want to be called" in page
    assert PHONE not in send(anna, person, "number").text
    anna.invited()
    assert not [one for one in anna.letters() if one["List-Unsubscribe"]]


def test_who_may_only_read_gets_no_number_and_the_list_is_for_who_audits(anna: Customer, person: str) -> None:
    send(anna, person, "number")
    assert anna.get("/amends/desk/reach").status_code == 403
    anna.shop.staff.member = StaffMember(id="9", name="Eva", roles=frozenset({"auditor"}))
    assert "Show the number" not in look(anna, person).text
    assert anna.post(f"/amends/desk/reach/{person}/number", form_token="x").status_code == 403
    listed = anna.get("/amends/desk/reach").text
    assert "Nothing speaks against it" in listed
    assert PHONE not in listed
    assert anna.get("/amends/desk/reach?only=denied&before=nonsense").status_code == 200


def test_a_form_of_a_colleague_gives_nothing(anna: Customer, person: str) -> None:
    token = form_token(look(anna, person))
    anna.shop.staff.member = LEAD
    assert anna.post(f"/amends/desk/reach/{person}/number", form_token=token).status_code == 403


def test_nobody_is_found_under_an_id_of_nobody(anna: Customer, person: str) -> None:
    assert look(anna, "per_nobody").status_code == 404


def test_every_reason_of_the_gate_has_words_at_the_desk() -> None:
    assert set(REASONS) == set(Because)


def test_staff_see_what_is_allowed_only_if_needed_and_why_it_was(anna: Customer, person: str) -> None:
    with anna.shop.state.store.begin() as unit:
        row = wishes.ensure(unit, anna.shop.state, of(anna.email))
    sparing = frozenset({(Channel.EMAIL, Purpose.DELIVERY)})
    wishes.save(anna.shop.state, row.id, Preferences(only_if_needed=sparing))
    asked = replace(of(anna.email), person_id=person)
    gate.may_contact(anna.shop.state, asked, "email", "delivery", needed="The gate has no bell.")

    page = look(anna, person).text
    assert "They allow it only if it cannot go on otherwise" in page
    assert "It could not go on otherwise" in page
    assert "The gate has no bell." in page
