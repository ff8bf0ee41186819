"""Where a rule of delivery holds, in words: for shoppers and for staff."""

from __future__ import annotations

from amends_widgets.languages import Language
from amends_widgets.marking import N_
from flask_amends.guards.delivery import Region
from flask_amends.service.places import name_of

EVERYWHERE = N_("Everywhere else")


def where(region: Region, language: Language) -> str:
    """Country, region, city, postal codes."""
    if region.is_everywhere:
        return str(language.say(EVERYWHERE))
    codes = (
        *region.postal_codes,
        *(f"{one}…" for one in region.postal_prefixes),
        *(f"{first}–{last}" for first, last in region.postal_ranges),
    )
    country = name_of(region.country, language.code) if region.country else None
    return ", ".join(filter(None, (country, region.region, region.city, *codes)))
