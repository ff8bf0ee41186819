"""What the doctor says about replies: when nobody is called, and who hears of a promise that was not kept."""

from __future__ import annotations

from collections.abc import Iterator

from flask_amends.cli.findings import Finding, ok
from flask_amends.state import State


def examine(state: State) -> Iterator[Finding]:
    """Quiet hours and the address for what went wrong, as understood."""
    replies = state.settings.replies
    begins, ends = (f"{minutes // 60}:{minutes % 60:02}" for minutes in replies.quiet)
    told = replies.escalation_email or state.settings.staff_email or "nobody"
    yield ok("replies", f"no calls from {begins} to {ends}; broken promises are told to {told}")
