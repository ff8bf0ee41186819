"""Asking to be called: times on the reader's clock, one of them agreed, over a change of the clocks too."""

from datetime import UTC, datetime

import pytest

from tests.integration.cases import dump
from tests.integration.web.contact.conftest import (
    GOOD,
    MONDAY,
    WARSAW,
    MakePerson,
    Page,
    Person,
    body,
    link_in,
    mails,
)

CALL = {**GOOD, "phone": "0048 (500) 600-700", "text": "", "step": "send"}


def wish(person: Person, zone: str = "", query: str = "", **typed: str) -> Page:
    """Fill in the form for a call, choosing the first offered times unless others are given."""
    shown = person.open(f"/amends/contact/call{query}")
    if zone:
        shown = person.post(
            "/amends/contact/call", {**shown.form("/call"), "time_zone": zone, "step": "zone"}
        )
    person.shop.clock.move(seconds=60)
    offered = shown.chosen("slot_first")
    chosen = {"slot_first": offered[0], "slot_second": offered[5]}
    return person.post("/amends/contact/call", {**shown.form("/call"), **CALL, **chosen, **typed})


def test_a_call_is_wished_for_agreed_and_announced(database_uri: str, make_person: MakePerson):
    """H5, H1."""
    person = make_person(database_uri)
    sent = person.open(wish(person, "America/New_York", night="1").location)
    assert "By then we tell you by e-mail at which of your times we call." in sent.text
    row = person.only()
    assert row.wanted == ("2026-03-02T10:00:00+00:00", "2026-03-02T15:00:00+00:00")
    assert row.time_zone == "America/New_York"
    person.sit()
    desk = person.question()
    assert "+48500600700" not in desk.text, "a number stands where the gate lets it out, and nowhere else"
    reach = person.open(str(desk.one("a[href*='/desk/reach/']")["href"]))
    assert "It is no time for it where they are" in reach.text
    assert "in New York" in desk.text
    assert person.act("agree", slot="20260302T1500Z", text="I look at your order first.").status == 303
    person.work()
    [agreed] = [one for one in mails(person, GOOD["email"]) if one["Subject"].startswith("We call you")]
    assert "We call you: Monday, 2 March 2026, 10:00 (UTC\u22125)" in body(agreed)
    assert "Phone number: +48500600700" in body(agreed)
    assert "I look at your order first." in body(agreed)
    [entry] = list(agreed.iter_attachments())
    assert entry.get_content_type() == "text/calendar"
    assert "DTSTART:20260302T150000Z DTEND:20260302T160000Z" in " ".join(entry.get_content().split())
    assert "We call you on Monday, 2 March 2026, 10:00" in person.open(link_in(agreed)).text
    person.shop.clock.set(datetime(2026, 3, 2, 15, 10, tzinfo=UTC))
    number = reach.one("form[action$='/number']")["action"]
    given = person.post(str(number), person.open(reach.response.request.path).form("/number"))
    assert given.one("a[href='tel:+48500600700']")
    person.shop.clock.set(datetime(2026, 3, 2, 13, 0, tzinfo=UTC))
    # The call itself is owed now: its end is the promise, and an hour before somebody is reminded.
    assert person.only().answer_by == datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    person.shop.clock.set(datetime(2026, 3, 2, 14, 1, tzinfo=UTC))
    person.work()
    assert mails(person, "parcels@shop.example")[-1]["Subject"].startswith("An answer is due")


def test_the_enter_key_asks_for_the_call_and_not_for_other_times(person: Person):
    """Enter presses the first button of a form."""
    form = person.open("/amends/contact/call").one("form[action*='/contact/call']")
    first = form.find("button")
    assert first is not None
    assert first.has_attr("hidden")
    assert not first.has_attr("name")


