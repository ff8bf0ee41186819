"""The tables of cases: what happened, to whom, and who may see it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.appendonly import removal, statements
from flask_amends.storage.columns import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table, and guard the history."""
    p = context.config.attributes["prefix"]
    for create in CREATORS:
        create(p)
    for sql in statements(f"{p}events", op.get_context().dialect.name):
        op.execute(sql)


def downgrade() -> None:
    """Drop everything."""
    p = context.config.attributes["prefix"]
    for name in reversed(NAMES):
        op.drop_table(f"{p}{name}")
    for sql in removal(f"{p}events", op.get_context().dialect.name):
        op.execute(sql)


def _index(
    p: str, name: str, table: str, columns: list[str], *, where: str = "", unique: bool = False
) -> None:
    part = sa.text(where) if where else None
    full = f"{p}ix_{name}"
    op.create_index(full, f"{p}{table}", columns, unique=unique, sqlite_where=part, postgresql_where=part)


def _idempotency(p: str) -> None:
    op.create_table(
        f"{p}idempotency",
        Column("scope", sa.String(length=60), nullable=False),
        Column("key", sa.String(length=128), nullable=False),
        Column("body_hash", sa.String(length=64), nullable=False),
        Column("status", sa.Integer(), nullable=False),
        Column("response", sa.JSON(), nullable=False),
        Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name=f"pk_{p}idempotency"),
    )
    _index(p, "idempotency_at", "idempotency", ["at"])


def _leases(p: str) -> None:
    op.create_table(
        f"{p}leases",
        Column("name", sa.String(length=60), nullable=False),
        Column("owner", sa.String(length=100), nullable=False),
        Column("token", sa.Integer(), nullable=False),
        Column("expires_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name=f"pk_{p}leases"),
    )


def _limits(p: str) -> None:
    op.create_table(
        f"{p}limits",
        Column("bucket", sa.String(length=100), nullable=False),
        Column("window_start", Moment, nullable=False),
        Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "window_start", name=f"pk_{p}limits"),
    )
    _index(p, "limits_window", "limits", ["window_start"])


def _persons(p: str) -> None:
    op.create_table(
        f"{p}persons",
        Column("id", sa.String(length=40), nullable=False),
        Column("kind", sa.String(length=10), nullable=False),
        Column("external_id", sa.String(length=200), nullable=True),
        Column("email", sa.String(length=320), nullable=True),
        Column("name", sa.Text(), nullable=True),
        Column("phone", sa.String(length=40), nullable=True),
        Column("created_at", Moment, nullable=False),
        Column("erased_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}persons"),
    )
    _index(p, "persons_email", "persons", ["email"], where="email IS NOT NULL")
    _index(
        p,
        "persons_external",
        "persons",
        ["kind", "external_id"],
        where="external_id IS NOT NULL",
        unique=True,
    )


