"""The shop's shares and its own procedures (P15, T11)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from flask_amends.disputes.money import Money
from flask_amends.disputes.vocabulary import Reason
from flask_amends.errors import SettingsError
from flask_amends.playbooks import Rules
from flask_amends.settings import Settings


def read(**config: Any) -> Settings:
    return Settings.from_config({"SECRET_KEY": "0123456789" * 4, **config})


def test_a_shop_that_sets_nothing_meets_a_wrong_price_at_a_half():  # P15
    assert read().playbooks.rules == Rules()
    assert read().playbooks.rules.counter == Decimal("0.5")


def test_shares_are_given_in_percent():
    settings = read(
        AMENDS_PLAYBOOK_SHARES={"real_value": 60, "keep": "12.5"}, AMENDS_PLAYBOOK_GIFT="5.00 EUR"
    )
    gift = Money(amount=Decimal(5), currency="EUR")
    assert settings.playbooks.rules == Rules(counter=Decimal("0.6"), keep=Decimal("0.125"), gift=gift)


def test_procedures_of_a_reason_come_before_those_of_every_case():  # T11
    link = {"title": {"en": "Our rules", "pl": "Nasze zasady"}, "url": "https://shop.example/rules#prices"}
    settings = read(AMENDS_PROCEDURES={"*": {"text": "Answer today."}, "price_error": {"links": [link]}})
    own, every = settings.playbooks.of(Reason.PRICE_ERROR)
    assert own.links[0].title.in_language("pl") == "Nasze zasady"
    assert every.text is not None
    assert settings.playbooks.of(Reason.OTHER) == (every,)


@pytest.mark.parametrize(
    ("config", "rule"),
    [
        ({"AMENDS_PLAYBOOK_SHARES": {"half": 50}}, "may hold only"),
        ({"AMENDS_PLAYBOOK_SHARES": {"keep": 101}}, "which is no share"),
        ({"AMENDS_PLAYBOOK_SHARES": {"keep": "much"}}, "which is no share"),
        ({"AMENDS_PLAYBOOK_GIFT": "5"}, "an amount with its currency"),
        ({"AMENDS_PROCEDURES": ["Answer today."]}, "from reasons to what staff should know"),
        ({"AMENDS_PROCEDURES": {"prices": {"text": "x"}}}, "is no reason of a claim"),
        ({"AMENDS_PROCEDURES": {"*": {}}}, "must have a text or links"),
        ({"AMENDS_PROCEDURES": {"*": {"links": [{"url": "https://x.example"}]}}}, "without title and url"),
        (
            {"AMENDS_PROCEDURES": {"*": {"links": [{"title": "x", "url": "javascript:alert(1)"}]}}},
            "not an http",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_way_out(config: dict[str, Any], rule: str):
    with pytest.raises(SettingsError) as raised:
        read(**config)
    (fault,) = raised.value.faults
    assert rule in fault.rule
    assert fault.way_out
