"""What staff typed where an offer is put together: read from the address, with what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from amends_widgets.marking import N_
from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput, Message
from flask_amends.guards.goodwill import Upset
from flask_amends.playbooks import Bought, Facts, ReadyOffer, Similar
from flask_amends.web.desk.case_book import Typed
from flask_amends.web.fields import MoneyAmount, SafeText, check_decimals, message

#: The names of the fields; behind a dot stands the place of an item or the code of an offer.
REAL, AMOUNT, GIFT, PICK = "real", "amount", "gift", "pick"
#: The whole query, taken along to the page of review, which counts with it; no command reads it.
KNOWN = "known"
SIMILAR, SIMILAR_PRICE, LOSS, UPSET = "similar", "similar_price", "loss", "upset"
LABELS = {
    REAL: N_("Real price of one"),
    SIMILAR: N_("Similar item"),
    SIMILAR_PRICE: N_("Its regular price"),
    LOSS: N_("The loss, or the sum to give back"),
    UPSET: N_("How upset is the shopper?"),
    AMOUNT: N_("Amount"),
    GIFT: N_("Gift on top"),
    PICK: N_("Offers"),
    **dict.fromkeys(("code_least", "code_share", "code_days"), N_("Conditions")),
}
_TITLE = SafeText(longest=120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What was typed, as it was typed, and what is wrong with it: codes and messages by the field's name."""

    values: Mapping[str, str]
    picked: tuple[str, ...] = ()
    wrong: dict[str, Message] = field(default_factory=dict)

    def id(self, name: str) -> str:
        """The id of a field in the page."""
        return f"offer-{name.replace('.', '-')}"

    def value(self, name: str, default: str = "") -> str:
        """What was typed there."""
        return self.values.get(name, default)

    def money(self, name: str, currency: str, *, zero: bool = False) -> Money | None:
        """An amount; ``None`` if there is none, or a wrong one, which is noted."""
        text = self.values.get(name, "").strip()
        if not text:
            return None
        try:
            amount = MoneyAmount().deserialize(text)
            check_decimals(amount, currency, name)
        except ValidationError as error:
            self.wrong[name] = _message(error)
            return None
        except InvalidInput as error:
            self.wrong[name] = error.fields[name][0]
            return None
        if not amount and not zero:
            self.wrong[name] = message("amount_not_positive")
            return None
        return Money(amount=amount, currency=currency)

    def text(self, name: str) -> str:
        """A line of text; empty if it is wrong, which is noted."""
        try:
            found: str = _TITLE.deserialize(self.values.get(name, ""))
        except ValidationError as error:
            self.wrong[name] = _message(error)
            return ""
        return found


def _message(error: ValidationError) -> Message:
    first: Any = error.messages[0] if isinstance(error.messages, list) else error.messages
    return first if isinstance(first, Message) else message("invalid")


def asked(arguments: MultiDict[str, str]) -> Query:
    """The query of this address."""
    values = {name: value for name, value in arguments.items() if name != PICK}
    return Query(values=values, picked=tuple(dict.fromkeys(arguments.getlist(PICK))))


def typed(query: Query, items: tuple[Bought, ...], currency: str) -> Typed:
    """What the playbook does not know by itself."""
    prices = {
        item.sku: price
        for place, item in enumerate(items)
        if (price := query.money(f"{REAL}.{place}", currency)) is not None
    }
    title, price = query.text(SIMILAR), query.money(SIMILAR_PRICE, currency)
    if bool(title) != (price is not None):
        missing = SIMILAR_PRICE if title else SIMILAR
        query.wrong.setdefault(missing, message("required"))
    upset = query.value(UPSET)
    return Typed(
        real=prices,
        similar=Similar(title=title, unit_price=price) if title and price is not None else None,
        loss=query.money(LOSS, currency),
        upset=Upset(int(upset)) if upset in {str(int(one)) for one in Upset} else Upset.ANNOYED,
    )


def with_amounts(query: Query, offer: ReadyOffer, facts: Facts) -> ReadyOffer:
    """The offer with the amounts that staff gave it instead; an empty field leaves them as worked out."""
    if offer.terms is None:
        return offer
    code, terms = offer.code.value, offer.terms
    if terms.amount is not None and (amount := query.money(f"{AMOUNT}.{code}", facts.currency)) is not None:
        terms = replace(terms, amount=amount)
    name = f"{GIFT}.{code}"
    if name in query.values and terms.needs_performing:
        gift = query.money(name, facts.currency, zero=True)
        if name not in query.wrong and query.value(name).strip():
            terms = replace(terms, gift=gift if gift and gift.minor else None)
    return offer.changed(terms, facts)
