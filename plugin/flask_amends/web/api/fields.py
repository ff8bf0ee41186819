"""Fields of what programs send: JSON values of exactly one kind, with the rules that forms have."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from marshmallow import fields

from flask_amends.disputes.money import MINOR_DIGITS, Money, MoneyError
from flask_amends.payloads.json_schema import MONEY, Json, field_schema, object_schema
from flask_amends.web.fields import SafeEmail, SafeInt, SafeText, message, refuse

_ERRORS: Any = {
    "required": message("required"),
    "null": message("required"),
    "invalid": message("invalid"),
    "type": message("not_a_list"),
}


class Text(SafeText):
    """A text, as in forms; ``null`` is no text where it may be left out."""

    def as_json_schema(self) -> Json:
        """How OpenAPI shows it."""
        made: Json = {"type": "string", "maxLength": self.longest}
        return made | {"minLength": self.shortest} if self.required else made


class Email(SafeEmail):
    """One e-mail address."""

    def as_json_schema(self) -> Json:
        """How OpenAPI shows it."""
        return {"type": "string", "format": "email", "maxLength": self.longest}


class Whole(SafeInt):
    """A whole number, as a JSON number."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not isinstance(value, int):
            refuse("not_a_number")
        return super()._deserialize(value, attr, data, **kwargs)

    def as_json_schema(self) -> Json:
        """How OpenAPI shows it."""
        return {"type": "integer", "minimum": self.smallest, "maximum": self.largest}


class Code(fields.Field[StrEnum]):
    """One of our codes, as the member it names."""

    default_error_messages = _ERRORS

    def __init__(self, kind: type[StrEnum], among: tuple[StrEnum, ...] = (), **options: Any) -> None:
        super().__init__(**options)
        self.kind = kind
        self.codes = tuple(one.value for one in among or tuple(kind))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> StrEnum:  # noqa: ARG002 - the library's shape
        if not isinstance(value, str) or value not in self.codes:
            refuse("not_a_choice")
        return self.kind(value)

    def as_json_schema(self) -> Json:
        """How OpenAPI shows it."""
        return {"type": "string", "enum": list(self.codes)}


class Flag(fields.Field[bool]):
    """``true`` or ``false``, and nothing that resembles them."""

    default_error_messages = _ERRORS

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:  # noqa: ARG002 - as above
        if not isinstance(value, bool):
            refuse("not_yes_or_no")
        return value

    def as_json_schema(self) -> Json:
        """How OpenAPI shows it."""
        return {"type": "boolean"}


class Amount(fields.Field[Money]):
    """``{"currency_code": "PLN", "value": "12.50"}``: the value is a text, never a number."""

    default_error_messages = _ERRORS

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Money:  # noqa: ARG002 - as above
        if not isinstance(value, dict) or set(value) != {"currency_code", "value"}:
            refuse("not_money")
        code, text = value["currency_code"], value["value"]
        if not isinstance(code, str) or code not in MINOR_DIGITS:
            refuse("not_a_currency")
        digits = MINOR_DIGITS[code]
        if isinstance(text, str) and len(text.partition(".")[2]) > max(digits, 0) and text.isascii():
            refuse("too_many_decimals", currency=code, digits=digits)
        try:
            money = Money.parse(text, code)
        except (MoneyError, TypeError):
            refuse("not_money")
        if money.minor < 0 or text.startswith("-"):
            refuse("not_money")
        return money

    def as_json_schema(self) -> Json:
        """How OpenAPI shows it."""
        return {**MONEY, "additionalProperties": False}


class When(fields.Field[datetime]):
    """RFC 3339 with an offset, such as ``2026-01-31T12:00:00Z``."""

    default_error_messages = _ERRORS

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:  # noqa: ARG002 - as above
        if not isinstance(value, str) or "T" not in value or not value.isascii() or len(value) > 40:
            refuse("not_a_date")
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None or not 2000 <= moment.year <= 2200:
                refuse("not_a_date")
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            refuse("not_a_date")

    def as_json_schema(self) -> Json:
        """How OpenAPI shows it."""
        return {"type": "string", "format": "date-time"}


class Many(fields.List[Any]):
    """A list of at most so many."""

    def __init__(self, inner: fields.Field[Any], *, most: int, **options: Any) -> None:
        super().__init__(inner, **options)
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            refuse("not_a_list")
        if len(value) > self.most:
            refuse("too_many", limit=self.most)
        return super()._deserialize(value, attr, data, **kwargs)

    def as_json_schema(self) -> Json:
        """How OpenAPI shows it."""
        return {"type": "array", "items": field_schema(self.inner), "maxItems": self.most}


class Inside(fields.Nested):
    """An object of which every member is known."""

    def as_json_schema(self) -> Json:
        """How OpenAPI shows it."""
        return closed(self.schema)


def closed(schema: Any) -> Json:
    """The JSON Schema of an object that takes no member but its own."""
    return {**object_schema(schema), "additionalProperties": False}


def upload_ids(most: int = 5) -> Many:
    """Ids of photos that were uploaded before."""
    return Many(Text(longest=40, required=True), most=most, load_default=list)
