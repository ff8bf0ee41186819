"""What an order and a month have room for: the cases of one order together, and the budget of goodwill."""

import shutil
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flask_amends.disputes import commands as c
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.promo import PromoTerms
from flask_amends.disputes.vocabulary import Actor, Reason, RefusalCode, Remedy
from flask_amends.errors import RefusedError
from flask_amends.ports import Compensation, CompensationResult, Failed, Performed
from flask_amends.service import acts, cases, compensation, goodwill, orders
from flask_amends.service.claims import ClaimedItem
from flask_amends.service.parties import Party
from flask_amends.state import State
from flask_amends.testing import FrozenClock, close, make_state
from tests.integration.cases import CLAIM, ORDER, SHOPPER, euros, open_case
from tests.integration.money.conftest import AGENT, MakeState

STAFF = Party(actor=Actor.SHOP, staff=AGENT)
VASE = replace(CLAIM, items=(ClaimedItem(sku="vase"),), amount=euros("25.00"), description="It is cracked.")


def do(state: State, case_id: str, command: c.Command) -> None:
    acts.act(state, case_id, command, by=STAFF if command.actor is Actor.SHOP else SHOPPER)


def accept(state: State, case_id: str) -> None:
    do(state, case_id, c.AcceptClaim(actor=Actor.SHOP))


def offered(*alternatives: Terms) -> c.Propose:
    return c.Propose(actor=Actor.SHOP, alternatives=alternatives)


def refund(amount: str) -> Terms:
    return Terms(kind=Remedy.PARTIAL_REFUND, amount=euros(amount))


def code(amount: str, currency: str = "EUR") -> Terms:
    return Terms(kind=Remedy.PROMO_CODE, amount=Money(amount=Decimal(amount), currency=currency))


def refused(state: State, case_id: str, command: c.Command) -> RefusedError:
    with pytest.raises(RefusedError) as error:
        do(state, case_id, command)
    return error.value


def take_offer(state: State, case_id: str) -> None:
    offer = cases.get(state, case_id, Actor.SHOPPER).dispute.open_offers(Actor.SHOPPER)[0]
    do(
        state,
        case_id,
        c.AcceptOffer(actor=Actor.SHOPPER, offer_id=offer.id, offer_version=offer.version),
    )


def left(state: State) -> Money | None:
    with state.store.read() as unit:
        return goodwill.left(unit, state, "EUR", state.clock.now())


class TestOfOneOrder:
    """The order was paid with 55.00; refunds of all its cases together stay within that."""

    def test_what_another_case_owes_counts(self, make_real: MakeState):
        state = make_real()
        one, two = open_case(state), open_case(state, VASE)
        do(state, one, offered(refund("40.00")))
        take_offer(state, one)
        error = refused(state, two, c.AcceptClaim(actor=Actor.SHOP))
        assert error.refusal.code is RefusalCode.AMOUNT_ABOVE_ORDER
        assert error.refusal.params == {"limit": euros("15.00"), "elsewhere": euros("40.00")}
        refused(state, two, offered(refund("15.01")))
        do(state, two, offered(refund("15.00")))

    def test_an_offer_made_before_is_not_payable_any_more(self, make: MakeState):
        state = make()
        one, two = open_case(state), open_case(state, VASE)
        do(state, two, offered(refund("30.00")))
        do(state, one, offered(refund("40.00")))
        take_offer(state, one)
        with pytest.raises(RefusedError):
            take_offer(state, two)

    def test_codes_are_not_the_orders_money(self, make: MakeState):
        state = make()
        one, two = open_case(state), open_case(state, VASE)
        do(state, one, offered(refund("55.00")))
        take_offer(state, one)
        do(state, two, offered(code("55.00")))

    @pytest.mark.parametrize("told", [False, True])
    def test_money_that_was_given_counts_once(self, make: MakeState, told: bool):
        clock = FrozenClock()
        state = make(clock=clock)
        one, two = open_case(state), open_case(state, replace(VASE, amount=euros("50.00")))
        do(state, one, offered(refund("40.00")))
        take_offer(state, one)
        clock.move(hours=1)
        do(state, one, c.Performed(actor=Actor.SHOP, reference="bank-1"))
        if told:
            orders.record_order_event(state, "A-1", "refunded", amount=euros("40.00"), reference="bank-1")
        refused(state, two, offered(refund("15.01")))
        do(state, two, offered(refund("15.00")))

    def test_what_was_given_up_counts_no_more(self, make: MakeState):
        state = make()
        one, two = open_case(state), open_case(state, VASE)
        do(state, one, offered(refund("40.00")))
        take_offer(state, one)
        do(state, one, c.Waive(actor=Actor.SHOPPER))
        accept(state, two)

    def test_another_order_has_money_of_its_own(self, make: MakeState):
        state = make(orders=[ORDER, replace(ORDER, number="A-2")])
        one, two = open_case(state), open_case(state, replace(VASE, order_number="A-2"))
        do(state, one, offered(refund("55.00")))
        take_offer(state, one)
        accept(state, two)


