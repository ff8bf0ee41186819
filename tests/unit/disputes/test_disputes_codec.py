"""Every value of the life cycle survives the way through JSON."""

from __future__ import annotations

import json
import types
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flask_amends.disputes import POLICIES, Dispute, Money, codec
from flask_amends.disputes.dispute import Counters
from flask_amends.disputes.events import FACTS, Event, Fact
from flask_amends.disputes.policy import Policy
from flask_amends.disputes.promo import PromoTerms

MONEY = st.builds(
    Money.from_minor, st.integers(-(10**9), 10**9), st.sampled_from(["PLN", "JPY", "TND", "CLF", "RSD"])
)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(),
    int: st.integers(0, 1000),
    bool: st.booleans(),
    Money: MONEY,
    datetime: MOMENTS,
    date: st.dates(),
    timedelta: st.integers(0, 10**7).map(lambda seconds: timedelta(seconds=seconds)),
    PromoTerms: st.builds(
        PromoTerms,
        value=st.integers(1, 10**6).map(lambda minor: Money.from_minor(minor, "PLN")),
        max_share_of_order=st.none() | st.integers(1, 100).map(lambda share: Decimal(share) / 100),
        days_after_issue=st.none() | st.integers(1, 365),
        uses=st.integers(1, 5),
    ),
}

_BUILT: dict[Any, st.SearchStrategy[Any]] = {}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type hint; built once, since building costs more than drawing."""
    if hint not in _BUILT:
        _BUILT[hint] = _values(hint)
    return _BUILT[hint]


def _values(hint: Any) -> st.SearchStrategy[Any]:
    origin = get_origin(hint)
    if origin is Annotated:
        return values(get_args(hint)[0])
    if origin in (Union, types.UnionType):
        return st.one_of(st.none(), *(values(one) for one in get_args(hint) if one is not types.NoneType))
    if origin is tuple:
        return st.lists(values(get_args(hint)[0]), max_size=3).map(tuple)
    if hint in LEAVES:
        return LEAVES[hint]
    if issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    return st.builds(hint, **{name: values(one) for name, one in codec.field_types(hint).items()})


def through_json(value: Any) -> Any:
    return codec.load(type(value), json.loads(json.dumps(codec.dump(value))))


@pytest.mark.parametrize("kind", FACTS.values(), ids=list(FACTS))
@settings(max_examples=30)
@given(data=st.data())
def test_every_fact_survives_json(kind: type[Fact], data: st.DataObject):
    fact = data.draw(values(kind))
    assert through_json(fact) == fact


@given(values(Dispute))
def test_a_dispute_survives_json(dispute: Dispute):
    assert through_json(dispute) == dispute


@pytest.mark.parametrize("policy", POLICIES.values(), ids=list(POLICIES))
def test_a_policy_survives_json(policy: Policy):
    assert through_json(policy) == policy


def test_money_is_text_on_the_wire():
    assert codec.dump(Money(amount=Decimal("12.5"), currency="PLN")) == {
        "currency_code": "PLN",
        "value": "12.50",
    }


def test_a_field_that_is_newer_than_the_stored_form_takes_its_default():
    assert codec.load(Counters, {"rounds": 2}) == Counters(rounds=2)


def test_a_field_that_no_longer_exists_is_left_out():
    assert codec.load(Counters, {"rounds": 2, "forgotten": 1}) == Counters(rounds=2)


def test_a_stored_form_that_lacks_what_is_required_is_refused():
    with pytest.raises(ValueError, match="Event lacks"):
        codec.load(Event, {"sequence": 1})


def test_a_value_without_a_plain_form_is_refused():
    with pytest.raises(TypeError, match="no plain form"):
        codec.dump(1.5)


def test_what_a_person_wrote_is_marked():
    kinds: dict[str, Any] = dict(FACTS)
    personal = {name: codec.personal_fields(kind) for name, kind in kinds.items()}
    assert personal["dispute.message.posted"] == ("text",)
    assert personal["dispute.created"] == ("description",)
    assert personal["dispute.return.shipped"] == ("tracking",)
    assert personal["dispute.closed"] == ()
    for name, kind in kinds.items():
        written = {"note", "text", "description", "reference", "tracking"} & set(codec.field_types(kind))
        assert written <= set(personal[name]), name
