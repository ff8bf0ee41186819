"""What a shop's own templates can call about delivery: ``amends.delivery_notice(…)``."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from flask_amends.notices.facts import number_of
from flask_amends.notices.model import Slot
from flask_amends.service.notices import delivery
from flask_amends.state import get_state
from flask_amends.web import reader
from flask_amends.web.notices.showing import show
from flask_amends.web.storefront.orders import LONGEST_IN_ADDRESS, of_order


class DeliveryGlobals:
    """The calls about delivery."""

    def delivery_notice(
        self,
        region: Any = None,
        *,
        order: Any = None,
        product: Any = None,
        basket: Any = None,
        slot: str = "product",
        plain: bool = False,
        locale: str | None = None,
    ) -> Markup | str:
        """The terms of delivery to a region: its days, who brings it, what is paid when (D1-D8).

        ``region`` is a country, a city, or an address as a mapping or object; without it, that of order or
        basket counts, and else what holds everywhere. In a letter, ``plain=True`` gives its lines. With an
        order its days count from when it was placed, and the claim link leads to it: for its buyer only.
        """
        state = get_state()
        known = bool(number_of(order))
        tongue = locale if plain and locale in state.settings.locales else reader.locale(locale)
        notices = delivery.of_region(
            state,
            region,
            Slot(slot),
            order=order,
            basket=basket,
            product=product,
            locale=tongue,
            token=of_order(state, order, longest=LONGEST_IN_ADDRESS).token if known else "",
        )
        country = delivery.country_of(state, region, order, basket)
        return show(notices, slot, plain=plain, locale=locale, country=country)
