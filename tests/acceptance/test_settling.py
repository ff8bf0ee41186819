"""Cases that the shopper and the shop settle between themselves, or that silence settles."""

from __future__ import annotations

from tests.acceptance.people import Clerk, Customer
from tests.acceptance.world import World

CERTIFICATE = "The banner said 300 for my next order. Nobody said that it takes an order from 1,500."
WILTED = "Half of the flowers hung their heads when the courier handed them over."


def test_a_claim_is_agreed_to_with_one_click_performed_confirmed_and_a_review_invited(
    world: World, anna: Clerk
):
    oksana = Customer(world, "oksana")
    order = oksana.buy("certificate-300")
    oksana.claim(
        order,
        reason="A discount or gift certificate was not honoured",
        wish="A promo code",
        amount="300",
        text=CERTIFICATE,
    )
    world.work()
    assert anna.do(oksana, "Agree").status == 200
    assert anna.do(oksana, "Perform it now").status == 200
    world.work()
    page = oksana.browser.visit(f"/orders/{order}")
    assert len([note for note in page.dom.select(".note") if "worth RUB300.00" in note.get_text()]) == 2
    assert "Has it arrived?" in oksana.follow_mail().text
    oksana.do("Yes, it has arrived")
    world.work()
    assert "Closed" in (oksana.room().dom.h1 or oksana.room().dom).get_text()
    assert any("How did it go?" in subject for subject in oksana.letters())


def test_a_guest_proves_the_address_before_the_shops_time_begins(world: World, anna: Clerk):
    order = Customer(world, "greta").buy("lamp")
    greta = Customer(world, "greta")
    form = greta.browser.visit("/amends/claim").form("Continue")
    form.fill("Order number", order).fill("E-mail address", greta.email).choose("A replacement")
    form.choose("It did not work from the start", "reason")
    form.fill("Tell us what happened", "The lamp does not light up.").fill("Your name", "Greta")
    world.clock.move(minutes=3)
    page = form.send().press("Send the claim")
    assert "Please check your e-mail" in page.text
    world.work()
    assert "Waiting for the shop" in greta.follow_mail().text
    assert anna.case(greta).has_button("Agree")


def test_both_sides_offer_in_turn_until_one_accepts_and_both_confirm(world: World, anna: Clerk):
    pavel = Customer(world, "pavel")
    order = pavel.buy("bouquet-peonies")
    pavel.claim(order, reason="It is not what was described", wish="A full refund", text=WILTED)
    refused = anna.do(
        pavel,
        "Reject the claim",
        The_ground="The goods are as agreed",
        Explain_it="Our photo of that morning shows fresh flowers.",
    )
    assert refused.status == 200
    pavel.do("Propose something else", Solution="A promo code", Amount="2500")
    anna.offer(pavel, "A promo code", "1500", "This is what half of the flowers come to.")
    pavel.do("Propose something else", Solution="A promo code", Amount="2000")
    assert anna.do(pavel, "Accept this offer", A_promo_code="").status == 200
    assert anna.do(pavel, "Perform it now").status == 200
    world.work()
    assert "worth RUB2,000.00" in pavel.browser.visit(f"/orders/{order}").text
    pavel.do("Yes, it has arrived")
    assert "Closed" in pavel.room().text


def test_a_shop_that_is_silent_for_three_days_owes_the_ask_and_no_money_moves(world: World, anna: Clerk):
    silvia = Customer(world, "silvia")
    order = silvia.buy("lamp")
    silvia.claim(
        order,
        reason="It did not work from the start",
        wish="A full refund",
        text="It never lit up, not once.",
    )
    world.pass_time(days=2, hours=23)
    assert anna.case(silvia).has_button("Agree")
    world.pass_time(hours=2)
    assert "A full refund" in silvia.room().text
    assert not silvia.room().has_button("Withdraw the claim")
    assert "The shop did not answer in time" in anna.case(silvia).text
    assert "Given back" not in silvia.browser.visit(f"/orders/{order}").text
    anna.do(silvia, "Perform it now")
    world.work()
    assert "Given back" in silvia.browser.visit(f"/orders/{order}").text
    assert "Closed" in silvia.room().text


def test_a_shopper_who_is_silent_for_three_days_gets_a_decision_on_the_file(
    world: World, anna: Clerk, boris: Clerk
):
    stefan = Customer(world, "stefan")
    order = stefan.buy("headphones")
    stefan.claim(
        order,
        reason="It broke or showed a defect later",
        wish="A full refund",
        text="One side went quiet today.",
    )
    anna.offer(stefan, "Part of the money back", "1500", "The other side works.")
    world.pass_time(days=3, hours=1)
    assert "The shopper did not answer in time" in boris.case(stefan).text
    assert not anna.case(stefan).has_button("Decide")
    decided = boris.do(
        stefan,
        "Decide",
        What="Part of the money back",
        Amount="3000",
        Why="The goods were not as described",
        Your_reasons="One of two sides is half of the headphones.",
    )
    assert decided.status == 200
    anna.do(stefan, "Perform it now")
    world.work()
    assert "RUB3,000.00" in stefan.browser.visit(f"/orders/{order}").text
    assert "Closed" in stefan.room().text


def test_another_outcome_is_agreed_on_before_anybody_can_grant_it(world: World, anna: Clerk):
    olga = Customer(world, "olga")
    order = olga.buy("tea-set")
    olga.claim(
        order,
        reason="Parts are missing",
        wish="Something else",
        text="One cup is missing. I would like to find a way to get just that one.",
    )
    assert not anna.case(olga).has_button("Agree")
    anna.offer(olga, "A promo code", "700", "We cannot send a single cup; this is what it comes to.")
    olga.accept_offer()
    anna.do(olga, "Perform it now")
    world.work()
    olga.do("Yes, it has arrived")
    assert "Closed" in olga.room().text
