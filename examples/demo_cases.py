"""The cases of the demonstration: a week in the life of a shop, told to a clock that is moved.

The three made-up months around it, with 200 cases more, are in demo_desk. Nothing is put into a table by
hand: orders are placed, claims are made and answered by the same calls that the pages use, and the sweep lets
the deadlines between them pass.
"""

import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

import demo_desk
import shop
from shop.basket import place
from shop.models import Product, Purchase, db

from flask_amends import Money, StaffMember
from flask_amends.disputes import commands
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Ground, Reason, Remedy
from flask_amends.service import acts, claims, compensation, deadlines, enquiries, reviews, withdrawing
from flask_amends.service.invitations import invite_buyer
from flask_amends.service.parties import Party
from flask_amends.state import get_state
from flask_amends.testing import FrozenClock

ANNA = Party(actor=Actor.SHOP, staff=StaffMember(id="1", name="anna"))
SHOPPER = Party(actor=Actor.SHOPPER)
CURRENCY = "RUB"


def seed(password, *, endpoint, receiving, sending):
    """Make the shop's tables, tell it of the marketplace, and let the week happen."""
    now = datetime.now(UTC)  # noqa: TID251 - the week ends when the demonstration begins
    clock = FrozenClock(now)
    app = shop.create_app({"AMENDS_WORKER": "off"}, clock=clock)
    run = app.test_cli_runner().invoke
    for command in (
        ["set-up", "--password", password],
        ["amends", "db", "upgrade"],
        ["amends", "marketplaces", "add", "bazaar", "--takes-payment", "--title", "Bazaar", "--key", sending],
        ["amends", "endpoints", "add", endpoint, "--owner", "bazaar", "--secret", receiving],
    ):
        result = run(args=command)
        if result.exit_code:
            raise RuntimeError(f"flask {' '.join(command[:3])} failed: {result.output}")
    with app.test_request_context():
        demo_desk.hurry()
        week = Week()
        happenings = [(now - before, partial(happens, week)) for before, happens in WEEK]
        cases = int(os.environ.get("DEMO_CASES", demo_desk.CASES))
        demo_desk.live(week.state, now, cases=cases, beside=happenings)
        clock.set(now)
        deadlines.sweep_due(week.state)
        # Maria's monitor is still shown for 990. As the books are opened, somebody types the right price.
        db.session.get(Product, "monitor-32").price = 990_00
        db.session.commit()
    # From now on prices and stock are watched. In those months nobody did, and they went accordingly.
    if (result := run(args=["open-books"])).exit_code:
        raise RuntimeError(f"flask open-books failed: {result.output}")


class Week:
    """What the people of this week did, and the cases it left."""

    def __init__(self):
        self.state = get_state()
        self.orders = {}
        self.cases = {}

    def buy(self, name, sku, *, delivered_by="shop", through=None, price=None):
        """`name` orders one of something, at the price that its page shows in that hour."""
        product = db.session.get(Product, sku)
        usual = product.price
        product.price = price or usual
        self.orders[sku] = place(
            [(product, 1)],
            name=name.title(),
            email=f"{name}@example.com",
            address="12 Linden Street",
            delivered_by=delivered_by,
            through=through,
        ).number
        product.price = usual
        db.session.commit()

    def deliver(self, sku):
        """The order with this in it arrives."""
        db.session.get(Purchase, self.orders[sku]).fulfilled_at = self.state.clock.now()
        db.session.commit()

    def claim(self, name, sku, reason, ask, *, text, amount=None):
        """`name` complains about what they bought."""
        form = claims.ClaimForm(
            email=f"{name}@example.com",
            name=name.title(),
            order_number=self.orders[sku],
            items=(claims.ClaimedItem(sku=sku),),
            reason=reason,
            ask=ask,
            amount=money(amount),
            description=text,
            proven=True,
        )
        self.cases[sku] = claims.submit(self.state, form).case_id

    def act(self, sku, command, by=ANNA):
        """Somebody acts in the case about this."""
        acts.act(self.state, self.cases[sku], command, by=by)

    def shop_does(self, sku, command, **facts):
        self.act(sku, command(actor=Actor.SHOP, **facts))

    def shopper_does(self, sku, command, **facts):
        self.act(sku, command(actor=Actor.SHOPPER, **facts), by=SHOPPER)

    def perform(self, sku):
        """Anna presses the button that performs what is owed."""
        compensation.request(self.state, self.cases[sku], by=ANNA)
        compensation.perform_due(self.state)


def money(amount):
    """An amount of the shop's currency, or none."""
    return None if amount is None else Money(amount=Decimal(amount), currency=CURRENCY)


def orders(week):
    week.buy("maria", "monitor-32", price=990_00)
    week.buy("pavel", "bouquet-peonies", through="bazaar")
    week.buy("oksana", "certificate-300")
    week.buy("tomasz", "headphones", delivered_by="carrier")
    week.buy("noa", "lamp", through="bazaar")
    week.buy("jan", "tea-set")


def deliveries(week):
    for sku in ("bouquet-peonies", "lamp", "tea-set"):
        week.deliver(sku)


def a_bouquet_arrived_wilted(week):
    text = "It was meant for my mother. Half of the flowers hung their heads when the courier handed it over."
    week.claim("pavel", "bouquet-peonies", Reason.NOT_AS_DESCRIBED, Remedy.FULL_REFUND, text=text)


def the_shop_disagrees_about_the_bouquet(week):
    text = "Our photo of that morning shows fifteen fresh peonies. We can give back a part."
    week.shop_does("bouquet-peonies", commands.Reject, ground=Ground.CONFORMS_TO_CONTRACT, note=text)


