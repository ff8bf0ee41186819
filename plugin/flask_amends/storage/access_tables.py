"""The tables of who gets in and who did: keys of the API, and the log of reads and acts."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, String, Table, Text

from flask_amends.storage.appendonly import guard_log
from flask_amends.storage.columns import Id, Moment, Serial
from flask_amends.storage.maker import Maker


class AccessTables(Maker):
    """Makes the keys and the log."""

    def api_keys(self) -> Table:
        return self.table(
            "api_keys",
            Column("id", Id, primary_key=True),
            Column("name", String(100), nullable=False),
            Column("secret_hash", String(64), nullable=False),
            Column("owner", String(100), nullable=False),
            Column("scopes", JSON, nullable=False),
            Column("profile", String(10), nullable=False),
            Column("created_at", Moment, nullable=False),
            Column("created_by", String(200)),
            Column("expires_at", Moment),
            Column("last_used_at", Moment),
            Column("revoked_at", Moment),
            Column("revoked_by", String(200)),
        )

    def audit(self) -> Table:
        made = self.table(
            "audit",
            Column("id", Serial, primary_key=True, autoincrement=True),
            Column("at", Moment, nullable=False),
            Column("kind", String(10), nullable=False),
            Column("follows", Serial),
            Column("actor_kind", String(12), nullable=False),
            Column("actor_id", String(200)),
            Column("actor_name", Text),
            Column("method", String(8), nullable=False),
            Column("route", String(80), nullable=False),
            Column("about", String(80)),
            Column("details", JSON, nullable=False),
            Column("status", Integer),
            Column("network", String(50)),
            Column("request_id", String(32), nullable=False),
            Column("kept_until", Moment, nullable=False),
            self.index("audit_at", "at"),
            self.index("audit_about", "about", "id", where="about IS NOT NULL"),
            self.index("audit_actor", "actor_id", "id", where="actor_id IS NOT NULL"),
            self.index("audit_follows", "follows", where="follows IS NOT NULL", unique=True),
        )
        guard_log(made)
        return made
