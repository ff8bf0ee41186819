"""Three made-up months at the desk of the demonstration: 200 cases, told to a clock that is moved.

Nothing in it happened, and no figure in it is a measurement: a generator with a fixed seed decides who
complains about what, what the shop does, and who stays silent. All of it goes through the same calls that the
pages use, with every deadline in between applied at its own time. These months are lived without mails.
"""

import heapq
import random
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count

import demo_words as words
from demo_life import AGENTS, JUDGE, Life
from shop.basket import place
from shop.models import Product, db
from sqlalchemy import event

from flask_amends import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Reason, Remedy
from flask_amends.errors import NeedsApproval, NotAllowed, RefusedError
from flask_amends.service import approvals, deadlines, enquiries, enquiry_acts, enquiry_clock, incidents
from flask_amends.testing import SeededRandomness

CASES, QUESTIONS, DAYS, SEED = 200, 40, 92, 2026
#: What is complained about: the reason, how often, and the goods it is about.
CAUSES = (
    (Reason.PRICE_ERROR, 32, ("monitor-32", "headphones")),
    (Reason.PROMO_TERMS, 36, ("certificate-300",)),
    (Reason.OUT_OF_STOCK, 18, ("headphones", "lamp", "tea-set")),
    (Reason.DELIVERY_TERMS, 18, ("monitor-32", "lamp", "tea-set")),
    (Reason.UNWANTED_CONTACT, 14, ("lamp", "tea-set", "bouquet-peonies")),
    (Reason.ITEM_NOT_RECEIVED, 16, ("headphones", "lamp")),
    (Reason.DAMAGED_IN_TRANSIT, 14, ("tea-set", "lamp")),
    (Reason.DAMAGED_PARCEL_INTACT, 6, ("tea-set",)),
    (Reason.NOT_AS_DESCRIBED, 14, ("bouquet-peonies", "lamp")),
    (Reason.DEFECTIVE, 10, ("headphones", "monitor-32")),
    (Reason.MISSING_PARTS, 8, ("tea-set",)),
    (Reason.WRONG_ITEM, 5, ("lamp",)),
    (Reason.ARRIVED_LATE, 4, ("bouquet-peonies",)),
    (Reason.OFF_PLATFORM_CHARGE, 3, ("lamp",)),
    (Reason.OTHER, 2, ("lamp",)),
)
#: What a monitor costs when nobody mistypes it, and the mistakes: which goods, from which day, how long.
REAL_PRICES = {"monitor-32": 90_990_00}
MISTAKES = (("headphones", 43, 2, 649_00), ("monitor-32", 67, 2, 990_00))


class Months:
    """The quarter: a heap of what happens when, worked off in the order of time."""

    def __init__(self, state, start):
        handlers = replace(state.handlers, mailer=None)
        self.state = replace(state, handlers=handlers, randomness=SeededRandomness(SEED))
        self.rng = random.Random(SEED)  # noqa: S311 - the same story every time
        self.start = start
        self.refused, self.lives = [], []
        self._heap = []
        self._number = count()

    def at(self, moment, happens):
        """Let something happen at a moment that is still ahead."""
        heapq.heappush(self._heap, (moment, next(self._number), happens))

    def live_until(self, end):
        """Work off everything before `end`, each deadline at its own time."""
        while self._heap and self._heap[0][0] < end:
            moment, _, happens = heapq.heappop(self._heap)
            self._sweep_until(moment)
            self.state.clock.set(moment)
            try:
                happens()
            except NeedsApproval as waiting:
                agreed = self.working(moment + timedelta(hours=self.rng.uniform(1, 20)))
                self.at(agreed, partial(self._agrees, waiting.approval_id))
            except RefusedError as refusal:
                self.refused.append(refusal.refusal.code)
        self._sweep_until(end)

    def _agrees(self, approval_id):
        """The lead agrees to something dear, unless the case has moved on meanwhile."""
        with suppress(NotAllowed):
            approvals.approve(self.state, approval_id, by=JUDGE.staff)

    def _sweep_until(self, moment):
        while (due := deadlines.next_due_at(self.state)) is not None and due <= moment:
            self.state.clock.set(max(due, self.state.clock.now()))
            deadlines.sweep_due(self.state)
        enquiry_clock.sweep_due(self.state)

    def round(self):
        """Each morning somebody looks at what is owed, and does most of it."""
        with self.state.store.read() as unit:
            owed = {one.id for one in unit.cases.page(statuses=("awaiting_compensation",), limit=100)}
        for life in self.lives:
            if life.case_id in owed and self.rng.random() < 0.75:
                life.performs()

    def working(self, moment):
        """The same moment if somebody is at the desk then, else the next morning."""
        hours = self.state.settings.contact.hours
        if hours.is_open(moment):
            return moment
        opening = hours.opening_of(moment)
        if moment < opening and hours.spans(opening.date()):
            return opening + timedelta(minutes=self.rng.randrange(5, 90))
        return hours.next_opening(moment) + timedelta(minutes=self.rng.randrange(5, 90))


