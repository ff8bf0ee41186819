"""The tables of the desk: the line of each case in the inbox, what it is found by, its tags and notes."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, PrimaryKeyConstraint, String, Table, Text

from flask_amends.storage.columns import Id, Moment
from flask_amends.storage.maker import Maker

#: Compared byte by byte on every database, so that the beginning of a word is a range of an index.
Term = String(80).with_variant(String(80, collation="C"), "postgresql")
IS_OPEN = "due_at IS NOT NULL"


class DeskTables(Maker):
    """Makes what the desk keeps beside a case.

    ``case_desk`` repeats what the inbox filters and sorts by, so that no page of it reads the wide rows of
    the cases; each view of the inbox is a range of one index in the order of the deadlines.
    """

    def case_desk(self) -> Table:
        return self.table(
            "case_desk",
            Column("case_id", Id, self.to("cases.id"), primary_key=True),
            Column("status", String(30), nullable=False),
            Column("awaiting", String(20)),
            Column("reason", String(40), nullable=False),
            Column("marketplace", String(100)),
            Column("due_at", Moment),
            Column("opened_at", Moment, nullable=False),
            Column("closed_at", Moment),
            Column("unanswered_at", Moment),
            Column("assignee_id", String(200)),
            Column("assignee_name", Text),
            Column("priority", String(10), nullable=False, default="normal"),
            Column("severity", String(20)),
            Column("severity_by", Id, self.to("persons.id")),
            Column("severity_at", Moment),
            Column("changed_at", Moment, nullable=False),
            CheckConstraint("priority IN ('low', 'normal', 'high', 'urgent')", name="priority"),
            CheckConstraint("severity IN ('call', 'review', 'public_post', 'lawsuit')", name="severity"),
            self.index("case_desk_due", "due_at", "case_id", where=IS_OPEN),
            self.index("case_desk_status", "status", "due_at", "case_id", where=IS_OPEN),
            self.index("case_desk_awaiting", "awaiting", "due_at", "case_id", where=IS_OPEN),
            self.index("case_desk_reason", "reason", "due_at", "case_id", where=IS_OPEN),
            self.index("case_desk_marketplace", "marketplace", "due_at", "case_id", where=IS_OPEN),
            self.index("case_desk_assignee", "assignee_id", "due_at", "case_id", where=IS_OPEN),
            self.index("case_desk_priority", "priority", "due_at", "case_id", where=IS_OPEN),
            self.index(
                "case_desk_severity",
                "severity",
                "due_at",
                "case_id",
                where=f"{IS_OPEN} AND severity IS NOT NULL",
            ),
            self.index(
                "case_desk_unanswered", "due_at", "case_id", where=f"{IS_OPEN} AND unanswered_at IS NOT NULL"
            ),
            self.index("case_desk_closed", "closed_at", "case_id", where="closed_at IS NOT NULL"),
            self.index("case_desk_changed", "changed_at"),
        )

    def case_terms(self) -> Table:
        return self.table(
            "case_terms",
            Column("term", Term, nullable=False),
            Column("case_id", Id, self.to("cases.id"), nullable=False),
            Column("personal", Boolean, nullable=False),
            PrimaryKeyConstraint("term", "case_id"),
            self.index("case_terms_case", "case_id"),
        )

    def case_tags(self) -> Table:
        return self.table(
            "case_tags",
            Column("case_id", Id, self.to("cases.id"), nullable=False),
            Column("tag", String(40), nullable=False),
            Column("added_by", Id, self.to("persons.id")),
            Column("added_at", Moment, nullable=False),
            PrimaryKeyConstraint("case_id", "tag"),
            self.index("case_tags_tag", "tag", "case_id"),
        )

    def case_notes(self) -> Table:
        return self.table(
            "case_notes",
            Column("id", Id, primary_key=True),
            Column("case_id", Id, self.to("cases.id"), nullable=False),
            Column("author_id", Id, self.to("persons.id")),
            Column("at", Moment, nullable=False),
            Column("text", Text),
            self.index("case_notes_case", "case_id", "at"),
        )