def _staged_uploads(p: str) -> None:
    op.create_table(
        f"{p}staged_uploads",
        Column("id", sa.String(length=40), nullable=False),
        Column("key", sa.String(length=100), nullable=False),
        Column("name", sa.Text(), nullable=False),
        Column("media_type", sa.String(length=100), nullable=False),
        Column("bytes", sa.Integer(), nullable=False),
        Column("sha256", sa.String(length=64), nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("used_by", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}staged_uploads"),
    )
    _index(p, "staged_uploads_created", "staged_uploads", ["created_at"])


def _cases(p: str) -> None:
    op.create_table(
        f"{p}cases",
        Column("id", sa.String(length=40), nullable=False),
        Column("reference_number", sa.String(length=20), nullable=False),
        Column("version", sa.Integer(), nullable=False),
        Column("status", sa.String(length=30), nullable=False),
        Column("awaiting", sa.String(length=20), nullable=True),
        Column("due_at", Moment, nullable=True),
        Column("sweep_at", Moment, nullable=True),
        Column("policy", sa.Text(), nullable=False),
        Column("state", sa.JSON(), nullable=False),
        Column("marketplace", sa.String(length=100), nullable=True),
        Column("order_number", sa.String(length=200), nullable=True),
        Column("order_snapshot", sa.JSON(), nullable=True),
        Column("shopper_id", sa.String(length=40), nullable=False),
        Column("claim_key", sa.String(length=64), nullable=True),
        Column("locale", sa.String(length=20), nullable=False),
        Column("time_zone", sa.String(length=64), nullable=True),
        Column("opened_at", Moment, nullable=False),
        Column("updated_at", Moment, nullable=False),
        Column("closed_at", Moment, nullable=True),
        Column("outcome", sa.String(length=40), nullable=True),
        Column("flags", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["shopper_id"], [f"{p}persons.id"], name=f"fk_{p}cases_shopper_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}cases"),
        sa.UniqueConstraint("reference_number", name=f"uq_{p}cases_reference_number"),
    )
    _index(p, "cases_claim", "cases", ["claim_key"], where="closed_at IS NULL")
    _index(p, "cases_closed", "cases", ["closed_at", "id"], where="closed_at IS NOT NULL")
    _index(p, "cases_due", "cases", ["due_at", "id"], where="due_at IS NOT NULL")
    _index(p, "cases_opened", "cases", ["opened_at", "id"])
    _index(p, "cases_order", "cases", ["order_number"], where="order_number IS NOT NULL")
    _index(p, "cases_shopper", "cases", ["shopper_id"])
    _index(p, "cases_sweep", "cases", ["sweep_at"], where="sweep_at IS NOT NULL")


def _compensations(p: str) -> None:
    op.create_table(
        f"{p}compensations",
        Column("id", sa.String(length=80), nullable=False),
        Column("case_id", sa.String(length=40), nullable=False),
        Column("state", sa.String(length=10), nullable=False),
        Column("requested_by", sa.String(length=40), nullable=True),
        Column("attempts", sa.Integer(), nullable=False),
        Column("next_at", Moment, nullable=False),
        Column("lease", sa.String(length=40), nullable=True),
        Column("created_at", Moment, nullable=False),
        Column("finished_at", Moment, nullable=True),
        Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'performed', 'failed', 'cancelled')", name=f"ck_{p}compensations_state"
        ),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{p}compensations_case_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}compensations"),
    )
    _index(p, "compensations_due", "compensations", ["next_at"], where="state = 'pending'")


def _events(p: str) -> None:
    op.create_table(
        f"{p}events",
        Column("case_id", sa.String(length=40), nullable=False),
        Column("sequence", sa.Integer(), nullable=False),
        Column("type", sa.String(length=60), nullable=False),
        Column("actor", sa.String(length=20), nullable=False),
        Column("actor_id", sa.String(length=40), nullable=True),
        Column("at", Moment, nullable=False),
        Column("facts", sa.JSON(), nullable=False),
        Column("after", sa.JSON(), nullable=False),
        Column("commitments", sa.JSON(), nullable=False),
        Column("prev_hash", sa.String(length=64), nullable=False),
        Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{p}events_case_id"),
        sa.PrimaryKeyConstraint("case_id", "sequence", name=f"pk_{p}events"),
    )


def _files(p: str) -> None:
    op.create_table(
        f"{p}files",
        Column("id", sa.String(length=40), nullable=False),
        Column("case_id", sa.String(length=40), nullable=False),
        Column("sequence", sa.Integer(), nullable=False),
        Column("evidence_id", sa.String(length=40), nullable=False),
        Column("person_id", sa.String(length=40), nullable=True),
        Column("name", sa.Text(), nullable=True),
        Column("media_type", sa.String(length=100), nullable=False),
        Column("bytes", sa.Integer(), nullable=False),
        Column("sha256", sa.String(length=64), nullable=True),
        Column("salt", sa.String(length=32), nullable=True),
        Column("key", sa.String(length=100), nullable=True),
        Column("description", sa.Text(), nullable=True),
        Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{p}files_case_id"),
        sa.ForeignKeyConstraint(["person_id"], [f"{p}persons.id"], name=f"fk_{p}files_person_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}files"),
    )
    _index(p, "files_case", "files", ["case_id"])
    _index(p, "files_person", "files", ["person_id"])


