"""Retries: the schedule, what stretches and what shrinks it, and what ends it."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends_webhooks import (
    MAX_ATTEMPTS,
    SCHEDULE,
    Exchange,
    FailureClass,
    Verdict,
    asks_to_disable,
    holds_back,
    judge,
    next_attempt_at,
    retry_after,
)

NOW = datetime(2026, 10, 25, 0, 59, tzinfo=UTC)
FAILED = Exchange(status=500)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def wait(attempt, exchange=FAILED, fraction=0.0, deadline=None):
    moment = next_attempt_at(attempt, exchange, NOW, fraction, deadline)
    assert moment is not None
    return moment - NOW


def test_the_schedule_is_the_published_one():
    seconds = [0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
    assert [int(one.total_seconds()) for one in SCHEDULE] == seconds
    assert [int(wait(attempt).total_seconds()) for attempt in range(1, MAX_ATTEMPTS)] == seconds[1:]


def test_after_the_last_attempt_there_is_none():
    assert next_attempt_at(10, FAILED, NOW, 0.5) is None
    assert next_attempt_at(11, FAILED, NOW, 0.5) is None
    with pytest.raises(ValueError, match="from 1"):
        next_attempt_at(0, FAILED, NOW, 0.5)


@given(attempt=st.integers(1, 9), fraction=st.floats(0, 1))
def test_jitter_only_lengthens_by_at_most_a_fifth(attempt, fraction):
    assert SCHEDULE[attempt] <= wait(attempt, fraction=fraction) <= SCHEDULE[attempt] * 1.2


def test_the_horizon_is_never_under_three_days():
    assert sum((wait(attempt) for attempt in range(1, 10)), timedelta(0)) >= timedelta(days=3)


@pytest.mark.parametrize("exchange", [Exchange(status=429), Exchange(error=FailureClass.TIMEOUT)])
def test_after_overload_the_wait_is_at_least_a_minute(exchange):
    assert wait(1, exchange) == MINUTE
    assert wait(2, exchange) == 5 * MINUTE


@pytest.mark.parametrize(
    ("attempt", "asked", "waited"),
    [
        (1, "0", 5 * SECOND),
        (1, "30", 30 * SECOND),
        (1, "7200", HOUR),
        (2, "60", 5 * MINUTE),
        (2, "1200", 20 * MINUTE),
        (2, "99999", HOUR),
        (4, "999999", 4 * HOUR),
        (6, "999999", 20 * HOUR),
        (7, "9999999", 24 * HOUR),
        (9, "9" * 400, 24 * HOUR),
    ],
)
def test_retry_after_is_honoured_within_bounds(attempt, asked, waited):
    assert wait(attempt, Exchange(status=503, headers={"retry-after": asked})) == waited


def test_retry_after_of_a_429_keeps_the_minute():
    assert wait(1, Exchange(status=429, headers={"retry-after": "7"})) == MINUTE


def test_retry_after_may_be_a_date():
    in_an_hour = format_datetime(NOW + HOUR, usegmt=True)
    assert retry_after(Exchange(status=503, headers={"retry-after": in_an_hour}), NOW) == HOUR
    obsolete = "Sunday, 25-Oct-26 01:59:00 GMT"
    assert retry_after(Exchange(status=503, headers={"retry-after": obsolete}), NOW) == HOUR


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "-5",
        "1.5",
        "1e3",
        "１０",
        "²",
        "NaN",
        "0x10",
        "Thu, 99 Foo 2026",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        ",",
        "\x00",
    ],
)
def test_a_malformed_or_past_retry_after_is_ignored(text):
    assert retry_after(Exchange(status=503, headers={"retry-after": text}), NOW) is None


@given(st.text(max_size=40))
def test_fuzzed_retry_after_raises_nothing(text):
    asked = retry_after(Exchange(status=503, headers={"retry-after": text}), NOW)
    assert asked is None or asked >= timedelta(0)


@pytest.mark.parametrize("hours", [1, 2, 6, 12, 24, 48, 72])
@pytest.mark.parametrize("attempt", range(1, 6))
def test_at_least_three_more_attempts_fall_before_a_deadline(attempt, hours):
    deadline, now, made = NOW + hours * HOUR, NOW, attempt
    before = 0
    while (moment := next_attempt_at(made, FAILED, now, 1.0, deadline)) is not None and moment < deadline:
        before, now, made = before + 1, moment, made + 1
    assert before >= 3


@given(
    attempt=st.integers(1, 9),
    fraction=st.floats(0, 1),
    left=st.timedeltas(timedelta(seconds=1), timedelta(days=10)),
    asked=st.one_of(st.none(), st.integers(0, 10**6)),
    status=st.sampled_from([429, 500, 503]),
)
def test_a_deadline_never_lengthens_a_wait_nor_undercuts_the_floor(attempt, fraction, left, asked, status):
    exchange = Exchange(status=status, headers={} if asked is None else {"retry-after": str(asked)})
    free = wait(attempt, exchange, fraction)
    pressed = wait(attempt, exchange, fraction, NOW + left)
    assert (60 if status == 429 else 5) * SECOND <= pressed <= free


def test_at_least_44_hours_follow_attempt_8_deadline_or_not():
    assert wait(8, deadline=NOW + HOUR) == 20 * HOUR
    assert sum((wait(attempt, deadline=NOW + HOUR) for attempt in (8, 9)), timedelta(0)) == 44 * HOUR


def test_a_deadline_in_the_past_changes_nothing():
    assert wait(4, deadline=NOW - HOUR) == wait(4)


@pytest.mark.parametrize(
    ("exchange", "verdict"),
    [
        *[(Exchange(status=status), Verdict.DELIVERED) for status in (200, 201, 202, 204, 299)],
        *[
            (Exchange(status=status), Verdict.RETRY)
            for status in (100, 199, 300, 301, 302, 307, 308, 400, 401, 403, 404)
        ],
        *[
            (Exchange(status=status), Verdict.RETRY)
            for status in (408, 409, 418, 429, 500, 502, 503, 504, 999)
        ],
        (Exchange(status=410), Verdict.DISABLE),
        (Exchange(status=400, headers={"webhook-delivery": "disable"}), Verdict.DISABLE),
        (Exchange(status=400, headers={"webhook-delivery": " Abort-Message "}), Verdict.GIVE_UP),
        (Exchange(status=400, headers={"webhook-delivery": "other"}), Verdict.RETRY),
        (Exchange(status=200, headers={"webhook-delivery": "abort-message"}), Verdict.DELIVERED),
        (Exchange(status=200, headers={"webhook-delivery": "disable"}), Verdict.DELIVERED),
        (Exchange(status=200, error=FailureClass.PROTOCOL), Verdict.RETRY),
        (Exchange(status=200, error=FailureClass.TIMEOUT), Verdict.RETRY),
        (Exchange(status=410, error=FailureClass.PROTOCOL), Verdict.RETRY),
        *[(Exchange(error=one), Verdict.RETRY) for one in FailureClass if one is not FailureClass.PROXY],
        (Exchange(error=FailureClass.PROXY), Verdict.POSTPONE),
        (Exchange(), Verdict.RETRY),
    ],
)
def test_each_exchange_has_its_verdict(exchange, verdict):
    assert judge(exchange) is verdict


def test_a_delivery_can_ask_to_be_the_last():
    assert asks_to_disable(Exchange(status=204, headers={"webhook-delivery": "disable"}))
    assert asks_to_disable(Exchange(status=410))
    assert not asks_to_disable(Exchange(status=204))


@pytest.mark.parametrize(
    ("exchange", "minutes", "held"),
    [
        (Exchange(status=500), 0, True),
        (Exchange(status=500), 29, True),
        (Exchange(status=500), 30, False),
        (Exchange(status=400), 0, False),
        (Exchange(status=404), 0, False),
        (Exchange(status=422), 0, False),
        (Exchange(status=408), 0, True),
        (Exchange(status=425), 0, True),
        (Exchange(status=429), 0, True),
        (Exchange(status=400, error=FailureClass.PROTOCOL), 0, True),
        (Exchange(error=FailureClass.CONNECT), 29, True),
        (Exchange(error=FailureClass.CONNECT), 30, False),
    ],
)
def test_a_poison_message_stops_holding_back_the_next(exchange, minutes, held):
    assert holds_back(exchange, minutes * MINUTE) is held
