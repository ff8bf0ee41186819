"""An agreed call as an entry for calendars (RFC 5545). Pure."""

from __future__ import annotations

from datetime import UTC, datetime

MEDIA_TYPE = "text/calendar"
#: A line is folded before it has more bytes.
_LONGEST_LINE = 74


def entry(
    *, uid: str, starts: datetime, ends: datetime, stamp: datetime, summary: str, details: str
) -> bytes:
    """One event, with moments in UTC, so that every calendar shows it in its own zone."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Flask-Amends//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_text(uid)}",
        f"DTSTAMP:{_moment(stamp)}",
        f"DTSTART:{_moment(starts)}",
        f"DTEND:{_moment(ends)}",
        f"SUMMARY:{_text(summary)}",
        f"DESCRIPTION:{_text(details)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    for mark in "\\;,":
        text = text.replace(mark, f"\\{mark}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> bytes:
    """The line in pieces, none of which cuts a character in two."""
    pieces, room = [b""], _LONGEST_LINE
    for one in line:
        encoded = one.encode()
        if len(pieces[-1]) + len(encoded) > room:
            pieces.append(b" ")
        pieces[-1] += encoded
    return b"\r\n".join(pieces)
