"""How a notice would look in each of its places and in each language, with example facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from amends_widgets.languages import Language
from amends_widgets.marking import N_, Counted
from amends_widgets.noticefacts import SpokenNotice
from amends_widgets.words import Words
from amends_widgets.words.notices import NOTICES
from flask_amends.disputes.money import Money
from flask_amends.notices.model import Slot
from flask_amends.notices.own import COUNTS, facts_of, is_own, kind_of, slots_of
from flask_amends.service.notices import texts
from flask_amends.state import State
from flask_amends.web import reader
from flask_amends.web.pages import renderer

#: What each place is called.
SLOTS: Mapping[Slot, str] = {
    Slot.FOOTER: N_("Foot of every page"),
    Slot.PRODUCT: N_("Product page"),
    Slot.PRODUCT_TAB: N_("Tab of the product page"),
    Slot.CART: N_("Basket"),
    Slot.CHECKOUT_TOP: N_("Checkout, on top"),
    Slot.CHECKOUT_BUTTON: N_("Checkout, above the button"),
    Slot.CODE_FIELD: N_("Beside the field for codes"),
    Slot.BANNER: N_("Banner"),
    Slot.ORDER_MAIL: N_("Order mail"),
    Slot.PICKUP_MAIL: N_("Mail about the pickup"),
    Slot.ACCOUNT: N_("Account"),
    Slot.CONTACT_PAGE: N_("Contact page"),
    Slot.TERMS: N_("Terms"),
}
_LETTERS = frozenset({Slot.ORDER_MAIL, Slot.PICKUP_MAIL})
_MOMENT = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
#: Parts of a fact's name, and what such a fact could be. What none fits is an amount.
_EXAMPLES: Sequence[tuple[frozenset[str], Any]] = (
    (
        frozenset({"about", "address", "carrier", "code", "contact", "name", "names", "text", "title"}),
        "ABC-1",
    ),
    (frozenset({"phone", "number"}), "+48 22 123 45 67"),
    (frozenset({"weight"}), "2 kg"),
    (frozenset({"day", "first", "last"}), _MOMENT.date()),
    (frozenset({"at", "begins", "by", "ends", "from", "moment", "since", "to", "until"}), _MOMENT),
    (frozenset({"percent", "share"}), Decimal("0.25")),
    (COUNTS, 3),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A notice in one place: as HTML, or as the lines of a letter."""

    name: str
    html: Markup | None
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A notice in all its places, in one language. Without places it is not shown in that language."""

    code: str
    places: tuple[Place, ...]


def previews(
    state: State, key: str, typed: Mapping[str, str], slots: Sequence[str] = (), *, asks: bool = False
) -> list[Preview]:
    """The notice in every language of the shop's. ``slots`` are those of a notice that is the shop's own."""
    places = [Slot(one) for one in slots] if is_own(key) else slots_of(key)
    return [
        Preview(
            code=code,
            places=tuple(
                place
                for slot in places
                if (place := _place(state, key, typed.get(code, ""), slot, code, asks=asks))
            ),
        )
        for code in state.settings.locales
    ]


def example(name: str) -> Any:
    """What a fact of that name could be."""
    parts = set(name.split("_"))
    found = next((value for names, value in _EXAMPLES if names & parts), None)
    return found if found is not None else Money(amount=Decimal("99.00"), currency="EUR")


def _facts(key: str) -> dict[str, Any]:
    counted = NOTICES.get(key)
    known = {name: example(name) for name in facts_of(key)}
    return {**known, counted.by: 3} if isinstance(counted, Counted) else known


def _place(state: State, key: str, text: str, slot: Slot, code: str, *, asks: bool) -> Place | None:
    own = text.strip() or None
    letter = slot in _LETTERS
    words = Words(Language(code, html=not letter))
    line = words.notice(key, _facts(key), reader.zone(), own)
    if not line:
        return None
    kind = kind_of(key)
    spoken = SpokenNotice(
        kind=kind,
        slot=slot,
        title=words.notice_title(kind),
        lines=(line,),
        asks=asks and slot in texts.ASKED_IN,
    )
    name = SLOTS[slot]
    if letter:
        return Place(name=name, html=None, lines=spoken.plain)
    return Place(name=name, html=_html(state, spoken, code), lines=())


def _html(state: State, spoken: SpokenNotice, code: str) -> Markup:
    """The notice as shoppers of that language see it, whatever the desk is read in."""
    return renderer().fragment(
        "amends/notices.html",
        locale=code,
        zone=reader.zone(),
        now=state.clock.now(),
        settings=state.settings,
        notices=[spoken],
        posted="",
    )


def ours(state: State, key: str) -> list[tuple[str, str]]:
    """Our words in every language of the shop's; none for a notice that is the shop's own."""
    found = [(code, texts.ours(key, code)) for code in state.settings.locales]
    return [(code, text) for code, text in found if text]
