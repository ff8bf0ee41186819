"""Where a person's data lie: for each table, how its rows about somebody are found.

A table that is missing here fails a test (security 80): whoever adds one says what it holds about people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Table, func, or_, select

from flask_amends.storage.repository import Repository

#: What a row can be found by: ids of these kinds, or an address.
PERSONS, CASES, ADDRESSES, ORDERS = "persons", "cases", "addresses", "orders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """How the rows of a table about somebody are found: by any of ``by``, a column and the kind of its ids.

    ``gives`` is the kind of which the rows' own ids are, for the tables below. ``hidden`` columns are no
    data about a person (keys, locks, digests). ``internal`` rows are notes of staff about somebody.
    ``group`` is what they are counted as; ``derived`` ones repeat what stands elsewhere, to be found faster.
    """

    group: str
    by: Mapping[str, str]
    gives: str | None = None
    hidden: frozenset[str] = field(default=frozenset())
    internal: bool = False


def _trail(
    group: str, by: Mapping[str, str], *hidden: str, gives: str | None = None, internal: bool = False
) -> Trail:
    return Trail(group=group, by=by, gives=gives, hidden=frozenset(hidden), internal=internal)


_CASE = {"case_id": CASES}

#: Every table with something about a person, in an order in which what one gives stands before who needs it.
TRAILS: Mapping[str, Trail] = {
    "persons": _trail("persons", {"id": PERSONS}),
    "cases": _trail("cases", {"shopper_id": PERSONS}, "claim_key", gives=CASES),
    "events": _trail("cases", _CASE),
    "words": _trail("cases", {**_CASE, "person_id": PERSONS}),
    "files": _trail("files", {**_CASE, "person_id": PERSONS}, "key"),
    "staged_uploads": _trail("files", {"used_by": CASES}, "key"),
    "compensations": _trail("cases", _CASE, "lease"),
    "arbiter_seats": _trail("cases", {**_CASE, "person_id": PERSONS}, gives="seats"),
    "arbiter_sessions": _trail("links", {"seat_id": "seats"}, "token_hash"),
    "case_holds": _trail("notes", _CASE, internal=True),
    "enquiries": _trail("questions", {**_CASE, "person_id": PERSONS}, gives="enquiries"),
    "enquiry_messages": _trail("questions", {"enquiry_id": "enquiries", "person_id": PERSONS}),
    "reviews": _trail("reviews", {**_CASE, "person_id": PERSONS}, gives="reviews"),
    "review_versions": _trail("reviews", {"review_id": "reviews"}),
    "withdrawals": _trail("withdrawals", {"person_id": PERSONS}, gives="withdrawals"),
    "order_requests": _trail("questions", {"email": ADDRESSES}, gives="requests"),
    "mails": _trail(
        "mails",
        {"person_id": PERSONS, "topic_id": "topics"},
        "lease",
    ),
    "links": _trail("links", {**_CASE, "person_id": PERSONS, "about": "topics"}, gives="links"),
    "sessions": _trail("links", _CASE, "token_hash"),
    "messages": _trail("webhooks", {**_CASE, "about": "topics"}, gives="messages"),
    "deliveries": _trail("webhooks", {"message_id": "messages"}, "lease", gives="deliveries"),
    "attempts": _trail("webhooks", {"delivery_id": "deliveries"}),
    "inbound": _trail("webhooks", _CASE),
    "goodwill": _trail("cases", _CASE),
    "incident_orders": _trail("cases", {**_CASE, "person_id": PERSONS}),
    "payments": _trail("cases", {**_CASE, "person_id": PERSONS}, gives="payments"),
    "no_calls": _trail("persons", {"person_id": PERSONS}),
    "stock_waits": _trail("questions", {"person_id": PERSONS}, "address", gives="waits"),
    "stock_letters": _trail("cases", {**_CASE, "person_id": PERSONS}, gives="letters"),
    "order_confirmations": _trail("persons", {"person_id": PERSONS}, gives="confirmations"),
    "wishes": _trail("persons", {"person_id": PERSONS}, gives="wishes"),
    "reaches": _trail("derived", {"wish_id": "wishes"}, "digest"),
    "consents": _trail("persons", {"wish_id": "wishes"}),
    "contact_decisions": _trail("wishes", {"person_id": PERSONS, "wish_id": "wishes"}),
    "case_figures": _trail("derived", _CASE),
    "case_silences": _trail("derived", _CASE),
    "seen_prices": _trail("cases", _CASE),
    "preventions": _trail("cases", _CASE, internal=True),
    "promises": _trail("notes", {**_CASE, "enquiry_id": "enquiries"}, internal=True),
    "approvals": _trail("notes", _CASE, internal=True),
    "case_desk": _trail("derived", _CASE, internal=True),
    "case_terms": _trail("derived", _CASE, internal=True),
    "case_tags": _trail("notes", _CASE, internal=True),
    "case_notes": _trail("notes", _CASE, internal=True),
    "audit": _trail("log", {"about": "topics"}, "network", internal=True),
    "shown_notices": _trail("cases", {"order_number": ORDERS}, "digest"),
}

#: Tables with nothing about a person, and why.
IMPERSONAL: Mapping[str, str] = {
    "endpoints": "where the shop's webhooks go",
    "marketplaces": "which marketplaces there are",
    "idempotency": "keys of forms, without what was in them",
    "limits": "counts under keyed digests",
    "leases": "which process leads",
    "incidents": "one mistake that concerned many; who they are is in incident_orders",
    "snippets": "texts of the shop's own",
    "notice_texts": "texts of the shop's own",
    "looks": "what is to be looked at again in texts and terms, as digests",
    "delivery_reviews": "which terms of delivery staff has looked at",
    "api_keys": "programs of the shop's own",
    "promo_versions": "conditions of promotions",
    "promo_uses": "which orders and customers used a promotion, as digests",
    "price_points": "prices of goods",
    "price_decisions": "what staff decided about a price",
    "stock_facts": "how many there are of goods",
    "stock_points": "what was said about goods",
}

#: Kinds that are looked for under another kind's name as well: what a mail, link or message can be about.
_TOPICS = (
    CASES,
    "enquiries",
    "reviews",
    "withdrawals",
    "requests",
    "seats",
    "payments",
    "waits",
    "letters",
    "confirmations",
)


class Personal(Repository):
    """Everything that is kept about somebody, table by table."""

    def rows_about(
        self, person_ids: Collection[str], addresses: Collection[str]
    ) -> dict[str, list[dict[str, Any]]]:
        """The rows of every table about these persons, by the table's short name."""
        known: dict[str, set[Any]] = {
            PERSONS: set(person_ids),
            ADDRESSES: {one.lower() for one in addresses},
            "topics": set(person_ids),
            ORDERS: set(),
        }
        found: dict[str, list[dict[str, Any]]] = {}
        for name, trail in TRAILS.items():
            table: Table = getattr(self.tables, name)
            rows = self._rows(table, trail, known)
            found[name] = rows
            # Anybody can type a number into a form: an order is somebody's if it was found to be.
            known[ORDERS].update(row["order_number"] for row in rows if row.get("order_snapshot"))
            if trail.gives is not None:
                key = next(iter(table.primary_key.columns)).name
                ids = {row[key] for row in rows}
                known.setdefault(trail.gives, set()).update(ids)
                if trail.gives in _TOPICS:
                    known["topics"].update(ids)
        return found

    def _rows(self, table: Table, trail: Trail, known: Mapping[str, set[Any]]) -> list[dict[str, Any]]:
        wanted = [
            _is_one_of(table.c[column], known[kind], folded=kind == ADDRESSES)
            for column, kind in trail.by.items()
            if known.get(kind)
        ]
        if not wanted:
            return []
        order = list(table.primary_key.columns)
        found = self.connection.execute(select(table).where(or_(*wanted)).order_by(*order)).mappings()
        return [dict(row) for row in found]


def _is_one_of(column: ColumnElement[Any], ids: Collection[Any], *, folded: bool) -> ColumnElement[bool]:
    return (func.lower(column) if folded else column).in_(sorted(ids))
