"""Effects at the door: verification, release, retraction, reopening."""

from __future__ import annotations

from flask_amends.disputes import commands
from flask_amends.disputes import events as facts
from flask_amends.disputes.course import Course
from flask_amends.disputes.reckoning import still_asked
from flask_amends.disputes.vocabulary import (
    Outcome,
    OutcomeReason,
)


def release(course: Course, _command: commands.Command) -> None:
    course.enter(facts.Released())


def verify(course: Course, _command: commands.Command) -> None:
    course.enter(facts.Verified())


def close_duplicate(course: Course, _command: commands.Command) -> None:
    course.close(Outcome.DUPLICATE)


def retract(course: Course, command: commands.Retract) -> None:
    course.record(facts.Retracted(note=command.note))
    course.close(Outcome.RETRACTED, OutcomeReason.RETRACTED_BY_SHOPPER)


def reopen(course: Course, command: commands.Reopen) -> None:
    """Back to the entry rule with what is still asked and a new case clock; the counters stay."""
    course.enter(
        facts.Reopened(ask=still_asked(course.dispute), note=command.note),
        case_due_at=course.after(course.policy.reopened_case),
    )
