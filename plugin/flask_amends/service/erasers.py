"""Everything beside a case's own history that knows something about it, and so has to forget it too.

Importing this module is what makes :data:`flask_amends.service.forgetting.ERASERS` complete.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_amends.service import (
    approvals,
    desking,
    forgetting,
    payment_acts,
    promise_book,
    shorts,
    stock_waiting,
    wishes,
)
from flask_amends.service.notices import taking
from flask_amends.storage.store import UnitOfWork


def _promises_to_askers(
    unit: UnitOfWork, _case_ids: Sequence[str], person_ids: Sequence[str], now: datetime
) -> int:
    """What was promised to somebody who only asked a question."""
    asked = [row.id for row in unit.enquiries.of_persons(person_ids)]
    return promise_book.erase(unit, enquiry_ids=asked, now=now)


forgetting.ERASERS.append(_promises_to_askers)
forgetting.ERASERS.append(wishes.erase)
#: The areas that forget by a function of their own.
AREAS = (approvals, desking, payment_acts, promise_book, taking, shorts, stock_waiting)
