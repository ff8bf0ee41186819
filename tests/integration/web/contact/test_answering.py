"""Questions at the desk: a queue that nothing leaves silently, and acts that keep what was typed."""

from datetime import timedelta

import pytest

from flask_amends.disputes.vocabulary import Actor
from flask_amends.ports import StaffMember
from flask_amends.service import cases, privacy
from tests.integration.cases import dump
from tests.integration.web.contact.conftest import GOOD, OLA, MakePerson, Person, body, link_in, mails


@pytest.fixture
def asked(person: Person) -> Person:
    person.ask()
    person.sit()
    return person


def test_the_queue_goes_by_promise_and_counts_on_every_page(asked: Person):
    """T7."""
    asked.shop.clock.move(days=1)
    asked.ask(email="lea@example.org", name="Lea")
    queue = asked.open("/amends/desk/questions")
    assert [one.text for one in queue.soup.select("tbody th a")] == ["Anna", "Lea"]
    assert asked.open("/amends/desk/").one("nav a[href*=questions] .count").text == "2"
    asked.shop.clock.move(days=1, hours=8)
    late = asked.open("/amends/desk/questions")
    assert "1 promised answer is overdue." in late.text
    assert len(late.soup.select("tr.late-row")) == 1


def test_the_queue_has_pages(asked: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("flask_amends.web.desk.enquiry_list.PAGE", 1)
    asked.ask(email="lea@example.org", name="Lea")
    first = asked.open("/amends/desk/questions")
    second = asked.open(str(first.one(".more a")["href"]))
    names = [page.one("tbody th a").text for page in (first, second)]
    assert sorted(names) == ["Anna", "Lea"]
    assert second.soup.select(".more") == []


def test_more_time_needs_a_reason_and_a_date_and_both_are_told(asked: Person):
    """T8."""
    nothing = asked.act("hold")
    assert nothing.summary() == {
        "#hold-text": "Your words: Please fill this in.",
        "#hold-until": "Until: Please fill this in.",
    }
    past = asked.act("hold", text="We ask our carrier.", until="2026-03-01T12:00")
    assert past.summary() == {"#hold-until": "Until: This moment has passed. Please choose a later one."}
    assert past.form("/hold")["text"] == "We ask our carrier."
    asked.act("hold", text="We ask our carrier.", until="2026-03-06T12:00")
    asked.work()
    letter = body(mails(asked, GOOD["email"])[-1])
    assert "We ask our carrier." in letter
    assert "By when: Friday, 6 March 2026, 12:00 (UTC+1)" in letter
    assert "Friday, 6 March 2026, 12:00" in asked.open(link_in(mails(asked, GOOD["email"])[-1])).text


def test_a_ready_made_answer_is_a_start_and_never_sent_as_it_stands(asked: Person):
    """T9: nobody is answered by a snippet alone."""
    started = asked.question(query="?faq=1")
    assert started.form("/answer")["text"] == "Within two days."
    refused = asked.act("answer", shown=started)
    assert "ready-made answer as it stands" in refused.summary()["#answer-text"]
    assert asked.act("answer", text="Within two days. Yours left this morning.").status == 303


def test_an_answer_to_a_page_that_has_moved_on_is_not_sent_and_not_lost(asked: Person):
    shown = asked.question()
    asked.work()
    link = link_in(mails(asked, GOOD["email"])[0])
    asked.post(link, {**asked.open(link).form("/contact/"), "text": "It has come, thank you."})
    stale = asked.act("answer", shown=shown, text="It comes tomorrow.")
    assert stale.status == 409
    assert "Somebody wrote or acted" in stale.text
    assert "It has come, thank you." in stale.text
    assert stale.form("/answer")["text"] == "It comes tomorrow."
    assert asked.only().state == "open"


def test_an_answer_sent_twice_is_one(asked: Person):
    shown = asked.question()
    for _ in range(2):
        assert asked.act("answer", shown=shown, text="It comes tomorrow.").status == 303
    asked.work()
    assert asked.only().written == 2
    assert len([one for one in mails(asked, GOOD["email"]) if "answer" in str(one["Subject"])]) == 1


def test_closing_without_an_answer_needs_a_reason_that_stays_inside(asked: Person):
    assert asked.act("close").status == 422
    asked.work()
    asked.act("close", text="She called and is content.")
    assert asked.only().state == "closed"
    assert "She called and is content." in asked.question().text
    link = link_in(mails(asked, GOOD["email"])[0])
    assert "content" not in asked.open(link).text
    again = asked.post(link, {**asked.open(link).form("/contact/"), "text": "One more thing."})
    assert again.status == 303
    assert asked.only().state == "open"


def test_a_question_can_become_a_claim(asked: Person):
    assert asked.act("claim").summary() == {
        "#claim-reason": "What happened: Please choose one.",
        "#claim-ask": "What you would like: Please choose one.",
    }
    done = asked.act("claim", reason="item_not_received", ask="other")
    assert done.status == 303
    row = asked.only()
    assert row.state == "closed"
    assert row.case_id is not None
    view = cases.get(asked.shop.state, row.case_id, Actor.SHOP)
    assert view.entries[0].texts["description"] == GOOD["text"]
    assert view.dispute.needs_verification
    assert asked.question().one(f"a[href$='/desk/cases/{row.case_id}']")
    asked.work()
    assert any("confirm your claim" in str(one["Subject"]) for one in mails(asked, GOOD["email"]))


def test_what_was_put_aside_is_let_in_by_hand(person: Person):
    person.ask(website="spam")
    person.sit()
    assert "put aside" in person.question().text
    assert person.act("release").status == 303
    person.work()
    assert person.only().state == "open"
    assert len(mails(person, GOOD["email"])) == 1


def test_who_only_reads_cannot_act(asked: Person):
    shown = asked.question()
    # The same person with another role: the form's token alone would still do.
    asked.sit(StaffMember(id=OLA.id, name=OLA.name, roles=frozenset({"auditor"})))
    assert asked.question().soup.select("form[method=post]") == []
    before = dump(asked.shop.state)
    assert asked.act("answer", shown=shown, text="Hello").status == 403
    assert dump(asked.shop.state) == before


def test_staff_are_reminded_on_the_day_and_told_each_day_after_it(asked: Person):
    """T7: the alarm ends when somebody answers, not before."""
    asked.work()

    def told() -> list[str]:
        return [str(one["Subject"]).partition(":")[0] for one in mails(asked, "parcels@shop.example")]

    assert told() == [f"New message {asked.only().reference_number}"]
    asked.work(days=1, hours=23)
    assert told()[1:] == ["An answer is due"]
    asked.work(hours=8)
    assert told()[2:] == ["An answer is overdue"]
    asked.work(hours=1)
    assert told()[3:] == []
    asked.work(hours=15)
    assert told()[3:] == ["An answer is overdue"]
    asked.act("answer", text="It is here now.")
    asked.work(days=5)
    assert told()[4:] == []


def test_erasing_a_person_takes_their_questions_along(database_uri: str, make_person: MakePerson):
    asked = make_person(database_uri)
    asked.ask()
    asked.sit()
    asked.act("answer", text="It comes tomorrow.")
    asked.work()
    address = link_in(mails(asked, GOOD["email"])[0])
    erased = privacy.erase(asked.shop.state, email=GOOD["email"])
    assert erased.texts == 2
    left = repr(dump(asked.shop.state))
    assert [one for one in (GOOD["text"], GOOD["email"], "'Anna'", "It comes tomorrow.") if one in left] == []
    assert asked.open(address).status == 404
    assert asked.question().status == 200
    assert asked.question().soup.select("form[method=post]") == []
    asked.work(days=9)


def test_time_passes_for_one_that_is_erased_without_any_mail(asked: Person):
    privacy.erase(asked.shop.state, email=GOOD["email"])
    asked.work(days=9)
    assert asked.shop.mails is not None
    assert asked.shop.mails.messages == []
    assert asked.only().updated_at <= asked.shop.clock.now() - timedelta(days=8)