class TestOfOneMonth:
    """Goodwill counts from the moment it is offered until it ends without."""

    def test_offers_count_until_they_end(self, make: MakeState):
        state = make(AMENDS_GOODWILL_BUDGET="50.00 EUR")
        case_id = open_case(state)
        do(state, case_id, offered(code("30.00"), code("20.00"), refund("10.00")))
        assert left(state) == euros("20.00")
        do(state, case_id, c.Decline(actor=Actor.SHOPPER))
        assert left(state) == euros("50.00")

    def test_what_is_agreed_and_given_counts_once(self, make_real: MakeState):
        state = make_real(AMENDS_GOODWILL_BUDGET="50.00 EUR")
        case_id = open_case(state)
        do(state, case_id, offered(code("30.00")))
        take_offer(state, case_id)
        assert left(state) == euros("20.00")
        do(state, case_id, c.Performed(actor=Actor.SHOP, reference="CODE-1"))
        assert left(state) == euros("20.00")
        (month,) = goodwill.months(state)
        (one,) = month.sums
        assert (one.cause, one.given, one.promised, one.offered) == (
            "not_as_described",
            euros("30.00"),
            euros("0.00"),
            euros("0.00"),
        )

    def test_beyond_the_budget_nothing_is_offered(self, make: MakeState):
        state = make(AMENDS_GOODWILL_BUDGET="50.00 EUR")
        one, two = open_case(state), open_case(state, VASE)
        do(state, one, offered(code("30.00")))
        error = refused(state, two, offered(refund("1.00"), code("20.01")))
        assert error.refusal.code is RefusalCode.GOODWILL_SPENT
        assert error.refusal.field == "alternatives.1.amount"
        assert error.refusal.params == {"limit": euros("20.00")}
        do(state, two, offered(code("20.00")))

    def test_a_better_offer_takes_the_place_of_the_one_before(self, make: MakeState):
        state = make(AMENDS_GOODWILL_BUDGET="50.00 EUR")
        case_id = open_case(state)
        do(state, case_id, offered(code("30.00")))
        do(state, case_id, offered(code("45.00")))
        assert left(state) == euros("5.00")

    def test_what_is_claimed_by_right_knows_no_budget(self, make: MakeState):
        state = make(AMENDS_GOODWILL_BUDGET="5.00 EUR")
        case_id = open_case(state, replace(CLAIM, ask=Remedy.PROMO_CODE, amount=euros("30.00")))
        accept(state, case_id)
        assert left(state) == euros("0.00")

    def test_a_new_month_has_its_own_budget(self, make: MakeState):
        clock = FrozenClock()
        state = make(clock=clock, AMENDS_GOODWILL_BUDGET="50.00 EUR", AMENDS_TIME_ZONE="Europe/Warsaw")
        case_id = open_case(state)
        do(state, case_id, offered(code("30.00")))
        take_offer(state, case_id)
        clock.move(days=30)
        assert left(state) == euros("50.00")
        assert [month.totals.get("EUR") for month in goodwill.months(state)] == [None, euros("30.00")]

    def test_an_apology_is_goodwill_of_nothing(self, make: MakeState):  # C7
        state = make()
        case_id = open_case(state)
        do(state, case_id, offered(Terms(kind=Remedy.APOLOGY)))
        take_offer(state, case_id)
        (month,) = goodwill.months(state)
        assert [(one.cause, one.count, one.given) for one in month.sums] == [
            ("not_as_described", 1, euros("0.00"))
        ]

    def test_no_budget_means_no_limit(self, make: MakeState):
        state = make()
        do(state, open_case(state), offered(code("500.00")))
        assert left(state) is None


def test_a_code_goes_out_with_the_conditions_of_the_shop(make: MakeState):
    given: list[PromoTerms | None] = []

    def issue(one: Compensation) -> CompensationResult:
        given.append(one.terms)
        return Performed(reference="CODE-1")

    state = make(
        AMENDS_CODE_TERMS={"min_spend": "100.00 EUR", "days_after_issue": 30},
        compensation={Remedy.PROMO_CODE: issue},
    )
    case_id = open_case(state)
    do(state, case_id, offered(code("30.00")))
    take_offer(state, case_id)
    compensation.request(state, case_id, by=STAFF)
    compensation.perform_due(state)
    assert given == [PromoTerms(value=euros("30.00"), min_spend=euros("100.00"), days_after_issue=30)]


