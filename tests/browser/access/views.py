"""The one list of everything a shopper can be shown. A page that is not in it fails the test of the house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.access.stall import Stall

LANGUAGES = ("en", "pl", "ru", "he")
SCHEMES = ("light", "dark")


@dataclass(frozen=True, kw_only=True)
class View:
    """A page. ``wrong`` is the button that, with nothing filled in, shows it with something to correct."""

    name: str
    endpoint: str
    path: Callable[[Stall], str]
    wrong: str = ""
    status: int = 200

    def address(self, stall: Stall, language: str = "en") -> str:
        path = self.path(stall)
        return f"{stall.address}{path}{'&' if '?' in path else '?'}lang={language}"


def _at(path: str) -> Callable[[Stall], str]:
    return lambda _stall: path


def _room(case: str, wrong: str = "") -> View:
    return View(name=f"room: {case}", endpoint="room", path=lambda stall: stall.room(case), wrong=wrong)


def _sends(action: str) -> str:
    """The button of the form that posts to an address ending in this."""
    return f"form[method=post][action*='/{action}'] .am-buttons > .am-button"


VIEWS = (
    View(name="home", endpoint="home", path=_at("/amends/")),
    View(name="claim", endpoint="claim", path=_at("/amends/claim"), wrong=_sends("claim")),
    View(name="claim sent", endpoint="claim_sent", path=_at("/amends/claim/sent")),
    View(name="contact", endpoint="contact", path=_at("/amends/contact")),
    View(name="new link", endpoint="new_link", path=_at("/amends/link"), wrong=_sends("link")),
    View(name="link sent", endpoint="new_link", path=_at("/amends/link?sent=1")),
    View(name="lost", endpoint="room", path=_at("/amends/d/x.y.z"), status=404),
    View(name="link", endpoint="room", path=lambda stall: stall.link("waiting")),
    View(name="problem", endpoint="claim", path=_at("/amends/d/dsp_nobody"), status=404),
    _room("fresh", wrong=_sends("post_message")),
    _room("offers"),
    _room("asked", wrong=_sends("provide_info")),
    _room("reviewed"),
    _room("proof"),
    _room("decided"),
    _room("returning", wrong=_sends("ship")),
    _room("travelling"),
    _room("paying"),
    _room("arriving"),
    _room("closed", wrong=_sends("rate")),
    View(name="review: accept", endpoint="review", path=lambda stall: stall.offer("offers")),
    View(name="review: retract", endpoint="review", path=lambda stall: f"{stall.room('fresh')}/retract"),
)
#: Pages that are no document to read: files, and fragments that a page takes in.
NOT_PAGES = frozenset({"asset", "photo"})
