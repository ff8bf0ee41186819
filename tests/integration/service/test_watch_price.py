"""A shop's own models, through the guard: the old price stays in the model until somebody decides (P7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, insert, select, update

from flask_amends import Amends, signals
from flask_amends.contrib.sqlalchemy_prices import PriceRefused, _joined, last_check, watch_price
from flask_amends.disputes.money import Money
from flask_amends.errors import AmendsError
from flask_amends.ports import StaffMember
from flask_amends.service import price_decisions, price_reading
from flask_amends.service.price_decisions import Decision
from flask_amends.state import State, get_state
from flask_amends.testing import migrate

BORIS = StaffMember(id="8", name="Boris")


@dataclass
class Place:
    """A shop with products of its own."""

    app: Flask
    db: SQLAlchemy
    product: Any
    state: State

    def save(self, sku: str, price: str) -> Any:
        """Save a price as a shop's form does."""
        found = self.db.session.query(self.product).filter_by(sku=sku).one_or_none()
        if found is None:
            found = self.product(sku=sku)
            self.db.session.add(found)
        found.price = Decimal(price)
        self.db.session.commit()
        return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder: Path = tmp_path_factory.mktemp("watched")
    app = Flask("watched", instance_path=str(folder))
    uri = f"sqlite:///{folder / 'shop.sqlite3'}"
    app.config.update(TESTING=True, SECRET_KEY="test", AMENDS_WORKER="off", SQLALCHEMY_DATABASE_URI=uri)
    db = SQLAlchemy()

    class Product(db.Model):  # type: ignore[name-defined,misc]
        id = db.Column(db.Integer, primary_key=True)
        sku = db.Column(db.String(40), unique=True)
        price = db.Column(db.Numeric(12, 2))

    watch_price(Product.price, known=lambda product: {"floor": _floor(product), "pieces": 3})
    db.init_app(app)
    Amends(app, session=db.session, engine=lambda: db.engine)
    with app.app_context():
        db.create_all()
        migrate(get_state())
        yield Place(app=app, db=db, product=Product, state=get_state())
        db.session.remove()
        db.engine.dispose()


def _floor(product: Any) -> Money | None:
    return Money(amount=Decimal(5), currency="EUR") if product.sku == "floored" else None


def test_an_ordinary_price_is_saved_and_kept_in_the_ledger(place: Place):
    place.save("mug", "12.00")
    assert place.save("mug", "12.50").price == Decimal("12.50")
    assert price_reading.current(place.state, "mug").price == Money(amount=Decimal("12.50"), currency="EUR")


def test_a_held_price_is_not_saved_and_comes_once_it_is_decided(place: Place):  # P7
    place.save("monitor", "90990.00")
    found = place.save("monitor", "990.00")

    assert found.price == Decimal("90990.00")
    checked = last_check(found)
    assert checked is not None
    assert checked.verdict.findings[0].message.endswith("with two digits missing.")

    def show(_app: Flask, *, sku: str, price: Money | None, **_: object) -> None:
        assert price is not None
        changed = update(place.product).where(place.product.sku == sku).values(price=price.amount)
        place.db.session.execute(changed)
        place.db.session.commit()

    with signals.price_released.connected_to(show, sender=place.app):
        price_decisions.decide(place.state, checked.point_id or "", Decision.ACCEPT, by=BORIS)
    place.db.session.expire_all()
    assert place.db.session.query(place.product).filter_by(sku="monitor").one().price == Decimal("990.00")


def test_the_first_price_of_an_item_is_left_out_while_it_is_held(place: Place):
    assert place.save("new", "1.11").price is None


def test_a_blocked_price_saves_nothing(place: Place):
    place.save("floored", "9.00")
    with pytest.raises(PriceRefused, match="below the lowest price"):
        place.save("floored", "4.00")
    place.db.session.rollback()
    assert price_reading.current(place.state, "floored").price == Money(amount=Decimal(9), currency="EUR")


