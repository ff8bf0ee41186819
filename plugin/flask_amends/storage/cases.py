"""Cases: the row that a case's events add up to, changed only by compare-and-set on its version."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Insert, RowMapping, Select, Update, and_, bindparam, func, insert, or_, select, update

from flask_amends.disputes import codec
from flask_amends.disputes.deadlines import next_due
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.policy import Policy
from flask_amends.disputes.vocabulary import Actor, Status
from flask_amends.errors import StaleVersion
from flask_amends.ports import Order
from flask_amends.storage.chain import canonical
from flask_amends.storage.records import CaseRow, CaseSummary
from flask_amends.storage.repository import Repository
from flask_amends.storage.tables import Tables


class Cases(Repository):
    """The cases of this shop."""

    def add(self, row: CaseRow) -> None:
        """A new case."""
        fixed = {
            "reference_number": row.reference_number,
            "policy": _dump_policy(row.policy),
            "order_number": row.dispute.order_number,
            "order_snapshot": dump_order(row.order),
            "marketplace": row.dispute.marketplace,
            "shopper_id": row.shopper_id,
            "claim_key": row.claim_key,
            "locale": row.locale,
            "time_zone": row.time_zone,
            "opened_at": row.opened_at,
        }
        self.connection.execute(_adding(self.tables), {"id": row.id, **fixed, **_moving(row)})

    def save(self, row: CaseRow, *, expected: int) -> None:
        """The case after new events. Raises :class:`StaleVersion` if its version is not ``expected``."""
        values = {"case_id": row.id, "expected": expected, **_moving(row)}
        if self.connection.execute(_saving(self.tables), values).rowcount != 1:
            raise StaleVersion(row.id, expected)

    def get(self, case_id: str, *, lock: bool = False) -> CaseRow | None:
        """One case; with ``lock`` nobody else can change it before this transaction ends."""
        statement = _getting(self.tables, lock=lock and self.locks_rows)
        found = self.connection.execute(statement, {"case_id": case_id}).mappings().one_or_none()
        return None if found is None else _row(found)

    def id_of(self, reference_number: str) -> str | None:
        """The id behind the number that people say on the telephone."""
        cases = self.tables.cases
        return self.connection.scalar(select(cases.c.id).where(cases.c.reference_number == reference_number))

    def due(self, now: datetime, limit: int) -> Sequence[str]:
        """The cases that the clock has something to do with, the longest overdue first."""
        cases = self.tables.cases
        due = select(cases.c.id).where(cases.c.sweep_at <= now).order_by(cases.c.sweep_at).limit(limit)
        return self.connection.scalars(due).all()

    def next_due_at(self) -> datetime | None:
        """When the clock has something to do next."""
        cases = self.tables.cases
        first = select(func.min(cases.c.sweep_at)).where(cases.c.sweep_at.is_not(None))
        found: datetime | None = self.connection.scalar(first)
        return found

    def second_looks(self, limit: int) -> Sequence[str]:
        """Cases that wait for somebody of the shop who did not handle them, the most urgent first."""
        cases = self.tables.cases
        mine = select(cases.c.id).where(cases.c.awaiting == Actor.ARBITER.value)
        return self.connection.scalars(mine.order_by(cases.c.due_at, cases.c.id).limit(limit)).all()

    def count_second_looks(self) -> int:
        """How many those are."""
        cases = self.tables.cases
        mine = select(func.count()).where(cases.c.awaiting == Actor.ARBITER.value)
        return self.connection.scalar(mine) or 0

    def of_order(self, order_number: str) -> Sequence[str]:
        """Every case about an order, oldest first."""
        cases = self.tables.cases
        mine = select(cases.c.id).where(cases.c.order_number == order_number)
        return self.connection.scalars(mine.order_by(cases.c.opened_at, cases.c.id)).all()

    def of_persons(self, person_ids: Collection[str]) -> Sequence[CaseRow]:
        """Every case of these shoppers, oldest first."""
        cases = self.tables.cases
        mine = select(cases).where(cases.c.shopper_id.in_(person_ids)).order_by(cases.c.opened_at, cases.c.id)
        return [_row(found) for found in self.connection.execute(mine).mappings()]

    def open_twins(self, claim_key: str, *, but: str) -> Sequence[str]:
        """Open and verified cases that make the same claim, oldest first."""
        cases = self.tables.cases
        waiting = (Status.UNVERIFIED.value, Status.QUARANTINED.value)
        same = and_(cases.c.claim_key == claim_key, cases.c.closed_at.is_(None), cases.c.id != but)
        twins = select(cases.c.id).where(same, cases.c.status.not_in(waiting))
        return self.connection.scalars(twins.order_by(cases.c.opened_at, cases.c.id)).all()

    def set_order(self, case_id: str, order: Order | None) -> None:
        """Replace the snapshot of the order, such as when it was fulfilled."""
        cases = self.tables.cases
        changed = {"order_snapshot": dump_order(order)}
        self.connection.execute(update(cases).where(cases.c.id == case_id).values(changed))

    def set_flags(self, case_id: str, flags: Mapping[str, Any]) -> None:
        """Replace the notes that staff and forms keep beside the case; no rule reads them."""
        cases = self.tables.cases
        self.connection.execute(update(cases).where(cases.c.id == case_id).values(flags=dict(flags)))

    def erase_keys(self, case_ids: Collection[str]) -> None:
        """Forget the digests by which these cases were compared with others."""
        cases = self.tables.cases
        self.connection.execute(update(cases).where(cases.c.id.in_(case_ids)).values(claim_key=None))

    def page(
        self,
        *,
        statuses: Collection[str] = (),
        awaiting: str | None = None,
        is_open: bool | None = None,
        marketplace: str | None = None,
        order_number: str | None = None,
        reference_number: str | None = None,
        email: str | None = None,
        search: str | None = None,
        after: tuple[datetime, str] | None = None,
        limit: int = 50,
    ) -> Sequence[CaseSummary]:
        """A page of the inbox. Open cases go by deadline, others by when they were opened, the newest first.

        ``search`` is an order number, a reference number, or a part of the shopper's name.

        ``after`` is the sort value (``due_at``, or ``opened_at``) and the id of the last line of the page
        before.
        """
        cases, persons = self.tables.cases, self.tables.persons
        query = select(
            *(cases.c[name] for name in _SUMMARY),
            cases.c.state["reason"].as_string().label("reason"),
            persons.c.name.label("shopper_name"),
            persons.c.email,
        ).join(persons, persons.c.id == cases.c.shopper_id)
        wanted = {
            cases.c.awaiting: awaiting,
            cases.c.marketplace: marketplace,
            cases.c.order_number: order_number,
            cases.c.reference_number: reference_number,
            persons.c.email: email,
        }
        query = query.where(*(column == value for column, value in wanted.items() if value is not None))
        if statuses:
            query = query.where(cases.c.status.in_(statuses))
        if search:
            named = persons.c.name.icontains(search, autoescape=True)
            query = query.where(
                or_(cases.c.order_number == search, cases.c.reference_number == search.upper(), named)
            )
        if is_open is not None:
            query = query.where(cases.c.closed_at.is_(None) if is_open else cases.c.closed_at.is_not(None))
        found = self.connection.execute(
            _in_order(query, cases, after, by_deadline=is_open is True).limit(limit)
        )
        return [_summary(one) for one in found.mappings()]


_SUMMARY = (
    "id", "reference_number", "version", "status", "awaiting", "due_at", "order_number", "marketplace",
    "opened_at", "updated_at", "closed_at", "outcome", "flags",
)  # fmt: skip


def sweep_at(dispute: Dispute, policy: Policy) -> datetime | None:
    """When the clock has something to do: the next expiry, or the reminder before the turn ends."""
    due = next_due(dispute.status, dispute.clocks)
    turn = dispute.clocks.turn_due_at
    if due is None or turn is None or dispute.reminded:
        return due
    return min(due, turn - policy.remind_before)


def load_order(data: Any) -> Order | None:
    """The order of a snapshot."""
    return None if data is None else codec.load(Order, data)


def dump_order(order: Order | None) -> Any:
    """The snapshot of an order: what was bought and promised, and nothing that names a person."""
    return None if order is None else codec.dump(replace(order, email=None, phone=None))


def _in_order(
    query: Select[Any], cases: Any, after: tuple[datetime, str] | None, *, by_deadline: bool
) -> Select[Any]:
    if by_deadline:
        key, ident = cases.c.due_at, cases.c.id
        query = query.where(key.is_not(None)).order_by(key, ident)
        later = after and or_(key > after[0], and_(key == after[0], ident > after[1]))
    else:
        key, ident = cases.c.opened_at, cases.c.id
        query = query.order_by(key.desc(), ident.desc())
        later = after and or_(key < after[0], and_(key == after[0], ident < after[1]))
    return query if later is None else query.where(later)


def _moving(row: CaseRow) -> dict[str, Any]:
    dispute = row.dispute
    return {
        "version": dispute.version,
        "status": dispute.status.value,
        "awaiting": dispute.turn.value if dispute.turn else None,
        "due_at": next_due(dispute.status, dispute.clocks),
        "sweep_at": sweep_at(dispute, row.policy),
        "state": codec.dump(dispute),
        "updated_at": row.updated_at,
        "closed_at": dispute.closed_at,
        "outcome": dispute.outcome.value if dispute.outcome else None,
        "flags": dict(row.flags),
    }


def _row(found: RowMapping) -> CaseRow:
    return CaseRow(
        dispute=codec.load(Dispute, found["state"]),
        policy=_load_policy(found["policy"]),
        reference_number=found["reference_number"],
        shopper_id=found["shopper_id"],
        locale=found["locale"],
        time_zone=found["time_zone"],
        order=load_order(found["order_snapshot"]),
        opened_at=found["opened_at"],
        updated_at=found["updated_at"],
        claim_key=found["claim_key"],
        flags=found["flags"],
    )


def _summary(found: RowMapping) -> CaseSummary:
    plain = {name: found[name] for name in _SUMMARY}
    return CaseSummary(
        **plain,
        reason=found["reason"],
        shopper_name=found["shopper_name"],
        shopper_email=found["email"],
    )


@lru_cache(maxsize=64)
def _dump_policy(policy: Policy) -> str:
    return canonical(codec.dump(policy)).decode()


@lru_cache(maxsize=64)
def _load_policy(text: str) -> Policy:
    return codec.load(Policy, json.loads(text))  # type: ignore[no-any-return]


@cache
def _adding(tables: Tables) -> Insert:
    return insert(tables.cases)


@cache
def _saving(tables: Tables) -> Update:
    cases = tables.cases
    changed = (
        "version",
        "status",
        "awaiting",
        "due_at",
        "sweep_at",
        "state",
        "updated_at",
        "closed_at",
        "outcome",
    )
    mine = and_(cases.c.id == bindparam("case_id"), cases.c.version == bindparam("expected"))
    return update(cases).where(mine).values({name: bindparam(name) for name in (*changed, "flags")})


@cache
def _getting(tables: Tables, *, lock: bool) -> Select[Any]:
    cases = tables.cases
    query = select(cases).where(cases.c.id == bindparam("case_id"))
    return query.with_for_update() if lock else query
