"""A circuit breaker as a frozen value: an endpoint that fails is paused, not forgotten.

While it is open the queue is kept and waiting there consumes no attempts; one probe at a time goes out.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

OPENS_AFTER = 5
"""Failures in a row."""

FIRST_PROBE = timedelta(seconds=30)
MAX_PROBE = timedelta(hours=1)
DISABLED_AFTER = timedelta(days=5)
"""Of nothing but failures."""


class BreakerState(StrEnum):
    """Whether messages flow."""

    CLOSED = "closed"
    OPEN = "open"
    """Paused: single probes only."""
    DISABLED = "disabled"
    """Nothing is sent until somebody enables the endpoint; what happens meanwhile stays queued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """The health of one endpoint. Each method returns the next value; the caller stores it."""

    state: BreakerState = BreakerState.CLOSED
    failures: int = 0
    """In a row."""
    failing_since: datetime | None = None
    probe_at: datetime | None = None
    probe_wait: timedelta = FIRST_PROBE

    def may_send(self, now: datetime) -> bool:
        """Tell whether a message may go out now; when open, claim it with `begin_probe`."""
        if self.state is BreakerState.OPEN:
            return self.probe_at is None or now >= self.probe_at
        return self.state is BreakerState.CLOSED

    def begin_probe(self, now: datetime) -> "Breaker":
        """Claim the probe that is due, so that other workers do not send one too."""
        if self.state is not BreakerState.OPEN:
            return self
        return replace(self, probe_at=now + self.probe_wait)

    def succeeded(self) -> "Breaker":
        """Return the value after a delivery: closed and without memory, unless disabled meanwhile."""
        return self if self.state is BreakerState.DISABLED else Breaker()

    def failed(self, now: datetime) -> "Breaker":
        """Return the value after a failed attempt.

        The fifth failure in a row opens the breaker with a probe after 30 s; each failed probe doubles the
        wait up to 1 h; after 5 days of failures only the endpoint is disabled.
        """
        if self.state is BreakerState.DISABLED:
            return self
        since = self.failing_since or now
        counted = replace(self, failures=self.failures + 1, failing_since=since)
        if now - since >= DISABLED_AFTER:
            return counted.disable()
        if self.state is BreakerState.OPEN:
            wait = min(2 * self.probe_wait, MAX_PROBE)
            return replace(counted, probe_wait=wait, probe_at=now + wait)
        if counted.failures < OPENS_AFTER:
            return counted
        return replace(counted, state=BreakerState.OPEN, probe_wait=FIRST_PROBE, probe_at=now + FIRST_PROBE)

    def disable(self) -> "Breaker":
        """Return the value of an endpoint that is not to be called: 410, a wish, or 5 days of failures."""
        return replace(self, state=BreakerState.DISABLED, probe_at=None)

    def enable(self) -> "Breaker":
        """Return a fresh, closed breaker: somebody has enabled the endpoint again."""
        return Breaker()
