"""Transactions: one unit of work is one transaction, and everything a use case writes is written in it.

There are two kinds of store, and a use case never knows which one it runs on.

* ``Store`` takes a connection of its own from the engine (ours, or the host's), and commits when the block
  ends. Our views, the worker and the commands use it, also in a shop that has SQLAlchemy: what they do is
  complete in itself and must not commit rows that some other part of the request left pending in the host's
  session.
* ``Store.joined()`` works on the connection of the host's session, inside a savepoint. It never commits: the
  rows are there or not there together with the shop's own, as its commit or rollback decides. The public
  library functions (``flask_amends.act`` and its sisters) use it when the shop handed us a session. Without
  one they commit.

Hooks added with ``UnitOfWork.after_commit`` run once the rows are really committed, and never after a
rollback.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session, scoped_session

from flask_amends.storage.access import ApiKeys, Audit, Feed
from flask_amends.storage.approvals import Approvals
from flask_amends.storage.arbiters import Arbiters
from flask_amends.storage.cases import Cases
from flask_amends.storage.compensations import Compensations
from flask_amends.storage.confirmations import Confirmations
from flask_amends.storage.delivery_reviews import DeliveryReviews
from flask_amends.storage.desk import Desk
from flask_amends.storage.endpoints import Endpoints
from flask_amends.storage.engine import begin_reading, begin_writing, database_errors
from flask_amends.storage.enquiries import Enquiries
from flask_amends.storage.finding import OrderRequests
from flask_amends.storage.goodwill import Goodwill
from flask_amends.storage.history import History
from flask_amends.storage.holds import Holds
from flask_amends.storage.inbound import Inbound
from flask_amends.storage.inbox import Inbox
from flask_amends.storage.incidents import Incidents
from flask_amends.storage.links import Links
from flask_amends.storage.looks import Looks
from flask_amends.storage.mails import Mails
from flask_amends.storage.notice_texts import NoticeTexts
from flask_amends.storage.outbox import Outbox
from flask_amends.storage.payments import Payments
from flask_amends.storage.personal import Personal
from flask_amends.storage.persons import Persons
from flask_amends.storage.prices import Prices
from flask_amends.storage.promises import Promises
from flask_amends.storage.promos import Promos
from flask_amends.storage.reports import Reports
from flask_amends.storage.requests import Idempotency, Leases, Limits
from flask_amends.storage.retention import Retention
from flask_amends.storage.reviews import Reviews
from flask_amends.storage.shown import ShownNotices
from flask_amends.storage.snippets import Snippets
from flask_amends.storage.stock import Stock
from flask_amends.storage.stock_waits import StockLetters, StockWaits
from flask_amends.storage.tables import Tables
from flask_amends.storage.uploads import Files, Uploads
from flask_amends.storage.vault import Vault
from flask_amends.storage.wishes import WishBook
from flask_amends.storage.withdrawals import Withdrawals

Hook = Callable[[], None]
HostSession = Callable[[], "Session | scoped_session[Any]"]

log = logging.getLogger("flask_amends")


class UnitOfWork:
    """One transaction, with a repository per family of rows."""

    def __init__(self, connection: Connection, tables: Tables, vault: Vault) -> None:
        self.connection = connection
        self.tables = tables
        self.hooks: list[Hook] = []
        self._vault = vault

    def after_commit(self, hook: Hook) -> None:
        """Run ``hook`` once this is committed. A hook that fails is logged; the commit stands."""
        self.hooks.append(hook)

    @cached_property
    def cases(self) -> Cases:
        return Cases(self.connection, self.tables)

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.connection, self.tables)

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox(self.connection, self.tables)

    @cached_property
    def history(self) -> History:
        return History(self.connection, self.tables)

    @cached_property
    def persons(self) -> Persons:
        return Persons(self.connection, self.tables)

    @cached_property
    def uploads(self) -> Uploads:
        return Uploads(self.connection, self.tables)

    @cached_property
    def files(self) -> Files:
        return Files(self.connection, self.tables)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.connection, self.tables)

    @cached_property
    def endpoints(self) -> Endpoints:
        return Endpoints(self.connection, self.tables, self._vault)

    @cached_property
    def payments(self) -> Payments:
        return Payments(self.connection, self.tables)

    @cached_property
    def delivery_reviews(self) -> DeliveryReviews:
        return DeliveryReviews(self.connection, self.tables)

    @cached_property
    def prices(self) -> Prices:
        return Prices(self.connection, self.tables)

    @cached_property
    def shown(self) -> ShownNotices:
        return ShownNotices(self.connection, self.tables)

    @cached_property
    def stock(self) -> Stock:
        return Stock(self.connection, self.tables)

    @cached_property
    def stock_waits(self) -> StockWaits:
        return StockWaits(self.connection, self.tables)

    @cached_property
    def stock_letters(self) -> StockLetters:
        return StockLetters(self.connection, self.tables)

    @cached_property
    def promos(self) -> Promos:
        return Promos(self.connection, self.tables)

    @cached_property
    def mails(self) -> Mails:
        return Mails(self.connection, self.tables)

    @cached_property
    def links(self) -> Links:
        return Links(self.connection, self.tables)

    @cached_property
    def inbound(self) -> Inbound:
        return Inbound(self.connection, self.tables)

    @cached_property
    def idempotency(self) -> Idempotency:
        return Idempotency(self.connection, self.tables)

    @cached_property
    def limits(self) -> Limits:
        return Limits(self.connection, self.tables)

    @cached_property
    def leases(self) -> Leases:
        return Leases(self.connection, self.tables)

    @cached_property
    def reviews(self) -> Reviews:
        return Reviews(self.connection, self.tables)

    @cached_property
    def withdrawals(self) -> Withdrawals:
        return Withdrawals(self.connection, self.tables)

    @cached_property
    def order_requests(self) -> OrderRequests:
        return OrderRequests(self.connection, self.tables)

    @cached_property
    def compensations(self) -> Compensations:
        return Compensations(self.connection, self.tables)

    @cached_property
    def approvals(self) -> Approvals:
        return Approvals(self.connection, self.tables)

    @cached_property
    def goodwill(self) -> Goodwill:
        return Goodwill(self.connection, self.tables)

    @cached_property
    def incidents(self) -> Incidents:
        return Incidents(self.connection, self.tables)

    @cached_property
    def enquiries(self) -> Enquiries:
        return Enquiries(self.connection, self.tables)

    @cached_property
    def reports(self) -> Reports:
        return Reports(self.connection, self.tables)

    @cached_property
    def snippets(self) -> Snippets:
        return Snippets(self.connection, self.tables)

    @cached_property
    def looks(self) -> Looks:
        return Looks(self.connection, self.tables)

    @cached_property
    def notice_texts(self) -> NoticeTexts:
        return NoticeTexts(self.connection, self.tables)

    @cached_property
    def promises(self) -> Promises:
        return Promises(self.connection, self.tables)

    @cached_property
    def confirmations(self) -> Confirmations:
        return Confirmations(self.connection, self.tables)

    @cached_property
    def wishes(self) -> WishBook:
        return WishBook(self.connection, self.tables)

    @cached_property
    def arbiters(self) -> Arbiters:
        return Arbiters(self.connection, self.tables)

    @cached_property
    def personal(self) -> Personal:
        return Personal(self.connection, self.tables)

    @cached_property
    def retention(self) -> Retention:
        return Retention(self.connection, self.tables)

    @cached_property
    def holds(self) -> Holds:
        return Holds(self.connection, self.tables)

    @cached_property
    def api_keys(self) -> ApiKeys:
        return ApiKeys(self.connection, self.tables)

    @cached_property
    def audit(self) -> Audit:
        return Audit(self.connection, self.tables)

    @cached_property
    def feed(self) -> Feed:
        return Feed(self.connection, self.tables)


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Where units of work come from; see the module for the two kinds."""

    tables: Tables
    engine: Callable[[], Engine]
    vault: Vault
    session: HostSession | None = None

    @property
    def writes_alone(self) -> bool:
        """Whether one writing transaction keeps all others waiting, as on SQLite."""
        return self.engine().dialect.name == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """A writing transaction: committed when the block ends, rolled back when it raises."""
        with database_errors(), self.engine().connect() as connection:
            begin_writing(connection)
            unit = self._unit(connection)
            yield unit
            connection.commit()
        _run(unit.hooks)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A transaction that only reads and sees one state of the database."""
        with database_errors(), self.engine().connect() as connection:
            begin_reading(connection)
            yield self._unit(connection)

    def within(self, unit: UnitOfWork) -> Store:
        """A store whose transactions are savepoints of ``unit``, and are committed with it or not at all.

        So several use cases are one transaction, and what follows a commit waits for that one.
        """
        return InnerStore(tables=self.tables, engine=self.engine, vault=self.vault, unit=unit)

    def joined(self) -> Store:
        """The library functions' store: on the host's session if there is one, else this one."""
        if self.session is None:
            return self
        return JoinedStore(tables=self.tables, engine=self.engine, vault=self.vault, session=self.session)

    def _unit(self, connection: Connection) -> UnitOfWork:
        return UnitOfWork(connection, self.tables, self.vault)


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedStore(Store):
    """A store on the host's session. Nothing is committed here."""

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        session = self._session()
        connection = session.connection()
        # A savepoint outside a transaction would commit when it is released (pysqlite).
        begin_writing(connection)
        with connection.begin_nested():
            unit = self._unit(connection)
            yield unit
        _run_after_commit_of(session, unit.hooks)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        yield self._unit(self._session().connection())

    def _session(self) -> Session:
        if self.session is None:
            raise TypeError("A joined store needs the host's session.")
        session = self.session()
        return session() if isinstance(session, scoped_session) else session


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerStore(Store):
    """A store inside a running transaction. Nothing is committed here."""

    unit: UnitOfWork

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        with self.unit.connection.begin_nested():
            inner = self._unit(self.unit.connection)
            yield inner
        self.unit.hooks.extend(inner.hooks)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        yield self._unit(self.unit.connection)


_HOOKS = "amends_after_commit"


def _run_after_commit_of(session: Session, hooks: list[Hook]) -> None:
    if not hooks:
        return
    if _HOOKS not in session.info:
        session.info[_HOOKS] = []
        event.listen(session, "after_commit", _committed)
        event.listen(session, "after_soft_rollback", _rolled_back)
    session.info[_HOOKS].extend(hooks)


def _committed(session: Session) -> None:
    if session.in_nested_transaction():
        return
    hooks, session.info[_HOOKS] = session.info[_HOOKS], []
    _run(hooks)


def _rolled_back(session: Session, _transaction: object) -> None:
    # Hooks only tell: after any rollback, also a partial one, silence is better than a lie.
    session.info[_HOOKS] = []


def _run(hooks: list[Hook]) -> None:
    for hook in hooks:
        try:
            hook()
        except Exception:  # what was committed stays committed
            log.exception("A hook after a commit failed.")
