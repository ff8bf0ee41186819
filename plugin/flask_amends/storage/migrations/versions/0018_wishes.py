"""How customers want to be reached."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Id, Moment

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    _wishes(p)
    _decisions(p)


def downgrade() -> None:
    """Drop it."""
    p = context.config.attributes["prefix"]
    for name in ("contact_decisions", "consents", "reaches", "wishes"):
        op.drop_table(f"{p}{name}")


def _wishes(p: str) -> None:
    op.create_table(
        f"{p}wishes",
        Column("id", Id, nullable=False),
        Column("person_id", Id, nullable=True),
        Column("customer_id", sa.String(length=200), nullable=True),
        Column("do_not_call", sa.Boolean(), nullable=False),
        Column("account_only", sa.Boolean(), nullable=False),
        Column("stopped", sa.JSON(), nullable=False),
        Column("refused", sa.JSON(), nullable=False),
        Column("quiet", sa.JSON(), nullable=False),
        Column("zone", sa.String(length=64), nullable=True),
        Column("paused_until", Moment, nullable=True),
        Column("locale", sa.String(length=10), nullable=False),
        Column("told", sa.Integer(), nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("updated_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], [f"{p}persons.id"], name=f"fk_{p}wishes_person_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}wishes"),
    )
    _index(p, "wishes", "wishes_person", ["person_id"], "person_id IS NOT NULL")
    op.create_table(
        f"{p}reaches",
        Column("kind", sa.String(length=10), nullable=False),
        Column("digest", sa.String(length=64), nullable=False),
        Column("wish_id", Id, nullable=False),
        sa.CheckConstraint("kind IN ('email', 'phone', 'customer')", name=f"ck_{p}reaches_kind"),
        sa.ForeignKeyConstraint(["wish_id"], [f"{p}wishes.id"], name=f"fk_{p}reaches_wish_id"),
        sa.PrimaryKeyConstraint("kind", "digest", name=f"pk_{p}reaches"),
    )
    _index(p, "reaches", "reaches_wish", ["wish_id"])
    op.create_table(
        f"{p}consents",
        Column("id", Id, nullable=False),
        Column("wish_id", Id, nullable=False),
        Column("channel", sa.String(length=10), nullable=False),
        Column("at", Moment, nullable=False),
        Column("wording", sa.Text(), nullable=False),
        Column("place", sa.String(length=40), nullable=False),
        Column("expires_at", Moment, nullable=True),
        Column("withdrawn_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["wish_id"], [f"{p}wishes.id"], name=f"fk_{p}consents_wish_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}consents"),
    )
    _index(p, "consents", "consents_wish", ["wish_id", "at"])


def _decisions(p: str) -> None:
    targets = {"wish_id": "wishes", "person_id": "persons", "by": "persons"}
    op.create_table(
        f"{p}contact_decisions",
        Column("id", Id, nullable=False),
        Column("at", Moment, nullable=False),
        Column("wish_id", Id, nullable=True),
        Column("person_id", Id, nullable=True),
        Column("channel", sa.String(length=10), nullable=False),
        Column("purpose", sa.String(length=20), nullable=False),
        Column("answer", sa.String(length=10), nullable=False),
        Column("because", sa.String(length=20), nullable=False),
        Column("later", Moment, nullable=True),
        Column("about", sa.String(length=60), nullable=True),
        Column("order_number", sa.String(length=64), nullable=True),
        Column("by", Id, nullable=True),
        Column("note", sa.Text(), nullable=True),
        Column("link", sa.Text(), nullable=True),
        sa.CheckConstraint("answer IN ('allow', 'later', 'deny')", name=f"ck_{p}contact_decisions_answer"),
        *(
            sa.ForeignKeyConstraint([one], [f"{p}{table}.id"], name=f"fk_{p}contact_decisions_{one}")
            for one, table in targets.items()
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}contact_decisions"),
    )
    _index(p, "contact_decisions", "contact_decisions_at", ["at", "id"])
    _index(p, "contact_decisions", "contact_decisions_wish", ["wish_id", "at"], "wish_id IS NOT NULL")
    _index(p, "contact_decisions", "contact_decisions_person", ["person_id", "at"], "person_id IS NOT NULL")
    _index(p, "contact_decisions", "contact_decisions_order", ["order_number"], "order_number IS NOT NULL")


def _index(p: str, table: str, name: str, columns: list[str], where: str | None = None) -> None:
    part = sa.text(where) if where else None
    op.create_index(f"{p}ix_{name}", f"{p}{table}", columns, sqlite_where=part, postgresql_where=part)