def test_a_code_that_was_asked_for_has_no_conditions_nobody_told(make: MakeState):
    given: list[PromoTerms | None] = []

    def issue(one: Compensation) -> CompensationResult:
        given.append(one.terms)
        return Performed(reference="CODE-1")

    state = make(AMENDS_CODE_TERMS={"min_spend": "100.00 EUR"}, compensation={Remedy.PROMO_CODE: issue})
    case_id = open_case(state, replace(CLAIM, ask=Remedy.PROMO_CODE, amount=euros("30.00")))
    accept(state, case_id)
    compensation.request(state, case_id, by=STAFF)
    compensation.perform_due(state)
    assert given == [PromoTerms(value=euros("30.00"))]


def test_what_failed_is_tried_again_under_the_same_id(make: MakeState):
    asked: list[str] = []

    def pay(one: Compensation) -> CompensationResult:
        asked.append(one.id)
        if len(asked) == 1:
            return Failed(reason="The bank is closed.")
        return Performed(reference="bank-1")

    state = make(compensation={Remedy.PARTIAL_REFUND: pay})
    case_id = open_case(state)
    accept(state, case_id)
    assert not compensation.again(state, case_id, by=STAFF)
    compensation.request(state, case_id, by=STAFF)
    compensation.perform_due(state)
    assert compensation.again(state, case_id, by=STAFF)
    assert not compensation.again(state, case_id, by=STAFF)
    compensation.perform_due(state)
    assert asked == [asked[0]] * 2
    assert not cases.get(state, case_id, Actor.SHOP).dispute.is_open


def test_a_parcel_comes_on_a_working_day_that_the_shop_can_keep(make: MakeState):  # H7
    clock = FrozenClock()  # a Monday
    state = make(clock=clock, AMENDS_PARCEL_LEAD_DAYS=2)
    case_id = open_case(state)
    do(state, case_id, offered(Terms(kind=Remedy.REPLACEMENT)))
    offer = cases.get(state, case_id, Actor.SHOPPER).dispute.open_offers(Actor.SHOPPER)[0]

    def choose(days: int) -> c.AcceptOffer:
        return c.AcceptOffer(
            actor=Actor.SHOPPER,
            offer_id=offer.id,
            offer_version=offer.version,
            deliver_on=clock.now() + timedelta(days=days),
        )

    for too_soon_or_closed in (1, 5, 6):
        error = refused(state, case_id, choose(too_soon_or_closed))
        assert error.refusal.code is RefusalCode.NO_DELIVERY_DAY
    do(state, case_id, choose(2))
    owed = cases.get(state, case_id, Actor.SHOP).dispute.obligation
    assert owed is not None
    assert owed.terms.deliver_on == clock.now() + timedelta(days=2)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["offer", "code", "take", "decline", "accept", "perform", "waive"]),
        st.integers(0, 2),
        st.integers(1, 60),
    ),
    max_size=14,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=STEPS)
def test_whatever_happens_neither_order_nor_budget_is_exceeded(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
):
    folder = tmp_path_factory.mktemp("caps")
    budget = euros("70.00")
    database = shutil.copy(sqlite_template, folder / "a.sqlite3")
    state = make_state(f"sqlite:///{database}", orders=[ORDER], AMENDS_GOODWILL_BUDGET="70.00 EUR")
    reasons = (Reason.NOT_AS_DESCRIBED, Reason.DEFECTIVE, Reason.MISSING_PARTS)
    ids = [open_case(state, replace(CLAIM, reason=reason, amount=euros("9.00"))) for reason in reasons]
    for step, place, amount in steps:
        case_id = ids[place]
        open_offers = cases.get(state, case_id, Actor.SHOPPER).dispute.open_offers(Actor.SHOPPER)
        commands: dict[str, c.Command | None] = {
            "offer": offered(refund(f"{amount}.00")),
            "code": offered(code(f"{amount}.00")),
            "decline": c.Decline(actor=Actor.SHOPPER),
            "accept": c.AcceptClaim(actor=Actor.SHOP),
            "perform": c.Performed(actor=Actor.SHOP, reference=f"r-{amount}", verified=False),
            "waive": c.Waive(actor=Actor.SHOPPER),
            "take": c.AcceptOffer(
                actor=Actor.SHOPPER, offer_id=open_offers[0].id, offer_version=open_offers[0].version
            )
            if open_offers
            else None,
        }
        command = commands[step]
        if command is None:
            continue
        try:
            do(state, case_id, command)
        except RefusedError:
            continue
    with state.store.read() as unit:
        rows = [unit.cases.get(one) for one in ids]
        spent = 0
        for row in rows:
            assert row is not None
            owed = row.dispute.obligation
            lapsed = owed is None or (not row.dispute.is_open and not owed.performed)
            if owed is not None and not lapsed and owed.terms.kind is Remedy.PARTIAL_REFUND:
                spent += owed.terms.amount.minor if owed.terms.amount else 0
        assert spent <= 5500
        since, until = goodwill.month_of(state, state.clock.now())
        assert unit.goodwill.total("EUR", since, until) <= budget.minor
    close(state)
