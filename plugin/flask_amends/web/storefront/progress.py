"""How far a case has come: its stages, the steps of a return, what was asked for, and what is next."""

from __future__ import annotations

from collections.abc import Sequence

from amends_widgets import facts
from amends_widgets.roomfacts import Asked
from flask_amends.disputes import events as e
from flask_amends.disputes.transitions import STAGES
from flask_amends.disputes.vocabulary import Actor, ReturnState, Stage, Status
from flask_amends.storage.records import CaseView, Entry

#: What there is to do, by the act that it asks for; the first one that is possible.
_NEXT_ACTS = (
    ("provide_info", "answer"),
    ("provide_evidence", "evidence"),
    ("accept_decision", "decision"),
    ("ship", "send_back"),
    ("performed", "pay"),
    ("confirm", "arrived"),
)
#: Where the status alone says it.
_NEXT_STATUSES = {
    Status.CLOSED: "closed",
    Status.UNVERIFIED: "verify",
    Status.RETURN_IN_TRANSIT: "on_its_way",
}
#: The steps of a return up to the one that a status stands at.
_RETURN = {
    Status.AWAITING_RETURN: "ship",
    Status.RETURN_IN_TRANSIT: "transit",
    Status.RETURN_INSPECTION: "inspection",
    Status.AWAITING_COMPENSATION: "compensation",
    Status.AWAITING_CONFIRMATION: "confirm",
}
_STEPS = ("label", "ship", "transit", "inspection", "compensation", "confirm")
_NO_RETURN = (ReturnState.NOT_ASKED, ReturnState.DROPPED, ReturnState.LOST)


def stages(view: CaseView) -> tuple[tuple[str, str], ...]:
    """The stages, each ``done``, ``current`` or ``ahead``; review is shown only where there was one."""
    now = STAGES[view.dispute.status]
    been = {STAGES[entry.event.status] for entry in view.entries}
    order = (Stage.NEGOTIATION, Stage.ARBITRATION, Stage.FULFILMENT, Stage.CLOSED)
    shown = [one for one in order if one is not Stage.ARBITRATION or one in been or one is now]
    if now is Stage.CLOSED and Stage.FULFILMENT not in been:
        shown = [one for one in shown if one is not Stage.FULFILMENT]
    return _marked([one.value for one in shown], now.value)


def returning(view: CaseView) -> tuple[tuple[str, str], ...]:
    """The steps of a return that is under way, the present one marked; empty where there is none."""
    dispute = view.dispute
    if dispute.status not in _RETURN or dispute.return_state in _NO_RETURN:
        return ()
    at = _RETURN[dispute.status]
    labels = any(isinstance(one.event.fact, e.ReturnLabelled) for one in view.entries)
    waiting = dispute.status is Status.AWAITING_RETURN and dispute.turn is Actor.SHOP
    steps = [one for one in _STEPS if one != "label" or labels or waiting]
    return _marked(steps, "label" if waiting else at)


def _marked(steps: Sequence[str], current: str) -> tuple[tuple[str, str], ...]:
    at = steps.index(current)
    return tuple(
        (one, "current" if place == at else "done" if place < at else "ahead")
        for place, one in enumerate(steps)
    )


def next_for_shopper(view: CaseView, *, mails: bool) -> str:
    """What there is to do now, as a code of :data:`amends_widgets.words.rooms.NEXT`."""
    dispute = view.dispute
    if dispute.status in _NEXT_STATUSES:
        return _NEXT_STATUSES[dispute.status]
    possible = {one.action.value for one in view.available}
    if dispute.status is Status.AWAITING_RETURN and dispute.turn is Actor.SHOP:
        return "wait_for_label"
    found = next((code for act, code in _NEXT_ACTS if act in possible), None)
    if found is not None and (dispute.turn is Actor.SHOPPER or found == "decision"):
        return found
    if dispute.status is Status.AWAITING_SHOPPER:
        offers = dispute.open_offers(Actor.SHOPPER)
        return "choose_one" if len(offers) > 1 else "choose" if offers else "propose"
    if "accept_extension" in possible:
        return "more_time"
    return "wait" if mails else "wait_here"


def asked(view: CaseView, entries: Sequence[facts.Entry]) -> tuple[Asked, ...]:
    """What the shopper was asked for, oldest first, each with the answer it got."""
    shown = {entry.sequence: entry for entry in entries}
    requests = [
        one
        for one in view.entries
        if isinstance(one.event.fact, e.EvidenceRequested) and one.event.fact.party is Actor.SHOPPER
    ]
    dispute = view.dispute
    still_open = dispute.info_requested or dispute.evidence_request is not None
    found: list[Asked] = []
    for place, one in enumerate(requests):
        until = requests[place + 1].event.sequence if place + 1 < len(requests) else view.version + 1
        answer = next((it for it in view.entries if _answers(it, one, until)), None)
        is_open = still_open and answer is None and place == len(requests) - 1
        found.append(
            Asked(
                by=one.event.actor.value,
                text=one.texts.get("note", ""),
                at=one.event.at,
                due_at=one.event.clocks.turn_due_at,
                open=is_open and dispute.turn is Actor.SHOPPER,
                answer=shown.get(answer.event.sequence) if answer is not None else None,
            )
        )
    return tuple(found)


def _answers(entry: Entry, request: Entry, until: int) -> bool:
    """Whether an entry is what came of a request."""
    event, asked_id = entry.event, getattr(request.event.fact, "request_id", None)
    if event.actor is not Actor.SHOPPER or not request.event.sequence < event.sequence < until:
        return False
    if asked_id is None:
        return isinstance(event.fact, e.InfoProvided)
    answers = isinstance(event.fact, (e.EvidenceAdded, e.EvidenceNotAvailable))
    return answers and getattr(event.fact, "request_id", None) == asked_id


def own_last(view: CaseView) -> int:
    """The sequence of the last thing the shopper did; what others said after it is new to them."""
    mine = [one.event.sequence for one in view.entries if one.event.actor is Actor.SHOPPER]
    return max(mine, default=0)
