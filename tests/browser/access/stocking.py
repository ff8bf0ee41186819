"""Goods that are not there, and days on which they come back: what shoppers and staff meet of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask_amends.ports import SimilarItem
from flask_amends.service import shorts, stock, stock_waiting
from flask_amends.service.shorts import Reply
from flask_amends.service.tokens import Purpose
from tests.browser.access.stall import SELLER, euros, order

if TYPE_CHECKING:
    from tests.browser.access.stall import Stall


def make_short(stall: Stall) -> None:
    """The vase comes back on a day, the roses are miscounted, and one of two orders has its letter."""
    state, story = stall.shop.state, stall.story
    soon = stock.today(state) + timedelta(days=2)
    stock.record(state, "vase", 0, title=story.vase, restock_on=soon, restock_source="PO 2026/114")
    stock.record(state, "rose", -3, title=story.roses, source="feed", checked_at=state.clock.now())
    stock_waiting.join(state, "vase", "ewa@example.org", locale=story.locale)
    with state.store.read() as unit:
        [waits] = unit.stock_waits.of("vase", limit=1)
    stall.tokens[Purpose.WAIT] = stall.token(Purpose.WAIT, about=waits.id)
    for number in ("A-96", "A-97"):
        stall.shop.orders.add(order(number, story))
    stall.letter = shorts.report(state, "A-96", "vase", by=SELLER.id)
    written = shorts.report(state, "A-97", "vase", by=SELLER.id)
    other = SimilarItem(
        sku="vase-2", title=story.vase, price=euros("30.00"), url="https://shop.example/vase-2"
    )
    shorts.send(state, written, Reply(words=story.proposal, similar=[other]), by=SELLER)
    stall.tokens[Purpose.SHORT] = stall.token(Purpose.SHORT, about=written)
