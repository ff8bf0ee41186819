"""Dual control: an act that costs the shop much waits for a second person (security 42).

The rule stands where every act passes, so the desk and the API obey it alike. What waits changes nothing: the
deadline keeps running, and when the case moves on without it, the request is dropped, with a notice.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from flask_amends.disputes import codec
from flask_amends.disputes import commands as c
from flask_amends.disputes.money import Money
from flask_amends.disputes.vocabulary import Actor, OfferStatus
from flask_amends.errors import NotAllowed
from flask_amends.service import costs
from flask_amends.service.parties import Party, writer_of
from flask_amends.state import State
from flask_amends.storage.chain import canonical
from flask_amends.storage.ids import new_id
from flask_amends.storage.money_records import ApprovalRow
from flask_amends.storage.records import CaseRow
from flask_amends.storage.store import UnitOfWork

#: The name of the request to have the shop's own function perform what is owed.
RUN = "run_adapter"


def stops(unit: UnitOfWork, state: State, row: CaseRow, command: c.Command) -> bool:
    """Whether a second person has to agree to this act of the shop.

    From ``AMENDS_DUAL_CONTROL_FROM`` on, and where nobody can say what it costs. What a second person agreed
    to before in this case is performed without asking again.
    """
    if state.settings.money.dual_control_from is None or command.actor is not Actor.SHOP:
        return False
    bound = costs.bound_by(row.dispute, command)
    if not bound:
        return False
    known, cost = costs.dearest(row.dispute, bound)
    amount = cost if known else None
    if known and (cost is None or not is_high(state, cost)):
        return False
    agreed_before = isinstance(command, c.Performed) and _was_approved(unit, row, amount)
    return not agreed_before


def is_high(state: State, cost: Money | None) -> bool:
    """Whether a cost needs a second person: it reaches the threshold, or cannot be compared with it."""
    limit = state.settings.money.dual_control_from
    if limit is None:
        return False
    return cost is None or (bool(cost.minor) and (cost.currency != limit.currency or limit <= cost))


def _was_approved(unit: UnitOfWork, row: CaseRow, cost: Money | None) -> bool:
    agreed = [one for one in unit.approvals.of_case(row.id) if one.state == "approved"]
    if cost is None:
        return bool(agreed)
    return any(one.cost is not None and one.currency == cost.currency and cost <= one.cost for one in agreed)


def ask(
    unit: UnitOfWork,
    state: State,
    row: CaseRow,
    command: c.Command,
    *,
    by: Party,
    now: datetime,
    action: str | None = None,
) -> str:
    """Put the act before a second person; returns the id of the request.

    The same act asked for again is the same request; another one takes its place. Raises :class:`NotAllowed`
    for whoever has no name: two persons cannot be told apart then.
    """
    person = writer_of(unit, row, by, now=now, randomness=state.randomness)
    if person is None or by.staff is None:
        raise NotAllowed("An act of this cost needs two persons who are known by name.")
    said, resting_on, name = codec.dump(command), basis(row), action or command.action.value
    waiting = unit.approvals.waiting_in(row.id)
    if waiting is not None:
        same = (waiting.action, waiting.command, waiting.basis) == (name, said, resting_on)
        if same:
            return waiting.id
        unit.approvals.change(waiting.id, state="dropped", decided_at=now)
    known, cost = costs.dearest(row.dispute, costs.bound_by(row.dispute, command))
    asked = ApprovalRow(
        id=new_id("apr", state.randomness),
        case_id=row.id,
        action=name,
        command=said,
        basis=resting_on,
        minor=cost.minor if known and cost is not None else None,
        currency=cost.currency if cost is not None else row.dispute.currency or state.settings.currency,
        reason=getattr(command, "note", "") or None,
        asked_by=person,
        asked_at=now,
    )
    unit.approvals.add(asked)
    unit.after_commit(state.wake)
    return asked.id


def basis(row: CaseRow) -> str:
    """A digest of what an act of the shop rests on: when it changes, the case has moved on."""
    dispute = row.dispute
    offers = [one.id for one in dispute.offers if one.status is OfferStatus.PROPOSED]
    owed = dispute.obligation.compensation_id if dispute.obligation else None
    rests = [dispute.status.value, codec.dump(dispute.ask), offers, owed, codec.dump(dispute.refunded)]
    return hashlib.sha256(canonical(rests)).hexdigest()


def follow(unit: UnitOfWork, state: State, row: CaseRow, *, now: datetime) -> None:
    """Drop what waits in a case that has moved on; it stays to be read, as the notice of it."""
    if state.settings.money.dual_control_from is None:
        return
    waiting = unit.approvals.waiting_in(row.id)
    if waiting is not None and waiting.basis != basis(row):
        unit.approvals.change(waiting.id, state="dropped", decided_at=now)
