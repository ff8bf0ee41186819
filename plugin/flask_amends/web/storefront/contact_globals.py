"""What a shop's templates can call about how its customers want to be reached (K2, K3, K5)."""

from __future__ import annotations

from typing import Any

from flask import has_request_context, request
from markupsafe import Markup

from flask_amends.notices.model import Slot
from flask_amends.service.notices import contact
from flask_amends.service.taking_wishes import NO_CALLS, OFFERED
from flask_amends.state import get_state
from flask_amends.web.notices.showing import show
from flask_amends.web.pages import render


class ContactGlobals:
    """The part of ``amends`` in templates that is about contact."""

    def contact_preferences(
        self,
        customer: Any = None,
        *,
        slot: str = "checkout_button",
        offers: bool = False,
        plain: bool = False,
        locale: str | None = None,
    ) -> Markup | str:
        """In a checkout, the field "Do not call me", unticked, on its own line; elsewhere what was wished.

        Whoever is not called already is told so in place of the field.
        ``customer`` is a customer or an order. In a checkout it stands inside the shop's own form, and
        :func:`flask_amends.take_preferences` reads it. ``offers`` asks for a consent to e-mails with offers
        as well. In an account it links to all preferences: show it to their owner only.
        """
        place = Slot(slot)
        found = contact.of_customer(get_state(), customer, place)
        told = show(found, place, plain=plain, locale=locale)
        if plain or place not in contact.ASKED:
            return told
        ticked = {name for name in (NO_CALLS, OFFERED) if _posted(name)}
        asks = not any(one.facts["do_not_call"] for one in found)
        return render(
            "amends/contact_preferences.html",
            known_locale=locale,
            told=told,
            asks=asks,
            offers=offers,
            ticked=ticked,
        )


def _posted(name: str) -> bool:
    """Whether it was ticked in a form that comes back with something to correct."""
    return has_request_context() and request.method == "POST" and bool(request.form.get(name))
