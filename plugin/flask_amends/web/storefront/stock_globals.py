"""What a shop's templates can call about availability (A1-A6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from flask_amends.guards.stock import schema_org
from flask_amends.notices.model import Slot
from flask_amends.service import stock
from flask_amends.service.notices import stock as stock_notices
from flask_amends.state import get_state
from flask_amends.web.notices.showing import show


class StockGlobals:
    """The part of ``amends`` in templates that is about availability."""

    def stock_notice(
        self, product: Any, *, slot: str = "product", plain: bool = False, locale: str | None = None
    ) -> Markup | str:
        """Whether an item is in stock, checked when, and when it comes back; in ``product_tab`` the warning.

        ``product`` has a SKU that ``record_stock`` knows, or brings its own facts (``on_hand``,
        ``checked_at``, ``source`` …). In a basket and at checkout it speaks only where there is something to
        know.
        """
        found = stock_notices.of_product(get_state(), product, Slot(slot))
        return show(found, slot, plain=plain, locale=locale)

    def shortage_notice(
        self,
        wanted: Mapping[str, int],
        *,
        slot: str = "checkout_top",
        plain: bool = False,
        locale: str | None = None,
    ) -> Markup | str:
        """What of a basket is not there now, with the ways on (A4); nothing if all of it is.

        ``wanted`` is how many by SKU. Asked anew each time, since an order hangs on it; and all of them are
        said, however many, since each of them stands in its way.
        """
        state = get_state()
        found = stock_notices.of_shortages(state, stock.recheck(state, wanted))
        parts = [show([one], slot, plain=plain, locale=locale) for one in found]
        return "\n".join(parts) if plain else Markup("\n").join(parts)

    def stock_data(self, product: Any) -> dict[str, str]:
        """The availability of an item for the shop's own JSON-LD ``Offer``; empty where it is not confirmed.

        It says what the notice says (V6).
        """
        says = stock_notices.says_of(get_state(), product)
        return {} if says is None else schema_org(says)

    def can_buy(self, product: Any) -> bool:
        """Whether the page shows a button to order: not where stock is known to be missing (A2).

        What nothing is known about can be ordered; so can what is not confirmed, in a shop that then
        confirms before it is paid (``AMENDS_STOCK_UNCONFIRMED``).
        """
        return stock_notices.can_order(get_state(), product)
