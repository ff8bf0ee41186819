"""What was ticked beside an order, from the shop's own form (K2, K5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from amends_widgets.languages import Language, negotiate
from amends_widgets.words.notices.contact import OFFERS
from flask_amends.notices.facts import fact
from flask_amends.service import wishes
from flask_amends.state import State

#: The names of the fields.
NO_CALLS, OFFERED = "amends_do_not_call", "amends_offers"


def take(state: State, form: Mapping[str, str], order: Any) -> str | None:
    """Keep it, with the words that were agreed to; returns the id of the wishes, if there are any."""
    settings = state.settings
    wording = None
    if form.get(OFFERED):
        code = negotiate([str(fact(order, "locale") or "")], settings.locales, settings.default_locale)
        wording = Language(code, html=False).say(OFFERS)
    return wishes.take(state, order, do_not_call=bool(form.get(NO_CALLS)), offers=wording)
