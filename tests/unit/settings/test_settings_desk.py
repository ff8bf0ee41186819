"""The desk's own settings: a language that is spoken, addresses, an hour and weekdays."""

from datetime import date

import pytest

from flask_amends.errors import SettingsError
from flask_amends.hours import Hours
from flask_amends.settings import Settings
from tests.unit.settings.test_settings import LEAST


def test_what_is_given_is_understood() -> None:
    settings = Settings.from_config(
        {
            **LEAST,
            "AMENDS_LOCALES": ["pl"],
            "AMENDS_STAFF_LOCALE": "ru",
            "AMENDS_DIGEST_TO": "a@shop.example, b@shop.example",
            "AMENDS_DIGEST_HOUR": "0",
            "AMENDS_DIGEST_DAYS": "6,7",
        }
    )
    desk = settings.desk
    assert (desk.digest_to, desk.digest_hour) == (("a@shop.example", "b@shop.example"), 0)
    assert settings.staff_locale == "ru"
    assert settings.desk_locales == ("pl", "ru")
    saturday = date(2026, 3, 7)
    assert desk.is_digest_day(saturday, Hours())
    assert not desk.is_digest_day(saturday, Hours(holidays=frozenset({saturday})))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("AMENDS_STAFF_LOCALE", "xx"),
        ("AMENDS_DIGEST_TO", "nobody"),
        ("AMENDS_DIGEST_HOUR", "24"),
        ("AMENDS_DIGEST_HOUR", True),
        ("AMENDS_DIGEST_DAYS", "0,8"),
        ("AMENDS_DIGEST_DAYS", ["monday"]),
    ],
)
def test_what_makes_no_sense_is_told(key: str, value: object) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_config({**LEAST, key: value})
    assert [one.key for one in caught.value.faults] == [key]
