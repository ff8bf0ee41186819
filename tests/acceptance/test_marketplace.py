"""Cases in which the marketplace decides, pays, or is not there."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
import requests
from standardwebhooks.webhooks import Webhook

from tests.acceptance.people import Arbiter, Clerk, Customer
from tests.acceptance.world import World

THROUGH = "On the marketplace Bazaar"


def test_without_agreement_in_three_days_the_marketplace_decides_and_what_it_awards_is_paid(
    world: World, anna: Clerk, arbiter: Arbiter
):
    elena = Customer(world, "elena")
    order = elena.buy("bouquet-peonies", through=THROUGH)
    elena.claim(
        order,
        reason="It is not what was described",
        wish="A full refund",
        text="Half of the flowers were dead.",
    )
    anna.offer(elena, "Part of the money back", "1000", "This is what two flowers come to.")
    world.pass_time(days=1)
    elena.do("Propose something else", Solution="Part of the money back", Amount="3500")
    world.pass_time(days=2, hours=1)
    anna.do(elena, "Send the message", Your_message="We thought about it and stay with our offer.")
    world.pass_time(days=2)
    assert elena.reference in arbiter.waiting()
    arbiter.decide(elena, "Partial refund", "2100", "Half of the flowers, half of the price.")
    world.work()
    assert "RUB 2,100.00" in elena.room().text
    arbiter.case(elena).press("It was paid", Reference="BZ-77")
    world.work()
    assert "Closed" in elena.room().text
    assert elena.reference not in arbiter.waiting()
    assert "The shopper was invited to a review" in arbiter.case(elena).text


def test_what_the_marketplaces_own_courier_lost_goes_straight_to_it(
    world: World, arbiter: Arbiter, anna: Clerk
):
    gabriel = Customer(world, "gabriel")
    order = gabriel.buy("lamp", courier="A courier of the marketplace Bazaar", through=THROUGH)
    gabriel.claim(
        order,
        reason="My parcel has not arrived",
        wish="A full refund",
        text="Nobody came, and nobody called.",
    )
    world.work()
    assert gabriel.reference in arbiter.waiting()
    arbiter.decide(gabriel, "Full refund", words="Our courier cannot say where the parcel is.")
    world.work()
    assert not anna.case(gabriel).has_button("Perform it now")
    arbiter.case(gabriel).press("It was paid", Reference="BZ-78")
    assert "Closed" in gabriel.room().text
    assert "Given back" not in gabriel.browser.visit(f"/orders/{order}").text


def test_what_the_shops_courier_charged_extra_is_owed_by_the_shop(world: World, anna: Clerk):
    hana = Customer(world, "hana")
    order = hana.buy("lamp", through=THROUGH)
    anna.deliver(order)
    hana.claim(
        order,
        reason="The courier asked for extra money",
        wish="Part of the money back",
        amount="500",
        text="He would not hand over the lamp before I gave him 500 in cash.",
    )
    anna.do(hana, "Agree")
    anna.do(hana, "Perform it now")
    world.work()
    assert "Given back" in hana.browser.visit(f"/orders/{order}").text
    assert "Closed" in hana.room().text


def test_the_arbiter_asks_writes_and_hands_on(world: World, anna: Clerk, boris: Clerk, arbiter: Arbiter):
    iris = Customer(world, "iris")
    order = iris.buy("headphones", through=THROUGH)
    iris.claim(
        order, reason="The parcel was empty", wish="A full refund", text="There was only paper in the box."
    )
    anna.do(
        iris, "Reject the claim", The_ground="Another ground", Explain_it="It was full when we sealed it."
    )
    world.pass_time(days=3, hours=1)
    arbiter.case(iris).press("Send the message", Message="We look into it.")
    assert "We look into it." in iris.room().text
    arbiter.case(iris).press("Ask", Whom="The shopper", What_you_need="A photo of the parcel as it came.")
    world.work()
    room = iris.follow_mail()
    assert "A photo of the parcel as it came." in room.text
    iris.do("I do not have it")
    world.work()
    arbiter.case(iris).press("We will not decide this case", Why="The courier is a relative.")
    world.work()
    assert iris.reference not in arbiter.waiting()
    assert boris.case(iris).has_button("Decide")


@pytest.mark.parametrize(
    ("late", "key"), [(0, "c" * 32), (301, None), (-301, None)], ids=["forged", "old", "early"]
)
def test_a_decision_that_does_not_verify_changes_nothing(
    world: World, arbiter: Arbiter, late: int, key: str | None
):
    mila = Customer(world, f"mila{late}")
    order = mila.buy("lamp", courier="A courier of the marketplace Bazaar", through=THROUGH)
    mila.claim(
        order, reason="My parcel has not arrived", wish="A full refund", text="I waited for it all day."
    )
    world.work()
    case, before = arbiter.case(mila), mila.room().text
    award = {"kind": "no_action"}
    data = {"dispute_id": case.url.rsplit("/", 1)[1], "award": award, "note": "No.", "assignment_id": "asg_1"}
    body = json.dumps({"type": "arbitration.decided", "timestamp": "2026-03-02T09:00:00Z", "data": data})
    secret = "whsec_" + base64.b64encode(key.encode()).decode() if key else world.sending
    at = world.clock.now() - timedelta(seconds=late)
    headers = {
        "webhook-id": f"msg_{late}",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(f"msg_{late}", at, body),
    }
    reply = requests.post(
        f"{world.shop.address}/amends/inbound/bazaar", data=body, headers=headers, timeout=10
    )
    assert reply.status_code == 401
    assert mila.room().text == before
    assert mila.reference in arbiter.waiting()
