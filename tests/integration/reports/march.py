"""A few weeks of a shop in which everything was counted by hand."""

from dataclasses import replace
from datetime import UTC, datetime

from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Ground, OutcomeReason, Reason, Remedy
from flask_amends.ports import StaffMember
from flask_amends.service import acts, cases, deadlines, reviews
from flask_amends.service.claims import ClaimForm, submit
from flask_amends.service.parties import Party
from flask_amends.state import State
from flask_amends.testing import FrozenClock
from tests.integration.cases import CLAIM, ORDER, SHOP, SHOPPER, euros

JUDGE = Party(actor=Actor.ARBITER, staff=StaffMember(id="9", name="Rafał Wilk"))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in March 2026, of which the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


class March:
    """A shop in March: claims, answers, and the clock between them."""

    def __init__(self, state: State) -> None:
        self.state = state

    def go(self, moment: datetime) -> None:
        clock = self.state.clock
        assert isinstance(clock, FrozenClock)
        while (due := deadlines.next_due_at(self.state)) is not None and due <= moment:
            clock.set(max(due, clock.now()))
            deadlines.sweep_due(self.state)
        clock.set(moment)

    def claim(self, moment: datetime, number: str, reason: Reason, ask: Remedy) -> str:
        self.go(moment)
        form: ClaimForm = replace(CLAIM, order_number=number, reason=reason, ask=ask, amount=None, items=())
        return submit(self.state, form).case_id

    def shop(self, moment: datetime, case_id: str, command: type, **facts: object) -> None:
        self.go(moment)
        acts.act(self.state, case_id, command(actor=Actor.SHOP, **facts), by=SHOP)

    def shopper(self, moment: datetime, case_id: str, command: type, **facts: object) -> None:
        self.go(moment)
        acts.act(self.state, case_id, command(actor=Actor.SHOPPER, **facts), by=SHOPPER)

    def judge(self, moment: datetime, case_id: str) -> None:
        self.go(moment)
        case = cases.get(self.state, case_id, Actor.ARBITER).dispute
        decision = c.Decide(
            actor=Actor.ARBITER,
            assignment_id=case.assignment_id or "",
            terms=Terms(kind=Remedy.NO_ACTION),
            reason=OutcomeReason.ITEM_SOLD_AS_DESCRIBED,
            note="The page said so.",
        )
        acts.act(self.state, case_id, decision, by=JUDGE)


#: Five orders of the day before.
ORDERS = [replace(ORDER, number=f"P-{one}", placed_at=at(1, 9)) for one in range(1, 6)]


def tell(march: March, state: State) -> None:
    """Two price errors, a promotion, a call at night; answered, judged, rated, left alone."""
    order = state.order_lookup("P-1", None) if state.order_lookup else None
    assert order is not None
    reviews.submit_for_order(state, order, reviews.Review(shop=2, goods=3))
    one = march.claim(at(2, 9), "P-1", Reason.PRICE_ERROR, Remedy.FULL_REFUND)
    two = march.claim(at(2, 9), "P-2", Reason.PRICE_ERROR, Remedy.FULL_REFUND)
    march.shop(at(2, 10), two, c.Reject, ground=Ground.CONFORMS_TO_CONTRACT, note="It is as shown.")
    march.shop(at(2, 11), one, c.AcceptClaim, note="We are sorry.")
    march.shop(at(2, 12), one, c.Performed, reference="bank-1")
    march.shopper(at(2, 13), one, c.Confirm)
    march.go(at(3, 9))
    reviews.submit_for_order(state, order, reviews.Review(shop=4, goods=4))
    march.judge(at(6, 9), two)
    three = march.claim(at(9, 18), "P-3", Reason.PROMO_TERMS, Remedy.PROMO_CODE)
    code = Terms(kind=Remedy.PROMO_CODE, amount=euros("20.00"))
    march.shop(at(10, 10), three, c.Propose, alternatives=(code,), note="Here is a code.")
    march.shopper(at(10, 11), three, c.PostMessage, message_id="msg_1", text="Let me think.")
    march.claim(at(14, 12), "P-4", Reason.UNWANTED_CONTACT, Remedy.APOLOGY)
    march.go(at(20, 9))
