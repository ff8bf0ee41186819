"""Webhooks out: what a receiver sees."""

from dataclasses import replace

import pytest
from standardwebhooks import Webhook as Reference

from amends_webhooks import Webhook
from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Ground
from flask_amends.service import acts, endpoints, marketplaces
from flask_amends.service.claims import ClaimedItem
from flask_amends.service.deadlines import sweep_due
from flask_amends.state import State
from flask_amends.storage.records import EndpointRow
from flask_amends.testing import FrozenClock
from flask_amends.worker.courier import Courier
from tests.integration.cases import CLAIM, SHOP, agree, open_case
from tests.integration.wire.conftest import Subscribe
from tests.integration.wire.looking import bodies, retract_and_fail, rows, say, types
from tests.servers.receiver import Answer, Receiver


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


def test_a_case_with_more_than_a_message_can_hold_is_told_without_details(
    state: State, courier: Courier, endpoint: EndpointRow, receiver: Receiver
):
    items = tuple(ClaimedItem(sku=f"{number}-{'x' * 80}") for number in range(1000))
    case_id = open_case(state, replace(CLAIM, order_number="X-1", items=items))
    courier.drain()
    [body] = bodies(receiver.requests)
    assert body["data"]["dispute_id"] == case_id
    assert "facts" not in body["data"]
