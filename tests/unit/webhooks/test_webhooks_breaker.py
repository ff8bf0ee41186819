"""The breaker: pausing is not disabling, and one success forgets everything."""

from datetime import UTC, datetime, timedelta

from amends_webhooks import Breaker, BreakerState

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def after_failures(count: int, breaker: Breaker | None = None) -> Breaker:
    breaker = breaker or Breaker()
    for _ in range(count):
        breaker = breaker.failed(NOW)
    return breaker


def test_it_opens_after_five_failures_in_a_row():
    assert after_failures(4).state is BreakerState.CLOSED
    opened = after_failures(5)
    assert (opened.state, opened.probe_at) == (BreakerState.OPEN, NOW + 30 * SECOND)


def test_a_success_in_between_starts_the_count_again():
    assert after_failures(4, after_failures(4).succeeded()).state is BreakerState.CLOSED


def test_while_open_it_lets_probes_through_only():
    opened = after_failures(5)
    assert not opened.may_send(NOW + 29 * SECOND)
    assert opened.may_send(NOW + 30 * SECOND)
    claimed = opened.begin_probe(NOW + 30 * SECOND)
    assert not claimed.may_send(NOW + 30 * SECOND)
    assert claimed.may_send(NOW + 60 * SECOND)  # a probe that never came back


def test_probes_double_up_to_an_hour():
    breaker, now, waits = after_failures(5), NOW, []
    for _ in range(9):
        assert breaker.probe_at is not None
        waits.append((breaker.probe_at - now) / SECOND)
        now = breaker.probe_at
        breaker = breaker.begin_probe(now).failed(now)
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_a_successful_probe_closes_it():
    assert after_failures(8).succeeded() == Breaker()


def test_waiting_changes_nothing():
    opened = after_failures(5)
    assert not opened.may_send(NOW)
    assert opened.failures == 5


def test_five_days_of_failures_only_disable_it():
    opened = after_failures(5)
    almost = opened.failed(NOW + timedelta(days=5) - SECOND)
    assert almost.state is BreakerState.OPEN
    assert almost.failed(NOW + timedelta(days=5)).state is BreakerState.DISABLED


def test_a_single_failure_after_a_quiet_month_disables_nothing():
    once = Breaker().failed(NOW).succeeded()
    assert once.failed(NOW + timedelta(days=30)).state is BreakerState.CLOSED


def test_disabled_it_stays_until_it_is_enabled():
    disabled = Breaker().disable()
    assert disabled.state is BreakerState.DISABLED
    assert not disabled.may_send(NOW + timedelta(days=365))
    assert disabled.failed(NOW) == disabled.succeeded() == disabled.begin_probe(NOW) == disabled
    assert disabled.enable() == Breaker()
    assert Breaker().may_send(NOW)
    assert Breaker().begin_probe(NOW) == Breaker()
