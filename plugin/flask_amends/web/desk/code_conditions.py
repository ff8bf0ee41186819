"""The conditions of a code in an offer: the shop's own, until staff types others for this one (X13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from marshmallow import fields

from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.promo import PromoError, PromoTerms
from flask_amends.errors import InvalidInput
from flask_amends.service.weighing import CODES
from flask_amends.settings.money import CodeTerms
from flask_amends.web.fields import FormSchema, MoneyAmount, SafeInt, check_decimals

_LONGEST_DAYS = 3650


class _Empty(fields.Field[Any]):
    """A field that may be left empty."""

    def __init__(self, inner: fields.Field[Any]) -> None:
        super().__init__(load_default=None)
        self.inner = inner

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return None if value == "" else self.inner.deserialize(value, attr, data, **kwargs)


class CodeSchema(FormSchema):
    """The conditions that staff typed; what is empty is none. A share is in percent."""

    min_spend = _Empty(MoneyAmount())
    max_share_of_order = _Empty(MoneyAmount())
    days_after_issue = _Empty(SafeInt(smallest=1, largest=_LONGEST_DAYS))


def is_code(terms: Terms | None) -> bool:
    """Whether these terms have conditions of use."""
    return terms is not None and terms.kind in CODES and terms.amount is not None and terms.amount.minor > 0


def conditions(
    usual: CodeTerms, amount: Money, typed: Mapping[str, Any] | None, path: str
) -> PromoTerms | None:
    """The shop's conditions with those typed in their place; ``None`` where none were typed.

    Raises :class:`InvalidInput` at the field, below ``path``.
    """
    if typed is None:
        return None
    least, share = typed["min_spend"], typed["max_share_of_order"]
    if least is not None:
        check_decimals(least, amount.currency, f"{path}min_spend")
    try:
        return replace(
            usual.of(amount),
            min_spend=Money(amount=least, currency=amount.currency) if least else None,
            max_share_of_order=share / 100 if share is not None else None,
            days_after_issue=typed["days_after_issue"],
        )
    except PromoError as error:
        raise InvalidInput.one(f"{path}{error.field}", "invalid") from error


def sent_of(promo: PromoTerms) -> dict[str, str]:
    """The conditions as their fields send them."""
    share = promo.max_share_of_order
    return {
        "min_spend": str(promo.min_spend.amount) if promo.min_spend is not None else "",
        "max_share_of_order": f"{(share * Decimal(100)).normalize():f}" if share is not None else "",
        "days_after_issue": str(promo.days_after_issue or ""),
    }


def hidden(promo: PromoTerms) -> Iterator[tuple[str, str]]:
    """The same for the form of the act that sends the offer."""
    return ((f"code.{term}", value) for term, value in sent_of(promo).items())
