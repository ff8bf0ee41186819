"""Delivery terms: the rule for an address, the days a parcel comes, and what a shop forgot to say (D1-D6)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_amends.disputes.money import Money
from flask_amends.guards.delivery import (
    Carrier,
    DeliveryRule,
    Fault,
    Inspection,
    Lack,
    Place,
    Prepayment,
    Region,
    arrives,
    lint,
    rule_for,
)

TODAY = date(2026, 11, 18)


def rule(region: Region | None = None, **known: Any) -> DeliveryRule:
    whole: dict[str, Any] = {
        "carrier": Carrier(name="Boxberry"),
        "inspection": Inspection.NO,
        "prepayment": Prepayment.NONE,
        "reviewed_on": TODAY,
    }
    return DeliveryRule(region=region or Region(), **{**whole, **known})


FALLBACK = rule(carrier=Carrier(name="DPD"))
RUSSIA = rule(Region(country="RU"))
MOSCOW = rule(Region(country="RU", city="Moscow"), carrier=Carrier(name="our own couriers"))
CENTRE = rule(Region(country="RU", postal_prefixes=("101", "10-2")))
RULES = (FALLBACK, RUSSIA, MOSCOW, CENTRE)


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (Place(), FALLBACK),
        (Place(country="DE"), FALLBACK),
        (Place(country="ru"), RUSSIA),
        (Place(country="RU", city=" moscow"), MOSCOW),
        (Place(country="RU", city="Moscow", postal_code="101 000"), CENTRE),
        (Place(country="RU", postal_code="102000"), CENTRE),
        (Place(country="RU", postal_code="190000"), RUSSIA),
        (Place(city="Moscow"), FALLBACK),
    ],
)
def test_the_most_exact_rule_holds(place: Place, found: DeliveryRule) -> None:  # D3
    assert rule_for(RULES, place) is found


def test_without_a_fallback_there_may_be_no_rule() -> None:
    assert rule_for((MOSCOW,), Place(country="DE")) is None


@pytest.mark.parametrize(
    ("ordered", "known", "days"),
    [
        ("2026-11-18T08:00", {}, ("2026-11-19", "2026-11-24")),
        ("2026-11-18T16:30", {"cutoff": 16 * 60, "zone": "UTC"}, ("2026-11-20", "2026-11-25")),
        ("2026-11-18T15:30", {"cutoff": 16 * 60, "zone": "Europe/Moscow"}, ("2026-11-20", "2026-11-25")),
        ("2026-11-21T08:00", {}, ("2026-11-24", "2026-11-27")),
        ("2026-11-21T08:00", {"every_day": True}, ("2026-11-22", "2026-11-25")),
        ("2026-11-18T08:00", {"handling": (0, 0), "transit": (0, 0)}, ("2026-11-18", "2026-11-18")),
    ],
)
def test_days_are_told_not_speeds(ordered: str, known: dict[str, Any], days: tuple[str, str]) -> None:  # D1
    first, last = arrives(rule(**known), datetime.fromisoformat(ordered).replace(tzinfo=UTC))

    assert (first.isoformat(), last.isoformat()) == days


def test_holidays_do_not_count() -> None:
    ordered = datetime(2026, 11, 18, 8, tzinfo=UTC)
    plain = arrives(FALLBACK, ordered)

    assert arrives(FALLBACK, ordered, days_off={TODAY + timedelta(days=1)})[0] == plain[0] + timedelta(days=1)


def test_a_whole_set_of_rules_has_no_fault() -> None:
    assert list(lint(RULES, countries={"RU"}, currency="RUB", today=TODAY)) == []


EUR = Money(amount=Decimal(5), currency="EUR")


@pytest.mark.parametrize(
    ("rules", "known", "fault"),
    [
        ((RUSSIA,), {}, Fault(lack=Lack.NO_FALLBACK)),
        (RULES, {"countries": {"PL"}}, Fault(lack=Lack.NO_RULE_FOR_COUNTRY, detail="PL")),
        ((replace(FALLBACK, inspection=None),), {}, Fault(lack=Lack.NO_INSPECTION, rule=0)),
        ((replace(FALLBACK, prepayment=None),), {}, Fault(lack=Lack.NO_PREPAYMENT, rule=0)),
        ((replace(FALLBACK, carrier=None),), {}, Fault(lack=Lack.NO_CARRIER, rule=0)),
        ((*RULES, FALLBACK), {}, Fault(lack=Lack.OVERLAP, rule=4, detail="0")),
        ((replace(FALLBACK, free_from=EUR),), {"currency": "RUB"}, Fault(lack=Lack.OTHER_CURRENCY, rule=0)),
        ((replace(FALLBACK, cutoff=60),), {}, Fault(lack=Lack.NO_ZONE, rule=0)),
        ((FALLBACK,), {"slow_days": [5]}, Fault(lack=Lack.TOO_FAST, rule=0, detail="5")),
        ((FALLBACK,), {"today": TODAY + timedelta(days=181)}, Fault(lack=Lack.NOT_REVIEWED, rule=0)),
    ],
)
def test_each_fault_is_found(rules: tuple[DeliveryRule, ...], known: dict[str, Any], fault: Fault) -> None:
    assert list(lint(rules, **known)) == [fault]


def test_a_place_that_is_not_delivered_to_needs_no_carrier() -> None:
    nowhere = DeliveryRule(region=Region(country="AQ"), delivers=False, reviewed_on=TODAY)

    assert list(lint((FALLBACK, nowhere), today=TODAY)) == []


@given(
    minutes=st.integers(0, 2 * 365 * 24 * 60),
    days=st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 9), st.integers(0, 9)),
    every_day=st.booleans(),
)
def test_the_first_day_is_never_after_the_last(
    minutes: int, days: tuple[int, int, int, int], every_day: bool
) -> None:
    ordered = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    a, b, c, d = days
    terms = rule(handling=(min(a, b), max(a, b)), transit=(min(c, d), max(c, d)), every_day=every_day)
    first, last = arrives(terms, ordered)

    assert ordered.date() <= first <= last
    assert every_day or (first.isoweekday() < 6 and last.isoweekday() < 6)
