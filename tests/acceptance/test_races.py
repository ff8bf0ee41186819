"""Two people who act at the same instant: one wins, the other is told so."""

from __future__ import annotations

import pytest

from tests.acceptance.people import Clerk, Customer
from tests.acceptance.world import World, together

TIMES = 12


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
    won, lost = (accepted, retracted) if accepted.status == 200 else (retracted, accepted)
    state = jan.room().text
    if won is accepted:
        assert "A full refund" in lost.text
        assert not lost.has_button("Withdraw the claim")
    else:
        assert "Closed" in state
        assert not lost.has_button("Agree")
