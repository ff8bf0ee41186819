"""Gives cases that are older than the desk's tables their lines in the inbox, and what they are found by."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from flask_amends.storage.folding import number, parts, terms

BATCH = 1000

_LINES = """
INSERT INTO {p}case_desk (case_id, status, awaiting, reason, marketplace, due_at, opened_at, closed_at,
    unanswered_at, priority, changed_at)
SELECT c.id, c.status, c.awaiting, {reason}, c.marketplace, c.due_at, c.opened_at, c.closed_at,
    CASE WHEN c.closed_at IS NULL THEN (
        SELECT MIN(e.at) FROM {p}events e
        WHERE e.case_id = c.id AND e.actor = 'shopper' AND e.type = 'dispute.message.posted'
            AND e.sequence > COALESCE((
                SELECT MAX(a.sequence) FROM {p}events a WHERE a.case_id = c.id AND a.actor = 'shop'), 0)
    ) END,
    'normal', c.updated_at
FROM {p}cases c
"""
_PAGE = """
SELECT c.id, c.reference_number, c.order_number, s.name, s.email FROM {p}cases c
JOIN {p}persons s ON s.id = c.shopper_id WHERE c.id > :after ORDER BY c.id LIMIT :batch
"""
_TERMS = "INSERT INTO {p}case_terms (term, case_id, personal) VALUES (:term, :case_id, :personal)"
_REASON = {"sqlite": "json_extract(c.state, '$.reason')", "postgresql": "c.state ->> 'reason'"}


def lines(prefix: str, dialect: str) -> str:
    """The statement that gives every case its line."""
    return _LINES.format(p=prefix, reason=_REASON[dialect])


def fill_terms(connection: Connection, prefix: str) -> None:
    """Note what every case is found by."""
    page, adding = text(_PAGE.format(p=prefix)), text(_TERMS.format(p=prefix))
    after = ""
    while found := connection.execute(page, {"after": after, "batch": BATCH}).all():
        rows = [
            {"term": term, "case_id": case_id, "personal": personal}
            for case_id, *about in found
            for term, personal in found_by(*about)
        ]
        connection.execute(adding, rows)
        after = found[-1][0]


def found_by(
    reference_number: str, order_number: str | None, name: str | None, email: str | None
) -> Iterator[tuple[str, bool]]:
    """Each term that a case is found by, once, and whether it is the person's own."""
    own = dict.fromkeys(parts(name or ""), True) | dict.fromkeys(terms(email or ""), True)
    plain = [*terms(reference_number), *terms(reference_number.replace("-", "")), *number(order_number or "")]
    yield from (own | dict.fromkeys(plain, False)).items()