def test_times_keep_to_the_wall_clocks_on_both_sides_of_a_change(person: Person):
    """Clocks change in Warsaw on Sunday 29 March, in New York they did on the 8th."""
    person.shop.clock.set(datetime(2026, 3, 27, 16, 30, tzinfo=WARSAW))
    shown = person.open("/amends/contact/call").form("/call")
    page = person.post(
        "/amends/contact/call", {**shown, "time_zone": "America/New_York", "step": "zone", "phone": "+48 1"}
    )
    assert page.form("/call")["phone"] == "+48 1"
    labels = {
        str(one["label"]): [" ".join(o.text.split()) for o in one.select("option")]
        for one in page.soup.select("[name=slot_first] optgroup")
    }
    days = list(labels)
    assert [day.partition(",")[0] for day in days] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    # 9 in Warsaw is 3 in New York, 6 hours apart, after the change of Warsaw as well.
    assert labels[days[0]][0] == "03:00–04:00 (09:00–10:00 in Warsaw), at night"
    assert labels[days[0]][5] == "08:00–09:00 (14:00–15:00 in Warsaw)"
    assert page.chosen("slot_first")[0] == "20260330T0700Z"
    friday = [one for one in page.chosen("slot_first") if one.startswith("20260327")]
    assert friday == []


def test_a_time_at_night_is_asked_about_twice(person: Person):
    asked = wish(person, "America/Los_Angeles")
    assert asked.status == 422
    assert asked.summary()["#call-slot_first"] == (
        "Time for the call: Where you are, that is at night, at 02:00–03:00. "
        "Choose another time, or say below that you mean it."
    )
    assert "Yes, call me at night" in asked.text
    assert (
        person.post("/amends/contact/call", {**asked.form("/call"), "night": "1", "step": "send"}).status
        == 303
    )


def test_a_time_that_has_passed_meanwhile_is_not_taken(person: Person):
    shown = person.open("/amends/contact/call")
    person.shop.clock.set(MONDAY.replace(hour=16))
    late = person.post(
        "/amends/contact/call", {**shown.form("/call"), **CALL, "slot_first": shown.chosen("slot_first")[0]}
    )
    assert late.summary() == {
        "#call-slot_first": (
            "Time for the call: This time has passed, or is not offered any more. Please choose another one."
        )
    }
    assert late.form("/call")["phone"] == CALL["phone"]


def test_every_fault_is_named_at_once(person: Person):
    wrong = wish(person, topic="", phone="call me", email="", slot_first="", slot_second="")
    assert wrong.summary() == {
        "#call-topic": "Topic: Please choose one.",
        "#call-phone": "Phone number: Please write the number with its country code, such as "
        "\u200e+48 500 600 700.",
        "#call-slot_first": "Time for the call: Please choose one.",
        "#call-email": "E-mail address: Please fill this in.",
    }


@pytest.mark.parametrize("slot", ["tomorrow", "20260307T1000Z", "20260302T0900Z"])
def test_a_time_that_was_never_offered_is_refused(person: Person, slot: str):
    before = dump(person.shop.state)
    assert wish(person, slot_first=slot).status == 422
    assert dump(person.shop.state) == before


def test_an_agreed_time_was_wished_for_and_lies_ahead(person: Person):
    wish(person)
    person.sit()
    desk = person.question()
    assert person.act("agree", shown=desk, slot="20260305T1000Z").status == 422
    person.work(days=7)
    assert "Which time do you take" not in person.question().text
    form = {**person.question().form("/answer"), "slot": "20260302T1000Z", "text": ""}
    late = person.post(f"/amends/desk/questions/{person.only().id}/agree", form)
    assert late.status == 422
    assert "This time has passed" in late.text
    assert person.only().slot_at is None


def test_without_hours_no_call_is_offered(make_person: MakePerson):
    person = make_person(AMENDS_CONTACT_HOURS=None)
    assert "Please call me" not in person.open("/amends/contact").text
    assert person.open("/amends/contact/call").status == 404
    assert person.post("/amends/contact/call", CALL).status == 404


def test_the_zone_a_browser_knows_comes_along_and_nonsense_does_not(person: Person):
    door = person.open("/amends/contact?lang=pl").one("form[action*='/contact/call']")
    assert {str(one["name"]): str(one["value"]) for one in door.select("input")} == {
        "time_zone": "",
        "lang": "pl",
    }
    there = person.open("/amends/contact/call?time_zone=America/New_York").form("/call")
    assert there["time_zone"] == "America/New_York"
    for unknown in ("", "?time_zone=", "?time_zone=Mars/Olympus", "?time_zone=../../etc/passwd"):
        assert person.open(f"/amends/contact/call{unknown}").form("/call")["time_zone"] == "Europe/Warsaw"
