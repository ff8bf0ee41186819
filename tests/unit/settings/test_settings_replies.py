"""The settings of replies: quiet hours, and who hears of a broken promise."""

import pytest

from flask_amends.errors import SettingsError
from flask_amends.settings import Settings


def read(**config: object) -> Settings:
    return Settings.from_config({"SECRET_KEY": "a" * 32, **config})


def test_without_settings_nobody_is_called_in_the_evening_or_before_nine() -> None:
    assert read().replies.quiet == (20 * 60, 9 * 60)
    assert read().replies.escalation_email is None


@pytest.mark.parametrize(
    ("text", "quiet"), [("21:30-8:00", (1290, 480)), ("0:00 - 6:15", (0, 375)), ("22:00–7:00", (1320, 420))]
)
def test_quiet_hours_are_read(text: str, quiet: tuple[int, int]) -> None:
    assert read(AMENDS_QUIET_HOURS=text).replies.quiet == quiet


@pytest.mark.parametrize("text", ["", "9-5", "24:00-8:00", "8:00-8:00", "8:61-9:00", 8, "8:00-9:00-10:00"])
def test_what_is_no_time_of_a_day_is_told_with_its_way_out(text: object) -> None:
    with pytest.raises(SettingsError, match="20:00-9:00"):
        read(AMENDS_QUIET_HOURS=text)


def test_the_address_for_trouble_is_an_address() -> None:
    assert read(AMENDS_ESCALATION_EMAIL="lead@shop.example").replies.escalation_email == "lead@shop.example"
    with pytest.raises(SettingsError):
        read(AMENDS_ESCALATION_EMAIL="the lead")
