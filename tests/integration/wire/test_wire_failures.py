"""Webhooks out: what happens when a receiver, or a worker, does not do its part."""

from datetime import timedelta

from flask_amends.service import delivery, endpoints
from flask_amends.state import State
from flask_amends.storage.records import EndpointRow
from flask_amends.testing import FrozenClock
from flask_amends.worker.attempts import put_back
from flask_amends.worker.courier import Courier
from tests.integration.cases import open_case
from tests.integration.wire.conftest import Subscribe
from tests.integration.wire.looking import numbered, rows, say, types
from tests.servers.receiver import Answer, Received, Receiver


def test_the_next_message_waits_for_one_that_failed(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver, clock: FrozenClock
):
    case_id = open_case(state)
    say(state, case_id)
    receiver.queue(Answer(status=500))
    courier.drain()
    assert types(receiver) == ["dispute.created"]
    clock.move(seconds=10)
    courier.drain()
    assert types(receiver) == ["dispute.created", "dispute.created", "dispute.message.posted"]


def test_a_message_refused_for_good_holds_nothing_back(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver
):
    case_id = open_case(state)
    say(state, case_id)
    receiver.queue(Answer(status=400))
    courier.drain()
    assert types(receiver) == ["dispute.created", "dispute.message.posted"]
    assert [row.state for row in rows(state)] == ["pending", "delivered"]


def test_a_message_that_fails_for_half_an_hour_holds_nothing_back(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver, clock: FrozenClock
):
    case_id = open_case(state)
    receiver.queue(*[Answer(status=500)] * 3)
    for wait in (0, 10, 600):
        clock.move(seconds=wait)
        courier.drain()
    say(state, case_id)
    courier.drain()
    assert types(receiver) == ["dispute.created"] * 3
    clock.move(minutes=21)
    courier.drain()
    assert "dispute.message.posted" in types(receiver)


def test_a_refused_connection_is_tried_again(
    state: State, courier: Courier, receiver: Receiver, clock: FrozenClock
):
    row = endpoints.add(state, url="http://127.0.0.1:9/", rate=1000)
    open_case(state)
    courier.drain()
    [delivery_row] = rows(state)
    assert (delivery_row.state, delivery_row.attempts) == ("pending", 1)
    with state.store.read() as unit:
        [attempt] = unit.outbox.attempts_of(delivery_row.id)
    assert attempt.error == "connect"
    with state.store.begin() as unit:
        unit.endpoints.change(row.id, url=receiver.url)
    clock.move(minutes=1)
    assert courier.drain().delivered == 1


def test_too_many_requests_are_tried_again_after_the_wait_that_was_asked_for(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver, clock: FrozenClock
):
    open_case(state)
    receiver.queue(Answer(status=429, headers=(("Retry-After", "120"),)))
    courier.drain()
    clock.move(seconds=119)
    assert courier.drain().taken == 0
    clock.move(seconds=1)
    assert courier.drain().delivered == 1


def test_five_failures_pause_an_endpoint_and_waiting_costs_no_attempts(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver, clock: FrozenClock
):
    for number in range(12):
        open_case(state, numbered(number))
    receiver.default = Answer(status=500)
    courier.drain()
    tried = len(receiver.requests)
    assert 5 <= tried <= 8  # those in flight beside the fifth failure were on their way
    assert sum(row.attempts for row in rows(state)) == tried
    clock.move(seconds=31)
    courier.drain()
    assert len(receiver.requests) == tried + 1
    receiver.default = Answer()
    clock.move(minutes=2)
    courier.drain()
    clock.move(minutes=30)
    courier.drain()
    assert {row.state for row in rows(state)} == {"delivered"}


def test_a_receiver_that_is_gone_is_disabled_and_its_queue_is_kept(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver, clock: FrozenClock
):
    case_id = open_case(state)
    receiver.queue(Answer(status=410))
    courier.drain()
    assert endpoints.get(state, endpoint.id).state == "disabled"
    say(state, case_id)
    clock.move(days=2)
    assert courier.drain().taken == 0
    assert endpoints.set_state(state, endpoint.id, "active") >= 2
    courier.drain()
    assert {row.state for row in rows(state)} == {"delivered"}
    assert types(receiver)[:3] == ["dispute.created", "dispute.created", "dispute.message.posted"]


