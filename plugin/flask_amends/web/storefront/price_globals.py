"""What a shop's templates can call about prices: notices, and reductions that are worked out (P1, P8)."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from flask_amends.notices.model import Slot
from flask_amends.service import price_known
from flask_amends.service.notices import payment as payment_notices
from flask_amends.service.notices import price as price_notices
from flask_amends.service.price_known import Known, Reduction
from flask_amends.state import get_state
from flask_amends.web.notices.showing import show


class PriceGlobals:
    """The part of ``amends`` in templates that is about prices."""

    def price_notice(
        self, product: Any, *, slot: str = "product", plain: bool = False, locale: str | None = None
    ) -> Markup | str:
        """What there is to say about a product's price: that it is being checked, that an order is confirmed
        before it is paid, its lowest price before a reduction, and the clause about wrong prices."""
        state, place = get_state(), Slot(slot)
        found = [
            *price_notices.of_product(state, product, place),
            *payment_notices.of_product(state, product, place),
        ]
        return show(found, place, plain=plain, locale=locale)

    def price(self, product: Any) -> Known:
        """The price in force (``price``), or none while the only one is being checked (``is_held``): then
        show no button to buy it."""
        return price_known.known(get_state(), product)

    def reduction(self, product: Any, percent: int | None = None) -> Reduction | None:
        """The reduction of a product on sale: ``percent``, ``before`` and ``now``; nothing for others.

        It is worked out from the lowest price of the thirty days before. A ``percent`` that somebody typed is
        refused with :class:`flask_amends.errors.InvalidInput` unless it is that one.
        """
        return price_known.reduction(get_state(), product, percent)
