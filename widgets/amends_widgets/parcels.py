"""How an order travels, as its buyer may follow it: carrier, tracking, and whom to ring (Q9)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is known of a delivery. ``by`` is who brings it: ``shop``, ``carrier`` or ``marketplace``."""

    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    phone: str = ""
    url: str = ""
    by: str = "shop"

    @property
    def can_be_followed(self) -> bool:
        """Whether there is anything to look at or to ring before claiming that it has not arrived."""
        return bool(self.tracking_number or self.tracking_url or self.phone or self.url)
