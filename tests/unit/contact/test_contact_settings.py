"""The contact settings: sensible without a word, and every fault told with its way out."""

from datetime import date

import pytest

from flask_amends.errors import SettingsError
from flask_amends.hours import Span
from flask_amends.settings import Settings
from flask_amends.settings.contact import ContactSettings

LEAST = {"SECRET_KEY": "7f3e9d6b0c1a4852a6d7e8f90b1c2d3e"}


def read(**config: object) -> ContactSettings:
    return Settings.from_config({**LEAST, **config}).contact


def test_a_shop_that_sets_nothing_has_topics_a_working_week_and_a_promise():
    found = read()
    assert found == ContactSettings()
    assert [one.name for one in found.questions] == ["orders", "delivery", "products", "other"]
    assert found.complaints.name == "claims"
    assert found.answer_within == 2
    assert not found.callbacks
    assert sorted(found.hours.week) == [1, 2, 3, 4, 5]


def test_everything_that_is_given_is_understood():
    found = read(
        AMENDS_TIME_ZONE="Europe/Warsaw",
        AMENDS_CONTACT_TOPICS={
            "claims": {"email": "claims@shop.example", "owner": "Ola Kowalska"},
            "wholesale": {"title": {"en": "Wholesale", "pl": "Hurt"}, "owner": {"en": "Jan", "pl": "Jan N."}},
        },
        AMENDS_CONTACT_PHONE="+48 22 123 45 67",
        AMENDS_CONTACT_HOURS={"mon-thu": "9-12:30, 13:00-17:00", "fri": "9:00-14:00", "sun": "closed"},
        AMENDS_CONTACT_CUTOFF="15:30",
        AMENDS_CONTACT_ANSWER_WITHIN=1,
        AMENDS_HOLIDAYS=["12-25", "2026-12-24", date(2027, 5, 3)],
        AMENDS_FAQ=[{"question": "When?", "answer": "Soon.", "topic": "wholesale"}],
    )
    assert found.complaints.email == "claims@shop.example"
    wholesale = found.topic("wholesale")
    assert wholesale is not None
    assert wholesale.title is not None
    assert wholesale.title.in_language("pl") == "Hurt"
    assert wholesale.title.in_language("he", "pl") == "Hurt"
    assert wholesale.title.missing(("en", "pl", "he")) == ("he",)
    assert found.hours.zone == "Europe/Warsaw"
    assert found.hours.week[1] == (Span(540, 750), Span(780, 1020))
    assert found.hours.week[5] == (Span(540, 840),)
    assert found.hours.cutoff == 930
    assert not found.hours.is_working_day(date(2026, 12, 25))
    assert not found.hours.is_working_day(date(2027, 5, 3))
    assert found.callbacks
    assert found.shows_hours
    assert [one.question.in_language("en") for one in found.faq_of("wholesale")] == ["When?"]
    assert found.faq_of("other") == ()


def test_hours_can_be_written_on_one_line_and_a_range_may_pass_the_weeks_end():
    found = read(AMENDS_CONTACT_HOURS="sun-thu 9:00-17:00; fri 9:00-13:00").hours
    assert sorted(found.week) == [1, 2, 3, 4, 5, 7]
    assert read(AMENDS_CONTACT_HOURS={"mon": "0:00-24:00"}).hours.week[1] == (Span(0, 1440),)


def test_a_shop_with_an_address_for_complaints_alone_can_be_asked_all_the_same():
    found = read(AMENDS_CONTACT_TOPICS={"claims": {"email": "claims@shop.example"}})
    assert [one.name for one in found.questions] == ["other"]


def test_names_of_topics_alone_are_enough():
    assert [one.name for one in read(AMENDS_CONTACT_TOPICS="orders, other").topics] == ["orders", "other"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("AMENDS_CONTACT_TOPICS", {}),
        ("AMENDS_CONTACT_TOPICS", 7),
        ("AMENDS_CONTACT_TOPICS", {"Orders!": {}}),
        ("AMENDS_CONTACT_TOPICS", {"wholesale": {"email": "a@b.example"}}),
        ("AMENDS_CONTACT_TOPICS", {"orders": {"email": "nobody"}}),
        ("AMENDS_CONTACT_TOPICS", {"orders": {"mail": "a@b.example"}}),
        ("AMENDS_CONTACT_TOPICS", {"orders": {"title": {"fr": "Commandes"}}}),
        ("AMENDS_CONTACT_TOPICS", {"orders": {"owner": {"en": " "}}}),
        ("AMENDS_CONTACT_PHONE", "call us"),
        ("AMENDS_CONTACT_PHONE", 48221234567),
        ("AMENDS_CONTACT_HOURS", "always"),
        ("AMENDS_CONTACT_HOURS", {}),
        ("AMENDS_CONTACT_HOURS", {"mon": "closed"}),
        ("AMENDS_CONTACT_HOURS", {"mon": "17:00-9:00"}),
        ("AMENDS_CONTACT_HOURS", {"mon": "9:00-25:00"}),
        ("AMENDS_CONTACT_HOURS", {"mon": "9"}),
        ("AMENDS_CONTACT_HOURS", {"mon-fri": "9-17", "tue": "9-17"}),
        ("AMENDS_CONTACT_HOURS", {"mon": "9:00-12:00,11:00-13:00"}),
        ("AMENDS_CONTACT_HOURS", {"monday": "9:00-12:00"}),
        ("AMENDS_CONTACT_CUTOFF", "teatime"),
        ("AMENDS_CONTACT_CUTOFF", "12:75"),
        ("AMENDS_CONTACT_ANSWER_WITHIN", 0),
        ("AMENDS_CONTACT_ANSWER_WITHIN", 31),
        ("AMENDS_CALLBACKS", "perhaps"),
        ("AMENDS_CALLBACKS", True),
        ("AMENDS_HOLIDAYS", ["Christmas"]),
        ("AMENDS_HOLIDAYS", ["13-01"]),
        ("AMENDS_HOLIDAYS", [f"{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 10)]),
        ("AMENDS_FAQ", "When?"),
        ("AMENDS_FAQ", [{"question": "When?"}]),
        ("AMENDS_FAQ", [{"question": "When?", "answer": ""}]),
        ("AMENDS_FAQ", [{"question": "When?", "answer": "Now.", "topic": "weather"}]),
    ],
)
def test_a_wrong_value_is_named_with_its_way_out(key: str, value: object):
    with pytest.raises(SettingsError) as caught:
        read(**{key: value})
    [fault] = caught.value.faults
    assert fault.key == key
    assert fault.rule
    assert fault.way_out
