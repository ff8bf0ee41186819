"""What leads type for a promotion, and the terms that it means; each field is the sentence shoppers read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError, fields

from amends_widgets.languages import LANGUAGES
from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput, Message
from flask_amends.guards.terms import (
    AppliesTo,
    Base,
    Benefit,
    Combine,
    Named,
    OnReturn,
    PromoError,
    PromoKind,
    PromoTerms,
    Remainder,
    Said,
    Scope,
    Who,
    explain,
)
from flask_amends.web.desk.schemas import DayAndTime
from flask_amends.web.fields import (
    Choice,
    CurrencyCode,
    Flag,
    FormSchema,
    MoneyAmount,
    SafeInt,
    SafeText,
    check_decimals,
)

_LIST = 2000
_ALL = 100
#: What is given, by the key of its sentence: what it is, and what it is taken off.
GIVEN: Mapping[str, tuple[Benefit, AppliesTo]] = {
    "gives_amount": (Benefit.AMOUNT, AppliesTo.ORDER),
    "gives_percent": (Benefit.PERCENT, AppliesTo.ORDER),
    "gives_amount_items": (Benefit.AMOUNT, AppliesTo.ITEMS),
    "gives_fixed_price_items": (Benefit.FIXED_PRICE, AppliesTo.ITEMS),
    "gives_fixed_price": (Benefit.FIXED_PRICE, AppliesTo.ORDER),
    "gives_items": (Benefit.BUY_X_GET_Y, AppliesTo.ORDER),
    "gives_free_shipping": (Benefit.FREE_SHIPPING, AppliesTo.ORDER),
    "gives_amount_shipping": (Benefit.AMOUNT, AppliesTo.SHIPPING),
    "gives_percent_shipping": (Benefit.PERCENT, AppliesTo.SHIPPING),
}
#: Kinds that leads make; compensation is made in a case.
KINDS = tuple(one for one in PromoKind if one is not PromoKind.COMPENSATION)
_BALANCES = (PromoKind.GIFT_CERTIFICATE, PromoKind.BONUS_BALANCE)
_MONEY = ("min_spend", "max_spend", "max_discount_per_order", "budget")
_SHARES = ("max_share_of_order", "max_share_of_balance_per_order")
_COUNTS = ("min_quantity", "uses", "uses_per_customer", "days_after_issue")
_LISTS = ("groups", "regions", "channels", "combine_with")
_SCOPE = ("products", "categories", "brands", "no_products", "no_categories", "no_brands")
_FLAGS = ("open_end", "one_account", "change_in_cash", "includes_shipping")
_RULES: Mapping[str, type[StrEnum]] = {"combine": Combine, "remainder": Remainder, "on_return": OnReturn}
#: Boxes that say the opposite of their field.
_NOT = {
    "no_sale_items": "sale_items",
    "no_gift_cards": "gift_cards",
    "not_transferable": "transferable",
    "without_tax": "includes_tax",
}


class WordsSchema(FormSchema):
    """A short text per language."""

    en = SafeText(longest=500, load_default="")
    pl = SafeText(longest=500, load_default="")
    ru = SafeText(longest=500, load_default="")
    he = SafeText(longest=500, load_default="")


def _text() -> SafeText:
    return SafeText(longest=_LIST, multiline=True, load_default="")


def _number() -> SafeText:
    return SafeText(longest=12, load_default="")


class PromoSchema(FormSchema):
    """A version of a promotion; ``seen`` is the last that was looked at."""

    name = SafeText(required=True, longest=200)
    code = SafeText(longest=60, load_default="")
    kind = Choice(KINDS, required=True)
    given = Choice(GIVEN, required=True)
    number = SafeText(longest=40, load_default="")
    currency = CurrencyCode(required=True)
    buy = _number()
    get = _number()
    min_spend = SafeText(longest=40, load_default="")
    max_spend = SafeText(longest=40, load_default="")
    max_discount_per_order = SafeText(longest=40, load_default="")
    budget = SafeText(longest=40, load_default="")
    max_share_of_order = _number()
    max_share_of_balance_per_order = _number()
    min_quantity = _number()
    uses = _number()
    uses_per_customer = _number()
    days_after_issue = _number()
    valid_from = DayAndTime(load_default=None)
    valid_to = DayAndTime(load_default=None)
    open_end = Flag(load_default=False)
    who = Choice(Who, required=True)
    groups = _text()
    one_account = Flag(load_default=False)
    regions = _text()
    channels = _text()
    products = _text()
    categories = _text()
    brands = _text()
    no_products = _text()
    no_categories = _text()
    no_brands = _text()
    no_sale_items = Flag(load_default=False)
    no_gift_cards = Flag(load_default=False)
    base = Choice(Base, required=True)
    without_tax = Flag(load_default=False)
    includes_shipping = Flag(load_default=False)
    combine = Choice(Combine, load_default="")
    combine_with = _text()
    remainder = Choice(Remainder, load_default="")
    change_in_cash = Flag(load_default=False)
    on_return = Choice(OnReturn, load_default="")
    not_transferable = Flag(load_default=False)
    issuer = SafeText(longest=200, load_default="")
    issued_for = fields.Nested(WordsSchema, load_default=dict)
    banner = fields.Nested(WordsSchema, load_default=dict)
    seen = SafeInt(required=True)


class PublishSchema(FormSchema):
    """Which version is published."""

    number = SafeInt(required=True)


def terms_of(values: Mapping[str, Any], zone: str) -> PromoTerms:
    """The terms that were typed. Raises :class:`InvalidInput`; numbers that contradict each other are E4."""
    benefit, applies = GIVEN[values["given"]]
    kind, currency = PromoKind(values["kind"]), values["currency"]
    if benefit is Benefit.AMOUNT and applies is AppliesTo.ORDER and kind in _BALANCES:
        benefit = Benefit.BALANCE
    read = _Reader(values, currency)
    known: dict[str, Any] = {name: read.money(name) for name in _MONEY}
    known |= {name: read.share(name) for name in _SHARES}
    known |= {name: read.count(name) for name in _COUNTS}
    known |= {name: _named(values[name]) for name in _LISTS}
    known |= {name: values[name] for name in _FLAGS}
    known |= {name: kind_of(values[name]) if values[name] else None for name, kind_of in _RULES.items()}
    percent = read.share("number") if benefit is Benefit.PERCENT else None
    sums = benefit in (Benefit.AMOUNT, Benefit.BALANCE, Benefit.FIXED_PRICE)
    value = read.money("number") if sums else Money.from_minor(0, currency)
    items = benefit is Benefit.BUY_X_GET_Y
    known |= {name: read.count(name, needed=True) for name in ("buy", "get") if items}
    if (sums and value is None) or (benefit is Benefit.PERCENT and percent is None):
        read.wrong.setdefault("number", [Message(code="required")])
    if read.wrong:
        raise InvalidInput(read.wrong)
    try:
        return PromoTerms(
            value=value or Money.from_minor(0, currency),
            kind=kind,
            benefit=benefit,
            applies_to=applies,
            percent=percent,
            who=Who(values["who"]),
            base=Base(values["base"]),
            scope=Scope(
                **{name: _named(values[name]) for name in _SCOPE},
                sale_items=not values["no_sale_items"],
                gift_cards=not values["no_gift_cards"],
            ),
            includes_tax=not values["without_tax"],
            transferable=not values["not_transferable"],
            valid_from=_moment(values["valid_from"], zone),
            valid_to=_moment(values["valid_to"], zone),
            issuer=values["issuer"],
            issued_for=_said(values["issued_for"]),
            **known,
        )
    except PromoError as error:
        where = {"value": "number", "percent": "number"}.get(error.field, error.field)
        raise InvalidInput.one(where, "E4") from error


class _Reader:
    """Reads what was typed into fields that may be empty, and notes what is wrong with each."""

    def __init__(self, values: Mapping[str, Any], currency: str) -> None:
        self.values, self.currency = values, currency
        self.wrong: dict[str, list[Message]] = {}

    def money(self, name: str) -> Money | None:
        amount = self._parsed(name, MoneyAmount())
        if amount is None:
            return None
        try:
            check_decimals(amount, self.currency, name)
        except InvalidInput as error:
            self.wrong[name] = list(error.fields[name])
            return None
        return Money(amount=amount, currency=self.currency)

    def share(self, name: str) -> Decimal | None:
        """A percentage as a fraction."""
        percent = self._parsed(name, MoneyAmount())
        if percent is None:
            return None
        if not 0 < percent <= _ALL:
            above = Message(code="too_large", params={"limit": _ALL})
            self.wrong[name] = [above if percent else Message(code="E4")]
            return None
        return Decimal(percent) / 100

    def count(self, name: str, *, needed: bool = False) -> int | None:
        found: int | None = self._parsed(name, SafeInt(smallest=1, largest=1_000_000))
        if found is None and needed and name not in self.wrong:
            self.wrong[name] = [Message(code="required")]
        return found

    def _parsed(self, name: str, field: fields.Field[Any]) -> Any:
        text = self.values[name].strip()
        if not text:
            return None
        try:
            return field.deserialize(text)
        except ValidationError as error:
            codes = [one for one in error.messages if isinstance(one, Message)]
            self.wrong[name] = codes or [Message(code="invalid")]
            return None


def _named(text: str) -> tuple[Named, ...]:
    """One on each line: ``id = name | pl: its name in that language``; all but the id can be left out."""
    found = {}
    for line in text.splitlines():
        key, _, rest = (part.strip() for part in line.partition("="))
        names = [name.strip() for name in rest.split("|")]
        said = tuple(Said(locale=code, text=name) for code, name in map(_of_language, names) if code and name)
        usual = next((name for name in names if not _of_language(name)[0]), "")
        if key:
            found[key] = Named(id=key, name=usual, names=said)
    return tuple(found.values())


def _of_language(name: str) -> tuple[str, str]:
    """A name with the language that stands before it, if there is one: ``pl: Lampy``."""
    code, colon, text = (part.strip() for part in name.partition(":"))
    return (code, text) if colon and code in LANGUAGES else ("", name)


def _said(texts: Mapping[str, str]) -> tuple[Said, ...]:
    return tuple(Said(locale=code, text=text) for code, text in texts.items() if text)


def _moment(local: datetime | None, zone: str) -> datetime | None:
    return None if local is None else local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


# -- back into the form --------------------------------------------------------------------------------------


def typed_of(
    name: str, code: str | None, terms: PromoTerms, banner: Mapping[str, str], zone: str
) -> dict[str, str]:
    """A version as its form has it."""
    given = explain(terms)[0].key
    typed = {
        "name": name,
        "code": code or "",
        "kind": terms.kind.value,
        "given": given,
        "number": _number_of(terms),
        "currency": terms.value.currency,
        "buy": str(terms.buy or ""),
        "get": str(terms.get or ""),
        "who": terms.who.value,
        "base": terms.base.value,
        "issuer": terms.issuer,
    }
    for one in _MONEY:
        typed[one] = str(getattr(terms, one).amount) if getattr(terms, one) is not None else ""
    for one in _SHARES:
        typed[one] = _percent(getattr(terms, one))
    for one in _COUNTS:
        typed[one] = str(getattr(terms, one) or "")
    for one in _RULES:
        typed[one] = getattr(terms, one) or ""
    typed |= {one: _lines(getattr(terms, one)) for one in _LISTS}
    typed |= {one: _lines(getattr(terms.scope, one)) for one in _SCOPE}
    typed |= {one: "on" for one in _FLAGS if getattr(terms, one)}
    for box, field in _NOT.items():
        if not getattr(terms.scope if field in ("sale_items", "gift_cards") else terms, field):
            typed[box] = "on"
    for one in ("valid_from", "valid_to"):
        moment = getattr(terms, one)
        typed[one] = moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if moment else ""
    typed |= {f"issued_for.{one.locale}": one.text for one in terms.issued_for}
    typed |= {f"banner.{locale}": text for locale, text in banner.items()}
    return typed


def _number_of(terms: PromoTerms) -> str:
    if terms.percent is not None:
        return _percent(terms.percent)
    return str(terms.value.amount) if terms.value.minor else ""


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{(share * 100).normalize():f}"


def _lines(things: tuple[Named, ...]) -> str:
    return "\n".join(_one_line(one) for one in things)


def _one_line(one: Named) -> str:
    names = [one.name, *(f"{said.locale}: {said.text}" for said in one.names)]
    told = " | ".join(name for name in names if name)
    return f"{one.id} = {told}" if told else one.id
