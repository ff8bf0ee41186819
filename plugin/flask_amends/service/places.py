"""Where an order goes, from what a shop knows of it; a country may be written by its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from babel import Locale

from amends_widgets.languages import LANGUAGES
from flask_amends.guards.delivery import Place
from flask_amends.guards.delivery.countries import country_code
from flask_amends.state import State


def place_of(state: State, value: Any) -> Place:
    """A place from whatever a shop has; of a shop that sells to one country only, that one is meant."""
    return Place.of(value, state.settings.delivery.only_country, named=code_of)


def code_of(text: str) -> str | None:
    """The two letters of a country, from them or from its name in a language of ours.

    ``None`` for a word that no country is known by: nobody is told that nothing is delivered to a place that
    was only written in another way.
    """
    return country_code(text) or _codes().get(text.strip().casefold())


def name_of(code: str, locale: str) -> str:
    """A country by its name in a language; what is no country stays as it is."""
    return str(Locale.parse(locale).territories.get(code.upper(), code))


@cache
def _codes() -> Mapping[str, str]:
    """The names of countries; unions and codes that stand for none are left out."""
    return {
        name.casefold(): code
        for locale in LANGUAGES
        for code, name in Locale.parse(locale).territories.items()
        if country_code(code) == code and code[0] not in "XZ" and code not in {"EU", "EZ", "UN", "QO"}
    }