def the_bouquet_is_not_settled(week):
    third = Terms(kind=Remedy.PARTIAL_REFUND, amount=money("3000.00"))
    note = "I will settle for this, not for less."
    week.shopper_does("bouquet-peonies", commands.Counter, alternatives=(third,), note=note)
    week.shop_does(
        "bouquet-peonies",
        commands.Propose,
        alternatives=(Terms(kind=Remedy.PARTIAL_REFUND, amount=money("1000.00")),),
        note="This is what two of fifteen flowers and the delivery come to.",
    )


def a_courier_asked_for_extra_money(week):
    text = "The courier would not hand over the lamp before I gave him 500 in cash."
    week.claim("noa", "lamp", Reason.OFF_PLATFORM_CHARGE, Remedy.PARTIAL_REFUND, text=text, amount="500.00")


def a_tea_set_came_without_a_cup(week):
    text = "There is one cup in the box, not two."
    week.claim("jan", "tea-set", Reason.MISSING_PARTS, Remedy.PROMO_CODE, text=text, amount="700.00")
    week.shop_does("tea-set", commands.AcceptClaim, note="We are sorry, and thank you for writing.")


def the_tea_set_is_made_good(week):
    week.perform("tea-set")
    week.shopper_does("tea-set", commands.Confirm)


def a_parcel_was_never_received(week):
    text = "The parcel service says it was handed to a neighbour. I have asked them all."
    week.claim("tomasz", "headphones", Reason.ITEM_NOT_RECEIVED, Remedy.REPLACEMENT, text=text)


def the_parcel_is_sent_again(week):
    week.shop_does(
        "headphones", commands.AcceptClaim, note="We send another pair today, and look for the first."
    )
    week.perform("headphones")


def a_monitor_was_sold_for_990(week):
    text = "I paid the price on your page. Now you write that it was a mistake for 90,990. Please deliver it."
    week.claim("maria", "monitor-32", Reason.PRICE_ERROR, Remedy.HONOUR_PRICE, text=text)


def the_shop_offers_three_ways_out(week):
    week.shop_does(
        "monitor-32",
        commands.Propose,
        alternatives=(
            Terms(kind=Remedy.REPRICE_ORDER, amount=money("44505.00")),
            Terms(kind=Remedy.CANCEL_ORDER, amount=money("990.00")),
            Terms(kind=Remedy.PROMO_CODE, amount=money("3000.00")),
        ),
        note="The mistake is ours. Have the monitor for half of its price, your money back, or a code.",
    )


def a_certificate_did_not_work(week):
    week.deliver("certificate-300")
    text = "The banner said 300 for my next order. Nobody said that it takes an order from 1,500."
    week.claim("oksana", "certificate-300", Reason.PROMO_TERMS, Remedy.PROMO_CODE, text=text, amount="300.00")


def jan_gives_a_review(week):
    review_id = invite_buyer(week.state, shop.after_sales.find_order(week.orders["tea-set"], None))
    given = reviews.Review(shop=4, delivery=5, goods=4, comment="The second cup came within a day.")
    reviews.submit(week.state, review_id, given)


def questions_arrive(week):
    ask = enquiries.Question(
        topic="delivery",
        email="greta@example.com",
        name="Greta",
        text="Do you deliver to Kazan on a Saturday?",
    )
    enquiries.ask(week.state, ask)
    tomorrow = (week.state.clock.now() + timedelta(days=2)).replace(hour=8, minute=0, second=0, microsecond=0)
    call = enquiries.Question(
        topic="orders",
        email="silvia@example.com",
        name="Silvia",
        phone="+7 900 000-00-02",
        wanted=(tomorrow,),
    )
    enquiries.ask(week.state, call)


def somebody_withdraws(week):
    statement = withdrawing.Statement(
        name="Noa",
        contract=week.orders["lamp"],
        email="noa@example.com",
        declaration=f"I withdraw from my contract {week.orders['lamp']}.",
    )
    withdrawing.submit(week.state, statement)


def a_program_fills_in_the_form(week):
    form = claims.ClaimForm(
        email="win@example.com",
        reason=Reason.OTHER,
        ask=Remedy.OTHER,
        description="Great offers for your shop, only today.",
        suspicious=True,
        flags={"held_for": ["trap"]},
    )
    claims.submit(week.state, form)


#: How long ago, and what happened. Deadlines that pass between two lines are applied in between.
WEEK = (
    (timedelta(days=7), orders),
    (timedelta(days=5, hours=20), deliveries),
    (timedelta(days=5, hours=18), a_bouquet_arrived_wilted),
    (timedelta(days=5, hours=10), a_courier_asked_for_extra_money),
    (timedelta(days=5, hours=2), the_shop_disagrees_about_the_bouquet),
    (timedelta(days=4, hours=20), a_tea_set_came_without_a_cup),
    (timedelta(days=3, hours=20), the_bouquet_is_not_settled),
    (timedelta(days=3, hours=1), the_tea_set_is_made_good),
    (timedelta(days=2, hours=22), a_parcel_was_never_received),
    (timedelta(days=1, hours=12), a_monitor_was_sold_for_990),
    (timedelta(days=1, hours=5), the_parcel_is_sent_again),
    (timedelta(hours=22), the_shop_offers_three_ways_out),
    (timedelta(hours=20), jan_gives_a_review),
    (timedelta(hours=6), questions_arrive),
    (timedelta(hours=5), somebody_withdraws),
    (timedelta(hours=4), a_program_fills_in_the_form),
    (timedelta(hours=3), a_certificate_did_not_work),
)
