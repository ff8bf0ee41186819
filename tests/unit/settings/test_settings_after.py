"""The settings of what follows a purchase."""

from datetime import timedelta

import pytest

from flask_amends.settings import Settings
from tests.unit.settings.test_settings import LEAST, faults


def test_each_has_a_default_that_works():
    after = Settings.from_config(LEAST).after
    assert (after.withdrawal_days, after.withdrawal_labels) == (14, None)
    assert after.review_after == timedelta(days=1)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("P1D", timedelta(days=1)),
        ("PT36H", timedelta(hours=36)),
        ("P1DT12H30M", timedelta(days=1, hours=12, minutes=30)),
        ("P2W", timedelta(weeks=2)),
        ("PT0H", timedelta(0)),
        (timedelta(hours=5), timedelta(hours=5)),
    ],
)
def test_a_length_of_time_is_read_as_iso_8601_writes_it(given: object, meant: timedelta):
    assert Settings.from_config({**LEAST, "AMENDS_REVIEW_AFTER": given}).after.review_after == meant


@pytest.mark.parametrize("given", ["", "P", "PT", "1 day", "P1", "PT١H", 86400, timedelta(days=-1)])
def test_another_length_of_time_is_a_fault_that_says_what_to_write(given: object):
    assert list(faults(AMENDS_REVIEW_AFTER=given)) == ["AMENDS_REVIEW_AFTER"]


def test_labels_that_are_not_official_and_days_that_are_none_are_faults():
    wrong = faults(AMENDS_WITHDRAWAL_LABELS="ru", AMENDS_WITHDRAWAL_DAYS="0")
    assert set(wrong) == {"AMENDS_WITHDRAWAL_LABELS", "AMENDS_WITHDRAWAL_DAYS"}