def _links(p: str) -> None:
    op.create_table(
        f"{p}links",
        Column("jti", sa.String(length=40), nullable=False),
        Column("purpose", sa.String(length=20), nullable=False),
        Column("case_id", sa.String(length=40), nullable=True),
        Column("about", sa.String(length=40), nullable=True),
        Column("person_id", sa.String(length=40), nullable=True),
        Column("created_at", Moment, nullable=False),
        Column("expires_at", Moment, nullable=False),
        Column("revoked_at", Moment, nullable=True),
        Column("uses", sa.Integer(), nullable=False),
        Column("last_use_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{p}links_case_id"),
        sa.ForeignKeyConstraint(["person_id"], [f"{p}persons.id"], name=f"fk_{p}links_person_id"),
        sa.PrimaryKeyConstraint("jti", name=f"pk_{p}links"),
    )
    _index(p, "links_case", "links", ["case_id", "created_at"])
    _index(p, "links_about", "links", ["about"], where="about IS NOT NULL")


def _reviews(p: str) -> None:
    op.create_table(
        f"{p}reviews",
        Column("id", sa.String(length=40), nullable=False),
        Column("case_id", sa.String(length=40), nullable=True),
        Column("order_number", sa.String(length=200), nullable=True),
        Column("person_id", sa.String(length=40), nullable=True),
        Column("invited_at", Moment, nullable=False),
        Column("shop", sa.Integer(), nullable=True),
        Column("delivery", sa.Integer(), nullable=True),
        Column("goods", sa.Integer(), nullable=True),
        Column("comment", sa.Text(), nullable=True),
        Column("submitted_at", Moment, nullable=True),
        Column("changed_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{p}reviews_case_id"),
        sa.ForeignKeyConstraint(["person_id"], [f"{p}persons.id"], name=f"fk_{p}reviews_person_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}reviews"),
        sa.UniqueConstraint("case_id", name=f"uq_{p}reviews_case_id"),
    )


def _words(p: str) -> None:
    op.create_table(
        f"{p}words",
        Column("case_id", sa.String(length=40), nullable=False),
        Column("sequence", sa.Integer(), nullable=False),
        Column("field", sa.String(length=40), nullable=False),
        Column("person_id", sa.String(length=40), nullable=True),
        Column("salt", sa.String(length=32), nullable=True),
        Column("text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{p}words_case_id"),
        sa.ForeignKeyConstraint(["person_id"], [f"{p}persons.id"], name=f"fk_{p}words_person_id"),
        sa.PrimaryKeyConstraint("case_id", "sequence", "field", name=f"pk_{p}words"),
    )
    _index(p, "words_person", "words", ["person_id"])


def _sessions(p: str) -> None:
    op.create_table(
        f"{p}sessions",
        Column("token_hash", sa.String(length=64), nullable=False),
        Column("jti", sa.String(length=40), nullable=True),
        Column("case_id", sa.String(length=40), nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("last_use_at", Moment, nullable=False),
        Column("expires_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{p}sessions_case_id"),
        sa.ForeignKeyConstraint(["jti"], [f"{p}links.jti"], name=f"fk_{p}sessions_jti"),
        sa.PrimaryKeyConstraint("token_hash", name=f"pk_{p}sessions"),
    )
    _index(p, "sessions_expires", "sessions", ["expires_at"])


CREATORS = (
    _idempotency,
    _leases,
    _limits,
    _persons,
    _staged_uploads,
    _cases,
    _compensations,
    _events,
    _files,
    _links,
    _reviews,
    _words,
    _sessions,
)
NAMES = (
    "idempotency",
    "leases",
    "limits",
    "persons",
    "staged_uploads",
    "cases",
    "compensations",
    "events",
    "files",
    "links",
    "reviews",
    "words",
    "sessions",
)
