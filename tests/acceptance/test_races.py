"""Two people who act at the same instant: one wins, the other is told so."""

from __future__ import annotations

import pytest

from tests.acceptance.people import Clerk, Customer
from tests.acceptance.person import Page, said
from tests.acceptance.world import World, together

TIMES = 8


@pytest.mark.parametrize("number", range(TIMES))
def test_accepting_and_retracting_at_once_has_one_winner_and_the_other_sees_the_new_state(
    world: World, anna: Clerk, number: int
):
    jan = Customer(world, f"jan{number}")
    order = jan.buy("lamp")
    jan.claim(order, reason="The size is wrong", wish="A full refund", text="It is much smaller than shown.")
    accept = anna.case(jan).press("Agree").form("Agree")
    retract = jan.room().press("Withdraw the claim").form("Withdraw the claim")
    accepted, retracted = together(accept.send, retract.send)
    assert sorted((accepted.status, retracted.status)) == [200, 409]
    if accepted.status == 200:
        assert title(retracted) == title(jan.room()) != "Closed"
        assert not retracted.has_button("Withdraw the claim")
        assert "A full refund" in anna.case(jan).text
    else:
        assert "Claim withdrawn by the shopper" in accepted.text
        assert not accepted.has_button("Agree")
        assert jan.room().has_button("Open the case again")


def title(page: Page) -> str:
    """The heading, which in a room says how the case stands."""
    assert page.dom.h1 is not None
    return said(page.dom.h1)
