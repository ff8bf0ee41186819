"""The way out of mails that nobody needs: in every one of them, one click, in force at once."""

import json
from dataclasses import replace

from flask_amends.guards.contact import Channel
from flask_amends.ports import Order
from flask_amends.service import endpoints, enquiries, wishes
from flask_amends.service.claims import ClaimForm
from flask_amends.service.reach import of
from flask_amends.service.wish_values import Preferences
from flask_amends.storage.wish_records import WishRow
from flask_amends.worker.postman import Postman
from tests.integration.cases import CLAIM, open_case
from tests.integration.wishes.conftest import Customer, form_token, preferences, rows, way_out


def test_every_mail_that_nobody_needs_carries_the_way_out_of_all_of_them(anna: Customer) -> None:  # K5
    letter = anna.invited()

    assert letter is not None
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert way_out(letter).startswith("https://shop.example/amends/unsubscribe/")
    assert f"List-Unsubscribe: <{way_out(letter)}>\n" in letter.as_string(), "whole, on one line, not encoded"
    for part in letter.walk():
        if part.get_content_maintype() == "text":
            assert way_out(letter) in part.get_content()


def test_a_claim_is_answered_without_a_way_out_and_after_every_stop(anna: Customer) -> None:
    letter = anna.invited()
    assert letter is not None
    anna.post(way_out(letter), **{"List-Unsubscribe": "One-Click"})

    open_case(anna.shop.state, _claim(anna))
    Postman(anna.shop.state).drain()

    told = anna.letters()[-1]
    assert "claim" in str(told["Subject"]).lower() or "case" in str(told["Subject"]).lower()
    assert told["List-Unsubscribe"] is None


def test_a_mail_program_stops_them_at_once_with_no_cookie_and_no_form(anna: Customer) -> None:  # RFC 8058
    letter = anna.invited()
    assert letter is not None

    answer = anna.shop.app.test_client().post(
        way_out(letter).removeprefix("https://shop.example"),
        data={"List-Unsubscribe": "One-Click"},
        headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert wishes.is_stopped(_row(anna))
    assert anna.post(way_out(letter)).status_code == 200, "and once more changes nothing"


def test_looking_at_the_page_stops_nothing(anna: Customer) -> None:
    letter = anna.invited()
    assert letter is not None

    page = anna.get(way_out(letter))
    assert page.status_code == 200
    anna.client.head(way_out(letter).removeprefix("https://shop.example"))

    assert not wishes.is_stopped(_row(anna))
    assert "Only a pause" not in page.text, "nothing else is offered before the stop is in force (K11)"


def test_what_else_there_is_stands_there_once_the_stop_is_in_force(anna: Customer) -> None:  # K11
    letter = anna.invited()
    assert letter is not None
    page = anna.post(way_out(letter))
    assert "It holds since" in page.text
    assert "Only a pause" in page.text

    answer = anna.post(f"{preferences(letter)}/instead", form_token=form_token(page), instead="30", reason="")

    assert answer.status_code == 303
    row = _row(anna)
    assert row.paused_until is not None
    assert (row.paused_until - anna.shop.clock.now()).days == 30
    assert ("email", "service") not in row.refused


def test_a_mail_that_waits_in_the_post_is_not_sent_after_the_stop(anna: Customer) -> None:
    letter = anna.invited()
    assert letter is not None
    anna.post(way_out(letter))
    again = Customer(shop=anna.shop, client=anna.client, order=_another(anna))

    assert again.invited() is letter, "no second one came"
    [mail] = [one for one in rows(anna.shop, "mails", state="cancelled") if one["last_error"]][-1:]
    assert mail["last_error"] == "not wanted: refused"


def test_a_paused_mail_comes_when_the_pause_is_over(anna: Customer) -> None:
    with anna.shop.state.store.begin() as unit:
        row = wishes.ensure(unit, anna.shop.state, of(anna.email))
    wishes.instead(anna.shop.state, row.id, pause=30)

    assert anna.invited() is None
    anna.shop.clock.move(days=27)
    Postman(anna.shop.state).drain()
    assert anna.letters() == []
    anna.shop.clock.move(days=2)
    Postman(anna.shop.state).drain()
    assert len(anna.letters()) == 1


def test_why_somebody_leaves_reaches_a_person_and_no_mail_answers_it(anna: Customer) -> None:  # K12
    letter = anna.invited()
    assert letter is not None
    page = anna.post(way_out(letter))
    before = len(anna.letters())

    anna.post(f"{preferences(letter)}/instead", form_token=form_token(page), instead="", reason="Too many.")
    Postman(anna.shop.state).drain()

    person = _row(anna).person_id
    asked = rows(anna.shop, "enquiries")[-1]
    told = enquiries.get(anna.shop.state, asked["id"])
    assert [one.text for one in told.messages] == ["Too many."]
    assert told.person.email == anna.email
    assert person is not None
    assert len(anna.letters()) == before
    assert anna.shop.mails is not None
    assert anna.shop.mails.to("staff@shop.example")


def test_a_stop_is_told_to_endpoints_that_ask_for_it(anna: Customer) -> None:
    endpoints.add(anna.shop.state, url="https://crm.example/hooks", events=["contact.stopped"])
    letter = anna.invited()
    assert letter is not None
    anna.post(way_out(letter))

    told = [json.loads(one["body"]) for one in rows(anna.shop, "messages", about=_row(anna).id)]
    assert {(one["type"], one["data"]["channel"], one["data"]["purpose"]) for one in told} == {
        ("contact.stopped", "email", "service"),
        ("contact.stopped", "email", "marketing"),
    }
    assert anna.email not in json.dumps(told)


def test_a_link_that_is_none_of_ours_opens_and_changes_nothing(anna: Customer) -> None:
    for page in ("unsubscribe", "preferences"):
        assert anna.get(f"/amends/{page}/x.y.z").status_code == 404
    assert anna.post("/amends/unsubscribe/x.y.z").status_code == 404


def _row(anna: Customer) -> WishRow:
    with anna.shop.state.store.read() as unit:
        return unit.wishes.of(of(anna.email).reaches)[0]


def _another(anna: Customer) -> Order:
    return replace(anna.order, number=f"{anna.order.number}-2")


def _claim(anna: Customer) -> ClaimForm:
    return replace(CLAIM, email=anna.email)


def test_who_ended_mails_for_good_and_then_chooses_less_gets_that(anna: Customer) -> None:  # K11
    with anna.shop.state.store.begin() as unit:
        row = wishes.ensure(unit, anna.shop.state, of(anna.email))
    wishes.save(anna.shop.state, row.id, Preferences(stopped=frozenset({Channel.EMAIL, Channel.SMS})))
    wishes.instead(anna.shop.state, row.id, account=True)

    [kept] = rows(anna.shop, "wishes", id=row.id)
    assert (kept["stopped"], kept["account_only"]) == (["sms"], True)
