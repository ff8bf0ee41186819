"""What a notice is: lines made from facts, for places on the shop's pages. No line holds a typed number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class NoticeKind(StrEnum):
    """What a notice is about."""

    PRICE_ERROR = "price_error"
    PRICE_PENDING = "price_pending"
    AVAILABILITY = "availability"
    RESTOCK = "restock"
    PROMO_TERMS = "promo_terms"
    GIFT_TERMS = "gift_terms"
    DELIVERY_TERMS = "delivery_terms"
    CONTACT = "contact"
    CALL_PREFERENCES = "call_preferences"
    WITHDRAWAL_LINK = "withdrawal_link"
    GUARANTEE_NOTICE = "guarantee_notice"
    OMNIBUS_PRICE = "omnibus_price"
    INCIDENT = "incident"
    CUSTOM = "custom"


class Slot(StrEnum):
    """A place on a page or in a letter of the shop's."""

    FOOTER = "footer"
    PRODUCT = "product"
    PRODUCT_TAB = "product_tab"
    CART = "cart"
    CHECKOUT_TOP = "checkout_top"
    CHECKOUT_BUTTON = "checkout_button"
    CODE_FIELD = "code_field"
    BANNER = "banner"
    ORDER_MAIL = "order_mail"
    PICKUP_MAIL = "pickup_mail"
    ACCOUNT = "account"
    CONTACT_PAGE = "contact_page"
    TERMS = "terms"


class Severity(StrEnum):
    """How much a notice weighs: ``blocking`` ones stand in the way of the order."""

    INFO = "info"
    IMPORTANT = "important"
    BLOCKING = "blocking"

    @property
    def rank(self) -> int:
        """0 for :attr:`INFO`, and more the weightier it is."""
        return tuple(Severity).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence: its key in the words of notices, and its facts by name.

    A line whose sentence names a fact that is missing (``None``) is left out, never shown with a gap.
    """

    key: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way on: the key of its words, one of our pages by its endpoint, and the parts of its address.

    ``address`` stands in place of the endpoint for a page that is not ours.
    """

    key: str
    endpoint: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice. ``about`` is what it is about, such as a SKU, a code, or a region; ``name`` is what that is
    called, where several of its kind share a place.

    ``state`` is a code that the page may style by. ``significant`` notices are visible without any
    interaction. Of notices with one ``dedupe_key`` a place shows the weightiest. ``picture`` is an official
    file that is shown as it is. ``data`` are facts for machines, in ``data-…`` attributes; ``facts`` are what
    is kept as evidence, as plain JSON (P6).
    """

    kind: NoticeKind
    lines: tuple[Line, ...]
    about: str = ""
    name: str = ""
    state: str = ""
    severity: Severity = Severity.INFO
    significant: bool = True
    priority: int = 0
    ways: tuple[Way, ...] = ()
    picture: Way | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    dedupe: str = ""

    @property
    def dedupe_key(self) -> str:
        """What tells two notices apart: by default the kind and what it is about."""
        return self.dedupe or f"{self.kind}:{self.about}"
