"""What a person left in reviews and withdrawals: a reason to wait, texts to look for, and what is erased."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_amends.storage.after_records import WithdrawalRow
from flask_amends.storage.records import MessageRow
from flask_amends.storage.store import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """The reviews (ids) and the withdrawals that persons left."""

    person_ids: Collection[str]
    reviews: Sequence[str]
    withdrawals: Sequence[WithdrawalRow]

    @property
    def ids(self) -> tuple[str, ...]:
        return (*self.reviews, *(row.id for row in self.withdrawals))

    @property
    def held(self) -> tuple[str, ...]:
        """Withdrawals that nobody has seen to: they hold a claim of the person's own."""
        return tuple(row.id for row in self.withdrawals if row.handled_at is None)


def find(unit: UnitOfWork, person_ids: Collection[str], case_ids: Collection[str]) -> Left:
    """What these persons left, in these cases too."""
    return Left(
        person_ids=person_ids,
        reviews=unit.reviews.of_persons(person_ids, case_ids),
        withdrawals=unit.withdrawals.of_persons(person_ids),
    )


def texts(unit: UnitOfWork, left: Left) -> Iterator[str]:
    """Everything that was written in them."""
    yield from unit.reviews.comments(left.reviews)


def messages(unit: UnitOfWork, left: Left) -> Sequence[MessageRow]:
    """The webhooks about them."""
    return unit.outbox.messages_about(left.ids)


def erase(unit: UnitOfWork, left: Left, *, now: datetime, because: str | None) -> int:
    """Forget what was written, and end the links to it; returns how many texts went. Marks and times stay.

    ``because`` is the legal reason that was given for what nobody had seen to yet.
    """
    statements = [row for row in left.withdrawals if row.statement is not None]
    gone = len(unit.reviews.comments(left.reviews)) + len(statements)
    unit.reviews.erase(left.reviews)
    unit.withdrawals.erase_by(left.person_ids)
    for one in left.held:
        unit.withdrawals.change(one, note=because)
    for one in left.ids:
        unit.links.revoke_about(one, now=now)
    return gone
