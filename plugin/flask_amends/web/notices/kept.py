"""What was shown with an order, as the pages about a claim tell it: to the shopper, to staff, to arbiters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from amends_widgets.languages import Language, direction
from amends_widgets.marking import N_
from amends_widgets.noticefacts import KeptNotice
from amends_widgets.words import Words
from flask_amends.service.notices import taking
from flask_amends.service.notices.ordered import PRICE
from flask_amends.state import State
from flask_amends.storage.records import CaseView

_PRICE = N_("Price")


def kept(state: State, view: CaseView, locale: str) -> tuple[KeptNotice, ...]:
    """The notices that are evidence in a case, in the order of the pages (P6)."""
    return tuple(_kept(state, view, locale))


def _kept(state: State, view: CaseView, locale: str) -> Iterator[KeptNotice]:
    if view.order is None:
        return
    words = Words(Language(locale))
    titles: Mapping[str, str] = {line.sku: line.title for line in view.order.lines}
    for row in taking.of_order(state, view.order.number, until=view.opened_at):
        content = row.content
        yield KeptNotice(
            title=words.language.say(_PRICE) if content["state"] == PRICE else words.notice_title(row.kind),
            about=titles.get(row.about, ""),
            lines=tuple(content["lines"]),
            at=row.shown_at,
            seen=row.source == taking.Source.SHOWN,
            lang=content["locale"],
            dir=direction(content["locale"]),
        )
