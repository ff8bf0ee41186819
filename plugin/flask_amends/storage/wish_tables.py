"""The tables of contact: wishes, by digests of addresses; consents; and what the gate decided."""

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


class WishTables(Maker):
    """Makes what wishes about contact are kept in."""

    def wishes(self) -> Table:
        return self.table(
            "wishes",
            Column("id", Id, primary_key=True),
            Column("person_id", Id, self.to("persons.id")),
            Column("customer_id", String(200)),
            Column("do_not_call", Boolean, nullable=False),
            Column("no_calls_at", Moment),
            Column("account_only", Boolean, nullable=False),
            Column("stopped", JSON, nullable=False),
            Column("refused", JSON, nullable=False),
            Column("only_if_needed", JSON, nullable=False),
            Column("quiet", JSON, nullable=False),
            Column("zone", String(64)),
            Column("paused_until", Moment),
            Column("locale", String(10), nullable=False),
            Column("told", Integer, nullable=False),
            Column("created_at", Moment, nullable=False),
            Column("updated_at", Moment, nullable=False),
            self.index("wishes_person", "person_id", where="person_id IS NOT NULL"),
        )

    def reaches(self) -> Table:
        return self.table(
            "reaches",
            Column("kind", String(10), nullable=False),
            Column("digest", String(64), nullable=False),
            Column("wish_id", Id, self.to("wishes.id"), nullable=False),
            PrimaryKeyConstraint("kind", "digest"),
            CheckConstraint("kind IN ('email', 'phone', 'customer')", name="kind"),
            self.index("reaches_wish", "wish_id"),
        )

    def consents(self) -> Table:
        return self.table(
            "consents",
            Column("id", Id, primary_key=True),
            Column("wish_id", Id, self.to("wishes.id"), nullable=False),
            Column("channel", String(10), nullable=False),
            Column("at", Moment, nullable=False),
            Column("wording", Text, nullable=False),
            Column("place", String(40), nullable=False),
            Column("expires_at", Moment),
            Column("withdrawn_at", Moment),
            self.index("consents_wish", "wish_id", "at"),
        )

    def contact_decisions(self) -> Table:
        return self.table(
            "contact_decisions",
            Column("id", Id, primary_key=True),
            Column("at", Moment, nullable=False),
            Column("wish_id", Id, self.to("wishes.id")),
            Column("person_id", Id, self.to("persons.id")),
            Column("channel", String(10), nullable=False),
            Column("purpose", String(20), nullable=False),
            Column("answer", String(10), nullable=False),
            Column("because", String(20), nullable=False),
            Column("later", Moment),
            Column("about", String(60)),
            Column("order_number", String(64)),
            Column("by", Id, self.to("persons.id")),
            Column("note", Text),
            Column("link", Text),
            CheckConstraint("answer IN ('allow', 'later', 'deny')", name="answer"),
            self.index("contact_decisions_at", "at", "id"),
            self.index("contact_decisions_wish", "wish_id", "at", where="wish_id IS NOT NULL"),
            self.index("contact_decisions_person", "person_id", "at", where="person_id IS NOT NULL"),
            self.index("contact_decisions_order", "order_number", where="order_number IS NOT NULL"),
        )

    def order_confirmations(self) -> Table:
        return self.table(
            "order_confirmations",
            Column("id", Id, primary_key=True),
            Column("order_number", String(200), nullable=False, unique=True),
            Column("person_id", Id, self.to("persons.id")),
            Column("locale", String(20), nullable=False),
            Column("asked_at", Moment, nullable=False),
            Column("until", Moment, nullable=False),
            Column("confirmed_at", Moment),
            self.index("order_confirmations_person", "person_id", where="person_id IS NOT NULL"),
        )
