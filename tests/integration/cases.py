"""Cases to start from, and a look at everything that a database holds."""

import json
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Table, select

from flask_amends.disputes import commands as c
from flask_amends.disputes.money import Money
from flask_amends.disputes.vocabulary import Actor, Reason, Remedy
from flask_amends.ports import Order, OrderLine, StaffMember
from flask_amends.service import acts, claims
from flask_amends.service.claims import ClaimedItem, ClaimForm
from flask_amends.service.parties import Party
from flask_amends.state import State
from flask_amends.storage.records import CaseView, EndpointRow


def euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


ORDER = Order(
    number="A-1",
    email="anna@example.org",
    phone="+48 500 600 700",
    currency="EUR",
    lines=(
        OrderLine(sku="rose", title="Roses", quantity=3, unit_price=euros("10.00")),
        OrderLine(sku="vase", title="Vase", quantity=1, unit_price=euros("25.00")),
    ),
    total=euros("55.00"),
)
CLAIM = ClaimForm(
    email="anna@example.org",
    name="Anna Nowak",
    phone="+48 500 600 700",
    reason=Reason.NOT_AS_DESCRIBED,
    ask=Remedy.PARTIAL_REFUND,
    amount=euros("20.00"),
    description="The roses had wilted when they came.",
    order_number="A-1",
    items=(ClaimedItem(sku="rose", quantity=2),),
    proven=True,
)
GUEST = replace(CLAIM, proven=False)
STAFF = StaffMember(id="7", name="Ola Kowalska")
SHOPPER = Party(actor=Actor.SHOPPER)
SHOP = Party(actor=Actor.SHOP, staff=STAFF)


def open_case(state: State, form: ClaimForm = CLAIM) -> str:
    return claims.submit(state, form).case_id


def agree(state: State, case_id: str) -> CaseView:
    return acts.act(state, case_id, c.AcceptClaim(actor=Actor.SHOP, note="We are sorry."), by=SHOP)


def perform(state: State, case_id: str) -> CaseView:
    return acts.act(state, case_id, c.Performed(actor=Actor.SHOP, reference="bank-1"), by=SHOP)


def confirm(state: State, case_id: str) -> CaseView:
    return acts.act(state, case_id, c.Confirm(actor=Actor.SHOPPER), by=SHOPPER)


def subscribe(state: State, name: str = "one", /, **changes: Any) -> EndpointRow:
    endpoint = EndpointRow(
        id=f"end_{name}",
        url="https://receiver.example/hook",
        owner="shop",
        events=("*",),
        secrets=("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",),
        created_at=state.clock.now(),
    )
    endpoint = replace(endpoint, **changes)
    with state.store.begin() as unit:
        unit.endpoints.add(endpoint)
    return endpoint


def dump(state: State) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the log, in which every look at the desk stands (security 13, 47).

    The driver is asked directly: tests look at everything often, and SQLAlchemy takes seven times as long.
    """
    tables = state.store.tables
    with state.store.read() as unit, closing(unit.connection.connection.cursor()) as cursor:
        return {table.name: _rows(cursor, table) for table in tables.all() if table is not tables.audit}


#: How each table is read: the statement, and where SQLite gives JSON as text.
_READING: dict[str, tuple[str, tuple[int, ...]]] = {}


def _rows(cursor: Any, table: Table) -> list[tuple[Any, ...]]:
    if table.name not in _READING:
        coded = tuple(at for at, column in enumerate(table.columns) if isinstance(column.type, JSON))
        _READING[table.name] = str(select(table)), coded
    statement, coded = _READING[table.name]
    cursor.execute(statement)
    rows = [tuple(row) for row in cursor.fetchall()]
    if coded:
        rows = [tuple(_decoded(one) if at in coded else one for at, one in enumerate(row)) for row in rows]
    return sorted(rows, key=repr)


def _decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
