"""Signed messages in: verified, stored once, applied once, whatever order they come in."""

import itertools
import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from standardwebhooks import Webhook as Reference
from werkzeug.test import TestResponse

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Status
from flask_amends.service import acts, cases, claims, inbound, marketplaces
from flask_amends.service.parties import Party
from flask_amends.testing import Shop, make_shop
from tests.integration.cases import CLAIM, ORDER, SHOP, dump, euros

KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_KEY = "whsec_c3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3M="
SOLD = replace(ORDER, number="M-1", marketplace="bazaar")


@pytest.fixture
def shop(database_uri: str) -> Iterator[Shop]:
    made = make_shop(database_uri, orders=[SOLD])
    marketplaces.add(made.state, "bazaar", key=KEY)
    marketplaces.add(made.state, "souk", key=OTHER_KEY)
    yield made
    made.close()


@pytest.fixture
def client(shop: Shop) -> FlaskClient:
    return shop.app.test_client()


def claim(shop: Shop, order_number: str = "M-1") -> str:
    return claims.submit(shop.state, replace(CLAIM, order_number=order_number)).case_id


def result(answer: TestResponse) -> tuple[str, str | None]:
    assert answer.status_code == 200
    assert answer.json is not None
    return answer.json["result"], answer.json["reason"]


def escalated(shop: Shop) -> tuple[str, str]:
    """A case that waits for the marketplace, and the assignment it was given under."""
    case_id = claim(shop)
    return case_id, escalate(shop, case_id)


def escalate(shop: Shop, case_id: str) -> str:
    """The shop wrote, but did not answer: after three days the marketplace decides."""
    shop.clock.move(days=2)
    acts.act(shop.state, case_id, message("We are looking into it."), by=SHOP)
    shop.clock.move(days=1)
    dispute = acts.act(shop.state, case_id, message("Still."), by=SHOP).dispute
    assert dispute.status is Status.UNDER_REVIEW
    assert dispute.assignment_id is not None
    return dispute.assignment_id


def message(text: str) -> c.PostMessage:
    return c.PostMessage(actor=Actor.SHOP, message_id="msg_1", text=text)


def send(
    shop: Shop,
    client: FlaskClient,
    type_: str,
    data: dict[str, Any],
    *,
    message_id: str = "msg_in_1",
    key: str = KEY,
    to: str = "bazaar",
    age: timedelta = timedelta(0),
) -> TestResponse:
    """Post a message, signed by the reference library."""
    body = json.dumps({"type": type_, "timestamp": "2026-03-02T09:00:00Z", "data": data})
    at = shop.clock.now() - age
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Reference(key).sign(message_id, at, body),
    }
    return client.post(f"/amends/inbound/{to}", data=body.encode(), headers=headers)


def decision(case_id: str, assignment_id: str, amount: str = "20.00") -> dict[str, Any]:
    return {
        "dispute_id": case_id,
        "assignment_id": assignment_id,
        "causation_id": "msg_out",
        "award": {"kind": "partial_refund", "amount": {"currency_code": "EUR", "value": amount}},
        "reason": "item_not_as_described",
        "note": "The photos show it.",
        "evidence_ids": [],
    }


def test_a_decision_is_applied(shop: Shop, client: FlaskClient):
    case_id, assignment = escalated(shop)
    answer = send(shop, client, "arbitration.decided", decision(case_id, assignment))
    assert result(answer) == ("applied", None)
    dispute = cases.get(shop.state, case_id, Actor.SHOP).dispute
    assert dispute.status is Status.AWAITING_COMPENSATION
    assert dispute.obligation is not None
    assert dispute.obligation.terms.amount == euros("20.00")


@pytest.mark.parametrize("how", ["other key", "old", "no headers", "another marketplace's key", "unknown"])
def test_what_does_not_verify_is_401_and_changes_nothing(shop: Shop, client: FlaskClient, how: str):
    case_id, assignment = escalated(shop)
    limits = shop.state.store.tables.limits.name
    before = {name: rows for name, rows in dump(shop.state).items() if name != limits}
    data = decision(case_id, assignment)
    if how == "no headers":
        answer = client.post("/amends/inbound/bazaar", data=json.dumps({"type": "x", "data": data}))
    elif how == "old":
        answer = send(shop, client, "arbitration.decided", data, age=timedelta(seconds=302))
    elif how == "unknown":
        answer = send(shop, client, "arbitration.decided", data, to="nowhere")
    else:
        answer = send(shop, client, "arbitration.decided", data, key=OTHER_KEY)
    assert answer.status_code == 401
    assert {name: rows for name, rows in dump(shop.state).items() if name != limits} == before


