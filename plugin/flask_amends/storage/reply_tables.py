"""The tables of replies: snippets with their versions, what was promised by when, and who is not called."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from flask_amends.storage.columns import Id, Moment
from flask_amends.storage.maker import Maker


class ReplyTables(Maker):
    """Makes what replies and promises are kept in."""

    def snippets(self) -> Table:
        return self.table(
            "snippets",
            Column("snippet_id", Id, nullable=False),
            Column("number", Integer, nullable=False),
            Column("at", Moment, nullable=False),
            Column("by", Id, self.to("persons.id"), nullable=False),
            Column("title", String(200), nullable=False),
            Column("reasons", JSON, nullable=False),
            Column("texts", JSON, nullable=False),
            Column("retired", Boolean, nullable=False),
            PrimaryKeyConstraint("snippet_id", "number"),
        )

    def promises(self) -> Table:
        return self.table(
            "promises",
            Column("id", Id, primary_key=True),
            Column("kind", String(20), nullable=False),
            Column("case_id", Id, self.to("cases.id")),
            Column("enquiry_id", Id, self.to("enquiries.id")),
            Column("sequence", Integer),
            Column("made_at", Moment, nullable=False),
            Column("made_by", Id, self.to("persons.id")),
            Column("owner", Id, self.to("persons.id")),
            Column("due_at", Moment, nullable=False),
            Column("text", Text),
            Column("draft", Text),
            Column("consent", String(10)),
            Column("settled_at", Moment),
            Column("settled_by", Id, self.to("persons.id")),
            Column("result", String(10)),
            Column("next_at", Moment),
            Column("reminders", Integer, nullable=False, default=0),
            CheckConstraint(
                "kind IN ('hold', 'answer', 'callback', 'pause', 'fix', 'public_answer')", name="kind"
            ),
            CheckConstraint("result IN ('done', 'broken', 'void')", name="result"),
            CheckConstraint("consent IN ('asked', 'yes', 'no')", name="consent"),
            self.index("promises_event", "case_id", "sequence", where="sequence IS NOT NULL", unique=True),
            self.index("promises_open", "due_at", "id", where="settled_at IS NULL"),
            self.index("promises_due", "due_at", "id"),
            self.index("promises_case", "case_id"),
            self.index("promises_enquiry", "enquiry_id"),
            self.index("promises_sweep", "next_at", where="next_at IS NOT NULL"),
        )

    def no_calls(self) -> Table:
        return self.table(
            "no_calls",
            Column("person_id", Id, self.to("persons.id"), primary_key=True),
            Column("since", Moment, nullable=False),
            Column("by", Id, self.to("persons.id")),
        )
