"""Marshmallow fields of what comes in over the wire: strict, and total over hostile input."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, fields

from flask_amends.disputes.money import Money, MoneyError


class InMoney(fields.Field[Money]):
    """``{"currency_code": "PLN", "value": "12.50"}`` to money; numbers are refused."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Money:
        if not isinstance(value, Mapping) or set(value) != {"currency_code", "value"}:
            raise ValidationError("Write {'currency_code': 'PLN', 'value': '12.50'}.")
        try:
            money = Money.parse(value["value"], value["currency_code"])
        except (MoneyError, TypeError) as error:
            raise ValidationError(str(error)) from error
        if money.minor < 0:
            raise ValidationError("An amount is not negative.")
        return money


class InCode(fields.Field[StrEnum]):
    """One of the codes of the vocabulary."""

    def __init__(self, kind: type[StrEnum], **options: Any) -> None:
        super().__init__(**options)
        self.kind = kind

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> StrEnum:
        try:
            return self.kind(value)
        except ValueError as error:
            raise ValidationError(f"Must be one of {', '.join(self.kind)}.") from error


class InText(fields.String):
    """A text, in NFC, without control characters but line breaks and tabs."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> Any:
        text = unicodedata.normalize("NFC", super()._deserialize(value, *args, **options))
        kept = (one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs"))
        return "".join(kept).strip()


class InMoment(fields.Field[datetime]):
    """RFC 3339 with an offset."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise ValidationError("A moment has an offset, such as Z.")
            return moment.astimezone(UTC)
        except (ValueError, TypeError, OverflowError) as error:
            raise ValidationError("Write a moment as 2026-01-31T12:00:00Z.") from error


class InFlag(fields.Boolean):
    """A JSON boolean and nothing that resembles one."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if not isinstance(value, bool):
            raise ValidationError("Must be true or false.")
        return value
