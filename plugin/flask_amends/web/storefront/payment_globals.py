"""What a shop's templates can call about orders that are confirmed before they are paid (P9, P10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from flask_amends.errors import InvalidInput
from flask_amends.notices.model import Slot
from flask_amends.service import payments
from flask_amends.service.notices import delivery
from flask_amends.service.notices import payment as payment_notices
from flask_amends.service.payment_orders import SEEN, as_seen, buying
from flask_amends.service.payments import PaymentDecision
from flask_amends.state import get_state
from flask_amends.web.notices.showing import show


class PaymentGlobals:
    """The part of ``amends`` in templates that is about payments."""

    def may_pay(self, order: Any) -> PaymentDecision:
        """Whether an order can be paid now, for a page that shows or hides the button; nothing is held.

        Ask :func:`flask_amends.may_pay` right before you charge.
        """
        return payments.look(get_state(), order)

    def payment_notice(
        self,
        order: Any,
        *,
        slot: str = "checkout_button",
        form: Mapping[str, str] | None = None,
        plain: bool = False,
        locale: str | None = None,
    ) -> Markup | str:
        """Before the button: which prices changed since they were shown, and that we confirm before you pay.

        ``order`` is the basket or the order; ``form`` the posted checkout form, if it was posted (P9).
        """
        state = get_state()
        found = payment_notices.of_order(state, order, Slot(slot), form)
        country = delivery.country_of(state, None, order)
        return show(found, slot, plain=plain, locale=locale, country=country)

    def seen_prices(self, basket: Any) -> Markup:
        """A hidden field for the checkout form, with the prices that the page shows now.

        Empty where nothing has a price, or one cannot be read: :func:`flask_amends.place_order` says which.
        """
        try:
            found = buying(get_state(), basket).lines
        except InvalidInput:
            found = ()
        field = Markup('<input type="hidden" name="{}" value="{}">')
        return field.format(SEEN, as_seen({line.sku: line.price for line in found}))

    def terms_clause(self, *, locale: str | None = None) -> Markup | str:
        """The clause for the case of a wrong price, for the shop's own purchase rules (P10).

        Nothing until the shop has accepted it. Put it into an element with ``id="amends-wrong-prices"``.
        """
        return show([payment_notices.terms(get_state())], Slot.TERMS, locale=locale)
