"""Asking the shop: at once a name and a date, then an answer, then one more question."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from flask_amends.service.enquiry_writing import open_link
from flask_amends.service.tokens import Purpose, link_token
from tests.integration.cases import ORDER, dump
from tests.integration.web.contact.conftest import (
    GOOD,
    MONDAY,
    OLA,
    SHOP,
    MakePerson,
    Person,
    body,
    link_in,
    mails,
)
from tests.servers.mail import MailServer

HOSTILE = "Buy at https://evil.example\r\nBcc: all@example.org"


def test_a_question_is_acknowledged_answered_read_and_asked_on(
    database_uri: str, make_person: MakePerson, smtp_server: MailServer
):
    """The whole way, by real mail (T3, T4, T6, T7)."""
    server = {"AMENDS_MAIL_SERVER": smtp_server.host, "AMENDS_MAIL_PORT": smtp_server.port}
    anna = make_person(database_uri, mails=False, **server, AMENDS_MAIL_SENDER="post@shop.example")
    sent = anna.open(anna.ask().location)
    assert "Who answers Jan Nowak" in sent.text
    assert "By when Wednesday, 4 March 2026, 17:00" in sent.text
    assert "The same is in an e-mail to you" in sent.text
    anna.work()
    [to_staff, to_anna] = sorted(smtp_server.messages, key=lambda one: one["To"] == GOOD["email"])
    assert to_staff["To"] == "parcels@shop.example"
    assert to_anna["Subject"].endswith("has arrived")
    assert "Who answers: Jan Nowak" in body(to_anna)
    assert "By when: Wednesday, 4 March 2026, 17:00 (UTC+1)" in body(to_anna)
    assert "Your question" in anna.open(link_in(to_anna)).soup.title.text  # type: ignore[union-attr]

    anna.sit(OLA)
    assert anna.act("answer", text="It comes tomorrow before noon.").status == 303
    anna.work()
    answer = smtp_server.messages[-1]
    assert answer["To"] == GOOD["email"]
    assert answer["Reply-To"] == "parcels@shop.example"
    assert "Ola Kowalska answers you:\n\nIt comes tomorrow before noon." in body(answer)

    read = anna.open(link_in(answer))
    assert "Answer · Ola Kowalska" in read.text
    assert anna.only().answer_by is None
    again = anna.post(link_in(answer), {**read.form("/contact/"), "text": "And if it does not?"})
    assert "And if it does not?" in anna.open(again.location).text
    row = anna.only()
    assert (row.state, row.answer_by) == ("open", MONDAY.replace(day=4, hour=17))
    assert "And if it does not?" in anna.question().text


def test_complaints_are_marked_and_lead_to_the_claim(person: Person):
    """T3, T4, T5."""
    contact = person.open("/amends/contact")
    assert "E-mail address for complaints: complaints@shop.example" in contact.text
    assert "Who answers: Iwona Lis" in contact.text
    assert contact.soup.select("input[name=topic][value=claims]") == []
    assert "Monday – Friday: 09:00–17:00" in contact.text.replace(" :", ":")
    assert contact.one("a[href='tel:+48221234567']").text == "+48 22 123 45 67"
    to_claim = person.open("/amends/contact?topic=claims")
    assert (to_claim.status, to_claim.location) == (302, "/amends/claim")


def test_what_is_often_asked_stands_at_its_topic_and_needs_no_script(person: Person):
    """T9."""
    contact = person.open("/amends/contact?topic=delivery")
    chosen = contact.one(".am-choice:has([checked]) + .am-faq")
    assert [one.text for one in chosen.select("details summary")] == [
        "When does it come?",
        "Are you a real shop?",
    ]
    elsewhere = contact.one(".am-choice:has([value=other]) + .am-faq")
    assert [one.text for one in elsewhere.select("summary")] == ["Are you a real shop?"]
    assert "Kiedy przyjdzie?" in person.open("/amends/contact?lang=pl").text


def test_every_fault_is_named_and_nothing_that_was_typed_is_lost(person: Person):
    wrong = person.ask(topic="", text="?", email="anna at home", name="Anna", order_number="A-1")
    assert wrong.status == 422
    assert wrong.summary() == {
        "#contact-topic": "Topic: Please choose one.",
        "#contact-text": "Message: Please write at least 3 characters.",
        "#contact-email": "E-mail address: Please write an address such as name@example.com.",
    }
    kept = wrong.form("/contact")
    assert {name: kept[name] for name in ("text", "email", "name", "order_number")} == {
        "text": "?",
        "email": "anna at home",
        "name": "Anna",
        "order_number": "A-1",
    }
    person.shop.clock.move(seconds=5)
    assert person.post("/amends/contact", {**kept, **GOOD}).status == 303


@pytest.mark.parametrize(
    "more", [{"topic": "claims"}, {"topic": "weather"}, {"price": "1"}, {"text": "x" * 4001}]
)
def test_what_the_form_does_not_have_is_refused(person: Person, more: dict[str, str]):
    before = dump(person.shop.state)
    assert person.ask(**more).status == 422
    assert dump(person.shop.state) == before


def test_a_form_that_lay_open_for_days_comes_back_with_its_words(person: Person):
    form = person.open("/amends/contact").form("/contact")
    person.shop.clock.move(days=3)
    late = person.post("/amends/contact", {**form, **GOOD})
    assert late.status == 422
    assert late.form("/contact")["text"] == GOOD["text"]
    person.shop.clock.move(seconds=9)
    assert person.post("/amends/contact", late.form("/contact")).status == 303


def test_a_question_sent_twice_is_one_and_another_one_in_its_place_is_not_lost(person: Person):
    form = {**person.open("/amends/contact").form("/contact"), **GOOD}
    person.shop.clock.move(seconds=90)
    first, second = person.post("/amends/contact", form), person.post("/amends/contact", form)
    assert (first.status, second.status) == (303, 303)
    assert person.only().written == 1
    changed = person.post("/amends/contact", {**form, "text": "Something else?"})
    assert changed.status == 422
    assert changed.form("/contact")["text"] == "Something else?"


def test_twins_at_one_instant_are_one_question(database_uri: str, make_person: MakePerson):
    """Security 14."""
    person = make_person(database_uri)
    form = {**person.open("/amends/contact").form("/contact"), **GOOD}
    person.shop.clock.move(seconds=90)

    def post(_: int) -> tuple[int, str]:
        answer = person.shop.app.test_client().post("/amends/contact", data=form)
        return answer.status_code, answer.headers["Location"].partition(".")[0]

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(post, range(6)))
    assert len(answers) == 1
    assert person.only().written == 1
    person.work()
    assert len(mails(person, GOOD["email"])) == 1


def test_a_post_from_another_site_changes_nothing(person: Person):
    form = {**person.open("/amends/contact").form("/contact"), **GOOD}
    before = dump(person.shop.state)
    stranger = {"Sec-Fetch-Site": "cross-site"}
    assert person.post("/amends/contact", form, headers=stranger).status == 403
    assert dump(person.shop.state) == before


def test_many_messages_are_asked_to_wait_with_their_words_kept(person: Person):
    for number in range(10):
        assert person.ask(text=f"Question {number}").status == 303
    late = person.ask(text="Question 10")
    assert late.status == 429
    assert late.form("/contact")["text"] == "Question 10"
    assert int(late.response.headers["Retry-After"]) > 0


def test_the_form_is_no_mail_cannon(person: Person):
    """Security 11: at most three acknowledgements a day go to an address, whatever was written."""
    for number in range(5):
        person.ask(
            text=f"Question {number} {HOSTILE}", name=HOSTILE.partition("\r")[0], email="eve@example.org"
        )
    person.work()
    received = mails(person, "eve@example.org")
    assert len(received) == 3
    every = "".join(one.as_string() for one in (person.shop.mails.messages if person.shop.mails else []))
    assert "evil" not in every
    assert "all@example.org" not in every


@pytest.mark.parametrize("typed", [{"website": "https://spam.example"}, {}], ids=["the trap", "in no time"])
def test_what_looks_like_a_program_waits_for_a_look_and_is_told_the_same(
    person: Person, typed: dict[str, Any]
):
    form = person.open("/amends/contact").form("/contact")
    if typed:
        person.shop.clock.move(seconds=90)
    sent = person.open(person.post("/amends/contact", {**form, **GOOD, **typed}).location)
    assert "Who answers Jan Nowak" in sent.text
    person.work()
    assert person.shop.mails is not None
    assert person.shop.mails.messages == []
    assert person.only().state == "held"
    person.work(days=1)
    assert person.only().state == "open"
    assert len(mails(person, GOOD["email"])) == 1
    assert len(mails(person, "parcels@shop.example")) == 1


def test_a_link_reads_only_and_ends_when_it_is_revoked(person: Person):
    """Security 27, 33, 34."""
    person.ask()
    person.work()
    address = link_in(mails(person, GOOD["email"])[0])
    before = dump(person.shop.state)
    opened = person.open(address)
    assert opened.status == 200
    assert opened.response.headers["Referrer-Policy"] == "strict-origin"
    assert opened.response.headers["Cache-Control"] == "no-store"
    assert dump(person.shop.state) == before
    with person.shop.state.store.begin() as unit:
        unit.links.revoke_about(person.only().id, now=person.shop.clock.now())
    assert person.open(address).status == 404
    assert person.post(address, {**opened.form("/contact/"), "text": "Hello?"}).status == 404
    assert person.only().written == 1


def test_a_question_is_not_written_on_without_end(person: Person):
    person.ask()
    person.work()
    address = link_in(mails(person, GOOD["email"])[0])
    for _ in range(20):
        person.post(address, {**person.open(address).form("/contact/"), "text": "And now?"})
    late = person.post(address, {**person.open(address).form("/contact/"), "text": "Once more?"})
    assert late.status == 429
    assert late.form("/contact/")["text"] == "Once more?"
    assert person.only().written == 21


def test_a_token_for_something_else_does_not_open_a_question(person: Person):
    person.ask()
    jti = open_link(person.shop.state, person.only().id)
    opened = {
        one: person.open(f"/amends/contact/{link_token(person.shop.state, one, jti)}").status
        for one in (Purpose.ENQUIRY, Purpose.ROOM, Purpose.REVIEW, Purpose.RECEIPT)
    }
    assert opened == {Purpose.ENQUIRY: 200, Purpose.ROOM: 404, Purpose.REVIEW: 404, Purpose.RECEIPT: 404}


def test_a_shop_without_mail_opens_the_page_itself(make_person: MakePerson):
    person = make_person(mails=False)
    opened = person.open(person.ask().location)
    assert "Please keep the address of this page" in opened.text
    assert GOOD["text"] in opened.text


def test_the_card_of_an_order_brings_its_number_along(make_person: MakePerson):
    person = make_person()
    with person.shop.app.test_request_context():
        card = person.shop.app.jinja_env.globals["amends"].contact(order=ORDER)  # type: ignore[attr-defined]
    assert "complaints@shop.example" in card
    address = str(card).partition('href="/amends/contact?')[2].partition('"')[0].replace("&amp;", "&")
    asked = person.ask(f"?{address}")
    assert asked.status == 303
    assert (person.only().order_number, person.only().topic) == ("A-1", "delivery")


def test_a_shop_that_sets_nothing_has_a_good_page(make_person: MakePerson):
    kept = ("AMENDS_SHOP_NAME", "AMENDS_BASE_URL", "AMENDS_TIME_ZONE")
    person = make_person(**{name: None for name in SHOP if name not in kept})
    contact = person.open("/amends/contact")
    assert "We answer within 2 working days" in contact.text
    assert "our customer care" in contact.text
    assert "None" not in contact.text
    assert contact.soup.select("a[href^='tel:'], a[href^='mailto:'], a[href*='/contact/call']") == []
    assert person.ask(topic="orders").status == 303
    person.work()
    assert len(mails(person, GOOD["email"])) == 1


@pytest.mark.parametrize("code", ["en", "pl", "ru", "he"])
def test_every_page_speaks_the_readers_language(person: Person, code: str):
    asked = person.ask(f"?lang={code}")
    person.work()
    question = link_in(mails(person, GOOD["email"])[0])
    for address in ("/amends/contact", "/amends/contact/call", question, "/amends/contact/nothing"):
        shown = person.open(f"{address}?lang={code}")
        assert shown.one("html")["lang"] == code
        assert shown.one("html")["dir"] == ("rtl" if code == "he" else "ltr")
    assert person.open(asked.location).one("html")["lang"] == code
    assert mails(person, GOOD["email"])[0]["Content-Language"] == code


def test_one_network_cannot_flood_the_shop_with_many_addresses(person: Person):
    """Security 9, 10: nothing that a sender writes into a header makes it another network."""
    forms = [person.open("/amends/contact").form("/contact") for _ in range(21)]
    person.shop.clock.move(seconds=9)
    for number, form in enumerate(forms[:20]):
        sent = {**form, **GOOD, "email": f"a{number}@example.org"}
        assert person.post("/amends/contact", sent).status == 303
    last = {**forms[20], **GOOD, "email": "a20@example.org"}
    late = person.post("/amends/contact", last, headers={"X-Forwarded-For": "203.0.113.9"})
    assert late.status == 429


def test_dates_are_told_on_the_readers_clock(person: Person):
    sent = person.open(person.ask(time_zone="America/New_York").location)
    assert "Wednesday, 4 March 2026, 11:00" in sent.text
    person.work()
    assert "11:00 (UTC\u22125)" in body(mails(person, GOOD["email"])[0])
    person.ask(time_zone="Mars/Olympus", text="From far away?")


def test_in_a_frame_everything_stays_in_the_frame(person: Person):
    form = person.open("/amends/embed/contact").form("/embed/contact")
    person.shop.clock.move(seconds=9)
    sent = person.post("/amends/embed/contact", {**form, **GOOD})
    assert sent.location.startswith("/amends/embed/contact/sent?")
    assert "Who answers Jan Nowak" in person.open(sent.location).text
