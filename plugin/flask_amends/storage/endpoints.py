"""Endpoints that receive webhooks, and the marketplaces that send them; keys are sealed at rest."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, Select, bindparam, insert, select, update

from flask_amends.storage.records import EndpointRow, MarketplaceRow
from flask_amends.storage.repository import Repository
from flask_amends.storage.tables import Tables
from flask_amends.storage.vault import Vault

#: The owner of endpoints that receive every case of the shop.
SHOP = "shop"


class Subscription(NamedTuple):
    """What an endpoint wants to hear, and how much of it."""

    endpoint_id: str
    events: tuple[str, ...]
    profile: str


class Endpoints(Repository):
    """Endpoints and marketplaces."""

    def __init__(self, connection: Connection, tables: Tables, vault: Vault) -> None:
        super().__init__(connection, tables)
        self._vault = vault

    def add(self, endpoint: EndpointRow) -> None:
        """A new endpoint."""
        values = {name: getattr(endpoint, name) for name in EndpointRow.__slots__}
        values |= _plain(endpoint)
        values |= {"secrets": self._vault.seal(endpoint.secrets, endpoint.id)}
        self.connection.execute(insert(self.tables.endpoints), values)

    def change(self, endpoint_id: str, **values: Any) -> bool:
        """Set columns of an endpoint; ``secrets`` are sealed. ``False`` if there is no such endpoint."""
        endpoints = self.tables.endpoints
        if "secrets" in values:
            values["secrets"] = self._vault.seal(values["secrets"], endpoint_id)
        mine = update(endpoints).where(endpoints.c.id == endpoint_id).values(values)
        return self.connection.execute(mine).rowcount == 1

    def get(self, endpoint_id: str, *, lock: bool = False) -> EndpointRow | None:
        """One endpoint."""
        query = _getting(self.tables, lock=lock and self.locks_rows)
        found = self.connection.execute(query, {"endpoint": endpoint_id}).mappings().one_or_none()
        return None if found is None else self._endpoint(found)

    def all(self) -> Sequence[EndpointRow]:
        """Every endpoint, oldest first."""
        endpoints = self.tables.endpoints
        found = self.connection.execute(select(endpoints).order_by(endpoints.c.created_at, endpoints.c.id))
        return [self._endpoint(row) for row in found.mappings()]

    def subscribed(self, marketplace: str | None) -> Sequence[Subscription]:
        """The endpoints that receive a case: its marketplace's, and the shop's own.

        Paused and disabled ones are among them: what happens meanwhile waits for them.
        """
        owners = [SHOP] if marketplace is None else [SHOP, marketplace]
        found = self.connection.execute(_subscribed(self.tables), {"owners": owners})
        return [Subscription(row.id, tuple(row.events), row.profile) for row in found]

    def add_marketplace(self, marketplace: MarketplaceRow) -> None:
        """A new marketplace."""
        values = {name: getattr(marketplace, name) for name in MarketplaceRow.__slots__}
        values["inbound_keys"] = self._seal_inbound(marketplace.name, marketplace.inbound_keys)
        self.connection.execute(insert(self.tables.marketplaces), values)

    def change_marketplace(self, name: str, **values: Any) -> bool:
        """Set columns of a marketplace; ``inbound_keys`` are sealed."""
        marketplaces = self.tables.marketplaces
        if "inbound_keys" in values:
            values["inbound_keys"] = self._seal_inbound(name, values["inbound_keys"])
        mine = update(marketplaces).where(marketplaces.c.name == name).values(values)
        return self.connection.execute(mine).rowcount == 1

    def marketplace(self, name: str) -> MarketplaceRow | None:
        """One marketplace."""
        marketplaces = self.tables.marketplaces
        query = select(marketplaces).where(marketplaces.c.name == name)
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else self._marketplace(found)

    def takes_payment(self, name: str) -> bool:
        """Whether this marketplace took the shopper's money, and so is the one to give it back."""
        marketplaces = self.tables.marketplaces
        query = select(marketplaces.c.takes_payment).where(marketplaces.c.name == name)
        return bool(self.connection.scalar(query))

    def marketplaces(self) -> Sequence[MarketplaceRow]:
        """Every marketplace by name."""
        marketplaces = self.tables.marketplaces
        found = self.connection.execute(select(marketplaces).order_by(marketplaces.c.name)).mappings()
        return [self._marketplace(row) for row in found]

    def _endpoint(self, row: RowMapping) -> EndpointRow:
        values: dict[str, Any] = dict(row)
        values["secrets"] = self._vault.open(row["secrets"], row["id"])
        values["events"] = tuple(row["events"])
        values["allow_networks"] = tuple(row["allow_networks"])
        return EndpointRow(**values)

    def _marketplace(self, row: RowMapping) -> MarketplaceRow:
        keys = self._vault.open(row["inbound_keys"], _sealed_for(row["name"]))
        return MarketplaceRow(**{**row, "inbound_keys": keys})

    def _seal_inbound(self, name: str, keys: Sequence[str]) -> bytes:
        return self._vault.seal(keys, _sealed_for(name))


def _sealed_for(marketplace: str) -> str:
    return f"marketplace:{marketplace}"


def _plain(endpoint: EndpointRow) -> dict[str, Any]:
    return {
        "events": list(endpoint.events),
        "headers": dict(endpoint.headers),
        "allow_networks": list(endpoint.allow_networks),
        "breaker": dict(endpoint.breaker),
    }


@cache
def _subscribed(tables: Tables) -> Select[Any]:
    endpoints = tables.endpoints
    mine = endpoints.c.owner.in_(bindparam("owners", expanding=True))
    return (
        select(endpoints.c.id, endpoints.c.events, endpoints.c.profile).where(mine).order_by(endpoints.c.id)
    )


@cache
def _getting(tables: Tables, *, lock: bool) -> Select[Any]:
    query = select(tables.endpoints).where(tables.endpoints.c.id == bindparam("endpoint"))
    # Others may still publish to it.
    return query.with_for_update(key_share=True) if lock else query
