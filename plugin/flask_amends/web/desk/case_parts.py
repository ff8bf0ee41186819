"""The parts of the case page: each has a template, the facts it shows, and a place on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flask_amends.web.desk.approvals import case_approval
from flask_amends.web.desk.arbiters import case_arbiter, case_file_seen
from flask_amends.web.desk.case_book import case_book
from flask_amends.web.desk.case_guide import case_guide
from flask_amends.web.desk.case_kept import case_kept, case_kept_wrong
from flask_amends.web.desk.case_others import case_others
from flask_amends.web.desk.case_prevention import case_prevention
from flask_amends.web.desk.case_purchase import case_order, case_prices, case_shown
from flask_amends.web.desk.case_tasks import case_tasks, case_tasks_wrong
from flask_amends.web.desk.compensations import case_owed
from flask_amends.web.desk.holds import case_hold
from flask_amends.web.desk.sitting import Sitting

Facts = Mapping[str, Any]
#: Where a part stands: over the columns, in the wide or the narrow one, or with what is past.
Column = Literal["top", "wide", "narrow", "past"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part. ``facts`` says what it shows of this case, or ``None`` if there is nothing to show.

    The template finds them as ``facts``, next to everything that the whole page knows (``view``, ``case``,
    ``tell``, ``staff``, ``may_act``).
    """

    name: str
    template: str
    facts: Callable[[Sitting], Facts | None]
    column: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A part of this case, with its facts."""

    name: str
    template: str
    facts: Facts


def case_offers(sitting: Sitting) -> Facts | None:
    """Every offer of either side, once there is one."""
    return {} if sitting.view.dispute.offers else None


def always(_sitting: Sitting) -> Facts:
    """A part that every case has."""
    return {}


#: Every part, in the order in which the parts of a column stand.
PARTS: tuple[Part, ...] = (
    Part(name="approval", template="amends/desk/case/approval.html", facts=case_approval, column="top"),
    Part(name="kept_wrong", template="amends/desk/case/kept_wrong.html", facts=case_kept_wrong, column="top"),
    Part(name="book", template="amends/desk/case/book.html", facts=case_book, column="wide"),
    Part(name="tasks", template="amends/desk/case/tasks.html", facts=case_tasks, column="wide"),
    Part(
        name="tasks_wrong", template="amends/desk/case/tasks_wrong.html", facts=case_tasks_wrong, column="top"
    ),
    Part(name="offers", template="amends/desk/case/offers.html", facts=case_offers, column="wide"),
    Part(name="talk", template="amends/desk/case/talk.html", facts=always, column="wide"),
    Part(name="evidence", template="amends/desk/case/evidence.html", facts=always, column="wide"),
    Part(name="shown", template="amends/desk/case/shown.html", facts=case_shown, column="wide"),
    Part(name="prices", template="amends/desk/case/prices.html", facts=case_prices, column="wide"),
    Part(name="owed", template="amends/desk/case/owed.html", facts=case_owed, column="narrow"),
    Part(name="kept", template="amends/desk/case/kept.html", facts=case_kept, column="narrow"),
    Part(name="order", template="amends/desk/case/order.html", facts=case_order, column="narrow"),
    Part(name="guide", template="amends/desk/case/guide.html", facts=case_guide, column="narrow"),
    Part(name="others", template="amends/desk/case/others.html", facts=case_others, column="narrow"),
    Part(name="person", template="amends/desk/case/person.html", facts=always, column="narrow"),
    Part(
        name="prevention",
        template="amends/desk/case/prevention.html",
        facts=case_prevention,
        column="wide",
    ),
    Part(name="history", template="amends/desk/case/history.html", facts=always, column="past"),
    Part(name="arbiter", template="amends/desk/case/arbiter.html", facts=case_arbiter, column="narrow"),
    Part(name="decider", template="amends/desk/case/decider.html", facts=case_file_seen, column="narrow"),
    Part(name="hold", template="amends/desk/case/hold.html", facts=case_hold, column="narrow"),
)


def case_parts(sitting: Sitting, column: Column) -> Iterator[Shown]:
    """The parts of one column that have something to show in this case."""
    for part in PARTS:
        if part.column == column and (facts := part.facts(sitting)) is not None:
            yield Shown(name=part.name, template=part.template, facts=facts)
