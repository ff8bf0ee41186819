"""What is known about stock, who waits for it, and letters about what is short."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.appendonly import ledger_statements, removal
from flask_amends.storage.columns import Id, Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    _facts(p)
    _points(p)
    _waits(p)
    _letters(p)


def _facts(p: str) -> None:
    op.create_table(
        f"{p}stock_facts",
        Column("sku", sa.String(length=200), nullable=False),
        Column("title", sa.String(length=300), nullable=True),
        Column("url", sa.Text(), nullable=True),
        Column("on_hand", sa.Integer(), nullable=True),
        Column("reserved", sa.Integer(), nullable=False),
        Column("safety_stock", sa.Integer(), nullable=False),
        Column("source", sa.String(length=100), nullable=False),
        Column("checked_at", Moment, nullable=False),
        Column("changed_at", Moment, nullable=True),
        Column("ttl", sa.Integer(), nullable=False),
        Column("backorder", sa.Boolean(), nullable=False),
        Column("made_to_order", sa.Boolean(), nullable=False),
        Column("discontinued", sa.Boolean(), nullable=False),
        Column("release_on", sa.Date(), nullable=True),
        Column("lead_days", sa.Integer(), nullable=True),
        Column("sales_per_hour", sa.Float(), nullable=False),
        Column("sync_every", sa.Integer(), nullable=True),
        Column("doubts", sa.JSON(), nullable=False),
        Column("stale_at", Moment, nullable=False),
        Column("alarm_at", Moment, nullable=True),
        Column("restock_day", sa.Date(), nullable=True),
        Column("restock_until", sa.Date(), nullable=True),
        Column("restock_source", sa.String(length=200), nullable=True),
        Column("restock_confirmed_at", Moment, nullable=True),
        Column("restock_confirmed_on", sa.Date(), nullable=True),
        Column("restock_moves", sa.Integer(), nullable=False),
        Column("watched", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("sku", name=f"pk_{p}stock_facts"),
    )
    op.create_index(f"{p}ix_stock_facts_stale", f"{p}stock_facts", ["stale_at", "sku"])
    _partial(p, "stock_facts", "stock_facts_alarm", ["alarm_at"], "alarm_at IS NOT NULL")
    _partial(p, "stock_facts", "stock_facts_restock", ["restock_day"], "restock_day IS NOT NULL")


def _points(p: str) -> None:
    op.create_table(
        f"{p}stock_points",
        Column("id", Id, nullable=False),
        Column("sku", sa.String(length=200), nullable=False),
        Column("at", Moment, nullable=False),
        Column("state", sa.String(length=20), nullable=False),
        Column("on_hand", sa.Integer(), nullable=True),
        Column("source", sa.String(length=100), nullable=False),
        Column("restock_day", sa.Date(), nullable=True),
        Column("restock_until", sa.Date(), nullable=True),
        Column("actor", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}stock_points"),
    )
    op.create_index(f"{p}ix_stock_points_sku", f"{p}stock_points", ["sku", "at", "id"])
    for sql in ledger_statements(f"{p}stock_points", op.get_context().dialect.name):
        op.execute(sql)


def _waits(p: str) -> None:
    op.create_table(
        f"{p}stock_waits",
        Column("id", Id, nullable=False),
        Column("sku", sa.String(length=200), nullable=False),
        Column("person_id", Id, nullable=False),
        Column("address", sa.String(length=64), nullable=False),
        Column("locale", sa.String(length=20), nullable=False),
        Column("state", sa.String(length=10), nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("told_at", Moment, nullable=True),
        Column("notices", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}stock_waits"),
        sa.ForeignKeyConstraint(["person_id"], [f"{p}persons.id"], name=f"fk_{p}stock_waits_person_id"),
    )
    _partial(p, "stock_waits", "stock_waits_one", ["sku", "address"], "state = 'waiting'", unique=True)
    op.create_index(f"{p}ix_stock_waits_person", f"{p}stock_waits", ["person_id"])


def _letters(p: str) -> None:
    op.create_table(
        f"{p}stock_letters",
        Column("id", Id, nullable=False),
        Column("order_number", sa.String(length=200), nullable=False),
        Column("sku", sa.String(length=200), nullable=False),
        Column("title", sa.String(length=300), nullable=False),
        Column("quantity", sa.Integer(), nullable=False),
        Column("state", sa.String(length=10), nullable=False),
        Column("locale", sa.String(length=20), nullable=False),
        Column("person_id", Id, nullable=True),
        Column("case_id", Id, nullable=True),
        Column("words", sa.Text(), nullable=True),
        Column("paid_minor", sa.BigInteger(), nullable=True),
        Column("currency", sa.String(length=3), nullable=False),
        Column("alternatives", sa.JSON(), nullable=False),
        Column("choice", sa.Integer(), nullable=True),
        Column("reported_at", Moment, nullable=False),
        Column("reported_by", sa.String(length=200), nullable=True),
        Column("due_at", Moment, nullable=False),
        Column("sent_at", Moment, nullable=True),
        Column("sent_by", Id, nullable=True),
        Column("answered_at", Moment, nullable=True),
        Column("settled_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}stock_letters"),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{p}stock_letters_case_id"),
        *(
            sa.ForeignKeyConstraint([name], [f"{p}persons.id"], name=f"fk_{p}stock_letters_{name}")
            for name in ("person_id", "sent_by")
        ),
    )
    op.create_index(f"{p}ix_stock_letters_one", f"{p}stock_letters", ["order_number", "sku"], unique=True)
    op.create_index(f"{p}ix_stock_letters_open", f"{p}stock_letters", ["state", "due_at", "id"])
    op.create_index(f"{p}ix_stock_letters_case", f"{p}stock_letters", ["case_id"])
    op.create_index(f"{p}ix_stock_letters_person", f"{p}stock_letters", ["person_id"])


def _partial(p: str, table: str, name: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    part = sa.text(where)
    op.create_index(
        f"{p}ix_{name}",
        f"{p}{table}",
        columns,
        unique=unique,
        sqlite_where=part,
        postgresql_where=part,
    )


def downgrade() -> None:
    """Drop it."""
    p = context.config.attributes["prefix"]
    for name in ("stock_letters", "stock_waits", "stock_points", "stock_facts"):
        op.drop_table(f"{p}{name}")
    for sql in removal(f"{p}stock_points", op.get_context().dialect.name):
        op.execute(sql)
