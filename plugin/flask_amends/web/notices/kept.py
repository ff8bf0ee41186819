"""What was shown with an order, as the pages about a claim tell it: to the shopper, to staff, to arbiters."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from amends_widgets.languages import Language, direction
from amends_widgets.marking import N_
from amends_widgets.noticefacts import KeptNotice, KeptPage
from amends_widgets.words import Words
from flask_amends.service.notices import taking
from flask_amends.service.notices.ordered import PRICE
from flask_amends.state import State
from flask_amends.storage.records import CaseView
from flask_amends.storage.shown_records import ShownRow

_PRICE = N_("Price")


def kept(state: State, view: CaseView, locale: str) -> tuple[KeptPage, ...]:
    """The notices that are evidence in a case, page by page (P6); what one page said twice stands once."""
    if view.order is None:
        return ()
    words = Words(Language(locale))
    titles = {line.sku: line.title for line in view.order.lines}
    rows = taking.of_order(state, view.order.number, until=view.opened_at)
    return tuple(
        KeptPage(
            at=at,
            seen=source == taking.Source.SHOWN,
            notices=tuple(dict.fromkeys(_kept(row, words, titles) for row in page)),
        )
        for (at, source), page in groupby(rows, lambda row: (row.shown_at, row.source))
    )


def _kept(row: ShownRow, words: Words, titles: Mapping[str, str]) -> KeptNotice:
    content, about = row.content, titles.get(row.about, "")
    title = words.notice_title(row.kind)
    if content["state"] == PRICE:
        title, about = about or words.language.say(_PRICE), ""
    return KeptNotice(
        title=title,
        about=about,
        lines=tuple(content["lines"]),
        lang=content["locale"],
        dir=direction(content["locale"]),
        ticked=bool(content.get("agreed")),
    )
