"""Effects of words, files and facts about the order."""

from __future__ import annotations

from dataclasses import replace

from flask_amends.disputes import commands
from flask_amends.disputes import events as facts
from flask_amends.disputes.course import Course
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.reckoning import outcome_of, payer_of, worth
from flask_amends.disputes.vocabulary import (
    REFUNDS,
    Actor,
    Basis,
    Outcome,
    OutcomeReason,
    Remedy,
    ReturnState,
)

#: Outcomes (``None``: still open) after which a refund that is taken back is owed again.
_GIVEN_BACK_AGAIN = frozenset({None, Outcome.RESOLVED_BY_AGREEMENT, Outcome.RESOLVED_SHOPPER_FAVOUR})
_RETURN_OPEN = frozenset(
    {ReturnState.LABEL_DUE, ReturnState.TO_SHIP, ReturnState.SHIPPED, ReturnState.DELIVERED}
)


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
    standing = _standing(dispute)
    covered = command.full or _covers(dispute, standing, command.amount)
    lowered = None if covered else _moved(standing, -command.amount.minor, command.amount.currency)
    asked_only = _is_only_asked(dispute)
    course.record(
        facts.OrderRefundRecorded(
            amount=command.amount,
            reference=command.reference,
            new_ask=lowered if asked_only else None,
            new_owed=None if asked_only else lowered,
        )
    )
    if covered:
        _settle(course, command.reference)


def _is_only_asked(dispute: Dispute) -> bool:
    return dispute.obligation is None and dispute.award is None


def _standing(dispute: Dispute) -> Terms:
    """What is owed by now, else awarded, else asked."""
    if dispute.obligation is not None:
        return dispute.obligation.terms
    return dispute.award.terms if dispute.award is not None else dispute.ask


def _covers(dispute: Dispute, terms: Terms, amount: Money) -> bool:
    due = worth(dispute, terms) if terms.kind in REFUNDS else None
    return due is not None and due.currency == amount.currency and due <= amount


def _moved(terms: Terms, by: int, currency: str) -> Terms | None:
    """The same refund, ``by`` minor units higher or lower; ``None`` where the terms name no such money."""
    if terms.kind not in REFUNDS or terms.amount is None or terms.amount.currency != currency:
        return None
    return replace(terms, amount=Money.from_minor(terms.amount.minor + by, currency))


def _settle(course: Course, reference: str) -> None:
    """The money has been given: nothing need be sent back any more, and the case is over."""
    if course.dispute.return_state in _RETURN_OPEN:
        course.record(facts.ReturnDropped(lost=False))
    owed = course.dispute.obligation
    if owed is None or owed.terms.kind not in REFUNDS:
        course.close(Outcome.SETTLED_EXTERNALLY, OutcomeReason.SELLER_ISSUED_REFUND)
        return
    course.record(facts.CompensationPerformed(reference=reference, verified=True, expected_by=None))
    course.close(outcome_of(owed.basis, owed.terms), owed.reason)


def order_reversed(course: Course, command: commands.OrderReversed) -> None:
    """A refund that was taken back is owed again, once; before anything was owed it is asked for again."""
    dispute = course.dispute
    owed_again = _was_settled_by_money(dispute) and not dispute.counters.reversals
    course.record(
        facts.OrderReversalRecorded(
            amount=command.amount,
            reference=command.reference,
            owed_again=owed_again,
            new_ask=_raised(dispute, command.amount),
        )
    )
    if owed_again:
        _owe_again(course, command.amount)


def _was_settled_by_money(dispute: Dispute) -> bool:
    if dispute.outcome is Outcome.SETTLED_EXTERNALLY:
        return True
    owed = dispute.obligation
    given = owed is not None and owed.performed and owed.terms.kind in REFUNDS
    return given and dispute.outcome in _GIVEN_BACK_AGAIN


def _raised(dispute: Dispute, amount: Money) -> Terms | None:
    """A partial refund had lowered the ask; while it is only asked, what was taken back is asked again."""
    if not dispute.is_open or not _is_only_asked(dispute) or dispute.refunded is None:
        return None
    return _moved(dispute.ask, min(amount.minor, dispute.refunded.minor), amount.currency)


def _owe_again(course: Course, amount: Money) -> None:
    owed = course.dispute.obligation
    terms = Terms(kind=Remedy.PARTIAL_REFUND, amount=amount)
    basis = owed.basis if owed else Basis.AGREED
    payer = payer_of(course.dispute, terms, basis)
    fact = facts.CompensationRequested(
        terms=terms,
        basis=basis,
        reason=OutcomeReason.SELLER_ISSUED_REFUND,
        payer=payer,
        payee=Actor.SHOPPER,
        compensation_id=course.new_id("cmp"),
    )
    course.record(fact, course.to_compensation(payer))


def order_charged_back(course: Course, command: commands.OrderChargedBack) -> None:
    course.record(facts.OrderFactRecorded(reference=command.reference))
    course.close(Outcome.SUPERSEDED_BY_CHARGEBACK)


def order_withdrawn(course: Course, command: commands.OrderWithdrawn) -> None:
    course.record(facts.OrderFactRecorded(reference=command.reference))
    course.close(Outcome.SUPERSEDED_BY_WITHDRAWAL)
