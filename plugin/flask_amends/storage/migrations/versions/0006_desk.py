"""What the desk keeps beside a case: its line in the inbox, what it is found by, tags and notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage import desk_filling
from flask_amends.storage.columns import Moment
from flask_amends.storage.desk_tables import Term

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OPEN = "due_at IS NOT NULL"
_FILTERS = ("status", "awaiting", "reason", "marketplace", "assignee_id", "priority")


def upgrade() -> None:
    """Make room, and give each case that is there its line."""
    p = context.config.attributes["prefix"]
    _case_desk(p)
    _case_terms(p)
    _case_tags(p)
    _case_notes(p)
    op.execute(desk_filling.lines(p, op.get_context().dialect.name))
    if not context.is_offline_mode():
        desk_filling.fill_terms(op.get_bind(), p)


def downgrade() -> None:
    """Drop it."""
    p = context.config.attributes["prefix"]
    for name in ("case_notes", "case_tags", "case_terms", "case_desk"):
        op.drop_table(f"{p}{name}")


def _index(p: str, table: str, name: str, columns: list[str], where: str = "") -> None:
    part = sa.text(where) if where else None
    op.create_index(f"{p}ix_{table}_{name}", f"{p}{table}", columns, sqlite_where=part, postgresql_where=part)


def _case_desk(p: str) -> None:
    name = f"{p}case_desk"
    op.create_table(
        name,
        Column("case_id", sa.String(length=40), nullable=False),
        Column("status", sa.String(length=30), nullable=False),
        Column("awaiting", sa.String(length=20), nullable=True),
        Column("reason", sa.String(length=40), nullable=False),
        Column("marketplace", sa.String(length=100), nullable=True),
        Column("due_at", Moment, nullable=True),
        Column("opened_at", Moment, nullable=False),
        Column("closed_at", Moment, nullable=True),
        Column("unanswered_at", Moment, nullable=True),
        Column("assignee_id", sa.String(length=200), nullable=True),
        Column("assignee_name", sa.Text(), nullable=True),
        Column("priority", sa.String(length=10), nullable=False),
        Column("severity", sa.String(length=20), nullable=True),
        Column("severity_by", sa.String(length=40), nullable=True),
        Column("severity_at", Moment, nullable=True),
        Column("changed_at", Moment, nullable=False),
        sa.CheckConstraint(
            "priority IN ('low', 'normal', 'high', 'urgent')", name=f"ck_{p}case_desk_priority"
        ),
        sa.CheckConstraint(
            "severity IN ('call', 'review', 'public_post', 'lawsuit')", name=f"ck_{p}case_desk_severity"
        ),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{name}_case_id"),
        sa.ForeignKeyConstraint(["severity_by"], [f"{p}persons.id"], name=f"fk_{name}_severity_by"),
        sa.PrimaryKeyConstraint("case_id", name=f"pk_{name}"),
    )
    _index(p, "case_desk", "due", ["due_at", "case_id"], _OPEN)
    for column in _FILTERS:
        _index(p, "case_desk", column.removesuffix("_id"), [column, "due_at", "case_id"], _OPEN)
    by_severity = ["severity", "due_at", "case_id"]
    _index(p, "case_desk", "severity", by_severity, f"{_OPEN} AND severity IS NOT NULL")
    _index(p, "case_desk", "unanswered", ["due_at", "case_id"], f"{_OPEN} AND unanswered_at IS NOT NULL")
    _index(p, "case_desk", "closed", ["closed_at", "case_id"], "closed_at IS NOT NULL")
    _index(p, "case_desk", "changed", ["changed_at"])


def _case_terms(p: str) -> None:
    name = f"{p}case_terms"
    op.create_table(
        name,
        Column("term", Term, nullable=False),
        Column("case_id", sa.String(length=40), nullable=False),
        Column("personal", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{name}_case_id"),
        sa.PrimaryKeyConstraint("term", "case_id", name=f"pk_{name}"),
    )
    _index(p, "case_terms", "case", ["case_id"])


def _case_tags(p: str) -> None:
    name = f"{p}case_tags"
    op.create_table(
        name,
        Column("case_id", sa.String(length=40), nullable=False),
        Column("tag", sa.String(length=40), nullable=False),
        Column("added_by", sa.String(length=40), nullable=True),
        Column("added_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{name}_case_id"),
        sa.ForeignKeyConstraint(["added_by"], [f"{p}persons.id"], name=f"fk_{name}_added_by"),
        sa.PrimaryKeyConstraint("case_id", "tag", name=f"pk_{name}"),
    )
    _index(p, "case_tags", "tag", ["tag", "case_id"])


def _case_notes(p: str) -> None:
    name = f"{p}case_notes"
    op.create_table(
        name,
        Column("id", sa.String(length=40), nullable=False),
        Column("case_id", sa.String(length=40), nullable=False),
        Column("author_id", sa.String(length=40), nullable=True),
        Column("at", Moment, nullable=False),
        Column("text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{name}_case_id"),
        sa.ForeignKeyConstraint(["author_id"], [f"{p}persons.id"], name=f"fk_{name}_author_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    _index(p, "case_notes", "case", ["case_id", "at"])
