"""Amounts and moments as the readers of each language write them."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from amends_widgets import Language, negotiate
from amends_widgets.formats import moment, money, offset, time_left
from flask_amends.disputes.money import Money

NOON = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "currency", "code", "written"),
    [
        ("1234.50", "PLN", "pl", "1\u00a0234,50\u00a0zł"),
        ("12345.50", "PLN", "pl", "12\u00a0345,50\u00a0zł"),
        ("1234.50", "RUB", "ru", "1\u00a0234,50\u00a0₽"),
        ("1234.50", "EUR", "en", "€1,234.50"),
        ("1234", "JPY", "en", "JP¥1,234"),
        ("1.234", "TND", "en", "TND\u00a01.234"),
        ("12.50", "RSD", "en", "RSD\u00a012.50"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(amount: str, currency: str, code: str, written: str):
    assert money(Money(amount=Decimal(amount), currency=currency), code) == written


@pytest.mark.parametrize(
    ("code", "zone", "written"),
    [
        ("en", "Europe/Warsaw", "Friday, 27 November 2026, 12:00 (UTC+1)"),
        ("pl", "Europe/Warsaw", "27 listopada 2026 r. (piątek), godz. 12:00 (UTC+1)"),
        ("ru", "Asia/Kolkata", "27 ноября 2026 г. (пятница), 16:30 (UTC+5:30)"),
        ("he", "Asia/Jerusalem", "יום שישי, 27 בנובמבר 2026, בשעה 13:00 (UTC+2)"),
        ("en", "America/New_York", "Friday, 27 November 2026, 06:00 (UTC−5)"),
        ("en", "UTC", "Friday, 27 November 2026, 11:00 (UTC)"),
    ],
)
def test_a_moment_is_told_with_its_day_and_its_distance_from_utc(code: str, zone: str, written: str):
    said = moment(NOON, Language(code, html=False), zone)
    assert re.sub("[\u2068\u2069]", "", said).replace("\u00a0", " ") == written


def test_the_offset_follows_summer_time():
    assert offset(datetime(2026, 7, 1, tzinfo=UTC), "Europe/Warsaw") == "UTC+2"


@pytest.mark.parametrize(
    ("left", "written"),
    [
        (timedelta(days=3), "3 days"),
        (timedelta(hours=49), "2 days"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(seconds=-5), "1 minute"),
    ],
)
def test_the_time_left_is_never_more_than_there_is(left: timedelta, written: str):
    assert time_left(NOON + left, NOON, "en") == written


@pytest.mark.parametrize(
    ("wanted", "found"),
    [(["pl-PL"], "pl"), (["iw"], "he"), (["xx", "ru_RU"], "ru"), ([None, ""], "en"), (["PL"], "pl")],
)
def test_a_language_is_found_by_its_first_part(wanted: list[str | None], found: str):
    assert negotiate(wanted, ("en", "pl", "ru", "he"), "en") == found


def test_values_in_a_sentence_cannot_turn_it_around():
    html = Language("he").say("Order %(number)s", number="A-1<b>")
    assert "<bdi>A-1&lt;b&gt;</bdi>" in html
    assert "\u2068A-1\u2069" in Language("he", html=False).say("Order %(number)s", number="A-1")
    assert Language("en", html=False).say("Order %(number)s", number="A-1") == "Order A-1"