def test_a_save_that_is_rolled_back_leaves_no_price(place: Place):
    place.db.session.add(place.product(sku="gone", price=Decimal(3)))
    place.db.session.flush()
    place.db.session.rollback()
    assert price_reading.current(place.state, "gone").price is None


def test_what_it_cost_before_is_where_its_history_begins(place: Place):
    place.db.session.execute(place.product.__table__.insert().values(sku="old", price=Decimal("899.90")))
    place.db.session.commit()
    found = place.db.session.query(place.product).filter_by(sku="old").one()
    assert found.price == Decimal("899.90")
    assert place.save("old", "89.90").price == Decimal("899.90")


def prices_of(place: Place, prefix: str) -> dict[str, Decimal]:
    rows = place.db.session.execute(
        select(place.product.sku, place.product.price).where(place.product.sku.startswith(prefix))
    )
    return {row.sku: row.price for row in rows}


def test_one_statement_for_many_items_is_checked_as_a_list(place: Place):  # P7
    for at in range(3):
        place.save(f"many-{at}", f"{100 + at}.00")
    mine, product, session = place.product.sku.startswith("many-"), place.product, place.db.session
    session.execute(update(product).where(mine).values(price=product.price * Decimal("1.1")))
    session.commit()
    assert prices_of(place, "many-")["many-1"] == Decimal("111.10")
    assert price_reading.current(place.state, "many-1").price == Money(
        amount=Decimal("111.10"), currency="EUR"
    )

    kept = session.query(product).filter_by(sku="many-0").one()
    session.query(product).filter(mine).update({"price": product.price / 10})
    session.commit()
    assert prices_of(place, "many-")["many-1"] == Decimal("111.10"), "held, so the old price stays"
    assert kept.price == Decimal("110.00")
    waits = [one for one in price_reading.waiting(place.state) if one.sku.startswith("many-")]
    assert (len(waits), len({one.batch for one in waits})) == (3, 1)

    rows = [{"id": kept.id, "price": Decimal("115.00")}, {"id": kept.id + 1, "price": Decimal("11.20")}]
    session.execute(update(product), rows)
    session.commit()
    found = prices_of(place, "many-")
    assert (found["many-0"], found["many-1"]) == (Decimal("115.00"), Decimal("111.10"))


def test_a_blocked_price_of_many_takes_all_of_them_back(place: Place):
    place.save("floored", "9.00")
    session, product = place.db.session, place.product
    with pytest.raises(PriceRefused, match="below the lowest price"):
        session.execute(update(product).where(product.sku == "floored").values(price=Decimal("4.00")))
    session.commit()
    assert prices_of(place, "floored") == {"floored": Decimal("9.00")}


def test_rows_that_are_put_in_at_once_are_checked_too(place: Place):
    session, product = place.db.session, place.product
    rows = [{"sku": "in-1", "price": Decimal("30.00")}, {"sku": "in-2", "price": Decimal("1.11")}]
    session.execute(insert(product), rows)
    session.commit()
    assert prices_of(place, "in-") == {"in-1": Decimal("30.00"), "in-2": None}


def test_statements_that_write_no_price_are_left_alone(place: Place):
    place.save("calm", "5.00")
    session, product = place.db.session, place.product
    before = price_reading.count_waiting(place.state)
    session.execute(update(product).where(product.sku == "calm").values(sku="calmer"))
    session.execute(delete(product).where(product.sku == "calmer"))
    session.commit()
    assert price_reading.count_waiting(place.state) == before


def test_other_changes_of_an_item_write_no_price(place: Place):
    found = place.save("mug", "12.50")
    found.sku = "mug-2"
    place.db.session.commit()
    assert price_reading.current(place.state, "mug-2").price is None


def test_without_the_shops_session_it_says_so(place: Place, sqlite_uri: str):
    app = Flask("apart")
    app.config.update(TESTING=True, SECRET_KEY="test", AMENDS_WORKER="off", AMENDS_DATABASE_URI=sqlite_uri)
    Amends(app)
    with app.app_context(), pytest.raises(AmendsError, match="give Amends"):
        _joined()
