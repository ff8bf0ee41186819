"""Parsers of the contact settings: each returns what was meant, or raises ``ValueError(rule, way_out)``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_amends.hours import MOST_YEARLY_HOLIDAYS, Hours, Span
from flask_amends.settings.contact_values import KNOWN_TOPICS, Faq, LocalText, Topic
from flask_amends.settings.keys import SPOKEN_LOCALES
from flask_amends.settings.parsers import count, email, many

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_PROMISE = 30
_TOPIC = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_TIME = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?", re.ASCII)
_YEARLY = re.compile(r"[0-9]{2}-[0-9]{2}", re.ASCII)
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,28}[0-9]", re.ASCII)
_TEXT_WAY_OUT = "Write a text, or one per language: {'en': '…', 'pl': '…'}."
_HOURS_WAY_OUT = "Write {'mon-fri': '9:00-17:00', 'sat': '10:00-14:00'}."


def local_text(value: Any) -> LocalText:
    """A text, or a mapping of languages to texts."""
    texts = {"": value} if isinstance(value, str) else value
    if not isinstance(texts, Mapping) or not texts:
        raise ValueError(f"holds {value!r}, which is no text.", _TEXT_WAY_OUT)
    unknown = sorted(str(code) for code in texts if code not in ("", *SPOKEN_LOCALES))
    if unknown:
        raise ValueError(f"has texts in {', '.join(unknown)}, which is not spoken here.", _TEXT_WAY_OUT)
    if not all(isinstance(text, str) and text.strip() for text in texts.values()):
        raise ValueError("has a text that is empty.", _TEXT_WAY_OUT)
    return LocalText({code: text.strip() for code, text in texts.items()})


def topics(value: Any) -> tuple[Topic, ...]:
    """``{"orders": {"email": …, "owner": …, "title": …}}``, or the names of known topics alone."""
    listed = value if isinstance(value, Mapping) else dict.fromkeys(many(value), None)
    if not listed:
        raise ValueError("names no topic.", f"Name some of {', '.join(KNOWN_TOPICS)}, or remove the key.")
    return tuple(_topic(name, facts) for name, facts in listed.items())


def _topic(name: Any, facts: Any) -> Topic:
    if not isinstance(name, str) or not _TOPIC.fullmatch(name):
        raise ValueError(f"has a topic named {name!r}.", "Name topics with a-z, 0-9 and _, a letter first.")
    given = {} if facts is None else facts
    if not isinstance(given, Mapping) or not set(given) <= {"title", "email", "owner"}:
        raise ValueError(
            f"says something unknown about {name!r}.", "Give each topic a title, an email and an owner only."
        )
    if name not in KNOWN_TOPICS and not given.get("title"):
        raise ValueError(
            f"has the topic {name!r} without a title.", "Give it a title: a text, or one per language."
        )
    return Topic(
        name=name,
        title=local_text(given["title"]) if given.get("title") else None,
        email=email(given["email"]) if given.get("email") else None,
        owner=local_text(given["owner"]) if given.get("owner") else None,
    )


def faq(value: Any) -> tuple[Faq, ...]:
    """A list of ``{"question": …, "answer": …, "topic": …}``; ``topic`` may be a list or missing."""
    if not isinstance(value, (list, tuple)):
        raise ValueError("must be a list.", "Write [{'question': '…', 'answer': '…', 'topic': 'delivery'}].")
    return tuple(_faq(one) for one in value)


def _faq(value: Any) -> Faq:
    if not isinstance(value, Mapping) or not {"question", "answer"} <= set(value) <= {
        "question",
        "answer",
        "topic",
    }:
        raise ValueError(
            f"has an entry {value!r} without a question and an answer.",
            "Write {'question': '…', 'answer': '…', 'topic': 'delivery'}.",
        )
    return Faq(
        question=local_text(value["question"]),
        answer=local_text(value["answer"]),
        topics=tuple(map(str, many(value.get("topic") or ()))),
    )


def phone(value: Any) -> str:
    """A telephone number as people read it."""
    if not isinstance(value, str) or not _PHONE.fullmatch(value.strip()):
        raise ValueError(f"{value!r} is no telephone number.", "Write it as '+48 22 123 45 67'.")
    return value.strip()


def answer_within(value: Any) -> int:
    """The promise, in working days."""
    number = count(value)
    if number > LONGEST_PROMISE:
        raise ValueError(f"promises {number} working days.", f"Promise at most {LONGEST_PROMISE}.")
    return number


def minutes(value: Any) -> int:
    """A time of day as minutes after midnight; ``24:00`` is the end of the day."""
    found = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    number = int(found[1]) * 60 + int(found[2] or 0) if found else -1
    if found is None or int(found[2] or 0) > 59 or number > 1440:
        raise ValueError(f"{value!r} is no time of day.", "Write it as '15:00'.")
    return number


def week(value: Any) -> dict[int, tuple[Span, ...]]:
    """Opening hours by weekday: a mapping of days to times, or a text: ``mon-fri 9:00-17:00; sat …``."""
    listed = dict(_told(value)) if isinstance(value, str) else value
    if not isinstance(listed, Mapping) or not listed:
        raise ValueError("must say from when to when on which days.", _HOURS_WAY_OUT)
    found: dict[int, tuple[Span, ...]] = {}
    for days, times in listed.items():
        for day in _days(days):
            if day in found:
                raise ValueError(f"names {DAYS[day - 1]} twice.", _HOURS_WAY_OUT)
            found[day] = _spans(times)
    try:
        Hours(week=found)
    except ValueError as error:
        raise ValueError(f"cannot be kept: {error}", _HOURS_WAY_OUT) from error
    return found


def _told(value: str) -> list[tuple[str, str]]:
    parts = [one.strip().partition(" ") for one in value.split(";") if one.strip()]
    return [(days, times) for days, _, times in parts]


def _days(value: Any) -> list[int]:
    first, dash, last = str(value).strip().lower().partition("-")
    if first not in DAYS or (dash and last not in DAYS):
        raise ValueError(f"names the days {value!r}.", f"Days are {', '.join(DAYS)}, or a range: 'mon-fri'.")
    start = DAYS.index(first)
    length = (DAYS.index(last) - start) % 7 + 1 if dash else 1
    return [(start + step) % 7 + 1 for step in range(length)]


def _spans(value: Any) -> tuple[Span, ...]:
    if str(value).strip().lower() in ("", "closed"):
        return ()
    spans = []
    for one in many(value):
        opens, dash, closes = str(one).partition("-")
        if not dash:
            raise ValueError(f"has the hours {one!r}.", _HOURS_WAY_OUT)
        try:
            spans.append(Span(minutes(opens), minutes(closes)))
        except ValueError as error:
            raise ValueError(f"has the hours {one!r}: {error.args[0]}", _HOURS_WAY_OUT) from error
    return tuple(sorted(spans))


def holidays(value: Any) -> tuple[frozenset[date], frozenset[tuple[int, int]]]:
    """Days off: dates (``2026-12-24``) and days of every year (``12-25``)."""
    once, yearly = set(), set()
    for one in many(value):
        text = one.strip() if isinstance(one, str) else one
        try:
            if isinstance(text, date):
                once.add(text.date() if isinstance(text, datetime) else text)
            elif _YEARLY.fullmatch(str(text)):
                day = date.fromisoformat(f"2024-{text}")
                yearly.add((day.month, day.day))
            else:
                once.add(date.fromisoformat(str(text)))
        except ValueError as error:
            raise ValueError(f"holds {one!r}, which is no day.", "Write '2026-12-24' or '12-25'.") from error
    if len(yearly) > MOST_YEARLY_HOLIDAYS:
        raise ValueError("has more yearly days off than a year of work allows.", "Remove some.")
    return frozenset(once), frozenset(yearly)
