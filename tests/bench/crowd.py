"""Many cases at a desk: copies of one real case, spread over states, reasons, staff, tags, names and time."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from flask_amends.disputes.vocabulary import Actor, Reason, Status
from flask_amends.service import claims
from flask_amends.state import State
from flask_amends.storage.desk_filling import found_by
from flask_amends.storage.desk_records import Priority, Severity
from tests.bench.backlog import claim

AT_ONCE = 2_000
SEED = 7
#: One in so many cases is closed, is grave, has a message that waits, has a tag.
CLOSED, GRAVE, WAITING, TAGGED = 3, 200, 100, 10
STAFF = 20
TAGS = 12
FIRST = ("Anna", "Zofia", "Łukasz", "Ewa", "Иван", "Ольга", "דנה", "Piotr", "Müşerref", "José")
LAST = ("Nowak", "Kowalska", "Żółć", "Петров", "Смирнова", "כהן", "Wójcik", "O'Neill", "Ångström", "Lis")
OPEN = tuple(status for status in Status if status is not Status.CLOSED)
TURNS = (Actor.SHOP, Actor.SHOPPER, Actor.ARBITER, Actor.MARKETPLACE, Actor.CARRIER)

Rows = dict[str, list[dict[str, Any]]]


def gather(state: State, count: int) -> None:
    """Let ``count`` cases stand in the inbox of a shop that has none. Their histories are left out."""
    case_id = claims.submit(state, claim(0)).case_id
    tables = state.store.tables
    with state.store.begin() as unit:
        connection = unit.connection
        one = {
            name: dict(connection.execute(select(table).limit(1)).mappings().one())
            for name, table in (
                ("cases", tables.cases),
                ("persons", tables.persons),
                ("desk", tables.case_desk),
            )
        }
        assert one["desk"]["case_id"] == case_id
        for rows in _rows(one, count - 1):
            for name, table in (
                ("persons", tables.persons),
                ("cases", tables.cases),
                ("desk", tables.case_desk),
                ("terms", tables.case_terms),
                ("tags", tables.case_tags),
            ):
                if rows[name]:
                    connection.execute(insert(table), rows[name])


def _rows(one: dict[str, dict[str, Any]], count: int) -> Iterator[Rows]:
    chance = random.Random(SEED)
    for start in range(0, count, AT_ONCE):
        rows: Rows = {name: [] for name in ("persons", "cases", "desk", "terms", "tags")}
        for number in range(start, min(start + AT_ONCE, count)):
            _add(rows, one, number, chance)
        yield rows


def _add(rows: Rows, one: dict[str, dict[str, Any]], number: int, chance: random.Random) -> None:
    case_id, person_id = f"dsp_{number:024d}", f"per_{number:024d}"
    reference, order = f"{number:04d}-{chance.randrange(10_000):04d}"[:9], f"B-{number}"
    name, email = f"{chance.choice(FIRST)} {chance.choice(LAST)}", f"reader{number}@example.org"
    opened = one["desk"]["opened_at"] - timedelta(minutes=number)
    closed = opened + timedelta(days=3) if number % CLOSED == 0 else None
    # Many are due in the same second, as when a shop's window ends at midnight.
    due = None if closed else one["desk"]["opened_at"] + timedelta(hours=chance.randrange(-5, 2_000))
    status = Status.CLOSED if closed else chance.choice(OPEN)
    moved = {
        "status": status.value,
        "awaiting": None if closed else chance.choice(TURNS).value,
        "due_at": due,
        "opened_at": opened,
        "closed_at": closed,
    }
    rows["persons"].append({**one["persons"], "id": person_id, "name": name, "email": email})
    rows["cases"].append(
        {**one["cases"], "id": case_id, "reference_number": f"{reference}-{number}"[:20], **moved}
        | {"shopper_id": person_id, "order_number": order, "claim_key": None, "sweep_at": due}
    )
    rows["desk"].append({**one["desk"], "case_id": case_id, **moved, **_kept(number, chance, opened)})
    about = (reference, order, name, email)
    rows["terms"] += [{"term": term, "case_id": case_id, "personal": own} for term, own in found_by(*about)]
    if number % TAGGED == 0:
        tag = {
            "case_id": case_id,
            "tag": f"tag {chance.randrange(TAGS)}",
            "added_by": None,
            "added_at": opened,
        }
        rows["tags"].append(tag)


def _kept(number: int, chance: random.Random, opened: Any) -> dict[str, Any]:
    who = chance.randrange(STAFF)
    return {
        "reason": chance.choice(list(Reason)).value,
        "assignee_id": str(who) if who else None,
        "assignee_name": f"Person {who}" if who else None,
        "priority": chance.choices(list(Priority), (1, 5, 90, 4))[0].value,
        "severity": chance.choice(list(Severity)).value if number % GRAVE == 0 else None,
        "unanswered_at": opened if number % WAITING == 1 else None,
        "changed_at": opened,
    }
