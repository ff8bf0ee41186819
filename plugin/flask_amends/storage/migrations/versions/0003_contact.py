"""Questions to the shop and requests to be called back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for questions and what is written in them."""
    p = context.config.attributes["prefix"]
    _enquiries(p)
    _messages(p)


def downgrade() -> None:
    """Drop both."""
    p = context.config.attributes["prefix"]
    for name in ("enquiry_messages", "enquiries"):
        op.drop_table(f"{p}{name}")


def _index(p: str, name: str, table: str, columns: list[str], where: str = "") -> None:
    part = sa.text(where) if where else None
    op.create_index(f"{p}ix_{name}", f"{p}{table}", columns, sqlite_where=part, postgresql_where=part)


def _enquiries(p: str) -> None:
    op.create_table(
        f"{p}enquiries",
        Column("id", sa.String(length=40), nullable=False),
        Column("reference_number", sa.String(length=20), nullable=False),
        Column("topic", sa.String(length=40), nullable=False),
        Column("state", sa.String(length=10), nullable=False),
        Column("order_number", sa.String(length=200), nullable=True),
        Column("person_id", sa.String(length=40), nullable=False),
        Column("case_id", sa.String(length=40), nullable=True),
        Column("locale", sa.String(length=20), nullable=False),
        Column("time_zone", sa.String(length=64), nullable=True),
        Column("wanted", sa.JSON(), nullable=False),
        Column("slot_at", Moment(timezone=True), nullable=True),
        Column("written", sa.Integer(), nullable=False),
        Column("created_at", Moment(timezone=True), nullable=False),
        Column("updated_at", Moment(timezone=True), nullable=False),
        Column("answer_by", Moment(timezone=True), nullable=True),
        Column("sweep_at", Moment(timezone=True), nullable=True),
        Column("closed_at", Moment(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('held', 'open', 'answered', 'closed')", name=f"ck_{p}enquiries_state"),
        sa.ForeignKeyConstraint(["person_id"], [f"{p}persons.id"], name=f"fk_{p}enquiries_person_id"),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{p}enquiries_case_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}enquiries"),
        sa.UniqueConstraint("reference_number", name=f"uq_{p}enquiries_reference_number"),
    )
    _index(p, "enquiries_waiting", "enquiries", ["answer_by", "id"], "state IN ('held', 'open')")
    _index(p, "enquiries_sweep", "enquiries", ["sweep_at"], "sweep_at IS NOT NULL")
    _index(p, "enquiries_updated", "enquiries", ["updated_at", "id"])
    _index(p, "enquiries_person", "enquiries", ["person_id"])


def _messages(p: str) -> None:
    op.create_table(
        f"{p}enquiry_messages",
        Column("enquiry_id", sa.String(length=40), nullable=False),
        Column("number", sa.Integer(), nullable=False),
        Column("kind", sa.String(length=20), nullable=False),
        Column("by", sa.String(length=10), nullable=False),
        Column("person_id", sa.String(length=40), nullable=True),
        Column("at", Moment(timezone=True), nullable=False),
        Column("text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enquiry_id"], [f"{p}enquiries.id"], name=f"fk_{p}enquiry_messages_enquiry_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], [f"{p}persons.id"], name=f"fk_{p}enquiry_messages_person_id"),
        sa.PrimaryKeyConstraint("enquiry_id", "number", name=f"pk_{p}enquiry_messages"),
    )
    _index(p, "enquiry_messages_person", "enquiry_messages", ["person_id"])
