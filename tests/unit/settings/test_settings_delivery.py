"""Terms of delivery and what items need, as a shop writes them into its configuration."""

from datetime import date
from decimal import Decimal

import pytest

from flask_amends.disputes.money import Money
from flask_amends.errors import SettingsError
from flask_amends.guards.catalogue import Missing
from flask_amends.guards.delivery import Carrier, DeliveryRule, Extra, Inspection, Method, Prepayment, Region
from flask_amends.settings import Settings
from flask_amends.settings.delivery import read_rule

LEAST = {"SECRET_KEY": "7f3e9d6b0c1a4852a6d7e8f90b1c2d3e"}
WHOLE = {
    "region": {"country": "PL", "postal_ranges": [["00-000", "04-999"]], "postal_codes": "05-077"},
    "method": "locker",
    "carrier": {"name": "InPost", "phone": "+48 722 444 000", "about": {"en": "yellow lockers"}},
    "handling": 1,
    "transit": [1, 3],
    "cutoff": "14:30",
    "zone": "Europe/Warsaw",
    "days_off": ["2026-12-24"],
    "cost": "9.90 PLN",
    "surcharges": {"oversize": "20.00 PLN"},
    "prepayment": "part",
    "prepayment_share": "0.3",
    "inspection": "for_a_fee",
    "inspection_fee": "5.00 PLN",
    "not_for": ["plants"],
    "reviewed_on": "2026-11-01",
    "lately": [1, 2],
}


def fault(**config: object) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.from_config({**LEAST, **config})
    [one] = caught.value.faults
    assert one.way_out
    return one.rule


def test_a_rule_is_read_from_plain_values() -> None:  # D3, D4
    def zloty(amount: str) -> Money:
        return Money(amount=Decimal(amount), currency="PLN")

    assert read_rule(WHOLE) == DeliveryRule(
        region=Region(country="PL", postal_ranges=(("00-000", "04-999"),), postal_codes=("05-077",)),
        method=Method.LOCKER,
        carrier=Carrier(name="InPost", phone="+48 722 444 000", about=(("en", "yellow lockers"),)),
        handling=(1, 1),
        transit=(1, 3),
        cutoff=14 * 60 + 30,
        zone="Europe/Warsaw",
        days_off=frozenset({date(2026, 12, 24)}),
        cost=zloty("9.90"),
        surcharges=((Extra.OVERSIZE, zloty("20.00")),),
        prepayment=Prepayment.PART,
        prepayment_share=Decimal("0.3"),
        inspection=Inspection.FOR_A_FEE,
        inspection_fee=zloty("5.00"),
        not_for=frozenset({"plants"}),
        reviewed_on=date(2026, 11, 1),
        lately=(1, 2),
    )


def test_rules_and_countries_are_understood() -> None:
    settings = Settings.from_config(
        {**LEAST, "AMENDS_DELIVERY_RULES": [{"carrier": "DPD"}, WHOLE], "AMENDS_DELIVERY_COUNTRIES": "pl"}
    ).delivery

    assert settings.rules[0] == DeliveryRule(carrier=Carrier(name="DPD"))
    assert settings.only_country == "PL"


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("everywhere", "must be a list of rules."),
        ([WHOLE], "has no rule for everywhere."),  # D6
        ([{}, {"carier": "DPD"}], "rule 2: carier is not known."),
        ([{"transit": [3, 1]}], "rule 1: Days go from the fewest to the most, up to 60."),
        ([{"method": "drone"}], "rule 1: 'drone' is not a valid Method."),
        ([{"cutoff": "25:00"}], "rule 1: cutoff '25:00' is not understood ('25:00' is no time of day)."),
        ([{"transit": "1-3"}], "rule 1: transit '1-3' is not understood (write [1, 3])."),
        ([{"carrier": 5}], "rule 1: carrier 5 is not understood."),
        ([{"prepayment_share": "30%"}], "rule 1: prepayment_share '30%' is not understood."),
        ([{"storage_days": -3}], "rule 1: storage_days -3 is not understood (write a number from 1 on)."),
        ([{"cost": "-5.00 PLN"}], "rule 1: A delivery costs nothing or something, never less."),
        ([7], "rule 1: is neither a DeliveryRule nor a mapping."),
    ],
)
def test_what_is_wrong_with_rules_is_told_by_number(rules: object, said: str) -> None:
    assert fault(AMENDS_DELIVERY_RULES=rules).rstrip(".") == said.rstrip(".")


def test_one_country_and_one_day_off_are_written_without_brackets() -> None:
    rule = read_rule({"region": "PL", "days_off": "2026-12-24", "heaviest_kg": "25"})

    assert (rule.region, rule.days_off) == (Region(country="PL"), frozenset({date(2026, 12, 24)}))
    assert rule.heaviest_kg == 25


def test_a_country_has_two_letters() -> None:
    assert fault(AMENDS_DELIVERY_COUNTRIES=["Poland"]) == "'POLAND' is no country of two letters."


def test_what_items_need_is_said_by_category() -> None:  # Q5
    config = {**LEAST, "AMENDS_CATALOGUE_NEEDS": {"books": ["description"], "*": "description,photo"}}

    assert Settings.from_config(config).catalogue_needs == {
        "books": {Missing.DESCRIPTION},
        "*": {Missing.DESCRIPTION, Missing.PHOTO},
    }
    assert fault(AMENDS_CATALOGUE_NEEDS=["smell"]) == "names smell."
