"""Who takes part: a customer, the shop's staff, and an arbiter of the marketplace. Each knows only pages."""

from __future__ import annotations

import re

from tests.acceptance.person import Page
from tests.acceptance.world import PASSWORD, World


class Customer:
    """Somebody who buys and, when it goes wrong, claims."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.email = f"{name}@example.com"
        self.browser = world.person()
        self.room_url = ""
        self.reference = ""

    def buy(self, sku: str, *, courier: str = "Our own courier", through: str = "On our own site") -> str:
        """Order one of something; returns the order's number."""
        basket = self.browser.visit(f"/goods/{sku}").press("Put into the basket")
        form = basket.follow("To the checkout").form("Pay")
        form.fill("Your name", self.name.title()).fill("E-mail address", self.email)
        form.fill("Address", "12 Linden Street").choose(courier).choose(through)
        page = form.send()
        assert page.status == 200
        return page.url.rsplit("/", 1)[1]

    def claim(self, order: str, *, reason: str, wish: str, text: str, amount: str = "") -> Page:
        """Fill in the form on the order's page, read it once more, send it; returns the room of the case."""
        form = self.browser.visit(f"/orders/{order}").form("Continue")
        form.choose(reason, "reason").fill("Tell us what happened", text).choose(wish, "ask")
        form.fill("Amount (optional)", amount).fill("Your name", self.name.title())
        self.world.clock.move(
            minutes=3
        )  # nobody fills in a form in no time: that is put aside as a program's
        room = form.send().press("Send the claim")
        assert room.status == 200, room.text
        return self._enter(room)

    def room(self) -> Page:
        """The case as it stands now. After days away the browser has forgotten it; the mail leads back."""
        page = self.browser.visit(self.room_url)
        return page if page.status == 200 else self.follow_mail()

    def follow_mail(self) -> Page:
        """Open the link of the newest mail, and the case behind it."""
        room = self.browser.visit(self.world.mailbox.link(self.email)).press("Open my case")
        assert room.status == 200, room.text
        return self._enter(room)

    def do(self, button: str, **fields: str) -> Page:
        """Press a button of the room; on the page that asks once more, press it again."""
        page = self.room().press(button, **fields)
        return page if page.status == 409 or not page.has_button(button) else page.press(button)

    def accept_offer(self) -> Page:
        """Accept the first offer."""
        return self.room().press("Accept this offer").press("Accept this offer")

    def _enter(self, room: Page) -> Page:
        found = re.search(r"Case ([A-Z0-9]{4}-[A-Z0-9]{4})", room.text)
        assert found, f"the room names its case: {room.text}"
        self.room_url, self.reference = room.url, found[1]
        return room

    def letters(self) -> list[str]:
        """The subjects of all mails, the newest first."""
        return [
            letter.dom.h1.get_text() for letter in self.world.mailbox.letters(self.email) if letter.dom.h1
        ]


class Clerk:
    """Somebody of the shop's staff."""

    def __init__(self, world: World, name: str) -> None:
        self.browser = world.person()
        page = self.browser.visit("/staff/sign-in").press("Sign in", Name=name, Password=PASSWORD)
        assert page.url.endswith("/staff/"), page.text

    def deliver(self, order: str) -> None:
        """Say that an order has arrived."""
        office = self.browser.visit("/staff/")
        line = next(one for one in office.dom.select(".lines li") if f"Order {order} " in one.get_text())
        form = office.form("It was delivered")
        found = line.find("form")
        assert found is not None, f"order {order} waits for its delivery"
        form.tag = found
        assert form.send().status == 200

    def case(self, customer: Customer) -> Page:
        """The page of a customer's case, reached through the desk's list."""
        desk = self.browser.visit("/amends/desk/").press("Show", Order=customer.reference)
        assert desk.status == 200
        return desk.follow(customer.name.title())

    def do(self, customer: Customer, button: str, **fields: str) -> Page:
        """Press a button of the case; on the page that asks once more, press it again."""
        page = self.case(customer).press(button, **fields)
        return (
            page if page.status == 409 or not page.has_button("Go back and change it") else page.press(button)
        )

    def offer(self, customer: Customer, what: str, amount: str = "", words: str = "") -> Page:
        """Send an offer."""
        form = self.case(customer).form("Send the offer")
        form.fill("What", what).fill("Amount", amount).fill("Your words", words)
        page = form.send().press("Send the offer")
        assert page.status == 200, page.text
        return page


class Arbiter:
    """Somebody of the marketplace, at its own pages."""

    def __init__(self, world: World) -> None:
        self.browser = world.arbiter()

    def waiting(self) -> str:
        """What the marketplace sees as waiting for it."""
        return self.browser.visit("/").text.split("All other cases")[0]

    def case(self, customer: Customer) -> Page:
        """The marketplace's page of a case."""
        return self.browser.visit("/").follow(customer.reference)

    def decide(
        self, customer: Customer, gets: str, amount: str = "", words: str = "We read both sides."
    ) -> Page:
        """Decide, and send the decision to the shop."""
        form = self.case(customer).form("Send the decision")
        form.fill("The shopper gets", gets).fill("Amount", amount).fill("In your words", words)
        page = form.send()
        assert "The shop's answer: applied." in page.text, page.text
        return page
