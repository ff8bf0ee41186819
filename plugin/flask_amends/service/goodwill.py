"""Goodwill: what is given on top of what is owed, by cause, against a budget for each month (C6, C7).

A code, a credit or a gift counts as soon as it is offered, since the shopper may take it at any moment, and
stops counting when the offer ends without it. The budget of a month never takes back what was agreed in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_amends.disputes.events import Agreed, Event
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Obligation, Terms
from flask_amends.disputes.vocabulary import Actor, Remedy
from flask_amends.state import State
from flask_amends.storage.money_records import GoodwillRow
from flask_amends.storage.records import CaseRow
from flask_amends.storage.store import UnitOfWork

#: What is not the order's own money: given on top, out of goodwill.
KINDS = frozenset({Remedy.PROMO_CODE, Remedy.STORE_CREDIT, Remedy.GIFT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What one cause has cost in a month, in one currency."""

    cause: str
    currency: str
    offered: Money
    promised: Money
    given: Money
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One calendar month of the shop: its sums by cause, and what is left of the budget."""

    since: datetime
    until: datetime
    sums: tuple[Sum, ...]
    totals: Mapping[str, Money]
    budget: Money | None
    left: Money | None


def worth(terms: Terms) -> Money | None:
    """The goodwill in these terms: their gift, and their amount if they are a code, a credit or a gift."""
    parts = [terms.gift, terms.amount if terms.kind in KINDS else None]
    found = [one for one in parts if one is not None]
    return sum(found[1:], found[0]) if found else None


def most(alternatives: Iterable[Terms]) -> Money | None:
    """The goodwill of the dearest alternative."""
    return max((one for terms in alternatives if (one := worth(terms)) is not None), default=None)


def left(unit: UnitOfWork, state: State, currency: str, now: datetime, *, but: str = "") -> Money | None:
    """What is left of this month's budget, never below zero; ``None`` where no budget is set in the currency.

    The case ``but`` is left out: a new offer in it takes the place of the one before.
    """
    budget = state.settings.money.goodwill_budget
    if budget is None or budget.currency != currency:
        return None
    since, until = month_of(state, now)
    spent = unit.goodwill.total(currency, since, until, but=but)
    return Money.from_minor(max(0, budget.minor - spent), currency)


def month_of(state: State, at: datetime) -> tuple[datetime, datetime]:
    """The calendar month of a moment, in the shop's time zone."""
    local = at.astimezone(ZoneInfo(state.settings.time_zone))
    since = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    return since, _next_month(since)


def _next_month(first: datetime) -> datetime:
    years, month = divmod(first.month, 12)
    return first.replace(year=first.year + years, month=month + 1)


def months(state: State, count: int = 6) -> Sequence[Month]:
    """The last months, the present one first, as far back as goodwill was counted."""
    now = state.clock.now()
    found: list[Month] = []
    with state.store.read() as unit:
        first = unit.goodwill.first_at()
        since, until = month_of(state, now)
        while len(found) < count and (not found or (first is not None and until > first)):
            found.append(_month(unit, state, since, until, now if not found else since))
            until = since
            years, month = divmod(since.month - 2, 12)
            since = since.replace(year=since.year + years, month=month + 1)
    return found


def _month(unit: UnitOfWork, state: State, since: datetime, until: datetime, at: datetime) -> Month:
    budget = state.settings.money.goodwill_budget
    by_cause: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
    for currency, cause, kind, count, minor in unit.goodwill.sums(since, until):
        by_cause.setdefault((currency, cause), {})[kind] = (count, minor)
    sums = tuple(sorted(_sums(by_cause), key=lambda one: (one.currency, -_all(one).minor, one.cause)))
    totals: dict[str, Money] = {}
    for one in sums:
        before = totals.get(one.currency, Money.from_minor(0, one.currency))
        totals[one.currency] = before + _all(one)
    return Month(
        since=since,
        until=until,
        sums=sums,
        totals=totals,
        budget=budget,
        left=left(unit, state, budget.currency, at) if budget is not None else None,
    )


def _sums(by_cause: Mapping[tuple[str, str], Mapping[str, tuple[int, int]]]) -> Iterator[Sum]:
    for (currency, cause), states in by_cause.items():
        known = {
            name: Money.from_minor(states.get(name, (0, 0))[1], currency)
            for name in ("offered", "promised", "given")
        }
        count = sum(number for number, _ in states.values())
        yield Sum(cause=cause, currency=currency, count=count, **known)


def _all(one: Sum) -> Money:
    return one.offered + one.promised + one.given


# -- counting ------------------------------------------------------------------------------------------------


def follow(unit: UnitOfWork, row: CaseRow, events: Sequence[Event], *, now: datetime) -> None:
    """Count the goodwill of a case as it stands after ``events``, in their transaction."""
    dispute = row.dispute
    if dispute.offers:
        _count_offers(unit, row, now)
    if dispute.obligation is not None:
        _count_owed(unit, row, dispute.obligation, now)
    for event in events:
        if isinstance(event.fact, Agreed) and event.fact.terms.kind is Remedy.APOLOGY:
            _count_apology(unit, row, now)


def _count_offers(unit: UnitOfWork, row: CaseRow, now: datetime) -> None:
    """What the shop's open offers could cost: the dearest, since only one of them is accepted."""
    dispute = row.dispute
    ended = dispute.obligation is not None or not dispute.is_open
    offered = () if ended else dispute.open_offers(Actor.SHOPPER)
    dearest = max(
        ((amount, one) for one in offered if (amount := worth(one.terms)) is not None),
        key=lambda pair: pair[0].minor,
        default=None,
    )
    name = f"offer:{row.id}"
    if dearest is None:
        unit.goodwill.drop(name)
    else:
        amount, offer = dearest
        unit.goodwill.put(_row(row, (name, offer.terms.kind, "offered"), amount, now))


def _count_owed(unit: UnitOfWork, row: CaseRow, owed: Obligation, now: datetime) -> None:
    amount = worth(owed.terms) if owed.payer is Actor.SHOP else None
    if amount is None:
        return
    stage = "given" if owed.performed else "promised" if row.dispute.is_open else "dropped"
    unit.goodwill.put(_row(row, (owed.compensation_id, owed.terms.kind, stage), amount, now))


def _count_apology(unit: UnitOfWork, row: CaseRow, now: datetime) -> None:
    """Listening and an apology are an outcome too: goodwill of nothing, and recorded (C7)."""
    if row.dispute.currency is not None:
        zero = Money.from_minor(0, row.dispute.currency)
        unit.goodwill.put(_row(row, (f"apology:{row.id}", Remedy.APOLOGY, "given"), zero, now))


def _row(row: CaseRow, what: tuple[str, Remedy, str], amount: Money, now: datetime) -> GoodwillRow:
    name, kind, stage = what
    return GoodwillRow(
        id=name,
        case_id=row.id,
        cause=row.dispute.reason.value,
        kind=kind.value,
        state=stage,
        minor=amount.minor,
        currency=amount.currency,
        at=now,
    )
