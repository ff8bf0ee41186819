"""What else the same customer has with the shop: a complaint is seldom alone (K7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_amends.storage.contact_records import EnquiryRow
from flask_amends.storage.records import CaseRow
from flask_amends.web.desk.enquiry_list import STATES
from flask_amends.web.desk.sitting import Sitting

SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """The other cases and questions of one customer, the open ones first."""

    cases: Sequence[CaseRow]
    questions: Sequence[EnquiryRow]

    @property
    def open_case(self) -> CaseRow | None:
        """The newest case that is still open."""
        return next((one for one in self.cases if one.dispute.is_open), None)


def others(sitting: Sitting) -> Others:
    """Everything under the same address; nothing of a person who was erased."""
    email = sitting.view.shopper.email
    if not email:
        return Others(cases=(), questions=())
    with sitting.state.store.read() as unit:
        persons = [one.id for one in unit.persons.with_email(email)]
        cases = [one for one in unit.cases.of_persons(persons) if one.id != sitting.view.id]
        questions = unit.enquiries.of_persons(persons)
    return Others(
        cases=sorted(cases, key=lambda one: (not one.dispute.is_open, -one.opened_at.timestamp())),
        questions=sorted(
            questions, key=lambda one: (one.state not in ("held", "open"), -one.created_at.timestamp())
        ),
    )


def case_others(sitting: Sitting) -> Mapping[str, Any] | None:
    """The part of the page, where there is anything else."""
    found = others(sitting)
    if not found.cases and not found.questions:
        return None
    return {
        "cases": found.cases[:SHOWN],
        "questions": found.questions[:SHOWN],
        "more": max(0, len(found.cases) - SHOWN) + max(0, len(found.questions) - SHOWN),
        "states": STATES,
    }
