"""What tests of a shop need: a clock that is moved, orders in memory, a whole shop at once."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import IO, Any

from flask import Flask

from flask_amends.disputes.vocabulary import Remedy
from flask_amends.extension import Amends
from flask_amends.ports import CompensationAdapter, Handlers, Order, StaffMember
from flask_amends.settings import DATABASE_URI, WORKER, Settings
from flask_amends.state import EXTENSION, State
from flask_amends.storage.engine import OwnEngine
from flask_amends.storage.schema import current, head, upgrade
from flask_amends.storage.store import Store
from flask_amends.storage.tables import build_tables
from flask_amends.storage.vault import Vault

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class FrozenClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime = START) -> None:
        if start.tzinfo is None:
            raise ValueError("A clock's moments are aware: give the start a time zone.")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta | None = None, **parts: float) -> datetime:
        """Move by a length, ``move(timedelta(days=3))`` or ``move(days=3)``; returns the new moment."""
        self._now += by if by is not None else timedelta(**parts)
        return self._now

    def set(self, moment: datetime) -> None:
        """Jump to a moment."""
        self._now = moment.astimezone(UTC)


class SeededRandomness:
    """Randomness that is the same in every run; for tests only."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose

    def token_bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


class MemoryOrders:
    """An order look-up over orders in memory; it answers by number and leaves the address to the caller."""

    def __init__(self, orders: Iterable[Order] = ()) -> None:
        self._orders = {order.number: order for order in orders}

    def add(self, order: Order) -> Order:
        """Add an order, or replace the one of the same number."""
        self._orders[order.number] = order
        return order

    def __call__(self, number: str, email: str | None) -> Order | None:  # noqa: ARG002 - the port's signature
        return self._orders.get(number)


class MemoryFiles:
    """A file store in memory."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}

    def write(self, key: str, content: bytes) -> None:
        self.contents[key] = content

    def open(self, key: str) -> IO[bytes]:
        if key not in self.contents:
            raise FileNotFoundError(key)
        return io.BytesIO(self.contents[key])

    def delete(self, key: str) -> None:
        self.contents.pop(key, None)


class MailBox:
    """A mailer that keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    def __call__(self, message: EmailMessage) -> None:
        self.messages.append(message)

    def to(self, address: str) -> list[EmailMessage]:
        """What was sent to an address, oldest first."""
        return [message for message in self.messages if address in str(message["To"])]


@dataclass(slots=True)
class SignedInStaff:
    """A staff check whose answer a test sets; nobody is signed in at first."""

    member: StaffMember | None = None

    def __call__(self) -> StaffMember | None:
        return self.member


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A shop with the extension, and the parts that a test moves."""

    app: Flask
    amends: Amends
    clock: FrozenClock
    orders: MemoryOrders
    files: MemoryFiles
    mails: MailBox | None
    staff: SignedInStaff = field(default_factory=SignedInStaff)

    @property
    def state(self) -> State:
        state = self.app.extensions[EXTENSION]
        if not isinstance(state, State):
            raise TypeError("Another extension took our place.")
        return state

    def close(self) -> None:
        """Close the database."""
        close(self.state)


def make_shop(
    database_uri: str,
    *,
    mails: bool = True,
    orders: Iterable[Order] = (),
    clock: FrozenClock | None = None,
    prepare: Callable[[Amends], object] | None = None,
    **config: Any,
) -> Shop:
    """A Flask app with Flask-Amends on a database of its own, migrated; no worker runs in it.

    ``mails=False`` is a shop without a mailer. ``prepare`` gets the :class:`Amends` before it is bound;
    ``config`` are settings of the app, such as ``AMENDS_POLICY="pl"``.
    """
    app = Flask("shop_of_a_test")
    app.config.update(
        {"TESTING": True, "SECRET_KEY": "test", DATABASE_URI: database_uri, WORKER: "off", **config}
    )
    box = MailBox() if mails else None
    shop_orders, staff, ticking, files = (
        MemoryOrders(orders),
        SignedInStaff(),
        clock or FrozenClock(),
        MemoryFiles(),
    )
    amends = Amends(
        clock=ticking,
        randomness=SeededRandomness(),
        files=files,
        order_lookup=shop_orders,
        staff_check=staff,
        mailer=box,
    )
    if prepare is not None:
        prepare(amends)
    amends.init_app(app)
    shop = Shop(
        app=app, amends=amends, clock=ticking, orders=shop_orders, files=files, mails=box, staff=staff
    )
    migrate(shop.state)
    return shop


def make_state(
    database_uri: str,
    *,
    mails: bool = True,
    orders: Iterable[Order] = (),
    clock: FrozenClock | None = None,
    seed: int = 0,
    compensation: dict[Remedy, CompensationAdapter] | None = None,
    **config: Any,
) -> State:
    """The state of a shop without its app: for tests of the services."""
    settings = Settings.from_config({"TESTING": True, "SECRET_KEY": "test", WORKER: "off", **config})
    randomness = SeededRandomness(seed)
    state = State(
        settings=settings,
        clock=clock or FrozenClock(),
        randomness=randomness,
        store=Store(
            tables=build_tables(settings.table_prefix),
            engine=OwnEngine(database_uri),
            vault=Vault(settings.secret_keys, randomness),
        ),
        files=MemoryFiles(),
        handlers=Handlers(
            order_lookup=MemoryOrders(orders),
            mailer=MailBox() if mails else None,
            compensation=compensation or {},
        ),
    )
    migrate(state)
    return state


def migrate(state: State) -> None:
    """Bring the database of a state up to date."""
    engine = state.store.engine()
    if current(engine, state.store.tables) != head():
        upgrade(engine, state.store.tables)


def close(state: State) -> None:
    """Close the connections of a state's own engine."""
    engine = state.store.engine
    if isinstance(engine, OwnEngine):
        engine.close()
