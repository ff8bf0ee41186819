"""The passing of time over what is kept: what is past its period is forgotten, a batch at a time.

Each batch is one transaction and each class has its own, so a process that dies in between has done a part
and goes on next time. What is forgotten does not come by again: either its row says so, or it is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from flask_amends.service import audit, erasers, forgetting, promise_book
from flask_amends.state import State
from flask_amends.storage.store import UnitOfWork

__all__ = ["apply", "due_before", "erasers"]

#: How many rows one transaction takes, and how many transactions of a class one round.
BATCH = 50
ROUNDS = 20

#: One batch of a class: forgets what is from before a moment and returns how much that was.
Step = Callable[[UnitOfWork, State, datetime, int], int]


def apply(state: State, *, rounds: int = ROUNDS) -> Mapping[str, int]:
    """Forget what is past its period; returns how much of each class went.

    At most ``rounds`` batches of each class: the rest waits for the next time.
    """
    now = state.clock.now()
    done = {}
    for name, step in STEPS.items():
        kept_for = state.settings.retention.periods[name]
        if kept_for is not None:
            done[name] = _batches(state, step, now - kept_for, rounds)
    done["audit"] = _log(state, rounds)
    return done


def _log(state: State, rounds: int) -> int:
    """Lines of the log carry the end of their own time, from when they were written."""
    count = 0
    for _ in range(rounds):
        went = audit.forget(state)
        count += went
        if not went:
            break
    return count


def _batches(state: State, step: Step, before: datetime, rounds: int) -> int:
    count = 0
    for _ in range(rounds):
        with state.store.begin() as unit:
            went = step(unit, state, before, BATCH)
        count += went
        if went < BATCH:
            break
    return count


def _cases(unit: UnitOfWork, state: State, before: datetime, limit: int) -> int:
    found = [unit.cases.get(case_id, lock=True) for case_id in unit.retention.cases_before(before, limit)]
    cases = [case for case in found if case is not None and not case.dispute.is_open]
    ids = [case.id for case in cases]
    persons = unit.persons.many([case.shopper_id for case in cases])
    secrets = forgetting.secrets_of(unit, persons.values(), ids)
    now = state.clock.now()
    forgetting.forget_cases(unit, state, cases, secrets, now=now)
    forgetting.forget_beside(unit, ids, (), now=now)
    return len(ids)


def _questions(unit: UnitOfWork, state: State, before: datetime, limit: int) -> int:
    ids = unit.retention.questions_before(before, limit)
    for enquiry_id in ids:
        unit.links.revoke_about(enquiry_id, now=state.clock.now())
    unit.enquiries.erase(ids)
    promise_book.erase(unit, enquiry_ids=ids, now=state.clock.now())
    return len(ids)


def _withdrawals(unit: UnitOfWork, state: State, before: datetime, limit: int) -> int:
    ids = unit.retention.withdrawals_before(before, limit)
    _redact_about(unit, ids, ())
    for withdrawal_id in ids:
        unit.links.revoke_about(withdrawal_id, now=state.clock.now())
        unit.withdrawals.change(withdrawal_id, statement=None, salt=None, note=None)
    return len(ids)


def _reviews(unit: UnitOfWork, state: State, before: datetime, limit: int) -> int:
    ids = unit.retention.reviews_before(before, limit)
    _redact_about(unit, ids, unit.reviews.comments(ids))
    for review_id in ids:
        unit.links.revoke_about(review_id, now=state.clock.now())
    unit.reviews.erase(ids)
    return len(ids)


def _redact_about(unit: UnitOfWork, ids: Sequence[str], written: Iterable[str]) -> None:
    """Take what was written, and who wrote it, out of messages that nobody has fetched yet."""
    persons = unit.persons.many(unit.retention.persons_behind(ids))
    secrets = forgetting.secrets_of(unit, persons.values(), (), written)
    for message in unit.outbox.messages_about(ids):
        unit.outbox.rewrite(message.id, forgetting.redacted(message.body, secrets))


def _persons(unit: UnitOfWork, state: State, before: datetime, limit: int) -> int:
    ids = unit.retention.persons_before(before, limit)
    now = state.clock.now()
    forgetting.forget_beside(unit, (), ids, now=now)
    unit.mails.cancel_to(ids)
    unit.retention.forget_errors_to(ids)
    unit.persons.erase(ids, now=now)
    return len(ids)


def _mails(unit: UnitOfWork, _state: State, before: datetime, limit: int) -> int:
    # What was decided about contact is kept as long as the mails it was mostly about.
    decided = unit.wishes.drop(before, limit) + unit.confirmations.drop(before, limit)
    return unit.retention.drop_mails(before, limit) + decided


def _webhooks(unit: UnitOfWork, _state: State, before: datetime, limit: int) -> int:
    return unit.retention.drop_webhooks(before, limit)


def _inbound(unit: UnitOfWork, _state: State, before: datetime, _limit: int) -> int:
    return unit.inbound.forget(before)


def _links(unit: UnitOfWork, _state: State, before: datetime, limit: int) -> int:
    return unit.retention.drop_visits(before, limit) + unit.retention.drop_links(before, limit)


def _shown(unit: UnitOfWork, _state: State, before: datetime, limit: int) -> int:
    return unit.shown.drop(before, limit)


#: Each class by the name of its period. Words go before the persons who wrote them.
STEPS: dict[str, Step] = {
    "cases": _cases,
    "questions": _questions,
    "withdrawals": _withdrawals,
    "reviews": _reviews,
    "persons": _persons,
    "mails": _mails,
    "webhooks": _webhooks,
    "inbound": _inbound,
    "links": _links,
    "shown": _shown,
}


def due_before(state: State, name: str) -> datetime | None:
    """The moment before which a class is forgotten now; ``None`` where it is kept for ever."""
    kept_for: timedelta | None = state.settings.retention.periods[name]
    return None if kept_for is None else state.clock.now() - kept_for
