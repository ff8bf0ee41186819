"""What the shop stores: goods, orders, and what it gave back. Prices are whole kopecks, times are UTC."""

from datetime import UTC, datetime

from flask_login import UserMixin
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, TypeDecorator
from werkzeug.security import check_password_hash, generate_password_hash

db = SQLAlchemy()


class UtcDateTime(TypeDecorator):
    """A moment; SQLite forgets zones, so it is kept in UTC and comes back aware."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value, dialect):  # noqa: ARG002 - SQLAlchemy's signature
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value, dialect):  # noqa: ARG002 - as above
        return value.replace(tzinfo=UTC) if value else None


class Product(db.Model):
    sku = db.Column(db.String(40), primary_key=True)
    title = db.Column(db.String(120), nullable=False)
    description = db.Column(db.Text, nullable=False)
    price = db.Column(db.Integer, nullable=False)
    #: A certificate is a code for this amount, usable in baskets of `valid_from` and more.
    certificate_of = db.Column(db.Integer)
    valid_from = db.Column(db.Integer)
    #: How many are on the shelf; none where nobody counts.
    stock = db.Column(db.Integer)


class Purchase(db.Model):
    """An order; named so that it is not mistaken for `flask_amends.Order`, the fact about one."""

    number = db.Column(db.String(20), primary_key=True)
    name = db.Column(db.String(120), nullable=False)
    email = db.Column(db.String(254), nullable=False)
    phone = db.Column(db.String(40))
    address = db.Column(db.String(300), nullable=False)
    #: Who brings it: "shop", "carrier" or "marketplace".
    delivered_by = db.Column(db.String(12), nullable=False)
    #: The marketplace that brought the customer; none for the shop's own.
    marketplace = db.Column(db.String(40))
    discount = db.Column(db.Integer, nullable=False, default=0)
    locale = db.Column(db.String(5), nullable=False)
    placed_at = db.Column(UtcDateTime, nullable=False)
    paid_at = db.Column(UtcDateTime)
    fulfilled_at = db.Column(UtcDateTime)
    lines = db.relationship("Line", backref="purchase", order_by="Line.id", lazy="selectin")
    refunds = db.relationship("Refund", backref="purchase", lazy="selectin")
    replacements = db.relationship("Replacement", backref="purchase", lazy="selectin")
    codes = db.relationship("Code", backref="purchase", lazy="selectin", foreign_keys="Code.number")

    @property
    def total(self) -> int:
        return sum(line.price * line.quantity for line in self.lines) - self.discount

    @property
    def refunded(self) -> int:
        return sum(refund.amount for refund in self.refunds)


class Line(db.Model):
    """One position of an order, with the title and price of that day."""

    id = db.Column(db.Integer, primary_key=True)
    number = db.Column(db.ForeignKey(Purchase.number), nullable=False)
    sku = db.Column(db.String(40), nullable=False)
    title = db.Column(db.String(120), nullable=False)
    description = db.Column(db.Text, nullable=False)
    price = db.Column(db.Integer, nullable=False)
    quantity = db.Column(db.Integer, nullable=False)


class Refund(db.Model):
    """Money given back. The compensation's id is the key, so the same one is never paid twice."""

    compensation_id = db.Column(db.String(60), primary_key=True)
    number = db.Column(db.ForeignKey(Purchase.number), nullable=False)
    amount = db.Column(db.Integer, nullable=False)
    at = db.Column(UtcDateTime, nullable=False)


class Code(db.Model):
    """A certificate or promo code. Bought certificates have no compensation behind them."""

    code = db.Column(db.String(20), primary_key=True)
    compensation_id = db.Column(db.String(60), unique=True)
    number = db.Column(db.ForeignKey(Purchase.number))
    amount = db.Column(db.Integer, nullable=False)
    valid_from = db.Column(db.Integer, nullable=False, default=0)
    used_in = db.Column(db.ForeignKey(Purchase.number))


class Replacement(db.Model):
    """The same goods, sent once more and free of charge."""

    compensation_id = db.Column(db.String(60), primary_key=True)
    number = db.Column(db.ForeignKey(Purchase.number), nullable=False)
    goods = db.Column(db.Text, nullable=False)
    deliver_on = db.Column(UtcDateTime)
    at = db.Column(UtcDateTime, nullable=False)


class Staff(UserMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(40), unique=True, nullable=False)
    password_hash = db.Column(db.String(300), nullable=False)
    #: What they may do at the claims desk: an "agent" answers claims, a "lead" also takes second looks.
    role = db.Column(db.String(12), nullable=False)

    def set_password(self, password: str) -> None:
        self.password_hash = generate_password_hash(password)

    def has_password(self, password: str) -> bool:
        return check_password_hash(self.password_hash, password)


class WallClock:
    """The time, as the shop's own orders see it."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - a shop has its own wall clock
