"""What the fields of a promotion are called: each is the sentence that shoppers read of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from amends_widgets import formats
from amends_widgets.languages import LANGUAGES, Language
from amends_widgets.marking import N_
from amends_widgets.words.promo import CONDITIONS
from amends_widgets.words.promo_lint import LINT
from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput, Message
from flask_amends.guards.terms import Base, Combine, Finding, OnReturn, PromoKind, Remainder, Who
from flask_amends.web.desk.promo_forms import GIVEN, KINDS
from flask_amends.web.desk.telling import Telling

#: What stands where a number or a name goes.
GAP = "…"
KIND_NAMES: Mapping[PromoKind, str] = {
    PromoKind.CODE: N_("Promo code"),
    PromoKind.GIFT_CERTIFICATE: N_("Gift certificate"),
    PromoKind.BONUS_BALANCE: N_("Bonus"),
    PromoKind.AUTOMATIC: N_("Automatic discount"),
    PromoKind.COMPENSATION: N_("Compensation"),
}
#: Fields with a name of their own.
_NAMES: Mapping[str, str] = {
    "name": N_("Name"),
    "code": N_("Code"),
    "kind": N_("Kind"),
    "given": N_("What is given"),
    "number": N_("Amount or percent"),
    "currency": N_("Currency"),
    "buy": N_("Items to buy"),
    "get": N_("Items given"),
    "who": N_("For whom"),
    "base": N_("What counts"),
    "combine": N_("Together with other discounts"),
    "remainder": N_("What is not used"),
    "on_return": N_("Goods that come back"),
    "products": N_("Products"),
    "categories": N_("Categories"),
    "brands": N_("Brands"),
    "no_products": N_("Products"),
    "no_categories": N_("Categories"),
    "no_brands": N_("Brands"),
    "scope": N_("What counts"),
    **{f"banner.{code}": N_("Banner") for code in LANGUAGES},
    "banner": N_("Banner"),
}
#: Fields that are called as their sentence.
_SENTENCES: Mapping[str, str] = {
    "min_spend": "min_spend",
    "max_spend": "max_spend",
    "min_quantity": "min_quantity",
    "max_share_of_order": "max_share_of_order",
    "max_share_of_balance_per_order": "max_share_of_balance",
    "max_discount_per_order": "max_discount",
    "valid_from": "valid_from",
    "valid_to": "valid_to",
    "days_after_issue": "days_after_issue",
    "open_end": "open_end",
    "uses": "uses",
    "uses_in_all": "uses_in_all",
    "uses_per_customer": "uses_per_customer",
    "budget": "budget",
    "groups": "who_groups",
    "one_account": "one_account",
    "regions": "regions",
    "channels": "channels",
    "only": "only_goods",
    "never": "never_goods",
    "no_sale_items": "no_sale_items",
    "sale_items": "no_sale_items",
    "no_gift_cards": "no_gift_cards",
    "without_tax": "without_tax",
    "includes_shipping": "with_shipping",
    "combine_with": "combine_with_classes",
    "change_in_cash": "change_in_cash",
    "not_transferable": "not_transferable",
    "issued_for": "issued_for",
    "issuer": "issuer",
}
_ALL_COUNT = N_("Prices after other discounts count.")
_EVERYONE = N_("It is for everybody.")
_UNSAID = N_("Not decided")


def label(name: str, language: Language) -> str:
    """What a field is called."""
    key = _SENTENCES.get(name) or _SENTENCES.get(name.partition(".")[0])
    return sentence(key, language) if key else language.say(_NAMES[name]) if name in _NAMES else ""


def sentence(key: str, language: Language) -> str:
    """The sentence of a condition with gaps where its facts go."""
    facts = dict.fromkeys(("amount", "share", "moment", "num", "names", "text", "every"), GAP)
    told = language.tell(CONDITIONS[key], {"num": 5}, **facts)
    return told[:-1] if told.endswith((f"{GAP}.", f"{GAP}</bdi>.")) else told


def choices(tell: Telling) -> dict[str, list[tuple[str, str]]]:
    """The lists to choose from, by field: ``(code, words)``."""
    say, spoken = tell.language.say, tell.language
    who = {Who.EVERYONE: say(_EVERYONE)}
    who |= {one: sentence(f"who_{one.value}", spoken) for one in Who if one is not Who.EVERYONE}
    base = {Base.GOODS_AFTER_DISCOUNTS: say(_ALL_COUNT)}
    base[Base.GOODS_BEFORE_DISCOUNTS] = sentence("before_discounts", spoken)
    unsaid = ("", say(_UNSAID))

    def rules(kind: type[StrEnum], name: str) -> list[tuple[str, str]]:
        return [unsaid, *((one.value, sentence(f"{name}_{one.value}", spoken)) for one in kind)]

    return {
        "kind": [(one.value, say(KIND_NAMES[one])) for one in KINDS],
        "given": [(key, sentence(key, spoken)) for key in GIVEN],
        "who": [(code.value, words) for code, words in who.items()],
        "base": [(code.value, words) for code, words in base.items()],
        "combine": rules(Combine, "combine"),
        "remainder": rules(Remainder, "remainder"),
        "on_return": rules(OnReturn, "on_return"),
    }


def told(finding: Finding, language: Language, zone: str) -> str:
    """What is wrong, as a sentence."""
    facts = {name: _shown(name, one, language, zone) for name, one in finding.params.items()}
    return language.say(LINT[finding.code], **facts)


def sentences_of(error: InvalidInput, tell: Telling) -> dict[str, tuple[str, ...]]:
    """What is wrong with each field, in words: rules of forms, and rules of promotions."""

    def said(message: Message, name: str) -> str:
        if message.code not in LINT:
            return tell.fault(message)
        found = Finding(code=message.code, where=name, params=message.params)
        return told(found, tell.language, tell.zone)

    return {name: tuple(said(one, name) for one in many) for name, many in error.fields.items()}


def _shown(name: str, value: Any, language: Language, zone: str) -> object:
    match value:
        case Money():
            return formats.money(value, language.code)
        case datetime():
            return formats.moment(value, language, zone)
        case str() if name == "locale":
            return LANGUAGES.get(value, value)
        case str() if value in _SENTENCES:
            return sentence(_SENTENCES[value], language)
    return value
