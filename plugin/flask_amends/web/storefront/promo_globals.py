"""What a shop's templates can call about promotions (C1, C2)."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from flask_amends.notices.model import Slot
from flask_amends.service.notices import promo
from flask_amends.state import get_state
from flask_amends.web import reader
from flask_amends.web.notices.showing import show


class PromoGlobals:
    """The part of ``amends`` in templates that is about promotions."""

    def promo_notice(
        self,
        terms_or_code: Any,
        *,
        basket: Any = None,
        customer: Any = None,
        used: Any = None,
        slot: str | None = None,
        plain: bool = False,
        locale: str | None = None,
    ) -> Markup | str:
        """The conditions of a promotion; with a ``basket``, what it gets or what is missing.

        ``terms_or_code`` is a published code or id, or :class:`flask_amends.PromoTerms` of the shop's own.
        Basket and customer are our values, mappings, or objects with the same names; ``used`` is what was
        used before (``times``, ``by_customer``, ``left``, ``issued_at``). ``slot`` is ``banner`` or, with a
        basket, ``cart``, unless it is named.
        """
        place = Slot(slot) if slot else Slot.BANNER if basket is None else Slot.CART
        told = locale if plain and locale else reader.locale(locale)
        found = promo.of_terms(get_state(), terms_or_code, place, basket, customer, used=used, locale=told)
        return show(found, place, plain=plain, locale=locale)
