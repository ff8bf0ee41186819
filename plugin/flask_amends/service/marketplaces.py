"""Marketplaces as an operator handles them: their names, and the keys that they sign with."""

from __future__ import annotations

from collections.abc import Sequence

from amends_webhooks import KeyFormatError, generate_secret, parse_key
from amends_webhooks.signing import MAX_KEYS
from flask_amends.errors import InvalidInput, NotFound
from flask_amends.state import State
from flask_amends.storage.endpoints import SHOP
from flask_amends.storage.records import MarketplaceRow


def add(
    state: State, name: str, *, title: str = "", takes_payment: bool = False, key: str | None = None
) -> str:
    """A new marketplace; returns the key that it signs its messages with."""
    secret = _checked_key(key) or generate_secret(state.randomness.token_bytes)
    if name == SHOP or not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
        raise InvalidInput.one("name", "name_not_usable", name=name)
    row = MarketplaceRow(
        name=name,
        title=title or name,
        inbound_keys=(secret,),
        takes_payment=takes_payment,
        created_at=state.clock.now(),
    )
    with state.store.begin() as unit:
        if unit.endpoints.marketplace(name) is not None:
            raise InvalidInput.one("name", "name_taken", name=name)
        unit.endpoints.add_marketplace(row)
    return secret


def rotate(state: State, name: str, *, key: str | None = None, drop_old: bool = False) -> str:
    """Verify with a new key beside the old ones, or with the newest only; returns that key."""
    with state.store.begin() as unit:
        row = unit.endpoints.marketplace(name)
        if row is None:
            raise NotFound("marketplace", name)
        if drop_old:
            keys = row.inbound_keys[:1]
        else:
            newest = _checked_key(key) or generate_secret(state.randomness.token_bytes)
            keys = (newest, *row.inbound_keys)[:MAX_KEYS]
        unit.endpoints.change_marketplace(name, inbound_keys=keys)
    return keys[0]


def every(state: State) -> Sequence[MarketplaceRow]:
    """Every marketplace by name."""
    with state.store.read() as unit:
        return unit.endpoints.marketplaces()


def _checked_key(key: str | None) -> str | None:
    if key is None:
        return None
    try:
        parse_key(key)
    except KeyFormatError as error:
        raise InvalidInput.one("key", "key_not_usable", why=str(error)) from error
    return key
