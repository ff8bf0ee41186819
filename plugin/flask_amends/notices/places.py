"""Which notices a place shows: each thing once, the weightiest first, and no more than a person reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from flask_amends.notices.model import Notice, NoticeKind, Slot

#: More than this in one place is read by nobody.
MOST = 3

_BUYING = frozenset({Slot.PRODUCT, Slot.CART, Slot.CHECKOUT_TOP, Slot.CHECKOUT_BUTTON})
#: Where a notice of each kind may stand.
PLACES: Mapping[NoticeKind, frozenset[Slot]] = {
    NoticeKind.PRICE_ERROR: frozenset(
        {*_BUYING, Slot.PRODUCT_TAB, Slot.FOOTER, Slot.TERMS, Slot.ORDER_MAIL, Slot.ACCOUNT}
    ),
    NoticeKind.PRICE_PENDING: frozenset({*_BUYING, Slot.ORDER_MAIL, Slot.ACCOUNT}),
    NoticeKind.AVAILABILITY: frozenset(
        {*_BUYING, Slot.PRODUCT_TAB, Slot.ORDER_MAIL, Slot.TERMS, Slot.FOOTER}
    ),
    NoticeKind.RESTOCK: frozenset({*_BUYING, Slot.PRODUCT_TAB, Slot.ORDER_MAIL, Slot.ACCOUNT}),
    NoticeKind.PROMO_TERMS: frozenset(
        {*_BUYING, Slot.BANNER, Slot.CODE_FIELD, Slot.ORDER_MAIL, Slot.ACCOUNT, Slot.TERMS, Slot.PRODUCT_TAB}
    ),
    NoticeKind.GIFT_TERMS: frozenset(
        {*_BUYING, Slot.BANNER, Slot.CODE_FIELD, Slot.ORDER_MAIL, Slot.ACCOUNT, Slot.TERMS, Slot.PRODUCT_TAB}
    ),
    NoticeKind.DELIVERY_TERMS: frozenset(
        {*_BUYING, Slot.PRODUCT_TAB, Slot.ORDER_MAIL, Slot.PICKUP_MAIL, Slot.TERMS, Slot.ACCOUNT}
    ),
    NoticeKind.CONTACT: frozenset(Slot),
    NoticeKind.CALL_PREFERENCES: frozenset(
        {Slot.CHECKOUT_TOP, Slot.CHECKOUT_BUTTON, Slot.ACCOUNT, Slot.ORDER_MAIL, Slot.CONTACT_PAGE}
    ),
    NoticeKind.WITHDRAWAL_LINK: frozenset({Slot.FOOTER, Slot.ORDER_MAIL, Slot.ACCOUNT, Slot.TERMS}),
    NoticeKind.GUARANTEE_NOTICE: frozenset({*_BUYING, Slot.PRODUCT_TAB, Slot.FOOTER, Slot.TERMS}),
    NoticeKind.OMNIBUS_PRICE: frozenset({*_BUYING, Slot.BANNER}),
    NoticeKind.INCIDENT: frozenset(Slot),
    NoticeKind.CUSTOM: frozenset(Slot),
}


def together(notices: Iterable[Notice], slot: Slot) -> list[Notice]:
    """Those that may stand in a place; when an item comes back is said with its availability."""
    fitting = [one for one in notices if slot in PLACES[one.kind]]
    days = {one.about: one.lines for one in fitting if one.kind is NoticeKind.RESTOCK}
    if not days:
        return fitting
    found: list[Notice] = []
    for one in fitting:
        if one.kind is NoticeKind.AVAILABILITY and one.state and one.about in days:
            day = days.pop(one.about)
            found.append(replace(one, lines=(*one.lines[:-1], *day, *one.lines[-1:])))
        elif one.kind is not NoticeKind.RESTOCK or one.about in days:
            found.append(one)
    return found


def arrange(notices: Iterable[Notice], slot: Slot) -> tuple[Notice, ...]:
    """The notices that a place shows, in their order: at most :data:`MOST`, and one of each dedupe key.

    Blocking ones come before important ones before the others; then by priority, the higher first.
    """
    best: dict[str, Notice] = {}
    for one in sorted(notices, key=_weight):
        if slot in PLACES[one.kind] and one.lines:
            best.setdefault(one.dedupe_key, one)
    return tuple(best.values())[:MOST]


def _weight(one: Notice) -> tuple[int, int]:
    return -one.severity.rank, -one.priority
