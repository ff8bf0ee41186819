"""The field types of every form and schema: one for text, one for whole numbers, one for amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from marshmallow import Schema, ValidationError, fields
from marshmallow.constants import RAISE

from flask_amends.disputes.money import MINOR_DIGITS
from flask_amends.errors import InvalidInput, Message
from flask_amends.web.text import clean, has_surrogates, is_blank

_EMAIL = re.compile(r"[^@\s,;<>()\[\]\\\"']{1,64}@[^@\s,;<>()\[\]\\\"']{1,255}")
_LONGEST_EMAIL = 254
_LONGEST_NUMBER = 12
_GROUPED = re.compile(r"[0-9]{1,3}([ \u00a0\u202f'][0-9]{3})+(?=[.,]|\Z)", re.ASCII)
_AMOUNT = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,4}))?", re.ASCII)
_INTEGER = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def message(code: str, **params: Any) -> Message:
    """A code with its numbers, for the reader's language to say."""
    return Message(code=code, params=params)


def refuse(code: str, **params: Any) -> NoReturn:
    """Refuse a value."""
    raise ValidationError([message(code, **params)])


#: marshmallow's own complaints, in our codes.
_COMMON: Any = {
    "required": message("required"),
    "null": message("required"),
    "validator_failed": message("invalid"),
    "invalid": message("invalid"),
    "type": message("not_a_list"),
}


_CHOICE: Any = {**_COMMON, "required": message("choose_one")}


class SafeText(fields.Field[str]):
    """A person's text: NFC, without control and turning characters, bounded in characters and in bytes."""

    default_error_messages = _COMMON

    def __init__(
        self, *, shortest: int = 1, longest: int = 200, multiline: bool = False, **options: Any
    ) -> None:
        super().__init__(**options)
        self.shortest = shortest
        self.longest = longest
        self.multiline = multiline

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ARG002 - the library's shape
        if not isinstance(value, str) or has_surrogates(value):
            refuse("not_text")
        # A text far beyond its bound is refused before it is looked at more closely.
        if len(value) > 4 * self.longest + 64:
            refuse("too_long", limit=self.longest, length=len(value))
        text = clean(value, multiline=self.multiline)
        if is_blank(text):
            if self.required or self.shortest > 1:
                refuse("required")
            return ""
        if len(text) < self.shortest:
            refuse("too_short", limit=self.shortest)
        if len(text) > self.longest:
            refuse("too_long", limit=self.longest, length=len(text))
        if len(text.encode()) > 4 * self.longest:
            refuse("too_many_bytes")
        return text


