"""The small pure parts: states of a question, entries for calendars, telephone numbers, hours in words."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends_widgets import openings
from amends_widgets.languages import Language
from flask_amends.hours import Hours, Span
from flask_amends.service import calendar_entry
from flask_amends.service.enquiry_states import MOVES, OWING, Deed, EnquiryState, after, deeds_of
from flask_amends.web.phones import normal
from flask_amends.web.storefront.contact_slots import is_night, zones

NOON = datetime(2026, 3, 30, 12, 0, tzinfo=UTC)


def test_every_state_can_be_left_by_an_answer_and_none_is_a_trap():
    for state in EnquiryState:
        assert Deed.ANSWER in deeds_of(state)
        assert Deed.REPLY in deeds_of(state)


def test_what_is_written_again_is_owed_again_unless_it_is_held():
    found = {state: after(state, Deed.REPLY) for state in EnquiryState}
    assert set(found.values()) <= OWING
    assert found[EnquiryState.HELD] is EnquiryState.HELD


def test_nothing_that_is_owed_is_left_but_by_an_answer_a_reason_or_a_claim():
    ends = {
        deed
        for deed, moves in MOVES.items()
        for begins, leads in moves.items()
        if begins in OWING and leads not in OWING
    }
    assert ends == {Deed.ANSWER, Deed.CLOSE, Deed.CLAIM}


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1, max_size=120).filter(lambda text: "\r" not in text))
def test_an_entry_has_short_lines_and_gives_its_text_back(summary: str):
    raw = calendar_entry.entry(
        uid="1@shop", starts=NOON, ends=NOON + timedelta(hours=1), stamp=NOON, summary=summary, details="x"
    )
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    unfolded = raw.replace(b"\r\n ", b"").decode()
    [told] = [line for line in unfolded.split("\r\n") if line.startswith("SUMMARY:")]
    plain = told.removeprefix("SUMMARY:").replace("\\n", "\n")
    for mark in (";", ",", "\\"):
        plain = plain.replace(f"\\{mark}", mark)
    assert "\\" in summary or plain.split("\n") == summary.splitlines()
    assert "DTSTART:20260330T120000Z" in unfolded


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+48 500 600 700", "+48500600700"),
        ("0048 (500) 600-700", "+48500600700"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("500 600 700", "500600700"),
        ("+972-50-123-4567", "+972501234567"),
        ("٠٠٤٨ ٥٠٠ ٦٠٠ ٧٠٠", "+48500600700"),
        ("\uff0b48 500", None),
        ("call me", None),
        ("12", None),
        ("+0 500 600 700", None),
        ("+48 500 600 700 ext. 5", None),
        ("1" * 16, None),
    ],
)
def test_a_number_is_understood_as_people_write_it(typed: str, kept: str | None):
    assert normal(typed) == kept


@pytest.mark.parametrize(
    ("hour", "zone", "night"),
    [
        (12, "UTC", False),
        (21, "UTC", False),
        (22, "UTC", True),
        (6, "UTC", True),
        (7, "UTC", False),
        (20, "Asia/Kolkata", True),
        (12, "America/New_York", False),
        (10, "America/New_York", True),
    ],
)
def test_a_call_at_night_is_one_where_the_shopper_lives(hour: int, zone: str, night: bool):
    assert is_night(NOON.replace(hour=hour), zone) is night


def test_zones_go_from_west_to_east_and_hold_the_one_that_is_known():
    found = zones("pl", NOON, "Asia/Kolkata", "Mars/Olympus", "America/Caracas")
    names = [name for name, _ in found]
    assert "America/Caracas" in names
    assert "Mars/Olympus" not in names
    assert len(names) == len(set(names))
    assert dict(found)["Europe/Warsaw"] == "Warszawa (UTC+2)"
    assert names[0] == "Pacific/Honolulu"


def test_hours_are_told_by_runs_of_days_in_the_readers_week():
    office, short = (Span(540, 1020),), (Span(540, 840),)
    week = {**dict.fromkeys((7, 1, 2, 3, 4), office), 5: short}
    english = openings.lines(week, Language("en", html=False))
    assert english == [
        ("Monday – Thursday", "09:00–17:00"),
        ("Friday", "09:00–14:00"),
        ("Sunday", "09:00–17:00"),
    ]
    hebrew = openings.lines(week, Language("he", html=False))
    assert len(hebrew) == 2
    whole = openings.lines(dict.fromkeys(range(1, 8), (Span(0, 1440),)), Language("en", html=False))
    assert whole == [("Every day", "around the clock")]
    assert openings.lines(Hours().week, Language("pl", html=False)) == [
        ("poniedziałek – piątek", "09:00–17:00")
    ]
