"""The tables of the shop's own words for notices, and of what the daily look over them found."""

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
    false,
)

from flask_amends.storage.columns import Id, Moment
from flask_amends.storage.maker import Maker


class NoticeTables(Maker):
    """Makes what a shop's own notices are kept in."""

    def looks(self) -> Table:
        return self.table(
            "looks",
            Column("digest", String(64), primary_key=True),
            Column("area", String(20), nullable=False),
            Column("found_at", Moment, nullable=False),
        )

    def notice_texts(self) -> Table:
        return self.table(
            "notice_texts",
            Column("key", String(60), nullable=False),
            Column("number", Integer, nullable=False),
            Column("texts", JSON, nullable=False),
            Column("slots", JSON, nullable=False),
            Column("countries", JSON, nullable=False),
            Column("valid_from", Moment),
            Column("valid_to", Moment),
            Column("written_at", Moment, nullable=False),
            Column("written_by", Id, self.to("persons.id")),
            Column("accepted_at", Moment),
            Column("accepted_by", Id, self.to("persons.id")),
            Column("ended_at", Moment),
            Column("ended_by", Id, self.to("persons.id")),
            Column("asks", Boolean, nullable=False, server_default=false()),
            PrimaryKeyConstraint("key", "number"),
            CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_from < valid_to", name="valid"),
        )