class SafeEmail(SafeText):
    """One e-mail address; whether it exists only a mail can tell."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=_LONGEST_EMAIL, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text and not _EMAIL.fullmatch(text):
            refuse("not_an_email")
        return text


class SafeInt(fields.Field[int]):
    """A whole number in ASCII digits, between two bounds."""

    default_error_messages = _COMMON

    def __init__(self, *, smallest: int = 0, largest: int = 2**31 - 1, **options: Any) -> None:
        super().__init__(**options)
        self.smallest = smallest
        self.largest = largest

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002 - the library's shape
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            refuse("not_a_number")
        text = str(value).strip(" ") if isinstance(value, str) or abs(value) < 10**18 else ""
        if not _INTEGER.fullmatch(text):
            refuse("not_a_number")
        number = int(text)
        if number < self.smallest:
            refuse("too_small", limit=self.smallest)
        if number > self.largest:
            refuse("too_large", limit=self.largest)
        return number


class MoneyAmount(fields.Field[Decimal]):
    """An amount in ASCII digits, without sign or exponent; its currency decides on the decimals.

    With ``typed`` it is what a person writes: a decimal comma and groups of three digits are understood too.
    """

    default_error_messages = _COMMON

    def __init__(self, *, typed: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.typed = typed

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:  # noqa: ARG002 - the library's shape
        if not isinstance(value, str) or len(value) > 4 * _LONGEST_NUMBER:
            refuse("not_money")
        text = value.strip(" \u00a0\u202f") if self.typed else value
        if self.typed and (grouped := _GROUPED.match(text)):
            text = re.sub(r"[ \u00a0\u202f']", "", grouped.group()) + text[grouped.end() :]
        found = _AMOUNT.fullmatch(text)
        if not found or ("," in text and not self.typed):
            refuse("not_money")
        whole, fraction = found.groups()
        return Decimal(f"{whole}.{fraction}" if fraction else whole)


def check_decimals(amount: Decimal, currency: str, path: str) -> None:
    """Raise :class:`InvalidInput` if the amount has more decimals than its currency."""
    digits = MINOR_DIGITS[currency]
    if amount != amount.quantize(Decimal(1).scaleb(-digits)):
        raise InvalidInput.one(path, "too_many_decimals", currency=currency, digits=digits)


class CurrencyCode(fields.Field[str]):
    """An ISO 4217 code."""

    default_error_messages = _COMMON

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ARG002 - the library's shape
        if not isinstance(value, str) or value not in MINOR_DIGITS:
            refuse("not_a_currency")
        return value


class Choice(fields.Field[str]):
    """One of a closed list of codes."""

    default_error_messages = _CHOICE

    def __init__(self, choices: Iterable[str | Enum], **options: Any) -> None:
        super().__init__(**options)
        self.choices = frozenset(str(one.value if isinstance(one, Enum) else one) for one in choices)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ARG002 - the library's shape
        if value in ("", None):
            if self.required:
                refuse("choose_one")
            return ""
        if not isinstance(value, str) or value not in self.choices:
            refuse("not_a_choice")
        return value


class Flag(fields.Field[bool]):
    """A checkbox: sent or not sent."""

    default_error_messages = _COMMON

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:  # noqa: ARG002 - the library's shape
        if isinstance(value, bool):
            return value
        if value not in ("", "0", "1", "on"):
            refuse("not_yes_or_no")
        return value in ("1", "on")


class Day(fields.Field[date]):
    """A day as browsers send it, ``2026-12-31``; empty is no day."""

    default_error_messages = _COMMON

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date | None:  # type: ignore[override]  # noqa: ARG002
        text = value.strip() if isinstance(value, str) else value
        if text == "" and not self.required:
            return None
        if not isinstance(text, str) or not _DATE.fullmatch(text):
            refuse("required" if text == "" else "not_a_date")
        try:
            day = date.fromisoformat(text)
        except ValueError:
            refuse("not_a_date")
        if not 2000 <= day.year <= 2200:
            refuse("not_a_date")
        return day


def end_of(day: date, zone: str) -> datetime:
    """The last minute of a day in a zone, as an aware moment in UTC."""
    return datetime.combine(day, time(23, 59), ZoneInfo(zone)).astimezone(UTC)


class FormSchema(Schema):
    """The root of our schemas: what is not declared is refused."""

    class Meta:
        unknown = RAISE

    error_messages: dict[str, Any] = {"unknown": message("unknown_field"), "type": message("not_a_list")}  # noqa: RUF012


def load(schema: Schema, data: Mapping[str, Any]) -> dict[str, Any]:
    """The validated values. Raises :class:`InvalidInput` with a message per path."""
    try:
        loaded: dict[str, Any] = schema.load(data)
    except ValidationError as error:
        found: dict[str, list[Message]] = {}
        _collect(error.messages, "", found)
        raise InvalidInput(found) from error
    return loaded


def _collect(messages: Any, path: str, found: dict[str, list[Message]]) -> None:
    if isinstance(messages, Mapping):
        for name, below in messages.items():
            inner = path if name == "_schema" else f"{path}.{name}" if path else str(name)
            _collect(below, inner, found)
    elif isinstance(messages, list):
        for one in messages:
            _collect(one, path, found)
    else:
        known = messages if isinstance(messages, Message) else message("invalid")
        found.setdefault(path, []).append(known)
