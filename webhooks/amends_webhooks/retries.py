"""When to try again and when to stop: pure decisions, with time and chance passed in."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from amends_webhooks.breaker import Breaker, BreakerState
from amends_webhooks.exchange import Exchange, FailureClass

__all__ = [
    "MAX_ATTEMPTS",
    "SCHEDULE",
    "Breaker",
    "BreakerState",
    "Verdict",
    "asks_to_disable",
    "holds_back",
    "judge",
    "next_attempt_at",
    "retry_after",
]

SCHEDULE = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""The wait before each attempt (Standard Webhooks 1.0.0, "Deliverability and reliability")."""

MAX_ATTEMPTS = len(SCHEDULE)
MAX_JITTER = 0.2
MIN_WAIT = timedelta(seconds=5)
OVERLOAD_WAIT = timedelta(seconds=60)
"""The shortest wait after 429 and after a time-out."""

MAX_RETRY_AFTER = timedelta(hours=24)
LAST_COMPRESSED_ATTEMPT = 7
"""Later waits keep their full length, so at least 44 hours follow attempt 8, deadline or not."""

HOLD_BACK = timedelta(minutes=30)
_ATTEMPTS_BEFORE_DEADLINE = 3
_OUR_FAILURES = (FailureClass.PROXY,)
_PASSING_4XX = frozenset({408, 421, 425, 429})


class Verdict(StrEnum):
    """What one exchange means for its message and its endpoint."""

    DELIVERED = "delivered"
    RETRY = "retry"
    POSTPONE = "postpone"
    """Our own egress proxy failed: try again soon, and do not count this attempt."""
    GIVE_UP = "give_up"
    """The receiver asked never to get this message again; the endpoint stays as it is."""
    DISABLE = "disable"
    """The receiver asked for nothing more; the message stays queued with the endpoint."""


def judge(exchange: Exchange) -> Verdict:
    """Decide what an exchange means.

    Only a whole answer of 200 to 299 is a delivery; redirects are failures. 410 Gone and the response
    header `webhook-delivery: disable` disable the endpoint, `webhook-delivery: abort-message` gives the
    message up; on a delivery that header changes nothing here, see `asks_to_disable`.
    """
    if exchange.error in _OUR_FAILURES:
        return Verdict.POSTPONE
    if exchange.error is not None or exchange.status is None:
        return Verdict.RETRY
    if 200 <= exchange.status <= 299:
        return Verdict.DELIVERED
    if asks_to_disable(exchange):
        return Verdict.DISABLE
    if _wish(exchange) == "abort-message":
        return Verdict.GIVE_UP
    return Verdict.RETRY


def asks_to_disable(exchange: Exchange) -> bool:
    """Tell whether the receiver wants no more messages, be this one delivered or not."""
    return exchange.error is None and (exchange.status == 410 or _wish(exchange) == "disable")


def next_attempt_at(
    attempt: int, exchange: Exchange, now: datetime, fraction: float, deadline: datetime | None = None
) -> datetime | None:
    """Return when to try again after attempt number `attempt` (from 1) failed, or None when it was the last.

    The wait is the schedule's, longer by `fraction` (0 to 1, random) of 20 %. `Retry-After` is honoured
    within [wait, min(max(2 x wait, 1 h), 24 h)]; after 429 and time-outs the wait is at least 60 s. With a
    `deadline` of the dispute ahead, waits shrink so that at least three more attempts fall before it where
    these floors leave room; from attempt 8 on they keep their length.
    """
    if attempt < 1:
        raise ValueError("Attempts are counted from 1.")
    if attempt >= MAX_ATTEMPTS:
        return None
    floor = OVERLOAD_WAIT if _is_overload(exchange) else MIN_WAIT
    wait = max(SCHEDULE[attempt] * (1 + MAX_JITTER * min(max(fraction, 0.0), 1.0)), floor)
    asked = retry_after(exchange, now)
    if asked is not None:
        wait = max(wait, min(asked, max(2 * wait, timedelta(hours=1)), MAX_RETRY_AFTER))
    if deadline is not None and deadline > now and attempt <= LAST_COMPRESSED_ATTEMPT:
        wait = _compressed(wait, attempt, deadline - now, floor, asked)
    return now + wait


def retry_after(exchange: Exchange, now: datetime) -> timedelta | None:
    """Return the wait a failed answer asks for: seconds or an HTTP date (RFC 9110 10.2.3).

    None without the header, when it is malformed, or for a date in the past.
    """
    text = exchange.headers.get("retry-after", "").strip()
    if exchange.error is not None or not text or not text.isascii():
        return None
    if text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment - now if moment > now else None


def holds_back(exchange: Exchange, failing_for: timedelta) -> bool:
    """Tell whether a failed message still holds back the dispute's next one for this endpoint.

    It stops doing so after an answer of 400 to 499 that waiting will not change, or after 30 minutes of
    failing, so that one bad message cannot delay an escalation for days. It is itself still retried.
    """
    status = exchange.status
    terminal = (
        exchange.error is None and status is not None and 400 <= status <= 499 and status not in _PASSING_4XX
    )
    return not terminal and failing_for < HOLD_BACK


def _compressed(
    wait: timedelta, attempt: int, left: timedelta, floor: timedelta, asked: timedelta | None
) -> timedelta:
    if _fitting(wait, attempt, left) >= _ATTEMPTS_BEFORE_DEADLINE:
        return wait
    if asked is not None:
        floor = max(floor, min(asked, left * 3 / 4))
    return min(wait, max(left / (_ATTEMPTS_BEFORE_DEADLINE + 1), floor))


def _fitting(wait: timedelta, attempt: int, left: timedelta) -> int:
    """Count the attempts that fall before the deadline when the schedule is kept."""
    count, elapsed = 0, wait
    for following in (*SCHEDULE[attempt + 1 :], None):
        if elapsed >= left:
            break
        count += 1
        if following is None:
            break
        elapsed += following * (1 + MAX_JITTER)
    return count


def _is_overload(exchange: Exchange) -> bool:
    return exchange.status == 429 or exchange.error is FailureClass.TIMEOUT


def _wish(exchange: Exchange) -> str:
    return exchange.headers.get("webhook-delivery", "").strip().lower()
