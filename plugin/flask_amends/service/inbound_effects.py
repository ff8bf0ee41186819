"""What each message of a marketplace does: to one case inside a transaction, or to all cases of an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_amends.disputes import commands
from flask_amends.disputes.commands import Command
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, RouteName
from flask_amends.service.acts import act_quietly
from flask_amends.service.orders import OrderFact, record_order_event
from flask_amends.service.parties import Party
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import CaseRow, InboundRow
from flask_amends.storage.store import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a message: ``applied``, ``duplicate``, ``ignored``, ``parked`` or ``failed``."""

    result: str
    reason: str | None = None
    case_id: str | None = None
    sequence: int | None = None
    errors: Mapping[str, Any] = field(default_factory=dict)


def ignored(reason: str, *, case_id: str | None = None, errors: Any = None) -> Result:
    """A genuine message that cannot apply; its sender is told why and need not send it again."""
    return Result(result="ignored", reason=reason, case_id=case_id, errors=errors or {})


MakeCommand = Callable[[State, Mapping[str, Any]], Command]
CaseEffect = Callable[[UnitOfWork, State, InboundRow, Mapping[str, Any]], Result]
OrderEffect = Callable[[State, InboundRow, Mapping[str, Any]], Result]


def _on_case(make: MakeCommand, *, deciding: bool = False) -> CaseEffect:
    def apply(unit: UnitOfWork, state: State, row: InboundRow, data: Mapping[str, Any]) -> Result:
        case = unit.cases.get(data["dispute_id"], lock=True)
        if case is None or case.dispute.marketplace != row.marketplace:
            # Another marketplace's case must look like no case at all.
            return ignored("unknown_dispute")
        if deciding and case.dispute.route is RouteName.SECOND_LOOK:
            return ignored("lapsed_assignment", case_id=case.id)
        if _is_known(unit, case, data.get("reference")):
            return ignored("already_known", case_id=case.id)
        by = Party(actor=Actor.MARKETPLACE, marketplace=row.marketplace)
        command = make(state, data)
        after, refusal = act_quietly(unit, state, case, command, by=by, now=state.clock.now())
        if refusal is not None:
            return ignored(refusal.code.value, case_id=case.id)
        return Result(result="applied", case_id=case.id, sequence=after.version)

    return apply


def _is_known(unit: UnitOfWork, case: CaseRow, reference: str | None) -> bool:
    """Whether the case heard of this payment before, whoever told it."""
    if not reference:
        return False
    words = unit.history.words_of(case.id)
    return any(word.field == "reference" and word.text == reference for word in words)


def _on_order(kind: OrderFact) -> OrderEffect:
    def apply(state: State, row: InboundRow, data: Mapping[str, Any]) -> Result:
        changed = record_order_event(
            state,
            data["order_number"],
            kind,
            amount=data.get("amount"),
            reference=data.get("reference", ""),
            full=data.get("full", False),
            at=data.get("fulfilled_at"),
            by=Party(actor=Actor.MARKETPLACE, marketplace=row.marketplace),
        )
        if not changed:
            return ignored("nothing_to_change")
        return Result(result="applied", case_id=changed[0])

    return apply


def _decide(_state: State, data: Mapping[str, Any]) -> Command:
    award = data["award"]
    terms = Terms(
        kind=award["kind"],
        amount=award["amount"],
        skus=tuple(award["skus"]),
        return_required=award["return_required"],
    )
    return commands.Decide(
        actor=Actor.MARKETPLACE,
        assignment_id=data["assignment_id"],
        terms=terms,
        reason=data["reason"],
        note=data["note"],
        evidence_ids=tuple(data["evidence_ids"]),
    )


def _require_evidence(_state: State, data: Mapping[str, Any]) -> Command:
    return commands.RequireEvidence(
        actor=Actor.MARKETPLACE,
        assignment_id=data["assignment_id"],
        party=Actor(data["party"]),
        note=data["note"],
    )


def _recuse(_state: State, data: Mapping[str, Any]) -> Command:
    return commands.Recuse(actor=Actor.MARKETPLACE, assignment_id=data["assignment_id"], note=data["note"])


def _post(state: State, data: Mapping[str, Any]) -> Command:
    message_id = new_id("msg", state.randomness)
    return commands.PostMessage(actor=Actor.MARKETPLACE, message_id=message_id, text=data["text"])


def _refund(_state: State, data: Mapping[str, Any]) -> Command:
    return commands.OrderRefunded(
        actor=Actor.MARKETPLACE, amount=data["amount"], reference=data["reference"], full=data["full"]
    )


#: Messages about one case.
CASE_EFFECTS: Mapping[str, CaseEffect] = {
    "arbitration.decided": _on_case(_decide, deciding=True),
    "arbitration.evidence_requested": _on_case(_require_evidence, deciding=True),
    "arbitration.recused": _on_case(_recuse, deciding=True),
    "dispute.message.posted": _on_case(_post),
    "refund.performed": _on_case(_refund),
}
#: Messages about an order, which every case of it hears.
ORDER_EFFECTS: Mapping[str, OrderEffect] = {
    "order.fulfilled": _on_order(OrderFact.FULFILLED),
    "order.refunded": _on_order(OrderFact.REFUNDED),
    "order.charged_back": _on_order(OrderFact.CHARGEBACK),
}
