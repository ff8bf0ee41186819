"""A marketplace that is not there cannot freeze a case."""

from __future__ import annotations

from tests.acceptance.people import Arbiter, Clerk, Customer
from tests.acceptance.world import World


def test_a_dead_marketplace_freezes_no_case_and_hears_everything_when_it_is_back(world: World, anna: Clerk):
    """A second look comes after it, then the default rule: the shop's last offer."""
    diana = Customer(world, "diana")
    order = diana.buy("tea-set", through="On the marketplace Bazaar")
    world.marketplace.stop()
    diana.claim(
        order, reason="Parts are missing", wish="A full refund", text="There is one cup in the box, not two."
    )
    anna.offer(diana, "Part of the money back", "900", "This is what a cup comes to.")
    world.pass_time(days=3, hours=1)
    assert "Under review" in anna.case(diana).text
    world.pass_time(days=5)
    assert "Second look" in anna.case(diana).text
    world.pass_time(days=5)
    page = anna.case(diana).text
    assert "Nobody decided, so the default rule applied" in page
    assert "RUB 900.00" in diana.room().text
    world.marketplace.start()
    world.marketplace.wait()
    for line in world.command("amends", "endpoints", "list").splitlines()[1:]:
        world.command("amends", "endpoints", "resume", line.split()[0])
    world.pass_time(days=1)
    told = Arbiter(world).case(diana).text
    assert told.index("The shopper complained") < told.index("An offer") < told.index("Decided")
