"""Who is meant by a customer or an order: addresses, kept only as digests, and where they may be."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel.core import get_global

from flask_amends.guards.dialling import countries_of, digits_of
from flask_amends.notices.facts import fact
from flask_amends.ports import Order
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import Person
from flask_amends.storage.wishes import Reach

_SALT = b"flask-amends/reach/v1"
_LONGEST, _LONGEST_ID, _LONGEST_PHONE = 320, 200, 40
_COUNTRY = re.compile(r"([A-Z]{2})(?:-.*)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Somebody as far as their addresses are known.

    ``country`` is where parcels go (ISO 3166), ``zone`` what a browser or an order said.
    """

    email: str | None = None
    phone: str | None = None
    customer_id: str | None = None
    person_id: str | None = None
    country: str | None = None
    zone: str | None = None
    locale: str | None = None

    @property
    def reaches(self) -> tuple[Reach, ...]:
        """A digest of each address, which tells nobody the address."""
        known = {"email": email_of(self.email), "phone": self._digits, "customer": self.customer_id}
        return tuple((kind, digest(kind, text)) for kind, text in known.items() if text)

    @property
    def own(self) -> tuple[Reach, ...]:
        """What is theirs alone: a number is shared and mistyped, so it counts where nothing else is known."""
        return own_of(self.reaches)

    @property
    def _digits(self) -> str:
        return digits_of(self.phone or "", self.country)[:_LONGEST]

    @property
    def is_known(self) -> bool:
        return bool(email_of(self.email) or self._digits or self.customer_id or self.person_id)

    def as_person(self, state: State) -> Person:
        """A row for somebody who is not known to us by name."""
        phone = (self.phone or "")[:_LONGEST_PHONE] or None
        return Person(id=new_id("per", state.randomness), kind="shopper", email=self.email, phone=phone)


def of(thing: Any) -> Reached:
    """Whoever a customer, an order, a person of ours, an address, or any such object is."""
    if isinstance(thing, Reached):
        return thing
    if isinstance(thing, str):
        return Reached(email=thing) if "@" in thing else Reached(phone=thing)
    if isinstance(thing, Person):
        return Reached(email=thing.email, phone=thing.phone, person_id=thing.id)
    is_order = isinstance(thing, Order) or fact(thing, "number") is not None
    key = fact(thing, "customer_id") if is_order else fact(thing, "customer_id", "id")
    found = Reached(
        email=_text(fact(thing, "email")),
        phone=_text(fact(thing, "phone")),
        customer_id=(_text(key) or "")[:_LONGEST_ID] or None,
        zone=_text(fact(thing, "time_zone")),
        locale=_text(fact(thing, "locale")),
    )
    return replace(found, country=country_of(fact(thing, "country", "region")))


def own_of(reaches: Sequence[Reach]) -> tuple[Reach, ...]:
    """Those of somebody's addresses that nobody shares; their number, where it is all there is."""
    return tuple(one for one in reaches if one[0] != "phone") or tuple(reaches)


@lru_cache(maxsize=256)
def digest(kind: str, text: str) -> str:
    """A slow digest of an address. No key goes into it: with a new one, nobody's wish would be found again.

    Slow, so that addresses are not guessed by the million from a stolen table. One page asks for the same
    few again and again, so this process keeps the last ones in mind.
    """
    salt = _SALT + kind.encode()
    return hashlib.scrypt(text.encode(), salt=salt, n=2048, r=8, p=1, dklen=32).hex()


def email_of(text: str | None) -> str:
    """An address however it is spelled."""
    return (text or "").strip().casefold()[:_LONGEST]


def country_of(region: Any) -> str | None:
    """The country at the front of a region such as ``PL`` or ``US-CA``."""
    found = _COUNTRY.fullmatch(region.upper()) if isinstance(region, str) else None
    return found[1] if found is not None and found[1] in _territories() else None


def zones_of(state: State, who: Reached, chosen: str | None = None) -> tuple[str, ...]:
    """The zones somebody may be in: chosen > address > telephone prefix > browser > where the shop sells.

    Where a country has several and the browser's is one of them, that decides; where the browser says that
    they are elsewhere, both count.
    """
    if chosen:
        return (chosen,)
    browser = who.zone if who.zone in _zones() else None
    countries = (who.country,) if who.country else countries_of(who.phone or "")
    zones = _within(countries)
    if browser is not None:
        return (browser,) if browser in zones or not zones else (*zones, browser)
    settings = state.settings
    return zones or tuple(dict.fromkeys((*_within(settings.manners.sells_to), settings.time_zone)))


def _within(countries: tuple[str, ...]) -> tuple[str, ...]:
    known = _zones()
    found = dict.fromkeys(zone for one in countries for zone in _territories().get(one, ()))
    return tuple(zone for zone in found if zone in known)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _territories() -> dict[str, list[str]]:
    found: dict[str, list[str]] = dict(get_global("territory_zones"))
    return found


def _text(value: Any) -> str | None:
    return str(value).strip()[:_LONGEST] or None if value is not None else None
