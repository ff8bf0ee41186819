"""The shop's terms of delivery: which hold for an address, what they lack, who looked at them (D1-D6).

The rules come from the shop's function or its configuration. What the function gives is kept in mind for a
moment; on a page a function that fails leaves out the notice, never the page.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask_amends.errors import NotFound
from flask_amends.guards.delivery import DeliveryRule, Fault, Lack, Place, lint, rules_for
from flask_amends.ports import StaffMember
from flask_amends.service.enquiry_writing import staff_person
from flask_amends.settings.delivery import read_rules
from flask_amends.state import State
from flask_amends.storage.ids import new_id

_MEMORY = "delivery"
_logger = logging.getLogger("flask_amends")


class BrokenRulesError(ValueError):
    """The shop's function for the rules failed, or gave something that is no rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A rule, its place in the list, its digest, and when somebody last looked at it."""

    number: int
    rule: DeliveryRule
    digest: str
    seen_on: date | None


def every(state: State) -> tuple[DeliveryRule, ...]:
    """Every rule, in the shop's order. Raises :class:`BrokenRulesError`."""
    given = state.handlers.delivery_rules
    if given is None:
        return state.settings.delivery.rules
    try:
        return read_rules(given())
    except Exception as error:
        raise BrokenRulesError(f"{type(error).__name__}: {error}") from error


def shown(state: State) -> tuple[DeliveryRule, ...]:
    """Every rule, for pages; none where the shop's function fails."""
    return state.memory.get(
        (_MEMORY, "rules"), state.clock.now(), state.settings.notices.memory, lambda: _or_none(state)
    )


def holding(state: State, place: Place) -> tuple[DeliveryRule, ...]:
    """The rules that hold for a place, one for each way of delivery."""
    return rules_for(shown(state), place, countries=state.settings.delivery.countries)


def days_off(state: State, now: datetime) -> frozenset[date]:
    """The shop's holidays around a moment, for rules whose carrier keeps them too."""
    hours = state.settings.contact.hours
    years = (now.year, now.year + 1)
    yearly = {_day(year, month, day) for year in years for month, day in hours.yearly}
    return frozenset({*hours.holidays, *(one for one in yearly if one is not None)})


def digest(rule: DeliveryRule) -> str:
    """What a rule is known by: changed terms are other terms. What the carrier did lately is no term."""
    try:
        hash(rule)
    except TypeError:  # the shop put a list where a tuple belongs
        return _digest(rule)
    return _digest_kept(rule)


def reviewed(state: State, rules: Sequence[DeliveryRule]) -> list[Reviewed]:
    """The rules, with when somebody last looked at each."""
    zone = ZoneInfo(state.settings.time_zone)
    with state.store.read() as unit:
        last = unit.delivery_reviews.last()
    found = []
    for number, rule in enumerate(rules, start=1):
        at = last.get(mark := digest(rule))
        days = [one for one in (rule.reviewed_on, at.astimezone(zone).date() if at else None) if one]
        found.append(Reviewed(number=number, rule=rule, digest=mark, seen_on=max(days, default=None)))
    return found


def review(state: State, digests: Sequence[str], *, by: StaffMember | None) -> None:
    """Somebody has looked at these terms, and they are right. Raises :class:`NotFound` for other terms."""
    known = {digest(rule) for rule in every(state)}
    if not digests or not known.issuperset(digests):
        raise NotFound("terms of delivery", ", ".join(set(digests) - known))
    now = state.clock.now()
    with state.store.begin() as unit:
        person = staff_person(unit, state, by, now) if by is not None else None
        for one in digests:
            unit.delivery_reviews.add(new_id("dlr", state.randomness), one, at=now, by=person)


def faults(state: State) -> list[Fault]:
    """Everything that is wrong with the terms (D3-D6)."""
    try:
        rules = every(state)
    except BrokenRulesError as error:
        return [Fault(lack=Lack.BROKEN, detail=str(error))]
    known = reviewed(state, rules)
    today = state.clock.now().astimezone(ZoneInfo(state.settings.time_zone)).date()
    found = lint(
        rules,
        countries=state.settings.delivery.countries,
        currency=state.settings.currency,
        today=today,
        reviews={at: one.seen_on for at, one in enumerate(known) if one.seen_on is not None},
    )
    return list(found)


def _digest(rule: DeliveryRule) -> str:
    known = {name: value for name, value in asdict(rule).items() if name not in {"lately", "reviewed_on"}}
    text = repr(sorted((name, _sorted(value)) for name, value in known.items()))
    return hashlib.sha256(text.encode()).hexdigest()


_digest_kept = lru_cache(maxsize=1000)(_digest)


def _or_none(state: State) -> tuple[DeliveryRule, ...]:
    try:
        return every(state)
    except BrokenRulesError as error:
        _logger.error("The terms of delivery are not shown: %s", error)
        return ()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _sorted(value: object) -> object:
    return sorted(map(repr, value)) if isinstance(value, frozenset) else value
