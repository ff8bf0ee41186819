"""The tables of outside arbiters, of what they opened, and of cases that somebody has put on hold."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from flask_amends.storage.columns import Id, Moment
from flask_amends.storage.maker import Maker


class ArbiterTables(Maker):
    """Makes what an outside decision and a legal hold are kept in."""

    def arbiter_seats(self) -> Table:
        return self.table(
            "arbiter_seats",
            Column("id", Id, primary_key=True),
            Column("case_id", Id, self.to("cases.id"), nullable=False),
            Column("assignment_id", String(80), nullable=False),
            Column("person_id", Id, self.to("persons.id"), nullable=False),
            Column("locale", String(20), nullable=False),
            Column("created_by", Id, self.to("persons.id"), nullable=False),
            Column("created_at", Moment, nullable=False),
            Column("ended_at", Moment),
            self.index("arbiter_seats_case", "case_id", "created_at"),
            self.index("arbiter_seats_person", "person_id"),
        )

    def arbiter_sessions(self) -> Table:
        return self.table(
            "arbiter_sessions",
            Column("token_hash", String(64), primary_key=True),
            Column("seat_id", Id, self.to("arbiter_seats.id"), nullable=False),
            Column("created_at", Moment, nullable=False),
            Column("last_use_at", Moment, nullable=False),
            Column("expires_at", Moment, nullable=False),
            self.index("arbiter_sessions_seat", "seat_id"),
            self.index("arbiter_sessions_expires", "expires_at"),
        )

    def case_holds(self) -> Table:
        return self.table(
            "case_holds",
            Column("id", Id, primary_key=True),
            Column("case_id", Id, self.to("cases.id"), nullable=False),
            Column("reason", Text),
            Column("owner", Text),
            Column("placed_by", Id, self.to("persons.id"), nullable=False),
            Column("placed_at", Moment, nullable=False),
            Column("lifted_by", Id, self.to("persons.id")),
            Column("lifted_at", Moment),
            Column("lift_reason", Text),
            self.index("case_holds_case", "case_id", "placed_at"),
            self.index("case_holds_placed_by", "placed_by"),
        )
