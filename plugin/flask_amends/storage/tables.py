"""The tables, on our own metadata. Names start with a prefix, so several shops can share one database.

What a person wrote, their name and their files stand in tables keyed by person (``persons``, ``words``,
``files``, ``reviews``); the history holds only salted commitments to them, so erasing a person leaves its
chain valid.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from flask_amends.storage.access_tables import AccessTables
from flask_amends.storage.after_tables import AfterTables
from flask_amends.storage.appendonly import guard_history
from flask_amends.storage.arbiter_tables import ArbiterTables
from flask_amends.storage.columns import Id, Moment
from flask_amends.storage.contact_tables import ContactTables
from flask_amends.storage.delivery_tables import DeliveryTables
from flask_amends.storage.desk_tables import DeskTables
from flask_amends.storage.finding_tables import FindingTables
from flask_amends.storage.message_tables import MessageTables
from flask_amends.storage.money_tables import MoneyTables
from flask_amends.storage.notice_tables import NoticeTables
from flask_amends.storage.payment_tables import PaymentTables
from flask_amends.storage.price_tables import PriceTables
from flask_amends.storage.promo_tables import PromoTables
from flask_amends.storage.reply_tables import ReplyTables
from flask_amends.storage.reports_tables import ReportTables
from flask_amends.storage.shown_tables import ShownTables
from flask_amends.storage.stock_tables import StockTables
from flask_amends.storage.wish_tables import WishTables

DEFAULT_PREFIX = "amends_"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tables:
    """Every table by its short name. Equal only to itself, so that it is cheap to keep statements by it."""

    metadata: MetaData
    cases: Table
    events: Table
    persons: Table
    words: Table
    files: Table
    staged_uploads: Table
    endpoints: Table
    marketplaces: Table
    messages: Table
    deliveries: Table
    attempts: Table
    mails: Table
    links: Table
    sessions: Table
    idempotency: Table
    limits: Table
    inbound: Table
    leases: Table
    reviews: Table
    review_versions: Table
    compensations: Table
    enquiries: Table
    enquiry_messages: Table
    withdrawals: Table
    order_requests: Table
    approvals: Table
    goodwill: Table
    incidents: Table
    incident_orders: Table
    case_desk: Table
    case_terms: Table
    case_tags: Table
    case_notes: Table
    snippets: Table
    promises: Table
    no_calls: Table
    wishes: Table
    order_confirmations: Table
    reaches: Table
    consents: Table
    contact_decisions: Table
    arbiter_seats: Table
    arbiter_sessions: Table
    case_holds: Table
    api_keys: Table
    audit: Table
    case_figures: Table
    case_silences: Table
    seen_prices: Table
    preventions: Table
    price_points: Table
    price_decisions: Table
    stock_facts: Table
    stock_points: Table
    stock_waits: Table
    stock_letters: Table
    shown_notices: Table
    payments: Table
    notice_texts: Table
    looks: Table
    promo_versions: Table
    promo_uses: Table
    delivery_reviews: Table

    def all(self) -> tuple[Table, ...]:
        """Every table, parents first."""
        return tuple(self.metadata.sorted_tables)


@cache
def build_tables(prefix: str = DEFAULT_PREFIX) -> Tables:
    """The tables of one prefix; built once."""
    metadata = MetaData(
        naming_convention={
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    make = _Maker(metadata, prefix)
    names = [field.name for field in fields(Tables) if field.name != "metadata"]
    order = ["persons", *(name for name in names if name != "persons")]
    built = {name: getattr(make, name)() for name in order}
    guard_history(built["events"])
    return Tables(metadata=metadata, **built)


class _Maker(
    ContactTables,
    MessageTables,
    AfterTables,
    FindingTables,
    ArbiterTables,
    NoticeTables,
    PriceTables,
    PromoTables,
    ShownTables,
    PaymentTables,
    ReplyTables,
    WishTables,
    AccessTables,
    DeliveryTables,
    DeskTables,
    MoneyTables,
    ReportTables,
    StockTables,
):
    """Makes each table of one prefix."""

    def persons(self) -> Table:
        return self.table(
            "persons",
            Column("id", Id, primary_key=True),
            Column("kind", String(10), nullable=False),
            Column("external_id", String(200)),
            Column("email", String(320)),
            Column("name", Text),
            Column("phone", String(40)),
            Column("created_at", Moment, nullable=False),
            Column("erased_at", Moment),
            self.index("persons_email", "email", where="email IS NOT NULL"),
            self.index(
                "persons_external", "kind", "external_id", where="external_id IS NOT NULL", unique=True
            ),
        )

    def cases(self) -> Table:
        return self.table(
            "cases",
            Column("id", Id, primary_key=True),
            Column("reference_number", String(20), nullable=False, unique=True),
            Column("version", Integer, nullable=False),
            Column("status", String(30), nullable=False),
            Column("awaiting", String(20)),
            Column("due_at", Moment),
            Column("sweep_at", Moment),
            Column("policy", Text, nullable=False),
            Column("state", JSON, nullable=False),
            Column("marketplace", String(100)),
            Column("order_number", String(200)),
            Column("order_snapshot", JSON),
            Column("shopper_id", Id, self.to("persons.id"), nullable=False),
            Column("claim_key", String(64)),
            Column("locale", String(20), nullable=False),
            Column("time_zone", String(64)),
            Column("opened_at", Moment, nullable=False),
            Column("updated_at", Moment, nullable=False),
            Column("closed_at", Moment),
            Column("outcome", String(40)),
            Column("flags", JSON, nullable=False),
            Column("forgotten_at", Moment),
            self.index("cases_kept", "closed_at", where="closed_at IS NOT NULL AND forgotten_at IS NULL"),
            self.index("cases_second_look", "due_at", "id", where="awaiting = 'arbiter'"),
            self.index("cases_due", "due_at", "id", where="due_at IS NOT NULL"),
            self.index("cases_sweep", "sweep_at", where="sweep_at IS NOT NULL"),
            self.index("cases_opened", "opened_at", "id"),
            self.index("cases_closed", "closed_at", "id", where="closed_at IS NOT NULL"),
            self.index("cases_order", "order_number", where="order_number IS NOT NULL"),
            self.index("cases_shopper", "shopper_id"),
            self.index("cases_claim", "claim_key", where="closed_at IS NULL"),
        )

    def events(self) -> Table:
        return self.table(
            "events",
            Column("case_id", Id, self.to("cases.id"), nullable=False),
            Column("sequence", Integer, nullable=False),
            Column("type", String(60), nullable=False),
            Column("actor", String(20), nullable=False),
            Column("actor_id", Id),
            Column("at", Moment, nullable=False),
            Column("facts", JSON, nullable=False),
            Column("after", JSON, nullable=False),
            Column("commitments", JSON, nullable=False),
            Column("prev_hash", String(64), nullable=False),
            Column("hash", String(64), nullable=False),
            PrimaryKeyConstraint("case_id", "sequence"),
            self.index("events_at", "at", "case_id", "sequence"),
        )

    def words(self) -> Table:
        return self.table(
            "words",
            Column("case_id", Id, self.to("cases.id"), nullable=False),
            Column("sequence", Integer, nullable=False),
            Column("field", String(40), nullable=False),
            Column("person_id", Id, self.to("persons.id")),
            Column("salt", String(32)),
            Column("text", Text),
            PrimaryKeyConstraint("case_id", "sequence", "field"),
            self.index("words_person", "person_id"),
        )

    def files(self) -> Table:
        return self.table(
            "files",
            Column("id", Id, primary_key=True),
            Column("case_id", Id, self.to("cases.id"), nullable=False),
            Column("sequence", Integer, nullable=False),
            Column("evidence_id", Id, nullable=False),
            Column("person_id", Id, self.to("persons.id")),
            Column("name", Text),
            Column("media_type", String(100), nullable=False),
            Column("bytes", Integer, nullable=False),
            Column("sha256", String(64)),
            Column("salt", String(32)),
            Column("key", String(100)),
            Column("description", Text),
            Column("created_at", Moment, nullable=False),
            self.index("files_case", "case_id"),
            self.index("files_person", "person_id"),
        )

    def staged_uploads(self) -> Table:
        return self.table(
            "staged_uploads",
            Column("id", Id, primary_key=True),
            Column("key", String(100), nullable=False),
            Column("name", Text, nullable=False),
            Column("media_type", String(100), nullable=False),
            Column("bytes", Integer, nullable=False),
            Column("sha256", String(64), nullable=False),
            Column("created_at", Moment, nullable=False),
            Column("used_by", Id),
            Column("description", Text),
            self.index("staged_uploads_created", "created_at"),
        )

    def links(self) -> Table:
        return self.table(
            "links",
            Column("jti", Id, primary_key=True),
            Column("purpose", String(20), nullable=False),
            Column("case_id", Id, self.to("cases.id")),
            Column("about", Id),
            Column("person_id", Id, self.to("persons.id")),
            Column("created_at", Moment, nullable=False),
            Column("expires_at", Moment, nullable=False),
            Column("revoked_at", Moment),
            Column("uses", Integer, nullable=False, default=0),
            Column("last_use_at", Moment),
            self.index("links_case", "case_id", "created_at"),
            self.index("links_about", "about", where="about IS NOT NULL"),
        )

    def sessions(self) -> Table:
        return self.table(
            "sessions",
            Column("token_hash", String(64), primary_key=True),
            Column("jti", Id, self.to("links.jti")),
            Column("case_id", Id, self.to("cases.id"), nullable=False),
            Column("created_at", Moment, nullable=False),
            Column("last_use_at", Moment, nullable=False),
            Column("expires_at", Moment, nullable=False),
            self.index("sessions_expires", "expires_at"),
        )

    def idempotency(self) -> Table:
        return self.table(
            "idempotency",
            Column("scope", String(60), nullable=False),
            Column("key", String(128), nullable=False),
            Column("body_hash", String(64), nullable=False),
            Column("status", Integer, nullable=False),
            Column("response", JSON, nullable=False),
            Column("at", Moment, nullable=False),
            PrimaryKeyConstraint("scope", "key"),
            self.index("idempotency_at", "at"),
        )

    def limits(self) -> Table:
        return self.table(
            "limits",
            Column("bucket", String(100), nullable=False),
            Column("window_start", Moment, nullable=False),
            Column("count", Integer, nullable=False),
            PrimaryKeyConstraint("bucket", "window_start"),
            self.index("limits_window", "window_start"),
        )

    def leases(self) -> Table:
        return self.table(
            "leases",
            Column("name", String(60), primary_key=True),
            Column("owner", String(100), nullable=False),
            Column("token", Integer, nullable=False),
            Column("expires_at", Moment, nullable=False),
        )

    def compensations(self) -> Table:
        return self.table(
            "compensations",
            Column("id", String(80), primary_key=True),
            Column("case_id", Id, self.to("cases.id"), nullable=False),
            Column("state", String(10), nullable=False, default="pending"),
            Column("requested_by", Id),
            Column("attempts", Integer, nullable=False, default=0),
            Column("next_at", Moment, nullable=False),
            Column("lease", String(40)),
            Column("created_at", Moment, nullable=False),
            Column("finished_at", Moment),
            Column("last_error", Text),
            CheckConstraint("state IN ('pending', 'performed', 'failed', 'cancelled')", name="state"),
            self.index("compensations_due", "next_at", where="state = 'pending'"),
        )
