"""Looking ahead with the core itself: what an act would do, what silence would do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask_amends.disputes import decide, sweep
from flask_amends.disputes.conditions import Refusal
from flask_amends.disputes.deadlines import next_due
from flask_amends.disputes.events import Event
from flask_amends.disputes.vocabulary import Actor

if TYPE_CHECKING:
    from flask_amends.disputes.commands import Command
    from flask_amends.storage.records import CaseView
    from flask_amends.web.desk.act_form import ActForm

#: Later than any moment a case can promise.
FAR = datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What would happen: the events, or why nothing would."""

    events: tuple[Event, ...]
    refusal: Refusal | None = None


def act(view: CaseView, command: Command, now: datetime) -> Ahead:
    """What ``command`` would do now. Nothing is saved."""
    decision = decide(view.dispute, command, now, view.policy)
    return Ahead(events=decision.events, refusal=decision.refusal)


def silence(view: CaseView) -> tuple[Event, ...]:
    """What happens by itself at the next deadline, if nobody acts (X5)."""
    due = next_due(view.dispute.status, view.dispute.clocks)
    return () if due is None else sweep(view.dispute, due, view.policy).events


def latest(view: CaseView, form: ActForm, actor: Actor, now: datetime) -> datetime | None:
    """The last moment that a form may promise, as the core names it when it refuses one that is too late."""
    if form.dated is None:
        return None
    refusal = act(view, form.dated(actor, FAR), now).refusal
    found = refusal.params.get("latest") if refusal else None
    return found if isinstance(found, datetime) else None
