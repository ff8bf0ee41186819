"""A machine that does whatever can be done to cases, in any order, and looks at the whole database.

Whatever it tries, at any time: a refusal writes nothing but what the clock had done already; every history
replays to the stored case and verifies; an open case has exactly one running turn; each event has its
deliveries.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from flask_amends.disputes import commands as c
from flask_amends.disputes import sweep
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import (
    Action,
    Actor,
    EvidenceType,
    Ground,
    OutcomeReason,
    Reason,
    Remedy,
    ReturnCondition,
    Status,
)
from flask_amends.errors import NotAllowed, NotFound, RefusedError, StaleVersion
from flask_amends.ports import StaffMember
from flask_amends.service import acts, cases, claims, deadlines, history, orders
from flask_amends.service.claims import ClaimedItem
from flask_amends.service.parties import Party
from flask_amends.state import State
from flask_amends.storage.records import CaseView
from flask_amends.testing import FrozenClock, SeededRandomness
from tests.integration.cases import CLAIM, ORDER, STAFF, dump, euros, subscribe
from tests.integration.migrated import MakeState

ENDPOINTS = ("everything", "messages", "marketplace")
LENGTHS = [
    timedelta(0),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(days=2, hours=1),
    timedelta(days=3),
    timedelta(days=15),
]
TERMS = [
    Terms(kind=Remedy.FULL_REFUND),
    Terms(kind=Remedy.PARTIAL_REFUND, amount=euros("12.50")),
    Terms(kind=Remedy.PARTIAL_REFUND, amount=euros("9999.00")),
    Terms(kind=Remedy.REFUND_WITH_RETURN, return_required=True),
    Terms(kind=Remedy.APOLOGY),
    Terms(kind=Remedy.OTHER),
]
ASKS = [
    (Remedy.FULL_REFUND, None),
    (Remedy.PARTIAL_REFUND, "20.00"),
    (Remedy.REFUND_WITH_RETURN, None),
    (Remedy.OTHER, None),
]
CLAIMS = st.fixed_dictionaries(
    {
        "proven": st.sampled_from([True, True, False]),
        "suspicious": st.sampled_from([False] * 9 + [True]),
        "marketplace": st.booleans(),
        "ask": st.sampled_from(ASKS),
        "reason": st.sampled_from([Reason.NOT_AS_DESCRIBED, Reason.ITEM_NOT_RECEIVED]),
    }
)
#: What can be done at any time and moves nothing on.
ASIDE = {Action.POST_MESSAGE, Action.ADD_EVIDENCE, Action.RETRACT, Action.WAIVE} | {
    action for action in Action if action.startswith("order_")
}
PARTIES = {
    Actor.SHOPPER: Party(actor=Actor.SHOPPER),
    Actor.SHOP: Party(actor=Actor.SHOP, staff=STAFF),
    Actor.ARBITER: Party(actor=Actor.ARBITER, staff=StaffMember(id="8", name="Jan")),
    Actor.MARKETPLACE: Party(actor=Actor.MARKETPLACE, marketplace="bazaar"),
    Actor.CARRIER: Party(actor=Actor.CARRIER),
    Actor.SYSTEM: Party(actor=Actor.SYSTEM),
}
#: Refusals that a party meets; anything else is a fault of ours.
REFUSALS = (RefusedError, StaleVersion, NotAllowed, NotFound)


def command_for(action: Action, actor: Actor, view: CaseView, terms: Terms) -> c.Command:
    """A plausible command of this action for the case as it stands; whether it is legal is not asked."""
    dispute = view.dispute
    moment = (dispute.clocks.turn_due_at or view.updated_at) + timedelta(hours=2)
    offer = next(iter(dispute.open_offers(actor)), None)
    facts: dict[str, Any] = {
        "note": "Some words.",
        "text": "Hello.",
        "message_id": "msg_1",
        "evidence_id": "evd_1",
        "type": EvidenceType.PROOF_OF_DAMAGE,
        "alternatives": (terms,),
        "ground": Ground.MINOR_DEFECT,
        "until": moment,
        "offer_id": offer.id if offer else "off_unknown",
        "offer_version": offer.version if offer else 1,
        "assignment_id": dispute.assignment_id or "asg_unknown",
        "party": Actor.SHOP,
        "terms": terms,
        "reason": OutcomeReason.DECISION_BASED_ON_AVAILABLE_INFORMATION,
        "request_id": dispute.evidence_request.id if dispute.evidence_request else "req_unknown",
        "carrier": "Post",
        "tracking": "RR1",
        "condition": ReturnCondition.ITEM_RECEIVED,
        "reference": "bank-1",
        "amount": euros("5.00"),
    }
    kind = c.COMMANDS[action]
    needed = {name: facts[name] for name in kind.__dataclass_fields__ if name in facts}
    return kind(actor=actor, **needed)


class Cases(RuleBasedStateMachine):
    """Cases of one shop."""

    state: State
    clock: FrozenClock

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.forms: list[claims.ClaimForm] = []

    @initialize(first=CLAIMS)
    def begin(self, *, first: dict[str, Any]) -> None:
        wipe(self.state)
        subscribe(self.state, "everything")
        subscribe(self.state, "messages", events=("dispute.message.*",))
        subscribe(self.state, "marketplace", owner="bazaar", profile="thin")

        self.take_claim(**first)

    @precondition(lambda self: len(self.opened) < 3)
    @rule(claim=CLAIMS)
    def open(self, *, claim: dict[str, Any]) -> None:
        self.take_claim(**claim)

    def take_claim(
        self, *, proven: bool, suspicious: bool, marketplace: bool, ask: Any, reason: Reason
    ) -> None:
        kind, amount = ask
        form = replace(
            CLAIM,
            order_number="M-1" if marketplace else "A-1",
            proven=proven,
            suspicious=suspicious,
            ask=kind,
            amount=euros(amount) if amount else None,
            reason=reason,
            items=(ClaimedItem(sku="rose", quantity=len(self.opened) + 1),),
            idempotency_key=f"form-{len(self.forms)}",
        )
        answer = claims.submit(self.state, form)
        self.forms.append(form)
        if answer.case_id not in self.opened:
            self.opened.append(answer.case_id)

    @precondition(lambda self: self.forms)
    @rule(data=st.data())
    def repeat_a_form(self, data: st.DataObject) -> None:
        form = data.draw(st.sampled_from(self.forms))
        before = dump(self.state)
        claims.submit(self.state, form)
        assert dump(self.state) == before

    @precondition(lambda self: self.opened)
    @rule(data=st.data())
    def verify(self, data: st.DataObject) -> None:
        claims.verify(self.state, data.draw(st.sampled_from(self.opened)))

    @precondition(lambda self: self.opened)
    @rule(data=st.data(), turns=st.integers(min_value=1, max_value=5))
    def take_turns(self, data: st.DataObject, *, turns: int) -> None:
        """Whoever's turn it is does something that moves the case on, several times."""
        case_id = data.draw(st.sampled_from(self.opened))
        for _ in range(turns):
            self.take_turn(case_id, data)

    def take_turn(self, case_id: str, data: st.DataObject) -> None:
        turn = cases.get(self.state, case_id, Actor.SYSTEM).dispute.turn
        view = cases.get(self.state, case_id, turn or Actor.SHOPPER)
        actions = [one.action for one in view.available if one.action not in ASIDE]
        if actions:
            terms = data.draw(st.sampled_from(TERMS[:2]))
            command = command_for(data.draw(st.sampled_from(actions)), turn or Actor.SHOPPER, view, terms)
            self.attempt(view, command, view.version)

    @precondition(lambda self: self.opened)
    @rule(data=st.data(), terms=st.sampled_from(TERMS), versioned=st.booleans())
    def do_what_is_available(self, data: st.DataObject, *, terms: Terms, versioned: bool) -> None:
        case_id = data.draw(st.sampled_from(self.opened))
        actor = data.draw(st.sampled_from(sorted(PARTIES)))
        view = cases.get(self.state, case_id, actor)
        if view.available:
            action = data.draw(st.sampled_from([one.action for one in view.available]))
            self.attempt(view, command_for(action, actor, view, terms), view.version if versioned else None)

    @precondition(lambda self: self.opened)
    @rule(
        data=st.data(),
        action=st.sampled_from(sorted(Action)),
        actor=st.sampled_from(sorted(PARTIES)),
        terms=st.sampled_from(TERMS),
    )
    def try_anything(self, data: st.DataObject, *, action: Action, actor: Actor, terms: Terms) -> None:
        view = cases.get(self.state, data.draw(st.sampled_from(self.opened)), actor)
        self.attempt(view, command_for(action, actor, view, terms), None)

    @precondition(lambda self: self.opened)
    @rule(data=st.data())
    def act_on_an_old_version(self, data: st.DataObject) -> None:
        case_id = data.draw(st.sampled_from(self.opened))
        before = dump(self.state)
        message = c.PostMessage(actor=Actor.SHOPPER, message_id="msg_1", text="Hello.")
        with pytest.raises(StaleVersion):
            acts.act(self.state, case_id, message, by=PARTIES[Actor.SHOPPER], expected_version=0)
        assert dump(self.state) == before

    @rule(length=st.sampled_from(LENGTHS))
    def wait(self, length: timedelta) -> None:
        self.clock.move(length)

    @rule()
    def sweep(self) -> None:
        deadlines.sweep_due(self.state)
        assert deadlines.sweep_due(self.state) == 0

    @rule(kind=st.sampled_from(["refunded", "reversed", "fulfilled"]), number=st.sampled_from(["A-1", "M-1"]))
    def tell_of_the_order(self, *, kind: str, number: str) -> None:
        orders.record_order_event(self.state, number, kind, amount=euros("5.00"), reference=f"{kind}-1")

    def attempt(self, view: CaseView, command: c.Command, expected: int | None) -> None:
        """Act; a refusal leaves the database as the sweep alone would have left it."""
        before = dump(self.state)
        try:
            acts.act(self.state, view.id, command, by=PARTIES[command.actor], expected_version=expected)
        except REFUSALS:
            if sweep(view.dispute, self.clock.now(), view.policy).events:
                self.only_time_has_passed(view)
            else:
                assert dump(self.state) == before

    def only_time_has_passed(self, view: CaseView) -> None:
        after = cases.get(self.state, view.id, Actor.SYSTEM)
        new = after.entries[view.version :]
        assert {entry.actor_id for entry in new} <= {None}

    @invariant()
    def every_history_is_whole(self) -> None:
        for case_id in self.opened:
            history.verify_chain(self.state, case_id)

    @invariant()
    def an_open_case_has_one_running_turn(self) -> None:
        for case_id in self.opened:
            dispute = cases.get(self.state, case_id, Actor.SYSTEM).dispute
            assert (dispute.clocks.turn_due_at is not None) is (dispute.status is not Status.CLOSED)

    @invariant()
    def every_event_has_its_deliveries(self) -> None:
        for case_id in self.opened:
            self.look_at_deliveries(case_id)

    def look_at_deliveries(self, case_id: str) -> None:
        with self.state.store.read() as unit:
            events = [(row.sequence, row.type) for row in unit.history.of(case_id)]
            invited = unit.reviews.of_case(case_id) is not None
            messages = {one.id: one for one in unit.outbox.messages_of(case_id)}
            deliveries = unit.outbox.find(case_id=case_id, limit=10_000)
            row = unit.cases.get(case_id)
        assert row is not None
        sent: dict[str, list[tuple[int, str]]] = {name: [] for name in ENDPOINTS}
        for one in deliveries:
            message = messages[one.message_id]
            sent[one.endpoint_id.removeprefix("end_")].append((message.sequence, message.type))
        fine = [one for one in sent["everything"] if one[1] != "review.invited"]
        assert sorted(fine) == events
        assert len(sent["everything"]) - len(fine) == int(invited)
        assert sorted(sent["messages"]) == [one for one in events if one[1].startswith("dispute.message.")]
        expected = len(sent["everything"]) if row.dispute.marketplace == "bazaar" else 0
        assert len(sent["marketplace"]) == expected


