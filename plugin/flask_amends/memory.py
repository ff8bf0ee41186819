"""What an app keeps in mind for a moment, so that a page with notices need not ask the database again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

Value = TypeVar("Value")
#: How many things are kept; the oldest go first.
_ROOM = 10_000


@dataclass(frozen=True, slots=True)
class Memory:
    """Values by key, each for a time. A change in another process is seen once that time is over.

    Nothing that decides about money rests on it: whether an order can be paid is always asked anew.
    """

    _known: dict[Hashable, tuple[datetime, Any]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: Hashable, now: datetime, keep: timedelta, load: Callable[[], Value]) -> Value:
        """The value under a key, loaded if it is not known or was loaded more than ``keep`` ago."""
        found = self._known.get(key)
        if found is not None and now - found[0] < keep and now >= found[0]:
            value: Value = found[1]
            return value
        value = load()
        if keep:
            with self._lock:
                self._known.pop(key, None)
                self._known[key] = (now, value)
                while len(self._known) > _ROOM:
                    del self._known[next(iter(self._known))]
        return value

    def knows(self, key: Hashable, now: datetime, keep: timedelta) -> bool:
        """Whether :meth:`get` would not have to load it."""
        found = self._known.get(key)
        return found is not None and now - found[0] < keep and now >= found[0]

    def forget(self, area: str) -> None:
        """Drop everything whose key is ``area`` or a tuple that begins with it."""
        with self._lock:
            for key in [one for one in self._known if _area(one) == area]:
                del self._known[key]


def _area(key: Hashable) -> Hashable:
    return key[0] if isinstance(key, tuple) else key
