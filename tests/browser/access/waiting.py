"""Orders that wait for the shop's confirmation: what their shoppers and the staff meet of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask_amends.service import order_confirming, payment_acts, payments
from flask_amends.service.tokens import Purpose
from tests.browser.access.mistakes import BOSS
from tests.browser.access.stall import euros, order

if TYPE_CHECKING:
    from tests.browser.access.stall import Stall


def make_waiting(stall: Stall) -> None:
    """One order waits for the shop, another one's shopper has the choice."""
    state, story = stall.shop.state, stall.story
    held = [
        payments.hold(state, stall.shop.orders.add(order(number, story)), by=BOSS, note=story.question)
        for number in ("A-94", "A-95")
    ]
    payment_acts.offer(
        state,
        held[1].id,
        by=BOSS,
        prices={"vase": euros("52.00")},
        goodwill=euros("4.00"),
        keep=True,
        words=story.proposal,
    )
    stall.tokens[Purpose.PAYMENT] = stall.token(Purpose.PAYMENT, about=held[1].id)
    stall.payment = held[0].id
    asked = order("A-96", story)
    order_confirming.ask(state, asked, state.clock.now() + timedelta(days=2))
    with state.store.read() as unit:
        row = unit.confirmations.of_order(asked.number)
    assert row is not None
    stall.tokens[Purpose.CONFIRM] = stall.token(Purpose.CONFIRM, about=row.id)
