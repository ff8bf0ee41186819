"""What the marketplace keeps: every message it got, once, and every answer it gave."""

import json
import sqlite3
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY, dispute_id TEXT, sequence INTEGER,
    type TEXT NOT NULL, at TEXT NOT NULL, data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS messages_of_case ON messages (dispute_id, sequence);
CREATE TABLE IF NOT EXISTS answers (
    id TEXT PRIMARY KEY, dispute_id TEXT NOT NULL,
    type TEXT NOT NULL, body TEXT NOT NULL, result TEXT NOT NULL
);
"""


class Store:
    """A connection for one request."""

    def __init__(self, folder):
        self.db = sqlite3.connect(Path(folder, "marketplace.sqlite3"), timeout=30, isolation_level=None)
        self.db.row_factory = sqlite3.Row

    def create(self):
        self.db.executescript(SCHEMA)
        self.close()

    def close(self):
        self.db.close()

    def add_message(self, id, type, at, data):  # noqa: A002 - the field's own words
        """Keep a message. One that came before is left alone: the shop may send it again at any time."""
        self.db.execute(
            "INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?, ?, ?)",
            (id, data.get("dispute_id"), data.get("sequence"), type, at, json.dumps(data)),
        )

    def messages(self, dispute_id):
        """The timeline of a case, in the order of what happened, whatever the order of arrival."""
        rows = self.db.execute(
            "SELECT * FROM messages WHERE dispute_id = ? ORDER BY sequence, type", (dispute_id,)
        )
        return [_message(row) for row in rows]

    def cases(self):
        """Every case as its newest message tells it; those that wait for us first, then by deadline."""
        rows = self.db.execute(
            "SELECT *, max(sequence) FROM messages WHERE dispute_id IS NOT NULL GROUP BY dispute_id"
        )
        cases = [_message(row)["data"] for row in rows]
        return sorted(
            cases, key=lambda case: (not waits_for_us(case), case["due_at"] or "~", case["dispute_id"])
        )

    def add_answer(self, id, dispute_id, type, body, result):  # noqa: A002 - as above
        """Keep an answer with what came of it; a second attempt takes the place of the first."""
        self.db.execute("REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", (id, dispute_id, type, body, result))

    def answer(self, id):  # noqa: A002 - as above
        return self.db.execute("SELECT * FROM answers WHERE id = ?", (id,)).fetchone()

    def answers(self, dispute_id):
        return self.db.execute(
            "SELECT * FROM answers WHERE dispute_id = ? ORDER BY rowid", (dispute_id,)
        ).fetchall()


def waits_for_us(case):
    """Whether the shop waits for this marketplace: to decide, or to pay."""
    ours = {
        one["action"] for one in case["available_actions"] if one["actor"] == "marketplace" and one["due_at"]
    }
    return bool(ours) or case["awaiting"] == "marketplace"


def _message(row):
    return {**row, "data": json.loads(row["data"])}
