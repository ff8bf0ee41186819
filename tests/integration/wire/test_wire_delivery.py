"""Webhooks out: what a receiver sees, and what happens when it does not take it."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook as Reference

from amends_webhooks import Webhook
from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Ground
from flask_amends.service import acts, delivery, endpoints, marketplaces
from flask_amends.service.claims import ClaimedItem
from flask_amends.service.deadlines import sweep_due
from flask_amends.state import State
from flask_amends.storage.records import DeliveryRow, EndpointRow
from flask_amends.testing import FrozenClock
from flask_amends.worker.attempts import put_back
from flask_amends.worker.courier import Courier
from tests.integration.cases import CLAIM, SHOP, SHOPPER, agree, open_case
from tests.integration.wire.conftest import Subscribe
from tests.servers.receiver import Answer, Received, Receiver


def say(state: State, case_id: str, text: str = "Hello.") -> None:
    command = c.PostMessage(actor=Actor.SHOPPER, message_id=f"msg_{text}", text=text)
    acts.act(state, case_id, command, by=SHOPPER)


def retract_and_fail(state: State, case_id: str) -> None:
    with state.store.begin() as unit:
        row, command = acts.load(unit, case_id), c.Retract(actor=Actor.SHOPPER)
        acts.act_quietly(unit, state, row, command, by=SHOPPER, now=state.clock.now())
        raise ZeroDivisionError


def rows(state: State, **which: Any) -> list[DeliveryRow]:
    with state.store.read() as unit:
        return list(unit.outbox.find(**which))


def bodies(requests: list[Received]) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in requests]


def types(receiver: Receiver) -> list[str]:
    return [body["type"] for body in bodies(receiver.requests)]


def test_a_receiver_verifies_with_the_reference_library(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
):
    case_id = open_case(state)
    assert courier.drain().delivered == 1
    [request] = receiver.requests
    moment = state.clock.now()
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", _Still(moment))
    message = Reference(endpoint.secrets[0]).verify(request.body, dict(request.headers.items()))
    assert message["type"] == "dispute.created"
    assert message["timestamp"] == "2026-03-02T09:00:00.000Z"
    assert message["data"]["dispute_id"] == case_id
    assert message["data"]["facts"]["description"] == CLAIM.description


class _Still:
    """The reference library takes the time from the wall; this is the shop's."""

    def __init__(self, moment):
        self._moment = moment

    def now(self, tz):
        return self._moment.astimezone(tz)

    def fromtimestamp(self, seconds, tz):
        return type(self._moment).fromtimestamp(seconds, tz)


def test_nothing_is_sent_when_the_transaction_rolls_back(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver
):
    case_id = open_case(state)
    courier.drain()
    with pytest.raises(ZeroDivisionError):
        retract_and_fail(state, case_id)
    assert courier.drain().taken == 0
    assert len(receiver.requests) == 1


def test_messages_of_a_case_arrive_one_after_the_other(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver
):
    case_id = open_case(state)
    for number in range(5):
        say(state, case_id, f"Message {number}")
    agree(state, case_id)
    courier.drain()
    sequences = [body["data"]["sequence"] for body in bodies(receiver.requests)]
    assert sequences == list(range(1, len(rows(state)) + 1))
    assert len(sequences) > 7


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


def test_every_attempt_has_the_same_id_and_body_and_a_new_signature(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver, clock: FrozenClock
):
    open_case(state)
    receiver.queue(Answer(status=503))
    courier.drain()
    clock.move(minutes=1)
    courier.drain()
    first, second = receiver.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    Webhook(endpoint.secrets[0]).verify(second.body, dict(second.headers.items()), now=clock.now())


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
        open_case(state, _claim(number))
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


def _claim(number: int):
    return replace(CLAIM, email=f"anna{number}@example.org", order_number=f"X-{number}")


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


def test_a_second_replay_is_not_swallowed(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver
):
    open_case(state)
    courier.drain()
    for _ in range(2):
        assert endpoints.replay(state, endpoint.id) == 1
        courier.drain()
    assert len(receiver.requests) == 3


def test_a_marketplace_hears_only_of_its_own_cases(
    state: State, courier: Courier, subscribe: Subscribe, receiver: Receiver
):
    marketplaces.add(state, "bazaar")
    subscribe(owner="bazaar")
    open_case(state)
    assert courier.drain().taken == 0
    assert receiver.requests == []


def test_the_coarse_event_goes_only_to_those_who_name_it(
    state: State, courier: Courier, subscribe: Subscribe, receiver: Receiver
):
    subscribe(events=("dispute.updated",))
    subscribe(events=("dispute.*",))
    open_case(state)
    courier.drain()
    assert sorted(types(receiver)) == ["dispute.created", "dispute.updated"]


def test_profiles_leave_out_texts_or_everything_but_ids(
    state: State, courier: Courier, subscribe: Subscribe, receiver: Receiver
):
    subscribe(profile="redacted")
    subscribe(profile="thin")
    open_case(state)
    courier.drain()
    told = sorted((body["data"] for body in bodies(receiver.requests)), key=len)
    assert "facts" not in told[0]
    assert "description" not in told[1]["facts"]
    assert told[1]["facts"]["reason"] == "not_as_described"
    assert CLAIM.description.encode() not in b"".join(one.body for one in receiver.requests)


def test_a_warning_is_not_sent_after_its_deadline(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver, clock: FrozenClock
):
    open_case(state)
    courier.drain()
    clock.move(days=2, hours=1)
    sweep_due(state)
    clock.move(days=1)
    courier.drain()
    assert [row.state for row in rows(state)][:2] == ["delivered", "expired"]


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


def test_a_rejected_claim_tells_who_may_do_what_next(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver
):
    case_id = open_case(state)
    command = c.Reject(actor=Actor.SHOP, ground=Ground.CONFORMS_TO_CONTRACT, note="It is as described.")
    acts.act(state, case_id, command, by=SHOP)
    courier.drain()
    data = bodies(receiver.requests)[-1]["data"]
    assert (data["status"], data["awaiting"], data["stage"]) == ("awaiting_shopper", "shopper", "negotiation")
    mine = {one["action"]: one["due_at"] for one in data["available_actions"] if one["actor"] == "shopper"}
    assert mine["counter"] == data["due_at"] == "2026-03-05T09:00:00.000Z"


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
            open_case(state, _claim(number))
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


def test_a_case_with_more_than_a_message_can_hold_is_told_without_details(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver
):
    items = tuple(ClaimedItem(sku=f"{number}-{'x' * 80}") for number in range(1000))
    case_id = open_case(state, replace(CLAIM, order_number="X-1", items=items))
    courier.drain()
    [body] = bodies(receiver.requests)
    assert body["data"]["dispute_id"] == case_id
    assert "facts" not in body["data"]
