"""People at the desk: found, told what is kept, exported, erased; cases on hold (security 78-80)."""

import io
import json
import zipfile

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor
from flask_amends.service import history, holding, people
from tests.integration.cases import CLAIM, dump
from tests.integration.web.desk.conftest import AGENT, AUDITOR, LEAD, REVIEWER, Desk, Page, _page

PEOPLE = "/amends/desk/people"


def post(desk: Desk, address: str, page: Page, form: str, **typed: str) -> Page:
    token = page.soup.select_one(f"form#act-{form} [name=form_token]")
    assert token is not None
    return _page(desk.client.post(address, data={"form_token": token["value"], **typed}))


def closed(desk: Desk) -> str:
    case_id = desk.claim()
    desk.shopper(case_id, c.Retract(actor=Actor.SHOPPER, note="Never mind."))
    return case_id


def person(desk: Desk) -> str:
    return f"{PEOPLE}/{people.find(desk.shop.state, CLAIM.email)}"


def test_somebody_is_found_by_address_however_it_is_spelled(desk: Desk):
    closed(desk)
    desk.sit(AUDITOR)
    found = post(desk, PEOPLE, desk.open(PEOPLE), "person_find", email=CLAIM.email.upper())
    assert found.status == 303
    assert "@" not in found.response.location  # no address in an address
    page = desk.open(found.response.location)
    assert CLAIM.name in page.text
    assert "Cases, with every word in them" in page.text
    assert page.soup.select("form#act-person_erase") == []  # an auditor erases nothing


def test_nobody_by_that_address_is_said_at_the_field_with_what_was_typed(desk: Desk):
    desk.sit(LEAD)
    page = post(desk, PEOPLE, desk.open(PEOPLE), "person_find", email="nobody@example.org")
    assert page.status == 404
    assert "Nothing is kept about this address" in page.error("person_find-email")
    assert page.summary() == {"#person_find-email": "E-mail: " + page.error("person_find-email")[7:]}
    field = page.soup.select_one("#person_find-email")
    assert field is not None
    assert field["value"] == "nobody@example.org"


def test_everything_is_downloaded_as_an_archive_and_notes_only_on_demand(desk: Desk):
    case_id = closed(desk)
    holding.place(desk.shop.state, case_id, staff=LEAD, reason="Lawsuit 7/26", owner="Iwona Lis")
    desk.sit(AUDITOR)
    plain, full = (desk.client.get(f"{person(desk)}/export{more}") for more in ("", "?internal=1"))
    with zipfile.ZipFile(io.BytesIO(plain.data)) as archive:
        words = json.loads(archive.read("person.json"))["data"]["words"]
        assert {"Never mind.", CLAIM.description} <= {row["text"] for row in words}
        assert "internal.json" not in archive.namelist()
    with zipfile.ZipFile(io.BytesIO(full.data)) as archive:
        assert b"Lawsuit 7/26" in archive.read("internal.json")
    assert b"Lawsuit" not in plain.data


def test_erasing_is_confirmed_by_typing(desk: Desk):
    case_id = closed(desk)
    desk.sit(LEAD)
    address = person(desk)
    before = dump(desk.shop.state)
    wrong = post(desk, f"{address}/erase", desk.open(address), "person_erase", confirmation="yes")
    assert wrong.status == 422
    assert "Please type it exactly." in wrong.error("person_erase-confirmation")
    assert dump(desk.shop.state) == before
    done = post(
        desk, f"{address}/erase", desk.open(address), "person_erase", confirmation=CLAIM.email.upper()
    )
    assert done.status == 303
    page = desk.open(done.response.location)
    assert "Erased. What is left are numbers and times" in page.text
    assert CLAIM.email not in repr(dump(desk.shop.state))
    assert history.verify_chain(desk.shop.state, case_id)
    assert "The words were erased." in desk.case(case_id).text


@pytest.mark.parametrize("held", ["open", "on hold"])
def test_what_has_to_be_kept_is_named_and_asks_for_a_legal_reason(desk: Desk, held: str):
    case_id = desk.claim() if held == "open" else closed(desk)
    if held == "on hold":
        holding.place(desk.shop.state, case_id, staff=LEAD, reason="Lawsuit", owner="Iwona Lis")
    desk.sit(LEAD)
    address = person(desk)
    page = desk.open(address)
    assert f"is {held}." in page.text
    sent = {"confirmation": CLAIM.email, "reason": ""}
    refused = post(desk, f"{address}/erase", page, "person_erase", **sent)
    assert refused.status == 422
    assert "Without a legal reason" in refused.error("person_erase-reason")
    sent["reason"] = "Order 12/26"
    assert post(desk, f"{address}/erase", page, "person_erase", **sent).status == 303
    assert desk.view(case_id).flags["erased_because"] == "Order 12/26"


def test_staff_is_nobody_to_look_up_here(desk: Desk):
    case_id = desk.claim()
    desk.act(case_id, "post_message", text="Hello.")
    staff = next(one for one in desk.view(case_id).persons.values() if one.kind == "staff")
    desk.sit(LEAD)
    assert desk.open(f"{PEOPLE}/{staff.id}").status == 404


def test_a_case_is_put_on_hold_with_a_reason_and_somebody_who_answers_for_it(desk: Desk):
    case_id = closed(desk)
    desk.sit(LEAD)
    address = f"/amends/desk/cases/{case_id}/hold"
    empty = post(desk, address, desk.open(address), "hold", reason="", owner="Iwona Lis")
    assert empty.status == 422
    assert empty.error("hold-reason")
    assert post(desk, address, desk.open(address), "hold", reason="Lawsuit 7/26", owner="Iwona").status == 303
    assert "Lawsuit 7/26" in desk.case(case_id).text
    desk.sit(AGENT)
    assert "On hold: nothing of this case is erased." in desk.case(case_id).text
    desk.sit(LEAD)
    hold = holding.of_case(desk.shop.state, case_id).standing[0]
    form = desk.open(address).soup.select_one(f"#act-lift-{hold.id} [name=form_token]")
    assert form is not None
    sent = {"form_token": form["value"], "because": "Settled in court."}
    assert desk.client.post(f"{address}/{hold.id}", data=sent).status_code == 303
    page = desk.open(address)
    assert "Settled in court." in page.text
    assert "Iwona Lis" in page.text
    assert holding.of_case(desk.shop.state, case_id).standing == []


def test_the_queue_of_second_looks_tells_who_handled_each_and_who_can_take_it(desk: Desk):
    desk.under_review()
    desk.sit(REVIEWER)
    page = desk.open("/amends/desk/second-looks")
    assert "Ola Kowalska" in page.text
    assert "You can" in page.text
    menu = page.soup.select_one("a[href*='second-looks']")
    assert menu is not None
    assert "1" in menu.get_text()
    desk.sit(AGENT.__class__(id=AGENT.id, name=AGENT.name, roles=frozenset({"lead"})))
    assert "Not you: you handled it" in desk.open("/amends/desk/second-looks").text


def test_a_case_in_review_tells_what_whoever_decides_can_see(desk: Desk):
    case_id = desk.under_review()
    assert "They are internal and go into no file." in desk.case(case_id).text
    assert (
        "They are internal and go into no file."
        not in desk.case(desk.claim(order_number="Z-1", items=())).text
    )
