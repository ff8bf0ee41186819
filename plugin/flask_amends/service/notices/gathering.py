"""Every notice that belongs on a page, of all kinds: what is known of its product, basket and order."""

from __future__ import annotations

from collections.abc import Iterator

from flask_amends.notices.model import Line, Notice, NoticeKind, Slot
from flask_amends.service.notices import guarantee, texts
from flask_amends.state import State

_PRODUCT = frozenset({Slot.PRODUCT, Slot.PRODUCT_TAB})
#: Where the official notice on the legal guarantee stands by itself: before the consumer is bound.
_BOUND = frozenset({Slot.CHECKOUT_TOP, Slot.FOOTER, Slot.TERMS})


def of_shop(state: State, slot: Slot, locale: str) -> Iterator[Notice]:
    """What stands in a place whatever is sold there: the official notice, and the shop's own (P8)."""
    if slot in _BOUND:
        yield from guarantee.of_shop(state, locale)
    for key in texts.own_keys(state, slot):
        yield Notice(kind=NoticeKind.CUSTOM, lines=(Line(key=key),), about=key)


def of_photo(slot: Slot) -> Iterator[Notice]:
    """That the goods may differ from the photo; a clause (Q5)."""
    if slot in _PRODUCT:
        yield Notice(
            kind=NoticeKind.CUSTOM, lines=(Line(key="photo.differs"),), about="photo.differs", priority=-10
        )
