"""Terms of delivery in words for staff: where a rule holds, and what is wrong with it."""

from __future__ import annotations

from typing import Any

from babel import Locale

from amends_widgets.languages import Language
from amends_widgets.marking import N_
from amends_widgets.words.terms_lint import DELIVERY_FAULTS
from flask_amends.guards.delivery import Fault, Lack, Region

EVERYWHERE = N_("Everywhere else")


def country(code: str, language: Language) -> str:
    """A country by its name in a language; what is no country of two letters stays as it is."""
    return str(Locale.parse(language.code).territories.get(code.upper(), code))


def where(region: Region, language: Language) -> str:
    """Where a rule holds: country, region, city, postal codes."""
    if region.is_everywhere:
        return str(language.say(EVERYWHERE))
    codes = (
        *region.postal_codes,
        *(f"{one}…" for one in region.postal_prefixes),
        *(f"{first}–{last}" for first, last in region.postal_ranges),
    )
    broad = (country(region.country, language) if region.country else None, region.region, region.city)
    return ", ".join(filter(None, (*broad, *codes)))


def sentence(fault: Fault, language: Language) -> str:
    """What is wrong, as a sentence."""
    known: dict[Lack, dict[str, Any]] = {
        Lack.NO_RULE_FOR_COUNTRY: {"country": country(fault.detail, language)},
        Lack.OVERLAP: {"other": fault.detail},
        Lack.TOO_FAST: {"days": int(fault.detail) if fault.lack is Lack.TOO_FAST else 0},
        Lack.MAIL_SILENT: {"name": fault.detail},
        Lack.MAIL_MISSING: {"name": fault.detail},
        Lack.BROKEN: {"problem": fault.detail},
    }
    values = known.get(fault.lack, {})
    return language.tell(DELIVERY_FAULTS[fault.lack], values, **values)
