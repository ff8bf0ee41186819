"""The tables of stock: what is known now, how it came to that, who waits, and letters about what is short."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Float, Integer, String, Table, Text

from flask_amends.storage.appendonly import guard_ledger
from flask_amends.storage.columns import Id, Moment
from flask_amends.storage.maker import Maker


class StockTables(Maker):
    """Makes them."""

    def stock_facts(self) -> Table:
        return self.table(
            "stock_facts",
            Column("sku", String(200), primary_key=True),
            Column("title", String(300)),
            Column("url", Text),
            Column("on_hand", Integer),
            Column("reserved", Integer, nullable=False),
            Column("safety_stock", Integer, nullable=False),
            Column("source", String(100), nullable=False),
            Column("checked_at", Moment, nullable=False),
            Column("changed_at", Moment),
            Column("ttl", Integer, nullable=False),
            Column("backorder", Boolean, nullable=False),
            Column("made_to_order", Boolean, nullable=False),
            Column("discontinued", Boolean, nullable=False),
            Column("release_on", Date),
            Column("lead_days", Integer),
            Column("sales_per_hour", Float, nullable=False),
            Column("sync_every", Integer),
            Column("doubts", JSON, nullable=False),
            Column("stale_at", Moment, nullable=False),
            Column("alarm_at", Moment),
            Column("restock_day", Date),
            Column("restock_until", Date),
            Column("restock_source", String(200)),
            Column("restock_confirmed_at", Moment),
            Column("restock_confirmed_on", Date),
            Column("restock_moves", Integer, nullable=False),
            Column("watched", String(20)),
            Column("news", Integer, nullable=False, server_default="0"),
            Column("telling", String(20)),
            self.index("stock_facts_stale", "stale_at", "sku"),
            self.index("stock_facts_alarm", "alarm_at", where="alarm_at IS NOT NULL"),
            self.index("stock_facts_restock", "restock_day", where="restock_day IS NOT NULL"),
            self.index("stock_facts_telling", "sku", where="telling IS NOT NULL"),
        )

    def stock_points(self) -> Table:
        points = self.table(
            "stock_points",
            Column("id", Id, primary_key=True),
            Column("sku", String(200), nullable=False),
            Column("at", Moment, nullable=False),
            Column("state", String(20), nullable=False),
            Column("on_hand", Integer),
            Column("source", String(100), nullable=False),
            Column("restock_day", Date),
            Column("restock_until", Date),
            Column("actor", String(200)),
            self.index("stock_points_sku", "sku", "at", "id"),
        )
        guard_ledger(points)
        return points

    def stock_waits(self) -> Table:
        return self.table(
            "stock_waits",
            Column("id", Id, primary_key=True),
            Column("sku", String(200), nullable=False),
            Column("person_id", Id, self.to("persons.id"), nullable=False),
            Column("address", String(64), nullable=False),
            Column("locale", String(20), nullable=False),
            Column("state", String(10), nullable=False),
            Column("created_at", Moment, nullable=False),
            Column("told_at", Moment),
            Column("heard", Integer, nullable=False),
            Column("letter_id", Id),
            self.index("stock_waits_one", "sku", "address", unique=True, where="state = 'waiting'"),
            self.index("stock_waits_person", "person_id"),
        )

    def stock_letters(self) -> Table:
        return self.table(
            "stock_letters",
            Column("id", Id, primary_key=True),
            Column("order_number", String(200), nullable=False),
            Column("sku", String(200), nullable=False),
            Column("title", String(300), nullable=False),
            Column("quantity", Integer, nullable=False),
            Column("state", String(10), nullable=False),
            Column("locale", String(20), nullable=False),
            Column("person_id", Id, self.to("persons.id")),
            Column("case_id", Id, self.to("cases.id")),
            Column("words", Text),
            Column("paid_minor", BigInteger),
            Column("currency", String(3), nullable=False),
            Column("alternatives", JSON, nullable=False),
            Column("choice", Integer),
            Column("reported_at", Moment, nullable=False),
            Column("reported_by", String(200)),
            Column("due_at", Moment, nullable=False),
            Column("sent_at", Moment),
            Column("sent_by", Id, self.to("persons.id")),
            Column("answered_at", Moment),
            Column("settled_at", Moment),
            self.index("stock_letters_one", "order_number", "sku", unique=True),
            self.index("stock_letters_open", "state", "due_at", "id"),
            self.index("stock_letters_case", "case_id"),
            self.index("stock_letters_person", "person_id"),
        )
