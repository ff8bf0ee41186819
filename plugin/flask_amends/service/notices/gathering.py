"""Every notice that belongs on a page, of all kinds: what is known of its product, basket and order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_amends.notices.facts import fact, lines_of, sku_of
from flask_amends.notices.model import Line, Notice, NoticeKind, Slot
from flask_amends.notices.own import slots_of
from flask_amends.service.notices import contact, delivery, guarantee, payment, price, promo, stock, texts
from flask_amends.service.stock import remember
from flask_amends.state import State

#: Where the official notice on the legal guarantee stands by itself: before the consumer is bound.
_BOUND = frozenset({Slot.CHECKOUT_TOP, Slot.FOOTER, Slot.TERMS})
#: Where a shop's clauses stand whatever is sold there (P8).
_EVERYWHERE = frozenset({Slot.FOOTER, Slot.TERMS})
#: Beside the clause of the purchase rules its shorter form says nothing new.
_RULE = "wrong prices"
#: Where somebody reads how the shop reaches them; in a checkout they are asked, by a field of its own.
_REACHED = frozenset({Slot.ACCOUNT, Slot.ORDER_MAIL})


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a page is about; each part may be missing. ``terms`` are those of a promotion, or its code.

    ``form`` is the posted checkout form, ``token`` what leads a claim to the order, ``locale`` the reader's
    language, ``country`` where the reader is known to be.
    """

    product: Any = None
    basket: Any = None
    order: Any = None
    customer: Any = None
    region: Any = None
    terms: Any = None
    form: Mapping[str, str] | None = None
    token: str = ""
    locale: str = "en"
    country: str | None = None


def of_page(state: State, slot: Slot, about: About) -> Iterator[Notice]:
    """Everything for a place; :func:`flask_amends.notices.places.arrange` chooses what is shown there."""
    if about.product is not None:
        yield from _of_product(state, slot, about.product)
    if (bought := about.order if about.order is not None else about.basket) is not None:
        yield from of_goods(state, slot, bought, form=about.form)
    if about.terms is not None:
        buyer = about.customer if about.customer is not None else about.order
        yield from promo.of_terms(state, about.terms, slot, about.basket, buyer, locale=about.locale)
    if any(one is not None for one in (about.region, about.product, bought)):
        told = delivery.of_region(
            state,
            about.region,
            slot,
            about.order,
            about.basket,
            product=about.product,
            locale=about.locale,
            token=about.token,
        )
        # What the checkout said on top is not said again at its end, unless it stands in the way.
        yield from (one for one in told if slot is not Slot.CHECKOUT_BUTTON or one.severity.rank)
    person = about.customer if about.customer is not None else about.order
    if person is not None and slot in _REACHED:
        yield from contact.of_customer(state, person, slot)
    yield from of_shop(state, slot, about.locale, about.country)


def of_goods(
    state: State, slot: Slot, bought: Any, *, form: Mapping[str, str] | None = None
) -> Iterator[Notice]:
    """What there is to say about the items of a basket or an order, and about paying for them."""
    lines = {sku_of(line): line for line in lines_of(bought)}
    yield from _named(price.of_order(state, {"lines": lines.values()}, slot), lines)
    yield from payment.of_order(state, bought, slot, form)
    remember(state, lines)
    for line in lines.values():
        yield from _named(stock.of_product(state, line, slot), lines)


def of_shop(state: State, slot: Slot, locale: str, country: str | None = None) -> Iterator[Notice]:
    """What stands in a place whatever is sold there: the official notice, clauses, the shop's own (P8)."""
    if slot in _BOUND:
        yield from guarantee.of_shop(state, locale)
    if slot in _EVERYWHERE:
        yield replace(price.disclaimer(state), dedupe=_RULE)
        yield from stock.of_product(state, {}, slot)
    if slot is Slot.TERMS:
        yield replace(payment.terms(state), dedupe=_RULE)
    for key in texts.own_keys(state, slot, country):
        yield Notice(kind=NoticeKind.CUSTOM, lines=(Line(key=key),), about=key)


def of_photo(slot: Slot) -> Iterator[Notice]:
    """That the goods may differ from the photo; a clause (Q5)."""
    if slot in slots_of("photo.differs"):
        yield Notice(
            kind=NoticeKind.CUSTOM, lines=(Line(key="photo.differs"),), about="photo.differs", priority=-10
        )


def _named(notices: Iterable[Notice], lines: Mapping[str, Any]) -> Iterator[Notice]:
    """Among several items each notice says which one it is about."""
    for one in notices:
        title = fact(lines[one.about], "title", "name") if one.about in lines else None
        yield replace(one, name=str(title)) if title and len(lines) > 1 else one


def _of_product(state: State, slot: Slot, product: Any) -> Iterator[Notice]:
    yield from price.of_product(state, product, slot)
    yield from payment.of_product(state, product, slot)
    yield from stock.of_product(state, product, slot)
    yield from of_photo(slot)
