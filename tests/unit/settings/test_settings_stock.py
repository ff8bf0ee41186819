"""What the stock guard goes by, read from the configuration."""

from typing import Any

import pytest

from flask_amends.errors import SettingsError
from flask_amends.settings import Settings


def read(**config: Any) -> Settings:
    return Settings.from_config({"TESTING": True, "SECRET_KEY": "test", **config})


def test_without_a_word_orders_of_what_nobody_checked_are_confirmed_within_a_day():
    found = read().stock
    assert (found.asks, found.confirm_within, found.low) == (True, 24, 3)


def test_a_shop_can_take_no_such_orders_and_tell_no_numbers():
    found = read(AMENDS_STOCK_UNCONFIRMED="off", AMENDS_STOCK_CONFIRM_WITHIN="6", AMENDS_STOCK_LOW=0).stock
    assert (found.asks, found.confirm_within, found.low) == (False, 6, 0)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("AMENDS_STOCK_UNCONFIRMED", "maybe"),
        ("AMENDS_STOCK_CONFIRM_WITHIN", 0),
        ("AMENDS_STOCK_CONFIRM_WITHIN", True),
        ("AMENDS_STOCK_LOW", -1),
        ("AMENDS_STOCK_LOW", "few"),
    ],
)
def test_what_cannot_be_meant_is_named(key: str, value: Any):
    with pytest.raises(SettingsError, match=key):
        read(**{key: value})
