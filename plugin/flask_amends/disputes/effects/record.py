"""Effects of words, files and facts about the order."""

from __future__ import annotations

from dataclasses import replace

from flask_amends.disputes import commands
from flask_amends.disputes import events as facts
from flask_amends.disputes.course import Course, outcome_of, payer_of
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import (
    REFUNDS,
    Actor,
    Basis,
    Outcome,
    OutcomeReason,
    Remedy,
)

#: Outcomes (``None``: still open) after which a refund that is taken back is owed again.
_GIVEN_BACK_AGAIN = frozenset({None, Outcome.RESOLVED_BY_AGREEMENT, Outcome.RESOLVED_SHOPPER_FAVOUR})


def post_message(course: Course, command: commands.PostMessage) -> None:
    course.record(facts.MessagePosted(message_id=command.message_id, text=command.text))


def add_evidence(course: Course, command: commands.AddEvidence) -> None:
    fact = facts.EvidenceAdded(
        evidence_id=command.evidence_id, evidence_type=command.type, request_id=None, note=command.note
    )
    course.record(fact)


def order_refunded(course: Course, command: commands.OrderRefunded) -> None:
    """A verified refund: one that covers what is owed or asked ends the case, a smaller one lowers it."""
    dispute = course.dispute
    owed = dispute.obligation if dispute.obligation and dispute.obligation.terms.kind in REFUNDS else None
    terms = owed.terms if owed else dispute.ask
    covered = command.full or (terms.amount is not None and terms.amount <= command.amount)
    lowered = None if covered else _lowered(terms, command.amount)
    course.record(
        facts.OrderRefundRecorded(
            amount=command.amount,
            reference=command.reference,
            new_ask=None if owed else lowered,
            new_owed=lowered if owed else None,
        )
    )
    if not covered:
        return
    if owed is None:
        course.close(Outcome.SETTLED_EXTERNALLY, OutcomeReason.SELLER_ISSUED_REFUND)
        return
    fact = facts.CompensationPerformed(reference=command.reference, verified=True, expected_by=None)
    course.record(fact)
    course.close(outcome_of(owed.basis, owed.terms), owed.reason)


def _lowered(terms: Terms, by: Money) -> Terms | None:
    if terms.amount is None or terms.amount.currency != by.currency:
        return None
    return replace(terms, amount=terms.amount - by)


def order_reversed(course: Course, command: commands.OrderReversed) -> None:
    """A refund that was taken back is owed again, once; later reversals are recorded only."""
    dispute = course.dispute
    given = dispute.obligation is not None and dispute.obligation.performed
    settled = dispute.outcome is Outcome.SETTLED_EXTERNALLY or (
        given and dispute.outcome in _GIVEN_BACK_AGAIN
    )
    owed_again = settled and not dispute.counters.reversals
    fact = facts.OrderReversalRecorded(
        amount=command.amount, reference=command.reference, owed_again=owed_again
    )
    course.record(fact)
    if not owed_again:
        return
    terms = Terms(kind=Remedy.PARTIAL_REFUND, amount=command.amount)
    basis = dispute.obligation.basis if dispute.obligation else Basis.AGREED
    payer = payer_of(dispute, terms, basis)
    owed = facts.CompensationRequested(
        terms=terms,
        basis=basis,
        reason=OutcomeReason.SELLER_ISSUED_REFUND,
        payer=payer,
        payee=Actor.SHOPPER,
        compensation_id=course.new_id("cmp"),
    )
    course.record(owed, course.to_compensation(payer))


def order_charged_back(course: Course, command: commands.OrderChargedBack) -> None:
    course.record(facts.OrderFactRecorded(reference=command.reference))
    course.close(Outcome.SUPERSEDED_BY_CHARGEBACK)


def order_withdrawn(course: Course, command: commands.OrderWithdrawn) -> None:
    course.record(facts.OrderFactRecorded(reference=command.reference))
    course.close(Outcome.SUPERSEDED_BY_WITHDRAWAL)
