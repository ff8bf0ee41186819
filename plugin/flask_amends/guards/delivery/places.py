"""Where an order goes, and where a rule of delivery holds: countries, regions, cities, and postal codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_amends.guards.delivery.countries import country_code

_ISO = re.compile(r"([A-Za-z]{2})(?:-([A-Za-z0-9]{1,3}))?", re.ASCII)
#: What each part of an address is called by shops.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "country": ("country", "country_code", "addressCountry"),
    "region": ("region", "state", "addressRegion"),
    "city": ("city", "town", "addressLocality"),
    "postal_code": ("postal_code", "postcode", "zip", "zip_code", "postalCode"),
}
_LONGEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an order goes, as far as it is known.

    ``country`` is of two letters (ISO 3166); anything else is taken for not known.
    """

    country: str | None = None
    region: str | None = None
    city: str | None = None
    postal_code: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "country", country_code(self.country))

    @classmethod
    def of(
        cls,
        value: Any,
        country: str | None = None,
        *,
        named: Callable[[str], str | None] = country_code,
    ) -> Place:
        """A place from ours, a mapping, an object, or a text.

        A text is ``"PL"``, ``"PL-MZ"``, the name of a country or a city, or a postal code.

        ``country`` is the one that is meant where none is named: that of a shop which sells to one only.
        ``named`` gives the two letters of a country from what it is called.
        """
        if isinstance(value, Place):
            return value
        if isinstance(value, str):
            return cls._of_text(value.strip(), country, named)
        found = {name: _part(value, names) for name, names in _NAMES.items()}
        called = found.pop("country")
        return cls(**found, country=named(called) if called else country)

    @classmethod
    def _of_text(cls, text: str, country: str | None, named: Callable[[str], str | None]) -> Place:
        if iso := _ISO.fullmatch(text):
            return cls(country=iso[1], region=text.upper() if iso[2] else None)
        if country is None and (code := named(text)):
            return cls(country=code)
        if any(one.isdigit() for one in text):
            return cls(country=country, postal_code=text[:_LONGEST])
        return cls(country=country, city=text[:_LONGEST] or None)

    @property
    def is_known(self) -> bool:
        """Whether anything is known of it."""
        return any((self.country, self.region, self.city, self.postal_code))

    @property
    def label(self) -> str:
        """Its parts in a row, for machines: ``PL/MZ/Warszawa/00950``; empty for nowhere in particular."""
        parts = (self.country, self.region, self.city, plain(self.postal_code) or None)
        return "/".join(part for part in parts if part)


def _part(value: Any, names: tuple[str, ...]) -> str | None:
    for name in names:
        found = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
        found = getattr(found, "code", found)
        if isinstance(found, str | int) and str(found).strip():
            return str(found).strip()[:_LONGEST]
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Where a rule holds. The more is given, the more exactly; nothing given is everywhere.

    Of postal codes there are whole ones, what they begin with, and ranges from a first to a last one.
    """

    country: str | None = None
    region: str | None = None
    city: str | None = None
    postal_prefixes: tuple[str, ...] = ()
    postal_ranges: tuple[tuple[str, str], ...] = ()
    postal_codes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.country is not None:
            if (code := country_code(self.country)) is None:
                raise ValueError(f"{self.country!r} is no country; write its two letters, such as 'PL'.")
            object.__setattr__(self, "country", code)
        for first, last in self.postal_ranges:
            low, high = plain(first), plain(last)
            if len(low) != len(high) or low > high or not low:
                raise ValueError("A range of postal codes goes from one to a later one of the same length.")

    @property
    def is_everywhere(self) -> bool:
        """Whether it is the region of a fallback."""
        return self == Region()

    @property
    def exactness(self) -> int:
        """How exact it is at its most exact: a postal code before a city, a city before a region."""
        return 1000 * max(map(_weight, self._postal()), default=0) + self._broad

    def fit(self, place: Place) -> int | None:
        """How exactly it holds for a place; ``None`` if it does not.

        A place of which something asked for is not known does not lie in it.
        """
        broad = (
            same(self.country, place.country)
            and same(self.region, place.region)
            and same(self.city, place.city)
        )
        if not broad:
            return None
        spans = self._postal()
        if not spans:
            return self._broad
        code = plain(place.postal_code)
        held = [_weight(span) for span in spans if _within(code, span)]
        return 1000 * max(held) + self._broad if code and held else None

    def holds(self, place: Place) -> bool:
        """Whether a place lies in it."""
        return self.fit(place) is not None

    def meets(self, other: Region) -> bool:
        """Whether some place can lie in both."""
        mine, theirs = self._postal(), other._postal()
        return (
            _agree(self.country, other.country)
            and _agree(self.region, other.region)
            and _agree(self.city, other.city)
            and (not mine or not theirs or any(_cross(one, two) for one in mine for two in theirs))
        )

    @property
    def _broad(self) -> int:
        return 100 * bool(self.city) + 10 * bool(self.region) + bool(self.country)

    def _postal(self) -> tuple[tuple[str, str, bool], ...]:
        """Every span of codes: from, to, and whether longer codes lie in it too."""
        return (
            *((plain(one), plain(one), True) for one in self.postal_prefixes),
            *((plain(first), plain(last), True) for first, last in self.postal_ranges),
            *((plain(one), plain(one), False) for one in self.postal_codes),
        )


def same(wanted: str | None, found: str | None) -> bool:
    """Whether a part of an address is the wanted one; nothing wanted is met by all."""
    return wanted is None or (found is not None and wanted.casefold().strip() == found.casefold().strip())


@lru_cache(maxsize=4096)
def plain(code: str | None) -> str:
    """A postal code without spaces and strokes."""
    return "".join(one for one in (code or "").casefold() if one.isalnum())


def _agree(one: str | None, two: str | None) -> bool:
    return one is None or two is None or same(one, two)


def _weight(span: tuple[str, str, bool]) -> int:
    """How exact a span is: twice the letters its codes begin with; a range or a whole code one more."""
    low, high, longer = span
    common = next((at for at, (a, b) in enumerate(zip(low, high, strict=True)) if a != b), len(low))
    return 2 * common + (not longer or low != high)


def _within(code: str, span: tuple[str, str, bool]) -> bool:
    low, high, longer = span
    if not longer:
        return code == low
    return len(code) >= len(low) and low <= code[: len(low)] <= high


def _cross(one: tuple[str, str, bool], two: tuple[str, str, bool]) -> bool:
    short, long = sorted((one, two), key=lambda span: len(span[0]))
    size = len(short[0])
    if size < len(long[0]) and not short[2]:
        return False
    return short[0] <= long[1][:size] and long[0][:size] <= short[1]
