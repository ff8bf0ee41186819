"""The extension: binds Flask-Amends to an app. It creates no table, starts no thread and opens no socket."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask

from flask_amends import signals
from flask_amends.disputes.vocabulary import Remedy
from flask_amends.errors import AmendsError
from flask_amends.ports import (
    Clock,
    CompensationAdapter,
    FileStore,
    Handlers,
    LocaleSelector,
    Mailer,
    OrderLookup,
    PhotoScanner,
    Randomness,
    StaffCheck,
    SystemClock,
    SystemRandomness,
)
from flask_amends.settings import Settings
from flask_amends.state import EXTENSION, State
from flask_amends.storage.engine import EngineSource, OwnEngine
from flask_amends.storage.file_stores import file_store
from flask_amends.storage.schema import default_uri, prepare_default
from flask_amends.storage.store import HostSession, Store
from flask_amends.storage.tables import build_tables
from flask_amends.storage.vault import Vault
from flask_amends.worker import embedded

Handler = TypeVar("Handler", bound=Callable[..., Any])
Made = TypeVar("Made")


class Amends:
    """Flask-Amends. One instance can serve several apps: what belongs to an app is in its :class:`State`.

    ``session`` and ``engine`` are callables that return the host's SQLAlchemy session and engine, such as
    ``lambda: db.session`` and ``lambda: db.engine``; give both or none. ``clock``, ``randomness`` and
    ``files`` are ports (:mod:`flask_amends.ports`). The handlers can be given here or by decorator, before or
    after the app.
    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        session: HostSession | None = None,
        engine: EngineSource | None = None,
        clock: Clock | None = None,
        randomness: Randomness | None = None,
        files: FileStore | None = None,
        order_lookup: OrderLookup | None = None,
        staff_check: StaffCheck | None = None,
        mailer: Mailer | None = None,
        locale_selector: LocaleSelector | None = None,
    ) -> None:
        if (session is None) != (engine is None):
            raise AmendsError("Give Amends both session= and engine= of your SQLAlchemy, or neither.")
        self._session = session
        self._engine = engine
        self._clock = clock or SystemClock()
        self._randomness = randomness or SystemRandomness()
        self._files = files
        self._handlers = Handlers(
            order_lookup=order_lookup,
            staff_check=staff_check,
            mailer=mailer,
            locale_selector=locale_selector,
        )
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Bind to ``app``. Raises :class:`flask_amends.errors.SettingsError` with every fault at once."""
        if EXTENSION in app.extensions:
            raise AmendsError(
                "Flask-Amends is already bound to this app: call init_app once, in the factory."
            )
        settings = Settings.from_config(app.config)
        app.extensions[EXTENSION] = state = self._state(app, settings)
        _register_pages(app, settings)
        _register_commands(app)
        _register_template_global(app)
        embedded.install(app, state)

    def order_lookup(self, function: Handler) -> Handler:
        """Register ``(number, email | None) -> Order | None``."""
        self._handlers.order_lookup = function
        return function

    def staff_check(self, function: Handler) -> Handler:
        """Register ``() -> StaffMember | None``; without it the desk answers 404."""
        self._handlers.staff_check = function
        return function

    def staff_may(self, function: Handler) -> Handler:
        """Register ``(StaffMember, DeskObject) -> bool``, asked about each thing; only ``True`` lets in.

        Without it, whoever ``staff_check`` knows sees everything that their roles show.
        """
        self._handlers.staff_may = function
        return function

    def mailer(self, function: Handler) -> Handler:
        """Register ``(EmailMessage) -> None`` in place of SMTP."""
        self._handlers.mailer = function
        return function

    def locale_selector(self, function: Handler) -> Handler:
        """Register ``() -> str``, the language of the request."""
        self._handlers.locale_selector = function
        return function

    def affected_orders(self, function: Handler) -> Handler:
        """Register ``(IncidentFacts) -> Iterable[Order]``: the orders that a mistake concerns (incidents)."""
        self._handlers.affected_orders = function
        return function

    def similar_items(self, function: Handler) -> Handler:
        """Register ``(sku) -> Iterable[SimilarItem]``: what would do where an item is not there (A4)."""
        self._handlers.similar_items = function
        return function

    def delivery_rules(self, function: Handler) -> Handler:
        """Register ``() -> Iterable[DeliveryRule]``: the terms of delivery by region (D3).

        It stands in place of ``AMENDS_DELIVERY_RULES``; mappings are taken too. One rule has to be for
        everywhere. What it gives is kept in mind for ``AMENDS_NOTICE_MEMORY`` seconds.
        """
        self._handlers.delivery_rules = function
        return function

    def catalogue(self, function: Handler) -> Handler:
        """Register ``() -> Iterable``: every item the shop sells, to find what its pages lack (Q5)."""
        self._handlers.catalogue = function
        return function

    def recent_baskets(self, function: Handler) -> Handler:
        """Register ``() -> Iterable``: sums of recent orders, or the orders, to judge promotions by (C3)."""
        self._handlers.recent_baskets = function
        return function

    def photo_scanner(self, function: PhotoScanner | None = None, *, fail_closed: bool = True) -> Any:
        """Register ``(content: bytes, name: str) -> bool``: whether a file is harmless (security 25).

        Use it bare or with an option. It sees each photo as it was sent, before anything opens it. If it
        raises, the photo is refused and the shopper goes on without it; with ``fail_closed=False`` it is
        taken.
        """

        def register(given: PhotoScanner) -> PhotoScanner:
            self._handlers.photo_scanner = given
            self._handlers.photo_scanner_fails_closed = fail_closed
            return given

        return register if function is None else register(function)

    def compensation(
        self, *kinds: Remedy | str, gifts: bool = False
    ) -> Callable[[CompensationAdapter], CompensationAdapter]:
        """Register the adapter that performs these kinds of compensation.

        With ``gifts`` it also gives ``compensation.gift``, what the shop puts on top (Q7). Compensations
        with a gift are left to staff where the adapter does not know of gifts.
        """
        try:
            known = [Remedy(kind) for kind in kinds]
        except ValueError as error:
            raise AmendsError(f"{error}; a compensation is one of {', '.join(Remedy)}.") from error

        def register(function: CompensationAdapter) -> CompensationAdapter:
            self._handlers.compensation.update(dict.fromkeys(known, function))
            self._handlers.gifts.difference_update(known)
            self._handlers.gifts.update(known if gifts else ())
            return function

        return register

    def _state(self, app: Flask, settings: Settings) -> State:
        return State(
            settings=settings,
            clock=self._clock,
            randomness=self._randomness,
            store=self._store(app, settings),
            files=self._files or file_store(settings.uploads, Path(app.instance_path) / "amends-uploads"),
            handlers=self._handlers,
            announce=partial(_announce, app),
            wake=partial(_announce, app, "work_waiting"),
        )

    def _store(self, app: Flask, settings: Settings) -> Store:
        tables = build_tables(settings.table_prefix)
        vault = Vault(settings.secret_keys, self._randomness)
        if self._engine is not None:
            engine = _within(app, self._engine)
            return Store(tables=tables, engine=engine, vault=vault, session=self._session)
        if settings.database_uri is not None:
            return Store(tables=tables, engine=OwnEngine(settings.database_uri), vault=vault)
        prepare = partial(prepare_default, tables, Path(app.instance_path))
        own = OwnEngine(default_uri(Path(app.instance_path)), prepare)
        return Store(tables=tables, engine=own, vault=vault)


def _within(app: Flask, make: Callable[[], Made]) -> Callable[[], Made]:
    """The host's engine, which Flask-SQLAlchemy hands out only inside an app context."""

    def get() -> Made:
        with app.app_context():
            return make()

    return get


def _announce(app: Flask, name: str, **facts: Any) -> None:
    getattr(signals, name).send(app, **facts)


def _register_pages(app: Flask, settings: Settings) -> None:
    from flask_amends.web.blueprint import make_blueprint

    app.register_blueprint(make_blueprint(), url_prefix=settings.url_prefix)


def _register_commands(app: Flask) -> None:
    from flask_amends.cli import group

    app.cli.add_command(group)


def _register_template_global(app: Flask) -> None:
    from flask_amends.web.storefront.globals import TemplateGlobals

    app.jinja_env.globals["amends"] = TemplateGlobals()
