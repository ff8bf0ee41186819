"""What a shop's templates can call about notices of all kinds: of a place, of the foot, for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from flask_amends.guards.stock import schema_org
from flask_amends.notices.facts import fact, money, number_of, sku_of
from flask_amends.notices.model import Slot
from flask_amends.service import price_known
from flask_amends.service.notices import delivery, gathering, guarantee
from flask_amends.service.notices import stock as stock_notices
from flask_amends.service.notices.gathering import About
from flask_amends.state import State, get_state
from flask_amends.web import reader
from flask_amends.web.notices.showing import show
from flask_amends.web.pages import render
from flask_amends.web.storefront.orders import LONGEST_IN_ADDRESS, of_order

#: What could end a script element, or begin a comment in one, as JSON spells it otherwise.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})

#: How a value is said that has no words of its own, such as a row of a table.
_WORDLESS: Any = object.__str__


class NoticeGlobals:
    """The part of ``amends`` in templates that is about all notices."""

    def notices(
        self,
        slot: str,
        *,
        product: Any = None,
        basket: Any = None,
        order: Any = None,
        plain: bool = False,
        locale: str | None = None,
        **more: Any,
    ) -> Markup | str:
        """Every notice that belongs in a place, the weightiest first and at most three (notices 1.2).

        ``slot`` is one of :class:`flask_amends.notices.model.Slot`, such as ``product``, ``cart`` or
        ``checkout_button``. Besides ``product``, ``basket`` and ``order`` it takes ``region``, ``customer``,
        ``terms`` (a promotion or its code) and ``form`` (the posted checkout form). ``plain`` gives the
        lines of a letter. Show those of an order to its buyer only.
        """
        state, place = get_state(), Slot(slot)
        known = bool(number_of(order))
        about = About(
            product=product,
            basket=basket,
            order=order,
            token=of_order(state, order, longest=LONGEST_IN_ADDRESS).token if known else "",
            locale=_tongue(state, locale, plain=plain),
            country=delivery.country_of(state, more.get("region"), order, basket),
            **more,
        )
        found = gathering.of_page(state, place, about)
        return show(found, place, plain=plain, locale=locale, country=about.country)

    def footer(self) -> Markup:
        """The foot of every page: links to a claim, to contact and to the withdrawal, and the notices that
        belong there (P8, Q6)."""
        told = show(gathering.of_shop(get_state(), Slot.FOOTER, reader.locale()), Slot.FOOTER)
        return render("amends/footer.html", told=told)

    def guarantee_notice(self, *, slot: str = "checkout_top", locale: str | None = None) -> Markup | str:
        """The official notice on the legal guarantee, as the file it is; nothing without one."""
        return show(guarantee.of_shop(get_state(), reader.locale(locale)), slot, locale=locale)

    def photo_notice(self, *, slot: str = "product") -> Markup | str:
        """That what arrives may differ a little from the photo, once the shop has accepted it (Q5)."""
        return show(gathering.of_photo(Slot(slot)), slot)

    def product_data(self, product: Any) -> Markup:
        """A product for search engines, as JSON-LD in a script element that runs nothing (V6).

        Price and availability are those of the notices: no offer while the price is being checked, no
        availability while it is not confirmed. Name, ``description``, ``image`` (one address or several),
        ``url`` and ``brand`` are the product's own.
        """
        data = json.dumps(_product(get_state(), product), ensure_ascii=False).translate(_ESCAPES)
        script = Markup('<script type="application/ld+json">{}</script>')
        return script.format(Markup(data))  # noqa: S704 - escaped for a script element above


def _product(state: State, product: Any) -> dict[str, Any]:
    plain = {
        "name": fact(product, "name", "title"),
        "sku": sku_of(product),
        "description": fact(product, "description"),
        "image": fact(product, "image", "images", "image_url", "photo"),
        "url": fact(product, "url"),
        "brand": fact(fact(product, "brand"), "name") or fact(product, "brand"),
    }
    data = {name: said for name, value in plain.items() if (said := _said(value))}
    offer = _offer(state, product)
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        **data,
        **({"offers": {"@type": "Offer", **offer}} if offer else {}),
    }


def _said(value: Any) -> str | list[str]:
    """A fact as JSON-LD has it: a text, or several; nothing for what is neither, such as a whole object."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [one for one in map(_said, value) if isinstance(one, str) and one]
    told = isinstance(value, int) or type(value).__str__ is not _WORDLESS
    return str(value) if told and value is not None else ""


def _offer(state: State, product: Any) -> dict[str, str]:
    found = price_known.known(state, product)
    if found.is_held and found.price is None:
        return {}
    price = found.price or money(fact(product, "unit_price", "price"), state.settings.currency)
    if price is None or price.amount < 0:
        return {}
    says = stock_notices.says_of(state, product)
    offer = {"price": str(price.amount), "priceCurrency": price.currency}
    return {**offer, **(schema_org(says) if says is not None else {})}


def _tongue(state: State, locale: str | None, *, plain: bool) -> str:
    return locale if plain and locale in state.settings.locales else reader.locale(locale)
