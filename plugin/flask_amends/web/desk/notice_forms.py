"""What leads type for a notice: its words by language, its places, its countries, and when it counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import fields

from flask_amends.errors import InvalidInput
from flask_amends.notices.model import Slot
from flask_amends.service.notices.texts import LONGEST
from flask_amends.service.places import code_of
from flask_amends.web.fields import Choice, Day, Flag, FormSchema, SafeInt, SafeText


class TextsSchema(FormSchema):
    """A text per language; at least one is needed."""

    en = SafeText(longest=LONGEST, load_default="")
    pl = SafeText(longest=LONGEST, load_default="")
    ru = SafeText(longest=LONGEST, load_default="")
    he = SafeText(longest=LONGEST, load_default="")


class NoticeSchema(FormSchema):
    """A version of a notice; ``seen`` is the last that was looked at. Days are the shop's, both included."""

    texts = fields.Nested(TextsSchema, load_default=dict)
    slots = fields.List(Choice(Slot, required=True), load_default=list)
    countries = SafeText(longest=200, load_default="")
    valid_from = Day(load_default=None)
    valid_to = Day(load_default=None)
    asks = Flag(load_default=False)
    seen = SafeInt(required=True)


class OwnNoticeSchema(NoticeSchema):
    """A notice that is wholly the shop's, with the name that staff know it by."""

    name = SafeText(required=True, longest=30)


class StepSchema(FormSchema):
    """Which version is accepted or ended; ``ours`` accepts a clause in our words."""

    number = SafeInt(required=True)
    ours = Flag(load_default=False)


def understood(values: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """What was typed as the service takes it. Raises :class:`InvalidInput` for a country that is none."""
    typed = [one.strip() for one in re.split(r"[,;]", values["countries"]) if one.strip()]
    countries = [code_of(one) for part in typed for one in ([part] if code_of(part) else part.split())]
    if None in countries:
        raise InvalidInput.one("countries", "invalid")
    return {
        "texts": values["texts"],
        "slots": tuple(Slot(one) for one in values["slots"]),
        "countries": tuple(dict.fromkeys(countries)),
        "asks": values["asks"],
        "valid_from": _start(values["valid_from"], zone),
        "valid_to": _start(values["valid_to"] + timedelta(days=1), zone) if values["valid_to"] else None,
    }


def _start(day: date | None, zone: str) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) if day else None


def days(valid_from: datetime | None, valid_to: datetime | None, zone: str) -> dict[str, str]:
    """The days of a version as its form has them."""
    there = ZoneInfo(zone)
    found = {}
    if valid_from is not None:
        found["valid_from"] = valid_from.astimezone(there).date().isoformat()
    if valid_to is not None:
        found["valid_to"] = (valid_to - timedelta(minutes=1)).astimezone(there).date().isoformat()
    return found
