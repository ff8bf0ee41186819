"""The life of one made-up case: what its shopper wishes, what staff do, and who falls silent."""

from datetime import timedelta
from decimal import Decimal

import demo_words as words
import shop
from shop.models import Purchase, db

from flask_amends import Money, StaffMember
from flask_amends.disputes import commands
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Ground, OutcomeReason, Reason, Remedy, Status
from flask_amends.service import acts, cases, claims, compensation, desking, reviews
from flask_amends.service.parties import Party
from flask_amends.storage.desk_records import Severity
from flask_amends.storage.ids import new_id

AGENTS = (StaffMember(id="1", name="anna", roles={"agent"}), StaffMember(id="3", name="clara"))
JUDGE = Party(actor=Actor.ARBITER, staff=StaffMember(id="2", name="boris", roles={"lead"}))
SHOPPER = Party(actor=Actor.SHOPPER)
#: What the shop does with a claim, and how often.
COURSES = (
    ("grants", 30),
    ("offers", 26),
    ("haggles", 12),
    ("refuses", 9),
    ("asks", 6),
    ("holds", 9),
    ("is_silent", 5),
    ("is_left", 3),
)


TAGS = {
    Reason.PRICE_ERROR: "wrong price",
    Reason.PROMO_TERMS: "banner of the certificate",
    Reason.DELIVERY_TERMS: "pickup points",
}


def rub(amount):
    """An amount of the shop's currency, to whole roubles."""
    return Money(amount=Decimal(round(amount)), currency="RUB")