def test_what_happens_while_an_endpoint_is_paused_is_sent_later(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver
):
    endpoints.set_state(state, endpoint.id, "paused")
    open_case(state)
    assert courier.drain().taken == 0
    endpoints.set_state(state, endpoint.id, "active")
    assert courier.drain().delivered == 1


def test_a_receiver_can_give_up_one_message(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver
):
    case_id = open_case(state)
    receiver.queue(Answer(status=400, headers=(("webhook-delivery", "abort-message"),)))
    courier.drain()
    say(state, case_id)
    courier.drain()
    assert [row.state for row in rows(state)] == ["failed", "delivered"]
    assert endpoints.get(state, endpoint.id).state == "active"


def test_after_the_last_attempt_a_message_is_kept_as_failed_and_can_be_replayed(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver, clock: FrozenClock
):
    open_case(state)
    receiver.default = Answer(status=500)
    for _ in range(60):
        courier.drain()
        clock.move(hours=2)
    [row] = rows(state)
    assert (row.state, row.attempts, row.reason) == ("failed", 10, "attempts_used_up")
    receiver.default = Answer()
    assert endpoints.replay(state, endpoint.id, states=("failed",)) == 1
    endpoints.set_state(state, endpoint.id, "active")
    courier.drain()
    [row] = rows(state)
    assert row.state == "delivered"
    assert len({one.headers["webhook-id"] for one in receiver.requests}) == 1
    with state.store.read() as unit:
        assert [one.number for one in unit.outbox.attempts_of(row.id)] == list(range(1, 12))


def test_a_worker_that_lost_its_lease_does_not_record_over_the_new_owner(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver, clock: FrozenClock
):
    open_case(state)
    [old] = delivery.claim(state)
    clock.move(delivery.LEASE + timedelta(seconds=1))
    [new] = delivery.claim(state)
    assert new.jobs[0].delivery.id == old.jobs[0].delivery.id
    late = put_back(old.endpoint, old.breaker, old.jobs[0], clock.now())
    assert delivery.record(state, [late]).lost == 1
    [row] = rows(state)
    assert row.lease == new.lease


def test_the_lease_of_a_dead_worker_ends(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver, clock: FrozenClock
):
    open_case(state)
    delivery.claim(state)
    assert courier.drain().taken == 0
    clock.move(delivery.LEASE + timedelta(seconds=1))
    assert courier.drain().delivered == 1


def test_a_slow_receiver_does_not_keep_others_waiting(
    state: State, courier: Courier, endpoint: EndpointRow, subscribe: Subscribe, receiver: Receiver
):
    with Receiver() as slow:
        slow.default = Answer(delay=1.5)
        subscribe(url=slow.url)
        arrived: list[int] = []

        def note(_: Received) -> Answer:
            arrived.append(len(slow.requests))
            return Answer()

        receiver.default = note
        for number in range(6):
            open_case(state, numbered(number))
        courier.drain()
        assert len(receiver.requests) == len(slow.requests) == 6
        assert max(arrived) <= 4  # all of them came while the slow one had its first four in hand


def test_a_name_that_does_not_resolve_is_tried_again(state: State, courier: Courier):
    endpoints.add(state, url="https://nowhere.invalid/", rate=1000)
    open_case(state)
    courier.drain()
    [row] = rows(state)
    with state.store.read() as unit:
        [attempt] = unit.outbox.attempts_of(row.id)
    assert (row.state, attempt.error) == ("pending", "dns")


def test_a_redirect_is_a_failure_and_is_not_followed(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver
):
    open_case(state)
    receiver.queue(Answer(status=307, headers=(("Location", receiver.url),)))
    courier.drain()
    assert len(receiver.requests) == 1
    assert rows(state)[0].state == "pending"