def test_a_marketplace_cannot_touch_the_case_of_another(shop: Shop, client: FlaskClient):
    case_id, assignment = escalated(shop)
    data = decision(case_id, assignment)
    theirs = send(shop, client, "arbitration.decided", data, key=OTHER_KEY, to="souk")
    data = decision("dsp_no", assignment)
    nobodys = send(shop, client, "arbitration.decided", data, key=OTHER_KEY, to="souk", message_id="2")
    assert result(theirs) == result(nobodys) == ("ignored", "unknown_dispute")
    assert cases.get(shop.state, case_id, Actor.SHOP).dispute.status is Status.UNDER_REVIEW


def test_a_second_copy_has_no_second_effect(shop: Shop, client: FlaskClient):
    case_id, _ = escalated(shop)
    data = {"dispute_id": case_id, "text": "We look at it today."}
    first = send(shop, client, "dispute.message.posted", data)
    version = cases.get(shop.state, case_id, Actor.SHOP).version
    second = send(shop, client, "dispute.message.posted", data)
    assert [result(first)[0], result(second)[0]] == ["applied", "duplicate"]
    assert cases.get(shop.state, case_id, Actor.SHOP).version == version


def test_copies_at_the_same_moment_have_one_effect(shop: Shop):
    case_id, _ = escalated(shop)
    before = cases.get(shop.state, case_id, Actor.SHOP).version
    data = {"dispute_id": case_id, "text": "Once."}

    def copy(_: int) -> tuple[str, str | None]:
        return result(send(shop, shop.app.test_client(), "dispute.message.posted", data))

    with ThreadPoolExecutor(8) as pool:
        results = [one for one, _ in pool.map(copy, range(16))]
    assert results.count("applied") == 1
    assert results.count("duplicate") == 15
    assert cases.get(shop.state, case_id, Actor.SHOP).version == before + 1


def test_the_same_id_with_another_body_is_409(shop: Shop, client: FlaskClient):
    case_id, _ = escalated(shop)
    send(shop, client, "dispute.message.posted", {"dispute_id": case_id, "text": "One"})
    before = dump(shop.state)
    answer = send(shop, client, "dispute.message.posted", {"dispute_id": case_id, "text": "Two"})
    assert answer.status_code == 409
    assert dump(shop.state) == before


@pytest.mark.parametrize(
    ("type_", "change", "reason"),
    [
        ("arbitration.decided", {"assignment_id": "asg_old"}, "lapsed_assignment"),
        ("arbitration.decided", {"award": {"kind": "partial_refund"}}, "invalid_data"),
        ("arbitration.decided", {"award": {"kind": "sorcery"}}, "invalid_data"),
        ("arbitration.decided", {"award": {"kind": "partial_refund", "amount": 20}}, "invalid_data"),
        ("arbitration.decided", {"note": 7}, "invalid_data"),
        ("arbitration.recused", {"assignment_id": "asg_old"}, "lapsed_assignment"),
        ("order.fulfilled", {"order_number": "nothing"}, "nothing_to_change"),
    ],
)
def test_what_cannot_apply_is_ignored_with_the_reason(
    shop: Shop, client: FlaskClient, type_: str, change: dict[str, Any], reason: str
):
    case_id, assignment = escalated(shop)
    version = cases.get(shop.state, case_id, Actor.SHOP).version
    answer = send(shop, client, type_, {**decision(case_id, assignment), **change})
    assert result(answer) == ("ignored", reason)
    assert cases.get(shop.state, case_id, Actor.SHOP).version == version


def test_a_decision_about_a_closed_case_is_ignored(shop: Shop, client: FlaskClient):
    case_id, assignment = escalated(shop)
    acts.act(shop.state, case_id, c.Retract(actor=Actor.SHOPPER), by=Party(actor=Actor.SHOPPER))
    answer = send(shop, client, "arbitration.decided", decision(case_id, assignment))
    assert result(answer) == ("ignored", "case_closed")


def test_an_unknown_type_is_parked(shop: Shop, client: FlaskClient):
    assert send(shop, client, "arbitration.mediated", {}).json == {
        "result": "parked",
        "reason": "unknown_type",
    }
    with shop.state.store.read() as unit:
        stored = unit.inbound.find("bazaar", "msg_in_1")
    assert stored is not None
    assert (stored.state, stored.type) == ("parked", "arbitration.mediated")


def test_a_body_over_the_limit_is_413_before_anything_reads_it(shop: Shop, client: FlaskClient):
    answer = client.post("/amends/inbound/bazaar", data=b"x" * (256 * 1024 + 1))
    assert answer.status_code == 413


