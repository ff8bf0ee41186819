"""`simulate` tells what then really happens, and leaves everything as it was."""

from collections.abc import Callable
from datetime import timedelta

from flask_amends.disputes.vocabulary import Reason, Remedy
from flask_amends.ports import Performed
from flask_amends.service import deadlines, enquiries
from flask_amends.service.simulation import BY_ITSELF, simulate
from flask_amends.state import State
from flask_amends.testing import FrozenClock
from tests.integration.cases import CLAIM, dump, euros, open_case
from tests.integration.reports.march import March, at


def sweep_to(state: State, days: int) -> None:
    """Let the days really pass, each deadline at its own time."""
    clock = state.clock
    assert isinstance(clock, FrozenClock)
    end = clock.now() + timedelta(days=days)
    while (due := deadlines.next_due_at(state)) is not None and due <= end:
        clock.set(max(due, clock.now()))
        deadlines.sweep_due(state)
    clock.set(end)


def test_what_is_told_is_what_then_happens_and_nothing_was_touched(march: Callable[[], State]):
    state = march()
    for number, reason in (("P-4", Reason.DEFECTIVE), ("P-5", Reason.OTHER)):
        March(state).claim(at(20, 10), number, reason, Remedy.FULL_REFUND)
    before = dump(state)

    told = simulate(state, 40)

    assert dump(state) == before
    known = silences(state)
    sweep_to(state, 40)
    assert sorted((one.case_id, one.at, one.rule) for one in told.steps) == sorted(silences(state) - known)
    with state.store.read() as unit:
        left = unit.cases.page(is_open=True)
    assert told.still_open == len(left)
    assert sum(told.by_outcome().values()) == told.cases - told.still_open


def silences(state: State) -> set[tuple[str, object, str]]:
    table = state.store.tables.case_silences
    with state.store.read() as unit:
        rows = unit.connection.execute(table.select()).mappings()
        return {(row["case_id"], row["at"], row["rule"]) for row in rows}


def test_what_the_shop_performs_by_itself_is_taken_as_done_without_calling_it(
    new_state: Callable[..., State],
):
    called: list[object] = []

    def pay(compensation: object) -> Performed:
        called.append(compensation)
        return Performed(reference="bank")

    settings = {"AMENDS_AUTO_EXECUTE_UP_TO": "100.00 EUR", "compensation": {Remedy.PARTIAL_REFUND: pay}}
    state = new_state(mails=False, **settings)
    open_case(state, CLAIM)

    told = simulate(state, 30)

    assert [one.rule for one in told.steps] == ["shop_granted", BY_ITSELF]
    assert told.owed() == {"EUR": euros("20.00")}
    assert told.still_open == 0
    assert called == []


def test_a_question_without_its_answer_is_told(state: State):
    enquiries.ask(state, enquiries.Question(topic="other", email="a@example.org", text="When?"))

    assert len(simulate(state, 30).missed) == 1
    assert simulate(state, 1).missed == []