class Life:
    """One case. Each act plans the next one; what nobody does, the clock does."""

    def __init__(self, months, *, reason, sku, language, name, email, patience, agent):
        self.months, self.rng, self.state = months, months.rng, months.state
        self.reason, self.sku, self.language = reason, sku, language
        self.name, self.email, self.patience = name, email, patience
        self.agent = Party(actor=Actor.SHOP, staff=agent)
        self.order = self.paid = self.case_id = None
        self.course = self.rng.choices(*zip(*COURSES, strict=True))[0]

    def claim(self):
        """The shopper writes, and gets an answer or none."""
        ask, amount = self._wish()
        written = words.CLAIMS[self.reason]
        form = claims.ClaimForm(
            email=self.email,
            name=self.name,
            order_number=self.order,
            items=(claims.ClaimedItem(sku=self.sku),),
            reason=self.reason,
            ask=ask,
            amount=amount,
            description=written.get(self.language, written["en"]),
            locale=self.language,
            time_zone=words.ZONES[self.language],
            proven=True,
        )
        if self.rng.random() < 0.4:
            # Many give a low mark first, and say then what is wrong (X2).
            self._mark(self.rng.choice((1, 1, 2, 2, 3)))
        self.case_id = claims.submit(self.state, form).case_id
        if self.rng.random() < 0.25:
            self.later(self.says_more, 6, 30)
        if self.course != "is_silent":
            first = timedelta(hours=self.rng.choice((1, 3, 8, 20, 30, 44)) * self.rng.uniform(0.4, 1.2))
            self.months.at(self.months.working(self.now + first), self.answers)

    def answers(self):
        """Staff see it for the first time: somebody takes it, and notes how loud it is."""
        mine, staff = [self.case_id], self.agent.staff
        if self.rng.random() < 0.7:
            desking.assign(self.state, mine, staff.id, by=staff)
        if self.reason in TAGS:
            desking.tag(self.state, mine, TAGS[self.reason], by=staff)
        if self.rng.random() < 0.15:
            severity = self.rng.choices((Severity.CALL, Severity.REVIEW, Severity.PUBLIC_POST), (6, 2, 1))[0]
            desking.rate(self.state, self.case_id, severity, by=staff)
        getattr(self, self.course)()

    @property
    def now(self):
        return self.state.clock.now()

    @property
    def status(self):
        with self.state.store.read() as unit:
            return unit.cases.get(self.case_id).dispute.status

    def later(self, happens, soonest, latest):
        """Let something happen between so many hours from now."""
        self.months.at(self.now + timedelta(hours=self.rng.uniform(soonest, latest)), happens)

    def does(self, command, **facts):
        """The shop acts, if it is still its turn: the clock may have been faster."""
        if self.status is Status.AWAITING_SHOP:
            acts.act(self.state, self.case_id, command(actor=Actor.SHOP, **facts), by=self.agent)
            return True
        self.later(self.performs, 2, 40)
        return False

    def wants(self, command, **facts):
        """The shopper acts."""
        acts.act(self.state, self.case_id, command(actor=Actor.SHOPPER, **facts), by=SHOPPER)

    def says_more(self):
        """A message in between; nothing moves."""
        if self.status is Status.AWAITING_SHOP:
            self.wants(
                commands.PostMessage,
                message_id=new_id("msg", self.state.randomness),
                text=self.rng.choice(words.MORE),
            )

    def grants(self):
        if self.does(commands.AcceptClaim, note=self.rng.choice(words.GRANTED)):
            self.later(self.performs, 1, 50)

    def offers(self):
        if self.does(commands.Propose, alternatives=self._ways(), note=self.rng.choice(words.OFFERED)):
            if self.patience < 0.85:
                self.later(self.chooses, 3, 60)
            else:
                self.later(self.judged, 80, 110)

    def haggles(self):
        if self.does(commands.Propose, alternatives=self._ways(), note=self.rng.choice(words.OFFERED)):
            self.later(self.counters, 2, 12)

    def counters(self):
        if self.status is not Status.AWAITING_SHOPPER:
            return
        wish = Terms(kind=Remedy.PARTIAL_REFUND, amount=rub(max(self.paid.amount * Decimal("0.4"), 100)))
        self.wants(commands.Counter, alternatives=(wish,), note=words.COUNTERED)
        self.later(self.settles, 2, 20)

    def settles(self):
        if self.rng.random() < 0.7:
            self.grants()
        else:
            self.offers()

    def refuses(self):
        ground = self.rng.choice((Ground.CONFORMS_TO_CONTRACT, Ground.MINOR_DEFECT))
        if self.does(commands.Reject, ground=ground, note=self.rng.choice(words.REFUSED)):
            if self.patience < 0.25:
                self.later(self.gives_up, 4, 40)
            elif self.patience < 0.9:
                self.later(self.judged, 76, 130)

    def asks(self):
        if self.does(commands.RequestInfo, note=words.ASKED) and self.patience < 0.8:
            self.later(self.tells, 2, 30)

    def tells(self):
        if self.status is Status.AWAITING_SHOPPER:
            self.wants(commands.ProvideInfo, note=words.ANSWERED)
            self.later(self.grants, 2, 30)

    def holds(self):
        until = self.now + timedelta(hours=self.rng.uniform(20, 60))
        if self.does(commands.Hold, until=until, note=self.rng.choice(words.WAITING)):
            kept = self.rng.random() < 0.7
            left = (until - self.now).total_seconds() / 3600
            self.later(self.grants, *((left * 0.4, left * 0.95) if kept else (left + 1, left + 6)))

    def is_left(self):
        """The shopper withdraws the claim."""
        self.later(self.gives_up, 1, 8)

    def gives_up(self):
        if self.status not in (Status.CLOSED, Status.UNDER_REVIEW):
            self.wants(commands.Retract, note=words.RETRACTED)

    def chooses(self):
        """The shopper takes one of the offers."""
        view = cases.get(self.state, self.case_id, Actor.SHOPPER)
        open_offers = view.dispute.open_offers(Actor.SHOPPER)
        if view.dispute.status is Status.AWAITING_SHOPPER and open_offers:
            one = self.rng.choice(open_offers)
            self.wants(commands.AcceptOffer, offer_id=one.id, offer_version=one.version)
            self.later(self.performs, 1, 50)

    def judged(self):
        """A colleague who did not handle the case decides."""
        view = cases.get(self.state, self.case_id, Actor.ARBITER)
        case = view.dispute
        if case.status is not Status.UNDER_REVIEW or self.rng.random() < 0.2:
            return
        right = self.rng.random() < 0.6
        terms = case.ask if right and case.ask.is_definite else Terms(kind=Remedy.NO_ACTION)
        found = OutcomeReason.ITEM_NOT_AS_DESCRIBED if right else OutcomeReason.ITEM_SOLD_AS_DESCRIBED
        decision = commands.Decide(
            actor=Actor.ARBITER,
            assignment_id=case.assignment_id,
            terms=terms,
            reason=found,
            note=words.JUDGED[0 if right else 1],
        )
        acts.act(self.state, self.case_id, decision, by=JUDGE)
        self.later(self.performs, 74, 100)

    def performs(self):
        """Staff do what is owed: by the shop's own function where there is one, else by hand."""
        view = cases.get(self.state, self.case_id, Actor.SHOP)
        owed = view.dispute.obligation
        if view.dispute.status is not Status.AWAITING_COMPENSATION or owed is None:
            return
        if owed.payer is not Actor.SHOP:
            self.wants(commands.Performed, reference=f"transfer-{self.order}")
            self.later(self.shop_confirms, 2, 40)
        elif self.state.compensation(owed.terms.kind) is not None:
            compensation.request(self.state, self.case_id, by=self.agent)
            compensation.perform_due(self.state)
        else:
            done = commands.Performed(actor=Actor.SHOP, reference=f"hand-{self.order}")
            acts.act(self.state, self.case_id, done, by=self.agent)
        if self.status is Status.AWAITING_CONFIRMATION and self.rng.random() < 0.6:
            self.later(self.confirms, 2, 90)
        self.later(self.rates, 20, 160)

    def shop_confirms(self):
        if self.status is Status.AWAITING_CONFIRMATION:
            acts.act(self.state, self.case_id, commands.Confirm(actor=Actor.SHOP), by=self.agent)

    def confirms(self):
        if self.status is Status.AWAITING_CONFIRMATION:
            self.wants(commands.Confirm)

    def rates(self):
        """Some rate the order, or change what they said before."""
        if self.rng.random() < 0.6:
            self._mark(self.rng.choice((3, 4, 4, 5)))

    def _mark(self, mark):
        """A review of the order: one mark for everything."""
        order = shop.after_sales.facts(db.session.get(Purchase, self.order))
        comment = words.COMMENTS[0] if mark > 2 else words.COMMENTS[2]
        given = reviews.Review(shop=mark, delivery=mark, goods=mark, comment=comment)
        reviews.submit_for_order(self.state, order, given)

    def _wish(self):
        """What the shopper asks for."""
        if self.reason is Reason.PRICE_ERROR:
            return (Remedy.HONOUR_PRICE, None) if self.patience < 0.8 else (Remedy.FULL_REFUND, None)
        if self.reason is Reason.PROMO_TERMS:
            return Remedy.PROMO_CODE, rub(self.rng.choice((200, 300, 300, 500)))
        if self.reason is Reason.UNWANTED_CONTACT:
            return Remedy.APOLOGY, None
        if self.reason is Reason.OFF_PLATFORM_CHARGE:
            return Remedy.PARTIAL_REFUND, rub(500)
        if self.reason is Reason.DELIVERY_TERMS:
            return Remedy.STORE_CREDIT, rub(self.rng.choice((200, 300, 400)))
        if self.reason in (Reason.MISSING_PARTS, Reason.WRONG_ITEM) or self.rng.random() < 0.4:
            return Remedy.REPLACEMENT, None
        if self.rng.random() < 0.5:
            return Remedy.FULL_REFUND, None
        return Remedy.PARTIAL_REFUND, rub(
            self.paid.amount * self.rng.choice((Decimal("0.3"), Decimal("0.5")))
        )

    def _ways(self):
        """Two or three ways out, as a shop offers them for this reason."""
        paid = self.paid.amount
        if self.reason is Reason.PRICE_ERROR:
            real = 45_495 if self.sku == "monitor-32" else 3_245
            return (
                Terms(kind=Remedy.REPRICE_ORDER, amount=rub(real)),
                Terms(kind=Remedy.CANCEL_ORDER, amount=self.paid),
                Terms(kind=Remedy.PROMO_CODE, amount=rub(500)),
            )
        if self.reason in (Reason.PROMO_TERMS, Reason.DELIVERY_TERMS, Reason.UNWANTED_CONTACT):
            return (Terms(kind=Remedy.APOLOGY), Terms(kind=Remedy.PROMO_CODE, amount=rub(300)))
        part = rub(paid * self.rng.choice((Decimal("0.2"), Decimal("0.3"))))
        return (
            Terms(kind=Remedy.PARTIAL_REFUND, amount=part),
            Terms(kind=Remedy.REPLACEMENT),
        )
