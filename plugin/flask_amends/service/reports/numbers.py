"""Every report as numbers: what pages draw, tables show and files hold is this one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_amends.disputes.money import Money
from flask_amends.disputes.vocabulary import Outcome, Reason
from flask_amends.service import promises
from flask_amends.service.promises import UNCOUNTED
from flask_amends.state import State
from flask_amends.storage.report_records import CaseFigures, Rated, Settled, Span
from flask_amends.storage.store import UnitOfWork

#: What the sources measured, to be compared with (P3, C5, K6): per cent, per 1,000 customers, per cent.
CONFLICT_BASELINE = (15, 20)
PROMO_BASELINE = 30
CONTACT_BASELINE = 1
#: The longest time that one report looks at.
LONGEST = timedelta(days=3 * 366)
#: More columns than these are too thin to be seen on a phone; then weeks are put together to months.
MOST_COLUMNS = 27
#: A mean month, to turn a number of customers a month into one of any length.
MONTH_DAYS = 365.25 / 12
#: Outcomes after which a shopper may well come back (T1).
KEPT = (Outcome.RESOLVED_BY_AGREEMENT.value, Outcome.RESOLVED_SHOPPER_FAVOUR.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the first to the last day, both included, on the calendar of the shop."""

    first: date
    last: date
    zone: str

    @property
    def span(self) -> Span:
        """The moments."""
        start, end = (
            datetime.combine(day, time(), ZoneInfo(self.zone))
            for day in (self.first, self.last + timedelta(days=1))
        )
        return Span(start=start, end=end)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def by_month(self) -> bool:
        """Whether there are too many weeks to be told one by one."""
        return self.days > MOST_COLUMNS * 7

    def columns(self) -> list[str]:
        """The first days of its weeks (or months), as dates, without gaps."""
        if self.by_month:
            months = self.last.year * 12 + self.last.month - self.first.year * 12 - self.first.month + 1
            begin = self.first.year * 12 + self.first.month - 1
            return [date((begin + one) // 12, (begin + one) % 12 + 1, 1).isoformat() for one in range(months)]
        monday = self.first - timedelta(days=self.first.weekday())
        weeks = ((self.last - monday).days // 7) + 1
        return [(monday + timedelta(days=7 * one)).isoformat() for one in range(weeks)]

    def column_of(self, week: str) -> str:
        """The column that a week belongs to. A week counts in the month of its Monday."""
        if not self.by_month:
            return week
        return max(f"{week[:7]}-01", self.columns()[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How long first answers took, in seconds: how many there are, half of them, nine of ten."""

    count: int
    median: int
    p90: int
    work_median: int
    work_p90: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of a whole."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """In per cent, one decimal; ``None`` of nothing."""
        return round(100 * self.part / self.whole, 1) if self.whole else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """Promises of one kind that fell due: kept in time, broken, void, and still open (T8, P13)."""

    kind: str
    kept: int
    broken: int
    void: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Goodwill:
    """Goodwill given for one cause, in one currency (C6)."""

    cause: str
    amount: Money
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How often a guard said one thing of closed cases, and staff's opinion of it (X19)."""

    guard: str
    verdict: str
    opinion: str | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """The loss that settling may have prevented (T1): ``kept`` cases, each worth ``value`` a year."""

    kept: int
    value: Money
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """All reports of one period.

    ``cases`` counts by column and reason; ``waits_by`` has the columns with an answer; ``promo`` and
    ``contact`` are counts, with the number of ``customers`` of the period where a setting tells it.
    """

    period: Period
    cases: Mapping[tuple[str, str], int]
    waits: Waits | None
    waits_by: Mapping[str, Waits]
    unanswered: int
    promises: Sequence[Promises]
    settled: Sequence[Settled]
    rated: Mapping[str, Rated]
    goodwill: Sequence[Goodwill]
    silences: Mapping[str, int]
    outcomes: Mapping[str, int]
    conflicts: Share
    promo: int
    contact: int
    customers: int | None
    loss: Loss
    preventions: Sequence[Found]

    @property
    def total(self) -> int:
        return sum(self.cases.values())

    def by_reason(self) -> dict[str, int]:
        """Cases by reason, the most frequent first."""
        found: dict[str, int] = {}
        for (_, reason), count in self.cases.items():
            found[reason] = found.get(reason, 0) + count
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))

    def per_thousand(self, count: int) -> float | None:
        """How many of 1,000 customers; ``None`` where nobody knows how many there are."""
        return round(1000 * count / self.customers, 1) if self.customers else None


def count(state: State, period: Period) -> Numbers:
    """Count everything of a period, as it is at this moment."""
    with state.store.read() as unit:
        return _count(unit, state, period)


def first_day(state: State) -> date | None:
    """The day of the first case, on the shop's calendar."""
    with state.store.read() as unit:
        first = unit.reports.first_at()
    return None if first is None else first.astimezone(ZoneInfo(state.settings.time_zone)).date()


def cases(state: State, period: Period) -> Sequence[CaseFigures]:
    """The figures of every case opened in a period, the oldest first."""
    with state.store.read() as unit:
        return unit.reports.opened(period.span)


def amount(minor: int | None, currency: str | None) -> Money | None:
    """Minor units as money, where both are known."""
    return None if minor is None or currency is None else Money.from_minor(minor, currency)


def percentile(ordered: Sequence[int], share: float) -> int:
    """The smallest value that at least this share of the values do not exceed (nearest rank)."""
    place = -int(-share * len(ordered) // 1) - 1
    return ordered[min(max(place, 0), len(ordered) - 1)]


def _count(unit: UnitOfWork, state: State, period: Period) -> Numbers:
    span, now, reports = period.span, state.clock.now(), unit.reports
    cases: dict[tuple[str, str], int] = {}
    for week, reason, number in reports.by_week(span):
        key = (period.column_of(week), reason)
        cases[key] = cases.get(key, 0) + number
    waits, waits_by = _waits(period, reports.answers(span))
    outcomes = reports.outcomes(span)
    part, whole = reports.conflicts(span, Reason.PRICE_ERROR)[::-1]
    return Numbers(
        period=period,
        cases=cases,
        waits=waits,
        waits_by=waits_by,
        unanswered=reports.unanswered(span),
        promises=_promises(unit, span, now),
        settled=sorted(reports.settled(span), key=lambda one: (-one.cases, one.reason, one.currency or "")),
        rated={one.reason: one for one in reports.rated(span)},
        goodwill=_goodwill(unit, span),
        silences=reports.silences(span),
        outcomes=outcomes,
        conflicts=Share(part=part, whole=whole),
        promo=reports.count_of(span, Reason.PROMO_TERMS),
        contact=reports.count_of(span, Reason.UNWANTED_CONTACT),
        customers=_customers(state, period),
        loss=_loss(state, outcomes),
        preventions=[
            Found(guard=guard, verdict=verdict, opinion=opinion, count=count)
            for guard, verdict, opinion, count in reports.preventions(span)
        ],
    )


def _waits(period: Period, answers: Sequence[tuple[str, int, int]]) -> tuple[Waits | None, dict[str, Waits]]:
    weeks: dict[str, list[tuple[int, int]]] = {}
    for week, wall, work in answers:
        weeks.setdefault(week, []).append((wall, work))
    columns: dict[str, list[tuple[int, int]]] = {}
    for week, mine in weeks.items():
        columns.setdefault(period.column_of(week), []).extend(mine)
    everything = [one for many in columns.values() for one in many]
    return (_wait(everything) if everything else None), {
        name: _wait(many) for name, many in sorted(columns.items())
    }


def _wait(answers: Sequence[tuple[int, int]]) -> Waits:
    wall, work = sorted(one[0] for one in answers), sorted(one[1] for one in answers)
    return Waits(
        count=len(answers),
        median=percentile(wall, 0.5),
        p90=percentile(wall, 0.9),
        work_median=percentile(work, 0.5),
        work_p90=percentile(work, 0.9),
    )


def _promises(unit: UnitOfWork, span: Span, now: datetime) -> list[Promises]:
    """As the ledger of promises counts them itself."""
    rows = [one for one in unit.promises.due_between(span.start, span.end) if one.kind not in UNCOUNTED]
    kinds = promises.count(rows, {}, now).kinds
    return [
        Promises(kind=kind, kept=one.kept, broken=one.broken, void=one.void, open=one.open)
        for kind, one in sorted(kinds.items())
    ]


def _goodwill(unit: UnitOfWork, span: Span) -> list[Goodwill]:
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for currency, cause, _state, number, minor in unit.goodwill.sums(span.start, span.end):
        known = sums.get((cause, currency), (0, 0))
        sums[cause, currency] = (known[0] + number, known[1] + minor)
    found = [
        Goodwill(cause=cause, amount=Money.from_minor(minor, currency), count=number)
        for (cause, currency), (number, minor) in sums.items()
    ]
    return sorted(found, key=lambda one: (one.amount.currency, -one.amount.minor, one.cause))


def _customers(state: State, period: Period) -> int | None:
    monthly = state.settings.reports.monthly_customers
    return None if monthly is None else max(1, round(monthly * period.days / MONTH_DAYS))


def _loss(state: State, outcomes: Mapping[str, int]) -> Loss:
    kept, value = sum(outcomes.get(one, 0) for one in KEPT), state.settings.reports.customer_value
    return Loss(kept=kept, value=value, total=value * kept)
