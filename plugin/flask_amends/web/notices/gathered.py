"""What one answer showed: its references, gathered for the form that sends them back (P6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask import g, has_request_context
from markupsafe import Markup

from amends_widgets.languages import Language
from amends_widgets.words import Words
from flask_amends.notices.model import Slot
from flask_amends.service.notices import ordered
from flask_amends.service.notices.shown import FIELD, refer
from flask_amends.state import get_state
from flask_amends.web import frames, reader

_GATHERED, _SAID = "amends_shown", "amends_said"
#: The endpoint behind ``<amends-notice>``: its notices stand in forms that are not ours.
_EMBEDDED = "notice"


def note(references: Iterable[str]) -> None:
    """Remember what was rendered in this request, each reference once."""
    if has_request_context():
        gathered: dict[str, None] = g.setdefault(_GATHERED, {})
        gathered.update(dict.fromkeys(one for one in references if one))


def said() -> set[tuple[str, ...]]:
    """The sentences of each notice that was rendered in this request; of none outside of requests."""
    found: set[tuple[str, ...]] = g.setdefault(_SAID, set()) if has_request_context() else set()
    return found


def field(form: str | None = None, prices: Any = None) -> Markup:
    """One hidden field with all references so far; ``form`` is the id of the form that it belongs to.

    It stands after the notices: what is rendered later is not in it. ``prices`` are goods whose prices the
    page shows: a product, a basket, an order.
    """
    if prices is not None:
        note(_priced(prices))
    gathered = g.get(_GATHERED, {}) if has_request_context() else {}
    owner = Markup(' form="{}"').format(form) if form else ""
    return Markup('<input type="hidden" name="{}" value="{}"{}>').format(FIELD, " ".join(gathered), owner)


def _priced(goods: Any) -> Iterator[str]:
    """A reference to the price of each, in the page's words."""
    state, locale = get_state(), reader.locale()
    words, zone = Words(Language(locale, html=False)), reader.zone()
    for one in ordered.prices(state, goods):
        said = (words.notice(line.key, line.params, zone) for line in one.lines)
        yield refer(state, one, Slot.CHECKOUT_BUTTON, locale, tuple(said))


def is_embedded() -> bool:
    """Whether the notices of this answer go into another shop's page, and bring a field of their own."""
    return has_request_context() and frames.endpoint() == _EMBEDDED
