"""A database in which many webhooks wait: claims as shoppers make them, for several receivers."""

from dataclasses import replace
from typing import Any

from amends_webhooks import generate_secret
from flask_amends.disputes.vocabulary import Reason, Remedy
from flask_amends.ports import SystemClock, SystemRandomness
from flask_amends.service import claims
from flask_amends.state import State
from flask_amends.storage.records import EndpointRow
from flask_amends.testing import close, make_state

RECEIVERS = 4
TEXT = "The vase arrived with a crack from the rim to the foot, and the box was wet. " * 4


def open_state(database_uri: str, **config: Any) -> State:
    """A shop on a database, with the real clock."""
    allowed = {"AMENDS_WEBHOOK_ALLOW_NETWORKS": ["127.0.0.0/8"], "AMENDS_CURRENCY": "PLN"}
    state = make_state(database_uri, mails=False, **{**allowed, **config})
    return replace(state, clock=SystemClock(), randomness=SystemRandomness())


def fill(database_uri: str, count: int, url: str) -> None:
    """Make so many deliveries due: one case for every few of them."""
    state = open_state(database_uri)
    add_receivers(state, url)
    for number in range(-(-count // RECEIVERS)):
        claims.submit(state, claim(number))
    close(state)


def add_receivers(state: State, url: str) -> None:
    """Receivers without a limit of requests a second; the other settings are as they come."""
    with state.store.begin() as unit:
        for number in range(RECEIVERS):
            unit.endpoints.add(
                EndpointRow(
                    id=f"end_{number}", url=f"{url}/{number}", owner="shop", events=("*",),
                    secrets=(generate_secret(),), created_at=state.clock.now(), rate=1_000_000,
                )
            )  # fmt: skip


def claim(number: int) -> claims.ClaimForm:
    """One of many claims."""
    return claims.ClaimForm(
        email=f"shopper{number}@example.com",
        name="Maria Nowak",
        order_number=f"A-{number}",
        items=(claims.ClaimedItem(sku="vase", title="A vase with a blue rim"),),
        reason=Reason.DEFECTIVE,
        ask=Remedy.FULL_REFUND,
        description=TEXT,
    )