def wipe(state: State) -> None:
    """Empty every table; the guard of the history is lifted for it."""
    tables = state.store.tables
    with state.store.begin() as unit:
        postgres = unit.connection.dialect.name == "postgresql"
        events = tables.events.name
        guards = [f"{events}_append_only"] if postgres else [f"{events}_no_update", f"{events}_no_delete"]
        kept = []
        for guard in guards:
            if postgres:
                unit.connection.exec_driver_sql(f"ALTER TABLE {events} DISABLE TRIGGER {guard}")
            else:
                sql = text("SELECT sql FROM sqlite_master WHERE name = :name")
                kept.append(str(unit.connection.scalar(sql, {"name": guard})))
                unit.connection.exec_driver_sql(f"DROP TRIGGER {guard}")
        for table in reversed(tables.all()):
            # These are guarded as well, and nothing here sets a price or counts goods.
            if table not in (tables.price_points, tables.stock_points):
                unit.connection.execute(table.delete())
        for guard in guards if postgres else ():
            unit.connection.exec_driver_sql(f"ALTER TABLE {events} ENABLE TRIGGER {guard}")
        for guard in kept:
            unit.connection.exec_driver_sql(guard)


@pytest.fixture
def machine(new_state: MakeState, clock: FrozenClock) -> type[Cases]:
    bazaar = replace(ORDER, number="M-1", marketplace="bazaar")
    shop = new_state(orders=[ORDER, bazaar])
    return type(
        "BoundCases", (Cases,), {"state": replace(shop, randomness=SeededRandomness(7)), "clock": clock}
    )


@pytest.mark.slow
def test_whatever_is_done_no_case_breaks(machine: type[Cases], database_uri: str):
    examples = 15 if database_uri.startswith("sqlite") else 4
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.soak
def test_whatever_is_done_for_long_no_case_breaks(machine: type[Cases]):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20_000,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
