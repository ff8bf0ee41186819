"""What ``doctor`` tells about the desk: the language of the staff, and the mail about what waits."""

from __future__ import annotations

from collections.abc import Iterator

from flask_amends.cli.findings import Finding, advice, ok
from flask_amends.settings import desk as keys
from flask_amends.state import State


def examine(state: State) -> Iterator[Finding]:
    """The language, and to whom and when the daily digest goes (T7)."""
    desk = state.settings.desk
    yield ok("desk", f"in {', '.join(state.settings.desk_locales)}; {state.settings.staff_locale} first")
    if not desk.digest_to:
        text = "is not set: nobody is told each morning what is overdue, due or unanswered."
        yield advice(keys.DIGEST_TO, text)
    elif not state.can_mail:
        yield advice(keys.DIGEST_TO, "is set, but no mail can be sent: there is no digest.")
    else:
        days = ", ".join(map(str, sorted(desk.digest_days))) or "the shop's working days"
        yield ok("digest", f"to {', '.join(desk.digest_to)}, from {desk.digest_hour}:00, weekdays: {days}")
