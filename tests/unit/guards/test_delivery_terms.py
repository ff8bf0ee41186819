"""Delivery terms: the rule for an address, the days a parcel comes, and what a shop forgot to say (D1-D6)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
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
    Method,
    Place,
    Prepayment,
    Region,
    arrives,
    is_beyond,
    lint,
    order_by,
    rule_for,
    rules_for,
    slowest_usual,
)

TODAY = date(2026, 11, 18)


def rule(region: Region | None = None, **known: Any) -> DeliveryRule:
    whole: dict[str, Any] = {
        "carrier": Carrier(name="Boxberry", phone="+7 800 222-80-00"),
        "inspection": Inspection.NO,
        "prepayment": Prepayment.NONE,
        "reviewed_on": TODAY,
    }
    return DeliveryRule(region=region or Region(), **{**whole, **known})


FALLBACK = rule(carrier=Carrier(name="DPD", phone="+7 800 250-44-34"))
RUSSIA = rule(Region(country="RU"))
MOSCOW = rule(
    Region(country="RU", city="Moscow"), carrier=Carrier(name="our own couriers", phone="+7 495 000-00-00")
)
CENTRE = rule(Region(country="RU", postal_prefixes=("101", "10-2")))
#: A rule that says where nothing is brought, so that only what a test is about is found.
NOWHERE = DeliveryRule(region=Region(country="AQ"), delivers=False, reviewed_on=date(2028, 1, 1))
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
        ((FALLBACK, MOSCOW), {"countries": {"RU"}}, Fault(lack=Lack.NO_RULE_FOR_COUNTRY, detail="RU")),
        ((replace(FALLBACK, inspection=None),), {}, Fault(lack=Lack.NO_INSPECTION, rule=0)),
        ((replace(FALLBACK, prepayment=None),), {}, Fault(lack=Lack.NO_PREPAYMENT, rule=0)),
        ((replace(FALLBACK, carrier=None),), {}, Fault(lack=Lack.NO_CARRIER, rule=0)),
        ((*RULES, replace(FALLBACK, transit=(4, 9))), {}, Fault(lack=Lack.OVERLAP, rule=4, detail="1")),
        ((replace(FALLBACK, free_from=EUR),), {"currency": "RUB"}, Fault(lack=Lack.OTHER_CURRENCY, rule=0)),
        ((replace(FALLBACK, cutoff=60),), {}, Fault(lack=Lack.NO_ZONE, rule=0)),
        ((replace(FALLBACK, lately=(1, 2, 5)),), {}, Fault(lack=Lack.TOO_FAST, rule=0, detail="5")),
        ((replace(FALLBACK, carrier=Carrier(name="DPD")),), {}, Fault(lack=Lack.NO_CONTACT, rule=0)),
        ((FALLBACK,), {"today": TODAY + timedelta(days=181)}, Fault(lack=Lack.NOT_REVIEWED, rule=0)),
    ],
)
def test_each_fault_is_found(rules: tuple[DeliveryRule, ...], known: dict[str, Any], fault: Fault) -> None:
    assert list(lint((*rules, NOWHERE), **known)) == [fault]


def test_a_set_without_a_rule_against_delivery_is_asked_about() -> None:
    assert list(lint(RULES)) == [Fault(lack=Lack.NO_REFUSAL)]
    assert list(lint(RULES, countries={"RU"})) == []


def test_a_look_at_the_desk_counts_as_one_at_the_rules() -> None:
    later = TODAY + timedelta(days=300)

    assert list(lint((FALLBACK, NOWHERE), today=later, reviews={0: later})) == []


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (Place(country="PL", postal_code="00-950"), "00-950"),
        (Place(country="PL", postal_code="00-951"), "00-900 to 00-999"),
        (Place(country="PL", postal_code="01-100"), "0"),
        (Place(country="PL", postal_code="31-001"), "everywhere"),
    ],
)
def test_a_code_counts_more_than_a_range_and_a_range_more_than_a_beginning(place: Place, found: str) -> None:
    rules = {
        "everywhere": rule(),
        "0": rule(Region(country="PL", postal_prefixes=("0",))),
        "00-900 to 00-999": rule(Region(country="PL", postal_ranges=(("00-900", "00-999"),))),
        "00-950": rule(Region(country="PL", postal_codes=("00-950",))),
    }

    assert rule_for(list(rules.values()), place) is rules[found]


def test_a_range_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="range"):
        Region(postal_ranges=(("20", "10"),))


def test_each_way_of_delivery_is_offered_once_and_a_refusal_ends_the_choice() -> None:  # D3
    courier, point = rule(method=Method.COURIER), rule(method="pickup_point")

    assert rules_for((courier, point, courier), Place()) == (courier, point)
    assert rules_for((courier, NOWHERE), Place(country="AQ")) == (NOWHERE,)


def test_a_fallback_promises_nothing_to_countries_the_shop_does_not_sell_to() -> None:
    (found,) = rules_for(RULES, Place(country="US"), countries={"RU"})

    assert not found.delivers
    assert rules_for(RULES, Place(), countries={"RU"}) == (FALLBACK,)


def test_regions_that_cross_contradict_only_if_they_promise_differently() -> None:
    one = rule(Region(country="PL", postal_ranges=(("00-000", "04-999"),)))
    two = rule(Region(country="PL", postal_ranges=(("03-000", "09-999"),)))
    apart = rule(Region(country="PL", postal_ranges=(("05-000", "09-999"),)), transit=(5, 9))

    assert list(lint((one, two, FALLBACK, NOWHERE))) == []
    assert list(lint((one, apart, FALLBACK, NOWHERE))) == []
    assert list(lint((one, replace(two, prepayment=Prepayment.FULL), FALLBACK, NOWHERE))) == [
        Fault(lack=Lack.OVERLAP, rule=1, detail="1")
    ]


@pytest.mark.parametrize(
    ("days", "slow"), [([], None), ([3], 3), (range(1, 11), 9), ([*range(100, 200), *[2] * 50], 2)]
)
def test_nine_of_ten_of_the_last_parcels_say_how_long_it_takes(days: list[int], slow: int | None) -> None:
    assert slowest_usual(tuple(days)) == slow


def test_an_order_keeps_its_days_until_the_cut_off() -> None:  # D1
    terms = rule(cutoff=14 * 60, zone="Europe/Warsaw")
    morning = datetime(2026, 11, 18, 8, tzinfo=UTC)

    assert order_by(terms, morning) == datetime(2026, 11, 18, 13, tzinfo=UTC)
    assert order_by(terms, morning + timedelta(hours=6)) is None
    assert order_by(terms, morning, days_off={TODAY}) is None


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ("pl", Place(country="PL")),
        ("PL-MZ", Place(country="PL", region="PL-MZ")),
        ("Kazan", Place(country="RU", city="Kazan")),
        ({"country_code": "PL", "zip": "00-950"}, Place(country="PL", postal_code="00-950")),
        ({"city": "Kazan"}, Place(country="RU", city="Kazan")),
        ({"country": "uk"}, Place(country="GB")),
        ({"country": SimpleNamespace(code="DE")}, Place(country="DE")),
        ("420 111", Place(country="RU", postal_code="420 111")),
        ({"country": None, "city": ""}, Place(country="RU")),
    ],
)
def test_a_place_is_read_from_what_a_shop_has(given: object, place: Place) -> None:  # D2
    assert Place.of(given, country="RU") == place


def test_a_word_that_names_no_country_is_taken_for_none() -> None:
    place = Place.of({"country": "Poland (mainland)", "city": "Gdynia"})

    assert place == Place(city="Gdynia")
    assert not is_beyond(place, ["PL"])
    with pytest.raises(ValueError, match="two letters"):
        Region(country="Atlantis")


def test_an_order_after_midnight_is_one_of_the_shops_new_day() -> None:  # D1
    late = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    same_day = rule(handling=(0, 0), transit=(0, 0))

    assert arrives(same_day, late, zone="Europe/Warsaw")[0] == TODAY + timedelta(days=1)


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
