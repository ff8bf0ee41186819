"""What a killed process, and two that act at once, leave behind: no second offer, no money spent twice."""

import os
import signal
import threading
from dataclasses import replace
from typing import Any

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Reason
from flask_amends.errors import RefusedError, StaleVersion
from flask_amends.service import acts, cases, incident_progress, incident_sending, incidents
from flask_amends.service.incidents import Draft
from flask_amends.state import State
from flask_amends.storage.mails import Mails
from flask_amends.testing import FrozenClock, close, make_state
from tests.integration.cases import CLAIM, ORDER, euros, open_case
from tests.integration.money.conftest import LEAD
from tests.integration.money.test_caps import STAFF
from tests.integration.money.test_incidents import CODE, ORDERS, affected


def shop(uri: str, clock: FrozenClock, seed: int = 0) -> State:
    state = make_state(uri, orders=ORDERS, clock=clock, seed=seed, AMENDS_BASE_URL="https://shop.example")
    state.handlers.affected_orders = affected
    return state


def killed(uri: str, clock: FrozenClock, place: str, after: int) -> None:
    """A worker that is killed at the moment when it writes for the last time."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), status
        assert os.WTERMSIG(status) == signal.SIGKILL
        return
    try:
        state = shop(uri, clock, seed=1)
        count = 0
        where: Any = Mails if place == "add" else incident_sending
        real = getattr(where, place)

        def dies(*arguments: Any) -> Any:
            nonlocal count
            count += 1
            if count > after:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments)

        setattr(where, place, dies)
        incident_sending.send_due(state)
    finally:
        os._exit(3)


@pytest.mark.parametrize(("place", "after"), [("add", 0), ("add", 2), ("_round_over", 0)])
def test_a_worker_killed_anywhere_is_followed_by_one_that_offers_once(
    database_uri: str, place: str, after: int
):
    clock = FrozenClock()
    state = shop(database_uri, clock)
    order = ORDERS[0]
    case_id = open_case(state, replace(CLAIM, order_number=order.number, email=order.email or ""))
    draft = Draft(title="No water", reason=Reason.NOT_AS_DESCRIBED, happened="A cooler.", sku="rose")
    incident_id = incidents.create(state, draft, by=LEAD)
    incidents.plan(state, incident_id, CODE, words="Sorry.", cap=None, currency="EUR")
    incidents.send(state, incident_id, by=LEAD)
    close(state)

    killed(database_uri, clock, place, after)

    clock.move(minutes=3)
    while incident_sending.send_due(state):
        pass
    assert len(cases.get(state, case_id, Actor.SHOP).dispute.offers) == 1
    stands = [one.stands for one in incident_progress.get(state, incident_id).orders]
    assert sorted(stands) == ["mailed"] * 5 + ["offered"]
    with state.store.read() as unit:
        table = state.store.tables.mails
        topics = [row.topic_id for row in unit.connection.execute(table.select()) if row.topic == "incident"]
    assert len(topics) == len(set(topics)) == 5
    close(state)


def test_two_cases_of_one_order_cannot_spend_its_money_at_once(database_uri: str):
    state = make_state(database_uri, orders=[ORDER])
    reasons = (Reason.NOT_AS_DESCRIBED, Reason.DEFECTIVE)
    ids = [open_case(state, replace(CLAIM, reason=reason, amount=euros("40.00"))) for reason in reasons]
    start, refused = threading.Barrier(2), []

    def accept(case_id: str) -> None:
        start.wait()
        try:
            acts.act(state, case_id, c.AcceptClaim(actor=Actor.SHOP), by=STAFF)
        except (RefusedError, StaleVersion) as error:
            refused.append(error)

    threads = [threading.Thread(target=accept, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    owed = [cases.get(state, one, Actor.SHOP).dispute.obligation for one in ids]
    assert sum(one is not None for one in owed) == 1, "55.00 were paid, twice 40.00 are asked"
    assert len(refused) == 1
    close(state)
