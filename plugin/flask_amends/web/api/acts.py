"""Every action of a dispute that a program can carry out: what it sends, and the command that makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_amends.disputes import commands as c
from flask_amends.disputes.commands import Command
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Action, Actor
from flask_amends.ports import Randomness
from flask_amends.storage.ids import new_id
from flask_amends.web.api import schemas
from flask_amends.web.fields import FormSchema


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a program sent, and who it acts for."""

    actor: Actor
    data: Mapping[str, Any]
    randomness: Randomness


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiAct:
    """One action. Whether it is allowed now, only the life cycle decides."""

    summary: str
    schema: type[FormSchema]
    build: Callable[[Sent], Command]


def plain(kind: Callable[..., Command]) -> Callable[[Sent], Command]:
    """A command whose fields are those that were sent."""

    def build(sent: Sent) -> Command:
        return kind(actor=sent.actor, **sent.data)

    return build


def terms_of(values: Mapping[str, Any]) -> Terms:
    """Terms as sent."""
    return Terms(**{**values, "skus": tuple(values["skus"])})


def _propose(sent: Sent) -> Command:
    alternatives = tuple(terms_of(one) for one in sent.data["alternatives"])
    return c.Propose(actor=sent.actor, alternatives=alternatives, note=sent.data["note"])


def _decide(sent: Sent) -> Command:
    data = {**sent.data, "terms": terms_of(sent.data["terms"])}
    data["evidence_ids"] = tuple(data["evidence_ids"])
    return c.Decide(actor=sent.actor, **data)


def _performed(sent: Sent) -> Command:
    """A marketplace saw the money move; a key of the shop speaks for the shop, which is no proof."""
    return c.Performed(actor=sent.actor, verified=sent.actor is Actor.MARKETPLACE, **sent.data)


def _evidence(kind: Callable[..., Command]) -> Callable[[Sent], Command]:
    def build(sent: Sent) -> Command:
        return kind(actor=sent.actor, evidence_id=new_id("evd", sent.randomness), **sent.data)

    return build


def _message(sent: Sent) -> Command:
    return c.PostMessage(actor=sent.actor, message_id=new_id("msg", sent.randomness), **sent.data)


def _act(summary: str, schema: type[FormSchema], build: Callable[[Sent], Command]) -> ApiAct:
    return ApiAct(summary=summary, schema=schema, build=build)


#: Every action by its code: what the desk does, and what a marketplace's arbiter does.
ACTS: Mapping[Action, ApiAct] = {
    Action.RELEASE: _act("Let a claim in that was held back.", schemas.Nothing, plain(c.Release)),
    Action.ACCEPT_CLAIM: _act("Grant what the shopper asks for.", schemas.Note, plain(c.AcceptClaim)),
    Action.ACCEPT_OFFER: _act("Accept the shopper's offer.", schemas.AcceptOffer, plain(c.AcceptOffer)),
    Action.PROPOSE: _act("Offer one to three alternatives.", schemas.Propose, _propose),
    Action.REQUEST_INFO: _act("Ask the shopper for details.", schemas.Written, plain(c.RequestInfo)),
    Action.HOLD: _act("Promise an answer by a date, with a reason, once.", schemas.Until, plain(c.Hold)),
    Action.REJECT: _act("Reject the claim on a ground.", schemas.Reject, plain(c.Reject)),
    Action.PROPOSE_EXTENSION: _act("Ask for more time.", schemas.Extension, plain(c.ProposeExtension)),
    Action.ACCEPT_EXTENSION: _act("Agree to more time.", schemas.Nothing, plain(c.AcceptExtension)),
    Action.ESCALATE: _act("Hand the case over for a decision.", schemas.Note, plain(c.Escalate)),
    Action.PROVIDE_EVIDENCE: _act(
        "Answer a request for evidence.", schemas.ProvideEvidence, _evidence(c.ProvideEvidence)
    ),
    Action.NOT_AVAILABLE: _act(
        "Say that the evidence is not there.", schemas.NotAvailable, plain(c.NotAvailable)
    ),
    Action.ACCEPT_DECISION: _act("Accept a decision.", schemas.Nothing, plain(c.AcceptDecision)),
    Action.APPEAL: _act("Appeal against a decision.", schemas.Written, plain(c.Appeal)),
    Action.PROVIDE_LABEL: _act("Send the return label.", schemas.Label, plain(c.ProvideLabel)),
    Action.DELIVERED: _act("Say that the return was delivered.", schemas.Note, plain(c.Delivered)),
    Action.ACKNOWLEDGE_RETURN: _act(
        "Say how the return arrived.", schemas.Return, plain(c.AcknowledgeReturn)
    ),
    Action.PERFORMED: _act("Record what was done.", schemas.Performed, _performed),
    Action.FAILED: _act("Record an attempt that did not work.", schemas.Written, plain(c.Failed)),
    Action.WAIVE: _act("Let go of what is owed to the shop.", schemas.Note, plain(c.Waive)),
    Action.CONFIRM: _act("Confirm that the shop got what was owed to it.", schemas.Nothing, plain(c.Confirm)),
    Action.NOT_RECEIVED: _act("Say that it did not arrive.", schemas.Note, plain(c.NotReceived)),
    Action.POST_MESSAGE: _act("Write a message.", schemas.Message, _message),
    Action.ADD_EVIDENCE: _act("Add evidence.", schemas.Evidence, _evidence(c.AddEvidence)),
    Action.DECIDE: _act("Decide, as the marketplace that was asked to.", schemas.Decide, _decide),
    Action.REQUIRE_EVIDENCE: _act(
        "Ask a party for evidence, as the marketplace.", schemas.RequireEvidence, plain(c.RequireEvidence)
    ),
    Action.RECUSE: _act("Pass the case on, as the marketplace.", schemas.Recuse, plain(c.Recuse)),
}
#: Actions that move nothing, and so do not depend on what their sender has read.
UNVERSIONED = frozenset({Action.POST_MESSAGE, Action.ADD_EVIDENCE})
