"""The sentences of notices, by key: ``area.what``. Their facts are put in by name; none is typed.

A sentence of which a fact is missing is not said. A shop can put its own in place of each.
"""

from __future__ import annotations

from collections.abc import Mapping

from amends_widgets.words.notices.contact import CONTACT
from amends_widgets.words.notices.delivery import DELIVERY
from amends_widgets.words.notices.general import GENERAL, TITLES
from amends_widgets.words.notices.payment import PAYMENT
from amends_widgets.words.notices.price import PRICE
from amends_widgets.words.notices.promo import PROMO
from amends_widgets.words.notices.stock import STOCK

#: Every sentence by its key.
NOTICES: Mapping[str, str] = {**GENERAL, **PRICE, **PAYMENT, **STOCK, **PROMO, **DELIVERY, **CONTACT}

__all__ = ["NOTICES", "TITLES"]
