"""Effects of review: evidence, decisions, recusal, appeal."""

from __future__ import annotations

from datetime import timedelta

from flask_amends.disputes import commands
from flask_amends.disputes import events as facts
from flask_amends.disputes.course import Course, Move
from flask_amends.disputes.offers import Award
from flask_amends.disputes.reckoning import losers, next_route
from flask_amends.disputes.vocabulary import (
    OutcomeReason,
    Status,
)


def require_evidence(course: Course, command: commands.RequireEvidence) -> None:
    """The route's clock is paused; what is left of it goes on when the party has answered."""
    due = course.dispute.clocks.turn_due_at or course.now
    fact = facts.EvidenceRequested(
        party=command.party,
        request_id=course.new_id("evr"),
        review_time_left_s=int((due - course.now).total_seconds()),
        note=command.note,
    )
    window = course.after(course.policy.evidence)
    course.record(fact, Move(status=Status.EVIDENCE_REQUIRED, turn=command.party, due=window))


def back_to_review(course: Course) -> Move:
    """Under review again, for what was left of the route's time."""
    request = course.dispute.evidence_request
    left = timedelta(seconds=request.review_time_left_s if request else 0)
    return course.to_reviewer(course.now + max(left, timedelta(seconds=1)))


def provide_evidence(course: Course, command: commands.ProvideEvidence) -> None:
    fact = facts.EvidenceAdded(
        evidence_id=command.evidence_id,
        evidence_type=command.type,
        request_id=command.request_id,
        note=command.note,
    )
    course.record(fact, back_to_review(course))


def evidence_not_available(course: Course, command: commands.NotAvailable) -> None:
    fact = facts.EvidenceNotAvailable(request_id=command.request_id, note=command.note)
    course.record(fact, back_to_review(course))


def decide_claim(course: Course, command: commands.Decide) -> None:
    lost = losers(course.dispute, command.terms)
    final = not (lost and _appeal_possible(course))
    fact = facts.Decided(
        terms=command.terms,
        reason=command.reason,
        assignment_id=command.assignment_id,
        evidence_ids=command.evidence_ids,
        final=final,
        note=command.note,
    )
    if final:
        course.record(fact, statutory_due_at=None)
        course.apply_award()
        return
    turn = lost[0] if len(lost) == 1 else None
    move = Move(status=Status.DECIDED, turn=turn, due=course.after(course.policy.appeal_window))
    course.record(fact, move, statutory_due_at=None)


def _appeal_possible(course: Course) -> bool:
    """Only the first decision of a case can be appealed, and only if somebody else can decide anew."""
    first = course.dispute.award is None
    another = next_route(course.dispute, course.policy, restart=False)
    return course.policy.appeal and first and another is not None


def recuse(course: Course, command: commands.Recuse) -> None:
    course.record(facts.Recused(assignment_id=command.assignment_id, note=command.note))
    course.refer(OutcomeReason.RECUSED, restart=False)


def appeal(course: Course, command: commands.Appeal) -> None:
    course.record(facts.Appealed(note=command.note))
    course.refer(OutcomeReason.APPEALED, restart=False)


def accept_decision(course: Course, _command: commands.Command) -> None:
    course.record(facts.DecisionAccepted())
    award = course.dispute.award or _no_award(course)
    if set(losers(course.dispute, award.terms)) <= set(award.accepted_by):
        course.apply_award()


def _no_award(course: Course) -> Award:
    raise ValueError(f"{course.dispute.id} has no award to accept.")
