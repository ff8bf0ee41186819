"""Endpoints as an operator handles them: added, turned, paused, replayed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends_webhooks import Endpoint, generate_secret
from amends_webhooks.signing import MAX_KEYS
from flask_amends.errors import InvalidInput, NotFound
from flask_amends.payloads import CASELESS, FACT_SCHEMAS, PROFILES
from flask_amends.state import State
from flask_amends.storage.deliveries import Deliveries
from flask_amends.storage.endpoints import SHOP
from flask_amends.storage.ids import new_id
from flask_amends.storage.outbox import FINISHED
from flask_amends.storage.records import EndpointRow

#: How long old secrets sign beside a new one, unless told otherwise, and at most (webhooks.md 1).
GRACE = timedelta(hours=24)
LONGEST_GRACE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """An endpoint with how many deliveries stand in each state."""

    endpoint: EndpointRow
    counts: Mapping[str, int]


def add(
    state: State,
    *,
    url: str,
    owner: str = SHOP,
    events: Sequence[str] = ("*",),
    profile: str = "full",
    description: str = "",
    headers: Mapping[str, str] | None = None,
    allow_networks: Sequence[str] = (),
    secret: str | None = None,
    in_flight: int = 4,
    rate: int = 10,
) -> EndpointRow:
    """A new endpoint; its secret is in the result, and is not shown again.

    ``owner`` is ``shop``, which receives every case, or a marketplace, which receives its own. Raises
    :class:`InvalidInput` for an unknown owner, event or profile, and ``EndpointError`` for a URL, header or
    key that breaks a rule.
    """
    now = state.clock.now()
    _check_choices(events, profile)
    row = EndpointRow(
        id=new_id("ept", state.randomness),
        url=url,
        owner=owner,
        events=tuple(events),
        secrets=(secret or generate_secret(state.randomness.token_bytes),),
        created_at=now,
        description=description,
        profile=profile,
        headers=dict(headers or {}),
        allow_networks=tuple(allow_networks),
        in_flight=in_flight,
        rate=rate,
    )
    _check(state, row)
    with state.store.begin() as unit:
        if owner != SHOP and unit.endpoints.marketplace(owner) is None:
            raise InvalidInput.one("owner", "unknown_marketplace", name=owner)
        unit.endpoints.add(row)
    return row


def _check(state: State, row: EndpointRow) -> None:
    """Make the value that checks everything."""
    networks = (*(str(one) for one in state.settings.webhook_allow_networks), *row.allow_networks)
    Endpoint(
        id=row.id,
        url=row.url,
        owner=row.owner,
        events=row.events,
        keys=row.secrets,
        headers=row.headers,
        allow_networks=networks,
        max_in_flight=row.in_flight,
        rate_per_second=row.rate,
    )


def _check_choices(events: Sequence[str], profile: str) -> None:
    if profile not in PROFILES:
        raise InvalidInput.one("profile", "unknown_profile", known=list(PROFILES))
    for pattern in events:
        exact = "*" not in pattern
        if exact and pattern not in FACT_SCHEMAS and pattern not in CASELESS:
            raise InvalidInput.one("events", "unknown_event", name=pattern)


def statuses(state: State) -> list[Status]:
    """Every endpoint with its counts."""
    with state.store.read() as unit:
        counts = unit.outbox.counts()
        return [
            Status(
                endpoint=one,
                counts={name: count for (endpoint, name), count in counts.items() if endpoint == one.id},
            )
            for one in unit.endpoints.all()
        ]


def rotate(state: State, endpoint_id: str, *, grace: timedelta = GRACE) -> str:
    """Sign with a new secret, and for ``grace`` with the old ones too; returns the new one.

    ``grace`` is 0 to 7 days (webhooks.md 1); it begins anew for all old secrets with each rotation.
    """
    if not timedelta(0) <= grace <= LONGEST_GRACE:
        raise InvalidInput.one("grace", "out_of_range", least=0, most=LONGEST_GRACE // timedelta(hours=1))
    secret = generate_secret(state.randomness.token_bytes)
    now = state.clock.now()
    with state.store.begin() as unit:
        row = unit.endpoints.get(endpoint_id, lock=True)
        if row is None:
            raise NotFound("endpoint", endpoint_id)
        unit.endpoints.change(
            endpoint_id, secrets=(secret, *row.signing_secrets(now))[:MAX_KEYS], old_secrets_until=now + grace
        )
    return secret


def drop_old_secrets(state: State, endpoint_id: str) -> int:
    """Sign with the newest secret only, at once; returns how many were dropped."""
    with state.store.begin() as unit:
        row = unit.endpoints.get(endpoint_id, lock=True)
        if row is None:
            raise NotFound("endpoint", endpoint_id)
        unit.endpoints.change(endpoint_id, secrets=row.secrets[:1], old_secrets_until=None)
    return len(row.secrets) - 1


def drop_lapsed_secrets(state: State) -> int:
    """Delete old secrets whose grace is over, which no longer sign; returns how many endpoints had some."""
    now = state.clock.now()
    with state.store.read() as unit:
        lapsed = [one.id for one in unit.endpoints.all() if one.signing_secrets(now) != one.secrets]
    for endpoint_id in lapsed:
        with state.store.begin() as unit:
            row = unit.endpoints.get(endpoint_id, lock=True)
            if row is not None and row.signing_secrets(now) != row.secrets:
                unit.endpoints.change(endpoint_id, secrets=row.secrets[:1], old_secrets_until=None)
    return len(lapsed)


def set_state(state: State, endpoint_id: str, to: str) -> int:
    """Pause, disable, or make ``active`` again with a clean record; returns how many deliveries wait.

    What happens while an endpoint is not active stays in its queue.
    """
    changed: dict[str, object] = {"state": to}
    if to == "active":
        changed |= {"breaker": {}, "resume_at": None}
    with state.store.begin() as unit:
        if not unit.endpoints.change(endpoint_id, **changed):
            raise NotFound("endpoint", endpoint_id)
        unit.after_commit(state.wake)
        return Deliveries(unit.connection, unit.tables).waiting(endpoint_id)


def replay(
    state: State,
    endpoint_id: str,
    *,
    states: Collection[str] = FINISHED,
    since: datetime | None = None,
    message_ids: Collection[str] = (),
) -> int:
    """Send finished deliveries again, with the webhook-id they always had; returns how many."""
    with state.store.begin() as unit:
        if unit.endpoints.get(endpoint_id) is None:
            raise NotFound("endpoint", endpoint_id)
        unit.after_commit(state.wake)
        deliveries = Deliveries(unit.connection, unit.tables)
        now = state.clock.now()
        return deliveries.again(endpoint_id, now=now, states=states, since=since, message_ids=message_ids)


def get(state: State, endpoint_id: str) -> EndpointRow:
    """One endpoint. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        row = unit.endpoints.get(endpoint_id)
    if row is None:
        raise NotFound("endpoint", endpoint_id)
    return row


def with_url(state: State, url: str) -> EndpointRow | None:
    """The endpoint with exactly this URL, if there is one; of several, the one that was added first."""
    with state.store.read() as unit:
        return next((one for one in unit.endpoints.all() if one.url == url), None)
