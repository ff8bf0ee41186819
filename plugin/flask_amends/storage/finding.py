"""Requests for a link to an order: who asked about which, until the mail and its link are past."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import delete, insert, select

from flask_amends.storage.repository import Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """One request. Of an order that was not found, neither number nor address is kept."""

    id: str
    order_number: str | None
    email: str | None
    locale: str
    created_at: datetime


class OrderRequests(Repository):
    """Requests for a link to an order."""

    def add(self, request: OrderRequest) -> None:
        """Note a request."""
        values = {one.name: getattr(request, one.name) for one in fields(request)}
        self.connection.execute(insert(self.tables.order_requests), values)

    def get(self, request_id: str) -> OrderRequest | None:
        """A request that is not too old to be answered."""
        requests = self.tables.order_requests
        found = self.connection.execute(select(requests).where(requests.c.id == request_id)).mappings()
        row = found.one_or_none()
        return None if row is None else OrderRequest(**row)

    def forget(self, before: datetime) -> int:
        """Drop requests from before a moment, and with them the addresses in them."""
        requests = self.tables.order_requests
        return self.connection.execute(delete(requests).where(requests.c.created_at < before)).rowcount
