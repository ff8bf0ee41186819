"""What is wrong with terms of delivery, in words for staff."""

from __future__ import annotations

from typing import Any

from amends_widgets.languages import Language
from amends_widgets.words.terms_lint import DELIVERY_FAULTS
from flask_amends.guards.delivery import Fault, Lack
from flask_amends.service.places import name_of


def sentence(fault: Fault, language: Language) -> str:
    """What is wrong, as a sentence."""
    known: dict[Lack, dict[str, Any]] = {
        Lack.NO_RULE_FOR_COUNTRY: {"country": name_of(fault.detail, language.code)},
        Lack.OVERLAP: {"other": fault.detail},
        Lack.TOO_FAST: {"days": int(fault.detail) if fault.lack is Lack.TOO_FAST else 0},
        Lack.MAIL_SILENT: {"name": fault.detail},
        Lack.MAIL_MISSING: {"name": fault.detail},
        Lack.BROKEN: {"problem": fault.detail},
    }
    values = known.get(fault.lack, {})
    return language.tell(DELIVERY_FAULTS[fault.lack], values, **values)
