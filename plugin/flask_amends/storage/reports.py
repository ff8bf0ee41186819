"""Figures of cases and the sums over them; the same statements on every database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, insert, select, update

from flask_amends.disputes.vocabulary import Actor, Outcome, Reason
from flask_amends.storage.desk_records import Severity
from flask_amends.storage.report_records import (
    CaseFigures,
    PreventionRow,
    Rated,
    SeenPrice,
    Settled,
    Silence,
    Span,
)
from flask_amends.storage.repository import Repository

#: Ends that are a conflict although nobody was asked to decide (P3).
CONFLICTS = (Outcome.SUPERSEDED_BY_CHARGEBACK.value, Outcome.UNRESOLVED.value, Outcome.DEFAULTED.value)
#: How far a shopper has gone for it to be one, whatever the end (F1).
LOUD = (Severity.REVIEW.value, Severity.PUBLIC_POST.value, Severity.LAWSUIT.value)
#: Ends in which nothing was settled, so nothing is learned from what was asked.
NOTHING_SETTLED = (Outcome.EXPIRED_UNVERIFIED.value, Outcome.DUPLICATE.value)


class Reports(Repository):
    """What reports are counted from."""

    def add(self, figures: CaseFigures) -> None:
        """The figures of a new case; what is there already is replaced."""
        if not self.insert_once(self.tables.case_figures, asdict(figures)):
            self.change(figures.case_id, **asdict(figures))

    def change(self, case_id: str, **values: Any) -> bool:
        """Set some figures of a case; ``False`` if it has none yet."""
        table = self.tables.case_figures
        statement = update(table).where(table.c.case_id == case_id).values(values)
        return self.connection.execute(statement).rowcount == 1

    def get(self, case_id: str) -> CaseFigures | None:
        """The figures of one case."""
        table = self.tables.case_figures
        found = self.connection.execute(select(table).where(table.c.case_id == case_id)).mappings()
        row = found.one_or_none()
        return None if row is None else CaseFigures(**row)

    def without_figures(self, limit: int) -> Sequence[str]:
        """Cases from before there were figures."""
        cases, table = self.tables.cases, self.tables.case_figures
        known = select(table.c.case_id).where(table.c.case_id == cases.c.id).exists()
        return self.connection.scalars(select(cases.c.id).where(~known).limit(limit)).all()

    def add_silences(self, silences: Iterable[Silence]) -> None:
        """Note rules that fired."""
        for one in silences:
            self.insert_once(self.tables.case_silences, asdict(one))

    def add_prices(self, prices: Iterable[SeenPrice]) -> None:
        """Note the prices of an order."""
        for one in prices:
            self.insert_once(self.tables.seen_prices, asdict(one))

    def prices(self, sku: str, currency: str, before: datetime, limit: int) -> Sequence[SeenPrice]:
        """Prices of goods recorded before a moment, the newest last, but for those a guard held."""
        table, found = self.tables.seen_prices, self.tables.preventions
        held = select(found.c.case_id).where(
            found.c.case_id == table.c.case_id, found.c.guard == "price", found.c.verdict == "prevented"
        )
        mine = and_(table.c.sku == sku, table.c.currency == currency, table.c.at < before, ~held.exists())
        newest = select(table).where(mine).order_by(table.c.at.desc(), table.c.case_id).limit(limit)
        return [SeenPrice(**row) for row in self.connection.execute(newest).mappings()][::-1]

    def by_week(self, span: Span) -> Sequence[tuple[str, str, int]]:
        """How many cases were opened, by week and reason."""
        table = self.tables.case_figures
        query = select(table.c.week, table.c.reason, func.count()).where(self._opened(span))
        return _plain(self.connection.execute(query.group_by(table.c.week, table.c.reason)))

    def opened(self, span: Span) -> Sequence[CaseFigures]:
        """The figures of every case opened in this time, the oldest first."""
        table = self.tables.case_figures
        query = select(table).where(self._opened(span)).order_by(table.c.opened_at, table.c.case_id)
        return [CaseFigures(**row) for row in self.connection.execute(query).mappings()]

    def first_at(self) -> datetime | None:
        """When the first case was opened."""
        first: datetime | None = self.connection.scalar(
            select(func.min(self.tables.case_figures.c.opened_at))
        )
        return first

    def answers_due(self, before: datetime) -> Sequence[tuple[datetime, str]]:
        """When the answers to waiting questions are due, and their numbers, before a moment."""
        table = self.tables.enquiries
        mine = and_(table.c.state.in_(("held", "open")), table.c.answer_by < before)
        query = select(table.c.answer_by, table.c.reference_number).where(mine).order_by(table.c.answer_by)
        return _plain(self.connection.execute(query))

    def staff(self) -> int:
        """How many people of the staff have worked at the desk."""
        persons = self.tables.persons
        query = select(func.count()).where(persons.c.kind == "staff", persons.c.erased_at.is_(None))
        return self.connection.scalar(query) or 0

    def count_of(self, span: Span, reason: Reason) -> int:
        """How many cases of one reason were opened."""
        table = self.tables.case_figures
        query = select(func.count()).where(self._opened(span), table.c.reason == reason.value)
        return self.connection.scalar(query) or 0

    def answers(self, span: Span) -> Sequence[tuple[str, int, int]]:
        """Week, seconds and seconds in working hours of every first answer to cases of this time."""
        table = self.tables.case_figures
        columns = (table.c.week, table.c.answer_seconds, table.c.answer_work_seconds)
        query = select(*columns).where(self._opened(span), table.c.answer_seconds.is_not(None))
        return _plain(self.connection.execute(query))

    def unanswered(self, span: Span) -> int:
        """How many open cases of this time have had no answer yet."""
        table = self.tables.case_figures
        waiting = and_(table.c.answered_at.is_(None), table.c.closed_at.is_(None))
        return self.connection.scalar(select(func.count()).where(self._opened(span), waiting)) or 0

    def silences(self, span: Span) -> Mapping[str, int]:
        """How often each silence rule fired."""
        table = self.tables.case_silences
        query = select(table.c.rule, func.count()).where(table.c.at >= span.start, table.c.at < span.end)
        return {row[0]: row[1] for row in self.connection.execute(query.group_by(table.c.rule))}

    def outcomes(self, span: Span) -> Mapping[str, int]:
        """How the cases that were closed in this time ended."""
        table = self.tables.case_figures
        query = select(table.c.outcome, func.count()).where(self._closed(span)).group_by(table.c.outcome)
        return {row[0]: row[1] for row in self.connection.execute(query)}

    def conflicts(self, span: Span, reason: Reason) -> tuple[int, int]:
        """How many closed cases of one reason there are, and how many of them ended in conflict (P3)."""
        table, desk = self.tables.case_figures, self.tables.case_desk
        loud = select(desk.c.case_id).where(desk.c.case_id == table.c.case_id, desk.c.severity.in_(LOUD))
        conflict = table.c.reviewed.is_(True) | table.c.outcome.in_(CONFLICTS) | loud.exists()
        query = select(func.count(), func.coalesce(func.sum(case((conflict, 1), else_=0)), 0))
        row = self.connection.execute(query.where(self._closed(span), table.c.reason == reason.value)).one()
        return row[0], row[1]

    def settled(self, span: Span) -> Sequence[Settled]:
        """What was asked, given and paid in the cases closed in this time, by reason and currency."""
        table = self.tables.case_figures
        by_shop = case((table.c.given_by == Actor.SHOP.value, table.c.given_minor), else_=0)
        agreed = case((table.c.outcome == Outcome.RESOLVED_BY_AGREEMENT.value, 1), else_=0)
        query = select(
            table.c.reason,
            table.c.currency,
            func.count().label("cases"),
            func.sum(agreed).label("agreed"),
            func.coalesce(func.sum(table.c.asked_minor), 0).label("asked_minor"),
            func.count(table.c.asked_minor).label("asked_cases"),
            func.coalesce(func.sum(table.c.given_minor), 0).label("given_minor"),
            func.count(table.c.given_minor).label("given_cases"),
            func.coalesce(func.sum(by_shop), 0).label("by_shop_minor"),
        ).where(self._closed(span), table.c.outcome.not_in(NOTHING_SETTLED))
        found = self.connection.execute(query.group_by(table.c.reason, table.c.currency))
        return [Settled(**{name: _number(value) for name, value in row.items()}) for row in found.mappings()]

    def rated(self, span: Span) -> Sequence[Rated]:
        """The mark for the shop given last before a case closed and the one that stands since, by reason."""
        table, reviews, versions = self.tables.case_figures, self.tables.reviews, self.tables.review_versions
        older = and_(versions.c.review_id == reviews.c.id, versions.c.at < table.c.closed_at)
        last = select(func.max(versions.c.number)).where(older).correlate(table, reviews).scalar_subquery()
        first = versions.alias("first")
        query = (
            select(table.c.reason, func.count(), func.sum(first.c.shop), func.sum(reviews.c.shop))
            .join(reviews, reviews.c.case_id == table.c.case_id)
            .join(first, and_(first.c.review_id == reviews.c.id, first.c.number == last))
            .where(self._closed(span), first.c.shop.is_not(None), reviews.c.shop.is_not(None))
            .where(func.coalesce(reviews.c.changed_at, reviews.c.submitted_at) >= table.c.closed_at)
            .group_by(table.c.reason)
        )
        return [
            Rated(reason=row[0], pairs=row[1], before=int(row[2]), after=int(row[3]))
            for row in self.connection.execute(query)
        ]

    def preventions_of(self, case_id: str) -> Sequence[PreventionRow]:
        """What each guard says of a case."""
        table = self.tables.preventions
        mine = select(table).where(table.c.case_id == case_id).order_by(table.c.guard)
        return [PreventionRow(**row) for row in self.connection.execute(mine).mappings()]

    def put_prevention(self, row: PreventionRow) -> None:
        """Keep a verdict. One that staff has an opinion on stays as it was confirmed or rejected."""
        table = self.tables.preventions
        if self.insert_once(table, asdict(row)):
            return
        values = {name: value for name, value in asdict(row).items() if not name.startswith("opinion")}
        mine = and_(table.c.case_id == row.case_id, table.c.guard == row.guard, table.c.opinion.is_(None))
        self.connection.execute(update(table).where(mine).values(values))

    def judge(self, case_id: str, guard: str, *, opinion: str, by: str, at: datetime) -> bool:
        """Keep what staff thinks of a verdict; ``False`` if there is none."""
        table = self.tables.preventions
        mine = and_(table.c.case_id == case_id, table.c.guard == guard)
        values = {"opinion": opinion, "opinion_by": by, "opinion_at": at}
        return self.connection.execute(update(table).where(mine).values(values)).rowcount == 1

    def preventions(self, span: Span) -> Sequence[tuple[str, str, str | None, int]]:
        """Guard, verdict, opinion and how many closed cases of this time."""
        table, figures = self.tables.preventions, self.tables.case_figures
        columns = (table.c.guard, table.c.verdict, table.c.opinion)
        query = (
            select(*columns, func.count())
            .join(figures, figures.c.case_id == table.c.case_id)
            .where(self._closed(span))
            .group_by(*columns)
        )
        return _plain(self.connection.execute(query))

    def unexamined(self, limit: int) -> Sequence[str]:
        """Closed cases that no guard has looked at."""
        table, figures = self.tables.preventions, self.tables.case_figures
        seen = select(table.c.case_id).where(table.c.case_id == figures.c.case_id).exists()
        query = select(figures.c.case_id).where(figures.c.closed_at.is_not(None), ~seen)
        return self.connection.scalars(query.order_by(figures.c.closed_at).limit(limit)).all()

    def fill(self, rows: Iterable[CaseFigures]) -> None:
        """Add many at once."""
        self.connection.execute(insert(self.tables.case_figures), [asdict(one) for one in rows])

    def _opened(self, span: Span) -> ColumnElement[bool]:
        opened = self.tables.case_figures.c.opened_at
        return and_(opened >= span.start, opened < span.end)

    def _closed(self, span: Span) -> ColumnElement[bool]:
        closed = self.tables.case_figures.c.closed_at
        return and_(closed >= span.start, closed < span.end)


def _plain(rows: Iterable[Row[Any]]) -> list[Any]:
    return [tuple(row) for row in rows]


def _number(value: Any) -> Any:
    """A sum as PostgreSQL gives it, which is a decimal, as a whole number."""
    return value if isinstance(value, str | None) else int(value)
