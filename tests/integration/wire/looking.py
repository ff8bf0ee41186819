"""Small acts in a case, and a look at what was sent about it."""

import json
from dataclasses import replace
from typing import Any

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor
from flask_amends.service import acts
from flask_amends.state import State
from flask_amends.storage.records import DeliveryRow
from tests.integration.cases import CLAIM, SHOPPER
from tests.servers.receiver import Received, Receiver


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


def numbered(number: int):
    return replace(CLAIM, email=f"anna{number}@example.org", order_number=f"X-{number}")
