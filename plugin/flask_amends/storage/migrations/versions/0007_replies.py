"""Snippets, promises and tasks of the desk, and who is not to be called."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    _snippets(p)
    _promises(p)
    op.create_table(
        f"{p}no_calls",
        Column("person_id", sa.String(length=40), nullable=False),
        Column("since", Moment, nullable=False),
        Column("by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], [f"{p}persons.id"], name=f"fk_{p}no_calls_person_id"),
        sa.ForeignKeyConstraint(["by"], [f"{p}persons.id"], name=f"fk_{p}no_calls_by"),
        sa.PrimaryKeyConstraint("person_id", name=f"pk_{p}no_calls"),
    )


def downgrade() -> None:
    """Drop it."""
    p = context.config.attributes["prefix"]
    for name in ("no_calls", "promises", "snippets"):
        op.drop_table(f"{p}{name}")


def _snippets(p: str) -> None:
    op.create_table(
        f"{p}snippets",
        Column("snippet_id", sa.String(length=40), nullable=False),
        Column("number", sa.Integer(), nullable=False),
        Column("at", Moment, nullable=False),
        Column("by", sa.String(length=40), nullable=False),
        Column("title", sa.String(length=200), nullable=False),
        Column("reasons", sa.JSON(), nullable=False),
        Column("texts", sa.JSON(), nullable=False),
        Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["by"], [f"{p}persons.id"], name=f"fk_{p}snippets_by"),
        sa.PrimaryKeyConstraint("snippet_id", "number", name=f"pk_{p}snippets"),
    )


def _promises(p: str) -> None:
    columns = ("made_by", "owner", "settled_by")
    op.create_table(
        f"{p}promises",
        Column("id", sa.String(length=40), nullable=False),
        Column("kind", sa.String(length=20), nullable=False),
        Column("case_id", sa.String(length=40), nullable=True),
        Column("enquiry_id", sa.String(length=40), nullable=True),
        Column("sequence", sa.Integer(), nullable=True),
        Column("made_at", Moment, nullable=False),
        Column("made_by", sa.String(length=40), nullable=True),
        Column("owner", sa.String(length=40), nullable=True),
        Column("due_at", Moment, nullable=False),
        Column("text", sa.Text(), nullable=True),
        Column("draft", sa.Text(), nullable=True),
        Column("consent", sa.String(length=10), nullable=True),
        Column("settled_at", Moment, nullable=True),
        Column("settled_by", sa.String(length=40), nullable=True),
        Column("result", sa.String(length=10), nullable=True),
        Column("next_at", Moment, nullable=True),
        Column("reminders", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('hold', 'answer', 'callback', 'pause', 'fix', 'public_answer')",
            name=f"ck_{p}promises_kind",
        ),
        sa.CheckConstraint("result IN ('done', 'broken', 'void')", name=f"ck_{p}promises_result"),
        sa.CheckConstraint("consent IN ('asked', 'yes', 'no')", name=f"ck_{p}promises_consent"),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{p}promises_case_id"),
        sa.ForeignKeyConstraint(["enquiry_id"], [f"{p}enquiries.id"], name=f"fk_{p}promises_enquiry_id"),
        *(
            sa.ForeignKeyConstraint([one], [f"{p}persons.id"], name=f"fk_{p}promises_{one}")
            for one in columns
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}promises"),
    )
    _index(p, "promises_event", ["case_id", "sequence"], where="sequence IS NOT NULL", unique=True)
    _index(p, "promises_open", ["due_at", "id"], where="settled_at IS NULL")
    _index(p, "promises_due", ["due_at", "id"])
    _index(p, "promises_case", ["case_id"])
    _index(p, "promises_enquiry", ["enquiry_id"])
    _index(p, "promises_sweep", ["next_at"], where="next_at IS NOT NULL")


def _index(p: str, name: str, columns: list[str], where: str | None = None, *, unique: bool = False) -> None:
    part = sa.text(where) if where else None
    op.create_index(
        f"{p}ix_{name}", f"{p}promises", columns, unique=unique, sqlite_where=part, postgresql_where=part
    )