def live(state, end, *, cases=CASES, beside=()):
    """Let the months before `end` happen, and `beside` them what the caller has planned: (moment, call).

    Returns what was refused on the way (nothing, if all went well).
    """
    months = Months(state, end - timedelta(days=DAYS))
    for sku, price in REAL_PRICES.items():
        db.session.get(Product, sku).price = price
    db.session.commit()
    state.clock.set(months.start)
    for number, (reason, skus) in enumerate(_causes(months.rng, cases)):
        _plan(months, number, reason, skus, cases)
    for _ in range(QUESTIONS * cases // CASES):
        _plan_question(months)
    for day in range(DAYS):
        months.at(months.working(months.start + timedelta(days=day)), months.round)
    sku, day, length, _ = MISTAKES[-1]
    began = months.start + timedelta(days=day)
    found = partial(_incident, months, sku, began, began + timedelta(days=length + 1))
    months.at(months.working(began + timedelta(days=length)), found)
    for moment, happens in beside:
        months.at(moment, happens)
    months.live_until(end)
    return months.refused


def hurry():
    """Do not wait for the disk: whatever power may be lost, the demonstration is simply begun again."""
    event.listen(db.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
    db.engine.dispose()


def _incident(months, sku, since, until):
    """The lead writes the mistake down, with one offer to all; it is left to be sent."""
    draft = incidents.Draft(
        title="The monitor for 990",
        reason=Reason.PRICE_ERROR,
        happened="A price list was read with two digits missing. The page showed 990 instead of 90,990.",
        sku=sku,
        since=since,
        until=until,
    )
    incident_id = incidents.create(months.state, draft, by=JUDGE.staff)
    code = Terms(kind=Remedy.PROMO_CODE, amount=Money.from_minor(500_00, "RUB"))
    words_to_all = "The mistake is ours, and we are sorry. This is for the trouble it made."
    cap = Money.from_minor(15_000_00, "RUB")
    incidents.plan(months.state, incident_id, code, words=words_to_all, cap=cap, currency="RUB")


def _causes(rng, cases):
    """What each case is about, in a mixed order."""
    all_of_them = [(reason, skus) for reason, times, skus in CAUSES for _ in range(times)]
    rng.shuffle(all_of_them)
    return all_of_them[:cases]


def _plan(months, number, reason, skus, cases):
    """One case: when it was bought, by whom, and what then happens."""
    rng = months.rng
    language = rng.choices(("en", "pl", "ru", "he"), (3, 3, 4, 2))[0]
    who = rng.randrange(len(words.NAMES[language]))
    sku = rng.choice(skus)
    # More happens toward the end: the shop grows, and a sixth of all wrote in the last days.
    day = (DAYS - 6) * ((number + rng.random()) / (cases * 5 / 6)) ** 0.85
    if number >= cases * 5 / 6:
        day = DAYS - rng.uniform(0.1, 5)
    if reason is Reason.PRICE_ERROR:
        sku, first, length, _ = rng.choice(MISTAKES)
        day = first + 0.2 + length * rng.random()
    complained = months.start + timedelta(days=day, hours=rng.uniform(-3, 3))
    before = timedelta(hours=rng.uniform(2, 20)) if reason is Reason.PRICE_ERROR else timedelta(days=3)
    life = Life(
        months,
        reason=reason,
        sku=sku,
        language=language,
        name=words.NAMES[language][who],
        email=f"{words.LATIN[language][who]}.{number}@example.com",
        patience=rng.random(),
        agent=rng.choice(AGENTS),
    )
    months.lives.append(life)
    bought = max(complained - before, months.start + timedelta(minutes=number))
    wrong = next((price for name, *_, price in MISTAKES if name == sku), None)
    price = wrong if reason is Reason.PRICE_ERROR else None
    months.at(bought, lambda: _buy(life, price, rng))
    months.at(max(complained, bought + timedelta(hours=1)), life.claim)


def _buy(life, price, rng):
    """An order through the shop's own basket, at the price that its page showed at that hour."""
    product = db.session.get(Product, life.sku)
    usual = product.price
    product.price = price or usual
    carried = life.reason in (Reason.ITEM_NOT_RECEIVED, Reason.DELIVERY_TERMS, Reason.DAMAGED_IN_TRANSIT)
    purchase = place(
        [(product, 1)],
        name=life.name,
        email=life.email,
        address="12 Linden Street",
        phone=f"+7 900 000-{rng.randrange(100):02}-{rng.randrange(100):02}",
        delivered_by="carrier" if carried else "shop",
    )
    life.order, life.paid = purchase.number, Money.from_minor(product.price, "RUB")
    purchase.locale = life.language
    product.price = usual
    if life.reason not in (Reason.PRICE_ERROR, Reason.OUT_OF_STOCK, Reason.ITEM_NOT_RECEIVED):
        purchase.fulfilled_at = purchase.placed_at + timedelta(hours=30)
    db.session.commit()


def _plan_question(months):
    """A question, its answer, and now and then none."""
    rng = months.rng
    topic = rng.choice(sorted(words.QUESTIONS))
    language = rng.choice(sorted(words.NAMES))
    who = rng.randrange(len(words.NAMES[language]))
    asked_at = months.start + timedelta(days=DAYS * rng.random() ** 0.8)
    answered = months.working(asked_at + timedelta(hours=rng.expovariate(1 / 14)))
    agent, forgotten = rng.choice(AGENTS), rng.random() < 0.08

    def ask():
        question = enquiries.Question(
            topic=topic,
            email=f"{words.LATIN[language][who]}@example.com",
            name=words.NAMES[language][who],
            text=words.QUESTIONS[topic],
            locale=language,
            time_zone=words.ZONES[language],
        )
        enquiry_id = enquiries.ask(months.state, question)
        if not forgotten:
            months.at(answered, lambda: _answer(months, enquiry_id, topic, agent))

    months.at(asked_at, ask)


def _answer(months, enquiry_id, topic, agent):
    enquiry_acts.answer(months.state, enquiry_id, words.REPLIES[topic], by=agent, seen=1)
