"""One shop on one database, built alike in the process that dies and in the one that looks after it."""

import hashlib
import json
import ssl
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from flask_amends.disputes.money import Money
from flask_amends.disputes.vocabulary import Remedy
from flask_amends.ports import Compensation, Handlers, Order, OrderLine, Performed
from flask_amends.service import compensation, deadlines, housekeeping, inbound, payment_time
from flask_amends.settings import MailSettings, Settings
from flask_amends.state import State
from flask_amends.storage.engine import OwnEngine
from flask_amends.storage.files import FolderFiles
from flask_amends.storage.store import Store
from flask_amends.storage.tables import build_tables
from flask_amends.storage.vault import Vault
from flask_amends.testing import START, FrozenClock, MemoryOrders, SeededRandomness
from flask_amends.worker.postman import Smtp
from flask_amends.worker.work import Worker
from tests.crash.failpoints import (
    Failpoints,
    TappedFiles,
    TappedSender,
    append_line,
    tapped_adapter,
    tapped_mailer,
)

CURRENCY = "PLN"
KINDS = (Remedy.FULL_REFUND, Remedy.PARTIAL_REFUND, Remedy.PROMO_CODE)
#: Loading the CA bundle costs more than a whole run.
TRUST = ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)


def zloty(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency=CURRENCY)


def order(number: str, name: str, *, marketplace: str | None = None) -> Order:
    vase = OrderLine(sku="vase", title="Vase", quantity=2, unit_price=zloty("50"))
    return Order(
        number=number, email=f"{name}@example.com", currency=CURRENCY, lines=(vase,), total=zloty("100"),
        placed_at=START, marketplace=marketplace, locale="pl",
    )  # fmt: skip


ORDERS = (
    order("S-1", "maria"),
    order("S-2", "jan"),
    order("M-1", "pavel", marketplace="bazaar"),
    order("M-2", "noa", marketplace="bazaar"),
    replace(order("S-3", "ewa"), paid_at=START),
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything a process needs to know to play its part, as plain JSON."""

    scenario: str
    database_uri: str
    folder: str
    run: str = "template"
    smtp_port: int = 0
    seed: int = 0
    at: str = START.isoformat()
    crash_at: int = 0
    label: str = ""
    stops: bool = False
    bug: str | None = None
    after: str = ""
    fingerprints: bool = False

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str) -> "Plan":
        return cls(**json.loads(text))


class World:
    """A shop with its database, its ports to real servers, and the clock it is given."""

    def __init__(
        self, plan: Plan, points: Failpoints | None = None, tell: Callable[..., None] = lambda **_: None
    ) -> None:
        self.plan = plan
        self.points = points or Failpoints()
        self.clock = FrozenClock(datetime.fromisoformat(plan.at))
        self.tell = tell
        self.smtp = Smtp(MailSettings(server="127.0.0.1", sender="shop@example.com", port=plan.smtp_port))
        self.state = self._state()
        self._worker: Worker | None = None

    @property
    def ledger(self) -> Path:
        """What was paid out, one compensation id a line."""
        return Path(self.plan.folder) / "ledger"

    @property
    def photos(self) -> Path:
        return Path(self.plan.folder) / "photos"

    @property
    def worker(self) -> Worker:
        """The worker, with real connections."""
        if self._worker is None:
            sender = TappedSender(self.points, ssl_context=TRUST)
            self._worker = Worker(self.state, sender=sender)
        return self._worker

    def ack(self, **facts: Any) -> None:
        """Acknowledge: whoever asked has been told that this is done."""
        if self.plan.fingerprints:
            facts["fingerprint"] = fingerprint(self.state)
        self.tell(**facts)

    def pass_time(self, by: timedelta) -> None:
        """Move the clock, and say so: whoever comes later may not be earlier."""
        self.tell(now=self.clock.move(by).isoformat())

    def work(self, *, mails: bool) -> None:
        """A round of the worker, with its mails or without."""
        if mails:
            self.worker.run_once()
            return
        housekeeping.tidy(self.state)
        deadlines.sweep_due(self.state)
        payment_time.sweep_due(self.state)
        inbound.apply_waiting(self.state)
        compensation.perform_due(self.state)
        self.worker.courier.drain()

    def close(self) -> None:
        """End threads and connections."""
        if self._worker is not None:
            self._worker.close()
        self.smtp.close()
        if isinstance(self.state.store.engine, OwnEngine):
            self.state.store.engine.close()

    def pay(self, compensation: Compensation) -> Performed:
        """The shop's payment provider: asked twice with one id it pays once."""
        paid = self.ledger.read_text().split() if self.ledger.exists() else []
        if compensation.id not in paid:
            append_line(self.ledger, compensation.id)
        return Performed(reference=f"paid-{compensation.id}")

    def _state(self) -> State:
        plan = self.plan
        settings = Settings.from_config(
            {
                "TESTING": True,
                "SECRET_KEY": "a key that only the tests know",
                "AMENDS_WORKER": "off",
                "AMENDS_CURRENCY": CURRENCY,
                "AMENDS_BASE_URL": f"https://{plan.run}.example.com",
                "AMENDS_STAFF_EMAIL": "staff@example.com",
                "AMENDS_DIGEST_TO": ["staff@example.com", "lead@example.com"],
                "AMENDS_DIGEST_HOUR": 0,
                "AMENDS_WEBHOOK_ALLOW_NETWORKS": ["127.0.0.0/8"],
            }
        )
        randomness = SeededRandomness(plan.seed)
        pay = tapped_adapter(self.points, self.pay)
        return State(
            settings=settings,
            clock=self.clock,
            randomness=randomness,
            store=Store(
                tables=build_tables(settings.table_prefix),
                engine=OwnEngine(plan.database_uri, self.points.watch),
                vault=Vault(settings.secret_keys, randomness),
            ),
            files=TappedFiles(self.points, FolderFiles(self.photos)),
            handlers=Handlers(
                order_lookup=MemoryOrders(ORDERS),
                mailer=tapped_mailer(self.points, self.smtp),
                compensation=dict.fromkeys(KINDS, pay),
                affected_orders=lambda _facts: ORDERS[:2],
            ),
        )


def fingerprint(state: State) -> str:
    """Every row that a case consists of, as one digest; equal only for equal databases."""
    digest = hashlib.sha256()
    with state.store.read() as unit:
        for table in unit.tables.all():
            if table is not unit.tables.endpoints:  # their addresses carry the name of the run
                rows = sorted(repr(tuple(row)) for row in unit.connection.execute(table.select()))
                digest.update(f"{table.name} {rows}".encode())
    return digest.hexdigest()