def test_what_was_stored_but_not_applied_is_applied_by_the_worker(
    shop: Shop, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    case_id, assignment = escalated(shop)
    with monkeypatch.context() as crash:
        crash.setattr(inbound, "apply", lambda *_: (_ for _ in ()).throw(MemoryError))
        answer = send(shop, client, "arbitration.decided", decision(case_id, assignment))
    assert result(answer) == ("parked", "not_applied_yet")
    assert cases.get(shop.state, case_id, Actor.SHOP).dispute.status is Status.UNDER_REVIEW
    assert inbound.apply_waiting(shop.state) == 1
    assert cases.get(shop.state, case_id, Actor.SHOP).dispute.status is Status.AWAITING_COMPENSATION
    again = send(shop, client, "arbitration.decided", decision(case_id, assignment))
    assert result(again)[0] == "duplicate"


def test_evidence_can_be_requested_and_the_assignment_passed_on(shop: Shop, client: FlaskClient):
    case_id, assignment = escalated(shop)
    asked = {
        "dispute_id": case_id,
        "assignment_id": assignment,
        "party": "shop",
        "note": "The invoice, please.",
    }
    assert send(shop, client, "arbitration.evidence_requested", asked).json == {
        "result": "applied",
        "reason": None,
    }
    assert cases.get(shop.state, case_id, Actor.SHOP).dispute.status is Status.EVIDENCE_REQUIRED


def test_a_recused_marketplace_cannot_decide_the_second_look(shop: Shop, client: FlaskClient):
    case_id, assignment = escalated(shop)
    data = {"dispute_id": case_id, "assignment_id": assignment}
    assert result(send(shop, client, "arbitration.recused", data, message_id="1")) == ("applied", None)
    current = cases.get(shop.state, case_id, Actor.SHOP).dispute.assignment_id
    assert current not in (assignment, None)
    answer = send(shop, client, "arbitration.decided", decision(case_id, str(current)), message_id="2")
    assert result(answer) == ("ignored", "lapsed_assignment")


def test_an_order_is_noted_as_fulfilled(shop: Shop, client: FlaskClient):
    case_id, _ = escalated(shop)
    data = {"order_number": "M-1", "fulfilled_at": "2026-03-01T10:00:00+01:00"}
    assert result(send(shop, client, "order.fulfilled", data)) == ("applied", None)
    order = cases.get(shop.state, case_id, Actor.SHOP).order
    assert order is not None
    assert str(order.fulfilled_at) == "2026-03-01 09:00:00+00:00"


def test_a_refund_is_heard_once_whoever_tells_it(shop: Shop, client: FlaskClient):
    case_id = claim(shop)
    money = {"amount": {"currency_code": "EUR", "value": "5.00"}, "reference": "pay-1"}
    first = send(shop, client, "refund.performed", {"dispute_id": case_id, **money}, message_id="1")
    second = send(shop, client, "order.refunded", {"order_number": "M-1", **money}, message_id="2")
    third = send(shop, client, "refund.performed", {"dispute_id": case_id, **money}, message_id="3")
    reasons = [result(one)[1] for one in (first, second, third)]
    assert reasons == [None, "nothing_to_change", "already_known"]
    refunded = cases.get(shop.state, case_id, Actor.SHOP).dispute.refunded
    assert refunded == euros("5.00")


ORDERS = list(itertools.permutations(range(6)))


def test_six_messages_converge_in_any_order_with_any_duplicates(shop: Shop, client: FlaskClient):
    """Each case gets the messages in another order, some of them twice; all end alike."""
    chance = random.Random(7)
    ends = set()
    for number, order in enumerate(chance.sample(ORDERS, 12)):
        shop.orders.add(replace(SOLD, number=f"P-{number}"))
        case_id, messages = _six(shop, f"P-{number}")
        for which in order:
            for _ in range(chance.choice([1, 1, 2, 3])):
                type_, data = messages[which]
                send(shop, client, type_, data, message_id=f"msg_{number}_{which}")
        view = cases.get(shop.state, case_id, Actor.SHOP)
        posted = (one for one in view.entries if one.event.type == "dispute.message.posted")
        texts = sorted(str(one.texts["text"]) for one in posted)
        dispute = view.dispute
        assert dispute.obligation is not None
        assert view.order is not None
        ends.add((dispute.status, str(dispute.obligation.terms), str(view.order.fulfilled_at), *texts))
        assert len(texts) == 4
    assert len(ends) == 1


def _six(shop: Shop, order_number: str) -> tuple[str, list[tuple[str, dict[str, Any]]]]:
    case_id = claim(shop, order_number)
    assignment = escalate(shop, case_id)
    posted = [("dispute.message.posted", {"dispute_id": case_id, "text": text}) for text in ("One", "Two")]
    return case_id, [
        *posted,
        ("order.fulfilled", {"order_number": order_number, "fulfilled_at": "2026-03-01T10:00:00Z"}),
        ("arbitration.decided", decision(case_id, assignment)),
        ("arbitration.decided", decision(case_id, "asg_of_yesterday", "55.00")),
        ("arbitration.recused", {"dispute_id": case_id, "assignment_id": "asg_of_yesterday"}),
    ]
