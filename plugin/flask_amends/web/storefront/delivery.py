"""The shop's terms of delivery for everybody: what holds for an address, and for every region (D1-D8).

A form that is sent by GET, so an answer has an address of its own and nothing is kept. It asks for no more
than what the shop's rules tell places apart by.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, request
from markupsafe import Markup

from amends_widgets.languages import Language
from flask_amends.errors import NotFound
from flask_amends.guards.delivery import DeliveryRule, Place, Region
from flask_amends.guards.delivery.countries import country_code
from flask_amends.notices.model import Notice, Slot
from flask_amends.service import delivery_terms
from flask_amends.service.notices import delivery as notices
from flask_amends.service.places import name_of, place_of
from flask_amends.state import State, get_state
from flask_amends.web import reader
from flask_amends.web.notices.showing import show as say
from flask_amends.web.pages import EXTRAS, page
from flask_amends.web.regions import where
from flask_amends.web.text import clean

#: What a form says for a country that is not in its list; no country has these letters.
ELSEWHERE = "ZZ"
_PARTS = ("country", "region", "city", "postal_code")
_LONGEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Where something holds, and what it says, line by line."""

    places: Sequence[str]
    lines: Sequence[str]


def register(bp: Blueprint) -> None:
    """The page."""
    bp.add_url_rule("/delivery", "delivery", show, methods=["GET"])


def told() -> bool:
    """Whether the shop has terms of delivery: only then a page leads to them."""
    state = get_state()
    return state.handlers.delivery_rules is not None or bool(state.settings.delivery.rules)


def show() -> Response:
    """The answer for an address, if one is asked for, and the terms of all regions; 404 without any."""
    state = get_state()
    rules = delivery_terms.shown(state)
    if not rules:
        raise NotFound("page", "delivery")
    typed = {name: clean(request.args.get(name, ""))[:_LONGEST] for name in _PARTS}
    countries = _countries(state, rules)
    known = country_code(typed["country"]) or state.settings.delivery.only_country
    return page(
        "amends/delivery.html",
        typed={**typed, "country": known or ""},
        countries=countries,
        elsewhere=ELSEWHERE,
        regions=sorted({one.region.region for one in rules if one.region.region}),
        asks={
            "country": bool(countries) and state.settings.delivery.only_country is None,
            "city": any(one.region.city for one in rules),
            "postal_code": any(_postal(rules)),
        },
        answer=_answer(state, typed) if any(typed.values()) else "",
        rows=_rows(state, rules),
    )


def _countries(state: State, rules: Iterable[DeliveryRule]) -> list[tuple[str, str]]:
    """Those the shop sells to, or its rules speak of, by their names in the reader's language."""
    named = {one.region.country for one in rules if one.region.country}
    locale = reader.locale()
    found = [(one, name_of(one, locale)) for one in {*state.settings.delivery.countries, *named}]
    return sorted(found, key=lambda one: one[1])


def _postal(rules: Iterable[DeliveryRule]) -> Iterable[bool]:
    return (
        bool(one.region.postal_codes or one.region.postal_prefixes or one.region.postal_ranges)
        for one in rules
    )


def _answer(state: State, typed: dict[str, str]) -> Markup:
    """Every way of delivery to an address, whole: no place on this page is short."""
    place = place_of(state, typed)
    found = notices.of_region(state, place, Slot.TERMS, locale=reader.locale())
    return Markup("").join(Markup(say([_before_buying(one)], Slot.TERMS)) for one in found)  # noqa: S704


def _before_buying(notice: Notice) -> Notice:
    """Nobody who reads this has a parcel yet to complain about."""
    return replace(notice, ways=tuple(way for way in notice.ways if way.endpoint == "contact"))


def _rows(state: State, rules: Iterable[DeliveryRule]) -> list[Row]:
    """The rules in the shop's order, then what holds for the rest.

    Where the shop names its countries, the rule for everywhere is that of those without one of their own,
    and beyond them nothing is brought.
    """
    countries, locale = state.settings.delivery.countries, reader.locale()
    language = Language(locale, html=False)
    named = [one for one in rules if not one.region.is_everywhere]
    rest = [one for one in rules if one.region.is_everywhere]
    found = _together(_row(state, where(one.region, language), one) for one in named)
    if not countries:
        return found + [_row(state, where(one.region, language), one) for one in rest]
    for code in countries:
        held = delivery_terms.holding(state, Place(country=code))
        found += [_row(state, name_of(code, locale), one) for one in held if one.region.is_everywhere]
    return [*found, _row(state, where(Region(), language), DeliveryRule(delivers=False))]


def _together(rows: Iterable[Row]) -> list[Row]:
    """What is the same for several places is said once, at the first of them."""
    places: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        known = places.setdefault(tuple(row.lines), [])
        known += [one for one in row.places if one not in known]
    return [Row(places=named, lines=lines) for lines, named in places.items()]


def _row(state: State, place: str, rule: DeliveryRule) -> Row:
    notice = replace(notices.of_rule(state, rule, Slot.PRODUCT), ways=())
    said = str(say([notice], Slot.PRODUCT, plain=True, locale=reader.locale()))
    return Row(places=[place], lines=said.splitlines())


EXTRAS["tells_delivery"] = told
