"""The tables of questions to the shop: an enquiry, and what was written and done in it."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Integer, PrimaryKeyConstraint, String, Table, Text

from flask_amends.storage.columns import Id, Moment
from flask_amends.storage.maker import Maker


class ContactTables(Maker):
    """Makes what questions are kept in."""

    def enquiries(self) -> Table:
        return self.table(
            "enquiries",
            Column("id", Id, primary_key=True),
            Column("reference_number", String(20), nullable=False, unique=True),
            Column("topic", String(40), nullable=False),
            Column("state", String(10), nullable=False),
            Column("order_number", String(200)),
            Column("person_id", Id, self.to("persons.id"), nullable=False),
            Column("case_id", Id, self.to("cases.id")),
            Column("locale", String(20), nullable=False),
            Column("time_zone", String(64)),
            Column("wanted", JSON, nullable=False),
            Column("slot_at", Moment),
            Column("written", Integer, nullable=False, default=0),
            Column("created_at", Moment, nullable=False),
            Column("updated_at", Moment, nullable=False),
            Column("answer_by", Moment),
            Column("sweep_at", Moment),
            Column("closed_at", Moment),
            CheckConstraint("state IN ('held', 'open', 'answered', 'closed')", name="state"),
            self.index("enquiries_waiting", "answer_by", "id", where="state IN ('held', 'open')"),
            self.index("enquiries_sweep", "sweep_at", where="sweep_at IS NOT NULL"),
            self.index("enquiries_updated", "updated_at", "id"),
            self.index("enquiries_person", "person_id"),
        )

    def enquiry_messages(self) -> Table:
        return self.table(
            "enquiry_messages",
            Column("enquiry_id", Id, self.to("enquiries.id"), nullable=False),
            Column("number", Integer, nullable=False),
            Column("kind", String(20), nullable=False),
            Column("by", String(10), nullable=False),
            Column("person_id", Id, self.to("persons.id")),
            Column("at", Moment, nullable=False),
            Column("text", Text),
            PrimaryKeyConstraint("enquiry_id", "number"),
            self.index("enquiry_messages_person", "person_id"),
        )
