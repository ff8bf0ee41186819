"""Webhooks from marketplaces: stored once per webhook-id, then applied in another transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, delete, select, update

from flask_amends.storage.records import InboundRow
from flask_amends.storage.repository import Repository


class Inbound(Repository):
    """What marketplaces sent us."""

    def receive(self, *, marketplace: str, webhook_id: str, body: bytes, sha256: str, now: datetime) -> bool:
        """Store a verified webhook; ``False`` if this webhook-id was stored before."""
        inbound = self.tables.inbound
        values = {
            "marketplace": marketplace,
            "webhook_id": webhook_id,
            "body": body,
            "sha256": sha256,
            "received_at": now,
            "state": "received",
        }
        return self.insert_once(inbound, values)

    def find(self, marketplace: str, webhook_id: str, *, lock: bool = False) -> InboundRow | None:
        """A webhook by the key its sender gave it."""
        inbound = self.tables.inbound
        query = select(inbound).where(
            inbound.c.marketplace == marketplace, inbound.c.webhook_id == webhook_id
        )
        if lock and self.locks_rows:
            query = query.with_for_update()
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else _row(found)

    def waiting(
        self, *, states: Collection[str] = ("received",), before: datetime | None = None, limit: int = 50
    ) -> Sequence[InboundRow]:
        """Webhooks that were stored but not applied, oldest first."""
        inbound = self.tables.inbound
        query = select(inbound).where(inbound.c.state.in_(states))
        if before is not None:
            query = query.where(inbound.c.received_at <= before)
        found = self.connection.execute(query.order_by(inbound.c.received_at, inbound.c.id).limit(limit))
        return [_row(row) for row in found.mappings()]

    def record(
        self, row_id: int, *, state: str, expected: Collection[str] = ("received",), **values: Any
    ) -> bool:
        """Write what came of a webhook; ``False`` if somebody else did."""
        inbound = self.tables.inbound
        mine = and_(inbound.c.id == row_id, inbound.c.state.in_(expected))
        return (
            self.connection.execute(update(inbound).where(mine).values(state=state, **values)).rowcount == 1
        )

    def of_case(self, case_id: str) -> Sequence[InboundRow]:
        """What marketplaces said about a case, oldest first."""
        inbound = self.tables.inbound
        mine = select(inbound).where(inbound.c.case_id == case_id).order_by(inbound.c.id)
        return [_row(row) for row in self.connection.execute(mine).mappings()]

    def rewrite(self, row_id: int, body: bytes) -> None:
        """Replace the stored bytes; only erasing a person does this. The digest of the original stays."""
        inbound = self.tables.inbound
        self.connection.execute(update(inbound).where(inbound.c.id == row_id).values(body=body))

    def forget(self, before: datetime) -> int:
        """Drop finished webhooks from before a moment."""
        inbound = self.tables.inbound
        finished = inbound.c.state.not_in(("received", "parked"))
        return self.connection.execute(
            delete(inbound).where(finished, inbound.c.received_at < before)
        ).rowcount


def _row(found: RowMapping) -> InboundRow:
    return InboundRow(**{**found, "body": bytes(found["body"])})
