"""What the tables of reviews and withdrawals hold, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """A review: an invitation first, then what was given last.

    ``order_key`` is set for a review of an order that the shop knows, of which there is one. ``case_id`` is
    the case after which it was asked for (again, at ``reinvited_at``).
    """

    id: str
    case_id: str | None
    order_number: str | None
    person_id: str | None
    invited_at: datetime
    shop: int | None = None
    delivery: int | None = None
    goods: int | None = None
    comment: str | None = None
    submitted_at: datetime | None = None
    changed_at: datetime | None = None
    order_key: str | None = None
    marketplace: str | None = None
    locale: str | None = None
    time_zone: str | None = None
    reinvited_at: datetime | None = None

    @property
    def given_at(self) -> datetime | None:
        """When what it says was given."""
        return self.changed_at or self.submitted_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewVersion:
    """A review as it was given at one moment; the first has the number 1."""

    review_id: str
    number: int
    at: datetime
    shop: int | None = None
    delivery: int | None = None
    goods: int | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRow:
    """A statement of withdrawal as it was received.

    ``statement`` is what was declared, as canonical JSON; once its person is erased, it and its ``salt`` are
    ``None`` and only ``sha256`` over both is left. ``proven`` says that the shop's own page knew the order
    and its customer; ``address_matches`` whether the address is the order's (``None``: not known).
    ``items`` are SKUs and quantities, empty for the ``whole`` contract. ``receipt`` says what became of the
    confirmation by mail: ``mailed``, ``held`` or ``none`` (no mail is set up). ``told_at`` is when the cases
    of the order heard of it.
    """

    id: str
    reference_number: str
    received_at: datetime
    person_id: str | None
    order_number: str | None
    marketplace: str | None
    proven: bool
    address_matches: bool | None
    whole: bool
    items: tuple[Mapping[str, Any], ...]
    statement: str | None
    salt: str | None
    sha256: str
    locale: str
    time_zone: str
    period_ends_at: datetime | None
    flagged: bool
    receipt: str
    told_at: datetime | None = None
    handled_at: datetime | None = None
    handled_by: str | None = None
    note: str | None = None

    @property
    def in_time(self) -> bool | None:
        """Whether it came within the period; ``None`` where the shop does not know when that ends."""
        return None if self.period_ends_at is None else self.received_at <= self.period_ends_at
