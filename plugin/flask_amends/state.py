"""One app's Flask-Amends: a frozen State at ``app.extensions["amends"]``, and how to get it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import current_app

from flask_amends.errors import AmendsError
from flask_amends.memory import Memory
from flask_amends.ports import (
    Clock,
    CompensationAdapter,
    FileStore,
    Handlers,
    LocaleSelector,
    Mailer,
    OrderLookup,
    Randomness,
    StaffCheck,
)
from flask_amends.settings import Settings

if TYPE_CHECKING:
    from flask_amends.disputes.vocabulary import Remedy
    from flask_amends.storage.store import Store

EXTENSION = "amends"


def _ignore(*_: object, **__: object) -> None:
    """A hook that nobody asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything that belongs to one app.

    ``store`` commits on its own connection; the public library functions use a copy whose store joins the
    host's session (see :mod:`flask_amends.storage.store`). ``announce(name, **facts)`` sends a signal after a
    commit, and ``wake`` tells the worker of this process that rows wait for it. ``memory`` keeps facts, and
    ``finished`` what pages made of them.
    """

    settings: Settings
    clock: Clock
    randomness: Randomness
    store: Store
    files: FileStore
    handlers: Handlers = field(default_factory=Handlers)
    memory: Memory = field(default_factory=Memory)
    finished: Memory = field(default_factory=Memory)
    announce: Callable[..., None] = _ignore
    wake: Callable[[], None] = _ignore

    @property
    def order_lookup(self) -> OrderLookup | None:
        return self.handlers.order_lookup

    @property
    def staff_check(self) -> StaffCheck | None:
        return self.handlers.staff_check

    @property
    def mailer(self) -> Mailer | None:
        """The shop's own mailer; without one, SMTP is used if ``settings.mail`` is set."""
        return self.handlers.mailer

    @property
    def locale_selector(self) -> LocaleSelector | None:
        return self.handlers.locale_selector

    @property
    def can_mail(self) -> bool:
        """Whether mails leave this shop at all, and so whether guests can be asked to verify."""
        return self.handlers.mailer is not None or self.settings.mail is not None

    def compensation(self, kind: Remedy, *, gift: bool = False) -> CompensationAdapter | None:
        """The shop's adapter for one kind of compensation; with a ``gift`` on top, only one that gives it."""
        if gift and kind not in self.handlers.gifts:
            return None
        return self.handlers.compensations().get(kind)


def get_state() -> State:
    """The state of the current app."""
    state = current_app.extensions.get(EXTENSION)
    if not isinstance(state, State):
        raise AmendsError(
            "Flask-Amends is not bound to this app: call Amends(app), or amends.init_app(app), first."
        )
    return state
