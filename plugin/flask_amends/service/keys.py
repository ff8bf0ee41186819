"""Keys of the API: made with scopes, shown once, recognised in constant time, revoked at once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_amends.errors import InvalidInput, NotFound
from flask_amends.payloads import PROFILES
from flask_amends.state import State
from flask_amends.storage.access_records import ApiKeyRow
from flask_amends.storage.endpoints import SHOP
from flask_amends.storage.ids import new_id

#: How a secret begins, so that scanners for lost secrets find it.
PREFIX = "amk_"
SECRET_BYTES = 32
LONGEST_NAME = 100
#: A use is written down at most as often.
USED_EVERY = timedelta(minutes=1)

#: What a key can be allowed to do.
SCOPES: Mapping[str, str] = {
    "disputes:read": "Read disputes, their events and photos.",
    "disputes:open": "Open a claim for a customer.",
    "disputes:act": "Act in disputes: every action of the desk, messages, evidence.",
    "orders:write": "Tell what happened to an order: fulfilled, refunded, charged back …",
    "reviews:read": "Read reviews.",
    "withdrawals:read": "Read withdrawals from contracts.",
    "enquiries:read": "Read questions to the shop.",
    "stock:read": "Read what is known of stock.",
    "stock:write": "Tell what there is in stock, and what is short.",
    "prices:read": "Check prices, and read prices and those that are held.",
    "prices:write": "Set prices, and decide about those that are held.",
    "promos:read": "Read published promotions, and check baskets against them.",
    "promos:write": "Tell which orders used a promotion.",
    "contact:write": "Ask whether to contact somebody, and note what they want no more.",
    "payments:write": "See orders that wait before their payment, confirm them, or offer a choice.",
}
#: What a marketplace's key can be allowed: a claim is opened by its shopper or by the shop.
OF_MARKETPLACES = frozenset(
    {"disputes:read", "disputes:act", "orders:write", "reviews:read", "withdrawals:read"}
)

_TOKEN = re.compile(r"amk_([a-z2-7]{26})_([A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key with its secret, which nobody can read again."""

    row: ApiKeyRow
    secret: str


def new(
    state: State,
    *,
    name: str,
    scopes: Collection[str],
    owner: str = SHOP,
    profile: str = "full",
    lasts: timedelta | None = None,
    by: str | None = None,
) -> NewKey:
    """Make a key. ``owner`` is ``shop``, or the marketplace that sees its own disputes through it.

    Raises :class:`InvalidInput` for a name, scope, owner or profile that cannot be.
    """
    _check(state, name=name, scopes=scopes, owner=owner, profile=profile)
    now = state.clock.now()
    random = base64.urlsafe_b64encode(state.randomness.token_bytes(SECRET_BYTES)).decode().rstrip("=")
    key_id = new_id("key", state.randomness)
    row = ApiKeyRow(
        id=key_id,
        name=name.strip(),
        secret_hash=_digest(random),
        owner=owner,
        scopes=tuple(one for one in SCOPES if one in scopes),
        profile=profile,
        created_at=now,
        created_by=by,
        expires_at=None if lasts is None else now + lasts,
    )
    with state.store.begin() as unit:
        unit.api_keys.add(row)
    return NewKey(row=row, secret=f"{PREFIX}{key_id.removeprefix('key_')}_{random}")


def all_keys(state: State) -> Sequence[ApiKeyRow]:
    """Every key, the newest first."""
    with state.store.read() as unit:
        return unit.api_keys.all()


def revoke(state: State, key_id: str, *, by: str | None = None) -> ApiKeyRow:
    """End a key at once; revoking it again changes nothing. Raises :class:`NotFound`."""
    now = state.clock.now()
    with state.store.begin() as unit:
        row = unit.api_keys.get(key_id, lock=True)
        if row is None:
            raise NotFound("key", key_id)
        if row.revoked_at is None:
            unit.api_keys.change(key_id, revoked_at=now, revoked_by=by)
            row = unit.api_keys.get(key_id) or row
    return row


def recognise(state: State, secret: str) -> ApiKeyRow | None:
    """The live key behind a secret. An unknown key costs the same comparison as a wrong secret."""
    found = _TOKEN.fullmatch(secret)
    key_id, random = (f"key_{found[1]}", found[2]) if found else ("", "")
    with state.store.read() as unit:
        row = unit.api_keys.get(key_id) if found else None
    kept = row.secret_hash if row is not None else _digest("")
    same = hmac.compare_digest(kept, _digest(random))
    return row if row is not None and same and row.is_live(state.clock.now()) else None


def _digest(random: str) -> str:
    """256 random bits need no slow hash: nobody can try them all."""
    return hashlib.sha256(random.encode()).hexdigest()


def _check(state: State, *, name: str, scopes: Collection[str], owner: str, profile: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidInput.one("name", "required" if not name.strip() else "too_long", limit=LONGEST_NAME)
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise InvalidInput.one("scope", "not_a_choice" if unknown else "required", known=list(SCOPES))
    if profile not in PROFILES:
        raise InvalidInput.one("profile", "not_a_choice", known=list(PROFILES))
    if owner == SHOP:
        return
    with state.store.read() as unit:
        known = unit.endpoints.marketplace(owner)
    if known is None:
        raise InvalidInput.one("owner", "not_a_choice")
    if beyond := sorted(set(scopes) - OF_MARKETPLACES):
        raise InvalidInput.one("scope", "not_for_marketplaces", scopes=beyond)
